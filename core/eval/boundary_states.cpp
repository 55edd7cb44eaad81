// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/eval/boundary_states.h"

#include "core/base/check.h"
#include "core/forward/pass.h"

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
    if (const KeptStates::Boundary from = m_states.lastUntil(firstDifference(network)); from.hidden) {
        VERNIER_CHECK(from.hidden->rows() == batch.tokens());
        return Start{from.block, *from.hidden};
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
    m_states.forgetBehind(from.block);
    m_keys.clear();
    for (int block = 0; block < blocks; ++block)
        m_keys.push_back(network.blockKey(block));

    const PassOptions options{.compute = compute, .afterBlock = [&](int block, const Matrix &hidden) { m_states.keep(block + 1, blocks, blocks, hidden); }};
    VERNIER_TRY(runBlocks(network, batch, from.hidden, from.block, blocks, options, monitor));
    return std::move(from.hidden);
}

} // namespace vernier
