// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/job_monitor.h"
#include "core/base/result.h"
#include "core/tensor/gemm.h"
#include "core/tensor/matrix.h"

#include <span>

// Outlier suppression m6, flex smooth: SmoothQuant with the exponents of activation and weight searched for each group.

namespace vernier {

/// s = max(activation^alpha / max(weight, 1e-5)^beta, 1e-5) for each channel, abs-maxima as for m1.
struct FlexExponents
{
    double alpha = 0.0;
    double beta = 0.0;
    double error = 0.0; ///< relative, of the linears' outputs: the root of mean square error over mean square
};

/// The exponents of m6: first alpha on the grid 0, 0.05, …, 1 with beta = 1 - alpha, then beta on the same grid, each with
/// the smallest error, the last of several. The error is that of the linears' outputs when x / s is quantized to 8 bits per
/// tensor, asymmetric, and W s to 8 bits per row, symmetric.
///
/// tokens   [tokens, channels] of all samples
/// weights  [out, channels] of all linears of the group
/// Errors: Cancelled.
/// Source: Xiao et al. 2022, SmoothQuant, arXiv:2211.10438, for the scales; spec/msmodelslim.md 4.10 for the search.
[[nodiscard]] Result<FlexExponents> searchFlexExponents(const MatrixView &tokens, std::span<const Matrix> weights,
                                                        const Compute &compute, JobMonitor &monitor);

} // namespace vernier
