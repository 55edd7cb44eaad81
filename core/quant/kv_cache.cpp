// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/quant/kv_cache.h"

#include "core/forward/pass.h"

#include <algorithm>

namespace vernier {

namespace {

/// Extremes of every output channel of the key and value layers.
class KvTaps final : public Taps
{
public:
    explicit KvTaps(const FloatModel &model)
        : m_model(model)
    {}

    void linear(const LayerInfo &layer, std::span<const Segment>, const MatrixView &, const MatrixView &output) override
    {
        for (const CachedPart &part : cachedParts(m_model.config(), layer)) {
            Eigen::RowVectorXf low(part.channels);
            Eigen::RowVectorXf high(part.channels);
            Eigen::Index next = 0;
            for (const RowRange &range : part.rows) {
                low.segment(next, range.count) = output.middleCols(range.first, range.count).colwise().minCoeff();
                high.segment(next, range.count) = output.middleCols(range.first, range.count).colwise().maxCoeff();
                next += range.count;
            }
            const auto [found, isNew] = m_extremes.try_emplace(part.name, low, high);
            if (!isNew) {
                found->second.first = found->second.first.cwiseMin(low);
                found->second.second = found->second.second.cwiseMax(high);
            }
        }
    }

    [[nodiscard]] KvCacheParameters parameters(bool symmetric) const
    {
        KvCacheParameters result;
        for (const auto &[name, extremes] : m_extremes) {
            std::vector<AffineParameters> &channels = result[name];
            for (Eigen::Index c = 0; c < extremes.first.size(); ++c)
                channels.push_back(affineParameters(extremes.first[c], extremes.second[c], 8, symmetric, m_model.loadDtype()));
        }
        return result;
    }

private:
    const FloatModel &m_model;
    std::map<std::string, std::pair<Eigen::RowVectorXf, Eigen::RowVectorXf>> m_extremes;
};

} // namespace

std::vector<CachedPart> cachedParts(const ModelConfig &config, const LayerInfo &layer)
{
    if (layer.role == LayerRole::Key || layer.role == LayerRole::Value)
        return {{layer.name, {{0, layer.out}}, layer.out}};
    if (layer.role != LayerRole::FusedQkv)
        return {};
    const std::int64_t channels = std::int64_t{config.kvHeads} * config.headDim;
    return {{layer.name + ".k_proj", fusedRows(config, LayerRole::Key), channels}, {layer.name + ".v_proj", fusedRows(config, LayerRole::Value), channels}};
}

Result<KvCacheParameters> kvCacheParameters(const Network &network, const TokenBatch &samples, bool symmetric, const Compute &compute, JobMonitor &monitor)
{
    KvTaps taps(network.floatModel());
    VERNIER_ASSIGN(Matrix hidden, embedTokens(network.floatModel(), samples, compute));
    VERNIER_TRY(runBlocks(network, samples, hidden, 0, network.config().blocks, {.compute = inReferenceOrder(compute), .taps = &taps}, monitor));
    return taps.parameters(symmetric);
}

} // namespace vernier
