// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/job_monitor.h"
#include "core/forward/kept_states.h"
#include "core/forward/network.h"
#include "core/forward/token_batch.h"

#include <cstdint>
#include <string>
#include <vector>

// Hidden states at block boundaries, so that a network that differs only from block k on need not start at block 0.

namespace vernier {

class BoundaryStates
{
public:
    /// budgetBytes  as for KeptStates.
    explicit BoundaryStates(std::int64_t budgetBytes = kDefaultBudgetBytes)
        : m_states(budgetBytes)
    {}

    static constexpr std::int64_t kDefaultBudgetBytes = std::int64_t{1} << 30;

    /// States that leave the network's last block for `batch`, computed from the last boundary that is still valid: the
    /// one before the first block whose key differs from the run that is kept here. Keeps this run's boundaries instead,
    /// those of a cancelled run as far as it came. Every call must be about the same batch and checkpoint.
    [[nodiscard]] Result<Matrix> advance(const Network &network, const TokenBatch &batch, const Compute &compute, JobMonitor &monitor);

    /// The same without keeping anything, for trying variants of the kept run.
    [[nodiscard]] Result<Matrix> tryOut(const Network &network, const TokenBatch &batch, const Compute &compute, JobMonitor &monitor) const;

    /// First block whose key differs from the kept run; the number of blocks if none does, 0 if nothing is kept.
    [[nodiscard]] int firstDifference(const Network &network) const;

private:
    struct Start
    {
        int block = 0; ///< the first one to run
        Matrix hidden;
    };
    [[nodiscard]] Result<Start> start(const Network &network, const TokenBatch &batch, const Compute &compute) const;

    std::vector<std::string> m_keys; ///< of the kept run, one for each block
    KeptStates m_states;
};

} // namespace vernier
