// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/plots/heat_scale.h"

#include "core/base/number_text.h"

#include <algorithm>
#include <cmath>

namespace vernier {

namespace {

constexpr double kWidestRatio = 1e6;

} // namespace

HeatScale::HeatScale(std::span<const std::optional<double>> values, bool largerIsWorse, bool isLogarithmic, std::optional<ValueRange> usual)
    : m_range(measuredRange(values, isLogarithmic))
    , m_largerIsWorse(largerIsWorse)
    , m_isLogarithmic(isLogarithmic)
{
    if (m_range && usual)
        m_range = {std::min(m_range->least, usual->least), std::max(m_range->most, usual->most)};
    if (m_range && isLogarithmic)
        m_range->least = std::max(m_range->least, m_range->most / kWidestRatio);
}

double HeatScale::position(double value) const
{
    if (!m_range || m_range->least == m_range->most)
        return 0.5;
    const double clamped = std::clamp(value, m_range->least, m_range->most); // 0 and less on a logarithmic scale, ∞ on any
    const double share = m_isLogarithmic ? std::log(clamped / m_range->least) / std::log(m_range->most / m_range->least)
                                         : (clamped - m_range->least) / (m_range->most - m_range->least);
    return m_largerIsWorse ? share : 1.0 - share;
}

std::vector<double> HeatScale::decades(int most) const
{
    const double last = std::floor(std::log10(m_range->most));
    const int step = std::max(1, static_cast<int>(std::ceil((last - std::log10(m_range->least)) / most)));
    std::vector<double> values;
    for (double power = last; std::pow(10.0, power) >= m_range->least && static_cast<int>(values.size()) < most; power -= step)
        values.push_back(std::pow(10.0, power));
    return values;
}

std::vector<double> HeatScale::roundSteps(int most) const
{
    const double rough = (m_range->most - m_range->least) / std::max(1, most - 1);
    const double magnitude = std::pow(10.0, std::floor(std::log10(rough)));
    const double mantissa = rough / magnitude;
    const double step = magnitude * (mantissa <= 1.0 ? 1.0 : mantissa <= 2.0 ? 2.0 : mantissa <= 5.0 ? 5.0 : 10.0);
    std::vector<double> values;
    for (double k = std::ceil(m_range->least / step); k * step <= m_range->most && static_cast<int>(values.size()) < most; ++k)
        values.push_back(k * step);
    return values;
}

std::vector<double> HeatScale::ticks(int most) const
{
    if (!m_range || most < 1)
        return {};
    if (m_range->least == m_range->most)
        return {m_range->most};
    std::vector<double> values = m_isLogarithmic ? decades(most) : roundSteps(most);
    if (values.size() < 2)
        values = {m_range->least, m_range->most};
    std::sort(values.begin(), values.end(), [this](double a, double b) { return m_largerIsWorse ? a < b : a > b; });
    return values;
}

std::string HeatScale::tickText(double tick, std::span<const double> ticks) const
{
    constexpr double kRounding = 1e-9; // relative; of pow and log10
    const double decade = std::pow(10.0, std::round(std::log10(std::abs(tick))));
    if (m_isLogarithmic)
        return significant(tick, std::abs(tick / decade - 1.0) < kRounding ? 1 : 3);
    if (ticks.size() < 2)
        return significant(tick, 3);
    const double step = std::abs(ticks[1] - ticks[0]);
    return fixedPoint(tick, std::max(0, static_cast<int>(-std::floor(std::log10(step) + kRounding))));
}

} // namespace vernier
