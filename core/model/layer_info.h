// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

// What there is to know of a linear layer without reading its weight.

namespace vernier {

/// What a linear layer does in its block; the key of everything that differs between layers of one block.
enum class LayerRole { Query, Key, Value, AttentionOutput, Gate, Up, Down, Head };

struct LayerInfo
{
    std::string name;       ///< full module name, "model.layers.3.mlp.down_proj"
    LayerRole role = LayerRole::Head;
    int block = -1;         ///< decoder block, or -1 outside the blocks (the output head)
    std::int64_t out = 0;   ///< output features (rows of the weight)
    std::int64_t in = 0;    ///< input features (columns of the weight)
    bool hasBias = false;

    /// Last part of the name: "down_proj".
    [[nodiscard]] std::string_view kind() const { return std::string_view(name).substr(name.rfind('.') + 1); }
    [[nodiscard]] std::int64_t parameters() const { return out * in + (hasBias ? out : 0); }
};

} // namespace vernier
