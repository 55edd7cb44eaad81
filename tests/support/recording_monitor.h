// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/job_monitor.h"

#include <cstdint>
#include <limits>
#include <string>
#include <vector>

// Keeps what a job reports.

namespace vernier::test {

class RecordingMonitor final : public JobMonitor
{
public:
    /// Says stop after so many reports.
    explicit RecordingMonitor(std::size_t reports = std::numeric_limits<std::size_t>::max())
        : m_allowed(reports)
    {}

    bool keepGoing(std::int64_t done, std::int64_t total, std::string_view what) override
    {
        m_shares.push_back(static_cast<double>(done) / static_cast<double>(total));
        m_what = what;
        return m_shares.size() <= m_allowed;
    }

    [[nodiscard]] const std::vector<double> &shares() const { return m_shares; }
    [[nodiscard]] double share() const { return m_shares.back(); }
    [[nodiscard]] const std::string &what() const { return m_what; }

    /// Whether the progress never fell back, and came near its end.
    [[nodiscard]] bool isOneProgress() const
    {
        for (std::size_t i = 1; i < m_shares.size(); ++i) {
            if (m_shares[i] < m_shares[i - 1])
                return false;
        }
        return !m_shares.empty() && m_shares.back() > 0.8 && m_shares.back() <= 1.0;
    }

private:
    std::size_t m_allowed;
    std::vector<double> m_shares;
    std::string m_what;
};

} // namespace vernier::test
