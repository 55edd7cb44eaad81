// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/job_monitor.h"
#include "core/base/remaining_time.h"

#include <chrono>

// Progress on a terminal, and Ctrl-C.

namespace vernier::cli {

class TerminalMonitor final : public JobMonitor
{
public:
    /// From now on Ctrl-C and SIGTERM ask running jobs to stop; a second one ends the program at once.
    TerminalMonitor();
    ~TerminalMonitor() override;

    bool keepGoing(std::int64_t done, std::int64_t total, std::string_view what) override;

    /// SIGINT or SIGTERM after it came, else 0.
    [[nodiscard]] static int stopSignal();

    /// Removes the progress line, before something else is printed.
    void clearLine();

private:
    using Clock = std::chrono::steady_clock;

    bool m_isTerminal;
    bool m_lineShown = false;
    Clock::time_point m_lastShown;
    RemainingTime m_remaining;
};

} // namespace vernier::cli
