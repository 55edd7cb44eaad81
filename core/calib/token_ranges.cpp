// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/calib/token_ranges.h"

namespace vernier {

std::vector<std::int64_t> tokensOutside(const SampleStats &sample, Range range)
{
    std::vector<std::int64_t> outside;
    for (std::size_t t = 0; t < sample.tokenMin.size(); ++t) {
        if (sample.tokenMin[t] < range.min || sample.tokenMax[t] > range.max)
            outside.push_back(static_cast<std::int64_t>(t));
    }
    return outside;
}

std::vector<std::int64_t> countTokensOutside(const InputStats &stats, Range range)
{
    std::vector<std::int64_t> counts;
    for (const SampleStats &sample : stats.samples)
        counts.push_back(static_cast<std::int64_t>(tokensOutside(sample, range).size()));
    return counts;
}

} // namespace vernier
