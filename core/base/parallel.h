// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>

// Loops over independent pieces of work on a given number of threads, and how to stop them.

namespace vernier {

/// Threads to use when nobody says otherwise: the processors this process may run on, at least 1.
[[nodiscard]] int defaultThreadCount();

/// The wish to stop, inside work that takes long: whoever waits is asked about every 20 ms, by one thread only.
class Interrupt
{
public:
    /// keepGoing  false means: stop. It is not asked again then.
    explicit Interrupt(std::function<bool()> keepGoing);

    /// Asks if it is time to; to be called by the thread that made this object. True: stop.
    bool poll();
    /// Whether an answer was to stop; from any thread.
    [[nodiscard]] bool requested() const { return m_requested; }

private:
    using Clock = std::chrono::steady_clock;

    std::function<bool()> m_keepGoing;
    std::atomic<bool> m_requested{false};
    Clock::time_point m_asked;
};

/// How many threads share a loop, and who may stop it.
struct Workers
{
    Workers(int count, Interrupt *asked = nullptr) // NOLINT(google-explicit-constructor): mostly it is a number of threads alone
        : threads(count)
        , interrupt(asked)
    {}

    int threads;
    Interrupt *interrupt; ///< null, or polled between pieces of the work; when it says stop, results are unspecified

    [[nodiscard]] bool areStopped() const { return interrupt && interrupt->requested(); }
};

/// Calls body(i) once for every i in [0, count), on up to so many threads (fewer where the system gives no more). The
/// pieces are the caller's: the same whatever the number of threads, so results do not depend on it as long as pieces
/// write to places of their own and sums over pieces are taken afterwards in index order. When the work is stopped, the
/// pieces not begun are left out.
/// An exception of body (no memory) ends the loop and comes out here, when no thread works on it any more.
void parallelFor(const Workers &workers, std::int64_t count, const std::function<void(std::int64_t)> &body);

} // namespace vernier
