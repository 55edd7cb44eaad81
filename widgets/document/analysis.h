// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/search/prediction.h"
#include "widgets/document/kept_evaluations.h"
#include "widgets/document/measurements.h"
#include "widgets/jobs/job_runner.h"

#include <QObject>
#include <QTimer>

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

// What is known about the open project: the loaded model, the plan its recipe resolves to, and every measurement. It
// starts the jobs that measure, and measures again what an edit made stale.

namespace vernier {

class ProjectDocument;

class Analysis : public QObject
{
    Q_OBJECT
public:
    Analysis(ProjectDocument &document, JobRunner &runner, QObject *parent = nullptr);

    /// Threads that jobs started from now on compute with; 0: all processors.
    void setThreads(int threads);
    [[nodiscard]] const Compute &compute() const { return m_compute; }
    /// Bytes of hidden states that models opened from now on may keep between evaluations.
    void setStateMemory(std::int64_t bytes) { m_stateBytes = bytes; }
    /// How float layers multiply from now on: what was measured in another way is forgotten.
    void setProducts(FloatProducts products);
    /// Whether a changed recipe is evaluated by itself, a moment after the last edit.
    void setAutoEvaluate(bool on);
    [[nodiscard]] bool autoEvaluate() const { return m_autoEvaluate; }

    // Null: not loaded, not measured (yet).
    [[nodiscard]] const std::shared_ptr<const LoadedModel> &model() const { return m_model; }
    [[nodiscard]] const std::shared_ptr<const Statistics> &statistics() const { return m_statistics; }
    [[nodiscard]] const std::shared_ptr<const LocalTable> &local() const { return m_local; }
    /// The table that is shown: the present recipe's if there is one, else the one chosen last.
    [[nodiscard]] const std::shared_ptr<const EndToEndMeasurement> &endToEnd() const { return m_endToEnd; }
    /// All that were measured on the present model and texts, as far as they are.
    [[nodiscard]] const std::vector<std::shared_ptr<const EndToEndMeasurement>> &endToEndTables() const { return m_endToEndTables; }
    void showEndToEnd(std::size_t table);
    /// Of exactly the present recipe.
    [[nodiscard]] std::shared_ptr<const EvaluatedRecipe> evaluated() const;
    /// The last one, of whatever recipe: what is shown, greyed, until the present recipe is evaluated.
    [[nodiscard]] const std::shared_ptr<const EvaluatedRecipe> &lastEvaluated() const { return m_lastEvaluated; }
    /// Of the present recipe while it is being evaluated: on the windows that are done. Null: none yet.
    [[nodiscard]] const std::shared_ptr<const Evaluation> &evaluatedSoFar() const { return m_soFar; }
    /// What the present recipe is expected to cost, from layers measured one by one. Nothing: not known.
    [[nodiscard]] std::optional<Prediction> prediction() const;
    /// Whether an entry of the history is about the present model and texts.
    [[nodiscard]] bool isOfPresentInputs(const HistoryEntry &entry) const;
    /// What the history says of the present recipe on the present model and texts; null: it was not evaluated. Valid until the history
    /// changes.
    [[nodiscard]] const HistoryEntry *presentEntry() const;
    /// The same while the recipe is not evaluated anew, else null.
    [[nodiscard]] const HistoryMetrics *stored() const;
    [[nodiscard]] std::shared_ptr<const EvaluatedRecipe> evaluationOf(const Recipe &recipe) const;
    [[nodiscard]] std::shared_ptr<const EvaluatedRecipe> evaluationOf(const HistoryEntry &entry) const;
    /// Of two that are in memory, token by token; views ask for it whenever anything changes, so it is kept.
    [[nodiscard]] std::optional<PairedDifference> difference(const std::shared_ptr<const EvaluatedRecipe> &a,
                                                             const std::shared_ptr<const EvaluatedRecipe> &b) const;

    /// The present recipe's plan; null while there is no model or the recipe does not resolve (planError says why). A recipe
    /// with a plan may still be refused, because Vernier cannot run it or it needs calibration data: planError says so, and
    /// it is not evaluated.
    [[nodiscard]] const std::shared_ptr<const Plan> &plan() const { return m_plan; }
    [[nodiscard]] const std::optional<Error> &planError() const { return m_planError; }
    /// What the plan makes of the model; none without a plan that can run.
    [[nodiscard]] const std::optional<ModelSize> &plannedSize() const { return m_plannedSize; }
    /// Range scores of the layers for the present recipe's plan; null: not measured.
    [[nodiscard]] const std::vector<double> *scores() const;
    /// Whether the statistics are of the samples that the present recipe calibrates on.
    [[nodiscard]] bool statisticsAreCurrent() const;
    /// Whether the tables belong to the present recipe (fallbacks aside).
    [[nodiscard]] bool localIsCurrent() const;
    [[nodiscard]] bool endToEndIsCurrent() const;
    /// The table is of the present model, suppressed and calibrated as in the present recipe, and differs in the layers' types alone.
    [[nodiscard]] bool endToEndIsOfOtherTypes() const;

    void measureStatistics();
    void measureLocal();
    /// The present recipe's layers; goes on where it was stopped.
    void measureEndToEnd();
    /// The same for the present recipe and for every type that mix_cfg could give a layer instead.
    void measureEndToEndTypes();
    void evaluate();
    /// Evaluates a saved quantized model (QuantizedFolder::open): it joins the history; the present recipe and its numbers stay.
    /// Returns the job; 0: there is nothing to measure on.
    int evaluateFolder(const std::filesystem::path &path);
    /// Evaluates entries of the history whose tokens are not in memory; the present recipe and its numbers stay.
    void evaluateAgain(std::vector<HistoryEntry> entries);

signals:
    void autoEvaluateChanged(bool on);
    void modelChanged(); ///< loaded, or closed (null)
    void planChanged();
    void statisticsChanged();
    void localChanged();
    void endToEndChanged();
    /// The present recipe, or what is known of it, is another.
    void evaluationChanged();
    /// evaluatedSoFar() is another.
    void evaluationProgressed();

private:
    /// Before the model was opened again; much of it stays true where only the evaluation text is another one.
    struct Before
    {
        std::shared_ptr<const LoadedModel> model; ///< without its evaluator
        std::shared_ptr<const Statistics> statistics;
        std::shared_ptr<const LocalTable> local;
        std::map<std::string, std::vector<double>> scores;
    };

    void documentWasReset();
    void load();
    void loaded(std::shared_ptr<const LoadedModel> model);
    void restoreEndToEnd();
    void chooseEndToEnd();
    [[nodiscard]] std::size_t layersAsMeasured(const EndToEndMeasurement &table) const;
    void startEndToEnd(JobTitle title, std::vector<Recipe> recipes);
    void dropSoFar();
    /// Whether numbers of both are about one float model, rewritten alike.
    [[nodiscard]] bool predictsFor(const Recipe &measured) const;
    void recipeChanged();
    void inputsChanged();
    void resolve();
    void measureScores();
    /// Whether a table measured for this recipe (without fallbacks) would come out the same for the present one.
    [[nodiscard]] bool measuresAlike(const Recipe &measured) const;
    void keepEvaluated(EvaluatedRecipe evaluated);
    /// Whether the plan is the one that quantizing will follow: else disable_level still lacks its layers.
    [[nodiscard]] bool planIsFinal() const;
    /// Keeps it in memory, and gives what the history says of it.
    HistoryEntry remember(std::shared_ptr<const EvaluatedRecipe> evaluated);
    void forgetMeasurements();
    void takeOver(Before before);

    ProjectDocument &m_document;
    JobRunner &m_runner;
    Compute m_compute;
    std::int64_t m_stateBytes = BoundaryStates::kDefaultBudgetBytes;
    bool m_autoEvaluate = true;
    bool m_historyHolds = false; ///< entries that do not say what they were evaluated on count as of the present model and texts
    QTimer m_evaluateSoon;

    Before m_before; ///< while a model is being opened
    std::shared_ptr<const LoadedModel> m_model;
    std::shared_ptr<const Statistics> m_statistics;
    std::shared_ptr<const LocalTable> m_local;
    std::vector<std::shared_ptr<const EndToEndMeasurement>> m_endToEndTables;
    std::shared_ptr<const EndToEndMeasurement> m_endToEnd;
    std::shared_ptr<const Evaluation> m_soFar;
    std::shared_ptr<const EvaluatedRecipe> m_lastEvaluated;
    KeptEvaluations m_evaluated;
    std::map<std::string, std::vector<double>> m_scores;                       ///< by what they depend on
    std::shared_ptr<const Plan> m_plan;
    std::optional<Error> m_planError;
    std::optional<ModelSize> m_plannedSize;
};

} // namespace vernier
