// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/quant/mxfp4.h"

#include "core/base/parallel.h"
#include "core/base/vectorized.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>

namespace vernier {

namespace {

constexpr int kLargestElementExponent = 2; // 6 = 1.5 · 2²

// Magnitudes as bits: they are in the order of the numbers, NaN behind infinity, and loops over integers become vectors (where
// no reference to a constant is taken, as std::min does).
constexpr std::uint32_t kFloatSign = 0x80000000u;
constexpr std::uint32_t kLargestElement = std::bit_cast<std::uint32_t>(6.0f);
constexpr std::uint32_t kFractionBits = 23;
constexpr std::uint32_t kExponentOfOne = 127;

/// The largest magnitude; NaN if there is one.
VERNIER_VECTORIZED
float blockMost(const float *block, std::size_t count)
{
    std::uint32_t most = 0;
    for (std::size_t i = 0; i < count; ++i)
        most = std::max(most, std::bit_cast<std::uint32_t>(block[i]) & ~kFloatSign);
    return std::bit_cast<float>(most);
}

VERNIER_VECTORIZED
void roundBlock(float *block, std::size_t count, float scale, float inverse)
{
    for (std::size_t i = 0; i < count; ++i) {
        const std::uint32_t bits = std::bit_cast<std::uint32_t>(block[i]);
        // What is above 6 rounds to 6 or would be cut there.
        const std::uint32_t scaled = std::bit_cast<std::uint32_t>(std::bit_cast<float>(bits & ~kFloatSign) * inverse);
        const std::uint32_t magnitude = scaled < kLargestElement ? scaled : kLargestElement;
        // Elements 0, 0.5, 1, 1.5 | 2, 3 | 4, 6: the step is half the power of two below, from 1 on. The original adds 9.6e-7
        // before it looks for that power; so near to 2 and 4 both steps give the same element.
        const std::uint32_t exponent = magnitude >> kFractionBits;
        const std::uint32_t power = exponent > kExponentOfOne ? exponent : kExponentOfOne;
        const float step = std::bit_cast<float>((power - 1) << kFractionBits);
        const float inverseStep = std::bit_cast<float>((2 * kExponentOfOne + 1 - power) << kFractionBits);
        const float element = static_cast<float>(static_cast<int>(std::bit_cast<float>(magnitude) * inverseStep + 0.5f)) * step;
        block[i] = std::bit_cast<float>(std::bit_cast<std::uint32_t>(element * scale) | (bits & kFloatSign));
    }
}

void fakeQuantizeRows(MatrixSpan rows, const Workers &workers)
{
    constexpr Eigen::Index kRowsPerPiece = 16;
    const auto onePiece = [&](std::int64_t piece) {
        const Eigen::Index last = std::min(rows.rows(), (piece + 1) * kRowsPerPiece);
        for (Eigen::Index row = piece * kRowsPerPiece; row < last; ++row)
            fakeQuantizeMxfp4({rows.row(row).data(), static_cast<std::size_t>(rows.cols())});
    };
    parallelFor(workers, (rows.rows() + kRowsPerPiece - 1) / kRowsPerPiece, onePiece);
}

Matrix fakeQuantized(Matrix weight, const Workers &workers)
{
    fakeQuantizeRows(weight, workers);
    return weight;
}

} // namespace

int mxfp4Exponent(float most)
{
    constexpr int kLargestScale = 127; // of E8M0, an exponent without sign and mantissa
    // 7/8 because what lies above 7 · 2^e would round to 8 · 2^e, which the grid does not have.
    const float top = most / 0.875f + 9.6e-7f;
    // The logarithm's rounding to float32 decides just below powers of two, and a float32 function may be off by one.
    const float exponent = std::floor(static_cast<float>(std::log2(static_cast<double>(top))));
    return static_cast<int>(std::min(exponent, static_cast<float>(kLargestScale))) - kLargestElementExponent;
}

void fakeQuantizeMxfp4(std::span<float> row)
{
    for (std::size_t first = 0; first < row.size(); first += kMxfp4Block) {
        const std::span<float> block = row.subspan(first, std::min(kMxfp4Block, row.size() - first));
        const float most = blockMost(block.data(), block.size());
        if (std::isnan(most)) {
            std::fill(block.begin(), block.end(), std::numeric_limits<float>::quiet_NaN());
            continue;
        }
        const int exponent = mxfp4Exponent(most);
        roundBlock(block.data(), block.size(), std::ldexp(1.0f, exponent), std::ldexp(1.0f, -exponent));
    }
}

Mxfp4Linear::Mxfp4Linear(Matrix weight, std::vector<float> bias, const Workers &workers)
    : m_linear(fakeQuantized(std::move(weight), workers), std::move(bias))
{}

void Mxfp4Linear::apply(const MatrixView &x, MatrixSpan y, const Compute &compute) const
{
    Matrix rounded = x;
    fakeQuantizeRows(rounded, compute.workers());
    m_linear.apply(rounded, y, compute);
}

} // namespace vernier
