// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

// Elementwise functions and sums in float32, in the order and with the roundings of PyTorch's kernels for 8-lane
// vectors. Static ranges are calibrated on a network whose codes jump at rounding ties, so one differing last bit can
// move a saved range by a thousandth: to equal the original's files, the float arithmetic has to be the same, too.

namespace vernier {

/// Sum of contiguous float32 numbers, as torch.sum over the last axis: eight lanes of four chains each.
[[nodiscard]] float blockedSum(std::span<const float> values);

/// Sum of contiguous squares in the same order, as x.pow(2).sum(-1).
[[nodiscard]] float blockedSumOfSquares(std::span<const float> values);

/// x = exp(x), within one unit in the last place. Range reduction by ln 2 in two parts and a polynomial of degree 6, each
/// step one fused multiply-add. Source: Shibata & Petrogalli 2020, SLEEF, doi:10.1109/TPDS.2019.2960333.
void exponential(std::span<float> x);

/// In place: exp(x - max) / sum over the last axis.
void softmax(std::span<float> x);

/// x = x / (1 + exp(-x)) · factor
void siluTimes(std::span<float> x, std::span<const float> factor);

/// Elements that siluTimes computes at a time; cutting an array elsewhere than at a multiple changes last bits.
inline constexpr std::int64_t kSiluPiece = 16;

} // namespace vernier
