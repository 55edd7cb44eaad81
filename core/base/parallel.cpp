// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/parallel.h"

#include <algorithm>
#include <atomic>
#include <sched.h>
#include <thread>
#include <vector>

namespace vernier {

int defaultThreadCount()
{
    cpu_set_t set;
    CPU_ZERO(&set);
    if (sched_getaffinity(0, sizeof set, &set) == 0)
        return std::max(1, CPU_COUNT(&set));
    return std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
}

#ifdef VERNIER_OPENMP

// OpenMP's team is the one oneDNN computes with: a second pool would fight it for the processors.
void parallelFor(int threads, std::int64_t count, const std::function<void(std::int64_t)> &body)
{
    const int team = static_cast<int>(std::clamp<std::int64_t>(count, 1, std::max(1, threads)));
    if (team == 1) {
        for (std::int64_t i = 0; i < count; ++i)
            body(i);
        return;
    }
#pragma omp parallel for num_threads(team) schedule(dynamic, 1)
    for (std::int64_t i = 0; i < count; ++i)
        body(i);
}

#else

// Plain threads, for builds whose checker (ThreadSanitizer) does not understand OpenMP's runtime.
void parallelFor(int threads, std::int64_t count, const std::function<void(std::int64_t)> &body)
{
    std::atomic<std::int64_t> next{0};
    const auto work = [&] {
        for (std::int64_t i = next++; i < count; i = next++)
            body(i);
    };
    const auto team = std::clamp<std::int64_t>(count, 1, std::max(1, threads));
    std::vector<std::jthread> helpers;
    for (std::int64_t t = 1; t < team; ++t)
        helpers.emplace_back(work);
    work();
}

#endif

} // namespace vernier
