// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/tensor/packed_weights.h"

#include <cstdint>
#include <span>

// Float32 products by bfloat16 ones: a float32 is the sum of three bfloat16, each the nearest to what is left. Where the weights
// are bfloat16 anyway, three products with sums in float32 are the float32 product, and fewer a preview of it.

namespace vernier {

/// Terms that hold any float32 whose magnitude is at least 2^-110: 8 bits of its 24 each. Below, what is lost is less than 2^-133.
inline constexpr int kExactTerms = 3;

/// Replaces values by what is left of them, and terms by the bfloat16 (as bits) nearest to them; the greatest values are cut
/// instead, so that no term is an infinity. Of infinities and NaN nothing is left. Returns whether anything is.
bool takeTerm(std::span<float> values, std::span<std::uint16_t> terms);

/// x by the sum of its first terms.
[[nodiscard]] Matrix roundedToTerms(const MatrixView &x, int terms, const Compute &compute);

/// y = x wᵀ with x [n, k] by its first terms, w [m, k] packed in bfloat16, y [n, m]. Terms that are 0 in a piece of rows cost
/// nothing. Numbers below 2^-126 count as 0 in products, as the processors have it.
void multiplyTransposedByTerms(const MatrixView &x, const PackedWeights &w, int terms, MatrixSpan y, const Compute &compute);

/// Whether every weight is a bfloat16.
[[nodiscard]] bool isExactInBfloat16(const MatrixView &w, const Compute &compute);

} // namespace vernier
