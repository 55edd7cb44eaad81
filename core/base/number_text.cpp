// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/number_text.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>

namespace vernier {

namespace {

/// From here on digits say less than a power of ten.
constexpr double kLargestInDigits = 1e7;

std::string formatted(const char *format, int precision, double value)
{
    std::array<char, 64> buffer{};
    std::snprintf(buffer.data(), buffer.size(), format, precision, value);
    return buffer.data();
}

/// Text for values that have no digits; empty for the others.
std::string special(double value)
{
    if (std::isnan(value))
        return "–";
    if (std::isinf(value))
        return value > 0 ? "∞" : "-∞";
    return {};
}

} // namespace

std::string significant(double value, int digits)
{
    if (const std::string text = special(value); !text.empty())
        return text;
    const double magnitude = std::abs(value);
    if (magnitude != 0.0 && (magnitude < 1e-4 || magnitude >= kLargestInDigits))
        return formatted("%.*e", digits - 1, value);
    const int leading = magnitude == 0.0 ? 1 : static_cast<int>(std::floor(std::log10(magnitude))) + 1;
    return formatted("%.*f", std::max(0, digits - leading), value);
}

std::string fixedPoint(double value, int decimals)
{
    if (const std::string text = special(value); !text.empty())
        return text;
    if (std::abs(value) >= kLargestInDigits)
        return formatted("%.*e", std::max(decimals, 2), value);
    return formatted("%.*f", decimals, value);
}

std::string withError(double value, double error, int decimals)
{
    const std::string text = fixedPoint(value, decimals);
    return error > 0.0 && std::isfinite(error) ? text + " ± " + fixedPoint(error, decimals) : text;
}

std::string percent(double share, int decimals)
{
    return fixedPoint(100.0 * share, decimals) + " %";
}

std::string byteSize(std::int64_t bytes)
{
    constexpr std::array<const char *, 5> kUnits{"B", "KiB", "MiB", "GiB", "TiB"};
    auto value = static_cast<double>(bytes);
    std::size_t unit = 0;
    while (value >= 1024.0 && unit + 1 < kUnits.size()) {
        value /= 1024.0;
        ++unit;
    }
    return fixedPoint(value, unit == 0 ? 0 : 1) + " " + kUnits[unit];
}

std::string grouped(std::int64_t value)
{
    std::string digits = std::to_string(value < 0 ? -value : value);
    for (std::size_t at = digits.size(); at > 3;) {
        at -= 3;
        digits.insert(at, " ");
    }
    return value < 0 ? "-" + digits : digits;
}

} // namespace vernier
