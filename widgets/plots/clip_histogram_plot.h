// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/quant/clip_effect.h"
#include "widgets/plots/plot.h"
#include "widgets/plots/range_lines.h"

// How often each activation occurs (logarithmic counts), the static ranges as upright lines, and a clip range to be
// dragged with the mouse.

namespace vernier {

class ClipHistogramPlot final : public Plot
{
    Q_OBJECT
public:
    explicit ClipHistogramPlot(QWidget *parent = nullptr);

    void setValues(const ValueDistribution &values, const MethodRanges &ranges, int method);
    void clear();

    /// Where values are cut off; does not emit clipDragged.
    void setClip(Range clip);
    [[nodiscard]] Range clip() const { return m_clip; }
    [[nodiscard]] QCPGraph *counts() const { return m_counts; }

    void resetView() override;
    void retranslate();

signals:
    void clipDragged(float min, float max);
    /// A double click: back to the range of the present method.
    void resetRequested();

protected:
    void applyColors(const ThemeColors &colors) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void mouseDoubleClickEvent(QMouseEvent *event) override;

private:
    enum class Edge { None, Lower, Upper };
    [[nodiscard]] Edge edgeAt(const QPointF &point) const;
    void updateClip();

    QCPGraph *m_counts;
    RangeLines m_lines;
    QCPItemStraightLine *m_lower;
    QCPItemStraightLine *m_upper;
    QCPItemRect *m_cutBelow;
    QCPItemRect *m_cutAbove;
    Range m_extremes;
    Range m_clip;
    double m_mostCounts = 1.0;
    Edge m_dragged = Edge::None;
};

} // namespace vernier
