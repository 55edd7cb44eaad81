// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/tensor/bfloat16_terms.h"

#include "core/base/check.h"
#include "core/base/parallel.h"
#include "core/base/vectorized.h"
#include "core/tensor/half.h"

#include <algorithm>
#include <atomic>
#include <bit>
#include <cmath>
#include <memory>
#include <vector>

namespace vernier {

namespace {

using Eigen::Index;

/// Rows whose terms are in memory at a time, and rows of one piece of a product.
constexpr Index kRowsPerSlab = 1024;
constexpr Index kTermRowsPerShare = 128;
/// Rows of one piece of an elementwise step.
constexpr Index kElementwiseRows = 16;

VERNIER_VECTORIZED
std::uint32_t takeTermOf(float *values, std::uint16_t *terms, std::size_t count)
{
    constexpr std::uint32_t kExponent = 0x7f800000u;
    std::uint32_t left = 0;
    for (std::size_t i = 0; i < count; ++i) {
        const auto bits = std::bit_cast<std::uint32_t>(values[i]);
        const std::uint32_t rounded = bits + 0x7fffu + ((bits >> 16) & 1u);
        const bool finite = (bits & kExponent) != kExponent;
        const bool overflows = (rounded & kExponent) == kExponent;
        const std::uint32_t quiet = (bits & 0x7fffffffu) > kExponent ? 0x00400000u : 0u; // a NaN stays one
        const std::uint32_t term = ((finite && !overflows ? rounded : bits) | quiet) & 0xffff0000u;
        const float rest = finite ? values[i] - std::bit_cast<float>(term) : 0.0f;
        terms[i] = static_cast<std::uint16_t>(term >> 16);
        values[i] = rest;
        left |= std::bit_cast<std::uint32_t>(rest) & 0x7fffffffu;
    }
    return left;
}

VERNIER_VECTORIZED
std::uint32_t lowerHalves(const float *values, std::size_t count)
{
    std::uint32_t bits = 0;
    for (std::size_t i = 0; i < count; ++i)
        bits |= std::bit_cast<std::uint32_t>(values[i]) & 0xffffu;
    return bits;
}

template <typename Body>
void forTermRows(Index rows, const Compute &compute, Body body)
{
    parallelFor(compute.workers(), (rows + kElementwiseRows - 1) / kElementwiseRows, [&](std::int64_t piece) {
        for (Index row = piece * kElementwiseRows; row < std::min(rows, (piece + 1) * kElementwiseRows); ++row)
            body(row);
    });
}

/// The terms of some rows of x, all first ones before all second ones.
struct SplitRows
{
    Index rows;
    Index depth;
    std::unique_ptr<std::uint16_t[]> bits; ///< [terms, rows, depth]
    std::vector<int> used;                 ///< of each row: terms that are not all 0, at least 1

    SplitRows(const MatrixView &x, int terms, const Compute &compute)
        : rows(x.rows())
        , depth(x.cols())
        , bits(std::make_unique_for_overwrite<std::uint16_t[]>(static_cast<std::size_t>(terms * rows * depth)))
        , used(static_cast<std::size_t>(rows), 1)
    {
        const auto width = static_cast<std::size_t>(depth);
        forTermRows(rows, compute, [&](Index row) {
            std::vector<float> rest(x.row(row).data(), x.row(row).data() + depth);
            int &count = used[static_cast<std::size_t>(row)];
            bool isLeft = true;
            for (int term = 0; term < terms; ++term) {
                const std::span<std::uint16_t> to(bits.get() + (term * rows + row) * depth, width);
                if (isLeft)
                    isLeft = takeTerm(rest, to);
                else
                    std::fill(to.begin(), to.end(), std::uint16_t{0});
                if (isLeft && term + 1 < terms)
                    count = term + 2;
            }
        });
    }

    [[nodiscard]] const std::uint16_t *of(int term, Index row) const { return bits.get() + (term * rows + row) * depth; }
    [[nodiscard]] int usedBy(Index first, Index count) const
    {
        return *std::max_element(used.begin() + first, used.begin() + first + count);
    }
};

} // namespace

bool takeTerm(std::span<float> values, std::span<std::uint16_t> terms)
{
    VERNIER_CHECK(values.size() == terms.size());
    return takeTermOf(values.data(), terms.data(), values.size()) != 0;
}

Matrix roundedToTerms(const MatrixView &x, int terms, const Compute &compute)
{
    Matrix rounded = x;
    forTermRows(x.rows(), compute, [&](Index row) {
        const auto width = static_cast<std::size_t>(x.cols());
        std::vector<float> rest(x.row(row).data(), x.row(row).data() + x.cols());
        std::vector<std::uint16_t> bits(width);
        for (int term = 0; term < terms; ++term)
            static_cast<void>(takeTerm(rest, bits));
        const Eigen::Map<const Eigen::RowVectorXf> left(rest.data(), x.cols());
        rounded.row(row) = x.row(row) - left; // exact: it is the sum of the terms
        for (Index i = 0; i < x.cols(); ++i) {
            if (!std::isfinite(x(row, i)))
                rounded(row, i) = x(row, i);
        }
    });
    return rounded;
}

void multiplyTransposedByTerms(const MatrixView &x, const PackedWeights &w, int terms, MatrixSpan y, const Compute &compute)
{
    VERNIER_CHECK(terms >= 1 && terms <= kExactTerms && x.cols() == w.depth() && y.rows() == x.rows() && y.cols() == w.outputs());
    for (Index slab = 0; slab < x.rows(); slab += kRowsPerSlab) {
        const Index slabRows = std::min(kRowsPerSlab, x.rows() - slab);
        const SplitRows split(x.middleRows(slab, slabRows), terms, compute);
        const Index shares = (slabRows + kTermRowsPerShare - 1) / kTermRowsPerShare;
        // Pieces of one panel follow each other: its weights are read from memory once.
        parallelFor(compute.workers(), shares * w.panels(), [&](std::int64_t piece) {
            const Index first = piece % shares * kTermRowsPerShare;
            const Index rows = std::min(kTermRowsPerShare, slabRows - first);
            const std::int64_t panel = piece / shares;
            const int used = split.usedBy(first, rows);
            Matrix sums(rows, w.panelOutputs(panel));
            for (int term = used - 1; term >= 0; --term) // small numbers first
                w.multiply(panel, split.of(term, first), rows, sums.data(), term < used - 1);
            y.block(slab + first, w.panelFirst(panel), rows, sums.cols()) = sums;
        });
        if (compute.interrupt && compute.interrupt->requested())
            return;
    }
}

bool isExactInBfloat16(const MatrixView &w, const Compute &compute)
{
    std::atomic<bool> exact{true};
    forTermRows(w.rows(), Compute{.threads = compute.threads}, [&](Index row) {
        if (exact && lowerHalves(w.row(row).data(), static_cast<std::size_t>(w.cols())) != 0)
            exact = false;
    });
    return exact;
}

} // namespace vernier
