// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/plots/range_band.h"

#include <QVector>
#include <qcustomplot.h>

namespace vernier {

RangeBand::RangeBand(QCustomPlot &plot)
    : m_upper(plot.addGraph())
    , m_lower(plot.addGraph())
{
    for (QCPGraph *graph : {m_upper, m_lower}) {
        graph->setLineStyle(QCPGraph::lsStepCenter);
        graph->setAdaptiveSampling(true);
    }
    m_upper->setChannelFillGraph(m_lower);
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
