// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/models/layer_model.h"
#include "widgets/plots/picture.h"

#include <QWidget>

class QAction;
class QMenu;

// The precision map of the open model with its metric chooser and legend.

namespace vernier {

class HeatLegend;
class LayerActions;
class MetricBar;
class PrecisionMap;
struct Workbench;

class PrecisionMapView : public QWidget
{
    Q_OBJECT
public:
    PrecisionMapView(Workbench &workbench, LayerActions &actions, QWidget *parent = nullptr);

    [[nodiscard]] LayerMetric metric() const;
    void setMetric(LayerMetric metric);
    [[nodiscard]] PrecisionMap &map() { return *m_map; }
    /// Map and legend, whole.
    [[nodiscard]] Picture picture();

signals:
    void metricChanged();

protected:
    void changeEvent(QEvent *event) override;

private:
    void createActions();
    void retranslate();
    void reloadGrid();
    /// At most once for each turn of the event loop, however many signals came.
    void updateCellsSoon();
    void updateCells();
    void showMenu(const QPoint &position);
    void copySelected();

    Workbench &m_workbench;
    LayerActions &m_actions;
    MetricBar *m_bar;
    PrecisionMap *m_map;
    HeatLegend *m_legend;
    QAction *m_copy;
    QAction *m_copyPicture;
    QAction *m_savePicture;
    bool m_updatePending = false;
};

} // namespace vernier
