// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/plots/list_plot.h"

#include <QMouseEvent>
#include <QToolTip>

#include <algorithm>
#include <cmath>

namespace vernier {

ListPlot::ListPlot(QWidget *parent)
    : Plot(parent)
    , m_ticker(new ListTicker)
{
    setMouseTracking(true);
    xAxis->setTicker(m_ticker);
    xAxis->grid()->setVisible(false);
    axisRect()->setRangeZoom(Qt::Horizontal);
    connect(xAxis, qOverload<const QCPRange &>(&QCPAxis::rangeChanged), this, &ListPlot::bound);
}

void ListPlot::setCount(int count)
{
    m_count = count;
    m_ticker->setCount(count);
}

int ListPlot::placeAt(const QPoint &point) const
{
    if (!axisRect()->rect().contains(point))
        return -1;
    const double place = std::round(xAxis->pixelToCoord(point.x()));
    return place >= 0.0 && place < m_count ? static_cast<int>(place) : -1;
}

void ListPlot::showAll(double low, double high, double margin)
{
    const double room = std::max(margin * (high - low), 1e-9);
    xAxis->setRange(-0.5, m_count - 0.5);
    yAxis->setRange(low - room, high + room);
    viewChanged();
    replot(QCustomPlot::rpQueuedReplot);
}

void ListPlot::bound()
{
    if (m_count > 0) {
        const QCPRange bounded = xAxis->range().bounded(-0.5, m_count - 0.5);
        if (bounded != xAxis->range()) {
            xAxis->setRange(bounded); // comes back here
            return;
        }
    }
    viewChanged();
}

void ListPlot::mouseMoveEvent(QMouseEvent *event)
{
    Plot::mouseMoveEvent(event);
    const int place = event->buttons() == Qt::NoButton ? placeAt(event->position().toPoint()) : -1;
    const QString text = place < 0 ? QString() : card(place);
    if (text.isEmpty())
        QToolTip::hideText();
    else
        QToolTip::showText(event->globalPosition().toPoint(), text, this);
}

void ListPlot::wheelEvent(QWheelEvent *event)
{
    axisRect()->setRangeZoom(event->modifiers().testFlag(Qt::ShiftModifier) ? Qt::Vertical : Qt::Horizontal);
    Plot::wheelEvent(event);
    axisRect()->setRangeZoom(Qt::Horizontal);
}

void ListPlot::resizeEvent(QResizeEvent *event)
{
    Plot::resizeEvent(event);
    viewChanged();
}

} // namespace vernier
