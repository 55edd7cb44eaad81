// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/recipe/plan.h"
#include "core/recipe/quant_type.h"
#include "widgets/models/layer_grid.h"
#include "widgets/support/theme.h"
#include "widgets/views/map_geometry.h"

#include <QFont>
#include <QHash>
#include <QPair>
#include <QPixmap>
#include <QString>

#include <optional>
#include <vector>

class QPainter;

// Draws the precision map: only what is visible, and quickly, because it happens sixty times a second.

namespace vernier {

/// A layer as the map shows it.
struct MapCell
{
    std::optional<double> heat; ///< 0 (best) to 1 (worst); none: not measured
    QString value;              ///< the metric, for cells with room for it
    std::optional<QuantType> type; ///< none: no plan
    Reason reason = Reason::Base;
    bool isStale = false; ///< heat and value are of an earlier recipe: shown faintly
};

/// Whether a person named exactly this layer.
[[nodiscard]] bool isPinnedByHand(Reason reason);
/// Whether a pattern, a level or the last-layer rule decided instead of the configuration.
[[nodiscard]] bool isDecidedByRule(Reason reason);

class MapPainter
{
public:
    struct Scene
    {
        const LayerGrid &grid;
        const MapGeometry &geometry;
        const std::vector<MapCell> &cells; ///< one for each layer
        const std::vector<int> &selected;  ///< layers, ascending
        int current = -1;
        bool hasFocus = false;
        QRect rubberBand; ///< empty: none
    };

    /// Colours and font of the widget, before the first picture and after they changed.
    void setStyle(const QPalette &palette, const QFont &font);
    [[nodiscard]] const ThemeColors &colors() const { return m_colors; }
    /// Makes room for the widest badge and the widest value of these; to be called after setStyle as well.
    void measureTexts(const std::vector<MapCell> &cells);
    /// Room for the longest row head, and the height of the column heads.
    [[nodiscard]] QSize headSize(const LayerGrid &grid) const;

    /// Everything within `area`. asDrawing: without pixmaps, for SVG and PDF.
    void paint(QPainter &painter, const QRect &area, const Scene &scene, bool asDrawing = false);

    /// Of a value on the heat map.
    [[nodiscard]] QColor fill(double heat, bool isStale) const;

    // Marks that the legend explains.
    /// least: what all cells beside it have at least, which decides what there is room for.
    void paintCell(QPainter &painter, const QRect &rect, const QSize &least, const MapCell &cell, bool asDrawing);

private:
    void paintCells(QPainter &painter, const QRect &area, const Scene &scene, bool asDrawing);
    void paintTexts(QPainter &painter, const QRect &rect, const QSize &least, const MapCell &cell, const QColor &ink, bool asDrawing);
    void paintMark(QPainter &painter, const QRect &rect, Reason reason, const QColor &ink, const QColor &fill) const;
    void paintSelection(QPainter &painter, const QRect &area, const Scene &scene) const;
    void paintColumnHeads(QPainter &painter, const QRect &area, const Scene &scene) const;
    void paintRowHeads(QPainter &painter, const QRect &area, const Scene &scene) const;
    [[nodiscard]] const QPixmap &textPixmap(const QString &text, const QColor &ink, qreal ratio);

    ThemeColors m_colors;
    QColor m_headBackground;
    QColor m_noDataHatch;
    QFont m_font;
    int m_textHeight = 0;
    int m_digitHeight = 0;
    int m_badgeWidth = 0; ///< of the widest one
    int m_valueWidth = 0;
    qreal m_textRatio = 1.0;
    QHash<QPair<QString, QRgb>, QPixmap> m_textPixmaps; ///< texts by ink; drawing text anew for each cell would be too slow
};

} // namespace vernier
