// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/views/precision_map.h"

#include "widgets/document/layer_selection.h"

#include <QAccessible>
#include <QApplication>
#include <QHelpEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPaintEvent>
#include <QPainter>
#include <QScrollBar>
#include <QToolTip>
#include <QWheelEvent>

#include <algorithm>
#include <cmath>
#include <numeric>

namespace vernier {

namespace {

constexpr double kZoomStep = 1.2;
constexpr double kWheelStep = 120.0; // eighths of a degree

} // namespace

PrecisionMap::PrecisionMap(LayerSelection &selection, QWidget *parent)
    : QAbstractScrollArea(parent)
    , m_selection(selection)
{
    setFocusPolicy(Qt::StrongFocus);
    setFrameShape(QFrame::NoFrame);
    viewport()->setAttribute(Qt::WA_OpaquePaintEvent);
    viewport()->setMouseTracking(true);
    setMinimumSize(220, 120);
    connect(&selection, &LayerSelection::changed, this, &PrecisionMap::selectionChanged);
    updateStyle();
    retranslate();
}

void PrecisionMap::retranslate()
{
    setAccessibleName(tr("Precision map"));
    selectionChanged();
}

void PrecisionMap::setGrid(LayerGrid grid)
{
    m_grid = std::move(grid);
    m_cells.assign(static_cast<std::size_t>(m_grid.layers()), {});
    m_anchor = -1;
    m_drag = Drag::None;
    m_isFit = true;
    updateGeometryOfCells();
}

void PrecisionMap::setCells(std::vector<MapCell> cells)
{
    m_cells = std::move(cells);
    m_painter.measureTexts(m_cells);
    viewport()->update();
    selectionChanged();
}

void PrecisionMap::setEmptyText(const QString &text)
{
    m_emptyText = text;
    viewport()->update();
}

QSize PrecisionMap::sizeHint() const
{
    return {720, 340};
}

void PrecisionMap::updateStyle()
{
    m_painter.setStyle(palette(), font());
    m_painter.measureTexts(m_cells);
    updateGeometryOfCells();
}

void PrecisionMap::updateGeometryOfCells()
{
    m_geometry.columns = m_grid.columns();
    m_geometry.rows = m_grid.rows();
    m_geometry.outsideColumn = m_grid.outsideColumn();
    m_geometry.outsideRow = m_grid.outsideRow();
    const QSize head = m_painter.headSize(m_grid);
    m_geometry.headWidth = head.width();
    m_geometry.headHeight = head.height();
    if (m_isFit)
        m_geometry.fit(maximumViewportSize());
    updateScrollBars();
    viewport()->update();
}

void PrecisionMap::updateScrollBars()
{
    const QSize cells = m_geometry.cellsSize();
    // While a bar is shown the viewport is smaller than it would be without.
    const QSize whole = pictureSize();
    const bool fits = whole.width() <= maximumViewportSize().width() && whole.height() <= maximumViewportSize().height();
    const QSize page = fits ? maximumViewportSize() : viewport()->size();
    const QPoint wanted = m_geometry.scroll; // the bars move it while their ranges change
    const auto set = [](QScrollBar *bar, int content, int seen, double step, int value) {
        bar->setRange(0, std::max(0, content - seen));
        bar->setPageStep(std::max(1, seen));
        bar->setSingleStep(std::max(1, static_cast<int>(step)));
        bar->setValue(value);
    };
    set(horizontalScrollBar(), cells.width(), page.width() - m_geometry.headWidth, m_geometry.cellWidth, wanted.x());
    set(verticalScrollBar(), cells.height(), page.height() - m_geometry.headHeight, m_geometry.cellHeight, wanted.y());
    m_geometry.scroll = {horizontalScrollBar()->value(), verticalScrollBar()->value()};
    viewport()->update();
}

void PrecisionMap::zoomToFit()
{
    m_isFit = true;
    updateGeometryOfCells();
}

void PrecisionMap::zoomBy(double factor, const QPoint &fixed)
{
    m_isFit = false;
    m_geometry.zoom(factor, fixed);
    updateScrollBars();
}

QRect PrecisionMap::cellRect(int layer) const
{
    return m_geometry.cell(m_grid.columnOf(layer), m_grid.rowOf(layer));
}

int PrecisionMap::layerAt(const QPoint &viewportPosition) const
{
    return m_grid.layerAt(m_geometry.columnAt(viewportPosition.x()), m_geometry.rowAt(viewportPosition.y()));
}

MapPainter::Scene PrecisionMap::scene() const
{
    return {m_grid, m_geometry, m_cells, m_selection.layers(), m_selection.current(), hasFocus(), m_rubberBand};
}

void PrecisionMap::paintEvent(QPaintEvent *event)
{
    QPainter painter(viewport());
    if (m_grid.layers() == 0) {
        painter.fillRect(event->rect(), m_painter.colors().background);
        painter.setPen(m_painter.colors().mutedText);
        painter.drawText(viewport()->rect().adjusted(24, 24, -24, -24), Qt::AlignCenter | Qt::TextWordWrap, m_emptyText);
    } else {
        for (const QRect &area : event->region()) // strips, after scrolling
            m_painter.paint(painter, area, scene());
    }
    if (hasFocus()) {
        painter.setPen(m_painter.colors().accent);
        painter.drawRect(viewport()->rect().adjusted(0, 0, -1, -1));
    }
}

QSize PrecisionMap::pictureSize() const
{
    return m_geometry.cellsSize() + QSize(m_geometry.headWidth, m_geometry.headHeight);
}

void PrecisionMap::paintPicture(QPainter &painter, bool asDrawing)
{
    MapGeometry whole = m_geometry;
    whole.scroll = {};
    const std::vector<int> none;
    m_painter.paint(painter, QRect(QPoint(0, 0), pictureSize()), {m_grid, whole, m_cells, none, -1, false, {}}, asDrawing);
}

void PrecisionMap::resizeEvent(QResizeEvent *event)
{
    QAbstractScrollArea::resizeEvent(event);
    updateGeometryOfCells();
}

void PrecisionMap::scrollContentsBy(int dx, int dy)
{
    m_geometry.scroll = {horizontalScrollBar()->value(), verticalScrollBar()->value()};
    if (m_drag == Drag::Rectangle) { // one corner of the rubber band stays at the mouse
        viewport()->update();
        return;
    }
    // Moves what is there and paints the strips that come into sight. The frame of the focus stays.
    const QRect cells = viewport()->rect().adjusted(m_geometry.headWidth, m_geometry.headHeight, -1, -1);
    viewport()->scroll(dx, dy, cells);
    if (dx != 0)
        viewport()->update(0, 0, viewport()->width(), m_geometry.headHeight);
    if (dy != 0)
        viewport()->update(0, 0, m_geometry.headWidth, viewport()->height());
}

void PrecisionMap::changeEvent(QEvent *event)
{
    QAbstractScrollArea::changeEvent(event);
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange || event->type() == QEvent::StyleChange)
        updateStyle();
    else if (event->type() == QEvent::LanguageChange)
        retranslate();
}

void PrecisionMap::focusInEvent(QFocusEvent *event)
{
    QAbstractScrollArea::focusInEvent(event);
    viewport()->update();
}

void PrecisionMap::focusOutEvent(QFocusEvent *event)
{
    QAbstractScrollArea::focusOutEvent(event);
    viewport()->update();
}

void PrecisionMap::selectionChanged()
{
    const int current = m_selection.current();
    QString description = tr("%n layer(s) selected.", nullptr, static_cast<int>(m_selection.layers().size()));
    if (current >= 0 && current < m_grid.layers()) {
        const MapCell &cell = m_cells[static_cast<std::size_t>(current)];
        description += QLatin1Char(' ')
            + tr("Current: block %1, %2, %3.")
                  .arg(m_grid.columnLabel(m_grid.columnOf(current)), m_grid.rowLabel(m_grid.rowOf(current)),
                       cell.value.isEmpty() ? tr("not measured") : cell.value);
        if (!m_selection.contains(m_anchor))
            m_anchor = current; // the selection came from elsewhere
    }
    if (description != accessibleDescription()) {
        setAccessibleDescription(description);
        QAccessibleEvent changed(this, QAccessible::DescriptionChanged);
        QAccessible::updateAccessibility(&changed);
    }
    viewport()->update();
}

std::vector<int> PrecisionMap::rangeTo(int layer) const
{
    const int anchor = m_anchor >= 0 && m_anchor < m_grid.layers() ? m_anchor : layer;
    return m_grid.inRectangle(m_grid.columnOf(anchor), m_grid.rowOf(anchor), m_grid.columnOf(layer), m_grid.rowOf(layer));
}

void PrecisionMap::selectCells(const std::vector<int> &layers, int current, Qt::KeyboardModifiers modifiers)
{
    std::vector<int> all = layers;
    if (modifiers.testFlag(Qt::ControlModifier))
        all.insert(all.end(), m_selection.layers().begin(), m_selection.layers().end());
    m_selection.select(std::move(all), current);
}

void PrecisionMap::pressCell(int layer, Qt::KeyboardModifiers modifiers)
{
    if (modifiers.testFlag(Qt::ShiftModifier)) {
        selectCells(rangeTo(layer), layer, modifiers);
        return;
    }
    m_anchor = layer;
    if (modifiers.testFlag(Qt::ControlModifier))
        m_selection.toggle(layer);
    else
        m_selection.selectOnly(layer);
}

bool PrecisionMap::pressHead(const QPoint &position, Qt::KeyboardModifiers modifiers)
{
    const bool inRowHeads = position.x() < m_geometry.headWidth;
    const bool inColumnHeads = position.y() < m_geometry.headHeight;
    if (!inRowHeads && !inColumnHeads)
        return false;
    const bool isRange = modifiers.testFlag(Qt::ShiftModifier) && m_anchor >= 0 && m_anchor < m_grid.layers();
    std::vector<int> layers;
    if (inRowHeads && inColumnHeads) {
        layers = m_grid.inRectangle(0, 0, m_grid.columns() - 1, m_grid.rows() - 1);
    } else if (inRowHeads) {
        const int row = m_geometry.rowAt(position.y());
        layers = row < 0 ? std::vector<int>() : m_grid.inRectangle(0, isRange ? m_grid.rowOf(m_anchor) : row, m_grid.columns() - 1, row);
    } else {
        const int column = m_geometry.columnAt(position.x());
        layers = column < 0 ? std::vector<int>()
                            : m_grid.inRectangle(isRange ? m_grid.columnOf(m_anchor) : column, 0, column, m_grid.rows() - 1);
    }
    if (layers.empty())
        return true;
    const bool keepsCurrent = std::binary_search(layers.begin(), layers.end(), m_selection.current());
    const int current = keepsCurrent ? m_selection.current() : layers.front();
    if (!isRange)
        m_anchor = current;
    selectCells(layers, current, modifiers);
    return true;
}

void PrecisionMap::mousePressEvent(QMouseEvent *event)
{
    const QPoint position = event->position().toPoint();
    m_pressed = position;
    m_pressScroll = m_geometry.scroll;
    if (event->button() == Qt::MiddleButton) {
        m_drag = Drag::Pan;
        viewport()->setCursor(Qt::ClosedHandCursor);
        return;
    }
    const int layer = layerAt(position);
    if (event->button() == Qt::RightButton) { // the menu is about the cell below it
        if (layer >= 0 && !m_selection.contains(layer))
            pressCell(layer, Qt::NoModifier);
        return;
    }
    if (event->button() != Qt::LeftButton || m_grid.layers() == 0 || pressHead(position, event->modifiers()))
        return;
    m_drag = Drag::Pressed;
    if (layer >= 0)
        pressCell(layer, event->modifiers());
    else if (!(event->modifiers() & (Qt::ControlModifier | Qt::ShiftModifier)))
        m_selection.clear();
}

void PrecisionMap::mouseMoveEvent(QMouseEvent *event)
{
    const QPoint position = event->position().toPoint();
    if (m_drag == Drag::Pan) {
        const QPoint moved = m_pressScroll - (position - m_pressed);
        horizontalScrollBar()->setValue(moved.x());
        verticalScrollBar()->setValue(moved.y());
        return;
    }
    if (m_drag == Drag::Pressed && (position - m_pressed).manhattanLength() >= QApplication::startDragDistance())
        m_drag = Drag::Rectangle;
    if (m_drag != Drag::Rectangle)
        return;
    m_rubberBand = QRect(m_pressed + m_pressScroll - m_geometry.scroll, position).normalized();
    viewport()->update();
}

void PrecisionMap::mouseReleaseEvent(QMouseEvent *event)
{
    const Drag drag = m_drag;
    m_drag = Drag::None;
    viewport()->unsetCursor();
    if (drag == Drag::Rectangle)
        endRectangle(event->position().toPoint(), event->modifiers());
}

void PrecisionMap::endRectangle(const QPoint &position, Qt::KeyboardModifiers modifiers)
{
    m_rubberBand = {};
    const QPoint from = m_pressed + m_pressScroll - m_geometry.scroll;
    const std::vector<int> layers = m_grid.inRectangle(m_geometry.nearestColumn(from.x()), m_geometry.nearestRow(from.y()),
                                                       m_geometry.nearestColumn(position.x()), m_geometry.nearestRow(position.y()));
    viewport()->update();
    if (layers.empty())
        return;
    const int pressed = layerAt(from);
    m_anchor = pressed >= 0 ? pressed : layers.front();
    const int released = m_grid.layerAt(m_geometry.nearestColumn(position.x()), m_geometry.nearestRow(position.y()));
    selectCells(layers, released >= 0 ? released : m_anchor, modifiers); // Shift and an arrow key go on from there
}

void PrecisionMap::mouseDoubleClickEvent(QMouseEvent *event)
{
    mousePressEvent(event); // two quick clicks with Ctrl are two toggles
}

void PrecisionMap::wheelEvent(QWheelEvent *event)
{
    if (event->modifiers().testFlag(Qt::ControlModifier)) {
        zoomBy(std::pow(kZoomStep, event->angleDelta().y() / kWheelStep), event->position().toPoint());
        event->accept();
        return;
    }
    QAbstractScrollArea::wheelEvent(event);
}

void PrecisionMap::ensureVisible(int layer)
{
    const QRect rect = cellRect(layer);
    const auto reach = [](QScrollBar *bar, int first, int last, int low, int high) {
        if (first < low)
            bar->setValue(bar->value() - (low - first));
        else if (last > high)
            bar->setValue(bar->value() + std::min(last - high, first - low));
    };
    reach(horizontalScrollBar(), rect.left(), rect.right(), m_geometry.headWidth, viewport()->width() - 1);
    reach(verticalScrollBar(), rect.top(), rect.bottom(), m_geometry.headHeight, viewport()->height() - 1);
}

void PrecisionMap::moveCurrent(int layer, Qt::KeyboardModifiers modifiers)
{
    if (modifiers.testFlag(Qt::ShiftModifier)) {
        m_selection.select(rangeTo(layer), layer);
    } else {
        m_anchor = layer;
        m_selection.selectOnly(layer);
    }
    ensureVisible(layer);
}

bool PrecisionMap::moveByKey(int key, Qt::KeyboardModifiers modifiers)
{
    const int layers = m_grid.layers();
    if (layers == 0)
        return false;
    const bool hasCurrent = m_selection.current() >= 0 && m_selection.current() < layers;
    const int from = hasCurrent ? m_selection.current() : 0;
    const bool wholeMap = modifiers.testFlag(Qt::ControlModifier);
    const std::vector<int> line = m_grid.inRow(m_grid.rowOf(from));
    int to = from;
    switch (key) {
    case Qt::Key_Left: to = m_grid.neighbour(from, -1, 0); break;
    case Qt::Key_Right: to = m_grid.neighbour(from, 1, 0); break;
    case Qt::Key_Up: to = m_grid.neighbour(from, 0, -1); break;
    case Qt::Key_Down: to = m_grid.neighbour(from, 0, 1); break;
    case Qt::Key_Home: to = wholeMap ? 0 : line.front(); break;
    case Qt::Key_End: to = wholeMap ? layers - 1 : line.back(); break;
    default: return false;
    }
    moveCurrent(hasCurrent ? to : from, modifiers); // the first key only shows where one is
    return true;
}

void PrecisionMap::keyPressEvent(QKeyEvent *event)
{
    const QPoint centre = viewport()->rect().center();
    if (event->matches(QKeySequence::SelectAll)) {
        std::vector<int> all(static_cast<std::size_t>(m_grid.layers()));
        std::iota(all.begin(), all.end(), 0);
        m_selection.select(std::move(all));
    } else if (event->key() == Qt::Key_Escape && m_drag == Drag::Rectangle) {
        m_drag = Drag::None;
        m_rubberBand = {};
        viewport()->update();
    } else if (event->key() == Qt::Key_Escape && !m_selection.layers().empty()) {
        m_selection.clear();
    } else if (event->key() == Qt::Key_Plus || event->key() == Qt::Key_Equal) {
        zoomBy(kZoomStep, centre);
    } else if (event->key() == Qt::Key_Minus) {
        zoomBy(1.0 / kZoomStep, centre);
    } else if (event->key() == Qt::Key_0) {
        zoomToFit();
    } else if (!moveByKey(event->key(), event->modifiers())) {
        event->ignore();
        return;
    }
    event->accept();
}

bool PrecisionMap::viewportEvent(QEvent *event)
{
    if (event->type() == QEvent::ToolTip) {
        showCard(static_cast<const QHelpEvent &>(*event));
        return true;
    }
    return QAbstractScrollArea::viewportEvent(event);
}

QString PrecisionMap::headText(const QPoint &position) const
{
    const bool inRowHeads = position.x() < m_geometry.headWidth;
    const bool inColumnHeads = position.y() < m_geometry.headHeight;
    if (m_grid.layers() == 0 || inRowHeads == inColumnHeads)
        return inRowHeads && m_grid.layers() > 0 ? tr("Click to select all layers.") : QString();
    if (inRowHeads) {
        const int row = m_geometry.rowAt(position.y());
        return row < 0 ? QString() : tr("%1: click to select this kind in all blocks.").arg(m_grid.rowLabel(row));
    }
    const int column = m_geometry.columnAt(position.x());
    if (column < 0)
        return {};
    return column < m_grid.outsideColumn() ? tr("Block %1: click to select its layers.").arg(column)
                                           : tr("Outside the blocks: click to select.");
}

void PrecisionMap::showCard(const QHelpEvent &event)
{
    const int layer = layerAt(event.pos());
    const QString text = layer >= 0 ? (m_card ? m_card(layer) : QString()) : headText(event.pos());
    if (text.isEmpty())
        QToolTip::hideText();
    else
        QToolTip::showText(event.globalPos(), text, viewport(), layer >= 0 ? cellRect(layer) : QRect());
}

} // namespace vernier
