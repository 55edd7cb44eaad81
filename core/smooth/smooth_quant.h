// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <span>
#include <vector>

// Outlier suppression m1, SmoothQuant: activation outliers are moved into the weights, channel by channel.

namespace vernier {

/// s = max(sqrt(activation) / sqrt(max(weight, 1e-5)), 1e-5) for each channel: both abs-maxima, the weight's over all
/// linears of the group. In float32. Source: Xiao et al. 2022, SmoothQuant, arXiv:2211.10438, with alpha 0.5;
/// spec/msmodelslim.md 4.5.
[[nodiscard]] std::vector<float> smoothQuantScales(std::span<const float> activationAbsMax, std::span<const float> weightAbsMax);

} // namespace vernier
