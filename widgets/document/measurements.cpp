// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/document/measurements.h"

#include "core/base/job_steps.h"
#include "core/eval/paired_difference.h"
#include "core/calib/range_score.h"
#include "core/export/modelslim_size.h"
#include "core/quant/recipe_import.h"
#include "core/quant/stored_network.h"
#include "core/recipe/recipe_edit.h"

#include <chrono>

namespace vernier {

namespace {

Error noText()
{
    return {ErrorCode::InvalidArgument, "there is no evaluation text to measure on; choose one (File > Calibration and evaluation texts)", {}};
}

} // namespace

std::string scoresKey(const Recipe &recipe)
{
    Recipe relevant;
    const Result<ResolvedConfig> resolved = resolve(recipe.quantConfig, recipe.chain);
    if (ranksByInputs(recipe) || (resolved && resolved->config.doSmooth)) { // the quantized model counts as well
        relevant = recipe;
        relevant.disableLevel = "L1";
        return contentKey(relevant);
    }
    relevant.antiOutlier = recipe.antiOutlier;
    relevant.calibration = recipe.calibration;
    relevant.loadDtype = recipe.loadDtype;
    return contentKey(relevant);
}

Result<Statistics> measureStatistics(const LoadedModel &model, const CalibrationConfig &calibration, const Compute &compute, JobMonitor &monitor)
{
    Recipe recipe;
    recipe.calibration = calibration;
    TokenBatch samples = calibrationSamples(recipe, model.calibration);
    if (samples.tokens() == 0)
        return Error{ErrorCode::InvalidArgument, "there are no calibration samples; choose a calibration file (File > Calibration and evaluation texts)", {}};
    MethodRangeCollector collector;
    VERNIER_ASSIGN(ActivationStats stats, collectActivations(FloatNetwork(model.model), samples, compute, monitor, &collector));
    std::vector<double> scores = rangeScores(stats, model.layers());
    std::vector<Range> ranges;
    for (const LayerInfo &layer : model.layers())
        ranges.push_back({stats.of(layer).min(), stats.of(layer).max()});
    std::vector<MethodRanges> methodRanges = collector.ranges(stats, model.layers(), scores);
    return Statistics{calibration, std::move(samples), std::move(stats), std::move(scores), std::move(ranges), std::move(methodRanges)};
}

Result<LocalTable> measureLocalTable(const LoadedModel &model, const Recipe &recipe, const Compute &compute, JobMonitor &monitor)
{
    constexpr double kMeasuring = 4.0; // passes: every layer runs twice, and its inputs are looked at
    const Recipe measured = withoutFallback(recipe);
    const TokenBatch samples = calibrationSamples(measured, model.calibration);
    JobSteps steps(monitor, {model.quantized->cost(measured), kMeasuring * static_cast<double>(samples.tokens())});
    VERNIER_ASSIGN(const std::shared_ptr<const QuantizedModel> quantized, model.quantized->quantize(measured, compute, steps.next()));
    VERNIER_ASSIGN(std::vector<LocalSensitivity> layers, measureLocally(quantized->network, samples, compute, steps.next()));
    return LocalTable{measured, std::move(layers)};
}

Result<bool> measureEndToEnd(const LoadedModel &model, const std::vector<Recipe> &recipes, const EndToEndOptions &options,
                             const std::vector<EndToEndMeasurement> &begun, const Compute &compute, JobMonitor &monitor,
                             const std::function<void(EndToEndMeasurement)> &onPart)
{
    if (!model.evaluator)
        return noText();
    using Clock = std::chrono::steady_clock;
    constexpr std::chrono::milliseconds kPause{300};
    Evaluator evaluator(model.model, model.windows, compute, model.stateBytes); // its own: evaluations go on meanwhile, and keep their boundaries
    const EvaluationCosts once = evaluator.costs();
    const auto layers = static_cast<double>(model.layers().size());
    std::vector<double> costs;
    for (const Recipe &recipe : recipes)
        costs.insert(costs.end(), {model.quantized->cost(withoutFallback(recipe)), once.reference + (2.0 + layers / 2.0) * once.blocks + (2.0 + layers) * once.head});
    JobSteps steps(monitor, std::move(costs));
    for (const Recipe &recipe : recipes) {
        EndToEndMeasurement measurement{model.measuredOn, withoutFallback(recipe), {}};
        EndToEndOptions own = options;
        for (const EndToEndMeasurement &known : begun) {
            if (known.measuredOn == measurement.measuredOn && sameContent(known.recipe, measurement.recipe))
                own.begun = known.result;
        }
        auto shown = Clock::now();
        own.onLayer = [&](const EndToEndResult &soFar) {
            measurement.result = soFar;
            if (Clock::now() - shown < kPause)
                return;
            shown = Clock::now();
            onPart(measurement);
        };
        VERNIER_ASSIGN(const std::shared_ptr<const QuantizedModel> quantized, model.quantized->quantize(measurement.recipe, compute, steps.next()));
        const Result<EndToEndResult> measured = vernier::measureEndToEnd(quantized->network, evaluator, steps.next(), own);
        if (!measured) {
            if (!measurement.result.layers.empty())
                onPart(measurement); // what was measured before
            return measured.error();
        }
        measurement.result = *measured;
        onPart(measurement);
    }
    return true;
}

Result<EvaluatedRecipe> evaluateRecipe(const LoadedModel &model, const Recipe &recipe, const Compute &compute, JobMonitor &monitor,
                                       const Evaluator::OnPart &onPart)
{
    if (!model.evaluator)
        return noText();
    const auto started = std::chrono::steady_clock::now();
    const EvaluationCosts once = model.evaluator->costs();
    JobSteps steps(monitor, {model.quantized->cost(recipe), once.reference + once.blocks + once.head});
    VERNIER_ASSIGN(const std::shared_ptr<const QuantizedModel> quantized, model.quantized->quantize(recipe, compute, steps.next()));
    VERNIER_ASSIGN(Evaluation evaluation, model.evaluator->evaluate(quantized->network, steps.next(), onPart));
    VERNIER_ASSIGN(const ModelSize size, quantizedSize(*model.checkpoint, quantized->recipe, quantized->network.plan()));
    const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - started).count();
    const Estimate difference = perplexityDifference(evaluation);
    return EvaluatedRecipe{recipe,
                           {},
                           quantized->network.plan(),
                           quantized->layerScores,
                           quantized->network.ranges(),
                           std::move(evaluation),
                           size,
                           seconds,
                           difference};
}

Result<EvaluatedRecipe> evaluateFolder(const LoadedModel &model, const std::filesystem::path &path, const Compute &compute, JobMonitor &monitor)
{
    if (!model.evaluator)
        return noText();
    const auto started = std::chrono::steady_clock::now();
    VERNIER_ASSIGN(const std::shared_ptr<const QuantizedFolder> folder, QuantizedFolder::open(path, model.checkpoint));
    VERNIER_ASSIGN(const ImportedRecipe imported, importRecipe(*folder));
    const StoredNetwork network(folder, compute.threads);
    VERNIER_ASSIGN(Evaluation evaluation, model.evaluator->evaluate(network, monitor));
    const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - started).count();
    const Estimate difference = perplexityDifference(evaluation);
    return EvaluatedRecipe{imported.recipe, path, network.plan(), {}, {}, std::move(evaluation), quantizedSize(*folder), seconds, difference};
}

} // namespace vernier
