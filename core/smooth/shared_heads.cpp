// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/smooth/shared_heads.h"

#include "core/base/check.h"
#include "core/tensor/rounding.h"

#include <algorithm>

namespace vernier {

namespace {

/// Combines the channels at the same place of heads that share a value head, in order.
template <typename Combine>
std::vector<float> overSharedHeads(std::span<const float> channels, HeadLayout layout, Combine combine)
{
    const auto headDim = static_cast<std::size_t>(layout.headDim);
    const auto shared = static_cast<std::size_t>(layout.shared);
    VERNIER_CHECK(channels.size() % (headDim * shared) == 0);
    std::vector<float> combined;
    for (std::size_t first = 0; first < channels.size(); first += headDim * shared) {
        for (std::size_t c = 0; c < headDim; ++c) {
            float value = channels[first + c];
            for (std::size_t head = 1; head < shared; ++head)
                value = combine(value, channels[first + head * headDim + c]);
            combined.push_back(value);
        }
    }
    return combined;
}

} // namespace

std::vector<float> meanOverSharedHeads(std::span<const float> channels, HeadLayout layout, DType arithmetic)
{
    std::vector<float> means = overSharedHeads(channels, layout, [](float a, float b) { return a + b; });
    for (float &mean : means)
        mean = roundedTo(arithmetic, roundedTo(arithmetic, mean) / static_cast<float>(layout.shared));
    return means;
}

std::vector<float> maxOverSharedHeads(std::span<const float> channels, HeadLayout layout)
{
    return overSharedHeads(channels, layout, [](float a, float b) { return std::max(a, b); });
}

std::vector<float> repeatSharedHeads(std::span<const float> channels, HeadLayout layout)
{
    std::vector<float> repeated;
    for (std::size_t first = 0; first < channels.size(); first += static_cast<std::size_t>(layout.headDim)) {
        const std::span<const float> head = channels.subspan(first, static_cast<std::size_t>(layout.headDim));
        for (std::int64_t i = 0; i < layout.shared; ++i)
            repeated.insert(repeated.end(), head.begin(), head.end());
    }
    return repeated;
}

} // namespace vernier
