// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/quant/joint_calibration.h"

#include "core/base/check.h"
#include "core/base/job_steps.h"
#include "core/calib/activation_stats.h"
#include "core/calib/observers.h"
#include "core/forward/pass.h"
#include "core/quant/calibrating_network.h"
#include "core/quant/weight_methods.h"

#include <algorithm>
#include <limits>
#include <map>
#include <memory>

namespace vernier {

namespace {

/// The second moments of the float block's inputs, for layers that share them once.
class HessianTaps final : public Taps
{
public:
    explicit HessianTaps(const Compute &compute)
        : m_compute(compute)
    {}

    void linear(const LayerInfo &layer, std::span<const Segment>, const MatrixView &input, const MatrixView &) override
    {
        if (!layer.standsForInput())
            return;
        addToHessian(input, m_hessians[layer.index], m_compute);
    }

    /// Whether any token came there.
    [[nodiscard]] bool has(const LayerInfo &layer) const { return m_hessians.contains(layer.input); }
    [[nodiscard]] const Matrix &of(const LayerInfo &layer) const { return m_hessians.at(layer.input); }

private:
    Compute m_compute;
    std::map<std::size_t, Matrix> m_hessians; ///< by LayerInfo::input
};

constexpr std::string_view kQuantizing = "quantizing weights";

Compute watchedBy(Interrupt &interrupt, Compute compute)
{
    compute.interrupt = &interrupt;
    return compute;
}

/// Codes of one block's layers with a corrected GPTQ: from all samples as they reach the float block.
Result<void> quantizeBlock(const QuantizedNetwork &network, int block, const TokenBatch &samples, Matrix hidden, const Compute &compute,
                           KeptWeights &kept, JobMonitor &monitor)
{
    const std::span<const LayerInfo> layers = network.floatModel().blockLayers(block);
    const auto isCorrected = [&](const LayerInfo &layer) { return looksAtData(network.schemeOf(layer)) && network.schemeOf(layer).corrected; };
    if (std::none_of(layers.begin(), layers.end(), isCorrected))
        return {};
    Interrupt interrupt([&monitor] { return monitor.keepGoing(1, 1, kQuantizing); });
    const Compute watched = watchedBy(interrupt, compute);
    HessianTaps taps(watched);
    const FloatNetwork floats(network.sharedFloatModel());
    VERNIER_TRY(runBlocks(floats, samples, hidden, block, block + 1, {.compute = compute, .taps = &taps}, monitor));
    SharedBases bases;
    for (const LayerInfo &layer : layers) {
        if (!isCorrected(layer) || !taps.has(layer))
            continue;
        if (interrupt.requested())
            return cancelledError();
        VERNIER_ASSIGN(Matrix weight, network.floatModel().weight(layer, watched));
        Result<std::shared_ptr<const QuantizedWeight>> made =
            gptqWeight(std::move(weight), layer, network.schemeOf(layer), bases, [&] { return taps.of(layer); }, watched);
        if (!made)
            return Error{made.error().code, made.error().message, layer.name};
        VERNIER_TRY(kept.keep(layer.name, *made, &interrupt));
    }
    return {};
}

/// The head's range and codes: it comes last, so only its input is needed.
Result<void> calibrateHead(const QuantizedNetwork &network, const TokenBatch &samples, const Matrix &hidden, const Compute &compute,
                           Calibration &result, JobMonitor &monitor)
{
    Interrupt interrupt([&monitor] { return monitor.keepGoing(1, 1, kQuantizing); });
    const Compute watched = watchedBy(interrupt, compute);
    const LayerInfo &head = network.floatModel().headLayer();
    const Scheme &scheme = network.schemeOf(head);
    VERNIER_ASSIGN(const Matrix normed, applyFinalNorm(network.floatModel(), hidden, compute));
    const auto sampleRows = [&](const Segment &sample) { return normed.middleRows(sample.firstRow, sample.rows); };
    if (looksAtData(scheme)) {
        const auto hessian = [&] {
            Matrix sum;
            for (const Segment &sample : samples.segments().first(scheme.corrected ? samples.segments().size() : 1))
                addToHessian(sampleRows(sample), sum, watched);
            return sum;
        };
        SharedBases bases;
        VERNIER_ASSIGN(Matrix weight, network.floatModel().weight(head, watched));
        Result<std::shared_ptr<const QuantizedWeight>> made = gptqWeight(std::move(weight), head, scheme, bases, hessian, watched);
        if (!made)
            return Error{made.error().code, made.error().message, head.name};
        VERNIER_TRY(result.kept->keep(head.name, *made, &interrupt));
    }
    if (!scheme.hasStaticActivations())
        return {};
    const DType arithmetic = network.floatModel().loadDtype();
    const std::unique_ptr<RangeObserver> observer = makeObserver(scheme.actMethod, arithmetic);
    for (const Segment &sample : samples.segments())
        observer->observe(sampleRows(sample));
    result.ranges[head.name] = observedParameters(*observer, false, arithmetic);
    return {};
}

/// What of the model and of the samples calibration has to run.
struct Extent
{
    int blocks = 0;
    bool head = false;
    bool allSamples = false;
};

Extent extentOf(const Plan &plan, std::span<const LayerInfo> layers, int allBlocks)
{
    Extent extent;
    for (std::size_t i = 0; i < layers.size(); ++i) {
        const Scheme &scheme = plan.layers[i].scheme;
        if (!scheme.hasStaticActivations() && !looksAtData(scheme) && !scheme.sendsEightBits)
            continue; // nothing of it is kept
        extent.head = extent.head || layers[i].role == LayerRole::Head;
        extent.blocks = std::max(extent.blocks, layers[i].block + 1);
        extent.allSamples = extent.allSamples || !quantizesInPassing(scheme);
    }
    if (extent.head)
        extent.blocks = allBlocks;
    return extent;
}

TokenBatch firstOf(const TokenBatch &samples)
{
    TokenBatch first;
    first.append(samples.sequence(0));
    return first;
}

/// The plans of a calibration.
struct Planned
{
    std::shared_ptr<const FloatModel> model;
    std::shared_ptr<const Plan> plan;
    std::shared_ptr<const Plan> firstSample; ///< null: the plan
};

/// For CalibrationMemory.
std::vector<std::string> blockKeys(const FloatModel &model, const Plan &plan, const Plan *firstSample)
{
    std::vector<std::string> keys;
    for (int block = 0; block < model.config().blocks; ++block) {
        std::string &key = keys.emplace_back(model.rewriteKey(block));
        for (const LayerInfo &layer : model.blockLayers(block)) {
            key += schemeKey(plan.layers[layer.index].scheme);
            if (firstSample)
                key += '/' + schemeKey(firstSample->layers[layer.index].scheme);
        }
    }
    return keys;
}

/// Calibrates the blocks behind a boundary, and the head.
Result<void> calibrateFrom(const KeptStates::Boundary &known, const Planned &planned, const TokenBatch &samples, const Extent &extent,
                           const std::shared_ptr<SampleGenerators> &generators, const Compute &compute, Calibration &result, CalibrationMemory *memory,
                           JobMonitor &monitor)
{
    if (extent.blocks == 0)
        return {};
    Matrix hidden;
    if (known.hidden) {
        hidden = *known.hidden;
    } else {
        VERNIER_ASSIGN(hidden, embedTokens(*planned.model, samples, compute));
    }
    const QuantizedNetwork quantized(planned.model, planned.plan, {}, compute.threads, result.kept);
    std::optional<QuantizedNetwork> firstSample;
    if (planned.firstSample)
        firstSample.emplace(planned.model, planned.firstSample, ActivationRanges{}, compute.threads);
    const Compute exact = inReferenceOrder(compute); // the ranges are saved
    const CalibratingNetwork network(quantized, std::move(firstSample), generators, exact);
    const PassOptions options{.compute = exact, .chunkRows = 1}; // observers move on from sample to sample
    JobSteps steps(monitor, std::vector<double>(static_cast<std::size_t>(extent.blocks - known.block + (extent.head ? 1 : 0)), 1.0));
    for (int block = known.block; block < extent.blocks; ++block) {
        JobMonitor &step = steps.next();
        VERNIER_TRY(quantizeBlock(quantized, block, samples, hidden, compute, *result.kept, step));
        VERNIER_TRY(runBlocks(network, samples, hidden, block, block + 1, options, step));
        Interrupt interrupt([&step] { return step.keepGoing(1, 1, kQuantizing); });
        VERNIER_TRY(network.take(result, interrupt));
        if (memory)
            memory->reached(block + 1, hidden);
    }
    if (extent.head)
        VERNIER_TRY(calibrateHead(quantized, samples, hidden, compute, result, steps.next()));
    return {};
}

/// Notes the largest |input| of each layer of a block.
class LargestInputTaps final : public Taps
{
public:
    explicit LargestInputTaps(std::vector<double> &largest)
        : m_largest(largest)
    {}

    void linear(const LayerInfo &layer, std::span<const Segment>, const MatrixView &input, const MatrixView &) override
    {
        m_largest[layer.index] = static_cast<double>(input.cwiseAbs().maxCoeff());
    }

private:
    std::vector<double> &m_largest;
};

} // namespace

Result<Calibration> calibrateJointly(std::shared_ptr<const FloatModel> model, std::shared_ptr<const Plan> plan, const TokenBatch &samples,
                                     std::uint32_t seed, const Compute &compute, JobMonitor &monitor, std::shared_ptr<const Plan> firstSamplePlan,
                                     CalibrationMemory *memory)
{
    Calibration result{{}, {}, std::make_shared<KeptWeights>()};
    const std::vector<LayerInfo> &layers = model->checkpoint().layers();
    VERNIER_TRY(checkShapes(*plan, layers));
    const Extent extent = extentOf(*plan, layers, model->config().blocks);
    if (extent.blocks > 0 && samples.sequences() == 0)
        return Error{ErrorCode::InvalidArgument, "static activation ranges and GPTQ need calibration data, and there is none; give a calibration file", {}};

    const TokenBatch used = extent.blocks == 0 ? TokenBatch() : extent.allSamples ? samples : firstOf(samples);
    const auto generators = makeGenerators(firstSamplePlan ? *firstSamplePlan : *plan, layers, used, seed);
    if (!generators->empty())
        memory = nullptr; // what is drawn depends on all layers
    KeptStates::Boundary known;
    if (memory)
        known = memory->begin(used, blockKeys(*model, *plan, firstSamplePlan.get()), extent.blocks, layers, result);
    const Result<void> calibrated = calibrateFrom(known, {model, plan, firstSamplePlan}, used, extent, generators, compute, result, memory, monitor);
    if (memory)
        memory->end(result);
    if (!calibrated)
        return calibrated.error();
    return result;
}

double shareToCalibrate(const FloatModel &model, const Plan &plan, const TokenBatch &samples, const CalibrationMemory &memory)
{
    const Extent extent = extentOf(plan, model.checkpoint().layers(), model.config().blocks);
    if (extent.blocks == 0 || samples.sequences() == 0)
        return 0.0;
    const KeptStates::Boundary known = memory.startOf(extent.allSamples ? samples : firstOf(samples), blockKeys(model, plan, nullptr), extent.blocks);
    return 1.0 - static_cast<double>(known.block) / extent.blocks;
}

Result<std::vector<double>> largestInputs(std::shared_ptr<const FloatModel> model, std::shared_ptr<const Plan> plan, const TokenBatch &samples,
                                          const Compute &compute, JobMonitor &monitor)
{
    VERNIER_CHECK(samples.sequences() > 0);
    const std::vector<LayerInfo> &layers = model->checkpoint().layers();
    VERNIER_TRY(checkShapes(*plan, layers));
    std::vector<double> largest(layers.size(), std::numeric_limits<double>::quiet_NaN());
    const TokenBatch first = firstOf(samples);
    const Compute exact = inReferenceOrder(compute);
    const CalibratingNetwork network(QuantizedNetwork(model, plan, {}, compute.threads), std::nullopt, std::make_shared<SampleGenerators>(1), exact);
    LargestInputTaps taps(largest);
    VERNIER_ASSIGN(Matrix hidden, embedTokens(*model, first, compute));
    VERNIER_TRY(runBlocks(network, first, hidden, 0, model->config().blocks, {.compute = exact, .chunkRows = 1, .taps = &taps}, monitor));
    VERNIER_TRY(network.failure());
    if (!plan->layers.back().scheme.isFloat()) {
        VERNIER_ASSIGN(const Matrix normed, applyFinalNorm(*model, hidden, compute));
        largest.back() = static_cast<double>(normed.cwiseAbs().maxCoeff());
    }
    for (std::size_t i = 0; i < layers.size(); ++i) {
        if (plan->layers[i].scheme.isFloat())
            largest[i] = std::numeric_limits<double>::quiet_NaN();
    }
    return largest;
}

Result<void> runCalibratingBlock(const std::shared_ptr<const FloatModel> &model, const std::shared_ptr<const Plan> &plan,
                                 const TokenBatch &samples, Matrix &hidden, int block, Taps *taps, const Compute &compute, JobMonitor &monitor)
{
    const Compute exact = inReferenceOrder(compute);
    const CalibratingNetwork network(QuantizedNetwork(model, plan, {}, compute.threads), std::nullopt,
                                     makeGenerators(*plan, model->checkpoint().layers(), samples, 0), exact);
    VERNIER_TRY(runBlocks(network, samples, hidden, block, block + 1, {.compute = exact, .chunkRows = 1, .taps = taps}, monitor));
    return network.failure();
}

} // namespace vernier
