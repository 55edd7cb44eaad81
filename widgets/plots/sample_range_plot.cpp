// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/plots/sample_range_plot.h"

#include "core/base/number_text.h"
#include "widgets/support/text.h"

#include <QMouseEvent>

#include <algorithm>
#include <cmath>

namespace vernier {

SampleRangePlot::SampleRangePlot(QWidget *parent)
    : ListPlot(parent)
    , m_cursor(new QCPItemRect(this))
{
    for (int i = 0; i < 2; ++i) {
        m_upper[i] = new QCPBars(xAxis, yAxis);
        m_lower[i] = new QCPBars(xAxis, yAxis);
        m_all[i] = new QCPItemStraightLine(this);
        m_rest[i] = new QCPItemStraightLine(this);
        m_restText[i] = new QCPItemText(this);
        m_restText[i]->position->setTypeX(QCPItemPosition::ptAxisRectRatio);
        m_restText[i]->setPositionAlignment(Qt::AlignRight | (i == 0 ? Qt::AlignBottom : Qt::AlignTop)); // inside the range, where there is room
        m_restText[i]->setPadding(QMargins(3, 1, 3, 1));
        for (QCPBars *bars : {m_upper[i], m_lower[i]})
            bars->setWidth(0.8);
    }
    for (QCPItemPosition *corner : {m_cursor->topLeft, m_cursor->bottomRight})
        corner->setTypeY(QCPItemPosition::ptAxisRectRatio);
    m_cursor->setPen(Qt::NoPen);
    m_cursor->setLayer(QStringLiteral("background"));
    axisRect()->setRangeDrag(Qt::Horizontal);
    ticker().setFirstNumber(1);
    setPictureName(QStringLiteral("samples"));
    setTableSource([this] { return tsv(); });
    clear();
    refreshColors();
    retranslate();
}

void SampleRangePlot::setSamples(std::vector<Range> samples)
{
    m_samples = std::move(samples);
    m_used.assign(m_samples.size(), true);
    setCount(static_cast<int>(m_samples.size()));
    refresh();
    resetView();
}

void SampleRangePlot::clear()
{
    m_samples.clear();
    setCount(0);
    m_used.clear();
    refresh();
    for (int i = 0; i < 2; ++i) {
        for (QCPLayerable *item : std::initializer_list<QCPLayerable *>{m_all[i], m_rest[i], m_restText[i]})
            item->setVisible(false);
    }
    m_cursor->setVisible(false);
}

void SampleRangePlot::setChosen(int sample)
{
    m_chosen = sample;
    m_cursor->setVisible(sample >= 0);
    m_cursor->topLeft->setCoords(sample - 0.5, 0.0);
    m_cursor->bottomRight->setCoords(sample + 0.5, 1.0);
    replot(QCustomPlot::rpQueuedReplot);
}

void SampleRangePlot::setUsed(std::vector<bool> used, Range all, Range rest)
{
    m_used = std::move(used);
    m_allRange = all;
    m_restRange = rest;
    refresh();
    updateLines();
}

void SampleRangePlot::refresh()
{
    QVector<double> keys[2];
    QVector<double> upper[2];
    QVector<double> lower[2];
    for (std::size_t i = 0; i < m_samples.size(); ++i) {
        const std::size_t group = m_used[i] ? 0 : 1;
        keys[group].append(static_cast<double>(i));
        upper[group].append(static_cast<double>(m_samples[i].max));
        lower[group].append(static_cast<double>(m_samples[i].min));
    }
    for (int group = 0; group < 2; ++group) {
        m_upper[group]->setData(keys[group], upper[group], true);
        m_lower[group]->setData(keys[group], lower[group], true);
    }
    replot(QCustomPlot::rpQueuedReplot);
}

void SampleRangePlot::updateLines()
{
    const bool any = std::find(m_used.begin(), m_used.end(), true) != m_used.end();
    const bool all = std::find(m_used.begin(), m_used.end(), false) == m_used.end();
    for (int end = 0; end < 2; ++end) {
        const auto before = static_cast<double>(end == 0 ? m_allRange.min : m_allRange.max);
        const auto now = static_cast<double>(end == 0 ? m_restRange.min : m_restRange.max);
        m_all[end]->point1->setCoords(0.0, before);
        m_all[end]->point2->setCoords(1.0, before);
        m_rest[end]->point1->setCoords(0.0, now);
        m_rest[end]->point2->setCoords(1.0, now);
        m_restText[end]->position->setCoords(0.995, now);
        m_restText[end]->setText(all ? tr("act_method 1: %1").arg(toText(significant(now, 3)))
                                     : tr("without them: %1").arg(toText(significant(now, 3))));
        m_all[end]->setVisible(!m_samples.empty() && !all);
        m_rest[end]->setVisible(!m_samples.empty() && any);
        m_restText[end]->setVisible(!m_samples.empty() && any);
    }
    replot(QCustomPlot::rpQueuedReplot);
}

void SampleRangePlot::resetView()
{
    if (m_samples.empty())
        return;
    double low = 0.0;
    double high = 0.0;
    for (const Range &sample : m_samples) {
        low = std::min(low, static_cast<double>(sample.min));
        high = std::max(high, static_cast<double>(sample.max));
    }
    showAll(low, high);
}

void SampleRangePlot::retranslate()
{
    xAxis->setLabel(tr("Calibration sample"));
    yAxis->setLabel(tr("Activation"));
    setAccessibleName(tr("Range of each calibration sample"));
    setAccessibleDescription(tr("Left and right choose a sample, space leaves it out or takes it back."));
    updateLines();
}

void SampleRangePlot::applyColors(const ThemeColors &colors)
{
    Plot::applyColors(colors);
    QColor fill = colors.series;
    fill.setAlphaF(0.75f);
    for (QCPBars *bars : {m_upper[0], m_lower[0]}) {
        bars->setPen(Qt::NoPen);
        bars->setBrush(fill);
    }
    for (QCPBars *bars : {m_upper[1], m_lower[1]}) {
        bars->setPen(QPen(colors.mutedText, 1.0, Qt::DotLine));
        bars->setBrush(colors.noData);
    }
    QColor cursor = colors.accent;
    cursor.setAlphaF(0.18f);
    m_cursor->setBrush(cursor);
    for (int end = 0; end < 2; ++end) {
        m_all[end]->setPen(QPen(colors.mutedText, 1.0, Qt::DashLine));
        m_rest[end]->setPen(QPen(colors.accent, 2.0));
        m_restText[end]->setColor(colors.accent);
        QColor ground = colors.background;
        ground.setAlphaF(0.8f);
        m_restText[end]->setBrush(ground);
        QFont bold = font();
        bold.setBold(true);
        m_restText[end]->setFont(bold);
    }
}

void SampleRangePlot::mouseReleaseEvent(QMouseEvent *event)
{
    Plot::mouseReleaseEvent(event);
    if (event->button() != Qt::LeftButton || mMouseHasMoved)
        return;
    if (const int sample = placeAt(event->position().toPoint()); sample >= 0)
        emit chosen(sample);
}

void SampleRangePlot::mouseDoubleClickEvent(QMouseEvent *event)
{
    if (const int sample = placeAt(event->position().toPoint()); sample >= 0 && event->button() == Qt::LeftButton)
        emit toggled(sample);
}

void SampleRangePlot::keyPressEvent(QKeyEvent *event)
{
    const int last = static_cast<int>(m_samples.size()) - 1;
    const int now = std::max(m_chosen, 0);
    switch (last < 0 ? Qt::Key_unknown : static_cast<Qt::Key>(event->key())) {
    case Qt::Key_Left: emit chosen(std::max(now - 1, 0)); break;
    case Qt::Key_Right: emit chosen(std::min(now + 1, last)); break;
    case Qt::Key_Home: emit chosen(0); break;
    case Qt::Key_End: emit chosen(last); break;
    case Qt::Key_Space: emit toggled(now); break;
    default: Plot::keyPressEvent(event); return;
    }
    event->accept();
}

QString SampleRangePlot::card(int place) const
{
    const Range &range = m_samples[static_cast<std::size_t>(place)];
    return tr("Sample %1: %2 … %3").arg(QString::number(place + 1), toText(significant(static_cast<double>(range.min), 4)),
                                        toText(significant(static_cast<double>(range.max), 4)));
}

QString SampleRangePlot::tsv() const
{
    QString text = QStringLiteral("sample\tmin\tmax\tused\n");
    for (std::size_t i = 0; i < m_samples.size(); ++i) {
        text += QStringLiteral("%1\t%2\t%3\t%4\n")
                    .arg(QString::number(i + 1), tsvNumber(static_cast<double>(m_samples[i].min)),
                         tsvNumber(static_cast<double>(m_samples[i].max)), m_used[i] ? QStringLiteral("1") : QStringLiteral("0"));
    }
    return text;
}

} // namespace vernier
