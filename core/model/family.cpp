// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/family.h"

#include "core/base/check.h"

#include <algorithm>
#include <charconv>
#include <map>
#include <utility>

namespace vernier {

namespace {

bool isThere(const ModelConfig &config, const BlockModule &module)
{
    return config.qkNorm || (module.norm != NormRole::Query && module.norm != NormRole::Key);
}

/// Modules of a block that its configuration has.
std::span<const BlockModule> modulesOf(const ModelConfig &config, int block)
{
    const Family &family = familyOf(config);
    return config.isSparse(block) ? family.sparseBlock : family.block;
}

/// Calls use(module, full name, expert) for every module of a block in the order of definition.
template <typename Use>
void forEachModule(const ModelConfig &config, int block, Use use)
{
    const std::string prefix = blockName(config, block) + '.';
    const std::span<const BlockModule> modules = modulesOf(config, block);
    for (auto module = modules.begin(); module != modules.end();) {
        if (module->place != BlockModule::Place::Expert) {
            if (isThere(config, *module))
                use(*module, prefix + std::string(module->name), module->place == BlockModule::Place::SharedExpert ? kSharedExpert : kNoExpert);
            ++module;
            continue;
        }
        const auto last = std::find_if(module, modules.end(), [](const BlockModule &other) { return other.place != BlockModule::Place::Expert; });
        for (int expert = 0; expert < config.experts.count; ++expert) {
            for (auto ofExpert = module; ofExpert != last; ++ofExpert) {
                std::string name = prefix + std::string(ofExpert->name);
                use(*ofExpert, name.replace(name.find('*'), 1, std::to_string(expert)), expert);
            }
        }
        module = last;
    }
}

int inputOfRole(LayerRole role)
{
    switch (role) {
    case LayerRole::Query:
    case LayerRole::Key:
    case LayerRole::Value:
    case LayerRole::FusedQkv: return 0;
    case LayerRole::AttentionOutput: return 1;
    case LayerRole::Gate:
    case LayerRole::Up:
    case LayerRole::FusedGateUp:
    case LayerRole::Router:
    case LayerRole::SharedExpertGate: return 2;
    case LayerRole::Down: return 3;
    case LayerRole::Head: break;
    }
    return 4;
}

/// Layers that read the same activations have the same answer.
std::pair<int, int> inputOf(const LayerInfo &layer)
{
    const int expert = layer.isRouted() || layer.role == LayerRole::Down ? layer.expert : kNoExpert; // the shared expert reads what all do
    return {inputOfRole(layer.role), expert};
}


/// Sizes and bias; the other fields stay.
void setShape(LayerInfo &layer, const ModelConfig &config)
{
    const std::int64_t queryWidth = static_cast<std::int64_t>(config.heads) * config.headDim;
    const std::int64_t keyWidth = static_cast<std::int64_t>(config.kvHeads) * config.headDim;
    const std::int64_t inner = layer.isRouted() ? config.experts.width : layer.expert == kSharedExpert ? config.experts.sharedWidth : config.intermediate;
    const auto set = [&](std::int64_t out, std::int64_t in, bool bias) {
        layer.out = out;
        layer.in = in;
        layer.hasBias = bias;
    };
    switch (layer.role) {
    case LayerRole::Query: return set(queryWidth, config.hidden, config.qkvBias);
    case LayerRole::Key:
    case LayerRole::Value: return set(keyWidth, config.hidden, config.qkvBias);
    case LayerRole::FusedQkv: return set(queryWidth + 2 * keyWidth, config.hidden, config.qkvBias);
    case LayerRole::AttentionOutput: return set(config.hidden, queryWidth, config.outputBias);
    case LayerRole::Gate:
    case LayerRole::Up: return set(inner, config.hidden, config.mlpBias);
    case LayerRole::FusedGateUp: return set(2 * inner, config.hidden, config.mlpBias);
    case LayerRole::Down: return set(config.hidden, inner, config.mlpBias);
    case LayerRole::Router: return set(config.experts.count, config.hidden, false);
    case LayerRole::SharedExpertGate: return set(1, config.hidden, false);
    case LayerRole::Head: return set(config.vocabulary, config.hidden, false);
    }
}

NormInfo normInfo(const ModelConfig &config, std::string name, std::optional<NormRole> role)
{
    const bool ofHeads = role == NormRole::Query || role == NormRole::Key;
    return {std::move(name), ofHeads ? config.headDim : config.hidden, config.norm == NormKind::Layer};
}

} // namespace

const Family *findFamily(std::string_view modelType, std::string_view architecture)
{
    for (const Family &family : families()) {
        if (modelType.empty() ? family.architecture == architecture : family.modelType == modelType)
            return &family;
    }
    return nullptr;
}

const Family &familyOf(const ModelConfig &config)
{
    const Family *family = findFamily(config.modelType, {});
    VERNIER_CHECK(family);
    return *family;
}

bool isHeadName(std::string_view layer)
{
    return std::any_of(families().begin(), families().end(), [layer](const Family &family) { return family.names.head == layer; });
}

std::string blockName(const ModelConfig &config, int block)
{
    return std::string(familyOf(config).names.blocks) + std::to_string(block);
}

std::optional<long> blockOf(const ModelConfig &config, std::string_view name)
{
    const ModelNames &names = familyOf(config).names;
    std::string_view prefix = names.blocks;
    if (!name.starts_with(prefix) && prefix.starts_with(names.base))
        prefix.remove_prefix(names.base.size());
    if (!name.starts_with(prefix))
        return std::nullopt;
    long block = 0;
    const char *first = name.data() + prefix.size();
    const char *last = name.data() + name.size();
    const auto [end, error] = std::from_chars(first, last, block);
    if (error != std::errc() || end == last || *end != '.')
        return std::nullopt;
    return block;
}

std::string normName(const ModelConfig &config, int block, NormRole role)
{
    for (const BlockModule &module : modulesOf(config, block)) {
        if (module.norm == role && isThere(config, module))
            return blockName(config, block) + '.' + std::string(module.name);
    }
    return {};
}

std::vector<ModuleInfo> blockModules(const ModelConfig &config, std::span<const LayerInfo> layers, int block)
{
    std::vector<ModuleInfo> modules;
    const LayerInfo *next = layersOfBlock(layers, block).data();
    forEachModule(config, block, [&](const BlockModule &module, std::string name, int) {
        if (module.layer)
            modules.push_back({.layer = next++});
        else
            modules.push_back({.norm = normInfo(config, std::move(name), module.norm)});
    });
    return modules;
}

std::vector<NormInfo> norms(const ModelConfig &config)
{
    std::vector<NormInfo> all;
    if (const std::optional<NormInfo> first = embeddingNorm(config))
        all.push_back(*first);
    for (int block = 0; block < config.blocks; ++block) {
        for (const BlockModule &module : modulesOf(config, block)) {
            if (module.norm && isThere(config, module))
                all.push_back(normInfo(config, blockName(config, block) + '.' + std::string(module.name), module.norm));
        }
    }
    all.push_back(finalNorm(config));
    return all;
}

std::optional<NormInfo> embeddingNorm(const ModelConfig &config)
{
    if (!config.embeddingNorm)
        return std::nullopt;
    return normInfo(config, std::string(familyOf(config).names.embeddingNorm), std::nullopt);
}

NormInfo finalNorm(const ModelConfig &config)
{
    return normInfo(config, std::string(familyOf(config).names.finalNorm), std::nullopt);
}

std::vector<LayerInfo> linearLayers(const ModelConfig &config)
{
    const Family &family = familyOf(config);
    std::vector<LayerInfo> layers;
    const auto add = [&](std::string name, LayerRole role, int block, int expert) -> LayerInfo & {
        LayerInfo &layer = layers.emplace_back();
        layer.name = std::move(name);
        layer.role = role;
        layer.block = block;
        layer.expert = expert;
        layer.index = layers.size() - 1;
        layer.input = layer.index;
        setShape(layer, config);
        return layer;
    };
    for (int block = 0; block < config.blocks; ++block) {
        std::map<std::pair<int, int>, std::size_t> firstReaders;
        forEachModule(config, block, [&](const BlockModule &module, std::string name, int expert) {
            if (!module.layer)
                return;
            LayerInfo &layer = add(std::move(name), *module.layer, block, expert);
            layer.isTransposed = config.transposedWeights;
            layer.input = firstReaders.try_emplace(inputOf(layer), layer.index).first->second;
        });
    }
    add(std::string(family.names.head), LayerRole::Head, -1, kNoExpert);
    return layers;
}

std::span<const LayerInfo> layersOfBlock(std::span<const LayerInfo> layers, int block)
{
    const auto isBefore = [](const LayerInfo &layer, int wanted) { return layer.block >= 0 && layer.block < wanted; };
    const auto first = std::lower_bound(layers.begin(), layers.end(), block, isBefore);
    const auto last = std::lower_bound(first, layers.end(), block + 1, isBefore);
    return {first, last};
}

const LayerInfo *findRole(std::span<const LayerInfo> ofBlock, LayerRole role, int expert)
{
    const auto found = std::find_if(ofBlock.begin(), ofBlock.end(), [=](const LayerInfo &layer) { return layer.role == role && layer.expert == expert; });
    return found == ofBlock.end() ? nullptr : &*found;
}

std::int64_t largestLayer(const ModelConfig &config)
{
    std::int64_t largest = 0;
    LayerInfo layer;
    for (const std::span<const BlockModule> modules : {familyOf(config).block, familyOf(config).sparseBlock}) {
        for (const BlockModule &module : modules) {
            if (!module.layer)
                continue;
            layer.role = *module.layer;
            layer.expert = module.place == BlockModule::Place::Expert ? 0 : module.place == BlockModule::Place::SharedExpert ? kSharedExpert : kNoExpert;
            setShape(layer, config);
            largest = std::max(largest, layer.out * layer.in);
        }
    }
    return largest;
}

} // namespace vernier
