// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/remaining_time.h"

#include <algorithm>

namespace vernier {

void RemainingTime::report(double now, double share)
{
    if (!m_begun || share < m_share) {
        m_begun = now;
        m_firstShare = share;
    }
    m_reported = now;
    m_share = share;
}

std::optional<double> RemainingTime::left(double now) const
{
    constexpr double kEnoughShare = 0.02;
    constexpr double kEnoughSeconds = 0.5;
    if (!m_begun || m_share - m_firstShare < kEnoughShare || m_reported - *m_begun < kEnoughSeconds)
        return std::nullopt;
    const double whenReported = (m_reported - *m_begun) * (1.0 - m_share) / (m_share - m_firstShare);
    return std::max(0.0, whenReported - (now - m_reported));
}

} // namespace vernier
