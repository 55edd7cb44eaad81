// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/plots/bar_plot.h"

#include <QHelpEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QSharedPointer>
#include <QToolTip>
#include <QWheelEvent>

#include <algorithm>
#include <cmath>
#include <limits>

namespace vernier {

namespace {

constexpr int kSpace = 8;
constexpr int kWheelStep = 120; // eighths of a degree
constexpr int kBarsPerStep = 3;
constexpr double kMostNameShare = 0.35; // of the plot's width; more than that asks for short names
constexpr double kMostShortShare = 0.45;

} // namespace

BarPlot::BarPlot(QWidget *parent)
    : Plot(parent)
{
    setInteractions(QCP::iNone);
    createPlottables();
    yAxis->setRangeReversed(true); // the first bar is at the top
    yAxis->setTickLength(0);
    yAxis->setSubTicks(false);
    yAxis->grid()->setVisible(false);
    yAxis2->setVisible(true);
    yAxis2->setTickLabels(true);
    yAxis2->setTickLabelSide(QCPAxis::lsInside);
    yAxis2->setTickLength(0);
    yAxis2->setSubTicks(false);
    for (QCPAxis *axis : {yAxis, yAxis2})
        axis->setNumberFormat(QStringLiteral("g")); // texts with something like "e-05" in them stay as they are
    axisRect()->setAutoMargins(QCP::msBottom);
    axisRect()->setMinimumMargins(QMargins());
    BarPlot::applyColors(themeColors(palette()));
}

void BarPlot::createPlottables()
{
    const auto create = [this](double width) {
        auto *bars = new QCPBars(yAxis, xAxis);
        bars->setWidthType(QCPBars::wtPlotCoords);
        bars->setWidth(width);
        bars->setAntialiased(false);
        bars->removeFromLegend();
        return bars;
    };
    constexpr double kBarWidth = 0.7;
    m_shade = create(1.0);
    m_shade->setLayer(QStringLiteral("background"));
    m_plain = create(kBarWidth);
    m_marked = create(kBarWidth);
    m_selectedBars = create(kBarWidth);
    m_selectedMarked = create(kBarWidth);
    m_all = create(kBarWidth);
    m_errors = new QCPErrorBars(yAxis, xAxis);
    m_errors->setErrorType(QCPErrorBars::etValueError);
    m_errors->setDataPlottable(m_all);
    m_errors->setWhiskerWidth(6);
    m_errors->setSymbolGap(0);
    m_errors->setAntialiased(false);
}

void BarPlot::setBars(std::vector<Bar> bars)
{
    m_bars = std::move(bars);
    m_selected.clear();
    m_current = -1;
    m_nameWidth = 0;
    m_shortNameWidth = 0;
    m_textWidth = 0;
    m_least = 0.0;
    m_most = 0.0;
    const QFontMetrics metrics(font());
    for (const Bar &bar : m_bars) {
        m_nameWidth = std::max(m_nameWidth, metrics.horizontalAdvance(bar.name));
        m_shortNameWidth = std::max(m_shortNameWidth, metrics.horizontalAdvance(bar.shortName));
        m_textWidth = std::max(m_textWidth, metrics.horizontalAdvance(bar.text));
        if (std::isfinite(bar.value)) {
            m_least = std::min(m_least, bar.value - bar.error.value_or(0.0));
            m_most = std::max({m_most, bar.value + bar.error.value_or(0.0), bar.control.value_or(0.0)});
        }
    }
    if (m_least == m_most)
        m_most = m_least + 1.0;
    updateData();
    setFirstBar(m_first);
}

void BarPlot::setAxisTitle(const QString &title)
{
    xAxis->setLabel(title);
    replot(QCustomPlot::rpQueuedReplot);
}

void BarPlot::setSelected(std::vector<int> selected, int current)
{
    std::sort(selected.begin(), selected.end());
    m_selected = std::move(selected);
    m_current = current;
    updateData();
    replot(QCustomPlot::rpQueuedReplot);
}

void BarPlot::updateData()
{
    struct Points
    {
        QVector<double> keys;
        QVector<double> values;
    };
    Points plain, marked, selected, selectedMarked, all, shade;
    QVector<double> errors;
    for (std::size_t i = 0; i < m_bars.size(); ++i) {
        const Bar &bar = m_bars[i];
        const double key = static_cast<double>(i);
        const double value = std::clamp(bar.value, m_least, m_most);
        const bool isSelected = std::binary_search(m_selected.begin(), m_selected.end(), static_cast<int>(i));
        Points &points = isSelected ? (bar.isMarked ? selectedMarked : selected) : (bar.isMarked ? marked : plain);
        for (Points *target : {&points, &all}) {
            target->keys.push_back(key);
            target->values.push_back(value);
        }
        if (isSelected)
            shade.keys.push_back(key);
        errors.push_back(bar.error.value_or(std::numeric_limits<double>::quiet_NaN()));
    }
    constexpr double kBeyondTheAxis = 10.0;
    shade.values.fill(m_least + kBeyondTheAxis * (m_most - m_least), shade.keys.size());
    m_shade->setData(shade.keys, shade.values, true);
    m_plain->setData(plain.keys, plain.values, true);
    m_marked->setData(marked.keys, marked.values, true);
    m_selectedBars->setData(selected.keys, selected.values, true);
    m_selectedMarked->setData(selectedMarked.keys, selectedMarked.values, true);
    m_all->setData(all.keys, all.values, true);
    m_errors->setData(errors);
    updateAxes();
}

int BarPlot::lineHeight() const
{
    return QFontMetrics(font()).height() + 3;
}

int BarPlot::visibleBars() const
{
    return std::max(1, axisRect()->height() / lineHeight());
}

void BarPlot::updateAxes()
{
    const QFontMetrics metrics(font());
    const bool isShort = m_nameWidth > width() * kMostNameShare;
    const int nameWidth = std::min((isShort ? m_shortNameWidth : m_nameWidth) + 2, static_cast<int>(width() * kMostShortShare));
    const int bottom = axisRect()->margins().bottom(); // as the layout found it
    axisRect()->setMargins(QMargins(nameWidth + 2 * kSpace, kSpace, kSpace, bottom));
    const int plotWidth = std::max(1, width() - nameWidth - 3 * kSpace);
    // The numbers stand at the right end, beyond the longest bar.
    const double barShare = std::clamp(1.0 - static_cast<double>(m_textWidth + 3 * kSpace) / plotWidth, 0.2, 1.0);
    xAxis->setRange(m_least, m_least + (m_most - m_least) / barShare);
    // Whole lines only, if there are more than fit: a little higher than they need to be.
    const int count = static_cast<int>(m_bars.size());
    const double lines = std::max(1.0, axisRect()->height() / static_cast<double>(lineHeight()));
    yAxis->setRange(m_first - 0.5, m_first - 0.5 + (count > visibleBars() ? visibleBars() : lines));
    yAxis2->setRange(yAxis->range());
    yAxis2->setRangeReversed(true);
    const QSharedPointer<QCPAxisTickerText> names(new QCPAxisTickerText);
    const QSharedPointer<QCPAxisTickerText> texts(new QCPAxisTickerText);
    for (int line = m_first; line < std::min(count, m_first + visibleBars()); ++line) {
        const Bar &bar = m_bars[static_cast<std::size_t>(line)];
        names->addTick(line, metrics.elidedText(isShort ? bar.shortName : bar.name, Qt::ElideMiddle, nameWidth));
        texts->addTick(line, bar.text);
    }
    yAxis->setTicker(names);
    yAxis2->setTicker(texts);
}

void BarPlot::setFirstBar(int bar)
{
    m_first = std::clamp(bar, 0, std::max(0, static_cast<int>(m_bars.size()) - visibleBars()));
    updateAxes();
    replot(QCustomPlot::rpQueuedReplot);
    emit scrolled();
}

void BarPlot::ensureVisible(int bar)
{
    if (bar < m_first)
        setFirstBar(bar);
    else if (bar >= m_first + visibleBars())
        setFirstBar(bar - visibleBars() + 1);
}

void BarPlot::resetView()
{
    setFirstBar(0);
}

int BarPlot::barAt(const QPoint &position) const
{
    if (position.y() < axisRect()->top() || position.y() > axisRect()->bottom())
        return -1;
    const int bar = static_cast<int>(std::lround(yAxis->pixelToCoord(position.y())));
    return bar >= 0 && bar < static_cast<int>(m_bars.size()) ? bar : -1;
}

QRect BarPlot::lineRect(int bar) const
{
    const int top = static_cast<int>(std::lround(yAxis->coordToPixel(bar - 0.5)));
    const int bottom = static_cast<int>(std::lround(yAxis->coordToPixel(bar + 0.5)));
    return QRect(0, top, width(), bottom - top);
}

void BarPlot::applyColors(const ThemeColors &colors)
{
    Plot::applyColors(colors);
    const auto fill = [](QCPBars *bars, const QColor &color, bool hatched) {
        bars->setPen(hatched ? QPen(color) : QPen(Qt::NoPen));
        bars->setBrush(hatched ? QBrush(color, Qt::BDiagPattern) : QBrush(color));
    };
    QColor shade = colors.accent;
    shade.setAlpha(45);
    fill(m_shade, shade, false);
    fill(m_plain, colors.series, false);
    fill(m_marked, colors.series, true);
    fill(m_selectedBars, colors.seriesB, false);
    fill(m_selectedMarked, colors.seriesB, true);
    m_all->setPen(Qt::NoPen);
    m_all->setBrush(Qt::NoBrush);
    m_errors->setPen(QPen(colors.text));
    yAxis2->setBasePen(Qt::NoPen);
    yAxis->setTickPen(Qt::NoPen);
    yAxis2->setTickPen(Qt::NoPen);
    yAxis2->setTickLabelColor(colors.text);
}

void BarPlot::paintEvent(QPaintEvent *event)
{
    Plot::paintEvent(event);
    QPainter painter(this);
    const ThemeColors colors = themeColors(palette());
    if (m_current >= m_first && m_current < static_cast<int>(m_bars.size()) && lineRect(m_current).bottom() <= axisRect()->bottom() + 1)
        painter.fillRect(QRect(0, lineRect(m_current).top(), 3, lineRect(m_current).height()), colors.accent);
    painter.setRenderHint(QPainter::Antialiasing);
    for (int bar = m_first; bar < std::min(static_cast<int>(m_bars.size()), m_first + visibleBars()); ++bar) {
        const std::optional<double> control = m_bars[static_cast<std::size_t>(bar)].control;
        if (!control)
            continue;
        const QPointF at(xAxis->coordToPixel(*control), lineRect(bar).center().y() + 0.5);
        constexpr double kHalf = 4.5; // px
        painter.setPen(QPen(colors.text));
        painter.setBrush(palette().color(QPalette::Base));
        painter.drawPolygon(QPolygonF{at + QPointF(0, -kHalf), at + QPointF(kHalf, 0), at + QPointF(0, kHalf), at + QPointF(-kHalf, 0)});
    }
    painter.setRenderHint(QPainter::Antialiasing, false);
    painter.setBrush(Qt::NoBrush);
    if (hasFocus()) {
        painter.setPen(colors.accent);
        painter.drawRect(rect().adjusted(0, 0, -1, -1));
    }
}

void BarPlot::resizeEvent(QResizeEvent *event)
{
    Plot::resizeEvent(event);
    updateAxes();
    replot(QCustomPlot::rpImmediateRefresh); // lays out, so that the height of the axes is known
    setFirstBar(m_first);
}

void BarPlot::mousePressEvent(QMouseEvent *event)
{
    const int bar = barAt(event->position().toPoint());
    if (bar >= 0 && (event->button() == Qt::LeftButton || !std::binary_search(m_selected.begin(), m_selected.end(), bar)))
        emit clicked(bar, event->button() == Qt::LeftButton ? event->modifiers() : Qt::NoModifier);
}

// Nothing here is dragged or zoomed.
void BarPlot::mouseMoveEvent(QMouseEvent *) {}
void BarPlot::mouseReleaseEvent(QMouseEvent *) {}

void BarPlot::mouseDoubleClickEvent(QMouseEvent *event)
{
    mousePressEvent(event); // two quick clicks with Ctrl are two toggles
}

void BarPlot::wheelEvent(QWheelEvent *event)
{
    m_wheel += event->angleDelta().y() * kBarsPerStep;
    const int bars = m_wheel / kWheelStep;
    m_wheel -= bars * kWheelStep;
    if (bars != 0)
        setFirstBar(m_first - bars);
    event->accept();
}

void BarPlot::keyPressEvent(QKeyEvent *event)
{
    const int count = static_cast<int>(m_bars.size());
    if (count == 0) {
        event->ignore();
        return;
    }
    int to = m_current;
    switch (event->key()) {
    case Qt::Key_Up: to = m_current - 1; break;
    case Qt::Key_Down: to = m_current + 1; break;
    case Qt::Key_PageUp: to = m_current - visibleBars(); break;
    case Qt::Key_PageDown: to = m_current + visibleBars(); break;
    case Qt::Key_Home: to = 0; break;
    case Qt::Key_End: to = count - 1; break;
    default: event->ignore(); return;
    }
    to = std::clamp(to, 0, count - 1);
    ensureVisible(to);
    emit moved(to, event->modifiers());
    event->accept();
}

bool BarPlot::event(QEvent *event)
{
    if (event->type() == QEvent::ToolTip && m_card) {
        const auto *help = static_cast<QHelpEvent *>(event);
        const int bar = barAt(help->pos());
        if (bar >= 0)
            QToolTip::showText(help->globalPos(), m_card(bar), this, lineRect(bar));
        else
            QToolTip::hideText();
        return true;
    }
    return Plot::event(event);
}

} // namespace vernier
