// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/job_monitor.h"

#include <functional>
#include <optional>

// What a piece of work costs.

namespace vernier::bench {

struct Cost
{
    double seconds = 0.0;
    double processorSeconds = 0.0;
    double peakMib = 0.0; ///< resident, mapped files included
    double longestWait = 0.0; ///< seconds in which nobody asked whether to go on: a cancelled job goes on for so long
};

/// Runs the work in a process of its own, so that its peak memory is its own. None: it failed.
[[nodiscard]] std::optional<Cost> measured(const std::function<bool(JobMonitor &)> &work);

} // namespace vernier::bench
