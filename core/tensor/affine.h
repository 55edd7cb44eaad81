// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/tensor/dtype.h"

#include <cstdint>
#include <span>

// The affine quantizer everything else is made of: q = clamp(round(x / scale + offset)), x ≈ (q - offset) · scale.
// One rounding per operation, ties to even, so that codes equal msModelSlim's bit for bit. `arithmetic` is what an
// operation's result is rounded to: F32, or BF16 as it computes when it loads a model in that type.
// Source: spec/msmodelslim.md 0.3, 0.4.

namespace vernier {

struct AffineParameters
{
    float scale = 1.0f;
    float offset = 0.0f; ///< zero point, an integer
    bool operator==(const AffineParameters &) const = default;
};

/// Smallest scale: 2^-23.
inline constexpr float kSmallestScale = 1.1920928955078125e-07f;

/// Parameters for values in [min, max] (widened to contain 0) on the signed grid of `bits` bits.
/// Symmetric: offset 0 and max(|min|, |max|) on the largest code.
[[nodiscard]] AffineParameters affineParameters(float min, float max, int bits, bool symmetric, DType arithmetic = DType::F32);

/// Codes of x, clamped to [low, high].
void quantize(std::span<const float> x, AffineParameters parameters, int low, int high, std::span<std::int8_t> codes,
              DType arithmetic = DType::F32);

/// Codes of x on the full signed 8-bit grid plus 128: what the integer product takes.
void quantizeShifted(std::span<const float> x, AffineParameters parameters, std::span<std::uint8_t> codes);

/// x after quantization to 8 bits and back, in place.
void fakeQuantize(std::span<float> x, AffineParameters parameters, DType arithmetic = DType::F32);

/// (code - offset) · scale
void dequantize(std::span<const std::int8_t> codes, AffineParameters parameters, std::span<float> x, DType arithmetic = DType::F32);

} // namespace vernier
