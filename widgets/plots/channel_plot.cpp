// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/plots/channel_plot.h"

#include "core/base/number_text.h"
#include "widgets/support/text.h"

#include <QFontMetrics>

#include <algorithm>
#include <cmath>
#include <numeric>

namespace vernier {

ChannelPlot::ChannelPlot(QWidget *parent)
    : ListPlot(parent)
    , m_before(addGraph())
    , m_marked(addGraph())
    , m_after(addGraph())
{
    m_before->setLineStyle(QCPGraph::lsImpulse);
    m_marked->setLineStyle(QCPGraph::lsImpulse);
    m_after->setLineStyle(QCPGraph::lsNone);
    for (std::size_t i = 0; i < kNamed; ++i) {
        auto *label = new QCPItemText(this);
        m_labels.push_back(label);
    }
    showLegend();
    setPictureName(QStringLiteral("channels"));
    setTableSource([this] { return tsv(); });
    connect(this, &QCustomPlot::afterLayout, this, &ChannelPlot::placeLabels);
    refreshColors();
    retranslate();
}

void ChannelPlot::setChannels(std::vector<float> absMax)
{
    m_absMax = std::move(absMax);
    m_suppressed.clear();
    m_outliers = outlierChannels(m_absMax);
    refresh();
    resetView();
}

void ChannelPlot::setSuppressed(std::vector<float> absMax)
{
    m_suppressed = std::move(absMax);
    refresh();
    resetView();
}

void ChannelPlot::clear()
{
    m_absMax.clear();
    m_suppressed.clear();
    m_outliers.clear();
    refresh();
}

void ChannelPlot::setSorted(bool sorted)
{
    m_sorted = sorted;
    refresh();
    retranslate();
    resetView();
}

void ChannelPlot::setLogarithmic(bool logarithmic)
{
    m_logarithmic = logarithmic;
    yAxis->setScaleType(logarithmic ? QCPAxis::stLogarithmic : QCPAxis::stLinear);
    yAxis->setTicker(logarithmic ? QSharedPointer<QCPAxisTicker>(new QCPAxisTickerLog) : QSharedPointer<QCPAxisTicker>(new QCPAxisTicker));
    resetView();
}

void ChannelPlot::refresh()
{
    m_order.resize(m_absMax.size());
    std::iota(m_order.begin(), m_order.end(), 0);
    if (m_sorted) {
        std::stable_sort(m_order.begin(), m_order.end(), [this](int a, int b) {
            return m_absMax[static_cast<std::size_t>(a)] > m_absMax[static_cast<std::size_t>(b)];
        });
    }
    m_places.resize(m_order.size());
    QVector<QCPGraphData> before;
    QVector<QCPGraphData> after;
    for (std::size_t place = 0; place < m_order.size(); ++place) {
        const auto channel = static_cast<std::size_t>(m_order[place]);
        m_places[channel] = static_cast<int>(place);
        before.append(QCPGraphData(static_cast<double>(place), static_cast<double>(m_absMax[channel])));
        if (channel < m_suppressed.size())
            after.append(QCPGraphData(static_cast<double>(place), static_cast<double>(m_suppressed[channel])));
    }
    QVector<QCPGraphData> marked;
    for (const OutlierChannel &outlier : m_outliers)
        marked.append(QCPGraphData(m_places[outlier.channel], static_cast<double>(outlier.absMax)));
    m_before->data()->set(before, true);
    m_after->data()->set(after, true);
    m_marked->data()->set(marked);
    m_after->setVisible(!after.isEmpty());
    m_after->removeFromLegend();
    if (!after.isEmpty())
        m_after->addToLegend();
    m_marked->removeFromLegend();
    if (!marked.isEmpty())
        m_marked->addToLegend();
    setCount(static_cast<int>(m_absMax.size()));
    replot(QCustomPlot::rpQueuedReplot);
}

void ChannelPlot::resetView()
{
    if (m_absMax.empty())
        return;
    xAxis->setRange(-0.5, static_cast<double>(m_absMax.size()) - 0.5);
    viewChanged();
    replot(QCustomPlot::rpQueuedReplot);
}

void ChannelPlot::viewChanged()
{
    if (m_absMax.empty())
        return;
    double high = static_cast<double>(*std::max_element(m_absMax.begin(), m_absMax.end()));
    double low = high;
    for (const std::vector<float> *values : {&m_absMax, &m_suppressed}) {
        for (const float value : *values) {
            high = std::max(high, static_cast<double>(value));
            if (value > 0.0f)
                low = std::min(low, static_cast<double>(value));
        }
    }
    if (high <= 0.0)
        yAxis->setRange(m_logarithmic ? QCPRange(0.1, 1.0) : QCPRange(0.0, 1.0));
    else if (m_logarithmic)
        yAxis->setRange(low / 1.5, high * std::pow(1.5 * high / low, labelShare()) * 1.2);
    else
        yAxis->setRange(0.0, (1.02 + labelShare()) * high);
}

/// What an outlier's name takes above the highest bar, of the height of the plot.
double ChannelPlot::labelShare() const
{
    constexpr double kMost = 0.5;
    const double label = QFontMetricsF(font()).height() + 2.0;
    return m_outliers.empty() ? 0.0 : std::min(kMost, label / std::max(1.0, axisRect()->height() - label));
}

void ChannelPlot::retranslate()
{
    xAxis->setLabel(m_sorted ? tr("Rank of the channel, largest first") : tr("Channel"));
    yAxis->setLabel(tr("Largest |x|"));
    m_before->setName(tr("as calibrated"));
    m_marked->setName(tr("outliers"));
    m_after->setName(tr("after suppression"));
    setAccessibleName(tr("Largest activation of each channel"));
    replot(QCustomPlot::rpQueuedReplot);
}

void ChannelPlot::applyColors(const ThemeColors &colors)
{
    Plot::applyColors(colors);
    m_before->setPen(QPen(colors.series, 1.0));
    m_marked->setPen(QPen(colors.warning, 2.0));
    m_after->setScatterStyle(QCPScatterStyle(QCPScatterStyle::ssDisc, QPen(colors.text), QBrush(colors.text), 3.0));
    for (QCPItemText *label : m_labels)
        label->setColor(colors.warning);
}

void ChannelPlot::placeLabels()
{
    // Largest first, and none over another; what does not fit is in the words beside the plot.
    std::vector<QRectF> taken;
    const QFontMetricsF metrics(font());
    for (std::size_t i = 0; i < m_labels.size(); ++i) {
        QCPItemText *label = m_labels[i];
        bool fits = i < m_outliers.size();
        if (fits) {
            const OutlierChannel &outlier = m_outliers[i];
            const QString text = QString::number(outlier.channel);
            const double x = m_places[outlier.channel];
            const auto y = static_cast<double>(outlier.absMax);
            label->setText(text);
            label->setFont(font());
            label->position->setCoords(x, y);
            const QPointF foot(xAxis->coordToPixel(x), yAxis->coordToPixel(y));
            const QSizeF size(metrics.horizontalAdvance(text) + 6.0, metrics.height() + 2.0);
            // By size, the bars before are higher: the name stands to the right. Else above, and inside the plot.
            const bool beside = m_sorted || foot.x() - size.width() / 2.0 < axisRect()->left();
            QRectF place(QPointF(foot.x() + 3.0, foot.y() - size.height() / 2.0), size);
            if (!beside)
                place.moveBottomLeft({foot.x() - size.width() / 2.0, foot.y()});
            label->setPositionAlignment(beside ? Qt::AlignLeft | Qt::AlignVCenter : Qt::AlignHCenter | Qt::AlignBottom);
            label->setPadding(beside ? QMargins(5, 0, 0, 0) : QMargins(2, 0, 2, 2));
            fits = xAxis->range().contains(x) && yAxis->range().contains(y)
                && std::none_of(taken.begin(), taken.end(), [&](const QRectF &other) { return other.intersects(place); });
            if (fits)
                taken.push_back(place);
        }
        label->setVisible(fits);
    }
}

QString ChannelPlot::card(int place) const
{
    const auto channel = static_cast<std::size_t>(m_order[static_cast<std::size_t>(place)]);
    QString text = tr("Channel %1: %2").arg(channel).arg(toText(significant(static_cast<double>(m_absMax[channel]), 4)));
    if (channel < m_suppressed.size())
        text += QLatin1Char('\n') + tr("After suppression: %1").arg(toText(significant(static_cast<double>(m_suppressed[channel]), 4)));
    return text;
}

QString ChannelPlot::tsv() const
{
    QString text = QStringLiteral("channel\tabs_max\tabs_max_after_m1\n");
    for (const int channel : m_order) {
        const auto c = static_cast<std::size_t>(channel);
        text += QStringLiteral("%1\t%2\t%3\n")
                    .arg(QString::number(channel), tsvNumber(static_cast<double>(m_absMax[c])),
                         c < m_suppressed.size() ? tsvNumber(static_cast<double>(m_suppressed[c])) : QString());
    }
    return text;
}

} // namespace vernier
