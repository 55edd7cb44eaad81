// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/views/guide_view.h"

#include "core/base/number_text.h"
#include "core/recipe/recipe_difference.h"
#include "widgets/models/history_difference.h"
#include "widgets/models/history_model.h"
#include "widgets/models/metric_state.h"
#include "widgets/models/workbench.h"
#include "widgets/support/guide_text.h"
#include "widgets/support/recipe_text.h"
#include "widgets/support/text.h"
#include "widgets/views/guide_step_row.h"

#include <QCheckBox>
#include <QComboBox>
#include <QEvent>
#include <QFrame>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QScrollArea>
#include <QSpinBox>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>

namespace vernier {

namespace {

constexpr int kWorstAtFirst = 5;
constexpr int kMostWorst = 999;

bool isBySensitivity(GuideStepId step)
{
    return step == GuideStepId::WorstFallback || step == GuideStepId::MixedDynamic || step == GuideStepId::MixedWeightOnly;
}

/// What the ranking of layers is taken from: the effect on the model's output where that was measured.
LayerMetric rankedBy(const Analysis &analysis)
{
    return analysis.endToEnd() ? LayerMetric::EndToEndKl : LayerMetric::LocalSqnr;
}

} // namespace

GuideView::GuideView(Workbench &workbench, QWidget *parent)
    : QWidget(parent)
    , m_workbench(workbench)
    , m_symptomName(new QLabel(this))
    , m_symptom(new QComboBox(this))
    , m_worstName(new QLabel(this))
    , m_worst(new QSpinBox(this))
    , m_groups(new QCheckBox(this))
    , m_status(new QLabel(this))
    , m_evaluate(new QPushButton(this))
    , m_scroll(new QScrollArea(this))
{
    createLayout();
    m_soon.setSingleShot(true);
    connect(&m_soon, &QTimer::timeout, this, &GuideView::refresh);
    connect(m_symptom, &QComboBox::currentIndexChanged, this, [this] {
        refresh();
        m_scroll->ensureVisible(0, 0);
    });
    connect(m_worst, &QSpinBox::valueChanged, this, &GuideView::updateSoon);
    connect(m_groups, &QCheckBox::toggled, this, &GuideView::updateSoon);
    connect(m_evaluate, &QPushButton::clicked, &workbench.analysis, &Analysis::evaluate);
    for (const auto changed : {&ProjectDocument::wasReset, &ProjectDocument::recipeChanged, &ProjectDocument::historyChanged})
        connect(&workbench.document, changed, this, &GuideView::updateSoon);
    for (const auto changed : {&Analysis::modelChanged, &Analysis::planChanged, &Analysis::localChanged, &Analysis::endToEndChanged, &Analysis::evaluationChanged})
        connect(&workbench.analysis, changed, this, &GuideView::updateSoon);
    connect(&workbench.runner, &JobRunner::jobsChanged, this, &GuideView::updateSoon);
    retranslate();
}

void GuideView::createLayout()
{
    m_symptom->addItems({QString(), QString()});
    m_symptom->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_symptomName->setBuddy(m_symptom);
    m_worstName->setBuddy(m_worst);
    m_worst->setRange(1, kMostWorst);
    m_worst->setValue(kWorstAtFirst);
    m_worst->setAlignment(Qt::AlignRight);
    m_groups->setChecked(true);
    m_status->setWordWrap(true);
    auto *symptom = new QHBoxLayout;
    symptom->addWidget(m_symptomName);
    symptom->addWidget(m_symptom, 1);
    auto *worst = new QHBoxLayout;
    worst->addWidget(m_worstName);
    worst->addWidget(m_worst);
    worst->addWidget(m_groups);
    worst->addStretch(1);
    auto *status = new QHBoxLayout;
    status->addWidget(m_status, 1);
    status->addWidget(m_evaluate, 0, Qt::AlignTop);
    auto *content = new QWidget;
    m_list = new QVBoxLayout(content);
    m_list->setContentsMargins(2, 0, 6, 0);
    m_list->setSpacing(0);
    m_list->addStretch(1);
    m_scroll->setWidget(content);
    m_scroll->setWidgetResizable(true);
    m_scroll->setFrameShape(QFrame::NoFrame);
    m_scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_scroll->setFocusPolicy(Qt::NoFocus);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(6, 6, 6, 6);
    layout->setSpacing(6);
    layout->addLayout(symptom);
    layout->addLayout(worst);
    layout->addLayout(status);
    layout->addWidget(m_scroll, 1);
    setFocusProxy(m_symptom);
}

void GuideView::retranslate()
{
    m_symptomName->setText(tr("S&ymptom:"));
    m_symptom->setItemText(0, tr("The answers are gibberish"));
    m_symptom->setItemText(1, tr("Accuracy is partly lower"));
    m_symptom->setAccessibleName(tr("What is wrong with the quantized model"));
    m_worstName->setText(tr("&Worst layers:"));
    m_worst->setToolTip(tr("How many layers a step by sensitivity takes at a time"));
    m_worst->setAccessibleName(tr("Number of layers that a step by sensitivity takes"));
    m_groups->setText(tr("with fused si&blings"));
    m_groups->setToolTip(tr("Take q, k and v, or gate and up, together: engines fuse them, and refuse groups of several types"));
    m_evaluate->setText(tr("E&valuate"));
    m_evaluate->setToolTip(tr("Quantize and compare with the float model on the evaluation text"));
    m_scroll->setAccessibleName(tr("Steps of the guide"));
    refresh();
}

Symptom GuideView::symptom() const
{
    return m_symptom->currentIndex() == 0 ? Symptom::Gibberish : Symptom::PartlyLower;
}

void GuideView::setSymptom(Symptom symptom)
{
    m_symptom->setCurrentIndex(symptom == Symptom::Gibberish ? 0 : 1);
}

GuideStepRow *GuideView::row(GuideStepId step) const
{
    const auto found = std::find_if(m_rows.begin(), m_rows.end(), [step](const GuideStepRow *row) { return row->step().id == step; });
    return found == m_rows.end() ? nullptr : *found;
}

QString GuideView::status() const
{
    return m_status->text();
}

void GuideView::updateSoon()
{
    if (isVisible()) // else when it is shown
        m_soon.start();
}

std::vector<std::optional<double>> GuideView::sensitivity() const
{
    const LayerMetric metric = rankedBy(m_workbench.analysis);
    const double sign = largerIsWorse(metric) ? 1.0 : -1.0;
    std::vector<std::optional<double>> values;
    for (int layer = 0; layer < m_workbench.layers.rowCount(); ++layer) {
        const std::optional<double> value = m_workbench.layers.metric(layer, metric);
        values.push_back(value ? std::optional(sign * *value) : std::nullopt);
    }
    return values;
}

const HistoryEntry *GuideView::presentEntry() const
{
    return m_workbench.analysis.presentEntry();
}

bool GuideView::canEvaluate() const
{
    const auto &model = m_workbench.analysis.model();
    return model && model->evaluator;
}

void GuideView::refresh()
{
    const auto &model = m_workbench.analysis.model();
    const bool hasModel = model != nullptr && m_workbench.layers.rowCount() == static_cast<int>(model->layers().size());
    for (QWidget *widget : std::initializer_list<QWidget *>{m_worst, m_groups})
        widget->setEnabled(hasModel);
    refreshStatus();
    if (!hasModel) {
        makeRows(0);
        return;
    }
    const std::vector<HistoryEntry> &history = m_workbench.document.project().history;
    m_entries.clear();
    m_evaluated.clear();
    for (const HistoryEntry &entry : history) {
        if (entry.folder || !m_workbench.analysis.isOfPresentInputs(entry)) // saved models are no steps of this tuning
            continue;
        m_entries.push_back(entry);
        m_evaluated.push_back(entry.recipe);
    }
    const std::vector<std::optional<double>> values = sensitivity();
    GuideFacts facts;
    facts.layers = model->layers();
    facts.plan = m_workbench.analysis.plan().get();
    facts.sensitivity = values;
    facts.worst = static_cast<std::size_t>(m_worst->value());
    facts.wholeGroups = m_groups->isChecked();
    facts.samples = model->calibration.size();
    facts.floatMeasured = std::any_of(history.begin(), history.end(), [this](const HistoryEntry &entry) {
        return entry.metrics.floatLoss.has_value() && m_workbench.analysis.isOfPresentInputs(entry);
    });
    facts.evaluated = m_evaluated;
    const std::vector<GuideStep> steps = guideSteps(symptom(), m_workbench.document.recipe(), facts);
    makeRows(steps.size());
    for (std::size_t i = 0; i < steps.size(); ++i)
        showStep(static_cast<int>(i), steps[i]);
}

void GuideView::refreshStatus()
{
    const HistoryEntry *entry = presentEntry();
    m_evaluate->setEnabled(canEvaluate() && !m_workbench.runner.isBusy(JobKind::Evaluate));
    m_evaluate->setVisible(!entry && m_workbench.analysis.model());
    if (!m_workbench.analysis.model()) {
        m_status->setText(tr("No model is open."));
    } else if (!canEvaluate()) {
        m_status->setText(tr("There is no evaluation text to measure steps on: choose one under File > Texts."));
    } else if (!entry) {
        m_status->setText(m_workbench.runner.isBusy(JobKind::Evaluate) ? tr("The present recipe is being evaluated.")
                                                                       : tr("The present recipe has not been evaluated yet."));
    } else if (entry->metrics.klMean) {
        const double kl = *entry->metrics.klMean;
        const double error = entry->metrics.klMeanError.value_or(0.0);
        m_status->setText(tr("Present recipe: KL %1 nats").arg(toText(withError(kl, error, divergenceDecimals(kl, error)))));
    } else {
        m_status->setText(tr("Present recipe: evaluated"));
    }
}

/// As many rows as steps; they stay where they are, so that the keyboard does, too.
void GuideView::makeRows(std::size_t count)
{
    while (m_rows.size() > count) {
        m_rows.back()->hide();
        m_rows.back()->deleteLater();
        m_rows.pop_back();
    }
    while (m_rows.size() < count) {
        auto *row = new GuideStepRow(m_scroll->widget());
        m_list->insertWidget(static_cast<int>(m_rows.size()), row);
        connect(row, &GuideStepRow::pressed, this, [this, row] { press(row->step()); });
        connect(row, &GuideStepRow::textsRequested, this, &GuideView::textsRequested);
        connect(row, &GuideStepRow::casesRequested, this, &GuideView::casesRequested);
        m_rows.push_back(row);
    }
}

bool GuideView::needsSensitivity(const GuideStep &step) const
{
    return isBySensitivity(step.id) && step.state == GuideStep::State::Open && !step.applied;
}

QString GuideView::actionText(const GuideStep &step) const
{
    if (step.applied)
        return guideAction(step);
    if (step.id == GuideStepId::FloatModel)
        return step.state == GuideStep::State::Done ? QString() : tr("Evaluate");
    return needsSensitivity(step) ? tr("Measure sensitivity") : QString();
}

QString GuideView::remark(const GuideStep &step) const
{
    if (step.id == GuideStepId::FloatModel) {
        const std::vector<HistoryEntry> &history = m_workbench.document.project().history;
        const auto measured = std::find_if(history.rbegin(), history.rend(), [this](const HistoryEntry &entry) {
            return entry.metrics.floatLoss.has_value() && m_workbench.analysis.isOfPresentInputs(entry);
        });
        if (measured == history.rend())
            return {};
        const double perplexity = std::exp(*measured->metrics.floatLoss);
        return tr("Its perplexity on the evaluation text is %1.").arg(toText(fixedPoint(perplexity, perplexityDecimals(perplexity))));
    }
    if (isBySensitivity(step.id) && step.applied)
        return tr("Ranked by %1.").arg(metricName(rankedBy(m_workbench.analysis)));
    return {};
}

QString GuideView::gain(GuideStepId step) const
{
    const std::optional<GuidePair> pair = lastMeasured(step, m_evaluated, m_workbench.analysis.model()->layers());
    if (!pair)
        return {};
    const HistoryEntry &before = m_entries[pair->before];
    const HistoryEntry &after = m_entries[pair->after];
    const QString what = tr("Measured, %1 → %2 (%3):").arg(historyName(before), historyName(after), changesText(recipeDifference(before.recipe, after.recipe)));
    const std::optional<HistoryDifference> difference = historyDifference(m_workbench.analysis, before, after);
    if (!difference)
        return what + QLatin1Char(' ') + tr("on different texts, so they cannot be compared.");
    QStringList parts;
    const auto add = [&](const QString &name, const std::optional<Estimate> &estimate) {
        if (!estimate)
            return;
        const Interval interval = interval95(*estimate, difference->units);
        const int decimals = divergenceDecimals(estimate->mean, estimate->standardError);
        const auto number = [decimals](double value) { return toText(signedFixed(value, decimals)); };
        if (!std::isfinite(interval.low)) {
            parts << tr("%1 %2 nats, its error is not known").arg(name, number(estimate->mean));
            return;
        }
        const QString verdict = interval.contains(0.0) ? tr("not distinguishable on this set") : (estimate->mean < 0.0 ? tr("better") : tr("worse"));
        parts << tr("%1 %2 nats (95 %: %3 … %4), %5").arg(name, number(estimate->mean), number(interval.low), number(interval.high), verdict);
    };
    add(tr("KL"), difference->kl);
    add(tr("loss"), difference->loss);
    return what + QLatin1Char(' ') + parts.join(tr("; "));
}

void GuideView::showStep(int at, const GuideStep &step)
{
    GuideStepRow &row = *m_rows[static_cast<std::size_t>(at)];
    const bool isPossible = step.applied || (step.id == GuideStepId::FloatModel ? canEvaluate() && !m_workbench.runner.isBusy(JobKind::Evaluate)
                                                                                : !m_workbench.runner.isBusy());
    row.show(at + 1, step, remark(step), gain(step.id), actionText(step), isPossible);
    const bool isCalibration = step.id == GuideStepId::CalibrationData && step.state != GuideStep::State::NotApplicable;
    row.showTextsButton(step.id == GuideStepId::FloatModel || isCalibration);
    row.showCasesButton(isCalibration);
}

void GuideView::press(const GuideStep &step)
{
    if (step.applied)
        m_workbench.document.editRecipe(guideAction(step), *step.applied);
    else if (step.id == GuideStepId::FloatModel)
        m_workbench.analysis.evaluate();
    else if (needsSensitivity(step))
        measure(m_workbench, m_workbench.analysis.model()->calibration.empty() ? LayerMetric::EndToEndKl : LayerMetric::LocalSqnr);
}

void GuideView::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    refresh();
}

void GuideView::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::LanguageChange)
        retranslate();
}

} // namespace vernier
