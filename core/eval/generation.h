// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/job_monitor.h"
#include "core/forward/network.h"

#include <functional>
#include <optional>
#include <span>
#include <vector>

// Greedy continuation of a prompt, token by token with a key/value cache.

namespace vernier {

struct GenerationOptions
{
    int tokens = 64;                   ///< how many to add at most
    std::optional<int> endOfText = {}; ///< stops after this token; it is not part of the result
    std::function<bool(std::span<const int> generated)> isEnough = {}; ///< asked after each token; true: stops
};

/// The most likely continuation. All blocks of the network stay in memory while it runs.
/// Errors: InvalidArgument (empty prompt, ids outside the vocabulary), Numeric, those of the network, Cancelled.
[[nodiscard]] Result<std::vector<int>> generateGreedily(const Network &network, std::span<const int> prompt,
                                                        const GenerationOptions &options, const Compute &compute, JobMonitor &monitor);

} // namespace vernier
