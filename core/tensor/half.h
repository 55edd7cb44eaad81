// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <bit>
#include <cstdint>

// IEEE half precision and bfloat16 as bit patterns; round to nearest, ties to even.

namespace vernier {

[[nodiscard]] inline float bfloat16ToFloat(std::uint16_t bits)
{
    return std::bit_cast<float>(static_cast<std::uint32_t>(bits) << 16);
}

[[nodiscard]] inline std::uint16_t floatToBfloat16(float value)
{
    const auto bits = std::bit_cast<std::uint32_t>(value);
    if ((bits & 0x7fffffffu) > 0x7f800000u) // a NaN stays one
        return static_cast<std::uint16_t>((bits >> 16) | 0x0040u);
    return static_cast<std::uint16_t>((bits + 0x7fffu + ((bits >> 16) & 1u)) >> 16);
}

/// The float32 nearest to `value` that bfloat16 can hold.
[[nodiscard]] inline float roundToBfloat16(float value)
{
    return bfloat16ToFloat(floatToBfloat16(value));
}

[[nodiscard]] float float16ToFloat(std::uint16_t bits);
/// Overflow gives infinity, small values become subnormal.
[[nodiscard]] std::uint16_t floatToFloat16(float value);

} // namespace vernier
