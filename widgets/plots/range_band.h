// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/support/theme.h"

#include <span>

class QCPGraph;
class QCustomPlot;

// A band from a smallest to a largest value over positions 0, 1, 2 …: one step each, filled between.

namespace vernier {

class RangeBand
{
public:
    /// Adds two graphs to the plot.
    explicit RangeBand(QCustomPlot &plot);

    /// order: which value stands at each position; empty: as they are.
    void setData(std::span<const float> min, std::span<const float> max, std::span<const int> order = {});
    void applyColors(const ThemeColors &colors);
    [[nodiscard]] QCPGraph *upper() const { return m_upper; }
    [[nodiscard]] QCPGraph *lower() const { return m_lower; }

private:
    QCPGraph *m_lower; ///< owned by the plot
    QCPGraph *m_upper;
};

} // namespace vernier
