// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/views/sensitivity_view.h"

#include "core/base/number_text.h"
#include "core/search/layer_ranking.h"
#include "widgets/models/workbench.h"
#include "widgets/plots/bar_plot.h"
#include "widgets/support/scheme_text.h"
#include "widgets/support/text.h"
#include "widgets/views/layer_actions.h"
#include "widgets/views/layer_menu.h"
#include "widgets/views/metric_bar.h"

#include <QComboBox>
#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QMenu>
#include <QPushButton>
#include <QScopedValueRollback>
#include <QScrollBar>
#include <QSpinBox>
#include <QTimer>
#include <QVBoxLayout>

#include <algorithm>
#include <map>

namespace vernier {

namespace {

constexpr int kWorstAtFirst = 10;
constexpr int kButtonPadding = 12;

std::optional<QuantType> typeOf(const LayerModel &layers, int layer)
{
    const LayerDecision *decision = layers.decision(layer);
    return decision ? std::optional(decision->scheme.type) : std::nullopt;
}

/// What a table's recipe makes of the layers: "W8A8", "W8A16".
QString tableName(const LoadedModel &model, const Recipe &recipe)
{
    const Result<Plan> plan = resolvePlan(recipe, model.layers());
    std::map<QuantType, int> counts;
    if (plan) {
        for (const LayerDecision &decision : plan->layers) {
            if (!decision.scheme.isFloat())
                ++counts[decision.scheme.type];
        }
    }
    QStringList names;
    for (const auto &[type, count] : counts)
        names << toText(toString(type));
    return names.isEmpty() ? QStringLiteral("–") : names.join(QStringLiteral(", "));
}

/// What all names of layers in blocks begin with, up to a dot: "model.layers.".
QString commonPrefix(const LayerModel &layers)
{
    std::optional<std::string> prefix;
    for (int row = 0; row < layers.rowCount(); ++row) {
        const LayerInfo &layer = layers.layer(row);
        if (layer.block < 0)
            continue;
        if (!prefix)
            prefix = layer.name;
        const auto end = std::mismatch(prefix->begin(), prefix->end(), layer.name.begin(), layer.name.end()).first;
        prefix->erase(end, prefix->end());
    }
    return prefix ? toText(*prefix).left(toText(*prefix).lastIndexOf(QLatin1Char('.')) + 1) : QString();
}

} // namespace

SensitivityView::SensitivityView(Workbench &workbench, LayerActions &actions, QWidget *parent)
    : QWidget(parent)
    , m_workbench(workbench)
    , m_actions(actions)
    , m_bar(new MetricBar(workbench, {LayerMetric::LocalSqnr, LayerMetric::EndToEndKl}, this))
    , m_tables(new QComboBox(this))
    , m_plot(new BarPlot(this))
    , m_scrollBar(new QScrollBar(Qt::Vertical, this))
    , m_note(new QLabel(this))
    , m_worstLabel(new QLabel(this))
    , m_worst(new QSpinBox(this))
    , m_select(new QPushButton(this))
    , m_fallback(new QPushButton(this))
{
    createLayout();
    connectPlot();
    connect(m_bar, &MetricBar::metricChanged, this, [this] {
        m_plot->setFirstBar(0);
        updateBars();
        emit metricChanged();
    });
    connect(m_tables, &QComboBox::activated, &workbench.analysis, [&workbench](int table) { workbench.analysis.showEndToEnd(static_cast<std::size_t>(table)); });
    connect(&workbench.analysis, &Analysis::endToEndChanged, this, &SensitivityView::updateTables);
    connect(&workbench.analysis, &Analysis::modelChanged, this, &SensitivityView::updateTables);
    connect(m_bar, &MetricBar::stateChanged, this, &SensitivityView::updateSoon);
    connect(&workbench.layers, &LayerModel::modelReset, this, &SensitivityView::updateBars);
    connect(&workbench.layers, &LayerModel::dataChanged, this, &SensitivityView::updateSoon);
    connect(&workbench.selection, &LayerSelection::changed, this, &SensitivityView::showSelection);
    connect(m_select, &QPushButton::clicked, this, [this] {
        selectWorst(m_worst->value());
        m_plot->setFocus(); // where the layers' keys are
    });
    connect(m_fallback, &QPushButton::clicked, &actions, [&actions] { actions.fallback(); });
    retranslate();
}

void SensitivityView::createLayout()
{
    auto *plot = new QHBoxLayout;
    plot->setSpacing(0);
    plot->addWidget(m_plot, 1);
    plot->addWidget(m_scrollBar);
    auto *bar = new QHBoxLayout;
    bar->addWidget(m_worstLabel);
    bar->addWidget(m_worst);
    bar->addWidget(m_select);
    bar->addStretch(1);
    bar->addWidget(m_fallback);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(6, 6, 6, 6);
    layout->setSpacing(6);
    auto *head = new QHBoxLayout;
    head->addWidget(m_bar, 1);
    head->addWidget(m_tables);
    layout->addLayout(head);
    layout->addLayout(plot, 1);
    layout->addWidget(m_note);
    layout->addLayout(bar);
    m_note->setWordWrap(true);
    m_worstLabel->setBuddy(m_worst);
    m_worst->setValue(kWorstAtFirst);
    m_worst->setAlignment(Qt::AlignRight);
    setFocusProxy(m_plot);
}

void SensitivityView::connectPlot()
{
    m_actions.addTo(m_plot);
    m_plot->setPictureName(QStringLiteral("sensitivity"));
    m_plot->setTableSource([this] { return table(); });
    m_plot->setMenuSource([this](QMenu &menu) { addLayerEntries(menu, m_workbench, m_actions); });
    m_plot->setCard([this](int bar) { return m_workbench.layers.card(m_order[static_cast<std::size_t>(bar)]); });
    connect(m_plot, &BarPlot::clicked, this, &SensitivityView::barClicked);
    connect(m_plot, &BarPlot::moved, this, &SensitivityView::barMoved);
    connect(m_plot, &BarPlot::scrolled, this, &SensitivityView::updateScrollBar);
    connect(m_scrollBar, &QScrollBar::valueChanged, m_plot, &BarPlot::setFirstBar);
}

void SensitivityView::retranslate()
{
    m_plot->setAccessibleName(tr("Layers by sensitivity"));
    m_scrollBar->setAccessibleName(tr("Scroll the layers"));
    m_tables->setAccessibleName(tr("Type that was measured"));
    m_tables->setToolTip(tr("The type that the layers were quantized to one by one. Measure > All types measures what mix_cfg could give them instead."));
    m_worstLabel->setText(tr("&Worst layers:"));
    m_worst->setToolTip(tr("How many layers, counted from the top of the list"));
    m_worst->setAccessibleName(tr("Number of the worst layers to select"));
    m_select->setText(tr("Sele&ct"));
    m_select->setToolTip(tr("Select that many layers from the top of the list"));
    m_fallback->setToolTip(tr("Leave the selected layers in float (disable_names)"));
    updateBars();
}

LayerMetric SensitivityView::metric() const
{
    return m_bar->metric();
}

void SensitivityView::setMetric(LayerMetric metric)
{
    m_bar->setMetric(metric);
}

void SensitivityView::updateSoon()
{
    if (m_updatePending)
        return;
    m_updatePending = true;
    QTimer::singleShot(0, this, &SensitivityView::updateBars);
}

void SensitivityView::updateBars()
{
    m_updatePending = false;
    const LayerModel &layers = m_workbench.layers;
    std::vector<std::optional<double>> values;
    for (int row = 0; row < layers.rowCount(); ++row)
        values.push_back(layers.metric(row, metric()));
    m_order = worstLayers(values, largerIsWorse(metric()));
    m_barOfLayer.assign(values.size(), -1);
    std::vector<Bar> bars;
    const QString prefix = commonPrefix(layers);
    for (const int layer : m_order) {
        m_barOfLayer[static_cast<std::size_t>(layer)] = static_cast<int>(bars.size());
        const double value = *values[static_cast<std::size_t>(layer)];
        const std::optional<double> error = layers.metricError(layer, metric());
        QString text = metricText(metric(), value, error);
        const bool isFloat = typeOf(layers, layer) == QuantType::Float;
        if (isFloat) // a short bar shows no hatching
            text = schemeBadge(QuantType::Float) + QStringLiteral("   ") + text;
        const QString name = toText(layers.layer(layer).name);
        bars.push_back({name, name.startsWith(prefix) ? name.mid(prefix.size()) : name, value, error, text, isFloat,
                        metric() == LayerMetric::EndToEndKl ? layers.noiseKl(layer) : std::nullopt});
    }
    m_plot->setAxisTitle(metricAxisTitle(metric()));
    m_plot->setEmptyText(bars.empty() ? metricStateText(m_bar->state(), metric()) : QString());
    m_plot->setBars(std::move(bars));
    if (!m_order.empty()) { // before that, the number would be cut to 1
        const auto &table = m_workbench.analysis.endToEnd();
        const int coming = metric() == LayerMetric::EndToEndKl && table ? table->result.missing : 0;
        m_worst->setRange(1, static_cast<int>(m_order.size()) + coming);
    }
    updateTables();
    updateNote();
    showSelection();
}

void SensitivityView::updateTables()
{
    const auto &tables = m_workbench.analysis.endToEndTables();
    m_tables->clear();
    for (const auto &table : tables) {
        m_tables->addItem(tableName(*m_workbench.analysis.model(), table->recipe));
        if (table == m_workbench.analysis.endToEnd())
            m_tables->setCurrentIndex(m_tables->count() - 1);
    }
    m_tables->setVisible(tables.size() > 1 && metric() == LayerMetric::EndToEndKl);
}

QString SensitivityView::additivityText() const
{
    const auto &table = m_workbench.analysis.endToEnd();
    if (!table)
        return {};
    const std::optional<double> ratio = table->result.additivity();
    if (!ratio)
        return {};
    constexpr double kNearlyEqual = 0.2;
    const QString sum = toText(significant(table->result.sumOfKl, 3));
    const QString joint = toText(significant(table->result.jointKl.value_or(0.0), 3));
    const QString numbers = tr("Single effects add up to %1 nats per token; all layers together cost %2, %3 of the sum.")
                                .arg(sum, joint, toText(percent(*ratio, 0)));
    if (*ratio < 1.0 - kNearlyEqual)
        return numbers + QLatin1Char(' ') + tr("They overlap: repairing one layer gains less than its bar says.");
    if (*ratio > 1.0 + kNearlyEqual)
        return numbers + QLatin1Char(' ') + tr("They amplify each other: repairing one layer can gain more than its bar says.");
    return numbers + QLatin1Char(' ') + tr("They nearly add up: a bar says about what repairing its layer gains.");
}

void SensitivityView::updateNote()
{
    QStringList sentences;
    if (!m_order.empty()) {
        if (metric() == LayerMetric::EndToEndKl) {
            sentences << additivityText();
            if (std::any_of(m_plot->bars().begin(), m_plot->bars().end(), [](const Bar &bar) { return bar.control.has_value(); }))
                sentences << tr("Diamond: noise of the same size, spread evenly. Far left of the bar's end: where the error lies matters; else its size.");
        } else
            sentences << tr("The error of each layer's own output on float inputs; what the model as a whole loses is the end-to-end KL.");
        const LayerModel &layers = m_workbench.layers;
        if (const int missing = layers.rowCount() - static_cast<int>(m_order.size()); missing > 0)
            sentences << tr("%n layer(s) not measured.", nullptr, missing);
        if (std::any_of(m_plot->bars().begin(), m_plot->bars().end(), [](const Bar &bar) { return bar.isMarked; }))
            sentences << tr("Hatched, with F: left in float by the present recipe.");
    }
    sentences.removeAll(QString());
    m_note->setText(sentences.join(QLatin1Char(' ')));
    m_note->setVisible(!sentences.isEmpty());
}

void SensitivityView::updateButtons()
{
    m_worst->setEnabled(!m_order.empty());
    m_select->setEnabled(!m_order.empty());
    const auto changed = static_cast<int>(m_actions.quantizedNames().size());
    m_fallback->setText(changed > 0 ? tr("&Fall back %n layer(s)", nullptr, changed) : tr("&Fall back"));
    m_fallback->setMinimumWidth(m_fallback->fontMetrics().horizontalAdvance(m_fallback->text()) + 2 * kButtonPadding);
    m_fallback->setEnabled(changed > 0 && !m_order.empty());
}

void SensitivityView::showSelection()
{
    const auto barOf = [this](int layer) {
        return layer >= 0 && layer < static_cast<int>(m_barOfLayer.size()) ? m_barOfLayer[static_cast<std::size_t>(layer)] : -1;
    };
    std::vector<int> bars;
    for (const int layer : m_workbench.selection.layers()) {
        if (const int bar = barOf(layer); bar >= 0)
            bars.push_back(bar);
    }
    const int current = barOf(m_workbench.selection.current());
    m_plot->setSelected(std::move(bars), current);
    if (sender() == &m_workbench.selection && !m_isSelecting && current >= 0)
        m_plot->ensureVisible(current);
    m_plot->setAccessibleDescription(
        current >= 0 ? tr("%1, %2").arg(m_plot->bars()[static_cast<std::size_t>(current)].name, m_plot->bars()[static_cast<std::size_t>(current)].text)
                     : QString());
    updateButtons();
}

void SensitivityView::updateScrollBar()
{
    const int visible = m_plot->visibleBars();
    const QSignalBlocker blocker(m_scrollBar);
    m_scrollBar->setRange(0, std::max(0, static_cast<int>(m_order.size()) - visible));
    m_scrollBar->setPageStep(visible);
    m_scrollBar->setValue(m_plot->firstBar());
    m_scrollBar->setVisible(m_scrollBar->maximum() > 0);
}

void SensitivityView::selectWorst(int count)
{
    if (m_order.empty())
        return;
    const auto end = m_order.begin() + std::min(std::max(count, 0), static_cast<int>(m_order.size()));
    m_anchor = m_order.front();
    m_workbench.selection.select({m_order.begin(), end}, m_order.front());
}

void SensitivityView::selectRange(int bar)
{
    const int layer = m_order[static_cast<std::size_t>(bar)];
    const int anchor = m_anchor >= 0 && m_anchor < static_cast<int>(m_barOfLayer.size()) ? m_barOfLayer[static_cast<std::size_t>(m_anchor)] : -1;
    const auto [first, last] = std::minmax(anchor >= 0 ? anchor : bar, bar);
    m_workbench.selection.select({m_order.begin() + first, m_order.begin() + last + 1}, layer);
}

void SensitivityView::barClicked(int bar, Qt::KeyboardModifiers modifiers)
{
    const QScopedValueRollback<bool> selecting(m_isSelecting, true);
    const int layer = m_order[static_cast<std::size_t>(bar)];
    if (modifiers.testFlag(Qt::ShiftModifier)) {
        selectRange(bar);
        return;
    }
    m_anchor = layer;
    if (modifiers.testFlag(Qt::ControlModifier))
        m_workbench.selection.toggle(layer);
    else
        m_workbench.selection.selectOnly(layer);
}

void SensitivityView::barMoved(int bar, Qt::KeyboardModifiers modifiers)
{
    barClicked(bar, modifiers & Qt::ShiftModifier);
}

QString SensitivityView::table() const
{
    return layersAsTsv(m_workbench.layers, m_order);
}

void SensitivityView::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::LanguageChange)
        retranslate();
}

} // namespace vernier
