// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/terminal_monitor.h"

#include <atomic>
#include <csignal>
#include <cstdio>
#include <unistd.h>

namespace vernier::cli {

namespace {

std::atomic<int> g_stopSignal{0}; // a signal handler can reach nothing else
static_assert(std::atomic<int>::is_always_lock_free);

extern "C" void requestStop(int signal)
{
    g_stopSignal = signal;
    std::signal(signal, SIG_DFL);
}

} // namespace

TerminalMonitor::TerminalMonitor()
    : m_isTerminal(isatty(STDERR_FILENO) != 0)
    , m_lastShown(Clock::now())
{
    std::signal(SIGINT, requestStop);
    std::signal(SIGTERM, requestStop);
}

int TerminalMonitor::stopSignal()
{
    return g_stopSignal;
}

TerminalMonitor::~TerminalMonitor()
{
    clearLine();
}

bool TerminalMonitor::keepGoing(std::int64_t done, std::int64_t total, std::string_view what)
{
    if (stopSignal() != 0)
        return false;
    const Clock::time_point now = Clock::now();
    const double seconds = std::chrono::duration<double>(now.time_since_epoch()).count();
    const double share = total > 0 ? static_cast<double>(done) / static_cast<double>(total) : 0.0;
    m_remaining.report(seconds, share);
    if (!m_isTerminal || now - m_lastShown < std::chrono::milliseconds(100))
        return true;
    m_lastShown = now;
    std::fprintf(stderr, "\r\033[K%.*s: %.0f %%", static_cast<int>(what.size()), what.data(), 100.0 * share);
    if (const std::optional<double> left = m_remaining.left(seconds))
        std::fprintf(stderr, ", %.0f s left", *left);
    std::fflush(stderr);
    m_lineShown = true;
    return true;
}

void TerminalMonitor::clearLine()
{
    if (m_lineShown)
        std::fputs("\r\033[K", stderr);
    m_lineShown = false;
}

} // namespace vernier::cli
