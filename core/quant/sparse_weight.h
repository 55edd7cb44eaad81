// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/quant/quantized_weight.h"

// W8A8S and its relatives: most weights on a 4-bit grid, few outliers on its continuation to 8 bits. "Sparse" because most
// codes then are small, which a later compression makes use of. Source: spec/msmodelslim.md 3.5, 3.6.

namespace vernier {

/// The inliers' largest magnitude falls on code 7; every weight takes the nearest code of that grid, outliers up to 8 bits.
///
/// scheme.sparsity says which weights are outliers:
///   WholeTensor  the `fraction` of largest magnitude of the tensor (co_sparse; both kinds saturate: ±7 and ±127). With
///                scheme.nonuniform on a power-law grid.
///   RowFraction  those of each row (is_lowbit).
///   RowSigma     |w| above scheme.sigmaFactor standard deviations of the row's |w| (is_lowbit, use_sigma).
/// Saved as 8 bits (W8A8S) or, with 16-bit activations, as 4 bits; then outliers are cut to -8…7 when they are saved, while
/// msModelSlim's own simulation keeps them (QuantizedWeight::simulated).
/// Rows without an inlier get the smallest scale, where the original divides 0 by 0.
/// Errors: InvalidArgument: the fraction of so small a row or tensor is less than one weight.
[[nodiscard]] Result<QuantizedWeight> quantizeSparse(const MatrixView &weight, const Scheme &scheme, const Workers &workers);

/// The unbiased standard deviation of the magnitudes of a row: what RowSigma compares with.
[[nodiscard]] float magnitudeDeviation(std::span<const float> row);

} // namespace vernier
