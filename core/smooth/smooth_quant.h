// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/calib/activation_stats.h"
#include "core/model/float_model.h"

#include <span>
#include <vector>

// Outlier suppression m1, SmoothQuant: activation outliers are moved into the weights, channel by channel.

namespace vernier {

/// s = max(sqrt(activation) / sqrt(max(weight, 1e-5)), 1e-5) for each channel: both abs-maxima, the weight's over all
/// linears of the group. In float32. Source: Xiao et al. 2022, SmoothQuant, arXiv:2211.10438, with alpha 0.5;
/// spec/msmodelslim.md 4.5.
[[nodiscard]] std::vector<float> smoothQuantScales(std::span<const float> activationAbsMax, std::span<const float> weightAbsMax);

/// The scales that m1 divides a layer's input by: one per input channel, shared by the layers that read the same. Empty
/// where m1 leaves the input as it is (attention output, down, head). `stats` must come from `model` itself.
[[nodiscard]] Result<std::vector<float>> smoothQuantScales(const FloatModel &model, const ActivationStats &stats, const LayerInfo &layer,
                                                           JobMonitor &monitor);

/// What the channels' abs-maxima become when the input is divided by the scales.
[[nodiscard]] std::vector<float> suppressedAbsMax(std::span<const float> absMax, std::span<const float> scales);

/// The rewrites of m1: in every block input norm -> query, key, value and post-attention norm -> gate, up are rescaled;
/// every norm of the model gets a zero bias, as in the original. `stats` must come from `model` itself.
[[nodiscard]] Result<Rewrites> smoothQuant(const FloatModel &model, const ActivationStats &stats, JobMonitor &monitor);

} // namespace vernier
