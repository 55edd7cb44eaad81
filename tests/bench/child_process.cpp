// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/child_process.h"

#include "core/io/posix_file.h"

#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <utility>

namespace vernier::bench {

namespace {

using Clock = std::chrono::steady_clock;

double secondsSince(Clock::time_point begin)
{
    return std::chrono::duration<double>(Clock::now() - begin).count();
}

/// Measures how long it is not asked.
class WaitMonitor final : public JobMonitor
{
public:
    bool keepGoing(std::int64_t, std::int64_t, std::string_view) override
    {
        m_longest = std::max(m_longest, secondsSince(std::exchange(m_asked, Clock::now())));
        return true;
    }
    [[nodiscard]] double longest() const { return std::max(m_longest, secondsSince(m_asked)); }

private:
    Clock::time_point m_asked = Clock::now();
    double m_longest = 0.0;
};

} // namespace

std::optional<Cost> measured(const std::function<bool(JobMonitor &)> &work)
{
    int ends[2] = {};
    if (pipe(ends) != 0)
        return std::nullopt;
    const FileDescriptor reading(ends[0]);
    const FileDescriptor writing(ends[1]);
    const auto begin = Clock::now();
    const pid_t child = fork();
    if (child < 0)
        return std::nullopt;
    if (child == 0) {
        WaitMonitor monitor;
        bool done = work(monitor);
        const double longest = monitor.longest();
        done = done && write(writing.number(), &longest, sizeof longest) == sizeof longest;
        _exit(done ? 0 : 1);
    }
    int status = 0;
    rusage usage{};
    if (wait4(child, &status, 0, &usage) != child || !WIFEXITED(status) || WEXITSTATUS(status) != 0)
        return std::nullopt;
    const auto seconds = [](const timeval &time) { return static_cast<double>(time.tv_sec) + 1e-6 * static_cast<double>(time.tv_usec); };
    const double took = secondsSince(begin);
    double longest = 0.0;
    if (read(reading.number(), &longest, sizeof longest) != sizeof longest)
        return std::nullopt;
    return Cost{took, seconds(usage.ru_utime) + seconds(usage.ru_stime), static_cast<double>(usage.ru_maxrss) / 1024.0, longest};
}

} // namespace vernier::bench
