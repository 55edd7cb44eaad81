// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/calib/activation_stats.h"

#include <cstddef>
#include <span>
#include <vector>

// Which channels and samples make an activation's range what it is.

namespace vernier {

/// A channel is named an outlier when its abs-max is more than this many times the median channel's.
inline constexpr float kOutlierRatio = 8.0f;

struct OutlierChannel
{
    std::size_t channel = 0;
    float absMax = 0.0f;
};

/// Outliers among channels with these abs-maxima, largest first.
[[nodiscard]] std::vector<OutlierChannel> outlierChannels(std::span<const float> absMax);

/// Index of the sample with the largest |x|; at least one sample.
[[nodiscard]] std::size_t widestSample(const InputStats &stats);

} // namespace vernier
