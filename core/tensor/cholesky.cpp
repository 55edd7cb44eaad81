// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/tensor/cholesky.h"

#include "core/base/check.h"
#include "core/base/parallel.h"

#include <Eigen/Cholesky>

#include <algorithm>
#include <iterator>
#include <vector>

namespace vernier {

namespace {

constexpr Eigen::Index kBlock = 256;

bool isStopped(const Compute &compute)
{
    return compute.interrupt && compute.interrupt->poll();
}

/// For blocks that threads share: a single one is no work for several.
Compute onOneThread(Compute compute)
{
    compute.threads = 1;
    compute.interrupt = nullptr; // asked between blocks
    return compute;
}

/// Inverse of a lower triangle, panel by panel of what lies on its diagonal and below.
Eigen::MatrixXd inverseOfLower(const Eigen::MatrixXd &lower, const Compute &compute)
{
    constexpr Eigen::Index kPanel = 64;
    const Eigen::Index n = lower.rows();
    Eigen::MatrixXd inverse = Eigen::MatrixXd::Zero(n, n);
    parallelFor(compute.threads, (n + kPanel - 1) / kPanel, [&](std::int64_t panel) {
        const Eigen::Index first = panel * kPanel;
        const Eigen::Index columns = std::min(kPanel, n - first);
        Eigen::MatrixXd solved = Eigen::MatrixXd::Identity(n - first, columns);
        lower.bottomRightCorner(n - first, n - first).triangularView<Eigen::Lower>().solveInPlace(solved);
        inverse.block(first, first, n - first, columns) = solved;
    });
    return inverse;
}

/// Lower factor of the lower triangle of `block`, in place, and its inverse. False: not positive definite.
bool factorDiagonal(MatrixSpan block, Matrix &inverse, const Compute &compute)
{
    const Eigen::MatrixXd exact = block.cast<double>();
    const Eigen::LLT<Eigen::MatrixXd> factor(exact);
    if (factor.info() != Eigen::Success)
        return false;
    const Eigen::MatrixXd lower = factor.matrixL();
    if (!lower.allFinite())
        return false;
    block = lower.cast<float>();
    inverse = inverseOfLower(lower, compute).cast<float>();
    return true;
}

/// a = m mᵀ: m replaces the lower triangle; diagonal blocks' inverses are kept.
bool factorLower(Matrix &a, std::vector<Matrix> &diagonalInverses, const Compute &compute)
{
    const Eigen::Index n = a.rows();
    const Compute serial = onOneThread(compute);
    Matrix panel;
    for (Eigen::Index first = 0; first < n; first += kBlock) {
        if (isStopped(compute))
            return false;
        const Eigen::Index size = std::min(kBlock, n - first);
        if (!factorDiagonal(a.block(first, first, size, size), diagonalInverses.emplace_back(), compute))
            return false;
        const Eigen::Index next = first + size;
        if (next == n)
            break;
        panel.resize(n - next, size); // below the diagonal block: solved with its factor
        multiplyTransposed(a.block(next, first, n - next, size), diagonalInverses.back(), panel, compute);
        a.block(next, first, n - next, size) = panel;
        // What is left, its lower triangle only; the longest rows first, so that threads end together.
        const Eigen::Index blocks = (n - next + kBlock - 1) / kBlock;
        parallelFor(compute.workers(), blocks, [&](std::int64_t fromLast) {
            const Eigen::Index row = next + (blocks - 1 - fromLast) * kBlock;
            const Eigen::Index rows = std::min(kBlock, n - row);
            const Eigen::Index columns = row + rows - next;
            Matrix product(rows, columns);
            multiplyTransposed(panel.middleRows(row - next, rows), panel.topRows(columns), product, serial);
            a.block(row, next, rows, columns) -= product;
        });
    }
    return true;
}

/// The inverse of a lower triangular matrix, block row by block row.
bool invertLower(Matrix &m, const std::vector<Matrix> &diagonalInverses, const Compute &compute)
{
    const Compute serial = onOneThread(compute);
    for (std::size_t i = 0; i < diagonalInverses.size(); ++i) {
        if (isStopped(compute))
            return false;
        const Eigen::Index first = static_cast<Eigen::Index>(i) * kBlock;
        const Eigen::Index size = diagonalInverses[i].rows();
        Matrix solved(size, first);
        parallelFor(compute.workers(), static_cast<std::int64_t>(i), [&](std::int64_t columnBlock) {
            const Eigen::Index column = columnBlock * kBlock; // what lies above the diagonal is zero
            Matrix product(size, kBlock);
            multiply(m.block(first, column, size, first - column), m.block(column, column, first - column, kBlock), product, serial);
            multiply(diagonalInverses[i], product, solved.middleCols(column, kBlock), serial);
        });
        m.block(first, 0, size, first) = -solved;
        m.block(first, first, size, size) = diagonalInverses[i];
        m.block(first, first + size, size, m.cols() - first - size).setZero();
    }
    return !isStopped(compute);
}

/// Both axes in reverse order.
void turnAround(Matrix &a, const Compute &compute)
{
    constexpr Eigen::Index kPiece = Eigen::Index{1} << 18;
    const Eigen::Index half = a.size() / 2;
    float *const begin = a.data();
    float *const end = begin + a.size();
    parallelFor(compute.workers(), (half + kPiece - 1) / kPiece, [&](std::int64_t piece) {
        const Eigen::Index first = piece * kPiece;
        const Eigen::Index count = std::min(kPiece, half - first);
        std::swap_ranges(begin + first, begin + first + count, std::make_reverse_iterator(end - first));
    });
}

} // namespace

bool inverseUpperFactor(Matrix &a, const Compute &compute)
{
    VERNIER_CHECK(a.rows() == a.cols());
    // With the order of rows and columns turned around, a lower factor becomes an upper one.
    turnAround(a, compute);
    std::vector<Matrix> diagonalInverses;
    if (!factorLower(a, diagonalInverses, compute) || !invertLower(a, diagonalInverses, compute))
        return false;
    turnAround(a, compute);
    return !isStopped(compute);
}

} // namespace vernier
