// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/tensor/affine.h"

#include "core/base/check.h"
#include "core/base/vectorized.h"
#include "core/tensor/half.h"
#include "core/tensor/rounding.h"

#include <algorithm>
#include <cmath>

namespace vernier {

namespace {

// Plain arrays, so that the compiler can make a version for each instruction set. rint rounds ties to even.

VERNIER_VECTORIZED
void quantizeArray(const float *x, std::size_t count, float scale, float offset, float low, float high, std::int8_t *codes)
{
    for (std::size_t i = 0; i < count; ++i) {
        const float code = std::rint(x[i] / scale + offset);
        codes[i] = static_cast<std::int8_t>(static_cast<std::int32_t>(std::min(std::max(code, low), high)));
    }
}

VERNIER_VECTORIZED
void quantizeShiftedArray(const float *x, std::size_t count, float scale, float offset, std::uint8_t *codes)
{
    for (std::size_t i = 0; i < count; ++i) {
        const float code = std::min(std::max(std::rint(x[i] / scale + offset), -128.0f), 127.0f);
        codes[i] = static_cast<std::uint8_t>(static_cast<std::int32_t>(code) + 128);
    }
}

VERNIER_VECTORIZED
void fakeQuantizeArray(float *x, std::size_t count, float scale, float offset)
{
    for (std::size_t i = 0; i < count; ++i) {
        const float code = std::min(std::max(std::rint(x[i] / scale + offset), -128.0f), 127.0f);
        x[i] = (code - offset) * scale;
    }
}

VERNIER_VECTORIZED
void dequantizeArray(const std::int8_t *codes, std::size_t count, float scale, float offset, float *x)
{
    for (std::size_t i = 0; i < count; ++i)
        x[i] = (static_cast<float>(codes[i]) - offset) * scale;
}

// The same in bfloat16.

/// What x is rounded to, before it is clamped.
inline float codeInBfloat16(float x, float scale, float offset)
{
    return std::rint(roundToBfloat16(roundToBfloat16(x / scale) + offset));
}

inline float valueInBfloat16(float code, float scale, float offset)
{
    return roundToBfloat16(roundToBfloat16(code - offset) * scale);
}

VERNIER_VECTORIZED
void quantizeArrayInBfloat16(const float *x, std::size_t count, float scale, float offset, float low, float high, std::int8_t *codes)
{
    for (std::size_t i = 0; i < count; ++i) {
        const float code = codeInBfloat16(x[i], scale, offset);
        codes[i] = static_cast<std::int8_t>(static_cast<std::int32_t>(std::min(std::max(code, low), high)));
    }
}

VERNIER_VECTORIZED
void fakeQuantizeArrayInBfloat16(float *x, std::size_t count, float scale, float offset)
{
    for (std::size_t i = 0; i < count; ++i)
        x[i] = valueInBfloat16(std::min(std::max(codeInBfloat16(x[i], scale, offset), -128.0f), 127.0f), scale, offset);
}

VERNIER_VECTORIZED
void dequantizeArrayInBfloat16(const std::int8_t *codes, std::size_t count, float scale, float offset, float *x)
{
    for (std::size_t i = 0; i < count; ++i)
        x[i] = valueInBfloat16(static_cast<float>(codes[i]), scale, offset);
}

} // namespace

AffineParameters affineParameters(float min, float max, int bits, bool symmetric, DType arithmetic)
{
    const auto rounded = [arithmetic](float value) { return roundedTo(arithmetic, value); };
    const float low = std::min(rounded(min), 0.0f);
    const float high = std::max(rounded(max), 0.0f);
    const float half = static_cast<float>(1 << (bits - 1));
    if (symmetric)
        return {std::max(rounded(std::max(-low, high) / (half - 1.0f)), kSmallestScale), 0.0f};
    const float scale = std::max(rounded(rounded(high - low) / (2.0f * half - 1.0f)), kSmallestScale);
    return {scale, rounded(std::rint(rounded(-low / scale)) - half)};
}

void quantize(std::span<const float> x, AffineParameters parameters, int low, int high, std::span<std::int8_t> codes, DType arithmetic)
{
    VERNIER_CHECK(x.size() == codes.size());
    const auto least = static_cast<float>(low);
    const auto most = static_cast<float>(high);
    if (arithmetic == DType::BF16)
        quantizeArrayInBfloat16(x.data(), x.size(), parameters.scale, parameters.offset, least, most, codes.data());
    else
        quantizeArray(x.data(), x.size(), parameters.scale, parameters.offset, least, most, codes.data());
}

void quantizeShifted(std::span<const float> x, AffineParameters parameters, std::span<std::uint8_t> codes)
{
    VERNIER_CHECK(x.size() == codes.size());
    quantizeShiftedArray(x.data(), x.size(), parameters.scale, parameters.offset, codes.data());
}

void fakeQuantize(std::span<float> x, AffineParameters parameters, DType arithmetic)
{
    if (arithmetic == DType::BF16)
        fakeQuantizeArrayInBfloat16(x.data(), x.size(), parameters.scale, parameters.offset);
    else
        fakeQuantizeArray(x.data(), x.size(), parameters.scale, parameters.offset);
}

void dequantize(std::span<const std::int8_t> codes, AffineParameters parameters, std::span<float> x, DType arithmetic)
{
    VERNIER_CHECK(x.size() == codes.size());
    if (arithmetic == DType::BF16)
        dequantizeArrayInBfloat16(codes.data(), codes.size(), parameters.scale, parameters.offset, x.data());
    else
        dequantizeArray(codes.data(), codes.size(), parameters.scale, parameters.offset, x.data());
}

} // namespace vernier
