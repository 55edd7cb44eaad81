// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/quant/joint_calibration.h"

#include "core/base/check.h"
#include "core/base/job_steps.h"
#include "core/calib/activation_stats.h"
#include "core/calib/observers.h"
#include "core/forward/pass.h"
#include "core/quant/gptq.h"
#include "core/quant/int8_linear.h"
#include "core/quant/msd.h"
#include "core/quant/weight_methods.h"
#include "core/tensor/rounding.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <memory>

namespace vernier {

namespace {

/// One generator for each sample, each where the original's single generator stands when that sample's turn comes in
/// the current block: there all blocks of a sample are run before the next sample, here all samples of a block.
using SampleGenerators = std::vector<std::mt19937>;

bool looksAtData(const Scheme &scheme)
{
    return !scheme.isFloat() && scheme.wMethod == WeightMethod::Gptq;
}

/// GPTQ of the original, which sees the first sample only, while that passes.
bool quantizesInPassing(const Scheme &scheme)
{
    return looksAtData(scheme) && !scheme.corrected;
}

/// GPTQ's part that layers with the same inputs share, kept while a block is worked on.
class SharedBases
{
public:
    /// hessian  makes the matrix where it is needed.
    template <typename MakeHessian>
    Result<std::shared_ptr<const GptqBasis>> of(const LayerInfo &layer, const Scheme &scheme, MakeHessian &&hessian, const Compute &compute)
    {
        std::shared_ptr<const GptqBasis> &basis = m_bases[layer.input];
        const GptqOptions options{.damping = scheme.corrected ? scheme.percdamp : 0.01, .asOriginal = !scheme.corrected, .actOrder = scheme.actOrder};
        if (!basis || basis->options != options) {
            VERNIER_ASSIGN(basis, gptqBasis(hessian(), options, compute));
        }
        return basis;
    }

private:
    std::map<std::size_t, std::shared_ptr<const GptqBasis>> m_bases; ///< by LayerInfo::input
};

template <typename MakeHessian>
Result<std::shared_ptr<const QuantizedWeight>> gptqWeight(const MatrixView &weight, const LayerInfo &layer, const Scheme &scheme, SharedBases &bases,
                                                          MakeHessian &&hessian, const Compute &compute)
{
    VERNIER_ASSIGN(const std::shared_ptr<const GptqBasis> basis, bases.of(layer, scheme, hessian, compute));
    VERNIER_ASSIGN(QuantizedWeight made, quantizeGptq(weight, *basis, scheme, compute));
    return std::make_shared<const QuantizedWeight>(std::move(made));
}

/// A layer during calibration: observes its input where that is quantized, makes its codes where they look at data, then
/// multiplies as far as it is quantized by then.
class CalibratingLinear final : public LinearOp
{
public:
    /// Codes are given, or made from the float weight when the first sample comes.
    struct Weight
    {
        std::shared_ptr<const QuantizedWeight> codes;
        Matrix floats;
        const LayerInfo *layer = nullptr; ///< of the model, with bases
        std::shared_ptr<SharedBases> bases;
    };

    CalibratingLinear(Weight weight, std::vector<float> bias, const Scheme &scheme, std::shared_ptr<SampleGenerators> generators,
                      const QuantizedNetwork &network, bool simulates, int threads)
        : m_weight(std::move(weight))
        , m_bias(std::move(bias))
        , m_scheme(scheme)
        , m_generators(std::move(generators))
        , m_network(network)
        , m_simulates(simulates)
        , m_threads(threads)
        , m_arithmetic(network.floatModel().loadDtype())
        , m_inputs(m_weight.codes ? m_weight.codes->codes.cols() : m_weight.floats.cols())
        , m_outputs(m_weight.codes ? m_weight.codes->codes.rows() : m_weight.floats.rows())
    {
        if (scheme.aBit < 16)
            m_observer = makeObserver(scheme.actMethod, m_arithmetic);
        if (m_weight.codes)
            prepare();
    }

    [[nodiscard]] std::int64_t inputs() const override { return m_inputs; }
    [[nodiscard]] std::int64_t outputs() const override { return m_outputs; }

    void apply(const MatrixView &x, MatrixSpan y, const Compute &compute) const override
    {
        if (!m_weight.codes && !m_failure)
            quantizeFrom(x, compute);
        if (m_failure) {
            y.setZero(); // nobody looks at it any more
            return;
        }
        if (m_observer)
            m_observer->observe(x);
        if (!m_observer)
            m_plain->apply(x, y, compute);
        else if (m_integer)
            m_integer->applyWith(parameters(), x, y, compute);
        else
            m_float->apply(m_scheme.pr < 1.0 ? partlyQuantized(x) : quantized(x), y, compute);
        ++m_samplesSeen;
    }

    /// Whether it was applied at all.
    [[nodiscard]] bool isReached() const { return m_samplesSeen > 0 || m_failure; }
    [[nodiscard]] bool hasRange() const { return m_observer != nullptr; }
    [[nodiscard]] AffineParameters parameters() const
    {
        return observedParameters(*m_observer, m_scheme.aSym, m_arithmetic);
    }

    /// Why there are no codes; none as long as all is well.
    [[nodiscard]] const std::optional<Error> &failure() const { return m_failure; }
    [[nodiscard]] const std::shared_ptr<const QuantizedWeight> &codes() const { return m_weight.codes; }

private:
    void quantizeFrom(const MatrixView &x, const Compute &compute) const
    {
        const auto hessian = [&] {
            Matrix sum = Matrix::Zero(x.cols(), x.cols());
            addToHessian(m_scheme.msd ? expandedDigits(x, m_scheme.wBit, compute) : Matrix(x), sum, compute);
            return sum;
        };
        Result<std::shared_ptr<const QuantizedWeight>> made =
            gptqWeight(m_weight.floats, *m_weight.layer, m_scheme, *m_weight.bases, hessian, compute);
        if (!made) {
            m_failure = made.error();
            return;
        }
        m_weight.codes = *made;
        m_weight.floats.resize(0, 0);
        m_weight.bases.reset();
        prepare();
    }

    void prepare() const
    {
        if (!m_observer) {
            m_plain = m_network.linearWith(m_scheme, m_weight.codes, m_bias, std::nullopt);
            return;
        }
        // The original multiplies fake-quantized floats. Their sums round, and a value that rounding moves across a tie takes
        // another code in the next layer, so a model whose sums can have the original's bits is multiplied in its way;
        // a larger one by the exact integer product, which is several times faster and equals the original up to ties.
        if (m_scheme.pr < 1.0 || m_simulates || m_scheme.twoLevel || m_scheme.nonuniform)
            m_float = std::make_unique<FloatLinear>(dequantize(*m_weight.codes, m_threads), m_bias);
        else
            m_integer = std::make_unique<Int8Linear>(m_weight.codes, m_bias, std::nullopt);
    }

    [[nodiscard]] Matrix quantized(const MatrixView &x) const
    {
        Matrix result = x;
        fakeQuantize({result.data(), static_cast<std::size_t>(result.size())}, parameters(), m_arithmetic);
        return result;
    }

    /// Each element is quantized with probability pr, else passed on as it is.
    [[nodiscard]] Matrix partlyQuantized(const MatrixView &x) const
    {
        std::mt19937 &generator = (*m_generators)[m_samplesSeen];
        Matrix mixed = quantized(x);
        const float share = roundedTo(m_arithmetic, static_cast<float>(m_scheme.pr));
        for (Eigen::Index r = 0; r < x.rows(); ++r) {
            for (Eigen::Index c = 0; c < x.cols(); ++c) {
                if (drawUniform(generator, m_arithmetic) >= share)
                    mixed(r, c) = x(r, c);
            }
        }
        return mixed;
    }

    mutable Weight m_weight;
    std::vector<float> m_bias;
    Scheme m_scheme;
    std::shared_ptr<SampleGenerators> m_generators;
    const QuantizedNetwork &m_network;
    bool m_simulates;
    int m_threads;
    DType m_arithmetic;
    std::int64_t m_inputs;
    std::int64_t m_outputs;
    std::unique_ptr<RangeObserver> m_observer; ///< moved along by apply(): one pass, one thread; null: 16-bit activations
    mutable std::shared_ptr<const LinearOp> m_plain;
    mutable std::unique_ptr<Int8Linear> m_integer;
    mutable std::unique_ptr<FloatLinear> m_float;
    mutable std::optional<Error> m_failure;
    mutable std::size_t m_samplesSeen = 0;
};

/// Quantized for the first sample, float afterwards.
class FloatAfterFirst final : public LinearOp
{
public:
    FloatAfterFirst(std::shared_ptr<const LinearOp> first, std::shared_ptr<const LinearOp> later)
        : m_first(std::move(first))
        , m_later(std::move(later))
    {}

    [[nodiscard]] std::int64_t inputs() const override { return m_later->inputs(); }
    [[nodiscard]] std::int64_t outputs() const override { return m_later->outputs(); }
    void apply(const MatrixView &x, MatrixSpan y, const Compute &compute) const override
    {
        (m_seen++ == 0 ? m_first : m_later)->apply(x, y, compute);
    }

private:
    std::shared_ptr<const LinearOp> m_first;
    std::shared_ptr<const LinearOp> m_later;
    mutable int m_seen = 0;
};

/// The plan's network with every quantized activation under observation.
class CalibratingNetwork final : public Network
{
public:
    CalibratingNetwork(QuantizedNetwork network, std::optional<QuantizedNetwork> firstSample, std::shared_ptr<SampleGenerators> generators,
                       const Compute &compute)
        : m_network(std::move(network))
        , m_firstSample(std::move(firstSample))
        , m_generators(std::move(generators))
        , m_simulates(simulatesActivations(m_network.floatModel(), compute.order))
        , m_threads(compute.threads)
    {}

    [[nodiscard]] const FloatModel &floatModel() const override { return m_network.floatModel(); }
    [[nodiscard]] std::string blockKey(int index) const override { return m_network.blockKey(index); }
    [[nodiscard]] std::string headKey() const override { return m_network.headKey(); }

    [[nodiscard]] Result<std::shared_ptr<const LinearOp>> linear(const LayerInfo &layer, const Compute &compute) const override
    {
        if (layer.block != m_block) { // what an earlier one found was taken
            m_block = layer.block;
            m_observed.clear();
            m_parallel.clear();
            m_bases = std::make_shared<SharedBases>();
        }
        const Scheme &scheme = m_network.schemeOf(layer);
        if (scheme.isFloat() && m_firstSample && !m_firstSample->schemeOf(layer).isFloat()) {
            VERNIER_ASSIGN(auto first, calibrating(*m_firstSample, layer, compute));
            VERNIER_ASSIGN(auto later, m_network.linear(layer, compute));
            return std::shared_ptr<const LinearOp>(std::make_shared<FloatAfterFirst>(std::move(first), std::move(later)));
        }
        if (scheme.ranks > 0)
            return parallel(layer, scheme);
        if (scheme.isFloat() || (scheme.aBit == 16 && !quantizesInPassing(scheme)))
            return m_network.linear(layer, compute);
        VERNIER_ASSIGN(auto observed, calibrating(m_network, layer, compute));
        m_observed.emplace_back(layer.name, observed);
        m_schemes[layer.name] = &scheme;
        return std::shared_ptr<const LinearOp>(std::move(observed));
    }

    [[nodiscard]] Result<std::shared_ptr<const LinearOp>> headRows(std::int64_t first, std::int64_t count) const override
    {
        return m_network.headRows(first, count);
    }

    /// What the block fetched last has found. Errors: those of making codes, naming the layer.
    Result<void> take(Calibration &result) const
    {
        for (const auto &[name, linear] : m_observed) {
            if (linear->failure())
                return Error{linear->failure()->code, linear->failure()->message, name};
            const Scheme &scheme = *m_schemes.at(name);
            if (!linear->isReached()) { // its codes are made without data, as the original makes them
                if (scheme.hasStaticActivations())
                    return Error{ErrorCode::InvalidArgument,
                                 "no calibration token is sent to this expert, so its activations have no range; give more calibration data, or choose "
                                 "w8a8_dynamic for it (mix_cfg)",
                                 name};
                continue;
            }
            if (linear->hasRange())
                result.ranges[name] = linear->parameters();
            if (quantizesInPassing(scheme))
                result.kept->keep(name, linear->codes());
        }
        for (const auto &[name, linear] : m_parallel)
            result.communication[name] = linear->ranges();
        return {};
    }

private:
    /// Every rank observes its own part of the input.
    [[nodiscard]] Result<std::shared_ptr<const LinearOp>> parallel(const LayerInfo &layer, const Scheme &scheme) const
    {
        VERNIER_ASSIGN(std::vector<std::shared_ptr<const LinearOp>> ranks,
                       m_network.rankLinears(layer, [&](int rank, std::shared_ptr<const QuantizedWeight> codes, std::vector<float> bias) -> Result<std::shared_ptr<const LinearOp>> {
                           CalibratingLinear::Weight weight;
                           weight.codes = std::move(codes);
                           auto observed = std::make_shared<const CalibratingLinear>(std::move(weight), std::move(bias), scheme, m_generators, m_network,
                                                                                     m_simulates, m_threads);
                           m_observed.emplace_back(rankName(layer.name, rank), observed);
                           m_schemes[rankName(layer.name, rank)] = &scheme;
                           return std::shared_ptr<const LinearOp>(std::move(observed));
                       }));
        if (!scheme.sendsEightBits)
            return std::shared_ptr<const LinearOp>(std::make_shared<ParallelLinear>(std::move(ranks)));
        auto linear = std::make_shared<const ParallelLinear>(std::move(ranks), scheme.ownSendScales);
        m_parallel.emplace_back(layer.name, linear);
        return std::shared_ptr<const LinearOp>(std::move(linear));
    }

    [[nodiscard]] Result<std::shared_ptr<const CalibratingLinear>> calibrating(const QuantizedNetwork &network, const LayerInfo &layer, const Compute &compute) const
    {
        const Scheme &scheme = network.schemeOf(layer);
        CalibratingLinear::Weight weight;
        if (quantizesInPassing(scheme)) {
            VERNIER_ASSIGN(weight.floats, floatModel().weight(layer, compute));
            weight.layer = &layer;
            weight.bases = m_bases;
        } else {
            VERNIER_ASSIGN(weight.codes, network.quantizedWeight(layer, compute));
        }
        VERNIER_ASSIGN(std::vector<float> bias, floatModel().bias(layer));
        return std::make_shared<const CalibratingLinear>(std::move(weight), std::move(bias), scheme, m_generators, network, m_simulates, m_threads);
    }

    QuantizedNetwork m_network;
    std::optional<QuantizedNetwork> m_firstSample;
    std::shared_ptr<SampleGenerators> m_generators;
    bool m_simulates;
    int m_threads;
    mutable int m_block = -1; ///< that linear() was asked for last
    mutable std::vector<std::pair<std::string, std::shared_ptr<const CalibratingLinear>>> m_observed;
    mutable std::vector<std::pair<std::string, std::shared_ptr<const ParallelLinear>>> m_parallel;
    mutable std::map<std::string, const Scheme *> m_schemes; ///< of the layers in m_observed
    mutable std::shared_ptr<SharedBases> m_bases;
};

std::shared_ptr<SampleGenerators> makeGenerators(const Plan &plan, std::span<const LayerInfo> layers, const TokenBatch &samples,
                                                 std::uint32_t seed)
{
    std::uint64_t drawsPerToken = 0;
    bool needed = false;
    for (std::size_t i = 0; i < layers.size(); ++i) {
        if (plan.layers[i].scheme.aBit == 16)
            continue;
        drawsPerToken += static_cast<std::uint64_t>(layers[i].in);
        needed = needed || plan.layers[i].scheme.pr < 1.0;
    }
    auto generators = std::make_shared<SampleGenerators>();
    if (!needed)
        return generators;
    std::mt19937 generator(seed);
    for (const Segment &sample : samples.segments()) {
        generators->push_back(generator);
        generator.discard(drawsPerToken * static_cast<std::uint64_t>(sample.rows));
    }
    return generators;
}

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
        Matrix &hessian = m_hessians[layer.index];
        if (hessian.size() == 0)
            hessian = Matrix::Zero(input.cols(), input.cols());
        addToHessian(input, hessian, m_compute);
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
        VERNIER_ASSIGN(const Matrix weight, network.floatModel().weight(layer, watched));
        Result<std::shared_ptr<const QuantizedWeight>> made =
            gptqWeight(weight, layer, network.schemeOf(layer), bases, [&] { return taps.of(layer); }, watched);
        if (!made)
            return Error{made.error().code, made.error().message, layer.name};
        kept.keep(layer.name, *made);
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
            Matrix sum = Matrix::Zero(head.in, head.in);
            for (const Segment &sample : samples.segments().first(scheme.corrected ? samples.segments().size() : 1))
                addToHessian(sampleRows(sample), sum, watched);
            return sum;
        };
        SharedBases bases;
        VERNIER_ASSIGN(const Matrix weight, network.floatModel().weight(head, watched));
        Result<std::shared_ptr<const QuantizedWeight>> made = gptqWeight(weight, head, scheme, bases, hessian, watched);
        if (!made)
            return Error{made.error().code, made.error().message, head.name};
        result.kept->keep(head.name, *made);
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
        VERNIER_TRY(network.take(result));
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
    return runBlocks(network, samples, hidden, block, block + 1, {.compute = exact, .chunkRows = 1, .taps = taps}, monitor);
}

} // namespace vernier
