// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/smooth/outlier_mask.h"

#include "core/base/check.h"
#include "core/tensor/vector_math.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <iterator>

namespace vernier {

namespace {

/// Between the two neighbours in order, linearly; in float32, from the nearer one, as torch.quantile.
float quantileOf(const std::vector<float> &ascending, float share)
{
    const float place = share * static_cast<float>(ascending.size() - 1);
    const auto below = static_cast<std::size_t>(place);
    const auto above = std::min(below + 1, ascending.size() - 1);
    const float weight = place - static_cast<float>(below);
    const float step = ascending[above] - ascending[below];
    return weight < 0.5f ? ascending[below] + weight * step : ascending[above] - step * (1.0f - weight);
}

/// Unbiased; 0 for one value.
double varianceOf(std::span<const float> values)
{
    if (values.size() < 2)
        return 0.0;
    double mean = 0.0;
    for (const float value : values)
        mean += static_cast<double>(value) / static_cast<double>(values.size());
    double sum = 0.0;
    for (const float value : values)
        sum += (static_cast<double>(value) - mean) * (static_cast<double>(value) - mean);
    return sum / static_cast<double>(values.size() - 1);
}

/// Where to cut values in descending order: the number of those before the cut with the largest gap there less the
/// variance of the values that are no outliers, which lie before or behind the cut.
std::size_t bestCut(std::span<const float> descending, bool outliersFirst)
{
    std::size_t best = 1;
    double largest = -1000.0; // the original's start
    for (std::size_t cut = 1; cut < descending.size(); ++cut) {
        const double gap = static_cast<double>(descending[cut - 1]) - static_cast<double>(descending[cut]);
        const double metric = gap - varianceOf(outliersFirst ? descending.subspan(cut) : descending.first(cut));
        if (metric > largest) {
            largest = metric;
            best = cut;
        }
    }
    return best;
}

struct Thresholds
{
    float low;
    float high;
};

Thresholds coarseThresholds(std::span<const float> values)
{
    constexpr float kReach = 1.5f;
    std::vector<float> ascending(values.begin(), values.end());
    std::sort(ascending.begin(), ascending.end());
    const float low = quantileOf(ascending, 0.2f);
    const float high = quantileOf(ascending, 0.8f);
    return {low - kReach * (high - low), high + kReach * (high - low)};
}

/// Values for which `isOutlier` holds, in descending order.
template <typename Predicate>
std::vector<float> outliersOf(std::span<const float> values, Predicate isOutlier)
{
    std::vector<float> outliers;
    std::copy_if(values.begin(), values.end(), std::back_inserter(outliers), isOutlier);
    std::sort(outliers.begin(), outliers.end(), std::greater<>());
    return outliers;
}

float highThreshold(std::span<const float> maxima)
{
    const float coarse = coarseThresholds(maxima).high;
    const std::vector<float> outliers = outliersOf(maxima, [coarse](float value) { return value > coarse; });
    return outliers.size() > 1 ? outliers[bestCut(outliers, true)] : coarse;
}

float lowThreshold(std::span<const float> minima)
{
    const float coarse = coarseThresholds(minima).low;
    const std::vector<float> outliers = outliersOf(minima, [coarse](float value) { return value < coarse; });
    return outliers.size() > 1 ? outliers[bestCut(outliers, false) - 1] : coarse;
}

/// (value / reference)^0.7 where the value is an outlier, else 1.
template <typename Predicate>
std::vector<float> outlierRatios(std::span<const float> values, float reference, Predicate isOutlier)
{
    constexpr double kStrength = 0.7;
    std::vector<float> ratios;
    for (const float value : values) {
        if (isOutlier(value))
            ratios.push_back(value / reference);
    }
    power(ratios, kStrength);
    std::vector<float> scales(values.size(), 1.0f);
    for (std::size_t c = 0, next = 0; c < values.size(); ++c) {
        if (isOutlier(values[c]))
            scales[c] = ratios[next++];
    }
    return scales;
}

} // namespace

std::vector<float> outlierMaskScales(std::span<const float> channelMin, std::span<const float> channelMax)
{
    VERNIER_CHECK(channelMin.size() == channelMax.size() && !channelMin.empty());
    const float high = highThreshold(channelMax);
    const float low = lowThreshold(channelMin);
    float most = -HUGE_VALF; // of what is no outlier
    float least = HUGE_VALF;
    for (std::size_t c = 0; c < channelMax.size(); ++c) {
        most = channelMax[c] > high ? most : std::max(most, channelMax[c]);
        least = channelMin[c] < low ? least : std::min(least, channelMin[c]);
    }
    std::vector<float> scales = outlierRatios(channelMax, most, [high](float value) { return value > high; });
    if (least != 0.0f) {
        const std::vector<float> negative = outlierRatios(channelMin, least, [low](float value) { return value < low; });
        std::transform(scales.begin(), scales.end(), negative.begin(), scales.begin(), [](float a, float b) { return std::max(a, b); });
    }
    std::replace(scales.begin(), scales.end(), 0.0f, 1.0f);
    return scales;
}

} // namespace vernier
