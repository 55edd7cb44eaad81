// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/forward/network.h"

#include "core/base/job_monitor.h"
#include "core/base/parallel.h"
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

std::optional<std::size_t> Block::find(LayerRole role, int expert) const
{
    const LayerInfo *const layer = findRole(layers, role, expert);
    if (!layer)
        return std::nullopt;
    return static_cast<std::size_t>(layer - layers.data());
}

Compute inArithmeticOf(const FloatModel &model, Compute compute)
{
    compute.products = resolvedProducts(model, compute);
    compute.arithmetic = model.loadDtype();
    return compute;
}

namespace {

/// Its linears are still to be filled in, one for each of its layers.
Result<Block> blockWithoutLinears(const FloatModel &model, int index)
{
    Block block;
    for (const auto &[role, norm] : {std::pair{NormRole::Input, &block.inputNorm}, {NormRole::Mlp, &block.mlpNorm},
                                     {NormRole::AttentionOutput, &block.attentionOutputNorm}, {NormRole::MlpOutput, &block.mlpOutputNorm},
                                     {NormRole::AfterAttention, &block.afterAttentionNorm}, {NormRole::AfterMlp, &block.afterMlpNorm},
                                     {NormRole::Query, &block.queryNorm}, {NormRole::Key, &block.keyNorm},
                                     {NormRole::QueryLatent, &block.queryLatentNorm}, {NormRole::KvLatent, &block.kvLatentNorm}}) {
        if (const std::string name = normName(model.config(), index, role); !name.empty()) {
            VERNIER_ASSIGN(*norm, model.norm(name));
        }
    }
    if (const std::string name = parameterName(model.config(), index, ParameterRole::Router); !name.empty()) {
        VERNIER_ASSIGN(Matrix weight, model.parameter(name));
        block.router = std::make_shared<const FloatLinear>(std::move(weight), std::vector<float>{});
    }
    if (const std::string name = parameterName(model.config(), index, ParameterRole::RouterCorrection); !name.empty()) {
        VERNIER_ASSIGN(const Matrix correction, model.parameter(name));
        block.routerCorrection.assign(correction.data(), correction.data() + correction.size());
    }
    block.layers = model.blockLayers(index);
    block.window = model.config().windowOf(index);
    return block;
}

} // namespace

Result<Block> Network::block(int index, const Compute &compute) const
{
    VERNIER_ASSIGN(Block block, blockWithoutLinears(floatModel(), index));
    for (const LayerInfo &layer : block.layers) {
        if (compute.interrupt && compute.interrupt->poll())
            return cancelledError();
        VERNIER_ASSIGN(std::shared_ptr<const LinearOp> op, linear(layer, compute));
        block.linears.push_back(std::move(op));
    }
    if (compute.workers().areStopped())
        return cancelledError();
    return block;
}

std::shared_ptr<const LinearOp> asHead(const ModelConfig &config, std::shared_ptr<const LinearOp> rows)
{
    if (config.logitSoftcap <= 0.0f)
        return rows;
    return std::make_shared<const CappedLinear>(std::move(rows), config.logitSoftcap);
}

Result<std::shared_ptr<const LinearOp>> floatLinear(const FloatModel &model, const LayerInfo &layer, const Compute &compute)
{
    VERNIER_ASSIGN(Matrix weight, model.weight(layer, compute));
    VERNIER_ASSIGN(std::vector<float> bias, model.bias(layer));
    return std::shared_ptr<const LinearOp>(std::make_shared<FloatLinear>(std::move(weight), std::move(bias)));
}

FloatNetwork::FloatNetwork(std::shared_ptr<const FloatModel> model)
    : m_model(std::move(model))
{}

Result<std::shared_ptr<const LinearOp>> FloatNetwork::linear(const LayerInfo &layer, const Compute &compute) const
{
    return floatLinear(*m_model, layer, compute);
}

Result<std::shared_ptr<const LinearOp>> FloatNetwork::headRows(std::int64_t first, std::int64_t count, const Compute &compute) const
{
    VERNIER_ASSIGN(Matrix weight, m_model->weightRows(m_model->headLayer(), first, count, compute));
    return asHead(config(), std::make_shared<FloatLinear>(std::move(weight), std::vector<float>{}));
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
