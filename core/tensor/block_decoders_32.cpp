// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/tensor/block_decoders.h"

// Blocks of 32 elements with one scale. Of byte j, the low half belongs to element j, the high half to element j + 16.

namespace vernier {

namespace {

constexpr int kHalf = 16;

/// Calls take(element, low four bits) for each of the 32 elements.
template <typename Take>
void forEachNibble(const std::byte *codes, Take take)
{
    for (int j = 0; j < kHalf; ++j) {
        take(j, bitsOf(codes[j], 0, 4));
        take(j + kHalf, bitsOf(codes[j], 4, 4));
    }
}

/// The same with a fifth bit: bit e of the 32-bit number at `high` belongs to element e.
template <typename Take>
void forEachFiveBits(const std::byte *high, const std::byte *codes, Take take)
{
    std::uint32_t bits = 0;
    std::memcpy(&bits, high, sizeof bits);
    forEachNibble(codes, [&](int element, int low) { take(element, low | static_cast<int>((bits >> element) & 1u) << 4); });
}

} // namespace

void decodeQ4_0(const std::byte *block, float *values)
{
    const float d = halfAt(block);
    forEachNibble(block + 2, [&](int element, int code) { values[element] = static_cast<float>(code - 8) * d; });
}

void decodeQ4_1(const std::byte *block, float *values)
{
    const float d = halfAt(block);
    const float m = halfAt(block + 2);
    forEachNibble(block + 4, [&](int element, int code) { values[element] = static_cast<float>(code) * d + m; });
}

void decodeQ5_0(const std::byte *block, float *values)
{
    const float d = halfAt(block);
    forEachFiveBits(block + 2, block + 6, [&](int element, int code) { values[element] = static_cast<float>(code - 16) * d; });
}

void decodeQ5_1(const std::byte *block, float *values)
{
    const float d = halfAt(block);
    const float m = halfAt(block + 2);
    forEachFiveBits(block + 4, block + 8, [&](int element, int code) { values[element] = static_cast<float>(code) * d + m; });
}

void decodeQ8_0(const std::byte *block, float *values)
{
    const float d = halfAt(block);
    for (int j = 0; j < 2 * kHalf; ++j)
        values[j] = static_cast<float>(std::to_integer<std::int8_t>(block[2 + j])) * d;
}

} // namespace vernier
