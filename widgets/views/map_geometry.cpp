// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/views/map_geometry.h"

#include <algorithm>
#include <cmath>

namespace vernier {

namespace {

/// Offset of a line's begin from the first one's.
int lineOffset(int line, int outside, double pitch)
{
    return static_cast<int>(std::lround(line * pitch)) + (line >= outside && line > 0 ? MapGeometry::kOutsideGap : 0);
}

/// The line at an offset, -1 before the first, `count` behind the last.
int lineAt(int offset, int outside, int count, double pitch)
{
    if (offset < 0)
        return -1;
    int line = std::clamp(static_cast<int>(offset / pitch), 0, count);
    while (line > 0 && lineOffset(line, outside, pitch) > offset) // rounding, and the gap
        --line;
    while (line < count && lineOffset(line + 1, outside, pitch) <= offset)
        ++line;
    return line;
}

} // namespace

int MapGeometry::columnLeft(int column) const
{
    return headWidth - scroll.x() + lineOffset(column, outsideColumn < columns ? outsideColumn : columns + 1, cellWidth);
}

int MapGeometry::rowTop(int row) const
{
    return headHeight - scroll.y() + lineOffset(row, outsideRow < rows ? outsideRow : rows + 1, cellHeight);
}

QRect MapGeometry::cell(int column, int row) const
{
    const int left = columnLeft(column);
    const int top = rowTop(row);
    const int right = headWidth - scroll.x() + lineOffset(column, outsideColumn, cellWidth) + static_cast<int>(std::lround((column + 1) * cellWidth))
        - static_cast<int>(std::lround(column * cellWidth));
    const int bottom = headHeight - scroll.y() + lineOffset(row, outsideRow, cellHeight)
        + static_cast<int>(std::lround((row + 1) * cellHeight)) - static_cast<int>(std::lround(row * cellHeight));
    return QRect(left, top, std::max(1, right - left - gap()), std::max(1, bottom - top - gap()));
}

QSize MapGeometry::cellsSize() const
{
    return {columnLeft(columns) - headWidth + scroll.x(), rowTop(rows) - headHeight + scroll.y()};
}

int MapGeometry::columnAt(int x) const
{
    if (x < headWidth)
        return -1;
    const int column = lineAt(x - headWidth + scroll.x(), outsideColumn, columns, cellWidth);
    return column < columns ? column : -1;
}

int MapGeometry::rowAt(int y) const
{
    if (y < headHeight)
        return -1;
    const int row = lineAt(y - headHeight + scroll.y(), outsideRow, rows, cellHeight);
    return row < rows ? row : -1;
}

int MapGeometry::nearestColumn(int x) const
{
    return std::clamp(lineAt(x - headWidth + scroll.x(), outsideColumn, columns, cellWidth), 0, std::max(0, columns - 1));
}

int MapGeometry::nearestRow(int y) const
{
    return std::clamp(lineAt(y - headHeight + scroll.y(), outsideRow, rows, cellHeight), 0, std::max(0, rows - 1));
}

CellSpan MapGeometry::visible(const QRect &area) const
{
    if (columns == 0 || rows == 0)
        return {};
    return {nearestColumn(std::max(area.left(), headWidth)), nearestColumn(area.right()), nearestRow(std::max(area.top(), headHeight)),
            nearestRow(area.bottom())};
}

void MapGeometry::fit(const QSize &area)
{
    constexpr double kWidest = 180.0;
    constexpr double kTallest = 56.0;
    if (columns == 0 || rows == 0)
        return;
    const int gapX = outsideColumn < columns ? kOutsideGap : 0;
    const int gapY = outsideRow < rows ? kOutsideGap : 0;
    cellWidth = std::clamp(static_cast<double>(area.width() - headWidth - gapX) / columns, kLeastCell, kWidest);
    cellHeight = std::clamp(static_cast<double>(area.height() - headHeight - gapY) / rows, kLeastCell, kTallest);
    scroll = {};
}

void MapGeometry::zoom(double factor, const QPoint &fixed)
{
    const auto scaled = [factor](double size) { return std::clamp(size * factor, kLeastCell, kMostCell); };
    const double acrossX = (fixed.x() - headWidth + scroll.x()) / cellWidth;
    const double acrossY = (fixed.y() - headHeight + scroll.y()) / cellHeight;
    cellWidth = scaled(cellWidth);
    cellHeight = scaled(cellHeight);
    scroll = {std::max(0, static_cast<int>(std::lround(acrossX * cellWidth)) - fixed.x() + headWidth),
              std::max(0, static_cast<int>(std::lround(acrossY * cellHeight)) - fixed.y() + headHeight)};
}

} // namespace vernier
