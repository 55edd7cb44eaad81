// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/recipe/quant_type.h"
#include "widgets/models/layer_model.h"
#include "widgets/plots/heat_scale.h"
#include "widgets/views/map_painter.h"

#include <QWidget>

#include <vector>

// What the colours and marks of the precision map mean: the metric's bar with its numbers, and a key to cells.

namespace vernier {

class HeatLegend : public QWidget
{
    Q_OBJECT
public:
    explicit HeatLegend(QWidget *parent = nullptr);

    void setScale(LayerMetric metric, HeatScale scale, bool isStale);
    [[nodiscard]] const HeatScale &scale() const { return m_scale; }
    /// The types that the plan uses, which the key explains.
    void setTypes(std::vector<QuantType> types);

    /// As the widget, at another place.
    void paint(QPainter &painter, const QRect &area, bool asDrawing);
    [[nodiscard]] int heightFor(int width) const;

    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;
    [[nodiscard]] bool hasHeightForWidth() const override { return true; }
    [[nodiscard]] int heightForWidth(int width) const override { return heightFor(width); }

protected:
    void paintEvent(QPaintEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    struct Key
    {
        MapCell cell;
        QString text;
    };
    void retranslate();
    void paintBar(QPainter &painter, const QRect &area);
    [[nodiscard]] std::vector<Key> keys() const;
    /// Where each key stands when the first line begins at `area`'s top left; the last bottom is returned.
    int layOutKeys(const QRect &area, std::vector<QRect> &places) const;

    LayerMetric m_metric = LayerMetric::LocalSqnr;
    HeatScale m_scale;
    bool m_isStale = false;
    std::vector<QuantType> m_types;
    MapPainter m_painter;
};

} // namespace vernier
