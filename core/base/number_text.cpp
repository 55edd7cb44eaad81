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

int decimalsShowing(double value, double error, int decimals)
{
    constexpr int kMost = 8;
    const auto vanishes = [&](double number) { return std::isfinite(number) && number != 0.0 && std::abs(number) < 0.5 * std::pow(10.0, -decimals); };
    while (decimals < kMost && (vanishes(value) || vanishes(error)))
        ++decimals;
    return decimals;
}

int perplexityDecimals(double value, double error)
{
    const double magnitude = std::abs(value);
    if (magnitude >= 1e5)
        return 0;
    return magnitude >= 1e3 ? 1 : decimalsShowing(value, error, 2);
}

int divergenceDecimals(double value, double error)
{
    return decimalsShowing(value, error, 4);
}

std::string signedFixed(double value, int decimals)
{
    const std::string text = fixedPoint(value, decimals);
    if (std::isnan(value) || text.find_first_of("123456789\xe2") == std::string::npos) // the last: of "∞"
        return text.front() == '-' ? text.substr(1) : text;
    return value > 0.0 ? "+" + text : text;
}

std::string percent(double share, int decimals)
{
    return fixedPoint(100.0 * share, decimals) + " %";
}

std::string duration(double seconds)
{
    if (const std::string text = special(seconds); !text.empty())
        return text;
    if (seconds < 9.995)
        return fixedPoint(seconds, seconds < 0.995 ? 2 : 1) + " s";
    const auto whole = static_cast<std::int64_t>(std::llround(seconds));
    const auto twoDigits = [](std::int64_t value) { return (value < 10 ? "0" : "") + std::to_string(value); };
    if (whole < 60)
        return std::to_string(whole) + " s";
    if (whole < 3600)
        return std::to_string(whole / 60) + " min " + twoDigits(whole % 60) + " s";
    return std::to_string(whole / 3600) + " h " + twoDigits(whole % 3600 / 60) + " min";
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
