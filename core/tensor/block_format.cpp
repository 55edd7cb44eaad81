// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/tensor/block_format.h"

#include "core/base/check.h"
#include "core/tensor/block_decoders.h"

#include <algorithm>
#include <array>

namespace vernier {

namespace {

/// In the order of the enumeration.
constexpr std::array<BlockLayout, 10> kLayouts{{{BlockFormat::Q4_0, "Q4_0", 2, 32, 18, decodeQ4_0},
                                                {BlockFormat::Q4_1, "Q4_1", 3, 32, 20, decodeQ4_1},
                                                {BlockFormat::Q5_0, "Q5_0", 6, 32, 22, decodeQ5_0},
                                                {BlockFormat::Q5_1, "Q5_1", 7, 32, 24, decodeQ5_1},
                                                {BlockFormat::Q8_0, "Q8_0", 8, 32, 34, decodeQ8_0},
                                                {BlockFormat::Q2_K, "Q2_K", 10, 256, 84, decodeQ2_K},
                                                {BlockFormat::Q3_K, "Q3_K", 11, 256, 110, decodeQ3_K},
                                                {BlockFormat::Q4_K, "Q4_K", 12, 256, 144, decodeQ4_K},
                                                {BlockFormat::Q5_K, "Q5_K", 13, 256, 176, decodeQ5_K},
                                                {BlockFormat::Q6_K, "Q6_K", 14, 256, 210, decodeQ6_K}}};

constexpr std::int64_t kLargestBlock = 256;

} // namespace

const BlockLayout &layoutOf(BlockFormat format)
{
    VERNIER_CHECK(format != BlockFormat::None);
    return kLayouts[static_cast<std::size_t>(format) - 1];
}

const BlockLayout *findBlockLayout(std::uint32_t ggmlType)
{
    const auto found = std::find_if(kLayouts.begin(), kLayouts.end(), [&](const BlockLayout &layout) { return layout.ggmlType == ggmlType; });
    return found == kLayouts.end() ? nullptr : &*found;
}

void decodeBlocks(BlockFormat format, std::span<const std::byte> blocks, std::int64_t first, std::span<float> out)
{
    const BlockLayout &layout = layoutOf(format);
    const auto end = first + static_cast<std::int64_t>(out.size());
    VERNIER_CHECK(first >= 0 && (end + layout.elements - 1) / layout.elements * static_cast<std::int64_t>(layout.bytes) <= static_cast<std::int64_t>(blocks.size()));
    std::array<float, kLargestBlock> values;
    while (first < end) {
        const std::int64_t skipped = first % layout.elements;
        const std::int64_t count = std::min(layout.elements - skipped, end - first);
        const std::byte *block = blocks.data() + first / layout.elements * static_cast<std::int64_t>(layout.bytes);
        if (count == layout.elements) {
            layout.decode(block, out.data());
        } else {
            layout.decode(block, values.data());
            std::copy_n(values.data() + skipped, count, out.data());
        }
        out = out.subspan(static_cast<std::size_t>(count));
        first += count;
    }
}

} // namespace vernier
