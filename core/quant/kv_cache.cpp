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

    void linear(int block, LayerRole role, std::span<const Segment>, const MatrixView &, const MatrixView &output) override
    {
        if (role != LayerRole::Key && role != LayerRole::Value)
            return;
        const std::string &name = m_model.blockLayers(block)[static_cast<std::size_t>(role)].name;
        const Eigen::RowVectorXf low = output.colwise().minCoeff();
        const Eigen::RowVectorXf high = output.colwise().maxCoeff();
        const auto [found, isNew] = m_extremes.try_emplace(name, low, high);
        if (!isNew) {
            found->second.first = found->second.first.cwiseMin(low);
            found->second.second = found->second.second.cwiseMax(high);
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

Result<KvCacheParameters> kvCacheParameters(const Network &network, const TokenBatch &samples, bool symmetric, const Compute &compute, JobMonitor &monitor)
{
    KvTaps taps(network.floatModel());
    VERNIER_ASSIGN(Matrix hidden, network.floatModel().embed(samples.ids()));
    VERNIER_TRY(runBlocks(network, samples, hidden, 0, network.config().blocks, {.compute = inReferenceOrder(compute), .taps = &taps}, monitor));
    return taps.parameters(symmetric);
}

} // namespace vernier
