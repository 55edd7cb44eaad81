// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/views/heat_legend.h"

#include "widgets/support/text.h"

#include <QEvent>
#include <QPainter>

#include <algorithm>

namespace vernier {

namespace {

constexpr int kBarHeight = 10;
constexpr int kMostBarWidth = 420;
constexpr int kMargin = 8;
constexpr int kSwatchWidth = 40; // room for the longest badge
constexpr int kSpace = 5;

} // namespace

HeatLegend::HeatLegend(QWidget *parent)
    : QWidget(parent)
{
    QSizePolicy policy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
    m_painter.setStyle(palette(), font());
    retranslate();
}

void HeatLegend::retranslate()
{
    setAccessibleName(tr("Legend of the precision map"));
    updateGeometry();
    update();
}

void HeatLegend::setScale(LayerMetric metric, HeatScale scale, bool isStale)
{
    m_metric = metric;
    m_isStale = isStale;
    m_scale = std::move(scale);
    update();
}

void HeatLegend::setTypes(std::vector<QuantType> types)
{
    m_types = std::move(types);
    updateGeometry();
    update();
}

std::vector<HeatLegend::Key> HeatLegend::keys() const
{
    constexpr double kPlain = 0.0;
    std::vector<Key> keys;
    for (const QuantType type : m_types)
        keys.push_back({{kPlain, {}, type, Reason::Base}, type == QuantType::Float ? tr("float") : toText(toString(type))});
    keys.push_back({{std::nullopt, {}, std::nullopt, Reason::Base}, tr("not measured")});
    keys.push_back({{kPlain, {}, std::nullopt, Reason::DisableNames}, tr("set by hand")});
    keys.push_back({{kPlain, {}, std::nullopt, Reason::MixGlob}, tr("set by pattern or level")});
    return keys;
}

int HeatLegend::layOutKeys(const QRect &area, std::vector<QRect> &places) const
{
    const QFontMetrics metrics(font());
    const int height = metrics.height() + 2;
    QPoint at = area.topLeft();
    for (const Key &key : keys()) {
        const int width = kSwatchWidth + kSpace + metrics.horizontalAdvance(key.text);
        if (at.x() > area.left() && at.x() + width > area.right())
            at = {area.left(), at.y() + height + 4};
        places.emplace_back(at, QSize(width, height));
        at.rx() += width + 3 * kSpace;
    }
    return at.y() + height;
}

int HeatLegend::heightFor(int width) const
{
    const int line = QFontMetrics(font()).height();
    std::vector<QRect> places;
    return layOutKeys(QRect(kMargin, line + kBarHeight + line + 3 * kSpace, width - 2 * kMargin, 1), places) + kSpace;
}

QSize HeatLegend::sizeHint() const
{
    return {640, heightFor(640)};
}

QSize HeatLegend::minimumSizeHint() const
{
    return {200, heightFor(640)};
}

void HeatLegend::paintBar(QPainter &painter, const QRect &area)
{
    const QFontMetrics metrics(font());
    const ThemeColors &colors = m_painter.colors();
    const QRect titleLine(area.left(), area.top(), area.width(), metrics.height());
    QString title = m_scale.isLogarithmic() ? tr("%1, logarithmic").arg(metricAxisTitle(m_metric)) : metricAxisTitle(m_metric);
    if (m_isStale)
        title = tr("%1, of an earlier recipe").arg(title);
    painter.setPen(colors.text);
    painter.drawText(titleLine, Qt::AlignLeft | Qt::AlignVCenter, metrics.elidedText(title, Qt::ElideRight, area.width()));
    const QRect bar(area.left(), titleLine.bottom() + 1 + kSpace / 2, area.width(), kBarHeight);
    if (m_scale.isEmpty()) {
        m_painter.paintCell(painter, bar, bar.size(), {}, true);
        painter.setPen(colors.mutedText);
        painter.drawText(bar.translated(0, kBarHeight + 2).adjusted(0, 0, 0, metrics.height() - kBarHeight), Qt::AlignLeft, tr("not measured"));
        return;
    }
    for (int x = 0; x < bar.width(); ++x)
        painter.fillRect(bar.left() + x, bar.top(), 1, bar.height(), m_painter.fill(x / static_cast<double>(std::max(1, bar.width() - 1)), m_isStale));
    const QString worse = tr("worse →");
    const int worseWidth = metrics.horizontalAdvance(worse);
    painter.setPen(colors.mutedText);
    if (metrics.horizontalAdvance(title) + worseWidth + 2 * kSpace < area.width())
        painter.drawText(titleLine, Qt::AlignRight | Qt::AlignVCenter, worse);
    int freeFrom = area.left() - kMargin;
    const int textWidth = metrics.horizontalAdvance(QStringLiteral("0.0001"));
    const std::vector<double> ticks = m_scale.ticks(std::clamp(area.width() / (textWidth + 2 * kSpace), 2, 7));
    for (const double value : ticks) {
        const int x = bar.left() + static_cast<int>(m_scale.position(value) * (bar.width() - 1));
        const QString text = toText(m_scale.tickText(value, ticks));
        const int width = metrics.horizontalAdvance(text);
        const int left = std::clamp(x - width / 2, area.left(), std::max(area.left(), area.right() + 1 - width));
        painter.setPen(colors.mutedText);
        painter.drawLine(x, bar.bottom() + 1, x, bar.bottom() + 3);
        if (left < freeFrom)
            continue;
        painter.setPen(colors.text);
        painter.drawText(QRect(left, bar.bottom() + 4, width + 1, metrics.height()), Qt::AlignLeft | Qt::AlignTop, text);
        freeFrom = left + width + kSpace;
    }
}

void HeatLegend::paint(QPainter &painter, const QRect &area, bool asDrawing)
{
    painter.setFont(font());
    const int line = QFontMetrics(font()).height();
    paintBar(painter, QRect(area.left() + kMargin, area.top(), std::min(area.width() - 2 * kMargin, kMostBarWidth), line));
    std::vector<QRect> places;
    layOutKeys(area.adjusted(kMargin, 2 * line + kBarHeight + 3 * kSpace, -kMargin, 0), places);
    const std::vector<Key> all = keys();
    for (std::size_t i = 0; i < all.size(); ++i) {
        const QRect swatch(places[i].topLeft(), QSize(kSwatchWidth, places[i].height()));
        MapCell cell = all[i].cell;
        const QRect inner = swatch.adjusted(0, 1, 0, -1);
        m_painter.paintCell(painter, inner, inner.size(), cell, asDrawing);
        if (!cell.heat) { // hardly to be seen without
            painter.setPen(m_painter.colors().mutedText);
            painter.drawRect(swatch.adjusted(0, 1, -1, -2));
        }
        painter.setPen(m_painter.colors().text);
        painter.drawText(places[i].adjusted(kSwatchWidth + kSpace, 0, 1, 0), Qt::AlignLeft | Qt::AlignVCenter, all[i].text);
    }
}

void HeatLegend::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    paint(painter, rect(), false);
}

void HeatLegend::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::LanguageChange) {
        retranslate();
    } else if (event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange) {
        m_painter.setStyle(palette(), font());
        updateGeometry();
        update();
    }
}

} // namespace vernier
