// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/job_monitor.h"
#include "core/base/result.h"
#include "core/smooth/outlier_stats.h"
#include "core/tensor/gemm.h"
#include "core/tensor/matrix.h"

#include <span>
#include <vector>

// Outlier suppression m2, enhanced SmoothQuant: only channels above a threshold are scaled, and the threshold is searched.

namespace vernier {

/// Thresholds that are tried, from the activation's standard deviation to its largest value.
inline constexpr int kThresholds = 100;

/// The linears that read an activation: query, key and value, or others.
struct ReadingLinears
{
    std::vector<Matrix> weights;            ///< each [out, channels]
    std::vector<std::vector<float>> biases; ///< each [out] or empty
};

/// The scales of m2. Where the largest value is at most three standard deviations they are those of m1; else, for the
/// threshold th with the smallest loss (the first of several), s = max(sqrt(c) / sqrt(max(weight, 1e-5)), 1e-5) for
/// channels whose shifted maximum c exceeds th, and 1 for the others.
/// The loss is the mean squared error of an output when the input, shifted and divided by s, is quantized to 8 bits per
/// tensor, asymmetric; weights are not quantized. The output is that of the first linear, or for three linears
/// that of an attention with one head as wide as the keys, without mask and rotation; of wider queries each part that wide
/// is a query of its own.
///
/// weightAbsMax  [channels] over all linears
/// tokens        [tokens, channels] the first sample
/// Errors: Cancelled.
/// Source: Wei et al. 2023, Outlier Suppression+, arXiv:2304.09145, without its shift; spec/msmodelslim.md 4.6, and the
/// attention from msModelSlim's results.
[[nodiscard]] Result<std::vector<float>> enhancedScales(const OutlierStats &stats, std::span<const float> weightAbsMax,
                                                        const MatrixView &tokens, const ReadingLinears &linears,
                                                        const Compute &compute, JobMonitor &monitor);

} // namespace vernier
