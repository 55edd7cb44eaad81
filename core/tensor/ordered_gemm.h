// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/parallel.h"
#include "core/tensor/matrix.h"
#include "core/tensor/rounding.h"

#include <cstdint>
#include <vector>

// Float32 products whose sums are taken in a stated order: the same bits on every machine and with any number of threads,
// and those of the library the original calls. For each shape it is the order of OpenBLAS 0.3.21's kernels for AVX-512, with one fused
// multiply-add for every product:
//   chain   one sum over k, from the first product to the last; from 449 products on, runs of at most 448, added up;
//   lanes   sixteen sums (product i belongs to lane i mod 16), then added to each other.
// Why the order matters is told in vector_math.h.

namespace vernier {

/// Which products are summed in the stated order; the others are left to a faster library.
enum class SumOrder {
    Fast,      ///< only small ones, where it costs next to nothing
    Reference, ///< all but large ones: where the original's bits are asked for, because they are saved or decide a tie
};

/// Elements of w up to which a product is summed in the stated order.
[[nodiscard]] constexpr std::int64_t orderedWeights(SumOrder order)
{
    return order == SumOrder::Reference ? std::int64_t{1} << 20 : std::int64_t{1} << 16;
}

[[nodiscard]] constexpr bool isSummedInOrder(std::int64_t n, std::int64_t m, std::int64_t k, SumOrder order)
{
    constexpr std::int64_t kSmallProducts = 1 << 14; // multiplications of one product; attention's are larger, and 4 times as fast elsewhere
    return m * k <= orderedWeights(order) && (order == SumOrder::Reference || n * m * k <= kSmallProducts);
}

/// y = x wᵀ: x [n, k], w [m, k], y [n, m].
void multiplyTransposedInOrder(const MatrixView &x, const MatrixView &w, MatrixSpan y, const Workers &workers);

/// y = x w: x [n, k], w [k, m], y [n, m].
void multiplyInOrder(const MatrixView &x, const MatrixView &w, MatrixSpan y, const Workers &workers);

/// The diagonal of x wᵀ alone, each number as multiplyTransposedInOrder has it: both [n, k].
[[nodiscard]] std::vector<float> diagonalInOrder(const MatrixView &x, const MatrixView &w);

/// Whether the library the original calls takes a batched product, as attention has them, in plain loops: one sum over
/// k, every product and every sum rounded to the arithmetic.
[[nodiscard]] constexpr bool isTinyBatchedProduct(std::int64_t n, std::int64_t m, std::int64_t k)
{
    return n * m * k < 400;
}

/// y = x w in such loops: x [n, k], w [k, m], y [n, m].
template <typename Weights>
void multiplyInLoops(const MatrixView &x, const Weights &w, MatrixSpan y, DType arithmetic)
{
    for (Eigen::Index row = 0; row < y.rows(); ++row) {
        for (Eigen::Index column = 0; column < y.cols(); ++column) {
            float sum = 0.0f;
            for (Eigen::Index i = 0; i < x.cols(); ++i)
                sum = roundedTo(arithmetic, sum + roundedTo(arithmetic, x(row, i) * w(i, column)));
            y(row, column) = sum;
        }
    }
}

} // namespace vernier
