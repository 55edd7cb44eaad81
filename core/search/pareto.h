// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <span>
#include <vector>

// Which of several trade-offs are worth a look.

namespace vernier {

/// Two costs; less of each is better.
struct TradeOff
{
    double size = 0.0;
    double loss = 0.0;
};

/// Indices of the points that no other beats (no larger in both, smaller in one), by ascending size; equal points are all
/// kept, in their order. Points with a cost that is not a number are left out.
[[nodiscard]] std::vector<std::size_t> paretoFront(std::span<const TradeOff> points);

} // namespace vernier
