// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/search/layer_ranking.h"

#include <algorithm>
#include <cmath>

namespace vernier {

std::vector<int> worstLayers(std::span<const std::optional<double>> values, bool largerIsWorse, std::size_t count)
{
    std::vector<int> order;
    for (std::size_t i = 0; i < values.size(); ++i) {
        if (values[i] && !std::isnan(*values[i]))
            order.push_back(static_cast<int>(i));
    }
    const auto isWorse = [&](int a, int b) {
        const double left = *values[static_cast<std::size_t>(a)];
        const double right = *values[static_cast<std::size_t>(b)];
        return largerIsWorse ? left > right : left < right;
    };
    std::stable_sort(order.begin(), order.end(), isWorse);
    order.resize(std::min(count, order.size()));
    return order;
}

std::optional<ValueRange> measuredRange(std::span<const std::optional<double>> values, bool positiveOnly)
{
    std::optional<ValueRange> range;
    for (const std::optional<double> &value : values) {
        if (!value || !std::isfinite(*value) || (positiveOnly && *value <= 0.0))
            continue;
        if (!range)
            range = ValueRange{*value, *value};
        range->least = std::min(range->least, *value);
        range->most = std::max(range->most, *value);
    }
    return range;
}

} // namespace vernier
