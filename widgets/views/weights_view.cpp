// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/views/weights_view.h"

#include "core/base/number_text.h"
#include "core/smooth/outlier_groups.h"
#include "core/smooth/suppress.h"
#include "widgets/models/workbench.h"
#include "widgets/plots/row_error_plot.h"
#include "widgets/plots/row_range_plot.h"
#include "widgets/plots/weight_histogram_plot.h"
#include "widgets/support/scheme_text.h"
#include "widgets/support/text.h"
#include "widgets/views/layer_heading.h"

#include <QCheckBox>
#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QStackedWidget>
#include <QTabWidget>
#include <QVBoxLayout>

#include <algorithm>
#include <array>

namespace vernier {

namespace {

constexpr std::size_t kKept = 8;

/// What a layer's weight would be with 8 bits: for layers that the recipe leaves in float.
Scheme plainEightBits()
{
    Scheme scheme;
    scheme.type = QuantType::W8A16;
    scheme.wBit = 8;
    scheme.mmTensor = false;
    return scheme;
}

/// Whether the recipe's suppression changes the layer's weight.
bool isSuppressed(const Recipe &recipe, const Checkpoint &checkpoint, const LayerInfo &layer)
{
    return suppressedModules(recipe, checkpoint).weights.contains(layer.name);
}

/// Whether it can be computed for one layer alone: do_smooth needs the blocks before it quantized.
bool isSuppressedAlone(const Recipe &recipe)
{
    const Result<ResolvedConfig> resolved = resolve(recipe.quantConfig, recipe.chain);
    return recipe.antiOutlier && resolved && !resolved->config.doSmooth;
}

/// Smallest, middle and largest.
std::array<float, 3> spread(std::vector<float> values)
{
    std::sort(values.begin(), values.end());
    return {values.front(), values[values.size() / 2], values.back()};
}

} // namespace

WeightsView::WeightsView(Workbench &workbench, QWidget *parent)
    : QWidget(parent)
    , m_workbench(workbench)
    , m_heading(makeHeadingLabel(this))
    , m_notes(makeNotesLabel(this))
    , m_words(new QLabel(this))
    , m_sorted(new QCheckBox(this))
    , m_logarithmic(new QCheckBox(this))
    , m_tabs(new QTabWidget(this))
    , m_ranges(new RowRangePlot)
    , m_errors(new RowErrorPlot)
    , m_histogram(new WeightHistogramPlot)
    , m_empty(makeEmptyLabel(this))
    , m_stack(new QStackedWidget(this))
{
    m_words->setWordWrap(true);
    m_words->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    for (QWidget *plot : std::initializer_list<QWidget *>{m_ranges, m_errors, m_histogram})
        m_tabs->addTab(plot, QString());
    m_tabs->setDocumentMode(true);
    auto *content = new QWidget;
    auto *controls = new QHBoxLayout;
    controls->addWidget(m_words, 1);
    controls->addWidget(m_sorted, 0, Qt::AlignTop);
    controls->addWidget(m_logarithmic, 0, Qt::AlignTop);
    auto *contentLayout = new QVBoxLayout(content);
    contentLayout->addWidget(m_heading);
    contentLayout->addWidget(m_notes);
    contentLayout->addLayout(controls);
    contentLayout->addWidget(m_tabs, 1);
    m_stack->addWidget(m_empty);
    m_stack->addWidget(content);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_stack);

    connect(m_sorted, &QCheckBox::toggled, m_ranges, &RowRangePlot::setSorted);
    connect(m_sorted, &QCheckBox::toggled, m_errors, &RowErrorPlot::setSorted);
    connect(m_logarithmic, &QCheckBox::toggled, m_histogram, &WeightHistogramPlot::setLogarithmic);
    const auto fitControls = [this] {
        m_sorted->setVisible(m_tabs->currentWidget() != m_histogram);
        m_logarithmic->setVisible(m_tabs->currentWidget() == m_histogram);
    };
    connect(m_tabs, &QTabWidget::currentChanged, this, fitControls);
    fitControls();
    m_logarithmic->setChecked(true);
    connect(&workbench.selection, &LayerSelection::changed, this, &WeightsView::refresh);
    connect(&workbench.analysis, &Analysis::modelChanged, this, &WeightsView::forget);
    connect(&workbench.analysis, &Analysis::planChanged, this, &WeightsView::refresh);
    connect(&workbench.analysis, &Analysis::statisticsChanged, this, &WeightsView::refresh);
    connect(&workbench.runner, &JobRunner::jobsChanged, this, &WeightsView::followJob);
    setFocusProxy(m_tabs);
    retranslate();
}

QString WeightsView::emptyText() const
{
    return m_stack->currentWidget() == m_empty ? m_empty->text() : QString();
}

QString WeightsView::words() const
{
    return m_words->text();
}

QString WeightsView::notes() const
{
    return m_notes->text();
}

void WeightsView::forget()
{
    m_known.clear();
    m_shown.reset();
    m_measuring.clear();
    m_failed.clear();
    refresh();
}

std::optional<WeightsView::Question> WeightsView::question() const
{
    const Analysis &analysis = m_workbench.analysis;
    const int index = m_workbench.selection.current();
    if (!analysis.model() || index < 0 || index >= m_workbench.layers.rowCount())
        return std::nullopt;
    Question question;
    question.model = analysis.model();
    question.layer = m_workbench.layers.layer(index);
    question.scheme = plainEightBits();
    question.asked = false;
    if (const LayerDecision *decision = m_workbench.layers.decision(index); decision && hasWeightStats(decision->scheme)) {
        question.scheme = decision->scheme;
        question.asked = true;
    }
    const Recipe &recipe = m_workbench.document.recipe();
    const auto &statistics = analysis.statistics();
    if (statistics && statistics->calibration == recipe.calibration && isSuppressedAlone(recipe) && isSuppressed(recipe, *question.model->checkpoint, question.layer)) {
        question.statistics = statistics;
        question.suppression = *recipe.antiOutlier;
    }
    Recipe samples; // all that the suppressed weight depends on besides the model
    samples.calibration = recipe.calibration;
    samples.antiOutlier = recipe.antiOutlier;
    question.key = question.layer.name + '/' + std::to_string(question.scheme.wBit) + (question.scheme.wSym ? "s" : "a")
        + (question.statistics ? "/suppressed/" + contentKey(samples) : "");
    return question;
}

std::shared_ptr<const WeightStats> WeightsView::known(const std::string &key) const
{
    const auto found = std::find_if(m_known.begin(), m_known.end(), [&](const Answer &answer) { return answer.first == key; });
    return found == m_known.end() ? nullptr : found->second;
}

QString WeightsView::reasonForNothing() const
{
    if (!m_workbench.analysis.model())
        return m_workbench.runner.isBusy(JobKind::Load) ? tr("The model is being opened…") : tr("Open a model to see the weights of its layers.");
    const std::optional<Question> asked = question();
    if (!asked)
        return tr("Select a layer in the map or in the table to see its weights.");
    if (asked->key == m_failed)
        return tr("The weights of this layer could not be measured; the message says why.");
    return tr("The weights are being measured…");
}

void WeightsView::refresh()
{
    const std::optional<Question> asked = question();
    if (!asked || asked->key != m_failed)
        m_failed.clear();
    const std::shared_ptr<const WeightStats> stats = asked ? known(asked->key) : nullptr;
    if (stats) {
        const bool sameData = m_shown && m_shown->key == asked->key && m_shown->scheme.mmTensor == asked->scheme.mmTensor;
        m_shown = asked;
        m_stack->setCurrentIndex(1);
        if (sameData)
            updateTexts();
        else
            showStats();
        return;
    }
    m_shown.reset();
    if (asked && isVisible()) // a view behind others does not read weights
        measure(*asked);
    m_empty->setText(reasonForNothing());
    m_stack->setCurrentIndex(0);
}

void WeightsView::measure(const Question &question)
{
    if (question.key == m_measuring || question.key == m_failed)
        return;
    m_measuring = question.key;
    m_job = m_workbench.runner.start<std::shared_ptr<const WeightStats>>(
        JobKind::Details, [name = toText(question.layer.name)] { return tr("Weights of %1").arg(name); },
        [question, compute = m_workbench.analysis.compute()](JobMonitor &monitor) -> Result<std::shared_ptr<const WeightStats>> {
            std::shared_ptr<const FloatModel> model = question.model->model;
            if (question.statistics) {
                const Statistics &statistics = *question.statistics;
                VERNIER_ASSIGN(Rewrites rewrites, suppressLayer(question.suppression, model, statistics.stats, statistics.samples, question.layer, compute, monitor));
                model = std::make_shared<const FloatModel>(model->sharedCheckpoint(), std::move(rewrites));
            }
            VERNIER_ASSIGN(WeightStats stats, weightStats(*model, question.layer, question.scheme, compute, monitor));
            return std::make_shared<const WeightStats>(std::move(stats));
        },
        this,
        [this, key = question.key](std::shared_ptr<const WeightStats> stats) {
            m_measuring.clear();
            m_known.emplace_front(key, std::move(stats));
            if (m_known.size() > kKept)
                m_known.pop_back();
            refresh();
        });
}

void WeightsView::followJob()
{
    if (!m_workbench.analysis.model()) {
        refresh();
        return;
    }
    if (m_measuring.empty())
        return;
    for (const JobInfo &job : m_workbench.runner.jobs()) {
        if (job.id != m_job || (job.state != JobInfo::State::Failed && job.state != JobInfo::State::Cancelled))
            continue;
        m_failed = m_measuring; // selecting another layer in between tries again
        m_measuring.clear();
        refresh();
        return;
    }
}

void WeightsView::showStats()
{
    const std::shared_ptr<const WeightStats> stats = known(m_shown->key);
    const bool perTensor = m_shown->scheme.mmTensor;
    m_ranges->setRows(stats->rowMin, stats->rowMax);
    m_errors->setErrors(stats->perChannel.rowError, stats->perTensor.rowError, perTensor);
    const float step = perTensor ? stats->perTensor.rowScale.front() : spread(stats->perChannel.rowScale)[1];
    m_histogram->setHistogram(stats->histogram, static_cast<double>(step));
    updateTexts();
}

/// Why the plots do not show the layer's own scheme, and what they show instead.
QString WeightsView::reasonForEightBits() const
{
    const LayerDecision *decision = m_workbench.layers.decision(m_workbench.selection.current());
    const QString instead = tr("The plots show what 8 bits with one scale per channel would do.");
    const auto with = [&instead](const QString &reason) { return tr("%1 %2", "two sentences").arg(reason, instead); };
    if (!decision || decision->scheme.isFloat())
        return with(tr("The recipe leaves this weight in float."));
    const Scheme &scheme = decision->scheme;
    const QString type = toText(toString(scheme.type));
    if (scheme.blockSize > 0)
        return with(tr("%1 codes are not evenly spaced and blocks of %2 weights share a scale, which cannot be shown here.").arg(type).arg(scheme.blockSize));
    if (scheme.sparsity != Sparsity::None)
        return with(tr("%1 rounds outliers and the other weights to different ranges, which cannot be shown here.").arg(type));
    if (scheme.groupSize > 0)
        return with(tr("The scales of %1 are those of groups of %2 weights, which cannot be shown here by rows.").arg(type).arg(scheme.groupSize));
    return with(tr("%1 does not round each weight to the nearest code of its row, so its errors cannot be shown here.").arg(toText(toString(scheme.wMethod))));
}

void WeightsView::updateTexts()
{
    if (!m_shown)
        return;
    const std::shared_ptr<const WeightStats> stats = known(m_shown->key);
    m_heading->setText(layerHeading(m_workbench, m_workbench.selection.current()));
    QStringList notes;
    if (!m_shown->asked)
        notes << reasonForEightBits();
    const Recipe &recipe = m_workbench.document.recipe();
    if (m_shown->statistics)
        notes << tr("The weight is the one after outlier suppression %1, which the recipe does first.").arg(toText(toString(m_shown->suppression.antiMethod)));
    else if (isSuppressed(recipe, *m_shown->model->checkpoint, m_shown->layer))
        notes << tr("The weight is the one before outlier suppression, which the recipe does first.");
    m_notes->setText(notes.join(QLatin1Char(' ')));
    m_notes->setVisible(!notes.isEmpty());

    const auto steps = spread(stats->perChannel.rowScale);
    const auto number = [](float value) { return toText(significant(static_cast<double>(value), 3)); };
    const QString channel = tr("One scale per channel: error %1, steps %2 … %3, median %4.")
                                .arg(toText(percent(stats->perChannel.error, 2)), number(steps[0]), number(steps[2]), number(steps[1]));
    const QString tensor = tr("One scale per tensor: error %1, step %2.").arg(toText(percent(stats->perTensor.error, 2)), number(stats->perTensor.rowScale.front()));
    const QString bits = tr("%1 bits.").arg(stats->bits);
    const bool perTensor = m_shown->scheme.mmTensor;
    const auto strong = [](const QString &text, bool on) { return on ? QStringLiteral("<b>") + text.toHtmlEscaped() + QStringLiteral("</b>") : text.toHtmlEscaped(); };
    m_words->setTextFormat(Qt::RichText);
    m_words->setText(bits.toHtmlEscaped() + QLatin1Char(' ') + strong(channel, !perTensor) + QStringLiteral("<br>") + strong(tensor, perTensor));
}

void WeightsView::retranslate()
{
    m_sorted->setText(tr("&Sorted"));
    m_sorted->setToolTip(tr("Output channels by size instead of by number"));
    m_logarithmic->setText(tr("&Logarithmic"));
    m_logarithmic->setToolTip(tr("Logarithmic counts"));
    m_tabs->setTabText(0, tr("&Rows"));
    m_tabs->setTabText(1, tr("&Errors"));
    m_tabs->setTabText(2, tr("&Histogram"));
    m_tabs->setTabToolTip(0, tr("Smallest and largest weight of every output channel"));
    m_tabs->setTabToolTip(1, tr("Relative quantization error of every output channel"));
    m_tabs->setTabToolTip(2, tr("How often each weight occurs, with the steps of the grid"));
    m_words->setToolTip(tr("Error: root of the squared rounding error over the squared weights"));
    m_ranges->retranslate();
    m_errors->retranslate();
    m_histogram->retranslate();
    refresh();
}

void WeightsView::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::LanguageChange)
        retranslate();
}

void WeightsView::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    refresh();
}

} // namespace vernier
