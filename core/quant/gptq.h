// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/quant/quantized_weight.h"
#include "core/tensor/gemm.h"

#include <memory>
#include <vector>

// GPTQ: columns are rounded one after the other, and what rounding changed in the layer's output is taken back by the
// columns still to come, as the inputs' second moments say.
// Source: Frantar et al. 2022, GPTQ, arXiv:2210.17323, algorithm 1; spec/msmodelslim.md 3.3.

namespace vernier {

struct GptqOptions
{
    double damping = 0.01; ///< of the Hessian's mean diagonal, added to the diagonal
    /// The original's ways: rows are rounded a second time with the scales of the rounded row, and groups take their scales
    /// from columns that do not know of the roundings in the same block of 128.
    bool asOriginal = true;
    bool actOrder = false; ///< columns in falling order of their Hessian diagonal; not asOriginal, not with groups

    bool operator==(const GptqOptions &) const = default;
};

/// Adds 2 xᵀx of the inputs x [tokens, in] to hessian [in, in], which is empty to begin with.
void addToHessian(const MatrixView &x, Matrix &hessian, const Compute &compute);

/// What layers that read the same inputs have in common.
struct GptqBasis
{
    GptqOptions options;
    Matrix factor;                      ///< [in, in]: upper Cholesky factor of the damped Hessian's inverse, columns in `order`
    std::vector<Eigen::Index> dead;     ///< columns that no input reaches; their weights become 0
    std::vector<Eigen::Index> order;    ///< the columns as they are rounded; empty: as they stand
};

/// hessian [in, in]. Errors: Numeric (not positive definite even when damped), Cancelled (compute.interrupt).
[[nodiscard]] Result<std::shared_ptr<const GptqBasis>> gptqBasis(Matrix hessian, const GptqOptions &options, const Compute &compute);

/// weight [out, in]; per tensor, per row or per group as the scheme says. Errors: Cancelled (compute.interrupt).
[[nodiscard]] Result<QuantizedWeight> quantizeGptq(Matrix weight, const GptqBasis &basis, const Scheme &scheme, const Compute &compute);

} // namespace vernier
