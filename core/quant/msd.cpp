// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/quant/msd.h"

#include "core/base/parallel.h"
#include "core/base/vectorized.h"

#include <algorithm>
#include <cmath>

namespace vernier {

namespace {

VERNIER_VECTORIZED
void expandArray(float *x, std::size_t count, float range, float levels, float base)
{
    for (std::size_t i = 0; i < count; ++i) {
        const float y = x[i] / range;
        const float first = std::floor(y * levels) / levels;
        const float second = std::min(std::floor((y - first) * levels * base), base) / base / levels;
        const float third = std::min(std::floor((y - first - second) * base * levels * base), base) / (base * base) / levels;
        x[i] = (first + second + third) * range;
    }
}

} // namespace

void expandDigits(std::span<float> x, int bits)
{
    float absMax = 0.0f;
    for (const float value : x)
        absMax = std::max(absMax, std::abs(value));
    if (absMax > 0.0f)
        expandArray(x.data(), x.size(), absMax * 1.001f, static_cast<float>((1 << (bits - 1)) - 1), static_cast<float>((1 << bits) - 1));
}

Matrix expandedDigits(const MatrixView &x, int bits, const Compute &compute)
{
    Matrix expanded = x;
    parallelFor(compute.threads, expanded.rows(),
                [&](std::int64_t row) { expandDigits({expanded.row(row).data(), static_cast<std::size_t>(expanded.cols())}, bits); });
    return expanded;
}

MsdLinear::MsdLinear(FloatLinear linear, int bits)
    : m_linear(std::move(linear))
    , m_bits(bits)
{}

void MsdLinear::apply(const MatrixView &x, MatrixSpan y, const Compute &compute) const
{
    m_linear.apply(expandedDigits(x, m_bits, compute), y, compute);
}

} // namespace vernier
