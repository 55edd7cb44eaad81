// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/quant/quantize_model.h"

#include "core/base/job_steps.h"
#include "core/calib/activation_stats.h"
#include "core/calib/range_score.h"
#include "core/quant/calibration_smooth.h"
#include "core/quant/joint_calibration.h"
#include "core/smooth/suppress.h"

#include <algorithm>

namespace vernier {

namespace {

TokenBatch firstSamples(const TokenBatch &samples, int count)
{
    TokenBatch first;
    for (int i = 0; i < std::min(count, samples.sequences()); ++i)
        first.append(samples.sequence(i));
    return first;
}

/// Every sequence must be one that the model can take.
Result<void> checkSequences(const std::vector<std::vector<int>> &sequences, std::int64_t vocabulary)
{
    for (std::size_t i = 0; i < sequences.size(); ++i) {
        const std::string which = "calibration sequence " + std::to_string(i) + " (they count from 0) ";
        if (sequences[i].empty())
            return Error{ErrorCode::InvalidArgument, which + "is empty; remove it or give it tokens", {}};
        for (const int id : sequences[i]) {
            if (id < 0 || id >= vocabulary)
                return Error{ErrorCode::InvalidArgument,
                             which + "holds the token id " + std::to_string(id) + ", but the model's vocabulary ends at "
                                 + std::to_string(vocabulary - 1) + "; it was made for another model",
                             {}};
        }
    }
    return {};
}

/// In passes of one token through the float model.
struct Costs
{
    double suppression = 0.0;
    double scores = 0.0;
    double calibration = 0.0;
    double kvCache = 0.0;
};

/// Everything that decides about the model after suppression. With do_smooth that is the whole plan.
std::string suppressionKey(const Recipe &recipe)
{
    const Result<ResolvedConfig> base = resolve(recipe.quantConfig, recipe.chain);
    if (base && base->config.doSmooth)
        return toJson(recipe).dump();
    Recipe relevant;
    relevant.antiOutlier = recipe.antiOutlier;
    relevant.calibration = recipe.calibration;
    relevant.loadDtype = recipe.loadDtype;
    return toJson(relevant).dump();
}

/// With data the original takes 3 whatever sigma_factor says.
void followSigma(Plan &plan, bool hasData)
{
    constexpr double kAlways = 3.0;
    bool changed = false;
    for (LayerDecision &decision : plan.layers) {
        if (!hasData || decision.scheme.sparsity != Sparsity::RowSigma || decision.scheme.sigmaFactor == kAlways)
            continue;
        decision.scheme.sigmaFactor = kAlways;
        changed = true;
    }
    if (changed)
        plan.notes.emplace_back("sigma_factor is taken as 3: msModelSlim follows it only without calibration data");
}

Result<std::shared_ptr<const Plan>> planFor(const Recipe &recipe, bool hasData, std::span<const LayerInfo> layers, std::span<const double> scores)
{
    VERNIER_ASSIGN(Plan plan, resolvePlan(recipe, layers, scores));
    followSigma(plan, hasData);
    return std::make_shared<const Plan>(std::move(plan));
}

/// Of the blocks to calibrate, those that the memory does not spare: of a recipe whose suppressed model it holds.
double shareLeft(const Recipe &recipe, const TokenBatch &samples, const QuantizeMemory &memory)
{
    if (ranksByInputs(recipe) || (needsLayerScores(recipe) && memory.scores.empty()))
        return 1.0;
    const FloatModel &model = *memory.suppressed;
    const auto plan = planFor(recipe, samples.sequences() > 0, model.checkpoint().layers(), needsLayerScores(recipe) ? memory.scores : std::vector<double>());
    return plan ? shareToCalibrate(model, **plan, samples, memory.calibration) : 1.0;
}

Costs costsOf(const Recipe &recipe, const TokenBatch &samples, const QuantizeMemory *memory)
{
    constexpr double kCollecting = 1.5;  // a pass that keeps statistics, in plain passes
    constexpr double kGptq = 500.0;      // of any number of samples
    constexpr double kCalibrating = 2.0; // each layer quantized, in the original's order of sums; measured on the demo
    const auto tokens = static_cast<double>(samples.tokens());
    const auto firstTokens = static_cast<double>(samples.sequences() > 0 ? samples.sequence(0).size() : 0);
    const Result<ResolvedConfig> base = resolve(recipe.quantConfig, recipe.chain);
    const bool isStatic = (base && base->config.aBit < 16 && !base->config.isDynamic)
        || std::any_of(recipe.mixCfg.begin(), recipe.mixCfg.end(), [](const auto &rule) { return rule.second == "w8a8"; });
    const bool gptq = base && base->config.wMethod == WeightMethod::Gptq;
    const bool isSuppressed = memory && memory->suppressedAs == suppressionKey(recipe);
    return {.suppression = isSuppressed ? 0.0
                                        : (recipe.antiOutlier ? suppressionCost(*recipe.antiOutlier, samples) : 0.0)
                    + (base && base->config.doSmooth ? smoothingCost(samples) : 0.0),
            .scores = ranksByInputs(recipe)                       ? kCalibrating * firstTokens
                : isSuppressed && !memory->scores.empty()         ? 0.0
                : needsLayerScores(recipe)                        ? kCollecting * static_cast<double>(firstSamples(samples, kRangeScoreSamples).tokens())
                                            : 0.0,
            .calibration = ((isStatic ? kCalibrating * tokens : 0.0) + (gptq ? kGptq : 0.0)) * (isSuppressed ? shareLeft(recipe, samples, *memory) : 1.0),
            .kvCache = base && base->config.useKvcacheQuant ? tokens : 0.0};
}

/// What quantizes the first sample where it decides about disable_level: everything.
Result<std::shared_ptr<const Plan>> planOfFirstSample(Recipe recipe, std::span<const LayerInfo> layers)
{
    recipe.disableLevel = "L0";
    return planFor(recipe, true, layers, {});
}

/// Scores of the model as it will be quantized; model: after outlier suppression.
Result<std::vector<double>> measureScores(const Recipe &recipe, std::shared_ptr<const FloatModel> model, const TokenBatch &samples,
                                          const Compute &compute, JobMonitor &monitor)
{
    if (!needsLayerScores(recipe))
        return std::vector<double>{};
    if (samples.sequences() == 0)
        return Error{ErrorCode::InvalidArgument, "disable_level and act_method 3 are decided on calibration data, and there is none; give a calibration file", {}};
    const std::vector<LayerInfo> &layers = model->checkpoint().layers();
    if (ranksByInputs(recipe)) {
        VERNIER_ASSIGN(const std::shared_ptr<const Plan> plan, planOfFirstSample(recipe, layers));
        return largestInputs(model, plan, samples, compute, monitor);
    }
    const TokenBatch first = firstSamples(samples, kRangeScoreSamples);
    VERNIER_ASSIGN(const ActivationStats stats, collectActivations(FloatNetwork(model), first, compute, monitor));
    return rangeScores(stats, layers, model->loadDtype());
}

Result<KvCacheParameters> kvCacheFor(const Recipe &recipe, const std::shared_ptr<const FloatModel> &model, const TokenBatch &samples,
                                     const Compute &compute, JobMonitor &monitor)
{
    VERNIER_ASSIGN(const ResolvedConfig resolved, resolve(recipe.quantConfig, recipe.chain));
    if (!resolved.config.useKvcacheQuant)
        return KvCacheParameters{};
    return kvCacheParameters(FloatNetwork(model), samples, resolved.kvSym, compute, monitor);
}

} // namespace

double quantizeCost(const Recipe &recipe, const TokenBatch &samples, const QuantizeMemory *memory)
{
    const Costs costs = costsOf(recipe, samples, memory);
    return costs.suppression + costs.scores + costs.calibration + costs.kvCache;
}

Result<DType> loadDtypeOf(const Recipe &recipe, const Checkpoint &checkpoint)
{
    if (recipe.loadDtype == LoadDtype::Float32)
        return DType::F32;
    const DType dtype = checkpoint.config().declaredDtype.value_or(checkpoint.storedDtype());
    if (dtype != DType::F32 && dtype != DType::BF16)
        return Error{ErrorCode::Unsupported,
                     "load_dtype \"checkpoint\" of a checkpoint in " + std::string(toString(dtype))
                         + " is not built yet, only F32 and BF16; use load_dtype \"float32\"",
                     checkpoint.folder().string()};
    return dtype;
}

Result<std::shared_ptr<const FloatModel>> loadFor(const Recipe &recipe, std::shared_ptr<const Checkpoint> checkpoint)
{
    VERNIER_ASSIGN(const DType dtype, loadDtypeOf(recipe, *checkpoint));
    return std::make_shared<const FloatModel>(std::move(checkpoint), Rewrites{}, dtype);
}

TokenBatch calibrationSamples(const Recipe &recipe, const std::vector<std::vector<int>> &sequences)
{
    const CalibrationConfig &config = recipe.calibration;
    TokenBatch samples;
    for (const std::vector<int> &sequence : sequences) {
        if (config.samples && samples.sequences() >= *config.samples)
            break;
        const std::size_t length = config.maxLength ? std::min(sequence.size(), static_cast<std::size_t>(*config.maxLength)) : sequence.size();
        samples.append(std::span(sequence).first(length));
    }
    return samples;
}

Result<std::shared_ptr<const FloatModel>> suppressOutliers(const Recipe &recipe, std::shared_ptr<const FloatModel> model,
                                                           const TokenBatch &samples, const Compute &compute, JobMonitor &monitor)
{
    VERNIER_ASSIGN(const ResolvedConfig resolved, resolve(recipe.quantConfig, recipe.chain));
    if (!recipe.antiOutlier && !resolved.config.doSmooth)
        return model;
    if (samples.sequences() == 0)
        return Error{ErrorCode::InvalidArgument, "outlier suppression needs calibration data, and there is none; give a calibration file", "anti_outlier"};
    JobSteps steps(monitor, {recipe.antiOutlier ? suppressionCost(*recipe.antiOutlier, samples) : 0.0,
                             resolved.config.doSmooth ? smoothingCost(samples) : 0.0});
    const auto rewritten = [&](Rewrites rewrites) {
        return std::make_shared<const FloatModel>(model->sharedCheckpoint(), std::move(rewrites), model->loadDtype());
    };
    JobMonitor &suppression = steps.next();
    if (recipe.antiOutlier) {
        VERNIER_ASSIGN(Rewrites rewrites, suppress(*recipe.antiOutlier, model, samples, compute, suppression));
        model = rewritten(std::move(rewrites));
    }
    JobMonitor &smoothing = steps.next();
    if (resolved.config.doSmooth) {
        VERNIER_ASSIGN(const std::shared_ptr<const Plan> plan, planOfFirstSample(recipe, model->checkpoint().layers()));
        VERNIER_ASSIGN(Rewrites rewrites, smoothDuringCalibration(model, plan, samples, resolved.config.wBit, compute, smoothing));
        model = rewritten(std::move(rewrites));
    }
    return model;
}

Result<std::vector<double>> layerScoresFor(const Recipe &recipe, std::shared_ptr<const FloatModel> model, const TokenBatch &samples,
                                           const Compute &asked, JobMonitor &monitor)
{
    const Compute compute = inFloat32(asked); // ranges and codes are saved
    if (!needsLayerScores(recipe))
        return std::vector<double>{};
    const Costs costs = costsOf(recipe, samples, nullptr);
    JobSteps steps(monitor, {costs.suppression, costs.scores});
    VERNIER_ASSIGN(const std::shared_ptr<const FloatModel> suppressed, suppressOutliers(recipe, std::move(model), samples, compute, steps.next()));
    return measureScores(recipe, suppressed, samples, compute, steps.next());
}

namespace {

Result<std::shared_ptr<const FloatModel>> suppressedModel(const Recipe &recipe, const std::shared_ptr<const FloatModel> &original, const TokenBatch &samples,
                                                          const Compute &compute, JobMonitor &monitor, QuantizeMemory *memory)
{
    std::string key = suppressionKey(recipe);
    if (memory && memory->suppressedAs == key)
        return memory->suppressed;
    VERNIER_ASSIGN(std::shared_ptr<const FloatModel> suppressed, suppressOutliers(recipe, original, samples, compute, monitor));
    if (memory) {
        memory->suppressedAs = std::move(key);
        memory->suppressed = suppressed;
        memory->scores.clear();
    }
    return suppressed;
}

/// As measureScores, of the model that the memory holds.
Result<std::vector<double>> scoresOf(const Recipe &recipe, const std::shared_ptr<const FloatModel> &model, const TokenBatch &samples, const Compute &compute,
                                     JobMonitor &monitor, QuantizeMemory *memory)
{
    if (!memory || !needsLayerScores(recipe) || ranksByInputs(recipe)) // which looks at the quantized model
        return measureScores(recipe, model, samples, compute, monitor);
    if (memory->scores.empty()) {
        VERNIER_ASSIGN(memory->scores, measureScores(recipe, model, samples, compute, monitor));
    }
    return memory->scores;
}

} // namespace

Result<QuantizedModel> quantizeModel(std::shared_ptr<const Checkpoint> checkpoint, const Recipe &recipe,
                                     const std::vector<std::vector<int>> &sequences, const Compute &asked, JobMonitor &monitor,
                                     QuantizeMemory *memory)
{
    const Compute compute = inFloat32(asked); // ranges and codes are saved
    VERNIER_TRY(validate(recipe));
    VERNIER_TRY(checkSupported(recipe));
    VERNIER_TRY(checkSequences(sequences, checkpoint->config().vocabulary));
    VERNIER_ASSIGN(const std::shared_ptr<const FloatModel> original, loadFor(recipe, checkpoint));
    const TokenBatch samples = calibrationSamples(recipe, sequences);
    const bool hasData = samples.sequences() > 0;
    VERNIER_TRY(checkCalibration(recipe, hasData));
    const Recipe effective = hasData ? recipe : asDataFree(recipe);

    const Costs costs = costsOf(effective, samples, memory);
    JobSteps steps(monitor, {costs.suppression, costs.scores, costs.calibration, costs.kvCache});
    VERNIER_ASSIGN(const std::shared_ptr<const FloatModel> model, suppressedModel(effective, original, samples, compute, steps.next(), memory));
    VERNIER_ASSIGN(std::vector<double> scores, scoresOf(effective, model, samples, compute, steps.next(), memory));
    VERNIER_ASSIGN(const std::shared_ptr<const Plan> plan, planFor(effective, hasData, checkpoint->layers(), scores));
    std::shared_ptr<const Plan> firstSamplePlan;
    if (ranksByInputs(effective)) {
        VERNIER_ASSIGN(firstSamplePlan, planOfFirstSample(effective, checkpoint->layers()));
    }
    VERNIER_ASSIGN(Calibration calibration,
                   calibrateJointly(model, plan, samples, effective.calibration.seed, compute, steps.next(), firstSamplePlan, memory ? &memory->calibration : nullptr));
    VERNIER_ASSIGN(KvCacheParameters kvCache, kvCacheFor(effective, model, samples, compute, steps.next()));
    QuantizedNetwork network(model, plan, std::move(calibration.ranges), compute.threads, std::move(calibration.kept),
                             std::move(calibration.communication));
    return QuantizedModel{effective, std::move(network), std::move(scores), std::move(kvCache)};
}

} // namespace vernier
