// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/eval/boundary_states.h"

#include "core/base/check.h"
#include "core/forward/pass.h"

#include <algorithm>

namespace vernier {

int BoundaryStates::firstDifference(const Network &network) const
{
    const int blocks = network.config().blocks;
    if (static_cast<int>(m_keys.size()) != blocks)
        return 0;
    int block = 0;
    while (block < blocks && m_keys[static_cast<std::size_t>(block)] == network.blockKey(block))
        ++block;
    return block;
}

Result<BoundaryStates::Start> BoundaryStates::start(const Network &network, const TokenBatch &batch, const Compute &compute) const
{
    // The largest kept boundary at or before the first difference.
    auto after = m_states.upper_bound(firstDifference(network));
    if (after != m_states.begin()) {
        --after;
        VERNIER_CHECK(after->second.rows() == batch.tokens());
        return Start{after->first, after->second};
    }
    VERNIER_ASSIGN(Matrix hidden, embedTokens(network.floatModel(), batch, compute));
    return Start{0, std::move(hidden)};
}

Result<Matrix> BoundaryStates::tryOut(const Network &network, const TokenBatch &batch, const Compute &compute, JobMonitor &monitor) const
{
    VERNIER_ASSIGN(Start from, start(network, batch, compute));
    VERNIER_TRY(runBlocks(network, batch, from.hidden, from.block, network.config().blocks, {.compute = compute}, monitor));
    return std::move(from.hidden);
}

Result<Matrix> BoundaryStates::advance(const Network &network, const TokenBatch &batch, const Compute &compute, JobMonitor &monitor)
{
    const int blocks = network.config().blocks;
    VERNIER_ASSIGN(Start from, start(network, batch, compute));
    // What lies behind the start belongs to the old run. A run that stops half-way leaves its boundaries behind: they
    // are this network's, and the next run goes on from them.
    m_states.erase(m_states.upper_bound(from.block), m_states.end());
    m_keys.clear();
    for (int block = 0; block < blocks; ++block)
        m_keys.push_back(network.blockKey(block));

    const std::int64_t stateBytes = std::max<std::int64_t>(1, from.hidden.size() * static_cast<std::int64_t>(sizeof(float)));
    const std::int64_t room = std::max<std::int64_t>(1, m_budgetBytes / stateBytes);
    const auto stride = static_cast<int>((blocks + room - 1) / room);
    const PassOptions options{.compute = compute, .afterBlock = [&](int block, const Matrix &hidden) {
                                  if ((block + 1) % stride == 0 || block + 1 == blocks)
                                      m_states.insert_or_assign(block + 1, hidden);
                              }};
    VERNIER_TRY(runBlocks(network, batch, from.hidden, from.block, blocks, options, monitor));
    return std::move(from.hidden);
}

} // namespace vernier
