// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/document/measurements.h"

#include "core/calib/range_score.h"
#include "core/recipe/recipe_edit.h"

#include <chrono>

namespace vernier {

namespace {

Error noText()
{
    return {ErrorCode::InvalidArgument, "there is no evaluation text to measure on; choose one (File > Calibration and evaluation texts)", {}};
}

} // namespace

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
    const Recipe measured = withoutFallback(recipe);
    VERNIER_ASSIGN(const std::shared_ptr<const QuantizedModel> quantized, model.quantized->quantize(measured, compute, monitor));
    VERNIER_ASSIGN(std::vector<LocalSensitivity> layers,
                   measureLocally(quantized->network, calibrationSamples(measured, model.calibration), compute, monitor));
    return LocalTable{measured, std::move(layers)};
}

Result<EndToEndTable> measureEndToEndTable(const LoadedModel &model, const Recipe &recipe, const Compute &compute, JobMonitor &monitor)
{
    if (!model.evaluator)
        return noText();
    const Recipe measured = withoutFallback(recipe);
    VERNIER_ASSIGN(const std::shared_ptr<const QuantizedModel> quantized, model.quantized->quantize(measured, compute, monitor));
    VERNIER_ASSIGN(EndToEndResult result, measureEndToEnd(quantized->network, *model.evaluator, monitor));
    return EndToEndTable{measured, std::move(result)};
}

Result<EvaluatedRecipe> evaluateRecipe(const LoadedModel &model, const Recipe &recipe, const Compute &compute, JobMonitor &monitor)
{
    if (!model.evaluator)
        return noText();
    const auto started = std::chrono::steady_clock::now();
    VERNIER_ASSIGN(const std::shared_ptr<const QuantizedModel> quantized, model.quantized->quantize(recipe, compute, monitor));
    VERNIER_ASSIGN(Evaluation evaluation, model.evaluator->evaluate(quantized->network, monitor));
    const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - started).count();
    return EvaluatedRecipe{recipe,
                           quantized->network.plan(),
                           quantized->rangeScores,
                           quantized->network.ranges(),
                           std::move(evaluation),
                           quantizedSize(*model.checkpoint, quantized->network.plan()),
                           seconds};
}

std::string recipeKey(const Recipe &recipe)
{
    return toJson(recipe).dump();
}

} // namespace vernier
