// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/quant/quantized_folder.h"
#include "core/recipe/plan.h"

#include <QAbstractTableModel>

#include <memory>

// The layers of a saved quantized model as its files describe them, beside what the present recipe makes of them.

namespace vernier {

class StoredLayerModel : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum Columns { Name, Type, RecipeType, Scales, Shape, InputScale, InputOffset, ColumnCount };
    enum Roles {
        SortRole = Qt::UserRole, ///< the number or text behind a cell; invalid: there is none
        LayerIndexRole,          ///< row in this model, also through proxies
    };

    using QAbstractTableModel::QAbstractTableModel;

    /// Null: no rows.
    void setFolder(std::shared_ptr<const QuantizedFolder> folder);
    /// Of the present recipe; null: it is not known.
    void setPlan(std::shared_ptr<const Plan> plan);
    /// Layers that the recipe makes something else of; 0 without a plan.
    [[nodiscard]] int differences() const;

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    void retranslate();

private:
    [[nodiscard]] const StoredLayer &layer(int row) const;
    [[nodiscard]] const Scheme *planned(int row) const; ///< null: no plan
    [[nodiscard]] bool differs(int row) const;
    [[nodiscard]] QVariant value(int row, int column) const;
    [[nodiscard]] QString text(int row, int column) const;

    std::shared_ptr<const QuantizedFolder> m_folder;
    std::shared_ptr<const Plan> m_plan;
};

} // namespace vernier
