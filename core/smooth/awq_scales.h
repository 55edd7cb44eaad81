// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/job_monitor.h"
#include "core/base/result.h"
#include "core/tensor/gemm.h"
#include "core/tensor/matrix.h"

#include <span>
#include <vector>

// Outlier suppression m3, AWQ-like: scales that make the quantized weights' outputs best, whatever the activations' format.

namespace vernier {

/// Exponents that are tried: 0, 0.05, …, 0.95.
inline constexpr int kAwqRatios = 20;

/// max(mean over tokens of |x|^ratio, 1e-4), divided by the geometric mean of its largest and smallest value. [channels]
[[nodiscard]] std::vector<float> awqScales(std::span<const float> absMean, int ratio);

/// The scales of m3: those of the ratio with the smallest loss (the first of several), the sum over the linears of a group of
/// the mean squared error of x fq(W s)ᵀ / s, rows of the weight quantized to `bits` bits.
///
/// tokens   [tokens, channels] the first sample
/// weights  [out, channels] of all linears of the group
/// Errors: Cancelled.
/// Source: Lin et al. 2023, AWQ, arXiv:2306.00978, section 3.2; spec/msmodelslim.md 4.7.
[[nodiscard]] Result<std::vector<float>> searchAwqScales(const MatrixView &tokens, std::span<const Matrix> weights, int bits,
                                                         bool symmetric, const Compute &compute, JobMonitor &monitor);

} // namespace vernier
