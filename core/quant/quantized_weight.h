// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/parallel.h"
#include "core/quant/affine.h"
#include "core/recipe/plan.h"
#include "core/tensor/dtype.h"
#include "core/tensor/matrix.h"

#include <vector>

// A weight as integer codes with its scales: what is multiplied and what is saved.

namespace vernier {

struct QuantizedWeight
{
    CodeMatrix codes; ///< [out, in]; 4-bit codes lie in -8…7
    int bits = 8;
    std::vector<AffineParameters> parameters; ///< one for each row, or a single one for the whole tensor
    DType arithmetic = DType::F32; ///< F32 or BF16: what its operations were rounded to; type of scales and offsets

    [[nodiscard]] AffineParameters ofRow(Eigen::Index row) const
    {
        return parameters[parameters.size() == 1 ? 0 : static_cast<std::size_t>(row)];
    }
};

/// Smallest and largest element.
struct Extremes
{
    float min = 0.0f;
    float max = 0.0f;
};
[[nodiscard]] Extremes extremes(const MatrixView &weight, int threads);

/// MinMax rounding: bits, symmetry and granularity as the scheme says; symmetric codes stay inside ±(2^(bits-1) - 1).
///
/// weight  [out, in].
/// whole   extremes of the whole tensor when `weight` is a part of it and the scheme is per tensor; else null.
/// arithmetic  F32, or BF16: every operation rounded to it; the weight's elements must then be such numbers.
/// Source: spec/msmodelslim.md 0.2, 3.1.
[[nodiscard]] QuantizedWeight quantizeMinMax(const MatrixView &weight, const Scheme &scheme, int threads,
                                             const Extremes *whole = nullptr, DType arithmetic = DType::F32);

/// [out, in]
[[nodiscard]] Matrix dequantize(const QuantizedWeight &weight, int threads);

} // namespace vernier
