// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/forward/linear_op.h"
#include "core/model/family.h"
#include "core/model/float_model.h"

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

// What a forward pass multiplies with, handed out block by block so that no more than a few blocks are in memory.

namespace vernier {

/// Weights of one decoder block, ready to multiply.
struct Block
{
    // Norms without a weight are not there.
    Norm inputNorm;
    Norm mlpNorm;
    Norm attentionOutputNorm; ///< of what is added
    Norm mlpOutputNorm;
    Norm afterAttentionNorm;  ///< of the states
    Norm afterMlpNorm;
    Norm queryNorm;
    Norm keyNorm;
    Norm queryLatentNorm;
    Norm kvLatentNorm;
    std::shared_ptr<const LinearOp> router; ///< where it is none of the layers, else null
    std::vector<float> routerCorrection;    ///< or empty
    std::span<const LayerInfo> layers;                    ///< of the model, in module order
    std::vector<std::shared_ptr<const LinearOp>> linears; ///< one for each of `layers`
    int window = 0; ///< positions attention sees; 0: all

    /// Position in `layers`, or nothing.
    [[nodiscard]] std::optional<std::size_t> find(LayerRole role, int expert = kNoExpert) const;
    [[nodiscard]] bool hasExperts() const { return router || find(LayerRole::Router); }
};

class Network
{
public:
    virtual ~Network() = default;

    /// The float model it was made from (with its rewrites): configuration, embedding, final norm.
    [[nodiscard]] virtual const FloatModel &floatModel() const = 0;

    /// A layer of a block.
    /// compute  with whose threads it is read; when its interrupt says stop, the error is Cancelled.
    [[nodiscard]] virtual Result<std::shared_ptr<const LinearOp>> linear(const LayerInfo &layer, const Compute &compute) const = 0;
    /// A block with all its layers.
    [[nodiscard]] Result<Block> block(int index, const Compute &compute = {}) const;

    /// Rows [first, first + count) of the output head, as a linear layer of its own. compute: as for linear().
    [[nodiscard]] virtual Result<std::shared_ptr<const LinearOp>> headRows(std::int64_t first, std::int64_t count, const Compute &compute) const = 0;

    /// Equal keys promise equal results: a pass over two networks need only start at the first block that differs.
    [[nodiscard]] virtual std::string blockKey(int index) const = 0;
    [[nodiscard]] virtual std::string headKey() const = 0;

    [[nodiscard]] const ModelConfig &config() const { return floatModel().config(); }
};

/// The float model as a network.
class FloatNetwork final : public Network
{
public:
    explicit FloatNetwork(std::shared_ptr<const FloatModel> model);

    [[nodiscard]] const FloatModel &floatModel() const override { return *m_model; }
    [[nodiscard]] Result<std::shared_ptr<const LinearOp>> linear(const LayerInfo &layer, const Compute &compute) const override;
    [[nodiscard]] Result<std::shared_ptr<const LinearOp>> headRows(std::int64_t first, std::int64_t count, const Compute &compute) const override;
    [[nodiscard]] std::string blockKey(int index) const override;
    [[nodiscard]] std::string headKey() const override;

private:
    std::shared_ptr<const FloatModel> m_model;
};

/// How products with this model's weights are computed; never Automatic, which stands for three terms where processor and weights
/// make that the faster way: on matrix units and, as then one term holds all, in a model that computes in bfloat16. Float32 also
/// where terms were asked for and are not to be had: weights stored in another type, a small model that is computed in the
/// original's order, a processor without bfloat16.
[[nodiscard]] FloatProducts resolvedProducts(const FloatModel &model, const Compute &compute);

/// The same, in the arithmetic of a model, which is the type it was loaded in, and with its products. Passes see to it; whoever
/// calls a layer by itself has to.
[[nodiscard]] Compute inArithmeticOf(const FloatModel &model, Compute compute);

/// A part of the output head with what the model does to its logits.
[[nodiscard]] std::shared_ptr<const LinearOp> asHead(const ModelConfig &config, std::shared_ptr<const LinearOp> rows);

/// A layer as it was loaded. compute: as for Network::linear.
[[nodiscard]] Result<std::shared_ptr<const LinearOp>> floatLinear(const FloatModel &model, const LayerInfo &layer, const Compute &compute);

} // namespace vernier
