// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>

// How long a job will still take, from the progress it reports.

namespace vernier {

/// Expects the pace to stay what it was since the job began. Where progress falls back, a part without a common progress
/// began, and that part's pace and remaining time are given.
class RemainingTime
{
public:
    /// now    seconds, on a clock that stands still while the job does.
    /// share  of the job that is done, 0…1.
    void report(double now, double share);
    /// Seconds; none: it is too early to tell.
    [[nodiscard]] std::optional<double> left(double now) const;

private:
    std::optional<double> m_begun; ///< none: nothing was reported
    double m_firstShare = 0.0;
    double m_reported = 0.0;
    double m_share = 0.0;
};

} // namespace vernier
