// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/quant/calibrating_network.h"

#include "core/base/check.h"
#include "core/calib/observers.h"
#include "core/quant/int8_linear.h"
#include "core/quant/joint_calibration.h"
#include "core/quant/msd.h"
#include "core/quant/weight_methods.h"
#include "core/tensor/rounding.h"

#include <algorithm>
#include <cmath>

namespace vernier {

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
        std::shared_ptr<std::optional<Error>> failure; ///< where it is told why there are no codes
    };

    CalibratingLinear(Weight weight, std::vector<float> bias, const Scheme &scheme, std::shared_ptr<SampleGenerators> generators,
                      const QuantizedNetwork &network, bool simulates, const Compute &compute)
        : m_weight(std::move(weight))
        , m_bias(std::move(bias))
        , m_scheme(scheme)
        , m_generators(std::move(generators))
        , m_network(network)
        , m_simulates(simulates)
        , m_arithmetic(network.floatModel().loadDtype())
        , m_inputs(m_weight.codes ? m_weight.codes->codes.cols() : m_weight.floats.cols())
        , m_outputs(m_weight.codes ? m_weight.codes->codes.rows() : m_weight.floats.rows())
    {
        if (scheme.aBit < 16)
            m_observer = makeObserver(scheme.actMethod, m_arithmetic);
        if (m_weight.codes)
            prepare(compute);
    }

    [[nodiscard]] std::int64_t inputs() const override { return m_inputs; }
    [[nodiscard]] std::int64_t outputs() const override { return m_outputs; }

    void apply(const MatrixView &x, MatrixSpan y, const Compute &compute) const override
    {
        if (!m_weight.codes && !m_hasFailed)
            quantizeFrom(x, compute);
        if (m_hasFailed) {
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
    [[nodiscard]] bool isReached() const { return m_samplesSeen > 0 || m_hasFailed; }
    [[nodiscard]] bool hasRange() const { return m_observer != nullptr; }
    [[nodiscard]] AffineParameters parameters() const
    {
        return observedParameters(*m_observer, m_scheme.aSym, m_arithmetic);
    }

    [[nodiscard]] const std::shared_ptr<const QuantizedWeight> &codes() const { return m_weight.codes; }

private:
    void quantizeFrom(const MatrixView &x, const Compute &compute) const
    {
        const auto hessian = [&] {
            Matrix sum;
            addToHessian(m_scheme.msd ? expandedDigits(x, m_scheme.wBit, compute) : Matrix(x), sum, compute);
            return sum;
        };
        Result<std::shared_ptr<const QuantizedWeight>> made =
            gptqWeight(std::move(m_weight.floats), *m_weight.layer, m_scheme, *m_weight.bases, hessian, compute);
        if (!made) {
            m_hasFailed = true;
            if (!*m_weight.failure)
                *m_weight.failure = Error{made.error().code, made.error().message, m_weight.layer->name};
            return;
        }
        m_weight.codes = *made;
        m_weight.bases.reset();
        prepare(compute);
    }

    void prepare(const Compute &compute) const
    {
        if (!m_observer) {
            m_plain = m_network.linearWith(m_scheme, m_weight.codes, m_bias, std::nullopt, compute);
            return;
        }
        // The original multiplies fake-quantized floats. Their sums round, and a value that rounding moves across a tie takes
        // another code in the next layer, so a model whose sums can have the original's bits is multiplied in its way;
        // a larger one by the exact integer product, which is several times faster and equals the original up to ties.
        if (m_scheme.pr < 1.0 || m_simulates || m_scheme.twoLevel || m_scheme.nonuniform)
            m_float = std::make_unique<FloatLinear>(dequantize(*m_weight.codes, compute.workers()), m_bias);
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
    DType m_arithmetic;
    std::int64_t m_inputs;
    std::int64_t m_outputs;
    std::unique_ptr<RangeObserver> m_observer; ///< moved along by apply(): one pass, one thread; null: 16-bit activations
    mutable std::shared_ptr<const LinearOp> m_plain;
    mutable std::unique_ptr<Int8Linear> m_integer;
    mutable std::unique_ptr<FloatLinear> m_float;
    mutable bool m_hasFailed = false;
    mutable std::size_t m_samplesSeen = 0;
};

namespace {

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

} // namespace

Result<std::shared_ptr<const LinearOp>> CalibratingNetwork::linear(const LayerInfo &layer, const Compute &compute) const
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
        return parallel(layer, scheme, compute);
    if (scheme.isFloat() || (scheme.aBit == 16 && !quantizesInPassing(scheme)))
        return m_network.linear(layer, compute);
    VERNIER_ASSIGN(auto observed, calibrating(m_network, layer, compute));
    m_observed.emplace_back(layer.name, observed);
    m_schemes[layer.name] = &scheme;
    return std::shared_ptr<const LinearOp>(std::move(observed));
}

Result<void> CalibratingNetwork::failure() const
{
    if (*m_failure)
        return **m_failure;
    return {};
}

Result<void> CalibratingNetwork::take(Calibration &result, Interrupt &interrupt) const
{
    VERNIER_TRY(failure());
    for (const auto &[name, linear] : m_observed) {
        if (interrupt.poll())
            return cancelledError();
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
            VERNIER_TRY(result.kept->keep(name, linear->codes(), &interrupt));
    }
    for (const auto &[name, linear] : m_parallel)
        result.communication[name] = linear->ranges();
    return {};
}

Result<std::shared_ptr<const LinearOp>> CalibratingNetwork::parallel(const LayerInfo &layer, const Scheme &scheme, const Compute &compute) const
{
    VERNIER_ASSIGN(std::vector<std::shared_ptr<const LinearOp>> ranks,
                   m_network.rankLinears(layer, compute, [&](int rank, std::shared_ptr<const QuantizedWeight> codes, std::vector<float> bias) -> Result<std::shared_ptr<const LinearOp>> {
                       CalibratingLinear::Weight weight;
                       weight.codes = std::move(codes);
                       auto observed = std::make_shared<const CalibratingLinear>(std::move(weight), std::move(bias), scheme, m_generators, m_network,
                                                                                 m_simulates, compute);
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

Result<std::shared_ptr<const CalibratingLinear>> CalibratingNetwork::calibrating(const QuantizedNetwork &network, const LayerInfo &layer, const Compute &compute) const
{
    const Scheme &scheme = network.schemeOf(layer);
    CalibratingLinear::Weight weight;
    if (quantizesInPassing(scheme)) {
        VERNIER_ASSIGN(weight.floats, floatModel().weight(layer, compute));
        weight.layer = &layer;
        weight.bases = m_bases;
        weight.failure = m_failure;
    } else {
        VERNIER_ASSIGN(weight.codes, network.quantizedWeight(layer, compute));
    }
    VERNIER_ASSIGN(std::vector<float> bias, floatModel().bias(layer));
    return std::make_shared<const CalibratingLinear>(std::move(weight), std::move(bias), scheme, m_generators, network, m_simulates, compute);
}

} // namespace vernier
