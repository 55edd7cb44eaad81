// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/smooth/smooth_quant.h"

#include "core/base/check.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace vernier {

namespace {

constexpr float kSmallestFactor = 1e-5f;

/// The linears of a block that read the same norm.
std::span<const LayerInfo> attentionGroup(const FloatModel &model, int block)
{
    return model.blockLayers(block).subspan(0, 3);
}

std::span<const LayerInfo> mlpGroup(const FloatModel &model, int block)
{
    return model.blockLayers(block).subspan(4, 2);
}

Result<std::vector<float>> groupScales(const FloatModel &model, std::span<const LayerInfo> linears, const InputStats &stats)
{
    std::vector<float> weightAbsMax(static_cast<std::size_t>(linears.front().in), 0.0f);
    for (const LayerInfo &layer : linears) {
        VERNIER_ASSIGN(const Matrix weight, model.weight(layer));
        Eigen::Map<Eigen::RowVectorXf> largest(weightAbsMax.data(), weight.cols());
        largest = largest.cwiseMax(weight.cwiseAbs().colwise().maxCoeff());
    }
    return smoothQuantScales(stats.channelAbsMax(), weightAbsMax);
}

/// Rescales a norm and the linears that read it.
Result<void> smoothGroup(const FloatModel &model, const std::string &normName, std::span<const LayerInfo> linears,
                         const InputStats &stats, Rewrites &rewrites)
{
    VERNIER_ASSIGN(const std::vector<float> scales, groupScales(model, linears, stats));
    Norm &norm = rewrites.norms.at(normName);
    for (std::size_t c = 0; c < scales.size(); ++c)
        norm.weight[c] /= scales[c];
    for (const LayerInfo &layer : linears)
        rewrites.columnScales[layer.name] = scales;
    return {};
}

Result<void> addNormWithBias(const FloatModel &model, const std::string &name, Rewrites &rewrites)
{
    VERNIER_ASSIGN(Norm norm, model.norm(name));
    norm.bias.assign(norm.weight.size(), 0.0f);
    rewrites.norms.emplace(name, std::move(norm));
    return {};
}

} // namespace

std::vector<float> smoothQuantScales(std::span<const float> activationAbsMax, std::span<const float> weightAbsMax)
{
    VERNIER_CHECK(activationAbsMax.size() == weightAbsMax.size());
    std::vector<float> scales(activationAbsMax.size());
    for (std::size_t c = 0; c < scales.size(); ++c) {
        const float weight = std::max(weightAbsMax[c], kSmallestFactor);
        scales[c] = std::max(std::sqrt(activationAbsMax[c]) / std::sqrt(weight), kSmallestFactor);
    }
    return scales;
}

Result<std::vector<float>> smoothQuantScales(const FloatModel &model, const ActivationStats &stats, const LayerInfo &layer, JobMonitor &monitor)
{
    if (!monitor.keepGoing(0, 1, "outlier suppression"))
        return cancelledError();
    switch (inputRole(layer.role)) {
    case LayerRole::Query: return groupScales(model, attentionGroup(model, layer.block), stats.of(layer));
    case LayerRole::Gate: return groupScales(model, mlpGroup(model, layer.block), stats.of(layer));
    default: return std::vector<float>{};
    }
}

std::vector<float> suppressedAbsMax(std::span<const float> absMax, std::span<const float> scales)
{
    VERNIER_CHECK(absMax.size() == scales.size());
    std::vector<float> suppressed(absMax.begin(), absMax.end());
    for (std::size_t c = 0; c < suppressed.size(); ++c)
        suppressed[c] /= scales[c];
    return suppressed;
}

Result<Rewrites> smoothQuant(const FloatModel &model, const ActivationStats &stats, JobMonitor &monitor)
{
    Rewrites rewrites;
    const int blocks = model.config().blocks;
    for (int block = 0; block < blocks; ++block) {
        if (!monitor.keepGoing(block, blocks, "outlier suppression"))
            return cancelledError();
        const BlockNames names = blockNames(model.config(), block);
        for (const std::string &name : {names.inputNorm, names.postAttentionNorm, names.queryNorm, names.keyNorm}) {
            if (!name.empty())
                VERNIER_TRY(addNormWithBias(model, name, rewrites));
        }
        VERNIER_TRY(smoothGroup(model, names.inputNorm, attentionGroup(model, block), stats.of(block, LayerRole::Query), rewrites));
        VERNIER_TRY(smoothGroup(model, names.postAttentionNorm, mlpGroup(model, block), stats.of(block, LayerRole::Gate), rewrites));
    }
    VERNIER_TRY(addNormWithBias(model, std::string(kFinalNormName), rewrites));
    return rewrites;
}

} // namespace vernier
