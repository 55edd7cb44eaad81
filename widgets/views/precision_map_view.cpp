// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/views/precision_map_view.h"

#include "widgets/models/workbench.h"
#include "widgets/support/scheme_text.h"
#include "widgets/views/heat_legend.h"
#include "widgets/views/layer_actions.h"
#include "widgets/views/layer_menu.h"
#include "widgets/views/metric_bar.h"
#include "widgets/views/precision_map.h"

#include <QAction>
#include <QClipboard>
#include <QContextMenuEvent>
#include <QGuiApplication>
#include <QMenu>
#include <QPainter>
#include <QTimer>
#include <QVBoxLayout>

#include <algorithm>
#include <set>

namespace vernier {

namespace {

bool isLogarithmic(LayerMetric metric)
{
    return metric == LayerMetric::EndToEndKl;
}

/// From good to what nobody would deploy.
ValueRange usualValues(LayerMetric metric)
{
    switch (metric) {
    case LayerMetric::EndToEndKl: return {1e-5, 0.1};
    case LayerMetric::RangeScore: return {4.0, 50.0}; // from 50 on act_method 3 changes its mind
    default: return {10.0, 45.0};                     // dB: what 8 bits can reach
    }
}

std::vector<std::optional<double>> metricValues(const LayerModel &layers, LayerMetric metric)
{
    std::vector<std::optional<double>> values;
    for (int row = 0; row < layers.rowCount(); ++row)
        values.push_back(layers.metric(row, metric));
    return values;
}

} // namespace

PrecisionMapView::PrecisionMapView(Workbench &workbench, LayerActions &actions, QWidget *parent)
    : QWidget(parent)
    , m_workbench(workbench)
    , m_actions(actions)
    , m_bar(new MetricBar(workbench, {LayerMetric::LocalSqnr, LayerMetric::EndToEndKl, LayerMetric::RangeScore}, this))
    , m_map(new PrecisionMap(workbench.selection, this))
    , m_legend(new HeatLegend(this))
    , m_copy(new QAction(m_map))
    , m_copyPicture(new QAction(m_map))
    , m_savePicture(new QAction(m_map))
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(6, 6, 6, 6);
    layout->setSpacing(6);
    layout->addWidget(m_bar);
    layout->addWidget(m_map, 1);
    layout->addWidget(m_legend);
    setFocusProxy(m_map);
    createActions();
    m_map->setCard([this](int layer) { return m_workbench.layers.card(layer); });
    connect(m_bar, &MetricBar::metricChanged, this, &PrecisionMapView::updateCells);
    connect(m_bar, &MetricBar::metricChanged, this, &PrecisionMapView::metricChanged);
    connect(m_bar, &MetricBar::stateChanged, this, &PrecisionMapView::updateCellsSoon);
    connect(&workbench.layers, &LayerModel::modelReset, this, &PrecisionMapView::reloadGrid);
    connect(&workbench.layers, &LayerModel::dataChanged, this, &PrecisionMapView::updateCellsSoon);
    retranslate();
    reloadGrid();
}

void PrecisionMapView::createActions()
{
    m_actions.addTo(m_map);
    m_copy->setShortcut(QKeySequence::Copy);
    m_copy->setShortcutContext(Qt::WidgetWithChildrenShortcut);
    connect(m_copy, &QAction::triggered, this, &PrecisionMapView::copySelected);
    connect(m_copyPicture, &QAction::triggered, this, [this] { copyPicture(picture()); });
    connect(m_savePicture, &QAction::triggered, this, [this] { savePictureAs(this, picture()); });
    m_map->addActions({m_copy, m_copyPicture, m_savePicture}); // where the command palette finds them
    m_map->setContextMenuPolicy(Qt::CustomContextMenu);
    connect(m_map, &QWidget::customContextMenuRequested, this, &PrecisionMapView::showMenu);
}

void PrecisionMapView::retranslate()
{
    m_copy->setText(tr("Copy the selected layers"));
    m_copyPicture->setText(tr("Copy &picture"));
    m_savePicture->setText(tr("&Save picture…"));
    m_map->setEmptyText(metricStateText(MetricState::NoModel, metric()));
    updateCells();
}

LayerMetric PrecisionMapView::metric() const
{
    return m_bar->metric();
}

void PrecisionMapView::setMetric(LayerMetric metric)
{
    m_bar->setMetric(metric);
}

void PrecisionMapView::reloadGrid()
{
    const LayerModel &layers = m_workbench.layers;
    std::vector<LayerInfo> infos;
    for (int row = 0; row < layers.rowCount(); ++row)
        infos.push_back(layers.layer(row));
    m_map->setGrid(LayerGrid(infos));
    m_legend->setVisible(!infos.empty());
    for (QAction *action : {m_copyPicture, m_savePicture})
        action->setEnabled(!infos.empty());
    updateCells();
}

void PrecisionMapView::updateCellsSoon()
{
    if (m_updatePending)
        return;
    m_updatePending = true;
    QTimer::singleShot(0, this, &PrecisionMapView::updateCells);
}

void PrecisionMapView::updateCells()
{
    m_updatePending = false;
    const LayerModel &layers = m_workbench.layers;
    if (m_map->grid().layers() != layers.rowCount())
        return; // a reset is on its way
    const std::vector<std::optional<double>> values = metricValues(layers, metric());
    const HeatScale scale(values, largerIsWorse(metric()), isLogarithmic(metric()), usualValues(metric()));
    const bool isStale = metricIsStale(m_workbench.analysis, metric());
    std::vector<MapCell> cells(values.size());
    std::set<QuantType> types;
    for (std::size_t i = 0; i < cells.size(); ++i) {
        if (values[i])
            cells[i] = {scale.position(*values[i]), metricText(metric(), *values[i]), {}, {}, isStale};
        if (const LayerDecision *decision = layers.decision(static_cast<int>(i))) {
            cells[i].type = decision->scheme.type;
            cells[i].reason = decision->reason;
            types.insert(decision->scheme.type);
        }
    }
    m_map->setCells(std::move(cells));
    m_legend->setScale(metric(), scale, isStale);
    m_legend->setTypes({types.begin(), types.end()});
}

void PrecisionMapView::copySelected()
{
    if (!m_workbench.selection.layers().empty())
        QGuiApplication::clipboard()->setText(layersAsTsv(m_workbench.layers, m_workbench.selection.layers()));
}

Picture PrecisionMapView::picture()
{
    const int width = std::max(m_map->pictureSize().width(), 480);
    const QSize size(width, m_map->pictureSize().height() + 8 + m_legend->heightFor(width));
    return {QStringLiteral("precision-map"), size, [this, size](QPaintDevice &device) {
                QPainter painter(&device);
                const bool asDrawing = dynamic_cast<QImage *>(&device) == nullptr;
                painter.fillRect(QRect(QPoint(0, 0), size), palette().color(QPalette::Window));
                m_map->paintPicture(painter, asDrawing);
                const int top = m_map->pictureSize().height() + 8;
                m_legend->paint(painter, QRect(0, top, size.width(), size.height() - top), asDrawing);
            }};
}

void PrecisionMapView::showMenu(const QPoint &position)
{
    if (m_map->grid().layers() == 0)
        return;
    QMenu menu(this);
    addLayerEntries(menu, m_workbench, m_actions);
    menu.addActions({m_copyPicture, m_savePicture});
    menu.addSeparator();
    menu.addAction(tr("Show the &whole map"), m_map, &PrecisionMap::zoomToFit)->setShortcut(Qt::Key_0);
    menu.exec(m_map->viewport()->mapToGlobal(position));
}

void PrecisionMapView::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::LanguageChange)
        retranslate();
}

} // namespace vernier
