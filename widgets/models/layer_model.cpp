// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/models/layer_model.h"

#include "core/base/number_text.h"
#include "widgets/document/analysis.h"
#include "widgets/models/metric_state.h"
#include "widgets/support/scheme_text.h"
#include "widgets/support/table_copy.h"
#include "widgets/support/text.h"
#include "widgets/support/theme.h"

#include <QLocale>
#include <QCoreApplication>
#include <QGuiApplication>

#include <cmath>
#include <limits>
#include <map>

namespace vernier {

namespace {

struct LayerModelTr
{
    Q_DECLARE_TR_FUNCTIONS(vernier::LayerMetric)
};

std::optional<double> finite(double value)
{
    return std::isnan(value) ? std::nullopt : std::optional(value);
}

QVariant toVariant(const std::optional<double> &value)
{
    return value ? QVariant(*value) : QVariant();
}

QString number(const std::optional<double> &value, int digits)
{
    return value ? toText(significant(*value, digits)) : QStringLiteral("–");
}

/// What a column's numbers were measured with; none: it is no measurement.
std::optional<LayerMetric> metricOf(int column)
{
    switch (column) {
    case LayerModel::RangeScoreColumn:
    case LayerModel::Minimum:
    case LayerModel::Maximum: return LayerMetric::RangeScore;
    case LayerModel::Sqnr:
    case LayerModel::Cosine: return LayerMetric::LocalSqnr;
    case LayerModel::Kl:
    case LayerModel::KlError: return LayerMetric::EndToEndKl;
    default: return std::nullopt;
    }
}

/// A number at full precision, nothing where nothing was measured; other cells as they are shown.
QVariant tableCell(const QVariant &value)
{
    if (!value.isValid())
        return QString();
    return value.typeId() == QMetaType::Double ? QVariant(QString::number(value.toDouble(), 'g', QLocale::FloatingPointShortest)) : QVariant();
}

} // namespace

LayerModel::LayerModel(const Analysis &analysis, QObject *parent)
    : QAbstractTableModel(parent)
    , m_analysis(analysis)
{
    connect(&analysis, &Analysis::modelChanged, this, &LayerModel::reload);
    for (const auto signal : {&Analysis::planChanged, &Analysis::statisticsChanged, &Analysis::localChanged, &Analysis::endToEndChanged})
        connect(&analysis, signal, this, &LayerModel::refresh);
    reload();
}

void LayerModel::reload()
{
    beginResetModel();
    m_layers = m_analysis.model() ? m_analysis.model()->layers() : std::vector<LayerInfo>();
    m_measured.assign(m_layers.size(), {}); // whoever sees the reset asks at once
    endResetModel();
    refresh();
}

void LayerModel::refresh()
{
    m_measured.assign(m_layers.size(), {});
    m_stale.clear(); // to tell it takes plans of the whole model, and every cell asks
    for (const LayerMetric metric : {LayerMetric::EndToEndKl, LayerMetric::LocalSqnr, LayerMetric::RangeScore}) {
        if (metricIsStale(m_analysis, metric))
            m_stale.insert(metric);
    }
    std::map<std::string_view, const EndToEndSensitivity *> endToEnd;
    if (m_analysis.endToEnd()) {
        for (const EndToEndSensitivity &layer : m_analysis.endToEnd()->result.layers)
            endToEnd[layer.layer] = &layer;
    }
    for (std::size_t i = 0; i < m_layers.size(); ++i) {
        Measured &measured = m_measured[i];
        if (const auto &statistics = m_analysis.statistics()) {
            measured.rangeScore = finite(statistics->scores[i]);
            measured.minimum = finite(static_cast<double>(statistics->ranges[i].min)); // no token may come to an expert
            measured.maximum = finite(static_cast<double>(statistics->ranges[i].max));
        }
        if (const auto &local = m_analysis.local(); local && i < local->layers.size()) {
            measured.sqnr = local->layers[i].sqnrDb;
            measured.cosine = local->layers[i].cosine;
        }
        if (const auto found = endToEnd.find(m_layers[i].name); found != endToEnd.end()) {
            measured.kl = found->second->kl.mean;
            measured.klError = found->second->kl.standardError;
            if (found->second->noiseKl)
                measured.noiseKl = found->second->noiseKl->mean;
        }
    }
    if (!m_layers.empty())
        emit dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1));
}

int LayerModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_layers.size());
}

int LayerModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

const LayerInfo &LayerModel::layer(int row) const
{
    return m_layers[static_cast<std::size_t>(row)];
}

const LayerDecision *LayerModel::decision(int row) const
{
    const auto &plan = m_analysis.plan();
    return plan && static_cast<std::size_t>(row) < plan->layers.size() ? &plan->layers[static_cast<std::size_t>(row)] : nullptr;
}

std::optional<double> LayerModel::metric(int row, LayerMetric metric) const
{
    const Measured &measured = m_measured[static_cast<std::size_t>(row)];
    switch (metric) {
    case LayerMetric::EndToEndKl: return measured.kl;
    case LayerMetric::LocalSqnr: return measured.sqnr;
    case LayerMetric::RangeScore: return measured.rangeScore;
    }
    return std::nullopt;
}

std::optional<double> LayerModel::metricError(int row, LayerMetric metric) const
{
    return metric == LayerMetric::EndToEndKl ? m_measured[static_cast<std::size_t>(row)].klError : std::nullopt;
}

std::vector<std::string> LayerModel::names(const std::vector<int> &rows) const
{
    std::vector<std::string> names;
    for (const int row : rows)
        names.push_back(layer(row).name);
    return names;
}

QVariant LayerModel::value(int row, int column) const
{
    const LayerInfo &info = layer(row);
    const Measured &measured = m_measured[static_cast<std::size_t>(row)];
    switch (column) {
    case Name: return row; // module order, not alphabetical
    case Block: return info.block < 0 ? QVariant(std::numeric_limits<int>::max()) : QVariant(info.block);
    case Kind: return toText(info.kind());
    case Type: return text(row, Type);
    case Rule: return text(row, Rule);
    case Shape: return static_cast<qlonglong>(info.parameters());
    case RangeScoreColumn: return toVariant(measured.rangeScore);
    case Minimum: return toVariant(measured.minimum);
    case Maximum: return toVariant(measured.maximum);
    case Sqnr: return toVariant(measured.sqnr);
    case Cosine: return toVariant(measured.cosine);
    case Kl: return toVariant(measured.kl);
    case KlError: return toVariant(measured.klError);
    default: return {};
    }
}

QString LayerModel::text(int row, int column) const
{
    const LayerInfo &info = layer(row);
    const Measured &measured = m_measured[static_cast<std::size_t>(row)];
    const LayerDecision *decided = decision(row);
    switch (column) {
    case Name: return toText(info.name);
    case Block: return info.block < 0 ? QStringLiteral("–") : QString::number(info.block);
    case Kind: return toText(info.kind());
    case Type: return decided ? toText(toString(decided->scheme.type)) : QStringLiteral("–");
    case Rule: return decided ? toText(decided->rule) : QStringLiteral("–");
    case Shape: return QStringLiteral("%1 × %2").arg(info.out).arg(info.in);
    case RangeScoreColumn: return number(measured.rangeScore, 3);
    case Minimum: return number(measured.minimum, 4);
    case Maximum: return number(measured.maximum, 4);
    case Sqnr: return measured.sqnr ? toText(fixedPoint(*measured.sqnr, 1)) : QStringLiteral("–");
    case Cosine: return measured.cosine ? toText(fixedPoint(*measured.cosine, 6)) : QStringLiteral("–");
    case Kl: return number(measured.kl, 3);
    case KlError: return number(measured.klError, 2);
    default: return {};
    }
}

QVariant LayerModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || index.row() >= rowCount())
        return {};
    switch (role) {
    case Qt::DisplayRole: return text(index.row(), index.column());
    case Qt::TextAlignmentRole:
        return index.column() == Name || index.column() == Kind || index.column() == Type || index.column() == Rule
            ? QVariant(Qt::AlignLeft | Qt::AlignVCenter)
            : QVariant(Qt::AlignRight | Qt::AlignVCenter);
    case Qt::ForegroundRole:
        if (const std::optional<LayerMetric> shown = metricOf(index.column()); shown && m_stale.contains(*shown))
            return themeColors(QGuiApplication::palette()).mutedText;
        return {};
    case Qt::ToolTipRole: return card(index.row());
    case SortRole: return value(index.row(), index.column());
    case LayerIndexRole: return index.row();
    case kTableTextRole: return tableCell(value(index.row(), index.column()));
    default: return {};
    }
}

QVariant LayerModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    struct Head
    {
        QString title;
        QString explanation;
    };
    const auto head = [section]() -> Head {
        switch (section) {
        case Name: return {tr("Layer"), tr("Full module name, as disable_names and mix_cfg spell it")};
        case Block: return {tr("Block"), tr("Number of the decoder block")};
        case Kind: return {tr("Kind"), tr("What the layer does in its block")};
        case Type: return {tr("Type"), tr("What the recipe makes of the layer")};
        case Rule: return {tr("Decided by"), tr("The rule of the recipe that decided the type")};
        case Shape: return {tr("Out × in"), tr("Output and input channels of the weight")};
        case RangeScoreColumn: return {tr("Range/std"), metricExplanation(LayerMetric::RangeScore)};
        case Minimum: return {tr("Min"), tr("Smallest activation that enters the layer in calibration")};
        case Maximum: return {tr("Max"), tr("Largest activation that enters the layer in calibration")};
        case Sqnr: return {tr("SQNR, dB"), metricExplanation(LayerMetric::LocalSqnr)};
        case Cosine: return {tr("Cosine"), tr("Cosine of the quantized and the float output of this layer alone")};
        case Kl: return {tr("KL alone"), metricExplanation(LayerMetric::EndToEndKl)};
        case KlError: return {tr("± KL"), tr("Standard error of the KL divergence, with windows as independent units")};
        default: return {};
        }
    }();
    switch (role) {
    case Qt::DisplayRole: return head.title;
    case Qt::ToolTipRole: return head.explanation;
    case Qt::TextAlignmentRole:
        return section == Name || section == Kind || section == Type || section == Rule ? QVariant(Qt::AlignLeft | Qt::AlignVCenter)
                                                                                       : QVariant(Qt::AlignRight | Qt::AlignVCenter);
    default: return {};
    }
}

QString LayerModel::card(int row) const
{
    const LayerInfo &info = layer(row);
    const auto line = [](const QString &label, const QString &value) {
        return QStringLiteral("<tr><td>%1&nbsp;&nbsp;</td><td align='right'><b>%2</b></td></tr>").arg(label.toHtmlEscaped(), value.toHtmlEscaped());
    };
    QString html = QStringLiteral("<b>%1</b><br>").arg(toText(info.name).toHtmlEscaped());
    if (const LayerDecision *decided = decision(row)) {
        html += schemeDescription(decided->scheme).toHtmlEscaped();
        html += QStringLiteral("<br>") + tr("decided by %1").arg(toText(decided->rule)).toHtmlEscaped();
        for (const std::string &beaten : decided->beaten)
            html += QStringLiteral("<br>") + tr("over %1").arg(toText(beaten)).toHtmlEscaped();
    }
    html += QStringLiteral("<table cellspacing='1'>");
    html += line(tr("Out × in"), text(row, Shape));
    for (const LayerMetric shown : {LayerMetric::EndToEndKl, LayerMetric::LocalSqnr, LayerMetric::RangeScore}) {
        const std::optional<double> value = metric(row, shown);
        const std::optional<double> error = metricError(row, shown);
        const QString measured = value ? metricText(shown, *value, error) : tr("not measured");
        html += line(metricName(shown), value && m_stale.contains(shown) ? tr("%1 (of an earlier recipe)").arg(measured) : measured);
    }
    if (const std::optional<double> noise = m_measured[static_cast<std::size_t>(row)].noiseKl)
        html += line(tr("KL of equal noise"), metricText(LayerMetric::EndToEndKl, *noise, std::nullopt));
    html += line(tr("Activations"), m_measured[static_cast<std::size_t>(row)].minimum
                     ? tr("%1 … %2").arg(text(row, Minimum), text(row, Maximum))
                     : tr("not measured"));
    html += QStringLiteral("</table>");
    if (const QString verdict = noiseVerdict(row); !verdict.isEmpty())
        html += verdict.toHtmlEscaped();
    return html;
}

QString LayerModel::noiseVerdict(int row) const
{
    constexpr double kFarMore = 2.0; // than noise that is spread evenly
    const Measured &measured = m_measured[static_cast<std::size_t>(row)];
    if (!measured.kl || !measured.noiseKl || m_stale.contains(LayerMetric::EndToEndKl))
        return {};
    if (*measured.kl > kFarMore * *measured.noiseKl)
        return tr("Noise of the same size, spread evenly, costs far less: it matters where the error lies, and a method that spreads it (GPTQ, another range) can help.");
    return tr("Noise of the same size, spread evenly, costs about as much: only a smaller error helps, by outlier suppression, ranges for each token or more bits.");
}

void LayerModel::retranslate()
{
    emit headerDataChanged(Qt::Horizontal, 0, ColumnCount - 1);
    refresh();
}

QString metricName(LayerMetric metric)
{
    switch (metric) {
    case LayerMetric::EndToEndKl: return LayerModelTr::tr("End-to-end KL");
    case LayerMetric::LocalSqnr: return LayerModelTr::tr("Local SQNR");
    case LayerMetric::RangeScore: return LayerModelTr::tr("Activation range / std");
    }
    return {};
}

QString metricExplanation(LayerMetric metric)
{
    switch (metric) {
    case LayerMetric::EndToEndKl:
        return LayerModelTr::tr("KL divergence of the model's output from float when only this layer is quantized (nats per token). Large is bad.");
    case LayerMetric::LocalSqnr:
        return LayerModelTr::tr("Signal to quantization noise of this layer's own output on float inputs (dB). Small is bad.");
    case LayerMetric::RangeScore:
        return LayerModelTr::tr("Largest activation over the standard deviation, the score disable_level ranks by. Large is hard to quantize.");
    }
    return {};
}

QString metricAxisTitle(LayerMetric metric)
{
    switch (metric) {
    case LayerMetric::EndToEndKl: return LayerModelTr::tr("End-to-end KL (nats per token)");
    case LayerMetric::LocalSqnr: return LayerModelTr::tr("Local SQNR (dB)");
    case LayerMetric::RangeScore: return LayerModelTr::tr("Activation range (standard deviations)");
    }
    return {};
}

bool largerIsWorse(LayerMetric metric)
{
    return metric != LayerMetric::LocalSqnr;
}

QString metricText(LayerMetric metric, double value, std::optional<double> error)
{
    constexpr double kTiny = 1e-4; // written with an exponent
    if (metric == LayerMetric::EndToEndKl && error)
        return toText(value < kTiny ? significant(value, 3) + " ± " + significant(*error, 2)
                                    : withError(value, *error, divergenceDecimals(value, *error)));
    switch (metric) {
    case LayerMetric::EndToEndKl: return toText(significant(value, 3));
    case LayerMetric::LocalSqnr: return LayerModelTr::tr("%1 dB").arg(toText(fixedPoint(value, 1)));
    case LayerMetric::RangeScore: return toText(significant(value, 3));
    }
    return {};
}

} // namespace vernier
