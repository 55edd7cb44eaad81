// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/plots/plot.h"

#include <QAction>
#include <QClipboard>
#include <QContextMenuEvent>
#include <QFileDialog>
#include <QGuiApplication>
#include <QLabel>
#include <QMenu>
#include <QVBoxLayout>

#include <algorithm>
#include <utility>

namespace vernier {

Plot::Plot(QWidget *parent)
    : QCustomPlot(parent)
    , m_reset(new QAction(this))
    , m_copyPicture(new QAction(this))
    , m_copyNumbers(new QAction(this))
    , m_savePicture(new QAction(this))
    , m_empty(new QLabel(this))
{
    addActions({m_reset, m_copyPicture, m_copyNumbers, m_savePicture}); // where the command palette finds them
    connect(m_reset, &QAction::triggered, this, &Plot::resetView);
    connect(m_copyPicture, &QAction::triggered, this, [this] { copyPicture(picture()); });
    connect(m_copyNumbers, &QAction::triggered, this, [this] { QGuiApplication::clipboard()->setText(table()); });
    connect(m_savePicture, &QAction::triggered, this, [this] { savePictureAs(this, picture()); });
    nameActions();
    setFocusPolicy(Qt::StrongFocus);
    setInteractions(QCP::iRangeDrag | QCP::iRangeZoom);
    setNoAntialiasingOnDrag(true);
    setMinimumSize(160, 70);
    m_empty->setAlignment(Qt::AlignCenter);
    m_empty->setWordWrap(true);
    m_empty->setAutoFillBackground(true);
    m_empty->setBackgroundRole(QPalette::Base);
    m_empty->setForegroundRole(QPalette::PlaceholderText);
    m_empty->setAttribute(Qt::WA_TransparentForMouseEvents);
    m_empty->hide();
    auto *layout = new QVBoxLayout(this); // keeps the label as large as the plot
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_empty);
    Plot::applyColors(themeColors(palette()));
}

void Plot::setEmptyText(const QString &text)
{
    m_empty->setText(text);
    m_empty->setVisible(!text.isEmpty());
}

QString Plot::table() const
{
    if (m_tableSource)
        return m_tableSource();
    QString text = QStringLiteral("graph\tx\ty\n");
    for (int g = 0; g < graphCount(); ++g) {
        for (const QCPGraphData &point : *graph(g)->data())
            text += QStringLiteral("%1\t%2\t%3\n").arg(graph(g)->name()).arg(point.key, 0, 'g', 9).arg(point.value, 0, 'g', 9);
    }
    return text;
}

Picture Plot::picture()
{
    return {m_pictureName, size(), [this](QPaintDevice &device) {
                QCPPainter painter(&device);
                painter.setMode(QCPPainter::pmVectorized);
                painter.setMode(QCPPainter::pmNoCaching);
                toPainter(&painter, width(), height());
            }};
}

void Plot::replot(RefreshPriority priority)
{
    if (visibleRegion().isEmpty())
        m_isOutdated = true;
    else
        QCustomPlot::replot(priority);
}

void Plot::paintEvent(QPaintEvent *event)
{
    if (std::exchange(m_isOutdated, false))
        QCustomPlot::replot(rpQueuedRefresh);
    QCustomPlot::paintEvent(event);
}

/// As many numbers beside a low plot as stand clear of each other.
void Plot::resizeEvent(QResizeEvent *event)
{
    constexpr int kUsual = 5;
    const int line = fontMetrics().height();
    const int room = height() - 3 * line; // below are the other axis' numbers and its name
    yAxis->ticker()->setTickCount(std::clamp(room / (2 * line), 2, kUsual));
    QCustomPlot::resizeEvent(event);
}

void Plot::resetView()
{
    rescaleAxes();
    replot(QCustomPlot::rpQueuedReplot);
}

void Plot::applyColors(const ThemeColors &colors)
{
    setBackground(colors.background);
    const QPen axisPen(colors.mutedText);
    for (QCPAxisRect *rect : axisRects()) {
        for (QCPAxis *axis : rect->axes()) {
            axis->setBasePen(axisPen);
            axis->setTickPen(axisPen);
            axis->setSubTickPen(axisPen);
            axis->setLabelColor(colors.text);
            axis->setTickLabelColor(colors.text);
            axis->setLabelFont(font());
            axis->setTickLabelFont(font());
            axis->grid()->setPen(QPen(colors.grid, 0, Qt::SolidLine));
            axis->grid()->setZeroLinePen(QPen(colors.mutedText, 0, Qt::SolidLine));
        }
    }
    if (legend) {
        legend->setBrush(colors.background);
        legend->setBorderPen(QPen(colors.grid));
        legend->setTextColor(colors.text);
        legend->setFont(font());
    }
}

void Plot::showLegend()
{
    axisRect()->insetLayout()->take(legend);
    auto *column = new QCPLayoutGrid; // keeps it as high as it is, at the top
    column->addElement(0, 0, legend);
    column->addElement(1, 0, new QCPLayoutElement(this));
    column->setRowStretchFactor(0, 0.001);
    plotLayout()->addElement(0, 1, column);
    plotLayout()->setColumnStretchFactor(1, 0.001);
    legend->setVisible(true);
}

void Plot::refreshColors()
{
    applyColors(themeColors(palette()));
    replot(QCustomPlot::rpQueuedReplot);
}

void Plot::nameActions()
{
    m_reset->setText(tr("Reset view"));
    m_copyPicture->setText(tr("Copy picture"));
    m_copyNumbers->setText(tr("Copy numbers (TSV)"));
    m_savePicture->setText(tr("Save picture (PNG, SVG, PDF)…"));
}

void Plot::changeEvent(QEvent *event)
{
    QCustomPlot::changeEvent(event);
    if (event->type() == QEvent::LanguageChange)
        nameActions();
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange)
        refreshColors();
}

void Plot::contextMenuEvent(QContextMenuEvent *event)
{
    QMenu menu(this);
    if (m_menuSource) {
        m_menuSource(menu);
        menu.addSeparator();
    }
    menu.addAction(m_reset);
    menu.addSeparator();
    menu.addActions({m_copyPicture, m_copyNumbers, m_savePicture});
    menu.exec(event->globalPos());
}

void Plot::mouseDoubleClickEvent(QMouseEvent *event)
{
    QCustomPlot::mouseDoubleClickEvent(event);
    resetView();
}

void Plot::zoomBy(double factor)
{
    for (QCPAxisRect *rect : axisRects()) {
        for (const Qt::Orientation orientation : {Qt::Horizontal, Qt::Vertical}) {
            if (!rect->rangeZoom().testFlag(orientation))
                continue;
            for (QCPAxis *axis : rect->rangeZoomAxes(orientation))
                axis->scaleRange(factor);
        }
    }
    replot(QCustomPlot::rpQueuedReplot);
}

void Plot::keyPressEvent(QKeyEvent *event)
{
    constexpr double kStep = 0.1; // of the visible range
    const auto move = [this](QCPAxis *axis, double share) {
        axis->moveRange(axis->range().size() * share);
        replot(QCustomPlot::rpQueuedReplot);
    };
    switch (event->key()) {
    case Qt::Key_Plus:
    case Qt::Key_Equal: zoomBy(0.8); break;
    case Qt::Key_Minus: zoomBy(1.25); break;
    case Qt::Key_0: resetView(); break;
    case Qt::Key_Left: move(xAxis, -kStep); break;
    case Qt::Key_Right: move(xAxis, kStep); break;
    case Qt::Key_Up: move(yAxis, kStep); break;
    case Qt::Key_Down: move(yAxis, -kStep); break;
    default: QCustomPlot::keyPressEvent(event); return;
    }
    event->accept();
}

} // namespace vernier
