// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/models/history_difference.h"

#include "widgets/document/analysis.h"

#include <algorithm>

namespace vernier {

namespace {

/// Behind the errors of both; 0 where a project of an earlier version does not say.
int unitsOf(const HistoryMetrics &a, const HistoryMetrics &b)
{
    constexpr std::int64_t kMost = 1000000; // more change nothing
    return static_cast<int>(std::min({a.units.value_or(0), b.units.value_or(0), kMost}));
}

std::optional<Estimate> estimateOf(const std::optional<double> &mean, const std::optional<double> &error)
{
    return mean && error ? std::optional(Estimate{*mean, *error}) : std::nullopt;
}

std::optional<Estimate> unpaired(const std::optional<Estimate> &a, const std::optional<Estimate> &b)
{
    return a && b ? std::optional(unpairedDifference(*a, *b)) : std::nullopt;
}

} // namespace

std::optional<HistoryDifference> historyDifference(const Analysis &analysis, const HistoryEntry &first, const HistoryEntry &second)
{
    const HistoryMetrics &a = first.metrics;
    const HistoryMetrics &b = second.metrics;
    if (!sameText(a, b))
        return std::nullopt;
    const auto evaluatedFirst = analysis.evaluationOf(first);
    const auto evaluatedSecond = analysis.evaluationOf(second);
    if (evaluatedFirst && evaluatedSecond) {
        if (auto pair = analysis.difference(evaluatedFirst, evaluatedSecond))
            return HistoryDifference{pair, pair->kl, pair->loss, pair->sameTop1, pair->units};
    }
    HistoryDifference difference;
    difference.kl = unpaired(estimateOf(a.klMean, a.klMeanError), estimateOf(b.klMean, b.klMeanError));
    // Without the tokens, losses are compared through their paired differences to float: the text's own spread cancels.
    difference.loss = unpaired(estimateOf(a.lossDifference, a.lossDifferenceError), estimateOf(b.lossDifference, b.lossDifferenceError));
    difference.sameTop1 = unpaired(estimateOf(a.sameTop1, a.sameTop1Error), estimateOf(b.sameTop1, b.sameTop1Error));
    difference.units = unitsOf(a, b);
    return difference;
}

} // namespace vernier
