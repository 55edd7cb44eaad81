// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <limits>
#include <optional>
#include <span>
#include <vector>

// Order among layers by a number that was measured of them. "Not measured" has no place in it.

namespace vernier {

/// Indices of the `count` worst of `values`, the worst first, equal ones in the order given. Values that were not
/// measured (none, or not a number) are left out; an infinite one is an extreme like any other.
[[nodiscard]] std::vector<int> worstLayers(std::span<const std::optional<double>> values, bool largerIsWorse,
                                           std::size_t count = std::numeric_limits<std::size_t>::max());

struct ValueRange
{
    double least = 0.0;
    double most = 0.0;
};

/// Smallest and largest finite value; with `positiveOnly` (for logarithmic scales) only those above 0. None if there is
/// no such value.
[[nodiscard]] std::optional<ValueRange> measuredRange(std::span<const std::optional<double>> values, bool positiveOnly = false);

} // namespace vernier
