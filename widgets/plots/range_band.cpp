// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/plots/range_band.h"

#include <QVector>
#include <qcustomplot.h>

#include <algorithm>
#include <cmath>

namespace vernier {

namespace {

/// The upper edge, filled down to the lower one by rectangles. QCPGraph fills one polygon with a corner for every step,
/// which takes 50 ms for 3000 tokens; a rectangle for each step, or for each column of pixels, takes one.
class BandGraph final : public QCPGraph
{
public:
    BandGraph(QCPAxis *keys, QCPAxis *values, const QCPGraph *lower)
        : QCPGraph(keys, values)
        , m_lower(lower)
    {}

protected:
    void drawFill(QCPPainter *painter, QVector<QPointF> *) const override
    {
        if (mBrush.style() == Qt::NoBrush || data()->size() != m_lower->data()->size())
            return;
        const QCPRange visible = keyAxis()->range();
        auto upper = data()->findBegin(visible.lower - 1.0);
        const auto end = data()->findEnd(visible.upper + 1.0);
        auto lower = m_lower->data()->constBegin() + (upper - data()->constBegin());
        QRectF column;
        painter->setAntialiasing(false);
        for (; upper != end; ++upper, ++lower) {
            const double left = std::round(keyAxis()->coordToPixel(upper->key - 0.5));
            const double right = std::max(left + 1.0, std::round(keyAxis()->coordToPixel(upper->key + 0.5)));
            const QRectF step(QPointF(left, valueAxis()->coordToPixel(upper->value)), QPointF(right, valueAxis()->coordToPixel(lower->value)));
            if (step.left() == column.left() && step.right() == column.right()) {
                column |= step.normalized(); // many steps in a column of pixels
                continue;
            }
            painter->fillRect(column, mBrush);
            column = step.normalized();
        }
        painter->fillRect(column, mBrush);
    }

private:
    const QCPGraph *m_lower;
};

} // namespace

RangeBand::RangeBand(QCustomPlot &plot)
    : m_lower(plot.addGraph())
    , m_upper(new BandGraph(plot.xAxis, plot.yAxis, m_lower))
{
    for (QCPGraph *graph : {m_upper, m_lower}) {
        graph->setLineStyle(QCPGraph::lsStepCenter);
        graph->setAdaptiveSampling(true);
    }
}

void RangeBand::setData(std::span<const float> min, std::span<const float> max, std::span<const int> order)
{
    QVector<QCPGraphData> lower;
    QVector<QCPGraphData> upper;
    lower.reserve(static_cast<qsizetype>(min.size()));
    upper.reserve(static_cast<qsizetype>(max.size()));
    for (std::size_t i = 0; i < min.size(); ++i) {
        const std::size_t from = order.empty() ? i : static_cast<std::size_t>(order[i]);
        lower.append(QCPGraphData(static_cast<double>(i), static_cast<double>(min[from])));
        upper.append(QCPGraphData(static_cast<double>(i), static_cast<double>(max[from])));
    }
    m_lower->data()->set(lower, true);
    m_upper->data()->set(upper, true);
}

void RangeBand::applyColors(const ThemeColors &colors)
{
    for (QCPGraph *graph : {m_upper, m_lower})
        graph->setPen(QPen(colors.series, 1.0));
    QColor fill = colors.series;
    fill.setAlphaF(0.3f);
    m_upper->setBrush(fill);
}

} // namespace vernier
