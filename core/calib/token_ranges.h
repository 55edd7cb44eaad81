// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/calib/activation_stats.h"
#include "core/calib/observers.h"

#include <cstdint>
#include <vector>

// Which tokens a static range cuts off.

namespace vernier {

/// Positions of the tokens that have an activation below range.min or above range.max, ascending.
[[nodiscard]] std::vector<std::int64_t> tokensOutside(const SampleStats &sample, Range range);
/// How many there are in each sample.
[[nodiscard]] std::vector<std::int64_t> countTokensOutside(const InputStats &stats, Range range);

} // namespace vernier
