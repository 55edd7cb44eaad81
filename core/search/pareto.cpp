// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/search/pareto.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace vernier {

std::vector<std::size_t> paretoFront(std::span<const TradeOff> points)
{
    std::vector<std::size_t> order;
    for (std::size_t i = 0; i < points.size(); ++i) {
        if (!std::isnan(points[i].size) && !std::isnan(points[i].loss))
            order.push_back(i);
    }
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
        return std::pair(points[a].size, points[a].loss) < std::pair(points[b].size, points[b].loss);
    });
    std::vector<std::size_t> front;
    for (const std::size_t i : order) {
        // Everything before i is no larger: only a smaller loss, or being the same point, saves it.
        const bool better = front.empty() || points[i].loss < points[front.back()].loss;
        const bool same = !front.empty() && points[i].loss == points[front.back()].loss && points[i].size == points[front.back()].size;
        if (better || same)
            front.push_back(i);
    }
    return front;
}

} // namespace vernier
