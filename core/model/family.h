// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/layer_info.h"
#include "core/model/model_config.h"

#include <array>
#include <span>
#include <string>
#include <string_view>
#include <vector>

// Architecture families: which checkpoints are known, what their defaults are, and how their modules are called.
// A new architecture of this build is a row of kFamilies in family.cpp.

namespace vernier {

struct Family
{
    std::string_view modelType;    ///< config.json's "model_type"
    std::string_view architecture; ///< config.json's "architectures"[0]
    bool qkvBias = false;          ///< biases on query, key and value whatever the config says
    bool qkNorm = false;
    bool windowNeedsSwitch = false; ///< sliding_window counts only with use_sliding_window
};

[[nodiscard]] std::span<const Family> families();

/// The row for a config's model_type or, where that is missing, its architecture; null if neither is known.
[[nodiscard]] const Family *findFamily(std::string_view modelType, std::string_view architecture);

/// Name of a block's module, which contains all others of the block: model.layers.3
[[nodiscard]] std::string blockName(int block);

/// Names of a block's modules, without ".weight".
struct BlockNames
{
    std::string inputNorm;
    std::string postAttentionNorm;
    std::string queryNorm; ///< empty without qkNorm
    std::string keyNorm;
};

[[nodiscard]] BlockNames blockNames(const ModelConfig &config, int block);

inline constexpr std::string_view kEmbeddingName = "model.embed_tokens";
inline constexpr std::string_view kFinalNormName = "model.norm";
inline constexpr std::string_view kHeadName = "lm_head";

/// Roles of a block's linear layers, in the order in which the model defines (and msModelSlim lists) them.
inline constexpr std::array<LayerRole, 7> kBlockRoles{LayerRole::Query, LayerRole::Key,  LayerRole::Value,
                                                      LayerRole::AttentionOutput,
                                                      LayerRole::Gate,  LayerRole::Up,   LayerRole::Down};

/// Every norm module of the model: in each block input, post-attention and, where there are, query and key; the final one last.
[[nodiscard]] std::vector<std::string> normNames(const ModelConfig &config);

/// Position of a layer in linearLayers(); blocks: of the model.
[[nodiscard]] std::size_t layerIndex(const LayerInfo &layer, int blocks);

/// Every linear layer of the model in module order, the output head last.
[[nodiscard]] std::vector<LayerInfo> linearLayers(const ModelConfig &config);

} // namespace vernier
