// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/tensor/gemm.h"

#include "core/base/check.h"
#include "core/base/parallel.h"

#include <oneapi/dnnl/dnnl.h>

#include <omp.h>

#include <algorithm>
#include <new>
#include <vector>

// oneDNN's BLAS-like entry points are used rather than its primitives: they are the same in oneDNN 2 and 3, need no
// cache of shapes, and reach 80 to 100 % of a prepacked primitive's speed from 64 rows on.

namespace vernier {

namespace {

/// A product is cut into pieces of this many rows of x, or of w where x has few; oneDNN computes each on one thread.
/// The pieces do not depend on the number of threads, so neither do the results.
constexpr Eigen::Index kRowsPerPiece = 256;
constexpr Eigen::Index kOutputsPerPiece = 512;
constexpr Eigen::Index kPlainRowsPerPiece = 64;

/// Keeps oneDNN on the calling thread: its OpenMP team would spin beside ours.
void stayOnThisThread()
{
    thread_local const bool done = [] {
        omp_set_num_threads(1);
        return true;
    }();
    static_cast<void>(done);
}

/// Calls body(first, count) for even shares of [0, total) of at most `largest` each.
template <typename Body>
void forShares(Eigen::Index total, Eigen::Index largest, const Compute &compute, Body body)
{
    const Eigen::Index shares = (total + largest - 1) / largest;
    const auto oneShare = [&](std::int64_t share) {
        const Eigen::Index first = total * share / shares;
        body(first, total * (share + 1) / shares - first);
    };
    parallelFor(compute.threads, shares, oneShare, compute.interrupt);
}

/// Calls body(firstRow, rows, firstOutput, outputs) for the pieces of a product.
template <typename Body>
void forPieces(Eigen::Index rows, Eigen::Index outputs, const Compute &compute, Body body)
{
    if (rows > kRowsPerPiece / 2)
        forShares(rows, kRowsPerPiece, compute, [&](Eigen::Index first, Eigen::Index count) { body(first, count, 0, outputs); });
    else
        forShares(outputs, kOutputsPerPiece, compute, [&](Eigen::Index first, Eigen::Index count) { body(0, rows, first, count); });
}

void checkProduct(dnnl_status_t status)
{
    if (status == dnnl_out_of_memory)
        throw std::bad_alloc();
    VERNIER_CHECK(status == dnnl_success);
}

void sgemm(char transposeB, const MatrixView &x, const MatrixView &w, MatrixSpan y)
{
    stayOnThisThread();
    const auto status = dnnl_sgemm('N', transposeB, y.rows(), y.cols(), x.cols(), 1.0f, x.data(), x.outerStride(),
                                   w.data(), w.outerStride(), 0.0f, y.data(), y.outerStride());
    checkProduct(status);
}

/// Depth at which float32 still adds products of 8-bit integers exactly: 512 · 255 · 128 < 2^24.
constexpr Eigen::Index kExactFloatDepth = 512;

/// Integer product by float32 products of short pieces, each of them exact.
template <typename Product>
void multiplyInt8InPieces(std::span<const std::uint8_t> x, const CodeMatrix &w, std::span<std::int32_t> y,
                          Product product)
{
    const Eigen::Index n = static_cast<Eigen::Index>(x.size()) / std::max<Eigen::Index>(1, w.cols());
    using Bytes = Eigen::Matrix<std::uint8_t, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
    using Integers = Eigen::Matrix<std::int32_t, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
    const Eigen::Map<const Bytes> xs(x.data(), n, w.cols());
    Eigen::Map<Integers> ys(y.data(), n, w.rows());
    ys.setZero();
    Matrix partial(n, w.rows());
    for (Eigen::Index k = 0; k < w.cols(); k += kExactFloatDepth) {
        const Eigen::Index depth = std::min(kExactFloatDepth, w.cols() - k);
        const Matrix xPart = xs.middleCols(k, depth).cast<float>();
        const Matrix wPart = w.middleCols(k, depth).cast<float>();
        product(xPart, wPart, partial);
        ys += partial.cast<std::int32_t>();
    }
}

/// y [n, m] with rows `stride` apart.
dnnl_status_t oneDnnInt8(const std::uint8_t *x, Eigen::Index n, const std::int8_t *w, Eigen::Index m, Eigen::Index k, std::int32_t *y,
                Eigen::Index stride)
{
    stayOnThisThread();
    const std::int32_t noOffset = 0;
    return dnnl_gemm_u8s8s32('N', 'T', 'F', n, m, k, 1.0f, x, k, 0, w, k, 0, 0.0f, y, stride, &noOffset);
}

/// Kernels for processors without VNNI add pairs of products in 16 bits and saturate; ask once, with the worst case.
bool oneDnnInt8IsExact()
{
    static const bool exact = [] {
        constexpr Eigen::Index kDepth = 256;
        const std::vector<std::uint8_t> x(64 * kDepth, 255);
        const CodeMatrix w = CodeMatrix::Constant(64, kDepth, -128);
        std::vector<std::int32_t> y(64 * 64);
        return oneDnnInt8(x.data(), 64, w.data(), 64, kDepth, y.data(), 64) == dnnl_success
            && std::all_of(y.begin(), y.end(), [](std::int32_t sum) { return sum == 255 * -128 * kDepth; });
    }();
    return exact;
}

} // namespace

void prepareProducts(const Compute &compute)
{
    if (compute.backend != GemmBackend::OneDnn)
        return;
    constexpr Eigen::Index kSize = 64;
    const Matrix x = Matrix::Zero(kSize, kSize);
    Matrix y(kSize, kSize);
    sgemm('T', x, x, y);
    sgemm('N', x, x, y);
    static_cast<void>(oneDnnInt8IsExact());
}

void multiplyTransposed(const MatrixView &x, const MatrixView &w, MatrixSpan y, const Compute &compute)
{
    VERNIER_CHECK(x.cols() == w.cols() && y.rows() == x.rows() && y.cols() == w.rows());
    if (y.size() == 0)
        return;
    if (compute.backend == GemmBackend::OneDnn) {
        if (isSummedInOrder(x.rows(), y.cols(), x.cols(), compute.order))
            multiplyTransposedInOrder(x, w, y, compute.threads);
        else
            forPieces(x.rows(), y.cols(), compute, [&](Eigen::Index row, Eigen::Index rows, Eigen::Index out, Eigen::Index outs) {
                sgemm('T', x.middleRows(row, rows), w.middleRows(out, outs), y.block(row, out, rows, outs));
            });
        return;
    }
    forShares(x.rows(), kPlainRowsPerPiece, compute, [&](Eigen::Index first, Eigen::Index count) {
        y.middleRows(first, count).noalias() = x.middleRows(first, count) * w.transpose();
    });
}

void multiply(const MatrixView &x, const MatrixView &w, MatrixSpan y, const Compute &compute)
{
    VERNIER_CHECK(x.cols() == w.rows() && y.rows() == x.rows() && y.cols() == w.cols());
    if (y.size() == 0)
        return;
    if (compute.backend == GemmBackend::OneDnn) {
        if (isSummedInOrder(x.rows(), y.cols(), x.cols(), compute.order))
            multiplyInOrder(x, w, y, compute.threads);
        else
            forPieces(x.rows(), y.cols(), compute, [&](Eigen::Index row, Eigen::Index rows, Eigen::Index out, Eigen::Index outs) {
                sgemm('N', x.middleRows(row, rows), w.middleCols(out, outs), y.block(row, out, rows, outs));
            });
        return;
    }
    forShares(x.rows(), kPlainRowsPerPiece, compute, [&](Eigen::Index first, Eigen::Index count) {
        y.middleRows(first, count).noalias() = x.middleRows(first, count) * w;
    });
}

void multiplyInt8(std::span<const std::uint8_t> x, const CodeMatrix &w, std::span<std::int32_t> y,
                  const Compute &compute)
{
    VERNIER_CHECK(w.cols() > 0 && w.cols() <= kMaxInt8Depth);
    const auto n = static_cast<Eigen::Index>(x.size()) / w.cols();
    VERNIER_CHECK(static_cast<Eigen::Index>(x.size()) == n * w.cols()
                  && static_cast<Eigen::Index>(y.size()) == n * w.rows());
    if (y.empty())
        return;
    if (compute.backend == GemmBackend::OneDnn && oneDnnInt8IsExact()) {
        const Eigen::Index k = w.cols();
        const Eigen::Index m = w.rows();
        forPieces(n, m, compute, [&](Eigen::Index row, Eigen::Index rows, Eigen::Index out, Eigen::Index outs) {
            checkProduct(oneDnnInt8(x.data() + row * k, rows, w.data() + out * k, outs, k, y.data() + row * m + out, m));
        });
        return;
    }
    multiplyInt8InPieces(x, w, y, [&](const Matrix &xPart, const Matrix &wPart, Matrix &product) {
        multiplyTransposed(xPart, wPart, product, compute);
    });
}

} // namespace vernier
