// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/tensor/gemm.h"

#include "core/base/check.h"
#include "core/base/parallel.h"
#include "core/tensor/onednn.h"

#include <algorithm>
#include <vector>

// oneDNN's BLAS-like entry points: for operands that are multiplied once. Weights that many products share are packed,
// packed_weights.h.

namespace vernier {

namespace {

/// A product is cut into pieces of this many rows of x, or of outputs alone where x has few rows; oneDNN computes each on one
/// thread. The pieces depend on the shape only, so the results do not depend on the number of threads.
constexpr Eigen::Index kRowsPerPiece = 256;
constexpr Eigen::Index kOutputsPerPiece = 512;
constexpr Eigen::Index kPlainRowsPerPiece = 64;
/// Of a piece, that is at most about 1 GFLOP: 5 to 30 ms on one thread. Between pieces whoever waits is asked.
constexpr Eigen::Index kMultiplicationsPerPiece = Eigen::Index{1} << 29;
/// However deep the sums are: even shares of more than so many outputs are half as wide or wider, and from 128 outputs on
/// oneDNN's kernels sum as they do for all outputs at once.
constexpr Eigen::Index kFewestOutputs = 256;

/// Even shares of [0, total), of at most `largest` each.
struct Shares
{
    Eigen::Index total;
    Eigen::Index count;

    Shares(Eigen::Index all, Eigen::Index largest)
        : total(all)
        , count((all + largest - 1) / largest)
    {}
    [[nodiscard]] Eigen::Index first(Eigen::Index share) const { return total * share / count; }
    [[nodiscard]] Eigen::Index size(Eigen::Index share) const { return first(share + 1) - first(share); }
};

/// Calls body(firstRow, rows, firstOutput, outputs) for the pieces of a product over `depth`. Those of the same outputs follow
/// each other: weights are read from memory once.
template <typename Body>
void forPieces(Eigen::Index rows, Eigen::Index outputs, Eigen::Index depth, Eigen::Index rowsPerPiece, const Compute &compute, Body body)
{
    const bool manyRows = rows > rowsPerPiece / 2;
    const Shares ofRows(rows, manyRows ? rowsPerPiece : rows);
    const Eigen::Index affordable = kMultiplicationsPerPiece / (std::min(rows, rowsPerPiece) * std::max<Eigen::Index>(1, depth));
    const Shares ofOutputs(outputs, std::max(kFewestOutputs, manyRows ? affordable : std::min(kOutputsPerPiece, affordable)));
    const auto onePiece = [&](std::int64_t piece) {
        const Eigen::Index row = piece % ofRows.count;
        const Eigen::Index output = piece / ofRows.count;
        body(ofRows.first(row), ofRows.size(row), ofOutputs.first(output), ofOutputs.size(output));
    };
    parallelFor(compute.workers(), ofRows.count * ofOutputs.count, onePiece);
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

std::string_view toString(FloatProducts products)
{
    switch (products) {
    case FloatProducts::Automatic: return "auto";
    case FloatProducts::Float32: break;
    case FloatProducts::Bf16Terms3: return "bf16x3";
    case FloatProducts::Bf16Terms2: return "bf16x2";
    case FloatProducts::Bf16Terms1: return "bf16x1";
    }
    return "float32";
}

std::optional<FloatProducts> floatProductsFromName(std::string_view name)
{
    const auto found = std::find_if(std::begin(kAllFloatProducts), std::end(kAllFloatProducts), [name](FloatProducts one) { return toString(one) == name; });
    return found == std::end(kAllFloatProducts) ? std::nullopt : std::optional(*found);
}

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
            multiplyTransposedInOrder(x, w, y, compute.workers());
        else
            forPieces(x.rows(), y.cols(), x.cols(), kRowsPerPiece, compute, [&](Eigen::Index row, Eigen::Index rows, Eigen::Index out, Eigen::Index outs) {
                sgemm('T', x.middleRows(row, rows), w.middleRows(out, outs), y.block(row, out, rows, outs));
            });
        return;
    }
    forPieces(x.rows(), y.cols(), x.cols(), kPlainRowsPerPiece, compute, [&](Eigen::Index row, Eigen::Index rows, Eigen::Index out, Eigen::Index outs) {
        y.block(row, out, rows, outs).noalias() = x.middleRows(row, rows) * w.middleRows(out, outs).transpose();
    });
}

void multiply(const MatrixView &x, const MatrixView &w, MatrixSpan y, const Compute &compute)
{
    VERNIER_CHECK(x.cols() == w.rows() && y.rows() == x.rows() && y.cols() == w.cols());
    if (y.size() == 0)
        return;
    if (compute.backend == GemmBackend::OneDnn) {
        if (isSummedInOrder(x.rows(), y.cols(), x.cols(), compute.order))
            multiplyInOrder(x, w, y, compute.workers());
        else
            forPieces(x.rows(), y.cols(), x.cols(), kRowsPerPiece, compute, [&](Eigen::Index row, Eigen::Index rows, Eigen::Index out, Eigen::Index outs) {
                sgemm('N', x.middleRows(row, rows), w.middleCols(out, outs), y.block(row, out, rows, outs));
            });
        return;
    }
    forPieces(x.rows(), y.cols(), x.cols(), kPlainRowsPerPiece, compute, [&](Eigen::Index row, Eigen::Index rows, Eigen::Index out, Eigen::Index outs) {
        y.block(row, out, rows, outs).noalias() = x.middleRows(row, rows) * w.middleCols(out, outs);
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
        forPieces(n, m, k, kRowsPerPiece, compute, [&](Eigen::Index row, Eigen::Index rows, Eigen::Index out, Eigen::Index outs) {
            checkProduct(oneDnnInt8(x.data() + row * k, rows, w.data() + out * k, outs, k, y.data() + row * m + out, m));
        });
        return;
    }
    multiplyInt8InPieces(x, w, y, [&](const Matrix &xPart, const Matrix &wPart, Matrix &product) {
        multiplyTransposed(xPart, wPart, product, compute);
    });
}

} // namespace vernier
