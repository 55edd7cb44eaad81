// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/document/analysis.h"

#include "core/base/job_steps.h"
#include "core/recipe/recipe_edit.h"
#include "widgets/document/project_document.h"
#include "widgets/support/text.h"

#include <QDateTime>

#include <algorithm>
#include <utility>

// The jobs that Analysis starts, and what becomes of their results; what is known when, analysis.cpp.

namespace vernier {

namespace {

constexpr int kNoiseControls = 10;

} // namespace

void Analysis::measureScores()
{
    const Recipe recipe = m_document.recipe();
    if (m_runner.isBusy(JobKind::Scores) || !checkSupported(recipe) || !validate(recipe))
        return;
    m_runner.start<std::vector<double>>(
        JobKind::Scores, [] { return tr("Rank layers for disable_level"); },
        [model = m_model, recipe, compute = m_compute](JobMonitor &monitor) -> Result<std::vector<double>> {
            VERNIER_ASSIGN(const DType loadDtype, loadDtypeOf(recipe, *model->checkpoint));
            const auto loaded = std::make_shared<const FloatModel>(model->checkpoint, Rewrites{}, loadDtype);
            return layerScoresFor(recipe, loaded, calibrationSamples(recipe, model->calibration), compute, monitor);
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
            const CalibrationConfig &wanted = m_document.recipe().calibration;
            if (!(measured.calibration == wanted)) { // edited meanwhile
                if (!statisticsAreCurrent())
                    measureStatistics();
                if (m_statistics)
                    return;
            }
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
    startEndToEnd([] { return tr("Measure end-to-end sensitivity"); }, {m_document.recipe()});
}

void Analysis::measureEndToEndTypes()
{
    if (!m_model)
        return;
    const Recipe base = withoutFallback(m_document.recipe());
    std::vector<Recipe> recipes{base};
    for (const std::string_view type : mixTypes()) {
        Recipe other = base;
        other.mixCfg = {{"*", std::string(type)}};
        if (type != "float" && checkSupported(other) && validate(other) && !quantizeAlike(other, base, m_model->layers()))
            recipes.push_back(std::move(other));
    }
    const auto isMeasured = [this](const Recipe &recipe) {
        return std::any_of(m_endToEndTables.begin(), m_endToEndTables.end(),
                           [&](const auto &table) { return table->result.missing == 0 && quantizeAlike(table->recipe, recipe, m_model->layers()); });
    };
    if (!std::all_of(recipes.begin(), recipes.end(), isMeasured)) // else all of them anew
        std::erase_if(recipes, isMeasured);
    startEndToEnd([] { return tr("Measure end-to-end sensitivity of all types"); }, std::move(recipes));
}

void Analysis::startEndToEnd(JobTitle title, std::vector<Recipe> recipes)
{
    if (!m_model)
        return;
    EndToEndOptions options;
    options.noiseControls = kNoiseControls;
    if (m_local)
        options.order = worstFirst(m_local->layers);
    std::vector<EndToEndMeasurement> begun;
    for (const auto &table : m_endToEndTables) {
        if (!table->result.isComplete(kNoiseControls)) // else it is measured anew
            begun.push_back(*table);
    }
    m_runner.start<bool, EndToEndMeasurement>(
        JobKind::EndToEnd, std::move(title),
        [model = m_model, recipes = std::move(recipes), options, begun, compute = m_compute](JobMonitor &monitor, const std::function<void(EndToEndMeasurement)> &publish) {
            return vernier::measureEndToEnd(*model, recipes, options, begun, compute, monitor, publish);
        },
        this, [](bool) {},
        [this](EndToEndMeasurement measured) {
            const auto isBetter = [&](const auto &old) {
                return sameContent(old->recipe, measured.recipe) && old->result.isComplete(kNoiseControls) && !measured.result.isComplete(kNoiseControls);
            };
            if (std::any_of(m_endToEndTables.begin(), m_endToEndTables.end(), isBetter))
                return; // measured once more, and the run may be stopped
            m_document.setEndToEnd(measured);
            const bool isShown = !m_endToEnd || sameContent(m_endToEnd->recipe, measured.recipe) || !predictsFor(m_endToEnd->recipe);
            std::erase_if(m_endToEndTables, [&](const auto &old) { return sameContent(old->recipe, measured.recipe); });
            m_endToEndTables.push_back(std::make_shared<const EndToEndMeasurement>(std::move(measured)));
            if (isShown) // else the reader looks at another type
                m_endToEnd = m_endToEndTables.back();
            chooseEndToEnd();
            emit endToEndChanged();
            if (!evaluated())
                emit evaluationProgressed(); // a prediction may be possible now
        });
}

void Analysis::evaluate()
{
    m_evaluateSoon.stop();
    if (!m_model || !m_model->evaluator || m_planError)
        return;
    using SoFar = std::shared_ptr<const Evaluation>;
    m_runner.start<EvaluatedRecipe, SoFar>(
        JobKind::Evaluate, [] { return tr("Evaluate the recipe"); },
        [model = m_model, recipe = m_document.recipe(), compute = m_compute](JobMonitor &monitor, const std::function<void(SoFar)> &publish) {
            return evaluateRecipe(*model, recipe, compute, monitor, [&](const Evaluation &soFar) { publish(std::make_shared<const Evaluation>(soFar)); });
        },
        this, [this](EvaluatedRecipe evaluated) { keepEvaluated(std::move(evaluated)); },
        [this, recipe = m_document.recipe()](SoFar soFar) {
            if (!sameContent(recipe, m_document.recipe())) // edited meanwhile
                return;
            m_soFar = std::move(soFar);
            emit evaluationProgressed();
        });
}

int Analysis::evaluateFolder(const std::filesystem::path &path)
{
    if (!m_model || !m_model->evaluator)
        return 0;
    return m_runner.start<EvaluatedRecipe>(
        JobKind::SavedModel, [name = pathText(path.filename())] { return tr("Evaluate %1").arg(name); },
        [model = m_model, path, compute = m_compute](JobMonitor &monitor) { return vernier::evaluateFolder(*model, path, compute, monitor); }, this,
        [this](EvaluatedRecipe evaluated) {
            m_document.addHistory(remember(std::make_shared<const EvaluatedRecipe>(std::move(evaluated))));
            emit evaluationChanged();
        });
}

void Analysis::evaluateAgain(std::vector<HistoryEntry> entries)
{
    if (!m_model || !m_model->evaluator || entries.empty())
        return;
    using All = std::vector<std::shared_ptr<const EvaluatedRecipe>>;
    m_runner.start<All>(
        JobKind::Repeat, [] { return tr("Evaluate again"); },
        [model = m_model, entries = std::move(entries), compute = m_compute](JobMonitor &monitor) -> Result<All> {
            JobSteps steps(monitor, std::vector<double>(entries.size(), 1.0));
            All all;
            for (const HistoryEntry &entry : entries) {
                VERNIER_ASSIGN(EvaluatedRecipe evaluated, entry.folder ? vernier::evaluateFolder(*model, *entry.folder, compute, steps.next())
                                                                       : evaluateRecipe(*model, entry.recipe, compute, steps.next()));
                all.push_back(std::make_shared<const EvaluatedRecipe>(std::move(evaluated)));
            }
            return all;
        },
        this,
        [this](const All &all) {
            for (const std::shared_ptr<const EvaluatedRecipe> &evaluated : all)
                m_document.refreshHistory(remember(evaluated));
            emit evaluationChanged();
        });
}

HistoryEntry Analysis::remember(std::shared_ptr<const EvaluatedRecipe> evaluated)
{
    m_evaluated.keep(evaluated, m_document.recipe());
    if (!evaluated->scores.empty())
        m_scores[scoresKey(evaluated->recipe)] = evaluated->scores;
    HistoryEntry entry;
    entry.time = QDateTime::currentDateTimeUtc().toString(Qt::ISODate).toStdString();
    entry.recipe = evaluated->recipe;
    entry.folder = evaluated->folder;
    if (!entry.folder && m_model)
        entry.calibratedOn = m_model->calibratedOn;
    if (m_model)
        entry.evaluatedOn = m_model->evaluatedOn;
    if (entry.folder)
        entry.name = entry.folder->filename().string();
    entry.metrics = historyMetrics(evaluated->evaluation, evaluated->size);
    entry.metrics.seconds = evaluated->seconds;
    return entry;
}

void Analysis::keepEvaluated(EvaluatedRecipe evaluated)
{
    m_soFar.reset();
    m_lastEvaluated = std::make_shared<const EvaluatedRecipe>(std::move(evaluated));
    const bool knewScores = scores() != nullptr;
    m_document.addHistory(remember(m_lastEvaluated));
    if (!knewScores && scores()) // the plan may be another with them; without, every view would draw the same again
        resolve();
    emit evaluationChanged();
}

} // namespace vernier
