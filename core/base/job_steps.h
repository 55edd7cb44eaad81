// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/job_monitor.h"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

// What stands between a job's monitor and its parts: a job made of steps, shown as one, and questions in between.

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

/// Passes on what it is told, and asks again in between for work that does not know how far the job is.
class RepeatingMonitor final : public JobMonitor
{
public:
    explicit RepeatingMonitor(JobMonitor &job);

    bool keepGoing(std::int64_t done, std::int64_t total, std::string_view what) override;
    /// With the numbers told last.
    bool keepGoing() { return m_job.keepGoing(m_done, m_total, m_what); }

private:
    JobMonitor &m_job;
    std::int64_t m_done = 0;
    std::int64_t m_total = 1;
    std::string m_what;
};

} // namespace vernier
