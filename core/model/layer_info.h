// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

// What there is to know of a linear layer without reading its weight.

namespace vernier {

/// What a linear layer does in its block; the key of everything that differs between layers of one block.
enum class LayerRole {
    Query,
    Key,
    Value,
    AttentionOutput,
    Gate,
    Up, ///< also the first of two layers in an MLP without a gate
    Down,
    Head,
    FusedQkv,    ///< query, key and value in the rows of one layer, see QkvLayout
    FusedGateUp, ///< rows of the gate, then those of up
    QueryLatent,     ///< to the queries' latent, see LatentAttention
    QueryFromLatent, ///< from it to the queries
    KvLatent,        ///< to the latent of keys and values and, in its last rows, the part of the keys that turns and all heads share
    KvFromLatent,    ///< from the latent to, for each head, the rest of its key and its value
    Router,      ///< scores of the experts
    SharedExpertGate, ///< one number that the shared expert's output is multiplied with, after a sigmoid
};

/// What LayerInfo::expert says of layers that belong to none of the routed experts.
inline constexpr int kNoExpert = -1;
inline constexpr int kSharedExpert = -2;

struct LayerInfo
{
    std::string name;       ///< full module name, "model.layers.3.mlp.down_proj"
    LayerRole role = LayerRole::Head;
    int block = -1;         ///< decoder block, or -1 outside the blocks (the output head)
    std::int64_t out = 0;   ///< output features (rows of the weight)
    std::int64_t in = 0;    ///< input features (columns of the weight)
    bool hasBias = false;
    std::size_t index = 0;  ///< place in the model's list of linear layers
    std::size_t input = 0;  ///< index of the layer that stands for all of the block that read the same activations
    int expert = kNoExpert; ///< of an MLP that only the tokens see which the router sends there, or kSharedExpert
    bool isTransposed = false; ///< the checkpoint stores the weight as [in, out]

    [[nodiscard]] bool isRouted() const { return expert >= 0; }
    /// Whether statistics of its input are kept under its own name.
    [[nodiscard]] bool standsForInput() const { return input == index; }
    /// Last part of the name: "down_proj".
    [[nodiscard]] std::string_view kind() const { return std::string_view(name).substr(name.rfind('.') + 1); }
    [[nodiscard]] std::int64_t parameters() const { return out * in + (hasBias ? out : 0); }
};

} // namespace vernier
