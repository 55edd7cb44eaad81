// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/forward/network.h"

#include "core/forward/pass.h"
#include "core/tensor/packed_weights.h"

namespace vernier {

FloatProducts resolvedProducts(const FloatModel &model, const Compute &compute)
{
    const bool isBfloat16 = model.checkpoint().storedDtype() == DType::BF16 || model.loadDtype() == DType::BF16;
    if (compute.backend != GemmBackend::OneDnn || compute.order != SumOrder::Fast || !isBfloat16
        || computesInReferenceOrder(model.config(), compute.order) || !hasBfloat16Products())
        return FloatProducts::Float32;
    if (compute.products != FloatProducts::Automatic)
        return compute.products;
    return hasBfloat16MatrixUnits() || model.loadDtype() == DType::BF16 ? FloatProducts::Bf16Terms3 : FloatProducts::Float32;
}

Compute inArithmeticOf(const FloatModel &model, Compute compute)
{
    compute.products = resolvedProducts(model, compute);
    compute.arithmetic = model.loadDtype();
    return compute;
}

Result<Block> blockWithoutLinears(const FloatModel &model, int index)
{
    const BlockNames names = blockNames(model.config(), index);
    Block block;
    VERNIER_ASSIGN(block.inputNorm, model.norm(names.inputNorm));
    VERNIER_ASSIGN(block.postAttentionNorm, model.norm(names.postAttentionNorm));
    if (!names.queryNorm.empty()) {
        VERNIER_ASSIGN(block.queryNorm, model.norm(names.queryNorm));
        VERNIER_ASSIGN(block.keyNorm, model.norm(names.keyNorm));
    }
    block.window = model.config().windowOf(index);
    return block;
}

Result<std::shared_ptr<const LinearOp>> floatLinear(const FloatModel &model, const LayerInfo &layer)
{
    VERNIER_ASSIGN(Matrix weight, model.weight(layer));
    VERNIER_ASSIGN(std::vector<float> bias, model.bias(layer));
    return std::shared_ptr<const LinearOp>(std::make_shared<FloatLinear>(std::move(weight), std::move(bias)));
}

FloatNetwork::FloatNetwork(std::shared_ptr<const FloatModel> model)
    : m_model(std::move(model))
{}

Result<Block> FloatNetwork::block(int index) const
{
    VERNIER_ASSIGN(Block block, blockWithoutLinears(*m_model, index));
    for (const LayerInfo &layer : m_model->blockLayers(index)) {
        VERNIER_ASSIGN(block.linears[static_cast<std::size_t>(layer.role)], floatLinear(*m_model, layer));
    }
    return block;
}

Result<std::shared_ptr<const LinearOp>> FloatNetwork::headRows(std::int64_t first, std::int64_t count) const
{
    VERNIER_ASSIGN(Matrix weight, m_model->weightRows(m_model->headLayer(), first, count));
    return std::shared_ptr<const LinearOp>(std::make_shared<FloatLinear>(std::move(weight), std::vector<float>{}));
}

std::string FloatNetwork::blockKey(int index) const
{
    return m_model->rewriteKey(index) + "|float";
}

std::string FloatNetwork::headKey() const
{
    return m_model->rewriteKey(-1) + "|float";
}

} // namespace vernier
