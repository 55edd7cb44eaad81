// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QPoint>
#include <QRect>
#include <QSize>

// Where the cells of the precision map are, in pixels of the widget. Heads of rows and columns stay at the left and at the
// top while the cells scroll below them. Cells may be a fraction of a pixel apart, but begin on whole pixels.

namespace vernier {

/// Columns and rows, first and last, both included; empty when last < first.
struct CellSpan
{
    int firstColumn = 0;
    int lastColumn = -1;
    int firstRow = 0;
    int lastRow = -1;
};

struct MapGeometry
{
    int columns = 0;
    int rows = 0;
    int outsideColumn = 0; ///< from here on there is a gap before the column, as LayerGrid has it
    int outsideRow = 0;
    double cellWidth = 24.0; ///< from one cell to the next
    double cellHeight = 20.0;
    int headWidth = 0;
    int headHeight = 0;
    QPoint scroll; ///< of the cells

    static constexpr int kOutsideGap = 6;
    static constexpr double kLeastCell = 3.0;
    static constexpr double kMostCell = 240.0;

    [[nodiscard]] int columnLeft(int column) const; ///< on the widget; columns: the right end
    [[nodiscard]] int rowTop(int row) const;
    /// Without the gap between cells.
    [[nodiscard]] QRect cell(int column, int row) const;
    [[nodiscard]] int gap() const { return cellWidth < 6.0 || cellHeight < 6.0 ? 0 : (cellWidth < 24.0 ? 1 : 2); }
    /// Of all cells, without heads.
    [[nodiscard]] QSize cellsSize() const;
    /// -1: none. Coordinates in the heads give none for their own direction.
    [[nodiscard]] int columnAt(int x) const;
    [[nodiscard]] int rowAt(int y) const;
    /// The nearest one, for rectangles that are dragged beyond the border.
    [[nodiscard]] int nearestColumn(int x) const;
    [[nodiscard]] int nearestRow(int y) const;
    [[nodiscard]] CellSpan visible(const QRect &area) const;

    /// All cells into `area` (with heads), within comfortable sizes.
    void fit(const QSize &area);
    /// Larger (factor > 1) or smaller cells; what is at `fixed` stays there as far as scrolling allows.
    void zoom(double factor, const QPoint &fixed);
};

} // namespace vernier
