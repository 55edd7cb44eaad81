// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/quant/joint_calibration.h"

#include "core/calib/observers.h"
#include "core/forward/pass.h"
#include "core/quant/int8_linear.h"

#include <algorithm>
#include <memory>

namespace vernier {

namespace {

/// One generator for each sample, each where the original's single generator stands when that sample's turn comes in
/// the current block: there all blocks of a sample are run before the next sample, here all samples of a block.
using SampleGenerators = std::vector<std::mt19937>;

/// A layer during calibration: observes its input, then multiplies it quantized with the range so far.
class CalibratingLinear final : public LinearOp
{
public:
    CalibratingLinear(QuantizedWeight weight, std::vector<float> bias, const Scheme &scheme,
                      std::shared_ptr<SampleGenerators> generators, bool inReferenceOrder, int threads)
        : m_observer(makeObserver(scheme.actMethod))
        , m_pr(scheme.pr)
        , m_generators(std::move(generators))
        , m_inputs(weight.codes.cols())
        , m_outputs(weight.codes.rows())
    {
        // The original multiplies fake-quantized floats. Their sums round, and a value that rounding moves across a tie takes
        // another code in the next layer, so a model whose sums can have the original's bits is multiplied in its way;
        // a larger one by the exact integer product, which is several times faster and equals the original up to ties.
        if (m_pr < 1.0 || inReferenceOrder)
            m_float = std::make_unique<FloatLinear>(dequantize(weight, threads), std::move(bias));
        else
            m_integer = std::make_unique<Int8Linear>(std::move(weight), std::move(bias), std::nullopt);
    }

    [[nodiscard]] std::int64_t inputs() const override { return m_inputs; }
    [[nodiscard]] std::int64_t outputs() const override { return m_outputs; }

    void apply(const MatrixView &x, MatrixSpan y, const Compute &compute) const override
    {
        m_observer->observe(x);
        if (m_integer)
            m_integer->applyWith(parameters(), x, y, compute);
        else
            m_float->apply(m_pr < 1.0 ? partlyQuantized(x) : quantized(x), y, compute);
        ++m_samplesSeen;
    }

    [[nodiscard]] AffineParameters parameters() const
    {
        const Range range = m_observer->range();
        return affineParameters(range.min, range.max, 8, false);
    }

private:
    [[nodiscard]] Matrix quantized(const MatrixView &x) const
    {
        Matrix result = x;
        fakeQuantize({result.data(), static_cast<std::size_t>(result.size())}, parameters());
        return result;
    }

    /// Each element is quantized with probability pr, else passed on as it is.
    [[nodiscard]] Matrix partlyQuantized(const MatrixView &x) const
    {
        std::mt19937 &generator = (*m_generators)[m_samplesSeen];
        Matrix mixed = quantized(x);
        for (Eigen::Index r = 0; r < x.rows(); ++r) {
            for (Eigen::Index c = 0; c < x.cols(); ++c) {
                if (drawUniform(generator) >= static_cast<float>(m_pr))
                    mixed(r, c) = x(r, c);
            }
        }
        return mixed;
    }

    std::unique_ptr<RangeObserver> m_observer; ///< moved along by apply(): one pass, one thread
    double m_pr;
    std::shared_ptr<SampleGenerators> m_generators;
    std::int64_t m_inputs;
    std::int64_t m_outputs;
    std::unique_ptr<Int8Linear> m_integer;
    std::unique_ptr<FloatLinear> m_float;
    mutable std::size_t m_samplesSeen = 0;
};

/// The plan's network with every quantized activation under observation.
class CalibratingNetwork final : public Network
{
public:
    CalibratingNetwork(QuantizedNetwork network, std::shared_ptr<SampleGenerators> generators, const Compute &compute)
        : m_network(std::move(network))
        , m_generators(std::move(generators))
        , m_inReferenceOrder(computesInReferenceOrder(m_network.config(), compute.order))
        , m_threads(compute.threads)
    {}

    [[nodiscard]] const FloatModel &floatModel() const override { return m_network.floatModel(); }
    [[nodiscard]] std::string blockKey(int index) const override { return m_network.blockKey(index); }
    [[nodiscard]] std::string headKey() const override { return m_network.headKey(); }

    [[nodiscard]] Result<Block> block(int index) const override
    {
        m_observed.clear();
        VERNIER_ASSIGN(Block block, blockWithoutLinears(floatModel(), index));
        for (const LayerInfo &layer : floatModel().blockLayers(index)) {
            VERNIER_ASSIGN(block.linears[static_cast<std::size_t>(layer.role)], linear(layer));
        }
        return block;
    }

    [[nodiscard]] Result<std::shared_ptr<const LinearOp>> headRows(std::int64_t first, std::int64_t count) const override
    {
        return m_network.headRows(first, count);
    }

    /// The ranges of the block fetched last.
    void takeRanges(ActivationRanges &ranges) const
    {
        for (const auto &[name, linear] : m_observed)
            ranges[name] = linear->parameters();
    }

private:
    [[nodiscard]] Result<std::shared_ptr<const LinearOp>> linear(const LayerInfo &layer) const
    {
        const Scheme &scheme = m_network.schemeOf(layer);
        if (scheme.aBit == 16)
            return m_network.linear(layer);
        VERNIER_ASSIGN(QuantizedWeight weight, m_network.quantizedWeight(layer));
        VERNIER_ASSIGN(std::vector<float> bias, floatModel().bias(layer));
        auto observed = std::make_shared<CalibratingLinear>(std::move(weight), std::move(bias), scheme, m_generators,
                                                            m_inReferenceOrder, m_threads);
        m_observed.emplace_back(layer.name, observed);
        return std::shared_ptr<const LinearOp>(std::move(observed));
    }

    QuantizedNetwork m_network;
    std::shared_ptr<SampleGenerators> m_generators;
    bool m_inReferenceOrder;
    int m_threads;
    mutable std::vector<std::pair<std::string, std::shared_ptr<const CalibratingLinear>>> m_observed;
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

/// The head's range: it comes last, so only its input is needed.
Result<void> calibrateHead(const QuantizedNetwork &network, const TokenBatch &samples, const Matrix &hidden, const Compute &compute,
                           ActivationRanges &ranges)
{
    const LayerInfo &head = network.floatModel().headLayer();
    VERNIER_ASSIGN(const Matrix normed, applyFinalNorm(network.floatModel(), hidden, compute));
    const std::unique_ptr<RangeObserver> observer = makeObserver(network.schemeOf(head).actMethod);
    for (const Segment &sample : samples.segments())
        observer->observe(normed.middleRows(sample.firstRow, sample.rows));
    const Range range = observer->range();
    ranges[head.name] = affineParameters(range.min, range.max, 8, false);
    return {};
}

} // namespace

Result<ActivationRanges> calibrateJointly(std::shared_ptr<const FloatModel> model, std::shared_ptr<const Plan> plan,
                                          const TokenBatch &samples, std::uint32_t seed, const Compute &compute, JobMonitor &monitor)
{
    ActivationRanges ranges;
    const std::vector<LayerInfo> &layers = model->checkpoint().layers();
    VERNIER_TRY(checkDepths(*plan, layers));
    // Blocks behind the last static range need not be run: nothing of theirs is kept.
    int lastBlock = 0;
    bool headIsStatic = false;
    for (std::size_t i = 0; i < layers.size(); ++i) {
        if (!plan->layers[i].scheme.hasStaticActivations())
            continue;
        headIsStatic = headIsStatic || layers[i].role == LayerRole::Head;
        lastBlock = std::max(lastBlock, layers[i].block + 1);
    }
    if (lastBlock == 0 && !headIsStatic)
        return ranges;
    if (samples.sequences() == 0)
        return Error{ErrorCode::InvalidArgument, "static activation ranges need calibration data, and there is none; give a calibration file", {}};
    if (headIsStatic)
        lastBlock = model->config().blocks;

    const QuantizedNetwork quantized(model, plan, {}, compute.threads);
    const Compute exact = inReferenceOrder(compute); // the ranges are saved
    const CalibratingNetwork network(quantized, makeGenerators(*plan, layers, samples, seed), exact);
    VERNIER_ASSIGN(Matrix hidden, model->embed(samples.ids()));
    const PassOptions options{.compute = exact,
                              .chunkRows = 1, // observers move on from sample to sample
                              .afterBlock = [&](int, const Matrix &) { network.takeRanges(ranges); }};
    VERNIER_TRY(runBlocks(network, samples, hidden, 0, lastBlock, options, monitor));
    if (headIsStatic)
        VERNIER_TRY(calibrateHead(quantized, samples, hidden, compute, ranges));
    return ranges;
}

} // namespace vernier
