// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/tensor/vector_math.h"

#include "core/base/check.h"
#include "core/base/vectorized.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>

namespace vernier {

namespace {

constexpr std::size_t kLanes = 8;
using Lanes = std::array<float, kLanes>;

/// Steps of a chain that are summed on their own before they join the chain's total.
std::size_t runLength(std::size_t steps)
{
    constexpr unsigned kLevels = 4;
    const unsigned log2 = steps <= 1 ? 0 : static_cast<unsigned>(std::bit_width(steps - 1));
    return std::size_t{1} << std::max(4u, log2 / kLevels);
}

template <typename Term>
float blockedSumOf(const float *values, std::size_t count, Term term)
{
    constexpr std::size_t kChains = 4;
    const std::size_t vectors = count / kLanes;
    const std::size_t steps = vectors / kChains;
    const std::size_t run = runLength(steps);
    std::array<Lanes, kChains> total{};
    std::array<Lanes, kChains> part{};
    const auto add = [&](std::array<float, kLanes> &to, std::size_t vector) {
        for (std::size_t lane = 0; lane < kLanes; ++lane)
            to[lane] += term(values[vector * kLanes + lane]);
    };
    std::size_t step = 0;
    for (; step + run <= steps; step += run) {
        part = {};
        for (std::size_t i = step; i < step + run; ++i) {
            for (std::size_t chain = 0; chain < kChains; ++chain)
                add(part[chain], i * kChains + chain);
        }
        for (std::size_t chain = 0; chain < kChains; ++chain) {
            for (std::size_t lane = 0; lane < kLanes; ++lane)
                total[chain][lane] += part[chain][lane];
        }
    }
    part = {};
    for (; step < steps; ++step) {
        for (std::size_t chain = 0; chain < kChains; ++chain)
            add(part[chain], step * kChains + chain);
    }
    for (std::size_t chain = 0; chain < kChains; ++chain) {
        for (std::size_t lane = 0; lane < kLanes; ++lane)
            part[chain][lane] += total[chain][lane];
    }
    for (std::size_t vector = steps * kChains; vector < vectors; ++vector)
        add(part[0], vector);
    for (std::size_t chain = 1; chain < kChains; ++chain) {
        for (std::size_t lane = 0; lane < kLanes; ++lane)
            part[0][lane] += part[chain][lane];
    }
    float sum = 0.0f;
    for (std::size_t i = vectors * kLanes; i < count; ++i)
        sum += term(values[i]);
    for (const float lane : part[0])
        sum += lane;
    return sum;
}

inline float exponentialOf(float x)
{
    constexpr float kInverseLn2 = 1.442695040888963407f;
    constexpr float kLn2High = 0.693145751953125f;
    constexpr float kLn2Low = 1.428606765330187045e-06f;
    const float power = std::rint(x * kInverseLn2);
    float s = std::fma(power, -kLn2High, x);
    s = std::fma(power, -kLn2Low, s);
    float u = 0.000198527617612853646278381f;
    u = std::fma(u, s, 0.00139304355252534151077271f);
    u = std::fma(u, s, 0.00833336077630519866943359f);
    u = std::fma(u, s, 0.0416664853692054748535156f);
    u = std::fma(u, s, 0.166666671633720397949219f);
    u = std::fma(u, s, 0.5f);
    u = 1.0f + std::fma(s * s, u, s);
    // Two exact multiplications by powers of two reach the subnormal range; beyond it the result is 0 or infinity.
    const auto exponent = static_cast<std::int32_t>(std::min(std::max(power, -160.0f), 160.0f));
    const std::int32_t half = exponent >> 1;
    u *= std::bit_cast<float>((half + 127) << 23);
    u *= std::bit_cast<float>((exponent - half + 127) << 23);
    u = x < -104.0f ? 0.0f : u;
    return x > 100.0f ? HUGE_VALF : u;
}

VERNIER_VECTORIZED
void exponentialArray(float *x, std::size_t count)
{
    for (std::size_t i = 0; i < count; ++i)
        x[i] = exponentialOf(x[i]);
}

VERNIER_VECTORIZED
void siluTimesArray(float *x, const float *factor, std::size_t count)
{
    for (std::size_t i = 0; i < count; ++i)
        x[i] = x[i] / (1.0f + exponentialOf(-x[i])) * factor[i];
}

/// Eight lanes to one number, halves onto each other.
template <typename Combine>
float acrossLanes(Lanes lanes, Combine combine)
{
    for (std::size_t width = kLanes / 2; width > 0; width /= 2) {
        for (std::size_t lane = 0; lane < width; ++lane)
            lanes[lane] = combine(lanes[lane], lanes[lane + width]);
    }
    return lanes[0];
}

float laneSum(std::span<const float> x)
{
    Lanes lanes{};
    for (std::size_t i = 0; i < x.size(); ++i)
        lanes[i % kLanes] += x[i];
    return acrossLanes(lanes, [](float a, float b) { return a + b; });
}

} // namespace

float blockedSum(std::span<const float> values)
{
    return blockedSumOf(values.data(), values.size(), [](float value) { return value; });
}

float blockedSumOfSquares(std::span<const float> values)
{
    return blockedSumOf(values.data(), values.size(), [](float value) { return value * value; });
}

void exponential(std::span<float> x)
{
    exponentialArray(x.data(), x.size());
}

void softmax(std::span<float> x)
{
    if (x.empty())
        return;
    const float largest = *std::max_element(x.begin(), x.end());
    for (float &value : x)
        value -= largest;
    exponential(x);
    const float sum = laneSum(x);
    for (float &value : x)
        value /= sum;
}

void siluTimes(std::span<float> x, std::span<const float> factor)
{
    VERNIER_CHECK(x.size() == factor.size());
    const std::size_t whole = x.size() - x.size() % kSiluPiece;
    siluTimesArray(x.data(), factor.data(), whole);
    for (std::size_t i = whole; i < x.size(); ++i) // the reference's tail uses the C library's function
        x[i] = x[i] / (1.0f + std::exp(-x[i])) * factor[i];
}

} // namespace vernier
