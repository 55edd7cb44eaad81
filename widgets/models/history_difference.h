// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/eval/paired_difference.h"
#include "core/project/project.h"

#include <optional>

// What lies between two evaluated recipes of the history: token by token where the tokens are in memory, else as good as the
// stored numbers allow.

namespace vernier {

class Analysis;

struct HistoryDifference
{
    std::optional<PairedDifference> pair; ///< none: the tokens of one of them are not in memory
    std::optional<Estimate> kl;           ///< second - first, nats; none: not measured
    std::optional<Estimate> loss;
    std::optional<Estimate> sameTop1;
    int units = 0; ///< for interval95
};

/// None: measured on different texts or models, or not completely.
[[nodiscard]] std::optional<HistoryDifference> historyDifference(const Analysis &analysis, const HistoryEntry &first, const HistoryEntry &second);

} // namespace vernier
