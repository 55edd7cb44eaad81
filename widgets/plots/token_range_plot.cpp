// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/plots/token_range_plot.h"

#include "core/base/number_text.h"
#include "core/calib/token_ranges.h"
#include "widgets/support/text.h"

#include <QFontMetrics>

#include <algorithm>
#include <cmath>

namespace vernier {

TokenRangePlot::TokenRangePlot(QWidget *parent)
    : ListPlot(parent)
    , m_band(*this)
    , m_markers(addGraph())
    , m_lines(*this, Qt::Horizontal)
{
    m_markers->setLineStyle(QCPGraph::lsNone);
    setPictureName(QStringLiteral("token-ranges"));
    setTableSource([this] { return tsv(); });
    refreshColors();
    retranslate();
}

void TokenRangePlot::setSample(const SampleStats &sample, const QStringList &tokens, const MethodRanges &ranges, int method)
{
    const bool sameSample = m_min == sample.tokenMin && m_max == sample.tokenMax;
    m_min = sample.tokenMin;
    m_max = sample.tokenMax;
    m_tokens = tokens;
    m_current = withZero(ranges.of(method));
    m_outside = tokensOutside(sample, m_current);
    m_band.setData(m_min, m_max);
    m_lines.setRanges(ranges, method);
    setCount(static_cast<int>(m_min.size()));
    ticker().setText(tokens.isEmpty() ? std::function<QString(int)>() : [this](int position) { return tokenLabel(m_tokens.value(position), m_longestToken); });
    QVector<QCPGraphData> marked;
    for (const std::int64_t position : m_outside) {
        const auto i = static_cast<std::size_t>(position);
        if (m_max[i] > m_current.max)
            marked.append(QCPGraphData(static_cast<double>(position), static_cast<double>(m_max[i])));
        if (m_min[i] < m_current.min)
            marked.append(QCPGraphData(static_cast<double>(position), static_cast<double>(m_min[i])));
    }
    m_markers->data()->set(marked, true);
    if (sameSample) // only the range is another: whoever has zoomed in stays there
        replot(QCustomPlot::rpQueuedReplot);
    else
        resetView();
}

void TokenRangePlot::clear()
{
    m_min.clear();
    m_max.clear();
    m_tokens.clear();
    m_outside.clear();
    m_band.setData({}, {});
    m_markers->data()->clear();
    m_lines.setVisible(false);
    m_extent = {};
    setCount(0);
}

QString TokenRangePlot::card(int place) const
{
    const auto i = static_cast<std::size_t>(place);
    const QString token = m_tokens.isEmpty() ? tr("no tokenizer") : tokenLabel(m_tokens.value(place), 40);
    QString text = tr("Token %1: %2").arg(place).arg(token) + QLatin1Char('\n')
        + tr("Largest: %1").arg(toText(significant(static_cast<double>(m_max[i]), 5))) + QLatin1Char('\n')
        + tr("Smallest: %1").arg(toText(significant(static_cast<double>(m_min[i]), 5)));
    if (std::binary_search(m_outside.begin(), m_outside.end(), static_cast<std::int64_t>(place)))
        text += QLatin1Char('\n') + tr("Leaves the static range");
    return text;
}

void TokenRangePlot::resetView()
{
    if (m_min.empty())
        return;
    const Range lines = m_lines.extent();
    const double low = static_cast<double>(std::min(*std::min_element(m_min.begin(), m_min.end()), lines.min));
    const double high = static_cast<double>(std::max(*std::max_element(m_max.begin(), m_max.end()), lines.max));
    m_extent = {low, high};
    showAll(low, high);
}

void TokenRangePlot::retranslate()
{
    yAxis->setLabel(tr("Activation"));
    m_lines.retranslate();
    setAccessibleName(tr("Range of each token's activations"));
    viewChanged();
    replot(QCustomPlot::rpQueuedReplot);
}

void TokenRangePlot::applyColors(const ThemeColors &colors)
{
    Plot::applyColors(colors);
    m_band.applyColors(colors);
    m_lines.applyColors(colors);
    m_markers->setScatterStyle(QCPScatterStyle(QCPScatterStyle::ssDiamond, QPen(colors.warning, 1.5), QBrush(colors.warning), 7));
}

void TokenRangePlot::viewChanged()
{
    // The tokens stand below the plot, on end; in a low one, where that would leave it no room, upright and further apart.
    constexpr int kHeightForSlanted = 220;
    const QFontMetrics metrics(xAxis->tickLabelFont());
    const bool slanted = height() >= kHeightForSlanted;
    m_longestToken = slanted ? kLongestSlanted : kLongestUpright;
    ticker().setRoom(axisRect()->width(), slanted ? metrics.height() + 2 : metrics.averageCharWidth() * (kLongestUpright + 1));
    if (m_extent.second > m_extent.first) {
        // Beyond the lines of the ranges there is room for their labels, unless the values would have too little.
        constexpr double kMostRoom = 0.3;
        const double label = 1.2 * QFontMetrics(font()).height();
        const double pixels = std::max(axisRect()->height() - 2.0 * label, label);
        const double room = std::clamp(label / pixels, 0.08, kMostRoom) * (m_extent.second - m_extent.first);
        yAxis->setRange(m_extent.first - room, m_extent.second + room);
    }
    const bool texts = ticker().showsTexts(xAxis->range());
    xAxis->setTickLabelRotation(texts && slanted ? -60.0 : 0.0);
    xAxis->setLabel(texts || m_tokens.isEmpty() ? tr("Token") : tr("Position of the token (zoom in to read the tokens)"));
}

QString TokenRangePlot::tsv() const
{
    QString text = QStringLiteral("position\ttoken\tmin\tmax\toutside\n");
    for (std::size_t i = 0; i < m_min.size(); ++i) {
        const bool outside = std::binary_search(m_outside.begin(), m_outside.end(), static_cast<std::int64_t>(i));
        text += QStringLiteral("%1\t%2\t%3\t%4\t%5\n")
                    .arg(QString::number(i), tokenLabel(m_tokens.value(static_cast<qsizetype>(i)), 1000), tsvNumber(static_cast<double>(m_min[i])),
                         tsvNumber(static_cast<double>(m_max[i])), outside ? QStringLiteral("1") : QStringLiteral("0"));
    }
    return text;
}

} // namespace vernier
