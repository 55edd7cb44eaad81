// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/tensor/dtype.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

// Elementwise functions and sums in float32, in the order and with the roundings of PyTorch's kernels for 8-lane
// vectors. Static ranges are calibrated on a network whose codes jump at rounding ties, so one differing last bit can
// move a saved range by a thousandth: to equal the original's files, the float arithmetic has to be the same, too.

namespace vernier {

/// Sum of contiguous float32 numbers, as torch.sum over the last axis: four chains of eight lanes each, or of single
/// values if there are fewer than eight.
[[nodiscard]] float blockedSum(std::span<const float> values);

/// Means over the rows of a row-major matrix of `columns` columns, as x.mean(0): one chain for each column.
[[nodiscard]] std::vector<float> columnMeans(std::span<const float> values, std::size_t columns);

/// Sum of contiguous squares in the same order, as x.pow(2).sum(-1).
[[nodiscard]] float blockedSumOfSquares(std::span<const float> values);

/// 2-norm of contiguous float32 numbers, as x.norm(): one chain of eight lanes.
[[nodiscard]] float laneNorm(std::span<const float> values);

/// x = exp(x), within one unit in the last place. Range reduction by ln 2 in two parts and a polynomial of degree 6,
/// each step one fused multiply-add. Source: Shibata & Petrogalli 2020, SLEEF, doi:10.1109/TPDS.2019.2960333.
void exponential(std::span<float> x);

/// The same in double, within two units in the last place, by a polynomial of degree 13. For measuring, not for
/// repeating what the original computes.
void exponential(std::span<double> x);

/// x = x^exponent for x >= 0 and exponents from 0 on, as x.pow(exponent), which takes a root for 0.5. Otherwise 2 to the power of
/// exponent · log2 x: the logarithm by a series of (m - 1) / (m + 1) in pairs of floats. Source: as for exponential.
void power(std::span<float> x, double exponent);
/// The same by logarithm and exponential for every exponent, as x.pow(exponent) with a tensor of one exponent.
void powerWithoutShortcuts(std::span<float> x, double exponent);

/// Cosines and sines of angles in radians, not negative, within one unit in the last place: the angle less a multiple
/// of pi and the end of the polynomial in pairs of floats. Each run of eight angles is reduced the way its largest
/// needs. Source: as for exponential.
void cosineSine(std::span<const float> angles, std::span<float> cosines, std::span<float> sines);

/// Pairs turned by angles: low, high = low · cos - high · sin, high · cos + low · sin, each operation rounded to the arithmetic.
void turnPairs(std::span<float> low, std::span<float> high, std::span<const float> cosines, std::span<const float> sines, DType arithmetic);

/// In place: exp(x - max) / sum, by the sum's reciprocal. rowLength: the length of the row that x begins and whose rest
/// is masked out; it decides how the sum is taken.
void softmax(std::span<float> x, std::size_t rowLength);

/// x = x / divisor, each a division of its own: the product with a reciprocal can differ in the last bit.
void divideBy(float divisor, std::span<float> x);

/// x = x / (1 + exp(-x)) · factor, each operation rounded to the arithmetic.
void siluTimes(std::span<float> x, std::span<const float> factor, DType arithmetic = DType::F32);

/// x = x / (1 + exp(-x)).
void silu(std::span<float> x);

/// x = x / 2 · (1 + tanh(sqrt(2 / pi) (x + 0.044715 x³))), which is x / (1 + exp(-2 …)). Source: Hendrycks & Gimpel 2016,
/// arXiv:1606.08415.
void geluTanh(std::span<float> x);

/// x = cap · tanh(x / cap).
void softcap(float cap, std::span<float> x);

/// Elements that siluTimes and power compute at a time; cutting an array elsewhere than at a multiple changes last bits.
inline constexpr std::int64_t kVectorPiece = 16;

} // namespace vernier
