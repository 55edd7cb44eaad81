// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <span>
#include <vector>

// Means over predicted tokens with honest standard errors.

namespace vernier {

struct Estimate
{
    double mean = 0.0;
    double standardError = 0.0; ///< 0 when there is a single value

    bool operator==(const Estimate &) const = default;
};

/// Mean over all values. Tokens of one window depend on each other, so the windows are the independent units:
/// the standard error is sqrt(W / (W - 1) · Σ_w (Σ_i (x_wi - mean))²) / N, the cluster-robust one.
/// windowOf[i] is the window of value i, ascending. With a single window tokens are taken as independent.
/// Source: Miller 2024, Adding error bars to evals, arXiv:2411.00640, section 2.2.
[[nodiscard]] Estimate clusteredMean(std::span<const double> values, std::span<const int> windowOf);

/// Value below which a share `quantile` in [0, 1] of the values lies, linearly interpolated; values need no order.
[[nodiscard]] double quantileOf(std::vector<double> values, double quantile);

} // namespace vernier
