// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/config_keys.h"
#include "core/model/layer_info.h"
#include "core/model/model_config.h"
#include "core/tensor/tensor_view.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

// Architecture families: which checkpoints are known, what their defaults are, and how their modules are called.
// A new architecture is a row of kFamilies in family_tables.cpp; what is odd in its config.json stands in family_config.cpp.

namespace vernier {

/// What a norm of a block does.
enum class NormRole {
    Input,           ///< before attention
    Mlp,             ///< before the MLP
    AttentionOutput, ///< of what attention gives, before it is added
    MlpOutput,       ///< of what the MLP gives, before it is added
    AfterAttention,  ///< of the states after attention has been added: what follows sees nothing else
    AfterMlp,
    Query,           ///< over each head, before the rotation
    Key,
    QueryLatent, ///< of LatentAttention
    KvLatent,
};

/// What a tensor is that belongs to neither a layer nor a norm.
enum class ParameterRole {
    Router,           ///< scores of the experts, in families where msModelSlim sees no linear layer there: [experts, hidden]
    RouterCorrection, ///< what is added to the scores for the choice: [experts]
    Positions,        ///< a row for each position
    FromEmbedding,    ///< embeddings to hidden states, where they differ in width: [hidden, embedding]
    ToEmbedding,      ///< and back, before the output head
};

/// A module of a block: a linear layer or a norm; or a tensor that is in neither.
struct BlockModule
{
    enum class Place {
        Plain,
        Expert, ///< once for each routed expert; consecutive modules repeat together
        SharedExpert,
    };
    std::string_view name; ///< within the block, "self_attn.q_proj"; of an expert's, a * stands for its number
    std::optional<LayerRole> layer;
    std::optional<NormRole> norm;
    Place place = Place::Plain;
    std::optional<ParameterRole> parameter = {}; ///< then `name` is the tensor's: "mlp.gate.weight"
};

/// Names of the modules outside the blocks. A file may leave out `base` at their beginning.
struct ModelNames
{
    std::string_view base;          ///< "model."
    std::string_view blocks;        ///< "model.layers."
    std::string_view embedding;
    std::string_view finalNorm;
    std::string_view head;
    std::string_view positions = {};     ///< table of learned positions
    std::string_view fromEmbedding = {}; ///< see ParameterRole
    std::string_view toEmbedding = {};
    std::string_view embeddingNorm = {};
};

struct Family
{
    std::string_view modelType;    ///< config.json's "model_type"
    std::string_view architecture; ///< config.json's "architectures"[0]
    ModelNames names;
    std::span<const BlockModule> block; ///< in the order in which the model defines (and msModelSlim lists) them
    std::span<const BlockModule> sparseBlock = {}; ///< of blocks with experts
    std::span<const KeyAlias> keys = {}; ///< keys of config.json with names of the family's own
    /// Reads what else is peculiar to the family, after everything that families have in common.
    void (*adapt)(ConfigKeys &keys, ModelConfig &config) = nullptr;

    bool ownCode = false;          ///< the public code comes with the checkpoint, not with transformers
    bool qkvBias = false;          ///< biases on query, key and value whatever the config says
    bool otherBias = false;        ///< and on all other layers of a block
    bool qkNorm = false;           ///< without it, the query and key norms of `block` are left out
    bool windowNeedsSwitch = false; ///< sliding_window counts only with use_sliding_window
    bool tiedHead = false;         ///< where the config does not say
    bool transposedWeights = false;
    NormKind norm = NormKind::Rms;
    double normEps = 1e-6; ///< where the config does not say
    float normOffset = 0.0f;
    bool embeddingNorm = false;
    bool gatedMlp = true;
    int intermediateFactor = 0; ///< width of the MLP in hidden sizes where the config does not say; 0: it has to
    Activation activation = Activation::Silu; ///< where the config does not say
    QkvLayout qkvLayout = QkvLayout::Stacked;
    PositionKind positions = PositionKind::Rotary;
    RotaryLayout rotaryLayout = RotaryLayout::Half;
};

[[nodiscard]] std::span<const Family> families();

/// The row for a config's model_type or, where that is missing, its architecture; null if neither is known.
[[nodiscard]] const Family *findFamily(std::string_view modelType, std::string_view architecture);
/// That of a parsed configuration.
[[nodiscard]] const Family &familyOf(const ModelConfig &config);
/// Whether the layer is the output head of some family.
[[nodiscard]] bool isHeadName(std::string_view layer);

/// Name of a block's module, which contains all others of the block: model.layers.3
[[nodiscard]] std::string blockName(const ModelConfig &config, int block);
/// The block that a module or tensor is part of, by its name alone: it may lie beyond the model's last.
[[nodiscard]] std::optional<long> blockOf(const ModelConfig &config, std::string_view name);

struct NormInfo
{
    std::string name;         ///< full module name
    std::int64_t width = 0;   ///< channels
    bool hasBias = false;
};

/// A tensor of the model that is neither of a layer nor of a norm nor an embedding. It always stays in float.
struct ParameterInfo
{
    std::string name; ///< full tensor name
    ParameterRole role = ParameterRole::Router;
    Shape shape;
};

/// The full name of a block's norm; empty where the family has none.
[[nodiscard]] std::string normName(const ModelConfig &config, int block, NormRole role);

/// The full name of a block's parameter; empty where the block has none.
[[nodiscard]] std::string parameterName(const ModelConfig &config, int block, ParameterRole role);

/// A module in the order of definition: a layer, a parameter or a norm.
struct ModuleInfo
{
    const LayerInfo *layer = nullptr;
    std::optional<ParameterInfo> parameter = {};
    NormInfo norm = {};
};
/// Those of a block. layers: linearLayers(config), which must live longer.
[[nodiscard]] std::vector<ModuleInfo> blockModules(const ModelConfig &config, std::span<const LayerInfo> layers, int block);

/// Before the first block, in some families.
[[nodiscard]] std::optional<NormInfo> embeddingNorm(const ModelConfig &config);
/// After the last block, but for models with norms after each addition.
[[nodiscard]] std::optional<NormInfo> finalNorm(const ModelConfig &config);
/// Parameters outside the blocks, in the order of definition.
[[nodiscard]] std::vector<ParameterInfo> modelParameters(const ModelConfig &config);
/// Those and the blocks'.
[[nodiscard]] std::vector<ParameterInfo> otherParameters(const ModelConfig &config);
/// Every norm module of the model, in the order of definition.
[[nodiscard]] std::vector<NormInfo> norms(const ModelConfig &config);

/// Every linear layer of the model in module order, the output head last.
[[nodiscard]] std::vector<LayerInfo> linearLayers(const ModelConfig &config);
/// Those of a block.
[[nodiscard]] std::span<const LayerInfo> layersOfBlock(std::span<const LayerInfo> layers, int block);
/// The layer of this role (and expert) among those of a block, or null.
[[nodiscard]] const LayerInfo *findRole(std::span<const LayerInfo> ofBlock, LayerRole role, int expert = kNoExpert);
/// Weights of the largest linear layer of any block.
[[nodiscard]] std::int64_t largestLayer(const ModelConfig &config);

} // namespace vernier
