// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/calib/method_ranges.h"
#include "widgets/support/theme.h"

#include <QPointer>
#include <QString>

#include <array>

class QCustomPlot;
class QCPItemStraightLine;
class QCPItemText;

// The static ranges of the act_methods as labelled lines across a plot; that of the present recipe is drawn strong.

namespace vernier {

class RangeLines
{
public:
    /// orientation: of the lines. Horizontal ones stand at values of the y axis, vertical ones of the x axis.
    RangeLines(QCustomPlot &plot, Qt::Orientation orientation);

    /// method: 1 or 2, the one that is drawn strong; 0: none.
    void setRanges(const MethodRanges &ranges, int method);
    void setVisible(bool visible);
    void applyColors(const ThemeColors &colors);
    void retranslate();

    /// "act_method 1, 3": the methods that give this range (0: min-max, 1: histogram).
    [[nodiscard]] QString label(int which) const;
    /// As it is drawn: smallest and largest line.
    [[nodiscard]] Range extent() const;
    [[nodiscard]] Range range(int which) const { return which == 0 ? m_ranges.meanMinMax : m_ranges.histogram; }

private:
    void update();

    struct Line
    {
        QCPItemStraightLine *line = nullptr; ///< owned by the plot
        QCPItemText *text = nullptr;
    };
    QCustomPlot &m_plot;
    Qt::Orientation m_orientation;
    std::array<std::array<Line, 2>, 2> m_lines; ///< [min-max, histogram][lower, upper]
    MethodRanges m_ranges;
    int m_method = 0;
    bool m_visible = false;
    ThemeColors m_colors;
};

/// "1 (min-max)", "2 (histogram)": an act_method in words.
[[nodiscard]] QString actMethodText(int actMethod);

} // namespace vernier
