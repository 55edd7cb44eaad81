// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/quant/stored_network.h"

#include "core/forward/pass.h"
#include "core/quant/quantized_network.h"

namespace vernier {

StoredNetwork::StoredNetwork(std::shared_ptr<const QuantizedFolder> folder, int threads)
    : m_folder(std::move(folder))
    , m_key("stored:" + m_folder->tensors().identity())
    , m_threads(threads)
{
    m_plan.modelType = m_folder->description().modelType;
    for (const StoredLayer &layer : m_folder->layers()) {
        m_plan.layers.push_back({.layer = layer.info.name, .scheme = layer.scheme, .rule = "label " + std::string(toString(layer.label)), .beaten = {}});
        if (layer.scheme.isFloat())
            m_plan.rollback.push_back(layer.info.name);
    }
    m_plan.notes = m_folder->notes();
}

Result<std::shared_ptr<const LinearOp>> StoredNetwork::rowsOf(const StoredLayer &layer, std::int64_t first, std::int64_t count, const Compute &compute) const
{
    VERNIER_ASSIGN(std::vector<float> bias, floatModel().bias(layer.info));
    if (!bias.empty())
        bias = {bias.begin() + first, bias.begin() + first + count};
    if (layer.scheme.isFloat()) {
        VERNIER_ASSIGN(Matrix weight, floatModel().weightRows(layer.info, first, count, compute));
        return std::shared_ptr<const LinearOp>(std::make_shared<FloatLinear>(std::move(weight), std::move(bias)));
    }
    VERNIER_ASSIGN(QuantizedWeight weight, m_folder->weightRows(layer, first, count));
    const Workers workers(m_threads, compute.interrupt);
    std::shared_ptr<const LinearOp> rows = quantizedLinear(layer.scheme, std::make_shared<const QuantizedWeight>(std::move(weight)), std::move(bias),
                                                           layer.activation, simulatesActivations(floatModel(), SumOrder::Fast), workers);
    if (workers.areStopped())
        return cancelledError();
    return rows;
}

Result<std::shared_ptr<const LinearOp>> StoredNetwork::linear(const LayerInfo &layer, const Compute &compute) const
{
    return rowsOf(m_folder->layer(layer), 0, layer.out, compute);
}

Result<std::shared_ptr<const LinearOp>> StoredNetwork::headRows(std::int64_t first, std::int64_t count, const Compute &compute) const
{
    VERNIER_ASSIGN(std::shared_ptr<const LinearOp> rows, rowsOf(m_folder->layers().back(), first, count, compute));
    return asHead(config(), std::move(rows));
}

std::string StoredNetwork::blockKey(int index) const
{
    return m_key + std::to_string(index);
}

std::string StoredNetwork::headKey() const
{
    return m_key + "head";
}

} // namespace vernier
