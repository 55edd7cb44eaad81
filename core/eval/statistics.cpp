// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/eval/statistics.h"

#include "core/base/check.h"

#include <algorithm>
#include <cmath>

namespace vernier {

Estimate clusteredMean(std::span<const double> values, std::span<const int> windowOf)
{
    VERNIER_CHECK(values.size() == windowOf.size());
    if (values.empty())
        return {};
    const auto count = static_cast<double>(values.size());
    double sum = 0.0;
    for (const double value : values)
        sum += value;
    const double mean = sum / count;

    const bool oneWindow = windowOf.front() == windowOf.back();
    double squares = 0.0;
    double units = 0.0;
    for (std::size_t i = 0; i < values.size();) {
        double deviation = 0.0;
        const std::size_t first = i;
        do {
            deviation += values[i] - mean;
            ++i;
        } while (i < values.size() && !oneWindow && windowOf[i] == windowOf[first]);
        squares += deviation * deviation;
        units += 1.0;
    }
    if (units < 2.0)
        return {mean, 0.0};
    return {mean, std::sqrt(units / (units - 1.0) * squares) / count};
}

double quantileOf(std::vector<double> values, double quantile)
{
    VERNIER_CHECK(!values.empty() && quantile >= 0.0 && quantile <= 1.0);
    std::sort(values.begin(), values.end());
    const double position = quantile * static_cast<double>(values.size() - 1);
    const auto below = static_cast<std::size_t>(position);
    const std::size_t above = std::min(below + 1, values.size() - 1);
    return values[below] + (position - static_cast<double>(below)) * (values[above] - values[below]);
}

} // namespace vernier
