// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/plots/clip_histogram_plot.h"

#include <QMouseEvent>

#include <algorithm>
#include <cmath>

namespace vernier {

namespace {

constexpr int kBins = 600;
constexpr double kLeastCount = 0.5; ///< a single value stands a little above the axis
constexpr double kGrab = 6.0;       ///< pixels beside a line that take hold of it

} // namespace

ClipHistogramPlot::ClipHistogramPlot(QWidget *parent)
    : Plot(parent)
    , m_counts(addGraph())
    , m_lines(*this, Qt::Vertical)
    , m_lower(new QCPItemStraightLine(this))
    , m_upper(new QCPItemStraightLine(this))
    , m_cutBelow(new QCPItemRect(this))
    , m_cutAbove(new QCPItemRect(this))
{
    setMouseTracking(true);
    m_counts->setLineStyle(QCPGraph::lsStepLeft);
    yAxis->setScaleType(QCPAxis::stLogarithmic);
    yAxis->setTicker(QSharedPointer<QCPAxisTicker>(new QCPAxisTickerLog));
    yAxis->setNumberFormat(QStringLiteral("eb"));
    yAxis->setNumberPrecision(0);
    axisRect()->setRangeZoom(Qt::Horizontal);
    axisRect()->setRangeDrag(Qt::Horizontal);
    for (QCPItemRect *cut : {m_cutBelow, m_cutAbove}) {
        cut->setPen(Qt::NoPen);
        for (QCPItemPosition *corner : {cut->topLeft, cut->bottomRight})
            corner->setTypeY(QCPItemPosition::ptAxisRectRatio);
        cut->setVisible(false);
    }
    m_lower->setVisible(false);
    m_upper->setVisible(false);
    setPictureName(QStringLiteral("activation-histogram"));
    refreshColors();
    retranslate();
}

void ClipHistogramPlot::setValues(const ValueDistribution &values, const MethodRanges &ranges, int method)
{
    m_extremes = values.extremes;
    if (m_extremes.min == m_extremes.max) // a bin needs some width
        m_extremes = {m_extremes.min - 1.0f, m_extremes.max + 1.0f};
    const std::vector<double> counts = evenCounts(values, m_extremes, kBins);
    const double width = (static_cast<double>(m_extremes.max) - static_cast<double>(m_extremes.min)) / kBins;
    QVector<QCPGraphData> steps;
    m_mostCounts = 1.0;
    for (std::size_t bin = 0; bin < counts.size(); ++bin) {
        steps.append(QCPGraphData(static_cast<double>(m_extremes.min) + width * static_cast<double>(bin), std::max(counts[bin], kLeastCount / 10.0)));
        m_mostCounts = std::max(m_mostCounts, counts[bin]);
    }
    steps.append(QCPGraphData(static_cast<double>(m_extremes.max), kLeastCount / 10.0));
    m_counts->data()->set(steps, true);
    m_lines.setRanges(ranges, method);
    for (QCPLayerable *item : std::initializer_list<QCPLayerable *>{m_lower, m_upper, m_cutBelow, m_cutAbove})
        item->setVisible(true);
    resetView();
}

void ClipHistogramPlot::clear()
{
    m_counts->data()->clear();
    m_lines.setVisible(false);
    for (QCPLayerable *item : std::initializer_list<QCPLayerable *>{m_lower, m_upper, m_cutBelow, m_cutAbove})
        item->setVisible(false);
}

void ClipHistogramPlot::setClip(Range clip)
{
    m_clip = clip;
    updateClip();
}

void ClipHistogramPlot::updateClip()
{
    const auto low = static_cast<double>(m_clip.min);
    const auto high = static_cast<double>(m_clip.max);
    m_lower->point1->setCoords(low, 1.0);
    m_lower->point2->setCoords(low, 2.0);
    m_upper->point1->setCoords(high, 1.0);
    m_upper->point2->setCoords(high, 2.0);
    const double far = 1e3 * (static_cast<double>(m_extremes.max) - static_cast<double>(m_extremes.min) + std::abs(low) + std::abs(high));
    m_cutBelow->topLeft->setCoords(-far, 0.0);
    m_cutBelow->bottomRight->setCoords(low, 1.0);
    m_cutAbove->topLeft->setCoords(high, 0.0);
    m_cutAbove->bottomRight->setCoords(far, 1.0);
    replot(QCustomPlot::rpQueuedReplot);
}

void ClipHistogramPlot::resetView()
{
    if (m_counts->data()->isEmpty())
        return;
    const Range lines = m_lines.extent();
    const double low = static_cast<double>(std::min(m_extremes.min, lines.min));
    const double high = static_cast<double>(std::max(m_extremes.max, lines.max));
    const double margin = 0.04 * (high - low);
    xAxis->setRange(low - margin, high + margin);
    yAxis->setRange(kLeastCount, m_mostCounts * 30.0); // the labels of the lines stand above
    replot(QCustomPlot::rpQueuedReplot);
}

void ClipHistogramPlot::retranslate()
{
    xAxis->setLabel(tr("Activation"));
    yAxis->setLabel(tr("Values in a bin"));
    m_counts->setName(tr("values"));
    m_lines.retranslate();
    setAccessibleName(tr("Histogram of the activations with the clip range"));
    replot(QCustomPlot::rpQueuedReplot);
}

void ClipHistogramPlot::applyColors(const ThemeColors &colors)
{
    Plot::applyColors(colors);
    m_lines.applyColors(colors);
    m_counts->setPen(QPen(colors.series, 1.0));
    QColor fill = colors.series;
    fill.setAlphaF(0.3f);
    m_counts->setBrush(fill);
    QColor cut = colors.warning;
    cut.setAlphaF(0.14f);
    for (QCPItemRect *rect : {m_cutBelow, m_cutAbove})
        rect->setBrush(cut);
    for (QCPItemStraightLine *line : {m_lower, m_upper})
        line->setPen(QPen(colors.warning, 2.0));
}

ClipHistogramPlot::Edge ClipHistogramPlot::edgeAt(const QPointF &point) const
{
    if (!m_lower->visible() || !axisRect()->rect().contains(point.toPoint()))
        return Edge::None;
    const double toLower = std::abs(point.x() - xAxis->coordToPixel(static_cast<double>(m_clip.min)));
    const double toUpper = std::abs(point.x() - xAxis->coordToPixel(static_cast<double>(m_clip.max)));
    if (std::min(toLower, toUpper) > kGrab)
        return Edge::None;
    return toLower < toUpper ? Edge::Lower : Edge::Upper;
}

void ClipHistogramPlot::mousePressEvent(QMouseEvent *event)
{
    m_dragged = event->button() == Qt::LeftButton ? edgeAt(event->position()) : Edge::None;
    if (m_dragged == Edge::None)
        Plot::mousePressEvent(event);
}

void ClipHistogramPlot::mouseMoveEvent(QMouseEvent *event)
{
    if (m_dragged == Edge::None) {
        Plot::mouseMoveEvent(event);
        setCursor(edgeAt(event->position()) == Edge::None ? Qt::ArrowCursor : Qt::SplitHCursor);
        return;
    }
    // A range contains zero, or the quantizer would widen it.
    const auto value = static_cast<float>(xAxis->pixelToCoord(event->position().x()));
    setClip(m_dragged == Edge::Lower ? Range{std::min(value, 0.0f), m_clip.max} : Range{m_clip.min, std::max(value, 0.0f)});
    emit clipDragged(m_clip.min, m_clip.max);
}

void ClipHistogramPlot::mouseReleaseEvent(QMouseEvent *event)
{
    if (m_dragged == Edge::None)
        Plot::mouseReleaseEvent(event);
    m_dragged = Edge::None;
}

void ClipHistogramPlot::mouseDoubleClickEvent(QMouseEvent *event)
{
    if (event->button() != Qt::LeftButton)
        return;
    m_dragged = Edge::None;
    emit resetRequested();
}

} // namespace vernier
