// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/layer_info.h"
#include "core/recipe/plan.h"

#include <QAbstractTableModel>

#include <optional>
#include <set>
#include <vector>

// Every linear layer with what is known of it: one row each, in module order. Map, table and sensitivity read it.

namespace vernier {

class Analysis;

/// A number that map and bars can show of a layer.
enum class LayerMetric { EndToEndKl, LocalSqnr, RangeScore };

class LayerModel : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum Columns { Name, Block, Kind, Type, Rule, Shape, RangeScoreColumn, Minimum, Maximum, Sqnr, Cosine, Kl, KlError, ColumnCount };
    enum Roles {
        SortRole = Qt::UserRole, ///< the number or text behind a cell; invalid: not measured
        LayerIndexRole,          ///< row in this model, also through proxies
    };

    explicit LayerModel(const Analysis &analysis, QObject *parent = nullptr);

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

    // The same by layer, for painted views.
    [[nodiscard]] const LayerInfo &layer(int row) const;
    [[nodiscard]] const LayerDecision *decision(int row) const; ///< null: no plan
    /// None: not measured.
    [[nodiscard]] std::optional<double> metric(int row, LayerMetric metric) const;
    /// Standard error of a metric that has one.
    [[nodiscard]] std::optional<double> metricError(int row, LayerMetric metric) const;
    /// Everything known of a layer, as rich text: the hover card.
    [[nodiscard]] QString card(int row) const;
    /// KL with noise of the same size in place of the layer's error; nothing: not measured.
    [[nodiscard]] std::optional<double> noiseKl(int row) const { return m_measured[static_cast<std::size_t>(row)].noiseKl; }
    /// Whether more bits or another method would help the layer, as far as the noise says; empty: not measured.
    [[nodiscard]] QString noiseVerdict(int row) const;

    /// Names of these rows, as recipes spell them.
    [[nodiscard]] std::vector<std::string> names(const std::vector<int> &rows) const;
    /// Header texts anew, after the language changed.
    void retranslate();

private:
    void reload();
    void refresh();
    [[nodiscard]] QVariant value(int row, int column) const;
    [[nodiscard]] QString text(int row, int column) const;

    const Analysis &m_analysis;
    std::vector<LayerInfo> m_layers; ///< a copy, so that a row outlives the model it came from
    struct Measured
    {
        std::optional<double> rangeScore, minimum, maximum, sqnr, cosine, kl, klError, noiseKl;
    };
    std::vector<Measured> m_measured; ///< one for each layer
    std::set<LayerMetric> m_stale;    ///< of an earlier recipe
};

/// "Local SQNR", and what it says, for choosers and tooltips.
[[nodiscard]] QString metricName(LayerMetric metric);
[[nodiscard]] QString metricExplanation(LayerMetric metric);
/// With its unit, for axes and legends: "Local SQNR (dB)".
[[nodiscard]] QString metricAxisTitle(LayerMetric metric);
/// Larger is worse (KL, range) or better (SQNR).
[[nodiscard]] bool largerIsWorse(LayerMetric metric);
[[nodiscard]] QString metricText(LayerMetric metric, double value, std::optional<double> error = {});

} // namespace vernier
