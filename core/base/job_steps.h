// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/job_monitor.h"

#include <cstddef>
#include <string_view>
#include <vector>

// A job made of steps, shown as one.

namespace vernier {

/// Monitor of the steps of a job, one after the other: each reports as if it were alone, and the job sees one progress over
/// all of them, so that what is left can be told for the whole. A step can have steps of its own.
class JobSteps final : public JobMonitor
{
public:
    /// costs  of each step in comparison with the others, in any unit; 0: it will be left out.
    /// name   what the job is told it is doing; empty: the steps' own words.
    JobSteps(JobMonitor &job, std::vector<double> costs, std::string_view name = {});

    /// The monitor of the first step, then of the second, …: what is reported from now on is that step's.
    [[nodiscard]] JobMonitor &next();

    bool keepGoing(std::int64_t done, std::int64_t total, std::string_view what) override;

private:
    JobMonitor &m_job;
    std::vector<double> m_costs;
    std::string_view m_name;
    std::size_t m_begun = 0;
    double m_before = 0.0; ///< costs of the steps before the present one
    double m_sum = 0.0;
};

} // namespace vernier
