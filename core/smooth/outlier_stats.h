// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/calib/activation_stats.h"
#include "core/tensor/matrix.h"

#include <span>
#include <vector>

// What outlier suppression knows of the activation of a group: statistics of all samples, in float32.

namespace vernier {

/// The running shift of a channel is the middle of its range over the samples so far; "shifted" means less that shift.
/// Source: spec/msmodelslim.md 4.3.
struct OutlierStats
{
    std::vector<float> absMax;     ///< [channels]
    std::vector<float> channelMin; ///< [channels]
    std::vector<float> channelMax; ///< [channels]
    std::vector<float> shift;      ///< [channels] after the last sample
    std::vector<float> shiftedMax; ///< [channels] largest shifted value; signed
    float largest = 0.0f;          ///< of shiftedMax
    float deviation = 0.0f;        ///< largest standard deviation of a sample's shifted elements
};

/// input  at least one sample.
[[nodiscard]] OutlierStats outlierStats(const InputStats &input);

/// max over rows of |w|, per column, and at least what `largest` holds already; for the linears of a group.
void raiseToColumnAbsMax(std::vector<float> &largest, const MatrixView &weight);

/// Smallest abs-max of a weight column that a scale is computed with, and the smallest scale.
inline constexpr float kSmallestFactor = 1e-5f;

/// max(activation^alpha / max(weight, 1e-5)^beta, 1e-5) for each channel, every operation rounded to the arithmetic, in bfloat16 the
/// exponents as well.
[[nodiscard]] std::vector<float> balancedScales(std::span<const float> activation, std::span<const float> weight, double alpha, double beta,
                                                DType arithmetic = DType::F32);

} // namespace vernier
