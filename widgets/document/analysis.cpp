// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/document/analysis.h"

#include "core/base/parallel.h"
#include "core/recipe/recipe_edit.h"
#include "widgets/document/project_document.h"

#include <QDateTime>

namespace vernier {

namespace {

constexpr int kEvaluateDelay = 400; // ms after the last edit
constexpr std::size_t kKeptEvaluations = 200;

/// What range scores depend on: suppression and samples.
std::string scoresKey(const Recipe &recipe)
{
    Recipe relevant;
    relevant.antiOutlier = recipe.antiOutlier;
    relevant.calibration = recipe.calibration;
    return recipeKey(relevant);
}

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
    connect(&document, &ProjectDocument::wasReset, this, &Analysis::load);
    connect(&document, &ProjectDocument::recipeChanged, this, &Analysis::recipeChanged);
    connect(&document, &ProjectDocument::inputsChanged, this, &Analysis::inputsChanged);
}

void Analysis::setThreads(int threads)
{
    m_compute.threads = threads > 0 ? threads : defaultThreadCount();
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
    const auto found = m_evaluated.find(recipeKey(recipe));
    return found == m_evaluated.end() ? nullptr : found->second;
}

bool Analysis::localIsCurrent() const
{
    return m_local && m_local->recipe == withoutFallback(m_document.recipe());
}

bool Analysis::endToEndIsCurrent() const
{
    return m_endToEnd && m_endToEnd->recipe == withoutFallback(m_document.recipe());
}

void Analysis::forgetMeasurements()
{
    m_statistics.reset();
    m_local.reset();
    m_endToEnd.reset();
    m_lastEvaluated.reset();
    m_evaluated.clear();
    m_scores.clear();
}

void Analysis::load()
{
    m_runner.cancelAll();
    m_evaluateSoon.stop();
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
    m_runner.start<std::shared_ptr<const LoadedModel>>(
        JobKind::Load, [name = m_document.displayName()] { return tr("Open %1").arg(name); },
        [project = m_document.project(), compute = m_compute](JobMonitor &monitor) { return loadModel(project, compute, monitor); }, this,
        [this](std::shared_ptr<const LoadedModel> model) { loaded(std::move(model)); });
}

void Analysis::loaded(std::shared_ptr<const LoadedModel> model)
{
    m_model = std::move(model);
    m_document.setFingerprint(m_model->fingerprint);
    resolve();
    emit modelChanged();
    if (!m_model->calibration.empty()) {
        measureStatistics();
        measureLocal();
    }
    if (m_autoEvaluate)
        evaluate();
}

void Analysis::inputsChanged()
{
    load(); // opening a checkpoint again costs little, and nothing of the old texts can remain
}

void Analysis::recipeChanged()
{
    if (!m_model)
        return;
    resolve();
    emit evaluationChanged();
    if (m_statistics && !(m_statistics->calibration == m_document.recipe().calibration))
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
    if (m_model) {
        const Recipe &recipe = m_document.recipe();
        const std::vector<double> *known = scores();
        if (!known && needsRangeScores(recipe) && !m_model->calibration.empty())
            measureScores();
        // Until the scores are there, the layers that disable_level chooses are not known.
        Recipe shown = recipe;
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
    }
    emit planChanged();
}

void Analysis::measureScores()
{
    const Recipe recipe = m_document.recipe();
    if (m_runner.isBusy(JobKind::Scores) || !checkSupported(recipe) || !validate(recipe))
        return;
    m_runner.start<std::vector<double>>(
        JobKind::Scores, [] { return tr("Rank layers for disable_level"); },
        [model = m_model, recipe, compute = m_compute](JobMonitor &monitor) {
            return rangeScoresFor(recipe, model->model, calibrationSamples(recipe, model->calibration), compute, monitor);
        },
        this,
        [this, key = scoresKey(recipe)](std::vector<double> measured) {
            m_scores[key] = std::move(measured);
            resolve();
        });
}

void Analysis::measureStatistics()
{
    if (!m_model)
        return;
    m_runner.start<Statistics>(
        JobKind::Statistics, [] { return tr("Collect activation statistics"); },
        [model = m_model, calibration = m_document.recipe().calibration, compute = m_compute](JobMonitor &monitor) {
            return vernier::measureStatistics(*model, calibration, compute, monitor);
        },
        this,
        [this](Statistics measured) {
            Recipe plain;
            plain.calibration = measured.calibration;
            m_scores[scoresKey(plain)] = measured.scores;
            m_statistics = std::make_shared<const Statistics>(std::move(measured));
            resolve();
            emit statisticsChanged();
        });
}

void Analysis::measureLocal()
{
    if (!m_model)
        return;
    m_runner.start<LocalTable>(
        JobKind::LocalSensitivity, [] { return tr("Measure local sensitivity"); },
        [model = m_model, recipe = m_document.recipe(), compute = m_compute](JobMonitor &monitor) {
            return measureLocalTable(*model, recipe, compute, monitor);
        },
        this,
        [this](LocalTable measured) {
            m_local = std::make_shared<const LocalTable>(std::move(measured));
            emit localChanged();
        });
}

void Analysis::measureEndToEnd()
{
    if (!m_model)
        return;
    m_runner.start<EndToEndTable>(
        JobKind::EndToEnd, [] { return tr("Measure end-to-end sensitivity"); },
        [model = m_model, recipe = m_document.recipe(), compute = m_compute](JobMonitor &monitor) {
            return measureEndToEndTable(*model, recipe, compute, monitor);
        },
        this,
        [this](EndToEndTable measured) {
            m_endToEnd = std::make_shared<const EndToEndTable>(std::move(measured));
            emit endToEndChanged();
        });
}

void Analysis::evaluate()
{
    m_evaluateSoon.stop();
    if (!m_model || !m_model->evaluator || m_planError)
        return;
    m_runner.start<EvaluatedRecipe>(
        JobKind::Evaluate, [] { return tr("Evaluate the recipe"); },
        [model = m_model, recipe = m_document.recipe(), compute = m_compute](JobMonitor &monitor) {
            return evaluateRecipe(*model, recipe, compute, monitor);
        },
        this, [this](EvaluatedRecipe evaluated) { keepEvaluated(std::move(evaluated)); });
}

void Analysis::keepEvaluated(EvaluatedRecipe evaluated)
{
    const auto kept = std::make_shared<const EvaluatedRecipe>(std::move(evaluated));
    if (m_evaluated.size() >= kKeptEvaluations)
        m_evaluated.clear();
    m_evaluated[recipeKey(kept->recipe)] = kept;
    m_lastEvaluated = kept;
    if (!kept->scores.empty())
        m_scores[scoresKey(kept->recipe)] = kept->scores;
    HistoryEntry entry;
    entry.time = QDateTime::currentDateTimeUtc().toString(Qt::ISODate).toStdString();
    entry.recipe = kept->recipe;
    entry.metrics = historyMetrics(kept->evaluation, kept->size);
    entry.metrics.seconds = kept->seconds;
    m_document.addHistory(std::move(entry));
    if (kept->recipe == m_document.recipe())
        resolve();
    emit evaluationChanged();
}

} // namespace vernier
