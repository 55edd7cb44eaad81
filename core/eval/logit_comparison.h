// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/job_monitor.h"
#include "core/forward/network.h"
#include "core/forward/token_batch.h"

#include <vector>

// The two models' predictions of every token, compared without ever holding a full matrix of logits.

namespace vernier {

/// One entry for each predicted token, windows in order.
struct TokenMetrics
{
    std::vector<int> window;           ///< index of the token's window
    std::vector<double> floatLoss;     ///< -ln p(token), the reference model
    std::vector<double> quantizedLoss; ///< -ln p(token), the other model
    std::vector<double> kl;            ///< KL(reference ‖ other) of the whole distribution, nats
    std::vector<double> sameTop1;      ///< 1 if both rank the same token first, else 0

    [[nodiscard]] std::size_t size() const { return window.size(); }
    /// Adds those of the windows that follow.
    void append(const TokenMetrics &later);
};

/// Hidden states that leave the last block, before the final norm, and the network whose head reads them.
struct FinalStates
{
    const Network &network;
    const Matrix &hidden; ///< [tokens, hidden]
};

/// Runs both heads over the vocabulary in slabs. Softmax sums are kept in double; equal logits give a divergence of
/// exactly 0.
/// firstWindow  what the first of these windows is counted as.
/// Errors: Numeric (logits that are not finite, naming the window), those of the networks, Cancelled.
[[nodiscard]] Result<TokenMetrics> compareLogits(const FinalStates &reference, const FinalStates &other, const TokenBatch &windows,
                                                 const Compute &compute, JobMonitor &monitor, int firstWindow = 0);

} // namespace vernier
