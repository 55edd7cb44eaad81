// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/forward/network.h"
#include "core/forward/token_batch.h"

#include <functional>

namespace vernier::bench {

/// Seconds that the work takes; 0: it failed.
[[nodiscard]] double secondsOf(const std::function<bool()> &work);

/// A pass with the logits of all tokens, slab by slab, which are then dropped. False: it failed.
[[nodiscard]] bool passOnce(const Network &network, const TokenBatch &batch, const Compute &compute);

} // namespace vernier::bench
