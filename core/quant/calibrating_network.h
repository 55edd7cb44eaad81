// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/forward/token_batch.h"
#include "core/quant/calibration.h"
#include "core/quant/gptq.h"
#include "core/quant/quantized_network.h"

#include <map>
#include <memory>
#include <optional>
#include <random>
#include <span>
#include <string>
#include <utility>
#include <vector>

// The layers of a network that is being calibrated: what they observe, and the codes that they make while samples pass.

namespace vernier {

class CalibratingLinear;
class ParallelLinear;

/// One generator for each sample, each where the original's single generator stands when that sample's turn comes in
/// the current block: there all blocks of a sample are run before the next sample, here all samples of a block.
using SampleGenerators = std::vector<std::mt19937>;

/// None where nothing is drawn, as for pr 1.
[[nodiscard]] std::shared_ptr<SampleGenerators> makeGenerators(const Plan &plan, std::span<const LayerInfo> layers, const TokenBatch &samples,
                                                               std::uint32_t seed);

/// Whether codes of a layer depend on its inputs.
[[nodiscard]] inline bool looksAtData(const Scheme &scheme)
{
    return !scheme.isFloat() && scheme.wMethod == WeightMethod::Gptq;
}

/// GPTQ of the original, which sees the first sample only, while that passes.
[[nodiscard]] inline bool quantizesInPassing(const Scheme &scheme)
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

/// Codes by GPTQ. Errors: Numeric, Cancelled.
template <typename MakeHessian>
[[nodiscard]] Result<std::shared_ptr<const QuantizedWeight>> gptqWeight(Matrix weight, const LayerInfo &layer, const Scheme &scheme, SharedBases &bases,
                                                          MakeHessian &&hessian, const Compute &compute)
{
    VERNIER_ASSIGN(const std::shared_ptr<const GptqBasis> basis, bases.of(layer, scheme, hessian, compute));
    VERNIER_ASSIGN(QuantizedWeight made, quantizeGptq(std::move(weight), *basis, scheme, compute));
    return std::make_shared<const QuantizedWeight>(std::move(made));
}

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
    {}

    [[nodiscard]] const FloatModel &floatModel() const override { return m_network.floatModel(); }
    [[nodiscard]] std::string blockKey(int index) const override { return m_network.blockKey(index); }
    [[nodiscard]] std::string headKey() const override { return m_network.headKey(); }

    [[nodiscard]] Result<std::shared_ptr<const LinearOp>> linear(const LayerInfo &layer, const Compute &compute) const override;

    [[nodiscard]] Result<std::shared_ptr<const LinearOp>> headRows(std::int64_t first, std::int64_t count, const Compute &compute) const override
    {
        return m_network.headRows(first, count, compute);
    }

    /// Layers whose codes could not be made since this network exists. Errors: the first one's, naming the layer.
    [[nodiscard]] Result<void> failure() const;
    /// What the block fetched last has found; asks before each layer. Errors: those of making codes, naming the layer; Cancelled.
    Result<void> take(Calibration &result, Interrupt &interrupt) const;

private:
    /// Every rank observes its own part of the input.
    [[nodiscard]] Result<std::shared_ptr<const LinearOp>> parallel(const LayerInfo &layer, const Scheme &scheme,
                                                                            const Compute &compute) const;

    [[nodiscard]] Result<std::shared_ptr<const CalibratingLinear>> calibrating(const QuantizedNetwork &network, const LayerInfo &layer,
                                                                               const Compute &compute) const;

    QuantizedNetwork m_network;
    std::optional<QuantizedNetwork> m_firstSample;
    std::shared_ptr<SampleGenerators> m_generators;
    bool m_simulates;
    std::shared_ptr<std::optional<Error>> m_failure = std::make_shared<std::optional<Error>>(); ///< the layers tell it
    mutable int m_block = -1; ///< that linear() was asked for last
    mutable std::vector<std::pair<std::string, std::shared_ptr<const CalibratingLinear>>> m_observed;
    mutable std::vector<std::pair<std::string, std::shared_ptr<const ParallelLinear>>> m_parallel;
    mutable std::map<std::string, const Scheme *> m_schemes; ///< of the layers in m_observed
    mutable std::shared_ptr<SharedBases> m_bases;
};

} // namespace vernier
