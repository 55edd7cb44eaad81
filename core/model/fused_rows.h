// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/layer_info.h"
#include "core/model/model_config.h"

#include <cstdint>
#include <vector>

// Where the rows of a fused layer belong.

namespace vernier {

struct RowRange
{
    std::int64_t first = 0;
    std::int64_t count = 0;
};

/// The rows that `part` has in its fused layer, in the order in which a layer of its own would have them. part: Query, Key or Value
/// of FusedQkv, Gate or Up of FusedGateUp; with latent attention Value of KvFromLatent.
[[nodiscard]] std::vector<RowRange> fusedRows(const ModelConfig &config, LayerRole part);

} // namespace vernier
