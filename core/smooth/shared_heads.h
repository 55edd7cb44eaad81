// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/tensor/dtype.h"

#include <cstdint>
#include <span>
#include <vector>

// Grouped-query attention: several channels of the attention's output read one channel of the values.

namespace vernier {

/// How channels of the attention's output belong to channels of the values: heads of headDim channels, each value head
/// serving `shared` consecutive query heads.
struct HeadLayout
{
    std::int64_t headDim = 1;
    std::int64_t shared = 1;
};

/// One value for each value channel from those of the output channels that read it: their mean. Without sharing, the same.
[[nodiscard]] std::vector<float> meanOverSharedHeads(std::span<const float> channels, HeadLayout layout, DType arithmetic = DType::F32);
/// The same, their largest.
[[nodiscard]] std::vector<float> maxOverSharedHeads(std::span<const float> channels, HeadLayout layout);
/// From value channels back to output channels.
[[nodiscard]] std::vector<float> repeatSharedHeads(std::span<const float> channels, HeadLayout layout);

} // namespace vernier
