// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/plots/weight_histogram_plot.h"

#include <algorithm>

namespace vernier {

namespace {

constexpr double kLeastPixels = 4.0; ///< between two ticks of the grid

} // namespace

WeightHistogramPlot::WeightHistogramPlot(QWidget *parent)
    : Plot(parent)
    , m_counts(addGraph())
    , m_grid(new QCPAxisTickerFixed)
{
    m_counts->setLineStyle(QCPGraph::lsStepLeft);
    m_grid->setScaleStrategy(QCPAxisTickerFixed::ssNone);
    xAxis2->setTicker(m_grid);
    xAxis2->setTickLabels(false);
    xAxis2->setSubTicks(false);
    xAxis2->setTickLength(0, 6);
    xAxis2->setVisible(true);
    axisRect()->setRangeZoom(Qt::Horizontal);
    axisRect()->setRangeDrag(Qt::Horizontal);
    connect(xAxis, qOverload<const QCPRange &>(&QCPAxis::rangeChanged), this, [this](const QCPRange &range) {
        xAxis2->setRange(range);
        fitGrid();
    });
    setPictureName(QStringLiteral("weight-histogram"));
    refreshColors();
    retranslate();
}

void WeightHistogramPlot::setHistogram(const WeightHistogram &histogram, double step)
{
    QVector<QCPGraphData> steps;
    const auto low = static_cast<double>(histogram.low);
    const double width = (static_cast<double>(histogram.high) - low) / static_cast<double>(std::max<std::size_t>(histogram.counts.size(), 1));
    m_most = 1.0;
    for (std::size_t bin = 0; bin < histogram.counts.size(); ++bin) {
        const auto count = static_cast<double>(histogram.counts[bin]);
        steps.append(QCPGraphData(low + width * static_cast<double>(bin), count));
        m_most = std::max(m_most, count);
    }
    steps.append(QCPGraphData(static_cast<double>(histogram.high), 0.0));
    m_counts->data()->set(steps, true);
    m_low = low;
    m_high = static_cast<double>(histogram.high);
    m_step = step;
    resetView();
}

void WeightHistogramPlot::clear()
{
    m_counts->data()->clear();
}

void WeightHistogramPlot::setLogarithmic(bool logarithmic)
{
    m_logarithmic = logarithmic;
    yAxis->setScaleType(logarithmic ? QCPAxis::stLogarithmic : QCPAxis::stLinear);
    yAxis->setTicker(logarithmic ? QSharedPointer<QCPAxisTicker>(new QCPAxisTickerLog) : QSharedPointer<QCPAxisTicker>(new QCPAxisTicker));
    resetView();
}

void WeightHistogramPlot::resetView()
{
    if (m_counts->data()->isEmpty())
        return;
    const double margin = 0.03 * (m_high - m_low);
    xAxis->setRange(m_low - margin, m_high + margin);
    yAxis->setRange(m_logarithmic ? QCPRange(0.5, 2.0 * m_most) : QCPRange(0.0, 1.08 * m_most));
    fitGrid();
    replot(QCustomPlot::rpQueuedReplot);
}

void WeightHistogramPlot::fitGrid()
{
    const double pixels = m_step / std::max(xAxis2->range().size(), 1e-300) * axisRect()->width();
    xAxis2->setTicks(pixels >= kLeastPixels);
    if (pixels >= kLeastPixels)
        m_grid->setTickStep(m_step);
}

void WeightHistogramPlot::retranslate()
{
    xAxis->setLabel(tr("Weight (ticks along the top: steps of the grid, zoom in to see them)"));
    yAxis->setLabel(tr("Weights in a bin"));
    m_counts->setName(tr("weights"));
    setAccessibleName(tr("Histogram of the weights"));
    replot(QCustomPlot::rpQueuedReplot);
}

void WeightHistogramPlot::applyColors(const ThemeColors &colors)
{
    Plot::applyColors(colors);
    m_counts->setPen(QPen(colors.series, 1.0));
    QColor fill = colors.series;
    fill.setAlphaF(0.3f);
    m_counts->setBrush(fill);
    xAxis2->setTickPen(QPen(colors.accent));
    xAxis2->setBasePen(QPen(colors.grid));
}

void WeightHistogramPlot::resizeEvent(QResizeEvent *event)
{
    Plot::resizeEvent(event);
    fitGrid();
}

} // namespace vernier
