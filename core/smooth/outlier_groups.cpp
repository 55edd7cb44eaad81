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
    return config.modelType == "qwen3" || config.modelType == "qwen3_moe" || config.latent.rank > 0;
}

bool honoursDisabledNames(AntiMethod method)
{
    return method == AntiMethod::M3 || method == AntiMethod::M4 || method == AntiMethod::M6;
}

/// norm -> query, key, value; norm -> gate, up. With latent attention, where the original's adapter leaves the MLP alone: norm -> what makes
/// the latents, norm of the queries' latent (or, without one, of the other) -> what reads it.
std::vector<OutlierGroup> normGroups(const Checkpoint &checkpoint, int block, double alpha, bool isShifted)
{
    const ModelConfig &config = checkpoint.config();
    const std::span<const LayerInfo> layers = layersOfBlock(checkpoint.layers(), block);
    const auto group = [&](NormRole norm, std::initializer_list<LayerRole> roles, bool shifted) {
        OutlierGroup made{.norm = normName(config, block, norm), .readers = {}, .alpha = alpha, .isShifted = shifted};
        for (const LayerInfo &layer : layers) {
            if (!made.norm.empty() && layer.expert == kNoExpert && std::find(roles.begin(), roles.end(), layer.role) != roles.end())
                made.readers.push_back(layer);
        }
        return made;
    };
    if (config.latent.rank > 0) {
        const bool ofQueries = config.latent.queryRank > 0;
        return {group(NormRole::Input, {LayerRole::Query, LayerRole::QueryLatent, LayerRole::KvLatent}, isShifted),
                ofQueries ? group(NormRole::QueryLatent, {LayerRole::QueryFromLatent}, isShifted) : group(NormRole::KvLatent, {LayerRole::KvFromLatent}, false)};
    }
    return {group(NormRole::Input, {LayerRole::Query, LayerRole::Key, LayerRole::Value, LayerRole::FusedQkv}, isShifted),
            group(NormRole::Mlp, {LayerRole::Gate, LayerRole::Up, LayerRole::FusedGateUp}, isShifted)};
}

/// What makes the values, or null.
const LayerInfo *layerOfValues(std::span<const LayerInfo> layers)
{
    for (const LayerRole role : {LayerRole::FusedQkv, LayerRole::KvFromLatent, LayerRole::Value}) {
        if (const LayerInfo *const layer = findRole(layers, role))
            return layer;
    }
    return nullptr;
}

/// source -> reader; without a source there is no such group.
OutlierGroup linearGroup(const LayerInfo *source, const LayerInfo *reader, double alpha)
{
    OutlierGroup group{.norm = {}, .source = source, .readers = {}, .alpha = alpha};
    if (source && reader)
        group.readers.push_back(*reader);
    return group;
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

bool givesEveryNormABias(AntiMethod method, const ModelConfig &config)
{
    return method != AntiMethod::M6 && config.norm == NormKind::Rms;
}

bool dividesRowsFirst(const ModelConfig &config)
{
    return hasAdapter(config);
}

std::vector<OutlierGroup> outlierGroups(const AntiOutlierConfig &config, const Checkpoint &checkpoint, int block)
{
    const ModelConfig &model = checkpoint.config();
    const std::span<const LayerInfo> layers = layersOfBlock(checkpoint.layers(), block);
    const bool adapted = hasAdapter(checkpoint.config());
    const double alpha = adapted ? kAdaptersAlpha : kAlpha;
    const bool isShifted = adapted && config.antiMethod == AntiMethod::M4;
    const std::vector<OutlierGroup> ofNorms = normGroups(checkpoint, block, alpha, isShifted);
    const OutlierGroup &first = ofNorms[0];
    const OutlierGroup &second = ofNorms[1];
    const OutlierGroup value = linearGroup(layerOfValues(layers), findRole(layers, LayerRole::AttentionOutput), alpha);
    // What an activation function stands between, or one layer makes together with the gate, cannot be scaled.
    const bool scalesUp = model.gatedMlp && model.latent.rank == 0;
    const OutlierGroup up = linearGroup(scalesUp ? findRole(layers, LayerRole::Up) : nullptr, findRole(layers, LayerRole::Down), alpha);

    std::vector<OutlierGroup> groups = adapted ? std::vector{value, first, up, second} : std::vector{first, second, value, up};
    std::erase_if(groups, [&](const OutlierGroup &group) {
        if (group.readers.empty() || (group.source && !suppressesLinearInputs(config.antiMethod)))
            return true;
        const auto isDisabled = [&](const LayerInfo &layer) {
            return std::find(config.disableAntiNames.begin(), config.disableAntiNames.end(), layer.name) != config.disableAntiNames.end();
        };
        return honoursDisabledNames(config.antiMethod) && std::any_of(group.readers.begin(), group.readers.end(), isDisabled);
    });
    return groups;
}

std::vector<OutlierGroup> smoothedGroups(const Checkpoint &checkpoint, int block)
{
    return normGroups(checkpoint, block, 0.0, true);
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
    modules.normsHaveBias = (smooths && checkpoint.config().norm == NormKind::Rms)
        || (recipe.antiOutlier && givesEveryNormABias(recipe.antiOutlier->antiMethod, checkpoint.config()));
    if (modules.normsHaveBias) {
        for (NormInfo &norm : norms(checkpoint.config()))
            modules.norms.insert(std::move(norm.name));
    }
    for (int block = 0; block < checkpoint.config().blocks; ++block) {
        if (recipe.antiOutlier)
            addGroups(outlierGroups(*recipe.antiOutlier, checkpoint, block), modules);
        if (smooths)
            addGroups(smoothedGroups(checkpoint, block), modules);
    }
    return modules;
}

} // namespace vernier
