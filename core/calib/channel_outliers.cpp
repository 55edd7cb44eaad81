// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/calib/channel_outliers.h"

#include "core/base/check.h"

#include <algorithm>
#include <cmath>

namespace vernier {

std::vector<OutlierChannel> outlierChannels(std::span<const float> absMax)
{
    std::vector<OutlierChannel> outliers;
    if (absMax.empty())
        return outliers;
    std::vector<float> sorted(absMax.begin(), absMax.end());
    const auto middle = sorted.begin() + static_cast<std::ptrdiff_t>(sorted.size() / 2);
    std::nth_element(sorted.begin(), middle, sorted.end());
    for (std::size_t c = 0; c < absMax.size(); ++c) {
        if (absMax[c] > kOutlierRatio * *middle)
            outliers.push_back({c, absMax[c]});
    }
    std::stable_sort(outliers.begin(), outliers.end(), [](const auto &a, const auto &b) { return a.absMax > b.absMax; });
    return outliers;
}

std::size_t widestSample(const InputStats &stats)
{
    VERNIER_CHECK(!stats.samples.empty());
    const auto reach = [](const SampleStats &sample) { return sample.tokens() == 0 ? -1.0f : std::max(std::abs(sample.min()), std::abs(sample.max())); };
    const auto widest = std::max_element(stats.samples.begin(), stats.samples.end(),
                                         [&](const SampleStats &a, const SampleStats &b) { return reach(a) < reach(b); });
    return static_cast<std::size_t>(widest - stats.samples.begin());
}

} // namespace vernier
