// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/plots/row_range_plot.h"

#include "core/base/number_text.h"
#include "widgets/support/text.h"


#include <algorithm>
#include <cmath>
#include <numeric>

namespace vernier {

RowRangePlot::RowRangePlot(QWidget *parent)
    : ListPlot(parent)
    , m_band(*this)
{
    setPictureName(QStringLiteral("weight-rows"));
    setTableSource([this] { return tsv(); });
    refreshColors();
    retranslate();
}

void RowRangePlot::setRows(std::vector<float> min, std::vector<float> max)
{
    m_min = std::move(min);
    m_max = std::move(max);
    setCount(static_cast<int>(m_min.size()));
    refresh();
    resetView();
}

void RowRangePlot::setSorted(bool sorted)
{
    m_sorted = sorted;
    refresh();
    retranslate();
}

void RowRangePlot::refresh()
{
    m_order.resize(m_min.size());
    std::iota(m_order.begin(), m_order.end(), 0);
    if (m_sorted) {
        const auto reach = [this](int row) { return std::max(-m_min[static_cast<std::size_t>(row)], m_max[static_cast<std::size_t>(row)]); };
        std::stable_sort(m_order.begin(), m_order.end(), [&](int a, int b) { return reach(a) > reach(b); });
    }
    m_band.setData(m_min, m_max, m_order);
    replot(QCustomPlot::rpQueuedReplot);
}

void RowRangePlot::resetView()
{
    if (m_min.empty())
        return;
    const auto low = static_cast<double>(*std::min_element(m_min.begin(), m_min.end()));
    const auto high = static_cast<double>(*std::max_element(m_max.begin(), m_max.end()));
    showAll(low, high);
}

void RowRangePlot::retranslate()
{
    xAxis->setLabel(m_sorted ? tr("Rank of the output channel, widest first") : tr("Output channel"));
    yAxis->setLabel(tr("Weight"));
    upper()->setName(tr("largest"));
    lower()->setName(tr("smallest"));
    setAccessibleName(tr("Range of each output channel's weights"));
    replot(QCustomPlot::rpQueuedReplot);
}

void RowRangePlot::applyColors(const ThemeColors &colors)
{
    Plot::applyColors(colors);
    m_band.applyColors(colors);
}

QString RowRangePlot::card(int place) const
{
    const auto row = static_cast<std::size_t>(m_order[static_cast<std::size_t>(place)]);
    return tr("Output channel %1: %2 … %3")
        .arg(QString::number(row), toText(significant(static_cast<double>(m_min[row]), 4)), toText(significant(static_cast<double>(m_max[row]), 4)));
}

QString RowRangePlot::tsv() const
{
    QString text = QStringLiteral("row\tmin\tmax\n");
    for (const int row : m_order) {
        const auto i = static_cast<std::size_t>(row);
        text += QStringLiteral("%1\t%2\t%3\n").arg(QString::number(row), tsvNumber(static_cast<double>(m_min[i])), tsvNumber(static_cast<double>(m_max[i])));
    }
    return text;
}

} // namespace vernier
