// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/parallel.h"
#include "core/tensor/matrix.h"

#include <functional>
#include <span>

// The power-law grid of sparse weights (nonuniform): |w|^exponent lies on an even grid, so small weights have finer steps
// than large ones where the exponent is below 1.

namespace vernier {

/// The exponent in [0.1, 0.9] that loses least: the squared 2-norm of w - ŵ, where |w|^exponent is rounded to ±7 steps, of each
/// row or (perTensor) of the whole. Searched as scipy.optimize.minimize does with method "Powell" from 0.7: the last digits
/// are the search's, not the minimum's.
///
/// inliers  [out, in], outliers 0.
/// Source: spec/msmodelslim.md 3.5; Powell 1964, doi:10.1093/comjnl/7.2.155.
[[nodiscard]] double searchGridExponent(const MatrixView &inliers, bool perTensor, const Workers &workers);

/// x = sign · |x|^exponent, in float32.
void signedPower(std::span<float> x, float exponent, const Workers &workers);

/// Powell's search in one dimension between bounds, its line searches by Brent's method (golden sections and parabolas).
/// Relative tolerance 1e-4 of the value, 1e-4 of the place. Source: as above; Forsythe, Malcolm & Moler 1977, fmin.
[[nodiscard]] double powellMinimum(const std::function<double(double)> &of, double start, double low, double high);

} // namespace vernier
