// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/search/layer_ranking.h"

#include <optional>
#include <span>
#include <string>
#include <vector>

// From a measured number to its place on the colour map, and the numbers that the legend writes beside it.

namespace vernier {

class HeatScale
{
public:
    /// Nothing was measured.
    HeatScale() = default;
    /// From the best to the worst of `values`. A logarithmic scale begins at the smallest value above 0, but spans at most
    /// six decades; what lies below is drawn as its lower end.
    /// usual: spanned in any case, so that a colour means the same before and after a repair; none: only the values.
    HeatScale(std::span<const std::optional<double>> values, bool largerIsWorse, bool isLogarithmic, std::optional<ValueRange> usual = {});

    [[nodiscard]] bool isEmpty() const { return !m_range; }
    [[nodiscard]] bool isLogarithmic() const { return m_isLogarithmic; }
    /// 0: best, 1: worst. One single value is in the middle. Not for "not measured".
    [[nodiscard]] double position(double value) const;
    /// At most `most` round values within the scale, from best to worst; its two ends if there is no room for round ones.
    [[nodiscard]] std::vector<double> ticks(int most) const;
    /// A tick as the legend writes it, without a unit: as few digits as tell the `ticks` apart.
    [[nodiscard]] std::string tickText(double tick, std::span<const double> ticks) const;

private:
    [[nodiscard]] std::vector<double> decades(int most) const;
    [[nodiscard]] std::vector<double> roundSteps(int most) const;

    std::optional<ValueRange> m_range;
    bool m_largerIsWorse = true;
    bool m_isLogarithmic = false;
};

} // namespace vernier
