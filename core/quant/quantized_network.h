// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/forward/network.h"
#include "core/quant/calibration.h"
#include "core/recipe/plan.h"

#include <memory>
#include <mutex>
#include <optional>
#include <string>

// The quantized model: the float model, the plan, and the calibrated ranges. Weights are quantized when a block is
// fetched, so the model itself is small, and changing the plan of a layer costs nothing until it is run.

namespace vernier {

/// How a layer of this scheme multiplies with codes that are given.
/// range             of static activations, else none.
/// asOriginal        8-bit activations are multiplied as the original simulates them, else as integers.
[[nodiscard]] std::shared_ptr<const LinearOp> quantizedLinear(const Scheme &scheme, std::shared_ptr<const QuantizedWeight> weight, std::vector<float> bias,
                                                              std::optional<AffineParameters> range, bool asOriginal, const Workers &workers);

/// Whether 8-bit activations are multiplied as the original simulates them: where a pass that asks for this order has the
/// original's bits, and in bfloat16, where simulation and integer product differ by more than the rounding of sums.
[[nodiscard]] bool simulatesActivations(const FloatModel &model, SumOrder order);

class QuantizedNetwork final : public Network
{
public:
    /// plan's layers are the model's, in module order. Every layer with static activations needs its range. kept: codes that
    /// calibration made, and room for those made later; null: a fresh one. communication: of layers that ranks share.
    QuantizedNetwork(std::shared_ptr<const FloatModel> model, std::shared_ptr<const Plan> plan, ActivationRanges ranges,
                     int threads, std::shared_ptr<KeptWeights> kept = nullptr, CommunicationMap communication = {});

    [[nodiscard]] const FloatModel &floatModel() const override { return *m_model; }
    [[nodiscard]] const std::shared_ptr<const FloatModel> &sharedFloatModel() const { return m_model; }
    [[nodiscard]] const Plan &plan() const { return *m_plan; }
    [[nodiscard]] int threads() const { return m_threads; }
    [[nodiscard]] const ActivationRanges &ranges() const { return m_ranges; }
    [[nodiscard]] const CommunicationMap &communication() const { return m_communication; }

    [[nodiscard]] Result<std::shared_ptr<const LinearOp>> headRows(std::int64_t first, std::int64_t count, const Compute &compute) const override;
    [[nodiscard]] std::string blockKey(int index) const override;
    [[nodiscard]] std::string headKey() const override;

    /// Codes made so far; shared by networks of the same model and schemes.
    [[nodiscard]] KeptWeights &keptWeights() const { return *m_kept; }

    /// The same ranges with only `layer` quantized, everything else float.
    [[nodiscard]] QuantizedNetwork withOnly(const std::string &layer) const;

    /// The same network for passes that ask for this order (as Compute::order does): where they compute in the original's
    /// order, 8-bit activations are multiplied as the original simulates them, else as integers. Fast by default.
    [[nodiscard]] QuantizedNetwork inOrder(SumOrder order) const;

    /// What the plan makes of a layer.
    [[nodiscard]] const Scheme &schemeOf(const LayerInfo &layer) const;
    /// A layer as it multiplies.
    [[nodiscard]] Result<std::shared_ptr<const LinearOp>> linear(const LayerInfo &layer, const Compute &compute) const override;
    /// The codes of a layer that the plan quantizes: what is saved.
    [[nodiscard]] Result<std::shared_ptr<const QuantizedWeight>> quantizedWeight(const LayerInfo &layer, const Compute &compute = {}) const;
    /// quantizedLinear() in this network's order.
    [[nodiscard]] std::shared_ptr<const LinearOp> linearWith(const Scheme &scheme, std::shared_ptr<const QuantizedWeight> weight, std::vector<float> bias,
                                                             std::optional<AffineParameters> range, const Compute &compute) const;

    /// The parts of a layer that ranks share: of float ones their columns, of others what `quantized` makes of their codes.
    using MakeRank = std::function<Result<std::shared_ptr<const LinearOp>>(int rank, std::shared_ptr<const QuantizedWeight> weight, std::vector<float> bias)>;
    [[nodiscard]] Result<std::vector<std::shared_ptr<const LinearOp>>> rankLinears(const LayerInfo &layer, const Compute &compute,
                                                                                  const MakeRank &quantized) const;

private:
    [[nodiscard]] Result<std::shared_ptr<const LinearOp>> linearOf(const LayerInfo &layer, std::shared_ptr<const QuantizedWeight> weight,
                                                                   const Compute &compute) const;
    [[nodiscard]] Result<std::shared_ptr<const LinearOp>> parallelLinearOf(const LayerInfo &layer, const Compute &compute) const;
    [[nodiscard]] Result<AffineParameters> rangeOf(const std::string &name) const;
    [[nodiscard]] std::string layerKey(const LayerInfo &layer) const;
    [[nodiscard]] Result<Extremes> headExtremes(const Compute &compute) const;
    [[nodiscard]] Workers workersOf(const Compute &compute) const { return {m_threads, compute.interrupt}; }

    /// Codes of the whole head, from its first slab to its last.
    [[nodiscard]] Result<std::shared_ptr<const QuantizedWeight>> headCodes(bool isLastSlab, const Compute &compute) const;

    /// What all slabs of the head need of the whole; shared by copies, whose model is the same.
    struct WholeHead
    {
        std::mutex mutex;
        std::optional<Extremes> extremes;
        std::shared_ptr<const QuantizedWeight> codes; ///< null: not while the head is run
        std::string codesOf;                          ///< their scheme
    };

    std::shared_ptr<const FloatModel> m_model;
    std::shared_ptr<const Plan> m_plan;
    ActivationRanges m_ranges;
    CommunicationMap m_communication;
    std::shared_ptr<KeptWeights> m_kept;
    int m_threads;
    SumOrder m_order = SumOrder::Fast;
    std::shared_ptr<WholeHead> m_wholeHead = std::make_shared<WholeHead>();
};

} // namespace vernier
