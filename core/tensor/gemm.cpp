// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/tensor/gemm.h"

#include "core/base/check.h"
#include "core/base/parallel.h"

#include <oneapi/dnnl/dnnl.h>

#include <algorithm>
#include <vector>

#ifdef VERNIER_OPENMP
#include <omp.h>
#endif

// oneDNN's BLAS-like entry points are used rather than its primitives: they are the same in oneDNN 2 and 3, need no
// cache of shapes, and reach 80 to 100 % of a prepacked primitive's speed from 64 rows on.

namespace vernier {

namespace {

/// oneDNN takes its team size from OpenMP's per-thread setting; this sets it for the duration of a call.
class TeamSize
{
public:
#ifdef VERNIER_OPENMP
    explicit TeamSize(int threads)
        : m_before(omp_get_max_threads())
    {
        omp_set_num_threads(std::max(1, threads));
    }
    ~TeamSize() { omp_set_num_threads(m_before); }
    TeamSize(const TeamSize &) = delete;
    TeamSize &operator=(const TeamSize &) = delete;

private:
    int m_before;
#else
    explicit TeamSize(int) {}
#endif
};

/// Rows of x that one piece of a plain product covers.
constexpr Eigen::Index kRowsPerPiece = 64;

template <typename Body>
void forRowPieces(Eigen::Index rows, const Compute &compute, Body body)
{
    const auto pieces = (rows + kRowsPerPiece - 1) / kRowsPerPiece;
    parallelFor(compute.threads, pieces, [&](std::int64_t piece) {
        const Eigen::Index first = piece * kRowsPerPiece;
        body(first, std::min(kRowsPerPiece, rows - first));
    });
}

void sgemm(char transposeB, const MatrixView &x, const MatrixView &w, MatrixSpan y, int threads)
{
    const TeamSize team(threads);
    const auto status = dnnl_sgemm('N', transposeB, y.rows(), y.cols(), x.cols(), 1.0f, x.data(), x.outerStride(),
                                   w.data(), w.outerStride(), 0.0f, y.data(), y.outerStride());
    VERNIER_CHECK(status == dnnl_success);
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

bool oneDnnInt8(std::span<const std::uint8_t> x, const CodeMatrix &w, std::span<std::int32_t> y, int threads)
{
    const TeamSize team(threads);
    const dnnl_dim_t k = w.cols();
    const dnnl_dim_t m = w.rows();
    const dnnl_dim_t n = static_cast<dnnl_dim_t>(x.size()) / k;
    const std::int32_t noOffset = 0;
    return dnnl_gemm_u8s8s32('N', 'T', 'F', n, m, k, 1.0f, x.data(), k, 0, w.data(), k, 0, 0.0f, y.data(), m, &noOffset)
        == dnnl_success;
}

/// Kernels for processors without VNNI add pairs of products in 16 bits and saturate; ask once, with the worst case.
bool oneDnnInt8IsExact()
{
    static const bool exact = [] {
        constexpr Eigen::Index kDepth = 256;
        const std::vector<std::uint8_t> x(64 * kDepth, 255);
        const CodeMatrix w = CodeMatrix::Constant(64, kDepth, -128);
        std::vector<std::int32_t> y(64 * 64);
        return oneDnnInt8(x, w, y, 1)
            && std::all_of(y.begin(), y.end(), [](std::int32_t sum) { return sum == 255 * -128 * kDepth; });
    }();
    return exact;
}

} // namespace

void multiplyTransposed(const MatrixView &x, const MatrixView &w, MatrixSpan y, const Compute &compute)
{
    VERNIER_CHECK(x.cols() == w.cols() && y.rows() == x.rows() && y.cols() == w.rows());
    if (y.size() == 0)
        return;
    if (compute.backend == GemmBackend::OneDnn) {
        sgemm('T', x, w, y, compute.threads);
        return;
    }
    forRowPieces(x.rows(), compute, [&](Eigen::Index first, Eigen::Index count) {
        y.middleRows(first, count).noalias() = x.middleRows(first, count) * w.transpose();
    });
}

void multiply(const MatrixView &x, const MatrixView &w, MatrixSpan y, const Compute &compute)
{
    VERNIER_CHECK(x.cols() == w.rows() && y.rows() == x.rows() && y.cols() == w.cols());
    if (y.size() == 0)
        return;
    if (compute.backend == GemmBackend::OneDnn) {
        sgemm('N', x, w, y, compute.threads);
        return;
    }
    forRowPieces(x.rows(), compute, [&](Eigen::Index first, Eigen::Index count) {
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
        VERNIER_CHECK(oneDnnInt8(x, w, y, compute.threads));
        return;
    }
    multiplyInt8InPieces(x, w, y, [&](const Matrix &xPart, const Matrix &wPart, Matrix &product) {
        multiplyTransposed(xPart, wPart, product, compute);
    });
}

} // namespace vernier
