// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/plots/row_error_plot.h"

#include "core/base/number_text.h"
#include "widgets/support/text.h"


#include <algorithm>
#include <cmath>
#include <numeric>

namespace vernier {

RowErrorPlot::RowErrorPlot(QWidget *parent)
    : ListPlot(parent)
    , m_perTensor(addGraph())
    , m_perChannel(addGraph())
{
    for (QCPGraph *graph : {m_perTensor, m_perChannel})
        graph->setLineStyle(QCPGraph::lsStepCenter);
    showLegend();
    setPictureName(QStringLiteral("weight-errors"));
    setTableSource([this] { return tsv(); });
    refreshColors();
    retranslate();
}

void RowErrorPlot::setErrors(std::vector<double> perChannel, std::vector<double> perTensor, bool byTensor)
{
    m_channelErrors = std::move(perChannel);
    m_tensorErrors = std::move(perTensor);
    m_byTensor = byTensor;
    setCount(static_cast<int>(m_channelErrors.size()));
    refresh();
    refreshColors();
    resetView();
}

void RowErrorPlot::setSorted(bool sorted)
{
    m_sorted = sorted;
    refresh();
    retranslate();
}

void RowErrorPlot::refresh()
{
    const std::vector<double> &leading = m_byTensor ? m_tensorErrors : m_channelErrors;
    m_order.resize(leading.size());
    std::iota(m_order.begin(), m_order.end(), 0);
    if (m_sorted) {
        std::stable_sort(m_order.begin(), m_order.end(),
                         [&](int a, int b) { return leading[static_cast<std::size_t>(a)] > leading[static_cast<std::size_t>(b)]; });
    }
    QVector<QCPGraphData> channel;
    QVector<QCPGraphData> tensor;
    for (std::size_t place = 0; place < m_order.size(); ++place) {
        const auto row = static_cast<std::size_t>(m_order[place]);
        channel.append(QCPGraphData(static_cast<double>(place), 100.0 * m_channelErrors[row]));
        tensor.append(QCPGraphData(static_cast<double>(place), 100.0 * m_tensorErrors[row]));
    }
    m_perChannel->data()->set(channel, true);
    m_perTensor->data()->set(tensor, true);
    replot(QCustomPlot::rpQueuedReplot);
}

void RowErrorPlot::resetView()
{
    if (m_channelErrors.empty())
        return;
    const double high = 100.0 * std::max(*std::max_element(m_channelErrors.begin(), m_channelErrors.end()), *std::max_element(m_tensorErrors.begin(), m_tensorErrors.end()));
    xAxis->setRange(-0.5, static_cast<double>(m_channelErrors.size()) - 0.5);
    yAxis->setRange(0.0, high > 0.0 ? 1.2 * high : 1.0);
    replot(QCustomPlot::rpQueuedReplot);
}

void RowErrorPlot::retranslate()
{
    xAxis->setLabel(m_sorted ? tr("Rank of the output channel, largest error first") : tr("Output channel"));
    yAxis->setLabel(tr("Relative error, %"));
    m_perChannel->setName(tr("one scale per channel"));
    m_perTensor->setName(tr("one scale per tensor"));
    setAccessibleName(tr("Quantization error of each output channel"));
    replot(QCustomPlot::rpQueuedReplot);
}

void RowErrorPlot::applyColors(const ThemeColors &colors)
{
    Plot::applyColors(colors);
    m_perChannel->setPen(QPen(colors.series, m_byTensor ? 1.0 : 1.8));
    m_perTensor->setPen(QPen(colors.seriesB, m_byTensor ? 1.8 : 1.0));
}

QString RowErrorPlot::card(int place) const
{
    const auto row = static_cast<std::size_t>(m_order[static_cast<std::size_t>(place)]);
    return tr("Output channel %1: %2 per channel, %3 per tensor")
        .arg(QString::number(row), toText(percent(m_channelErrors[row], 2)), toText(percent(m_tensorErrors[row], 2)));
}

QString RowErrorPlot::tsv() const
{
    QString text = QStringLiteral("row\terror_per_channel\terror_per_tensor\n");
    for (const int row : m_order) {
        const auto i = static_cast<std::size_t>(row);
        text += QStringLiteral("%1\t%2\t%3\n").arg(QString::number(row), tsvNumber(m_channelErrors[i]), tsvNumber(m_tensorErrors[i]));
    }
    return text;
}

} // namespace vernier
