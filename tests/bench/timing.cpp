// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/timing.h"

#include "core/forward/pass.h"

#include <algorithm>
#include <chrono>

namespace vernier::bench {

double secondsOf(const std::function<bool()> &work)
{
    const auto begin = std::chrono::steady_clock::now();
    if (!work())
        return 0.0;
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

bool passOnce(const Network &network, const TokenBatch &batch, const Compute &compute)
{
    SilentMonitor monitor;
    Result<Matrix> hidden = embedTokens(network.floatModel(), batch, compute);
    if (!hidden || !runBlocks(network, batch, *hidden, 0, network.config().blocks, {.compute = compute}, monitor))
        return false;
    const Result<Matrix> normed = applyFinalNorm(network.floatModel(), *hidden, compute);
    if (!normed)
        return false;
    Matrix logits;
    for (std::int64_t first = 0; first < network.config().vocabulary; first += kHeadRowsPerSlab) {
        const std::int64_t count = std::min(kHeadRowsPerSlab, network.config().vocabulary - first);
        const auto rows = network.headRows(first, count, compute);
        if (!rows)
            return false;
        logits.resize(normed->rows(), count);
        (*rows)->apply(*normed, logits, compute);
    }
    return true;
}

} // namespace vernier::bench
