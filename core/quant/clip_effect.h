// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/calib/activation_stats.h"
#include "core/calib/observers.h"
#include "core/tensor/affine.h"

#include <cstdint>
#include <vector>

// What a static range does to values of which only the histogram is known: quick enough to follow the mouse.

namespace vernier {

/// Values as counts: their histogram, and the extremes that it does not tell exactly.
struct ValueDistribution
{
    MagnitudeHistogram histogram;
    Range extremes; ///< smallest and largest value
};
[[nodiscard]] ValueDistribution distributionOf(const SampleStats &sample);
/// All samples (at least one) together.
[[nodiscard]] ValueDistribution distributionOf(const InputStats &stats);

/// Counts in equal bins over range, to be drawn: values of a bin of the histogram count as evenly spread.
[[nodiscard]] std::vector<double> evenCounts(const ValueDistribution &values, Range range, int bins);

struct ClipEffect
{
    AffineParameters parameters;    ///< 8 bits, asymmetric, of the range widened to contain zero
    double saturatedShare = 0.0;    ///< of the values, those outside the range
    double meanSquaredError = 0.0;  ///< of quantizing to 8 bits with these parameters
    double signalToNoise = 0.0;     ///< mean square over meanSquaredError, in dB; infinite without error
};

/// Approximation: within each bin of the histogram (an eighth of an octave, cut at the extremes) values count as evenly
/// spread, and integrals over them are exact. Saturation of a range with an edge at a bin's or at an extreme value is
/// exact; else it can be wrong by the bin that the edge cuts. The error's mean is good where a bin is wider than a
/// step, or crowded enough that the values' places in it do not matter; values that sit on the grid count as if they
/// did not.
[[nodiscard]] ClipEffect clipEffect(const ValueDistribution &values, Range range);

} // namespace vernier
