// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/tensor/matrix.h"

#include <cstdint>

// Small float32 products whose sums are taken in a stated order: the same bits on every machine, and those of the
// library the original calls. For each shape it is the order of OpenBLAS 0.3.21's kernels for AVX-512, with one fused
// multiply-add for every product:
//   chain   one sum over k, from the first product to the last; from 449 products on, runs of at most 448, added up;
//   lanes   sixteen sums (product i belongs to lane i mod 16), then added to each other.
// Why the order matters is told in vector_math.h.

namespace vernier {

/// Elements of w up to which a product counts as small: wide enough for the layers of test models, where it decides
/// whether saved ranges equal the original's; larger products are left to a faster library.
inline constexpr std::int64_t kOrderedWeights = 1 << 16;
/// Multiplications (n · m · k) up to which it does.
inline constexpr std::int64_t kOrderedProducts = 1 << 22;

[[nodiscard]] constexpr bool isSmallProduct(std::int64_t n, std::int64_t m, std::int64_t k)
{
    return m * k <= kOrderedWeights && n * m * k <= kOrderedProducts;
}

/// y = x wᵀ: x [n, k], w [m, k], y [n, m].
void multiplyTransposedInOrder(const MatrixView &x, const MatrixView &w, MatrixSpan y);

/// y = x w: x [n, k], w [k, m], y [n, m].
void multiplyInOrder(const MatrixView &x, const MatrixView &w, MatrixSpan y);

} // namespace vernier
