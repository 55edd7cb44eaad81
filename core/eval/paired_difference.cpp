// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/eval/paired_difference.h"

#include "core/base/check.h"

#include <array>
#include <cmath>
#include <limits>

namespace vernier {

namespace {

/// Float losses of one model on one text, computed on different machines, differ by less; those of different texts by
/// far more. In nats.
constexpr double kSameLoss = 1e-3;

bool sameWindows(const TokenMetrics &a, const TokenMetrics &b)
{
    if (a.window != b.window)
        return false;
    for (std::size_t i = 0; i < a.size(); ++i) {
        if (!(std::abs(a.floatLoss[i] - b.floatLoss[i]) <= kSameLoss))
            return false;
    }
    return true;
}

Estimate differenceOf(const std::vector<double> &a, const std::vector<double> &b, const std::vector<int> &windowOf)
{
    std::vector<double> difference(a.size());
    for (std::size_t i = 0; i < a.size(); ++i)
        difference[i] = b[i] - a[i];
    return clusteredMean(difference, windowOf);
}

/// exp(mean b) - exp(mean a): to first order the mean of exp(mean b) (b_i - mean b) - exp(mean a) (a_i - mean a).
Estimate differenceOfExponentials(const std::vector<double> &a, const std::vector<double> &b, const std::vector<int> &windowOf)
{
    const double perplexityA = std::exp(clusteredMean(a, windowOf).mean);
    const double perplexityB = std::exp(clusteredMean(b, windowOf).mean);
    std::vector<double> linear(a.size());
    for (std::size_t i = 0; i < a.size(); ++i)
        linear[i] = perplexityB * b[i] - perplexityA * a[i];
    return {perplexityB - perplexityA, clusteredMean(linear, windowOf).standardError};
}

} // namespace

double studentFactor95(int degreesOfFreedom)
{
    VERNIER_CHECK(degreesOfFreedom >= 1);
    constexpr std::array<double, 10> kTable{12.7062, 4.3027, 3.1824, 2.7764, 2.5706, 2.4469, 2.3646, 2.3060, 2.2622, 2.2281};
    if (degreesOfFreedom <= static_cast<int>(kTable.size()))
        return kTable[static_cast<std::size_t>(degreesOfFreedom - 1)];
    const double n = degreesOfFreedom;
    const double x = 1.959964; // of the normal distribution
    const double x2 = x * x;
    return x + x * (x2 + 1.0) / (4.0 * n)
           + x * ((5.0 * x2 + 16.0) * x2 + 3.0) / (96.0 * n * n)
           + x * (((3.0 * x2 + 19.0) * x2 + 17.0) * x2 - 15.0) / (384.0 * n * n * n)
           + x * ((((79.0 * x2 + 776.0) * x2 + 1482.0) * x2 - 1920.0) * x2 - 945.0) / (92160.0 * n * n * n * n);
}

Interval interval95(const Estimate &estimate, int units)
{
    if (units < 2)
        return {-std::numeric_limits<double>::infinity(), std::numeric_limits<double>::infinity()};
    const double half = studentFactor95(units - 1) * estimate.standardError;
    return {estimate.mean - half, estimate.mean + half};
}

int independentUnits(const TokenMetrics &tokens)
{
    if (tokens.size() == 0)
        return 0;
    if (tokens.window.front() == tokens.window.back())
        return static_cast<int>(tokens.size());
    int units = 1;
    for (std::size_t i = 1; i < tokens.size(); ++i)
        units += tokens.window[i] != tokens.window[i - 1] ? 1 : 0;
    return units;
}

std::optional<PairedDifference> pairedDifference(const Evaluation &a, const Evaluation &b)
{
    if (a.predictions() == 0 || !sameWindows(a.tokens, b.tokens))
        return std::nullopt;
    const std::vector<int> &windowOf = a.tokens.window;
    return PairedDifference{differenceOf(a.tokens.kl, b.tokens.kl, windowOf),
                            differenceOf(a.tokens.quantizedLoss, b.tokens.quantizedLoss, windowOf),
                            differenceOfExponentials(a.tokens.quantizedLoss, b.tokens.quantizedLoss, windowOf),
                            differenceOf(a.tokens.sameTop1, b.tokens.sameTop1, windowOf), independentUnits(a.tokens)};
}

Estimate perplexityDifference(const Evaluation &evaluation)
{
    const TokenMetrics &tokens = evaluation.tokens;
    if (tokens.size() == 0)
        return {};
    return differenceOfExponentials(tokens.floatLoss, tokens.quantizedLoss, tokens.window);
}

Estimate unpairedDifference(const Estimate &a, const Estimate &b)
{
    return {b.mean - a.mean, std::hypot(a.standardError, b.standardError)};
}

} // namespace vernier
