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

/// Whether a model has what its family may have.
bool isThere(const ModelConfig &config, const BlockModule &module)
{
    if (module.layer == LayerRole::QueryLatent || module.layer == LayerRole::QueryFromLatent || module.norm == NormRole::QueryLatent)
        return config.latent.queryRank > 0;
    if (module.layer == LayerRole::Query)
        return config.latent.queryRank == 0;
    if (module.norm == NormRole::Query || module.norm == NormRole::Key)
        return config.qkNorm;
    if (module.norm == NormRole::Input || module.norm == NormRole::Mlp)
        return !config.postNorm;
    if (module.norm == NormRole::AfterAttention || module.norm == NormRole::AfterMlp)
        return config.postNorm;
    if (module.place == BlockModule::Place::SharedExpert)
        return config.experts.sharedWidth > 0;
    return module.parameter != ParameterRole::RouterCorrection || config.experts.hasCorrection;
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
    case LayerRole::QueryLatent:
    case LayerRole::KvLatent:
    case LayerRole::FusedQkv: return 0;
    case LayerRole::AttentionOutput: return 1;
    case LayerRole::Gate:
    case LayerRole::Up:
    case LayerRole::FusedGateUp:
    case LayerRole::Router:
    case LayerRole::SharedExpertGate: return 2;
    case LayerRole::Down: return 3;
    case LayerRole::QueryFromLatent: return 4;
    case LayerRole::KvFromLatent: return 5;
    case LayerRole::Head: break;
    }
    return 6;
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
    const std::int64_t valueWidth = static_cast<std::int64_t>(config.kvHeads) * config.valueDim;
    const std::int64_t inner = layer.isRouted() ? config.experts.width : layer.expert == kSharedExpert ? config.experts.sharedWidth : config.intermediate;
    const auto set = [&](std::int64_t out, std::int64_t in, bool bias) {
        layer.out = out;
        layer.in = in;
        layer.hasBias = bias;
    };
    switch (layer.role) {
    case LayerRole::Query: return set(queryWidth, config.hidden, config.qkvBias && config.latent.rank == 0);
    case LayerRole::Key: return set(keyWidth, config.hidden, config.qkvBias);
    case LayerRole::Value: return set(valueWidth, config.hidden, config.qkvBias);
    case LayerRole::FusedQkv: return set(queryWidth + keyWidth + valueWidth, config.hidden, config.qkvBias);
    case LayerRole::QueryLatent: return set(config.latent.queryRank, config.hidden, config.qkvBias);
    case LayerRole::QueryFromLatent: return set(queryWidth, config.latent.queryRank, false);
    case LayerRole::KvLatent: return set(config.latent.rank + config.rotaryDim, config.hidden, config.qkvBias);
    case LayerRole::KvFromLatent: return set(std::int64_t{config.heads} * (config.rotaryFirst + config.valueDim), config.latent.rank, false);
    case LayerRole::AttentionOutput: return set(config.hidden, std::int64_t{config.heads} * config.valueDim, config.outputBias);
    case LayerRole::Gate:
    case LayerRole::Up: return set(inner, config.hidden, config.mlpBias);
    case LayerRole::FusedGateUp: return set(2 * inner, config.hidden, config.mlpBias);
    case LayerRole::Down: return set(config.hidden, inner, config.mlpBias);
    case LayerRole::Router: return set(config.experts.count, config.hidden, false);
    case LayerRole::SharedExpertGate: return set(1, config.hidden, false);
    case LayerRole::Head: return set(config.vocabulary, config.embeddingWidth, false);
    }
}

std::int64_t widthOf(const ModelConfig &config, std::optional<NormRole> role)
{
    switch (role.value_or(NormRole::Input)) {
    case NormRole::Query:
    case NormRole::Key: return config.headDim;
    case NormRole::QueryLatent: return config.latent.queryRank;
    case NormRole::KvLatent: return config.latent.rank;
    default: return config.hidden;
    }
}

NormInfo normInfo(const ModelConfig &config, std::string name, std::optional<NormRole> role)
{
    return {std::move(name), widthOf(config, role), config.norm == NormKind::Layer};
}

ParameterInfo parameterInfo(const ModelConfig &config, std::string name, ParameterRole role)
{
    const auto shape = [&]() -> Shape {
        switch (role) {
        case ParameterRole::Router: return {config.experts.count, config.hidden};
        case ParameterRole::RouterCorrection: return {config.experts.count};
        case ParameterRole::Positions: return {config.longestSequence + config.positionOffset, config.hidden};
        case ParameterRole::FromEmbedding: return {config.hidden, config.embeddingWidth};
        case ParameterRole::ToEmbedding: break;
        }
        return {config.embeddingWidth, config.hidden};
    };
    return {std::move(name), role, shape()};
}

/// The first module of a block that `isWanted`, or null.
template <typename Wanted>
const BlockModule *findModule(const ModelConfig &config, int block, Wanted isWanted)
{
    const std::span<const BlockModule> modules = modulesOf(config, block);
    const auto found = std::find_if(modules.begin(), modules.end(), [&](const BlockModule &module) { return isWanted(module) && isThere(config, module); });
    return found == modules.end() ? nullptr : &*found;
}

std::string fullName(const ModelConfig &config, int block, const BlockModule *module)
{
    return module ? blockName(config, block) + '.' + std::string(module->name) : std::string();
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
    return fullName(config, block, findModule(config, block, [role](const BlockModule &module) { return module.norm == role; }));
}

std::string parameterName(const ModelConfig &config, int block, ParameterRole role)
{
    return fullName(config, block, findModule(config, block, [role](const BlockModule &module) { return module.parameter == role; }));
}

std::vector<ModuleInfo> blockModules(const ModelConfig &config, std::span<const LayerInfo> layers, int block)
{
    std::vector<ModuleInfo> modules;
    const LayerInfo *next = layersOfBlock(layers, block).data();
    forEachModule(config, block, [&](const BlockModule &module, std::string name, int) {
        if (module.layer)
            modules.push_back({.layer = next++});
        else if (module.parameter)
            modules.push_back({.parameter = parameterInfo(config, std::move(name), *module.parameter)});
        else
            modules.push_back({.norm = normInfo(config, std::move(name), module.norm)});
    });
    return modules;
}

std::vector<ParameterInfo> modelParameters(const ModelConfig &config)
{
    const ModelNames &names = familyOf(config).names;
    std::vector<ParameterInfo> all;
    const auto add = [&](std::string_view module, ParameterRole role) { all.push_back(parameterInfo(config, std::string(module) + ".weight", role)); };
    if (config.positions == PositionKind::Learned)
        add(names.positions, ParameterRole::Positions);
    if (config.embeddingWidth != config.hidden) {
        add(names.toEmbedding, ParameterRole::ToEmbedding);
        add(names.fromEmbedding, ParameterRole::FromEmbedding);
    }
    return all;
}

std::vector<ParameterInfo> otherParameters(const ModelConfig &config)
{
    std::vector<ParameterInfo> all = modelParameters(config);
    for (int block = 0; block < config.blocks; ++block) {
        for (const BlockModule &module : modulesOf(config, block)) {
            if (module.parameter && isThere(config, module))
                all.push_back(parameterInfo(config, fullName(config, block, &module), *module.parameter));
        }
    }
    return all;
}

std::vector<NormInfo> norms(const ModelConfig &config)
{
    std::vector<NormInfo> all;
    if (const std::optional<NormInfo> first = embeddingNorm(config))
        all.push_back(*first);
    for (int block = 0; block < config.blocks; ++block) {
        for (const BlockModule &module : modulesOf(config, block)) {
            if (module.norm && isThere(config, module))
                all.push_back(normInfo(config, fullName(config, block, &module), module.norm));
        }
    }
    if (const std::optional<NormInfo> last = finalNorm(config))
        all.push_back(*last);
    return all;
}

std::optional<NormInfo> embeddingNorm(const ModelConfig &config)
{
    if (!config.embeddingNorm)
        return std::nullopt;
    return normInfo(config, std::string(familyOf(config).names.embeddingNorm), std::nullopt);
}

std::optional<NormInfo> finalNorm(const ModelConfig &config)
{
    if (config.postNorm)
        return std::nullopt;
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
            if (!module.layer || !isThere(config, module))
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
