// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/parallel.h"

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <exception>
#include <mutex>
#include <sched.h>
#include <thread>
#include <utility>
#include <vector>

namespace vernier {

namespace {

/// A loop that several threads work on.
struct Loop
{
    const std::function<void(std::int64_t)> &body;
    std::int64_t count;
    std::atomic<std::int64_t> next{0};
    std::int64_t seats = 0;   ///< helpers that may still join; guarded by the crew's mutex
    std::int64_t working = 0; ///< helpers at work; likewise
    std::atomic<bool> failed{false};
    std::exception_ptr failure = nullptr; ///< the first one; read when nobody works any more

    /// interrupt  only on the thread that runs the loop.
    void work(Interrupt *interrupt) noexcept
    {
        try {
            for (std::int64_t i = next++; i < count; i = next++) {
                if (interrupt && interrupt->poll())
                    break;
                body(i);
            }
        } catch (...) {
            if (!failed.exchange(true))
                failure = std::current_exception();
        }
        next = count; // nothing is left: done, or not to be done
    }
};

/// True on a thread that works on a loop: loops inside loops run where they are.
thread_local bool t_insideLoop = false;

/// Threads that sleep until there is a loop to help with. They never spin: the machine may be busy with other things,
/// the window's thread among them. (OpenMP's runtime spins, which costs most of the time on a loaded machine.)
class Crew
{
public:
    ~Crew()
    {
        {
            const std::lock_guard lock(m_mutex);
            m_leaving = true;
        }
        m_wake.notify_all();
    }

    void run(Loop &loop, std::int64_t helpers, Interrupt *interrupt)
    {
        {
            const std::lock_guard lock(m_mutex);
            helpers = std::min(helpers, hire(helpers));
            loop.seats = helpers;
            if (helpers > 0)
                m_loops.push_back(&loop);
        }
        if (helpers == 1)
            m_wake.notify_one();
        else if (helpers > 1)
            m_wake.notify_all();
        t_insideLoop = true;
        loop.work(interrupt);
        t_insideLoop = false;
        std::unique_lock lock(m_mutex);
        std::erase(m_loops, &loop);
        m_finished.wait(lock, [&] { return loop.working == 0; });
    }

private:
    /// How many helpers there are, after trying to have so many. The system may refuse threads (ulimit -u, -v).
    std::int64_t hire(std::int64_t helpers)
    {
        try {
            m_loops.reserve(m_loops.size() + 1); // a loop must not fail to be announced
            while (static_cast<std::int64_t>(m_helpers.size()) < helpers)
                m_helpers.emplace_back([this] { help(); });
        } catch (const std::exception &) {
            // We go on with those at hand.
        }
        return m_loops.capacity() > m_loops.size() ? static_cast<std::int64_t>(m_helpers.size()) : 0;
    }

    void help()
    {
        t_insideLoop = true;
        std::unique_lock lock(m_mutex);
        while (true) {
            m_wake.wait(lock, [&] { return m_leaving || !m_loops.empty(); });
            if (m_leaving)
                return;
            Loop &loop = *m_loops.front();
            if (--loop.seats == 0)
                m_loops.erase(m_loops.begin());
            ++loop.working;
            lock.unlock();
            loop.work(nullptr);
            lock.lock();
            if (--loop.working == 0)
                m_finished.notify_all();
        }
    }

    std::mutex m_mutex;
    std::condition_variable m_wake;
    std::condition_variable m_finished;
    std::vector<Loop *> m_loops; ///< those that helpers may still join
    bool m_leaving = false;
    std::vector<std::jthread> m_helpers; ///< last: joined before the rest goes
};

} // namespace

int defaultThreadCount()
{
    cpu_set_t set;
    CPU_ZERO(&set);
    if (sched_getaffinity(0, sizeof set, &set) == 0)
        return std::max(1, CPU_COUNT(&set));
    return std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
}

Interrupt::Interrupt(std::function<bool()> keepGoing)
    : m_keepGoing(std::move(keepGoing))
    , m_asked(Clock::now())
{}

bool Interrupt::poll()
{
    constexpr std::chrono::milliseconds kPause{20};
    if (m_requested)
        return true;
    const Clock::time_point now = Clock::now();
    if (now - m_asked < kPause)
        return false;
    m_asked = now;
    m_requested = !m_keepGoing();
    return m_requested;
}

void parallelFor(const Workers &workers, std::int64_t count, const std::function<void(std::int64_t)> &body)
{
    Interrupt *const interrupt = workers.interrupt;
    const std::int64_t helpers = std::min<std::int64_t>(count, workers.threads) - 1;
    if (t_insideLoop) { // on any of the threads: those of the outer loop ask
        for (std::int64_t i = 0; i < count; ++i)
            body(i);
        return;
    }
    if (helpers <= 0) {
        for (std::int64_t i = 0; i < count && !(interrupt && interrupt->poll()); ++i)
            body(i);
        return;
    }
    static Crew crew;
    Loop loop{body, count};
    crew.run(loop, helpers, interrupt);
    if (loop.failure)
        std::rethrow_exception(loop.failure);
}

} // namespace vernier
