// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <functional>

// Loops over independent pieces of work on a given number of threads.

namespace vernier {

/// Threads to use when nobody says otherwise: the processors this process may run on, at least 1.
[[nodiscard]] int defaultThreadCount();

/// Calls body(i) once for every i in [0, count), on up to `threads` threads. The pieces are the caller's: the same
/// whatever the number of threads, so results do not depend on it as long as pieces write to places of their own
/// and sums over pieces are taken afterwards in index order. body must not throw.
void parallelFor(int threads, std::int64_t count, const std::function<void(std::int64_t)> &body);

} // namespace vernier
