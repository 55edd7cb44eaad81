// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/quant/quantized_weight.h"

// Half-quadratic quantization: scales that minimize a norm of the rounding error that large errors weigh little in
// (p = 0.7), by alternating a shrinkage of the errors with a least-squares scale.
// Source: Badri & Shaji 2023, Half-Quadratic Quantization of Large Machine Learning Models; spec/msmodelslim.md 3.2.

namespace vernier {

/// Iterations at most for rows and tensors, and for groups, as msModelSlim makes.
inline constexpr int kHqqIterations = 20;
inline constexpr int kHqqGroupIterations = 10;

/// Refines scales, offsets stay. A step is taken for all rows or for none: where it makes the mean error smaller.
///
/// block       [rows, columns].
/// parameters  one for each row or a single one; where refining starts, and the result.
/// corrected   the least-squares step takes codes less their offset. The original forgets the offset, so that asymmetric
///             scales are hardly ever refined.
void refineScales(const MatrixView &block, std::span<AffineParameters> parameters, int bits, bool corrected, int maxIterations, const Workers &workers);

/// Per row or per tensor, as the scheme says; scales and offsets are float16 numbers.
[[nodiscard]] QuantizedWeight quantizeHqq(const MatrixView &weight, const Scheme &scheme, bool corrected, const Workers &workers);

/// Rounds parameters to float16, as they are saved.
void roundToFloat16(std::span<AffineParameters> parameters);

} // namespace vernier
