// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/models/layer_grid.h"
#include "widgets/plots/picture.h"
#include "widgets/views/map_geometry.h"
#include "widgets/views/map_painter.h"

#include <QAbstractScrollArea>

#include <functional>
#include <vector>

class QHelpEvent;

// The precision map: decoder blocks from left to right, kinds of layers from top to bottom, a cell for each linear layer,
// filled by how much it suffers. It is given numbers and shows them; PrecisionMapView says which.

namespace vernier {

class LayerSelection;

class PrecisionMap : public QAbstractScrollArea
{
    Q_OBJECT
public:
    explicit PrecisionMap(LayerSelection &selection, QWidget *parent = nullptr);

    /// Another model. Its cells show nothing until setCells.
    void setGrid(LayerGrid grid);
    [[nodiscard]] const LayerGrid &grid() const { return m_grid; }
    /// One for each layer of the grid.
    void setCells(std::vector<MapCell> cells);
    [[nodiscard]] const std::vector<MapCell> &cells() const { return m_cells; }
    /// What to show while there is no model.
    void setEmptyText(const QString &text);
    /// Rich text about a layer, shown while the mouse rests on it.
    void setCard(std::function<QString(int layer)> card) { m_card = std::move(card); }

    [[nodiscard]] const MapGeometry &geometryOfCells() const { return m_geometry; }
    /// On the viewport.
    [[nodiscard]] QRect cellRect(int layer) const;
    /// -1: none.
    [[nodiscard]] int layerAt(const QPoint &viewportPosition) const;
    void zoomToFit();
    void zoomBy(double factor, const QPoint &fixed);
    /// The whole map, also what is scrolled out of sight.
    [[nodiscard]] QSize pictureSize() const;
    void paintPicture(QPainter &painter, bool asDrawing);
    void retranslate();

    [[nodiscard]] QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void scrollContentsBy(int dx, int dy) override;
    void changeEvent(QEvent *event) override;
    bool viewportEvent(QEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void mouseDoubleClickEvent(QMouseEvent *event) override;
    void wheelEvent(QWheelEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;

private:
    enum class Drag { None, Pressed, Rectangle, Pan };

    void updateStyle();
    void updateGeometryOfCells();
    void updateScrollBars();
    void selectionChanged();
    void selectCells(const std::vector<int> &layers, int current, Qt::KeyboardModifiers modifiers);
    bool pressHead(const QPoint &position, Qt::KeyboardModifiers modifiers);
    void pressCell(int layer, Qt::KeyboardModifiers modifiers);
    void endRectangle(const QPoint &position, Qt::KeyboardModifiers modifiers);
    void moveCurrent(int layer, Qt::KeyboardModifiers modifiers);
    bool moveByKey(int key, Qt::KeyboardModifiers modifiers);
    void ensureVisible(int layer);
    void showCard(const QHelpEvent &event);
    [[nodiscard]] QString headText(const QPoint &position) const;
    [[nodiscard]] MapPainter::Scene scene() const;
    /// Layers of the rectangle between the anchor and this one.
    [[nodiscard]] std::vector<int> rangeTo(int layer) const;

    LayerSelection &m_selection;
    LayerGrid m_grid;
    std::vector<MapCell> m_cells;
    MapGeometry m_geometry;
    MapPainter m_painter;
    QString m_emptyText;
    std::function<QString(int)> m_card;
    bool m_isFit = true; ///< cells follow the size of the widget, until the user zooms
    Drag m_drag = Drag::None;
    QPoint m_pressed;      ///< where on the viewport
    QPoint m_pressScroll;  ///< scroll position then
    QRect m_rubberBand;
    int m_anchor = -1;     ///< corner of a range
};

} // namespace vernier
