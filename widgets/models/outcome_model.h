// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/document/task_comparison.h"

#include <QAbstractTableModel>

#include <memory>

// Every question of a comparison with what both models answer.

namespace vernier {

class OutcomeModel : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum Columns { Asked, Expected, Float, Quantized, Change, Origin, ColumnCount };
    enum Roles {
        SortRole = Qt::UserRole,
        ChangeRole,   ///< int of OutcomeChange
        QuestionRole, ///< index of the question, also through proxies
    };

    using QAbstractTableModel::QAbstractTableModel;

    /// Null: no rows.
    void setComparison(std::shared_ptr<const TaskComparison> comparison);

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    void retranslate();

private:
    [[nodiscard]] static QString placeText(const QString &origin);
    [[nodiscard]] QString text(std::size_t row, int column) const;

    std::shared_ptr<const TaskComparison> m_comparison;
};

/// "right → wrong"
[[nodiscard]] QString outcomeChangeText(OutcomeChange change);
/// The question itself: without the passage, the solved examples and the word "Answer:" around it.
[[nodiscard]] QString askedText(QuestionSet set, const std::string &prompt);

} // namespace vernier
