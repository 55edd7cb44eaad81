// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/eval/evaluator.h"

#include <optional>

// Whether two evaluated networks differ, or only their samples do.

namespace vernier {

struct Interval
{
    double low = 0.0;
    double high = 0.0;

    [[nodiscard]] bool contains(double value) const { return low <= value && value <= high; }
};

/// Factor of the standard error in a two-sided 95 % interval with that many degrees of freedom (at least 1): Student's t,
/// 12.7 for 1, 2.23 for 10, towards 1.96.
/// Source: Abramowitz and Stegun 1964, Handbook of Mathematical Functions, table 26.10 and formula 26.7.5.
[[nodiscard]] double studentFactor95(int degreesOfFreedom);

/// mean ± studentFactor95(units - 1) · standardError. units: independent ones behind the error, see independentUnits;
/// fewer than 2 say nothing about the error, and the interval is everything.
[[nodiscard]] Interval interval95(const Estimate &estimate, int units);

/// What clusteredMean counts as independent: the windows; the tokens of a single window.
[[nodiscard]] int independentUnits(const TokenMetrics &tokens);

/// b - a, token by token: what both find hard cancels, so the errors are far smaller than those of either.
struct PairedDifference
{
    Estimate kl;         ///< nats
    Estimate loss;       ///< quantized loss, nats
    Estimate perplexity; ///< quantized perplexity; its error to first order
    Estimate sameTop1;   ///< share
    int units = 0;       ///< for interval95
};

/// Difference of two evaluations on the same windows; none if they are not: another number of predictions, other windows,
/// or float losses that differ by more than arithmetic explains.
[[nodiscard]] std::optional<PairedDifference> pairedDifference(const Evaluation &a, const Evaluation &b);

/// quantized - float perplexity of one evaluation, paired; the error to first order.
[[nodiscard]] Estimate perplexityDifference(const Evaluation &evaluation);

/// b - a of two independent estimates. Too wide an error where both come from the same tokens.
[[nodiscard]] Estimate unpairedDifference(const Estimate &a, const Estimate &b);

} // namespace vernier
