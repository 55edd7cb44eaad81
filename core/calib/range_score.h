// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/calib/activation_stats.h"

#include <span>
#include <vector>

// Scores of how badly an activation's range fits its bulk: large means hard to quantize per tensor.

namespace vernier {

/// Unbiased standard deviation of all elements of x - shift, which has one value per channel; 0 for a single element.
[[nodiscard]] double shiftedDeviation(const SampleStats &sample, std::span<const float> shift);

/// max(|t_max|, |t_min|) / std, the score behind disable_level and act_method 3: std is the largest over samples of the
/// unbiased standard deviation of x - (channel max + channel min). Source: spec/msmodelslim.md 2.4, 5.1.
/// Not a number when the standard deviation is 0. arithmetic: F32, or BF16 for activations of that type: the sum of extremes, the
/// standard deviation and the quotient are rounded to it.
[[nodiscard]] double rangeScore(std::span<const SampleStats> samples, DType arithmetic = DType::F32);

/// Samples the score behind disable_level looks at: the first five.
inline constexpr int kRangeScoreSamples = 5;

/// rangeScore over the first kRangeScoreSamples samples for each layer.
[[nodiscard]] std::vector<double> rangeScores(const ActivationStats &stats, std::span<const LayerInfo> layers, DType arithmetic = DType::F32);

/// What act_method 3 takes for an input with this score: 1 (min-max) above 50, else 2 (histogram), which is also taken
/// where there are no statistics (not a number). Source: spec/msmodelslim.md 2.3.
[[nodiscard]] int automaticActMethod(double score);

/// Every hundredth value of a sample in ascending order, from the fiftieth on (all if there are fewer than 100); those of
/// all samples together are what the two scores below work on. Source: spec/msmodelslim.md 5.2.
[[nodiscard]] std::vector<float> subsample(const MatrixView &x);

/// Range per quantization level over the interquartile range: 2 max|x| / 254 / (q75 - q25), all of the sorted values
/// alone: an outlier between the kept ones does not count. Not a number when the quartiles coincide.
/// Source: spec/msmodelslim.md 5.2.
[[nodiscard]] double quantileScore(std::span<const float> sortedValues);

/// Excess kurtosis mean(((x - mean) / (std + 1e-10))^4) - 3, std biased. Source: spec/msmodelslim.md 5.3.
[[nodiscard]] double kurtosisScore(std::span<const float> values);

} // namespace vernier
