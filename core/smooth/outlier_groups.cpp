// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/smooth/outlier_groups.h"

#include <algorithm>

namespace vernier {

namespace {

constexpr double kAlpha = 0.9;
constexpr double kAdaptersAlpha = 0.5;

/// Architectures that the original has an adapter for.
bool hasAdapter(const ModelConfig &config)
{
    return config.modelType == "qwen3";
}

bool honoursDisabledNames(AntiMethod method)
{
    return method == AntiMethod::M3 || method == AntiMethod::M4 || method == AntiMethod::M6;
}

/// norm -> query, key, value; norm -> gate, up.
std::vector<OutlierGroup> normGroups(const Checkpoint &checkpoint, int block, double alpha, bool isShifted)
{
    const BlockNames names = blockNames(checkpoint.config(), block);
    const auto layers = std::span(checkpoint.layers()).subspan(static_cast<std::size_t>(block) * kBlockRoles.size(), kBlockRoles.size());
    return {{.norm = names.inputNorm, .readers = layers.subspan(0, 3), .alpha = alpha, .isShifted = isShifted},
            {.norm = names.postAttentionNorm, .readers = layers.subspan(4, 2), .alpha = alpha, .isShifted = isShifted}};
}

void addGroups(std::span<const OutlierGroup> groups, SuppressedModules &modules)
{
    for (const OutlierGroup &group : groups) {
        if (group.source) {
            modules.weights.insert(group.source->name);
            if (group.source->hasBias)
                modules.biases.insert(group.source->name);
        } else {
            modules.norms.insert(group.norm);
        }
        for (const LayerInfo &reader : group.readers) {
            modules.weights.insert(reader.name);
            if (group.isShifted)
                modules.biases.insert(reader.name);
        }
    }
}

/// Only m4 and m6 know linear -> linear groups.
bool suppressesLinearInputs(AntiMethod method)
{
    return method == AntiMethod::M4 || method == AntiMethod::M6;
}

} // namespace

bool OutlierGroup::isReadBy(const LayerInfo &layer) const
{
    return std::any_of(readers.begin(), readers.end(), [&](const LayerInfo &reader) { return reader.name == layer.name; });
}

bool givesEveryNormABias(AntiMethod method)
{
    return method != AntiMethod::M6;
}

bool dividesRowsFirst(const ModelConfig &config)
{
    return hasAdapter(config);
}

std::vector<OutlierGroup> outlierGroups(const AntiOutlierConfig &config, const Checkpoint &checkpoint, int block)
{
    const auto layers = std::span(checkpoint.layers()).subspan(static_cast<std::size_t>(block) * kBlockRoles.size(), kBlockRoles.size());
    const bool adapted = hasAdapter(checkpoint.config());
    const double alpha = adapted ? kAdaptersAlpha : kAlpha;
    const bool isShifted = adapted && config.antiMethod == AntiMethod::M4;
    const std::vector<OutlierGroup> ofNorms = normGroups(checkpoint, block, alpha, isShifted);
    const OutlierGroup &attention = ofNorms[0];
    const OutlierGroup &mlp = ofNorms[1];
    const OutlierGroup value{.norm = {}, .source = &layers[2], .readers = layers.subspan(3, 1), .alpha = alpha};
    const OutlierGroup up{.norm = {}, .source = &layers[5], .readers = layers.subspan(6, 1), .alpha = alpha};

    std::vector<OutlierGroup> groups = adapted ? std::vector{value, attention, up, mlp} : std::vector{attention, mlp, value, up};
    std::erase_if(groups, [&](const OutlierGroup &group) {
        if (group.source && !suppressesLinearInputs(config.antiMethod))
            return true;
        const auto isDisabled = [&](const LayerInfo &layer) {
            return std::find(config.disableAntiNames.begin(), config.disableAntiNames.end(), layer.name) != config.disableAntiNames.end();
        };
        return honoursDisabledNames(config.antiMethod) && std::any_of(group.readers.begin(), group.readers.end(), isDisabled);
    });
    return groups;
}

bool suppressesInput(const AntiOutlierConfig &config, const Checkpoint &checkpoint, const LayerInfo &layer)
{
    if (layer.block < 0)
        return false;
    const std::vector<OutlierGroup> groups = outlierGroups(config, checkpoint, layer.block);
    return std::any_of(groups.begin(), groups.end(), [&](const OutlierGroup &group) { return group.isReadBy(layer); });
}

SuppressedModules suppressedModules(const Recipe &recipe, const Checkpoint &checkpoint)
{
    SuppressedModules modules;
    const Result<ResolvedConfig> resolved = resolve(recipe.quantConfig, recipe.chain);
    const bool smooths = resolved && resolved->config.doSmooth;
    modules.normsHaveBias = smooths || (recipe.antiOutlier && givesEveryNormABias(recipe.antiOutlier->antiMethod));
    if (modules.normsHaveBias) {
        for (std::string &norm : normNames(checkpoint.config()))
            modules.norms.insert(std::move(norm));
    }
    for (int block = 0; block < checkpoint.config().blocks; ++block) {
        if (recipe.antiOutlier)
            addGroups(outlierGroups(*recipe.antiOutlier, checkpoint, block), modules);
        if (smooths) // what every method calls its first two groups, shifted
            addGroups(normGroups(checkpoint, block, 0.0, true), modules);
    }
    return modules;
}

} // namespace vernier
