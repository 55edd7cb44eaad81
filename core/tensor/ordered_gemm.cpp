// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/tensor/ordered_gemm.h"

#include "core/base/parallel.h"
#include "core/base/vectorized.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

namespace vernier {

namespace {

using Eigen::Index;

/// A block of outputs is computed from a copy of its weights, [k, kPanel], one group of lanes beside the other.
constexpr Index kLanes = 8;
constexpr Index kPanel = 2 * kLanes;

/// Eight floats in a register: with arrays, or with wider groups, GCC keeps the sums in memory.
struct Lanes
{
    using Vector [[gnu::vector_size(kLanes * sizeof(float))]] = float;
    Vector v;

    [[gnu::always_inline]] static Lanes load(const float *from)
    {
        return {Vector{from[0], from[1], from[2], from[3], from[4], from[5], from[6], from[7]}};
    }
    [[gnu::always_inline]] void store(float *to) const
    {
        for (int lane = 0; lane < kLanes; ++lane)
            to[lane] = v[lane];
    }
    [[gnu::always_inline]] void addProduct(const Lanes &a, float b)
    {
        v = Vector{std::fma(a.v[0], b, v[0]), std::fma(a.v[1], b, v[1]), std::fma(a.v[2], b, v[2]),
                   std::fma(a.v[3], b, v[3]), std::fma(a.v[4], b, v[4]), std::fma(a.v[5], b, v[5]),
                   std::fma(a.v[6], b, v[6]), std::fma(a.v[7], b, v[7])};
    }
};

/// sums [rows, kPanel] = x panel in chains over `depth`; rows of x are `stride` apart.
VERNIER_VECTORIZED
void multiplyPanel(const float *x, Index stride, Index rows, const float *panel, Index depth, float *sums)
{
    Index row = 0;
    for (; row + 4 <= rows; row += 4) { // eight chains at a time hide the latency of an addition
        const float *const x0 = x + row * stride;
        const float *const x1 = x0 + stride;
        const float *const x2 = x1 + stride;
        const float *const x3 = x2 + stride;
        Lanes a0{}, a1{}, b0{}, b1{}, c0{}, c1{}, d0{}, d1{};
        for (Index i = 0; i < depth; ++i) {
            const Lanes w0 = Lanes::load(panel + i * kPanel);
            const Lanes w1 = Lanes::load(panel + i * kPanel + kLanes);
            a0.addProduct(w0, x0[i]);
            a1.addProduct(w1, x0[i]);
            b0.addProduct(w0, x1[i]);
            b1.addProduct(w1, x1[i]);
            c0.addProduct(w0, x2[i]);
            c1.addProduct(w1, x2[i]);
            d0.addProduct(w0, x3[i]);
            d1.addProduct(w1, x3[i]);
        }
        float *const to = sums + row * kPanel;
        a0.store(to);
        a1.store(to + kLanes);
        b0.store(to + kPanel);
        b1.store(to + kPanel + kLanes);
        c0.store(to + 2 * kPanel);
        c1.store(to + 2 * kPanel + kLanes);
        d0.store(to + 3 * kPanel);
        d1.store(to + 3 * kPanel + kLanes);
    }
    for (; row < rows; ++row) {
        const float *const x0 = x + row * stride;
        Lanes a0{}, a1{};
        for (Index i = 0; i < depth; ++i) {
            a0.addProduct(Lanes::load(panel + i * kPanel), x0[i]);
            a1.addProduct(Lanes::load(panel + i * kPanel + kLanes), x0[i]);
        }
        a0.store(sums + row * kPanel);
        a1.store(sums + row * kPanel + kLanes);
    }
}

/// How many of the remaining products make the next run of a chain.
Index runLength(Index remaining)
{
    constexpr Index kLongest = 448;
    constexpr Index kUnit = 16;
    if (remaining >= 2 * kLongest)
        return kLongest;
    return remaining > kLongest ? (remaining / 2 + kUnit - 1) / kUnit * kUnit : remaining;
}

/// Multiplications from which on it pays to wake other threads.
constexpr Index kWorthThreads = 1 << 20;

/// y = x w in chains; weightAt(i, j) is w's element for inner index i and output j. `inRuns`: long chains are cut.
template <typename WeightAt>
void multiplyInChains(const MatrixView &x, MatrixSpan y, bool inRuns, const Workers &workers, WeightAt weightAt)
{
    const Index depth = x.cols();
    const int helpful = y.size() * depth >= kWorthThreads ? workers.threads : 1;
    parallelFor({helpful, workers.interrupt}, (y.cols() + kPanel - 1) / kPanel, [&](std::int64_t index) {
        const Index first = index * kPanel;
        const Index width = std::min(kPanel, y.cols() - first);
        std::vector<float> panel(static_cast<std::size_t>(depth * kPanel), 0.0f);
        Matrix sums(x.rows(), kPanel);
        for (Index i = 0; i < depth; ++i) {
            for (Index j = 0; j < width; ++j)
                panel[static_cast<std::size_t>(i * kPanel + j)] = weightAt(i, first + j);
        }
        auto out = y.middleCols(first, width);
        out.setZero();
        for (Index done = 0; done < depth;) {
            const Index run = inRuns ? runLength(depth - done) : depth;
            multiplyPanel(x.data() + done, x.outerStride(), x.rows(), panel.data() + done * kPanel, run, sums.data());
            out += sums.leftCols(width);
            done += run;
        }
    });
}

constexpr std::size_t kSplit = 16;

/// Product i of a · b is added to sum i mod kSplit.
VERNIER_VECTORIZED
void dotInLanes(const float *a, const float *b, std::size_t count, float *lanes)
{
    std::array<float, kSplit> sums{};
    std::size_t i = 0;
    for (; i + kSplit <= count; i += kSplit) {
        for (std::size_t lane = 0; lane < kSplit; ++lane)
            sums[lane] = std::fma(a[i + lane], b[i + lane], sums[lane]);
    }
    for (std::size_t lane = 0; i + lane < count; ++lane)
        sums[lane] = std::fma(a[i + lane], b[i + lane], sums[lane]);
    std::copy(sums.begin(), sums.end(), lanes);
}

/// Neighbours first: what the kernels do where four outputs lie side by side.
float addNeighbours(const std::array<float, kSplit> &lanes)
{
    std::array<float, 4> quarter{};
    for (std::size_t i = 0; i < quarter.size(); ++i)
        quarter[i] = (lanes[4 * i] + lanes[4 * i + 1]) + (lanes[4 * i + 2] + lanes[4 * i + 3]);
    return (quarter[0] + quarter[1]) + (quarter[2] + quarter[3]);
}

/// Halves onto each other: what they do for the outputs left over in the corner.
float addHalves(std::array<float, kSplit> lanes)
{
    for (std::size_t width = kSplit / 2; width > 0; width /= 2) {
        for (std::size_t lane = 0; lane < width; ++lane)
            lanes[lane] += lanes[lane + width];
    }
    return lanes[0];
}

/// y = x wᵀ in lanes.
void multiplyInLanes(const MatrixView &x, const MatrixView &w, MatrixSpan y)
{
    const Index evenRows = y.rows() / 4 * 4;
    const Index evenColumns = y.cols() / 4 * 4;
    std::array<float, kSplit> lanes{};
    for (Index row = 0; row < y.rows(); ++row) {
        for (Index column = 0; column < y.cols(); ++column) {
            dotInLanes(x.row(row).data(), w.row(column).data(), static_cast<std::size_t>(x.cols()), lanes.data());
            y(row, column) = column < evenColumns || row < evenRows ? addNeighbours(lanes) : addHalves(lanes);
        }
    }
}

/// Beyond this OpenBLAS takes its kernels for large matrices.
bool hasSmallKernel(Index n, Index m, Index k)
{
    return n * m * k <= 1'000'000;
}

/// Shortest sums it takes in lanes.
constexpr Index kLanesDepth = 32;

/// Whether a product with w transposed is summed in lanes.
bool takesLanes(Index n, Index m, Index k)
{
    constexpr Index kMostOutputs = 1200;
    return hasSmallKernel(n, m, k) && n * m <= kMostOutputs && k >= kLanesDepth;
}

VERNIER_VECTORIZED
float dotInChain(const float *a, const float *b, Index count)
{
    float sum = 0.0f;
    for (Index i = 0; i < count; ++i)
        sum = std::fma(a[i], b[i], sum);
    return sum;
}

} // namespace

std::vector<float> diagonalInOrder(const MatrixView &x, const MatrixView &w)
{
    const Index rows = x.rows();
    const Index depth = x.cols();
    const bool inLanes = takesLanes(rows, rows, depth);
    std::vector<float> diagonal(static_cast<std::size_t>(rows));
    std::array<float, kSplit> lanes{};
    for (Index row = 0; row < rows; ++row) {
        float &to = diagonal[static_cast<std::size_t>(row)];
        if (inLanes) {
            dotInLanes(x.row(row).data(), w.row(row).data(), static_cast<std::size_t>(depth), lanes.data());
            to = row < rows / 4 * 4 ? addNeighbours(lanes) : addHalves(lanes);
            continue;
        }
        for (Index done = 0; done < depth;) {
            const Index run = runLength(depth - done);
            to += dotInChain(x.row(row).data() + done, w.row(row).data() + done, run);
            done += run;
        }
    }
    return diagonal;
}

void multiplyTransposedInOrder(const MatrixView &x, const MatrixView &w, MatrixSpan y, const Workers &workers)
{
    if (takesLanes(y.rows(), y.cols(), x.cols()))
        multiplyInLanes(x, w, y);
    else
        multiplyInChains(x, y, true, workers, [&](Index i, Index j) { return w(j, i); });
}

void multiplyInOrder(const MatrixView &x, const MatrixView &w, MatrixSpan y, const Workers &workers)
{
    constexpr Index kBlock = 16; // outputs the kernel takes at a time; up to half a block left over is taken in lanes
    const Index k = x.cols();
    const Index m = y.cols();
    const auto weightAt = [&](Index i, Index j) { return w(i, j); };
    if (!hasSmallKernel(y.rows(), m, k)) {
        multiplyInChains(x, y, true, workers, weightAt);
        return;
    }
    const Index rest = k >= kLanesDepth && m % kBlock <= kBlock / 2 ? m % kBlock : 0;
    if (rest < m)
        multiplyInChains(x, y.leftCols(m - rest), false, workers, weightAt);
    if (rest > 0) {
        const Matrix transposed = w.rightCols(rest).transpose();
        multiplyInLanes(x, transposed, y.rightCols(rest));
    }
}

} // namespace vernier
