// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/parallel.h"
#include "core/tensor/dtype.h"
#include "core/tensor/matrix.h"
#include "core/tensor/ordered_gemm.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

// The one door to matrix products: oneDNN where it is exact and fast, plain Eigen otherwise.

namespace vernier {

enum class GemmBackend {
    OneDnn, ///< kernels chosen at run time for the processor; some float products in a stated order (SumOrder)
    Plain,  ///< Eigen, the same on every machine; for sanitizers and for comparison
};

/// How float layers multiply where the weights are bfloat16 numbers (tensor/bfloat16_terms.h); all others do in float32.
enum class FloatProducts {
    Automatic,  ///< by three terms where that is fast, else in float32; which of the two, resolvedProducts (forward/network.h) tells
    Float32,
    Bf16Terms3, ///< exact but for the order of sums, as Float32
    Bf16Terms2, ///< a preview: activations have 16 bits
    Bf16Terms1, ///< a coarse preview: activations have 8 bits
};

/// "auto", "float32", "bf16x3", "bf16x2", "bf16x1", in this order.
[[nodiscard]] std::string_view toString(FloatProducts products);
inline constexpr FloatProducts kAllFloatProducts[] = {FloatProducts::Automatic, FloatProducts::Float32, FloatProducts::Bf16Terms3,
                                                      FloatProducts::Bf16Terms2, FloatProducts::Bf16Terms1};

/// One of these names; nothing for others.
[[nodiscard]] std::optional<FloatProducts> floatProductsFromName(std::string_view name);
/// Whether results are coarser than float32's.
[[nodiscard]] constexpr bool isPreview(FloatProducts products)
{
    return products == FloatProducts::Bf16Terms2 || products == FloatProducts::Bf16Terms1;
}

/// Where and how wide to compute; passed along, never global.
struct Compute
{
    int threads = 1;
    GemmBackend backend = GemmBackend::OneDnn;
    SumOrder order = SumOrder::Fast; ///< of the OneDnn backend
    Interrupt *interrupt = nullptr;  ///< null, or asked during the work; when it says stop, results are unspecified
    DType arithmetic = DType::F32;   ///< F32 or BF16: what a forward pass rounds the result of each operation to, products included
    FloatProducts products = FloatProducts::Automatic; ///< of the OneDnn backend in Fast order; else float32

    [[nodiscard]] Workers workers() const { return {threads, interrupt}; }
};

/// The same, for results that are to have the original's bits wherever we can give them.
[[nodiscard]] constexpr Compute inReferenceOrder(Compute compute)
{
    compute.order = SumOrder::Reference;
    compute.products = FloatProducts::Float32; // also in models too large for that order
    return compute;
}

/// The same in float32: where results are saved or compared, and the processor is not to matter.
[[nodiscard]] constexpr Compute inFloat32(Compute compute)
{
    compute.products = FloatProducts::Float32;
    return compute;
}

/// Lets oneDNN generate its kernels now. Where memory is short it crashes while it does so, so programs that work with
/// limits call this before they fill theirs; nobody has to.
void prepareProducts(const Compute &compute);

// The products throw std::bad_alloc where there is no memory for their buffers.

// Sums are float32 whatever the arithmetic: who calls rounds them. In which order they are taken decides no more than a rare rounding in
// bfloat16, and the original's own processors take them in different ones.

/// y = x wᵀ in float32: x [n, k], w [m, k], y [n, m].
void multiplyTransposed(const MatrixView &x, const MatrixView &w, MatrixSpan y, const Compute &compute);

/// y = x w in float32: x [n, k], w [k, m], y [n, m].
void multiply(const MatrixView &x, const MatrixView &w, MatrixSpan y, const Compute &compute);

/// y = x wᵀ exactly, in 32-bit integers: x [n, k] unsigned, w [m, k] signed, y [n, m], all dense row-major.
/// k must not exceed kMaxInt8Depth, so that no sum can overflow.
void multiplyInt8(std::span<const std::uint8_t> x, const CodeMatrix &w, std::span<std::int32_t> y,
                  const Compute &compute);

/// Largest inner dimension with 255 · 128 · k < 2^31.
inline constexpr std::int64_t kMaxInt8Depth = 65793;

} // namespace vernier
