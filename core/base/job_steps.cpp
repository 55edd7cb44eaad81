// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/job_steps.h"

#include "core/base/check.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

namespace vernier {

JobSteps::JobSteps(JobMonitor &job, std::vector<double> costs, std::string_view name)
    : m_job(job)
    , m_costs(std::move(costs))
    , m_name(name)
    , m_sum(std::accumulate(m_costs.begin(), m_costs.end(), 0.0))
{}

JobMonitor &JobSteps::next()
{
    VERNIER_CHECK(m_begun < m_costs.size());
    if (m_begun > 0)
        m_before += m_costs[m_begun - 1];
    ++m_begun;
    return *this;
}

bool JobSteps::keepGoing(std::int64_t done, std::int64_t total, std::string_view what)
{
    constexpr std::int64_t kUnits = 1'000'000;
    VERNIER_CHECK(m_begun > 0);
    const double part = total > 0 ? std::clamp(static_cast<double>(done) / static_cast<double>(total), 0.0, 1.0) : 0.0;
    const double share = m_sum > 0.0 ? (m_before + part * m_costs[m_begun - 1]) / m_sum : 0.0;
    return m_job.keepGoing(std::llround(share * static_cast<double>(kUnits)), kUnits, m_name.empty() ? what : m_name);
}

RepeatingMonitor::RepeatingMonitor(JobMonitor &job)
    : m_job(job)
{}

bool RepeatingMonitor::keepGoing(std::int64_t done, std::int64_t total, std::string_view what)
{
    m_done = done;
    m_total = total;
    m_what = what;
    return m_job.keepGoing(done, total, what);
}

} // namespace vernier
