// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/forward/activation.h"

#include "core/base/parallel.h"
#include "core/tensor/rounding.h"
#include "core/tensor/vector_math.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace vernier {

namespace {

/// body(first, size) for pieces of `count` elements.
template <typename Body>
void forElementPieces(std::int64_t count, const Compute &compute, Body body)
{
    constexpr std::int64_t kElementsPerPiece = 1024 * kVectorPiece;
    const auto onePiece = [&](std::int64_t piece) {
        const std::int64_t first = piece * kElementsPerPiece;
        body(first, static_cast<std::size_t>(std::min(kElementsPerPiece, count - first)));
    };
    parallelFor(compute.workers(), (count + kElementsPerPiece - 1) / kElementsPerPiece, onePiece);
}

void activateValues(Activation activation, std::span<float> x)
{
    switch (activation) {
    case Activation::Silu: return silu(x);
    case Activation::GeluTanh: return geluTanh(x);
    case Activation::Gelu:
        for (float &value : x)
            value = 0.5f * value * (1.0f + std::erf(value * static_cast<float>(std::numbers::sqrt2 / 2.0)));
        return;
    case Activation::Relu:
        for (float &value : x)
            value = std::max(value, 0.0f);
    }
}

} // namespace

void activate(Activation activation, Matrix &x, const Compute &compute)
{
    forElementPieces(x.size(), compute, [&](std::int64_t first, std::size_t size) {
        const std::span<float> values(x.data() + first, size);
        activateValues(activation, values);
        roundTo(compute.arithmetic, values);
    });
}

void activateGate(Activation activation, Matrix &gate, const Matrix &up, const Compute &compute)
{
    forElementPieces(gate.size(), compute, [&](std::int64_t first, std::size_t size) {
        const std::span<float> values(gate.data() + first, size);
        const std::span<const float> factors(up.data() + first, size);
        if (activation == Activation::Silu)
            return siluTimes(values, factors, compute.arithmetic);
        activateValues(activation, values);
        roundTo(compute.arithmetic, values);
        for (std::size_t i = 0; i < size; ++i)
            values[i] *= factors[i];
        roundTo(compute.arithmetic, values);
    });
}

} // namespace vernier
