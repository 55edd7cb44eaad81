// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/tensor/half.h"

#include <cstddef>
#include <cstdint>
#include <cstring>

// One decoder for each block format, for block_format.cpp's table; "bytes" and "elements" are those of the table.

namespace vernier {

// 32 elements: block_decoders_32.cpp.
void decodeQ4_0(const std::byte *block, float *values);
void decodeQ4_1(const std::byte *block, float *values);
void decodeQ5_0(const std::byte *block, float *values);
void decodeQ5_1(const std::byte *block, float *values);
void decodeQ8_0(const std::byte *block, float *values);

// 256 elements ("k-quants"): block_decoders_256.cpp.
void decodeQ2_K(const std::byte *block, float *values);
void decodeQ3_K(const std::byte *block, float *values);
void decodeQ4_K(const std::byte *block, float *values);
void decodeQ5_K(const std::byte *block, float *values);
void decodeQ6_K(const std::byte *block, float *values);

/// The half-precision number at a place.
[[nodiscard]] inline float halfAt(const std::byte *at)
{
    std::uint16_t bits = 0;
    std::memcpy(&bits, at, sizeof bits);
    return float16ToFloat(bits);
}

/// Bits [shift, shift + count) of a byte.
[[nodiscard]] inline int bitsOf(std::byte byte, int shift, int count)
{
    return static_cast<int>((std::to_integer<unsigned>(byte) >> shift) & ((1u << count) - 1u));
}

} // namespace vernier
