// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/document/analysis.h"

#include "core/base/parallel.h"
#include "core/export/modelslim_size.h"
#include "core/recipe/recipe_edit.h"
#include "widgets/document/project_document.h"

#include <algorithm>
#include <utility>

namespace vernier {

namespace {

constexpr int kEvaluateDelay = 400; // ms after the last edit

} // namespace

Analysis::Analysis(ProjectDocument &document, JobRunner &runner, QObject *parent)
    : QObject(parent)
    , m_document(document)
    , m_runner(runner)
{
    setThreads(0);
    m_evaluateSoon.setSingleShot(true);
    m_evaluateSoon.setInterval(kEvaluateDelay);
    connect(&m_evaluateSoon, &QTimer::timeout, this, &Analysis::evaluate);
    connect(&document, &ProjectDocument::wasReset, this, &Analysis::documentWasReset);
    connect(&document, &ProjectDocument::recipeChanged, this, &Analysis::recipeChanged);
    connect(&document, &ProjectDocument::inputsChanged, this, &Analysis::inputsChanged);
    connect(&runner, &JobRunner::jobsChanged, this, [this] {
        if (!m_runner.isBusy(JobKind::Evaluate))
            dropSoFar();
        if (!m_runner.isBusy(JobKind::Load))
            m_before = {};
    });
}

void Analysis::setThreads(int threads)
{
    m_compute.threads = threads > 0 ? threads : defaultThreadCount();
}

void Analysis::setProducts(FloatProducts products)
{
    if (std::exchange(m_compute.products, products) != products)
        load();
}

void Analysis::setAutoEvaluate(bool on)
{
    if (on != m_autoEvaluate) {
        m_autoEvaluate = on;
        emit autoEvaluateChanged(on);
    }
    if (on && m_model && !evaluated())
        m_evaluateSoon.start();
}

std::shared_ptr<const EvaluatedRecipe> Analysis::evaluated() const
{
    return evaluationOf(m_document.recipe());
}

std::shared_ptr<const EvaluatedRecipe> Analysis::evaluationOf(const Recipe &recipe) const
{
    return m_evaluated.find(recipe);
}

std::shared_ptr<const EvaluatedRecipe> Analysis::evaluationOf(const HistoryEntry &entry) const
{
    HistoryEntry now; // what is in memory was calibrated on the present samples
    now.calibratedOn = m_model ? m_model->calibratedOn : std::string();
    return entry.folder || calibratedAlike(entry, now) ? m_evaluated.find(entry.recipe, entry.folder) : nullptr;
}

std::optional<PairedDifference> Analysis::difference(const std::shared_ptr<const EvaluatedRecipe> &a, const std::shared_ptr<const EvaluatedRecipe> &b) const
{
    return m_evaluated.difference(a, b);
}

bool Analysis::isOfPresentInputs(const HistoryEntry &entry) const
{
    if (!m_model)
        return false;
    HistoryEntry now;
    now.calibratedOn = m_model->calibratedOn;
    return (entry.folder || calibratedAlike(entry, now)) && (entry.evaluatedOn.empty() ? m_historyHolds : entry.evaluatedOn == m_model->evaluatedOn);
}

const HistoryEntry *Analysis::presentEntry() const
{
    const std::vector<HistoryEntry> &history = m_document.project().history;
    const auto found = std::find_if(history.rbegin(), history.rend(),
                                    [this](const HistoryEntry &entry) { return !entry.folder && isOfPresentInputs(entry) && sameContent(entry.recipe, m_document.recipe()); });
    return found == history.rend() ? nullptr : &*found;
}

const HistoryMetrics *Analysis::stored() const
{
    const HistoryEntry *const same = evaluated() ? nullptr : presentEntry();
    return same ? &same->metrics : nullptr;
}

bool Analysis::measuresAlike(const Recipe &measured) const
{
    return m_model && quantizeAlike(measured, withoutFallback(m_document.recipe()), m_model->layers());
}

bool Analysis::statisticsAreCurrent() const
{
    return m_statistics && m_statistics->calibration == m_document.recipe().calibration;
}

bool Analysis::localIsCurrent() const
{
    return m_local && measuresAlike(m_local->recipe);
}

bool Analysis::endToEndIsCurrent() const
{
    return m_endToEnd && measuresAlike(m_endToEnd->recipe);
}

bool Analysis::endToEndIsOfOtherTypes() const
{
    if (!m_endToEnd || !m_plan || measuresAlike(m_endToEnd->recipe) || !predictsFor(m_endToEnd->recipe))
        return false;
    const Result<Plan> plan = resolvePlan(m_endToEnd->recipe, m_model->layers());
    return plan && std::equal(plan->layers.begin(), plan->layers.end(), m_plan->layers.begin(), m_plan->layers.end(), [](const LayerDecision &measured, const LayerDecision &present) {
        return measured.scheme.type != present.scheme.type || measured.scheme == present.scheme;
    });
}

void Analysis::forgetMeasurements()
{
    m_statistics.reset();
    m_local.reset();
    m_endToEndTables.clear();
    m_endToEnd.reset();
    m_soFar.reset();
    m_lastEvaluated.reset();
    m_evaluated.clear();
    m_scores.clear();
}

void Analysis::documentWasReset()
{
    m_historyHolds = true;
    load();
}

void Analysis::load()
{
    Before before = std::move(m_before); // of a model that was not opened to the end
    m_runner.cancelAll();
    m_evaluateSoon.stop();
    if (m_model) {
        auto model = std::make_shared<LoadedModel>(*m_model);
        model->evaluator.reset();
        before = {std::move(model), m_statistics, m_local, m_scores};
    }
    m_model.reset();
    forgetMeasurements();
    resolve();
    emit modelChanged();
    emit statisticsChanged();
    emit localChanged();
    emit endToEndChanged();
    emit evaluationChanged();
    if (!m_document.hasModel())
        return;
    m_before = std::move(before);
    m_runner.start<std::shared_ptr<const LoadedModel>>(
        JobKind::Load, [name = m_document.displayName()] { return tr("Open %1").arg(name); },
        [project = m_document.project(), compute = m_compute, stateBytes = m_stateBytes, previous = m_before.model](JobMonitor &monitor) {
            return loadModel(project, compute, monitor, stateBytes, previous.get());
        },
        this,
        [this](std::shared_ptr<const LoadedModel> model) { loaded(std::move(model)); });
}

void Analysis::loaded(std::shared_ptr<const LoadedModel> model)
{
    m_model = std::move(model);
    const std::optional<CheckpointReference> &saved = m_document.project().checkpoint;
    if (saved && !saved->fingerprint.empty() && saved->fingerprint != m_model->fingerprint)
        m_historyHolds = false;
    m_document.setFingerprint(m_model->fingerprint);
    takeOver(std::exchange(m_before, {}));
    resolve();
    restoreEndToEnd();
    emit modelChanged();
    if (!m_model->calibration.empty()) {
        if (!statisticsAreCurrent())
            measureStatistics();
        if (!localIsCurrent())
            measureLocal();
    }
    if (m_statistics)
        emit statisticsChanged();
    if (m_local)
        emit localChanged();
    if (m_autoEvaluate)
        evaluate();
}

void Analysis::takeOver(Before before)
{
    if (!before.model || before.model->quantized != m_model->quantized || before.model->products != m_model->products)
        return;
    m_statistics = std::move(before.statistics);
    m_local = std::move(before.local);
    m_scores = std::move(before.scores);
}

/// It takes minutes, so the project keeps it; what changed on disk since then makes it useless.
void Analysis::restoreEndToEnd()
{
    for (const EndToEndMeasurement &saved : m_document.project().endToEnd) {
        if (saved.measuredOn == m_model->measuredOn)
            m_endToEndTables.push_back(std::make_shared<const EndToEndMeasurement>(saved));
    }
    if (m_endToEndTables.empty())
        return;
    m_endToEnd = *std::max_element(m_endToEndTables.begin(), m_endToEndTables.end(),
                                   [this](const auto &a, const auto &b) { return layersAsMeasured(*a) < layersAsMeasured(*b); });
    chooseEndToEnd();
    emit endToEndChanged();
}

void Analysis::chooseEndToEnd()
{
    const auto own = std::find_if(m_endToEndTables.begin(), m_endToEndTables.end(), [this](const auto &table) { return measuresAlike(table->recipe); });
    if (own != m_endToEndTables.end())
        m_endToEnd = *own;
}

/// Of the plan's layers: those that the table measured under the type they have.
std::size_t Analysis::layersAsMeasured(const EndToEndMeasurement &table) const
{
    const Result<Plan> plan = m_plan ? resolvePlan(table.recipe, m_model->layers()) : Result<Plan>(Plan{});
    std::size_t count = 0;
    for (std::size_t i = 0; plan && i < plan->layers.size() && m_plan && i < m_plan->layers.size(); ++i)
        count += plan->layers[i].scheme == m_plan->layers[i].scheme && !plan->layers[i].scheme.isFloat() ? 1 : 0;
    return count;
}

void Analysis::showEndToEnd(std::size_t table)
{
    if (table >= m_endToEndTables.size() || m_endToEndTables[table] == m_endToEnd)
        return;
    m_endToEnd = m_endToEndTables[table];
    emit endToEndChanged();
}

void Analysis::dropSoFar()
{
    if (!m_soFar)
        return;
    m_soFar.reset();
    emit evaluationProgressed();
}

bool Analysis::predictsFor(const Recipe &measured) const
{
    const Recipe &present = m_document.recipe();
    const auto smooths = [](const Recipe &recipe) {
        const Result<ResolvedConfig> resolved = vernier::resolve(recipe.quantConfig, recipe.chain);
        return resolved && resolved->config.doSmooth;
    };
    return measured.antiOutlier == present.antiOutlier && measured.calibration == present.calibration && measured.loadDtype == present.loadDtype
        && !smooths(measured) && !smooths(present);
}

bool Analysis::planIsFinal() const
{
    const Result<std::size_t> level = parseDisableLevel(m_document.recipe().disableLevel);
    return scores() != nullptr || !level || *level == 0;
}

std::optional<Prediction> Analysis::prediction() const
{
    if (!m_model || !m_plan || m_planError || !planIsFinal())
        return std::nullopt;
    EffectModel effects;
    std::vector<std::shared_ptr<const EndToEndMeasurement>> tables = m_endToEndTables;
    std::stable_partition(tables.begin(), tables.end(), [this](const auto &table) { return measuresAlike(table->recipe); }); // it says how effects add up
    for (const auto &table : tables) {
        const auto known = m_scores.find(scoresKey(table->recipe));
        if (!predictsFor(table->recipe) || (needsLayerScores(table->recipe) && known == m_scores.end()))
            continue;
        const Result<Plan> plan = resolvePlan(table->recipe, m_model->layers(), known == m_scores.end() ? std::span<const double>() : known->second);
        if (plan)
            effects.add(*plan, table->result);
    }
    for (const std::shared_ptr<const EvaluatedRecipe> &evaluated : m_evaluated.all()) {
        if (!evaluated->folder && predictsFor(evaluated->recipe))
            effects.addKnown(evaluated->plan, evaluated->evaluation.kl.mean, evaluated->evaluation.lossDifference.mean);
    }
    return effects.predict(*m_plan);
}

void Analysis::inputsChanged()
{
    m_historyHolds = false;
    load(); // opening a checkpoint again costs little, and takeOver decides what of the old texts may remain
}

void Analysis::recipeChanged()
{
    if (!m_model)
        return;
    dropSoFar();
    resolve();
    if (const auto shown = m_endToEnd; shown) {
        chooseEndToEnd();
        if (m_endToEnd != shown)
            emit endToEndChanged();
    }
    emit evaluationChanged();
    if (m_statistics && !statisticsAreCurrent())
        measureStatistics();
    if (evaluated()) {
        m_evaluateSoon.stop();
        m_runner.cancelKind(JobKind::Evaluate);
        m_lastEvaluated = evaluated();
        emit evaluationChanged();
        return;
    }
    m_evaluateSoon.stop();
    if (m_autoEvaluate) {
        m_runner.cancelKind(JobKind::Evaluate); // it answers an older question
        if (!m_planError) // refused: the views say so
            m_evaluateSoon.start();
    }
}

const std::vector<double> *Analysis::scores() const
{
    const auto found = m_scores.find(scoresKey(m_document.recipe()));
    return found == m_scores.end() ? nullptr : &found->second;
}

void Analysis::resolve()
{
    m_plan.reset();
    m_planError.reset();
    m_plannedSize.reset();
    if (m_model) {
        const Recipe &recipe = m_document.recipe();
        const std::vector<double> *known = scores();
        if (!known && needsLayerScores(recipe) && !m_model->calibration.empty())
            measureScores();
        Recipe shown = recipe; // until the scores are there, the layers that disable_level chooses are not known
        if (!known)
            shown.disableLevel = "L0";
        Result<Plan> plan = resolvePlan(shown, m_model->layers(), known ? std::span<const double>(*known) : std::span<const double>());
        if (plan)
            m_plan = std::make_shared<const Plan>(std::move(*plan));
        else
            m_planError = plan.error();
        if (plan && !m_planError) {
            if (const Result<void> supported = checkSupported(recipe); !supported)
                m_planError = supported.error();
            else if (const Result<void> calibrated = checkCalibration(recipe, !m_model->calibration.empty()); !calibrated)
                m_planError = calibrated.error();
        }
        if (m_plan && !m_planError && planIsFinal()) {
            if (const Result<ModelSize> size = quantizedSize(*m_model->checkpoint, recipe, *m_plan))
                m_plannedSize = *size;
        }
    }
    emit planChanged();
}

} // namespace vernier
