// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/views/map_painter.h"

#include "widgets/support/scheme_text.h"

#include <QFontMetrics>
#include <QPainter>
#include <QPaintDevice>

#include <algorithm>
#include <cmath>
#include <set>

namespace vernier {

namespace {

constexpr int kPadding = 4;
constexpr int kLeastMarked = 10;   // px; smaller cells have no room for marks
constexpr int kKeptTexts = 4096;

} // namespace

bool isPinnedByHand(Reason reason)
{
    return reason == Reason::DisableNames || reason == Reason::MixExact;
}

bool isDecidedByRule(Reason reason)
{
    return reason == Reason::MixGlob || reason == Reason::DisableLevel || reason == Reason::LastLinear;
}

void MapPainter::setStyle(const QPalette &palette, const QFont &font)
{
    m_colors = themeColors(palette);
    m_headBackground = palette.color(QPalette::Window);
    m_noDataHatch = isDark(palette) ? m_colors.noData.lighter(145) : m_colors.noData.darker(116);
    m_font = font;
    const QFontMetrics metrics(font);
    m_textHeight = metrics.height();
    m_digitHeight = metrics.ascent(); // what cells say has no descenders
    m_textPixmaps.clear();
}

void MapPainter::measureTexts(const std::vector<MapCell> &cells)
{
    const QFontMetrics metrics(m_font);
    std::set<QuantType> types;
    m_badgeWidth = 0;
    m_valueWidth = 0;
    for (const MapCell &cell : cells) {
        m_valueWidth = std::max(m_valueWidth, metrics.horizontalAdvance(cell.value));
        if (cell.type && types.insert(*cell.type).second)
            m_badgeWidth = std::max(m_badgeWidth, metrics.horizontalAdvance(schemeBadge(*cell.type)));
    }
}

QSize MapPainter::headSize(const LayerGrid &grid) const
{
    const QFontMetrics metrics(m_font);
    int width = metrics.horizontalAdvance(QStringLiteral("00000000"));
    for (int row = 0; row < grid.rows(); ++row)
        width = std::max(width, metrics.horizontalAdvance(grid.rowLabel(row)));
    return {std::min(width, 40 * metrics.averageCharWidth()) + 4 * kPadding, m_textHeight + 2 * kPadding};
}

void MapPainter::paint(QPainter &painter, const QRect &area, const Scene &scene, bool asDrawing)
{
    painter.save();
    painter.setClipRect(area, Qt::IntersectClip); // text that is drawn twice looks bolder
    painter.setFont(m_font);
    painter.fillRect(area, m_colors.background);
    const MapGeometry &geometry = scene.geometry;
    painter.save();
    painter.setClipRect(area.intersected(QRect(geometry.headWidth, geometry.headHeight, area.width(), area.height())), Qt::IntersectClip);
    paintCells(painter, area, scene, asDrawing);
    paintSelection(painter, area, scene);
    if (!scene.rubberBand.isEmpty()) {
        QColor fill = m_colors.accent;
        fill.setAlpha(40);
        painter.fillRect(scene.rubberBand, fill);
        painter.setPen(m_colors.accent);
        painter.drawRect(scene.rubberBand.adjusted(0, 0, -1, -1));
    }
    painter.restore();
    paintColumnHeads(painter, area, scene);
    paintRowHeads(painter, area, scene);
    painter.restore();
}

QColor MapPainter::fill(double heat, bool isStale) const
{
    const QColor color = heatColor(heat);
    if (!isStale)
        return color;
    constexpr float kKept = 0.35f; // still to be told apart, no longer to be read as present
    const auto mixed = [](float kept, float ground) { return kKept * kept + (1.0f - kKept) * ground; };
    const QColor &ground = m_colors.background;
    return QColor::fromRgbF(mixed(color.redF(), ground.redF()), mixed(color.greenF(), ground.greenF()), mixed(color.blueF(), ground.blueF()));
}

void MapPainter::paintCells(QPainter &painter, const QRect &area, const Scene &scene, bool asDrawing)
{
    const CellSpan span = scene.geometry.visible(area);
    // Sizes differ by a pixel from cell to cell, but all of them are to write the same.
    const QSize least(static_cast<int>(scene.geometry.cellWidth) - scene.geometry.gap(),
                      static_cast<int>(scene.geometry.cellHeight) - scene.geometry.gap());
    for (int row = span.firstRow; row <= span.lastRow; ++row) {
        for (int column = span.firstColumn; column <= span.lastColumn; ++column) {
            if (const int layer = scene.grid.layerAt(column, row); layer >= 0)
                paintCell(painter, scene.geometry.cell(column, row), least, scene.cells[static_cast<std::size_t>(layer)], asDrawing);
        }
    }
}

void MapPainter::paintCell(QPainter &painter, const QRect &rect, const QSize &least, const MapCell &cell, bool asDrawing)
{
    const QColor fill = cell.heat ? this->fill(*cell.heat, cell.isStale) : m_colors.noData;
    const QColor ink = cell.heat ? contrastColor(fill) : m_colors.mutedText;
    painter.fillRect(rect, fill);
    const int edge = rect.width() >= 24 ? 4 : (rect.width() >= 8 ? 2 : 0);
    const QRect inner = rect.adjusted(edge, 0, 0, 0);
    if (!cell.heat)
        painter.fillRect(inner, QBrush(m_noDataHatch, Qt::FDiagPattern));
    if (cell.type == QuantType::Float) {
        QColor hatch = ink;
        hatch.setAlpha(150);
        painter.fillRect(inner, QBrush(hatch, rect.width() < kLeastMarked ? Qt::Dense6Pattern : Qt::BDiagPattern));
    }
    if (cell.type && edge > 0)
        painter.fillRect(QRect(rect.left(), rect.top(), edge, rect.height()), schemeColor(*cell.type));
    if (rect.width() >= kLeastMarked && rect.height() >= kLeastMarked)
        paintMark(painter, rect, cell.reason, ink, fill);
    if (cell.type && least.height() >= m_digitHeight)
        paintTexts(painter, inner, {least.width() - edge, least.height()}, cell, ink, asDrawing);
}

void MapPainter::paintMark(QPainter &painter, const QRect &rect, Reason reason, const QColor &ink, const QColor &fill) const
{
    if (!isPinnedByHand(reason) && !isDecidedByRule(reason))
        return;
    const int size = std::clamp(std::min(rect.width(), rect.height()) / 3, 4, 8);
    const QPoint corner = rect.topRight();
    if (isPinnedByHand(reason)) {
        for (int line = 0; line < size; ++line) // a triangle without rounding
            painter.fillRect(corner.x() - size + 1 + line, corner.y() + line, size - line, 1, ink);
    } else { // a ring, kept apart from the edge and from hatching
        const int side = std::max(size - 1, 4);
        const QRect ring(corner.x() - side - 1, corner.y() + 2, side, side);
        painter.fillRect(ring.adjusted(-1, -1, 1, 1), fill);
        painter.fillRect(ring, ink);
        painter.fillRect(ring.adjusted(1, 1, -1, -1), fill);
    }
}

void MapPainter::paintTexts(QPainter &painter, const QRect &rect, const QSize &least, const MapCell &cell, const QColor &ink, bool asDrawing)
{
    const int room = rect.width() - 2 * kPadding;
    const qreal ratio = painter.device()->devicePixelRatioF();
    // Room for the widest, so that either all cells show their value or none does.
    const int leastRoom = least.width() - 2 * kPadding;
    const bool besides = leastRoom >= m_badgeWidth + kPadding + m_valueWidth;
    const bool below = !besides && leastRoom >= m_valueWidth && least.height() >= 2 * m_textHeight + kPadding;
    const int middle = rect.top() + rect.height() / 2;
    const auto draw = [&](const QString &text, int top, bool atRight, int mostWidth) {
        if (text.isEmpty()) // not measured
            return;
        const QPixmap &pixmap = textPixmap(text, ink, ratio);
        const int width = static_cast<int>(std::lround(pixmap.width() / ratio));
        if (width > mostWidth)
            return;
        const int left = atRight ? rect.right() - kPadding - width : rect.left() + kPadding - 1;
        if (asDrawing) {
            painter.setPen(ink);
            painter.drawText(QRect(left, top, width, m_textHeight), Qt::AlignLeft | Qt::AlignVCenter | Qt::TextDontClip, text);
        } else {
            painter.drawPixmap(left, top, pixmap);
        }
    };
    draw(schemeBadge(*cell.type), below ? middle - m_textHeight : middle - m_textHeight / 2, false, room + kPadding);
    if (besides || below)
        draw(cell.value, below ? middle : middle - m_textHeight / 2, true, room);
}

const QPixmap &MapPainter::textPixmap(const QString &text, const QColor &ink, qreal ratio)
{
    if (ratio != m_textRatio || m_textPixmaps.size() > kKeptTexts) {
        m_textPixmaps.clear();
        m_textRatio = ratio;
    }
    const auto key = qMakePair(text, ink.rgb());
    const auto found = m_textPixmaps.constFind(key);
    if (found != m_textPixmaps.constEnd())
        return *found;
    const QSize size(QFontMetrics(m_font).horizontalAdvance(text), m_textHeight);
    QPixmap pixmap(size * ratio);
    pixmap.setDevicePixelRatio(ratio);
    pixmap.fill(Qt::transparent);
    QPainter painter(&pixmap);
    painter.setFont(m_font);
    painter.setPen(ink);
    painter.drawText(QRect(QPoint(0, 0), size), Qt::AlignLeft | Qt::AlignVCenter | Qt::TextDontClip, text);
    painter.end();
    return *m_textPixmaps.insert(key, pixmap);
}

void MapPainter::paintSelection(QPainter &painter, const QRect &area, const Scene &scene) const
{
    const auto frame = [&](const QRect &rect, int width, const QColor &color) {
        painter.fillRect(rect.left(), rect.top(), rect.width(), width, color);
        painter.fillRect(rect.left(), rect.bottom() - width + 1, rect.width(), width, color);
        painter.fillRect(rect.left(), rect.top() + width, width, rect.height() - 2 * width, color);
        painter.fillRect(rect.right() - width + 1, rect.top() + width, width, rect.height() - 2 * width, color);
    };
    const int outside = scene.geometry.gap();
    const double side = std::min(scene.geometry.cellWidth, scene.geometry.cellHeight);
    const bool isSmall = side < 12.0;
    const bool isLow = side < 24.0; // a frame of full width would cover the text
    const auto mark = [&](int layer, bool isCurrent) {
        const QRect rect = scene.geometry.cell(scene.grid.columnOf(layer), scene.grid.rowOf(layer));
        const QRect outer = rect.adjusted(-outside, -outside, outside, outside);
        if (!outer.intersects(area))
            return;
        const int width = isSmall ? 1 : (isCurrent && !isLow ? 4 : 2);
        if (!isSmall) // a line of the background keeps the frame apart from any fill
            frame(outer.adjusted(width, width, -width, -width), isLow ? 1 : 2, m_colors.background);
        frame(outer, width, isCurrent && isSmall ? m_colors.text : m_colors.accent);
    };
    for (const int layer : scene.selected) {
        if (layer != scene.current && layer < scene.grid.layers())
            mark(layer, false);
    }
    if (scene.current >= 0 && scene.current < scene.grid.layers())
        mark(scene.current, true);
}

void MapPainter::paintColumnHeads(QPainter &painter, const QRect &area, const Scene &scene) const
{
    const MapGeometry &geometry = scene.geometry;
    const QRect head(0, 0, area.right() + 1, geometry.headHeight);
    if (!head.intersects(area))
        return;
    painter.fillRect(head.intersected(area), m_headBackground);
    const CellSpan span = geometry.visible(QRect(0, 0, area.right() + 1, geometry.headHeight + 1));
    const QFontMetrics metrics(m_font);
    const int widest = metrics.horizontalAdvance(QString::number(std::max(0, scene.grid.columns() - 1))) + kPadding;
    int every = 1;
    while (every * geometry.cellWidth < widest) // 1, 2, 5, 10, 20, 50 …
        every = every == 1 ? 2 : (QString::number(every).startsWith(QLatin1Char('2')) ? every / 2 * 5 : every * 2);
    painter.save();
    painter.setClipRect(QRect(geometry.headWidth, 0, area.right() + 1, geometry.headHeight), Qt::IntersectClip);
    const int currentColumn = scene.current >= 0 && scene.current < scene.grid.layers() ? scene.grid.columnOf(scene.current) : -1;
    for (int column = span.firstColumn; column <= span.lastColumn; ++column) {
        const bool isCurrent = column == currentColumn;
        if (column % every != 0 && !isCurrent && column < geometry.outsideColumn)
            continue;
        const QRect cell = geometry.cell(column, 0);
        const int spare = std::max(0, widest - cell.width());
        const QRect place(cell.left() - spare / 2, 0, std::max(cell.width(), widest), geometry.headHeight);
        if (isCurrent)
            painter.fillRect(QRect(cell.left(), geometry.headHeight - 2, cell.width(), 2), m_colors.accent);
        if (every > 1 && isCurrent)
            painter.fillRect(place.adjusted(0, 0, 0, -2), m_headBackground);
        painter.setPen(isCurrent ? m_colors.text : m_colors.mutedText);
        painter.drawText(place, Qt::AlignCenter, scene.grid.columnLabel(column));
    }
    painter.restore();
}

void MapPainter::paintRowHeads(QPainter &painter, const QRect &area, const Scene &scene) const
{
    const MapGeometry &geometry = scene.geometry;
    const QRect head(0, 0, geometry.headWidth, area.bottom() + 1);
    if (!head.intersects(area))
        return;
    painter.fillRect(head.intersected(area), m_headBackground);
    const QFontMetrics metrics(m_font);
    const CellSpan span = geometry.visible(QRect(0, 0, geometry.headWidth + 1, area.bottom() + 1));
    painter.save();
    painter.setClipRect(QRect(0, geometry.headHeight, geometry.headWidth, area.bottom() + 1), Qt::IntersectClip);
    const int currentRow = scene.current >= 0 && scene.current < scene.grid.layers() ? scene.grid.rowOf(scene.current) : -1;
    const int every = std::max(1, static_cast<int>(std::ceil((m_textHeight - 2) / geometry.cellHeight)));
    for (int row = span.firstRow; row <= span.lastRow; ++row) {
        const bool isCurrent = row == currentRow;
        const bool isBesideCurrent = currentRow >= 0 && std::abs(row - currentRow) < every;
        if (!isCurrent && ((row % every != 0 && row < geometry.outsideRow) || isBesideCurrent))
            continue;
        const QRect cell = geometry.cell(0, row);
        const int spare = std::max(0, m_textHeight - cell.height());
        // Where many rows share a label it begins with the first of them, so that none is cut at the top or lies on another.
        const QRect place(2 * kPadding, cell.top() - (every > 1 ? 0 : spare / 2), geometry.headWidth - 3 * kPadding, std::max(cell.height(), m_textHeight));
        if (!isCurrent && every > 1 && place.top() < geometry.headHeight) // cut in half it says nothing
            continue;
        if (isCurrent) {
            if (every > 1)
                painter.fillRect(QRect(0, place.top(), geometry.headWidth, place.height()), m_headBackground);
            painter.fillRect(QRect(geometry.headWidth - 2, cell.top(), 2, cell.height()), m_colors.accent);
        }
        painter.setPen(isCurrent ? m_colors.text : m_colors.mutedText);
        painter.drawText(place, Qt::AlignLeft | Qt::AlignVCenter, metrics.elidedText(scene.grid.rowLabel(row), Qt::ElideMiddle, place.width()));
    }
    painter.restore();
}

} // namespace vernier
