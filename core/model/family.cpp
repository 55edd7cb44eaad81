// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/family.h"

namespace vernier {

namespace {

constexpr std::array<Family, 4> kFamilies{{
    {.modelType = "llama", .architecture = "LlamaForCausalLM"},
    {.modelType = "mistral", .architecture = "MistralForCausalLM"},
    {.modelType = "qwen2", .architecture = "Qwen2ForCausalLM", .qkvBias = true, .windowNeedsSwitch = true},
    {.modelType = "qwen3", .architecture = "Qwen3ForCausalLM", .qkNorm = true, .windowNeedsSwitch = true},
}};

} // namespace

std::string blockName(int block)
{
    return "model.layers." + std::to_string(block);
}

std::span<const Family> families()
{
    return kFamilies;
}

const Family *findFamily(std::string_view modelType, std::string_view architecture)
{
    for (const Family &family : kFamilies) {
        if (modelType.empty() ? family.architecture == architecture : family.modelType == modelType)
            return &family;
    }
    return nullptr;
}

BlockNames blockNames(const ModelConfig &config, int block)
{
    const std::string prefix = blockName(block) + ".";
    BlockNames names{.inputNorm = prefix + "input_layernorm",
                     .postAttentionNorm = prefix + "post_attention_layernorm",
                     .queryNorm = {},
                     .keyNorm = {}};
    if (config.qkNorm) {
        names.queryNorm = prefix + "self_attn.q_norm";
        names.keyNorm = prefix + "self_attn.k_norm";
    }
    return names;
}

std::vector<std::string> normNames(const ModelConfig &config)
{
    std::vector<std::string> norms;
    for (int block = 0; block < config.blocks; ++block) {
        const BlockNames names = blockNames(config, block);
        norms.insert(norms.end(), {names.inputNorm, names.postAttentionNorm, names.queryNorm, names.keyNorm});
    }
    std::erase(norms, std::string());
    norms.emplace_back(kFinalNormName);
    return norms;
}

std::size_t layerIndex(const LayerInfo &layer, int blocks)
{
    const auto block = static_cast<std::size_t>(layer.block < 0 ? blocks : layer.block);
    return block * kBlockRoles.size() + (layer.block < 0 ? 0 : static_cast<std::size_t>(layer.role));
}

std::vector<LayerInfo> linearLayers(const ModelConfig &config)
{
    const std::int64_t queryWidth = static_cast<std::int64_t>(config.heads) * config.headDim;
    const std::int64_t keyWidth = static_cast<std::int64_t>(config.kvHeads) * config.headDim;
    std::vector<LayerInfo> layers;
    layers.reserve(static_cast<std::size_t>(config.blocks) * kBlockRoles.size() + 1);
    for (int block = 0; block < config.blocks; ++block) {
        const std::string attention = blockName(block) + ".self_attn.";
        const std::string mlp = blockName(block) + ".mlp.";
        const auto add = [&](std::string name, LayerRole role, std::int64_t out, std::int64_t in, bool bias) {
            layers.push_back({.name = std::move(name), .role = role, .block = block, .out = out, .in = in, .hasBias = bias});
        };
        add(attention + "q_proj", LayerRole::Query, queryWidth, config.hidden, config.qkvBias);
        add(attention + "k_proj", LayerRole::Key, keyWidth, config.hidden, config.qkvBias);
        add(attention + "v_proj", LayerRole::Value, keyWidth, config.hidden, config.qkvBias);
        add(attention + "o_proj", LayerRole::AttentionOutput, config.hidden, queryWidth, config.outputBias);
        add(mlp + "gate_proj", LayerRole::Gate, config.intermediate, config.hidden, config.mlpBias);
        add(mlp + "up_proj", LayerRole::Up, config.intermediate, config.hidden, config.mlpBias);
        add(mlp + "down_proj", LayerRole::Down, config.hidden, config.intermediate, config.mlpBias);
    }
    layers.push_back({.name = std::string(kHeadName),
                      .role = LayerRole::Head,
                      .block = -1,
                      .out = config.vocabulary,
                      .in = config.hidden,
                      .hasBias = false});
    return layers;
}

} // namespace vernier
