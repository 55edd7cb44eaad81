// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/plots/history_plot.h"

#include "core/search/pareto.h"
#include "widgets/support/export_text.h"

#include <QHelpEvent>
#include <QMouseEvent>
#include <QToolTip>

#include <algorithm>
#include <array>
#include <cmath>

namespace vernier {

namespace {

constexpr double kReach = 12.0;    // pixels from a point that still hit it
constexpr double kLogRatio = 20.0; // largest over smallest divergence from which on the axis is logarithmic
constexpr double kMargin = 0.08;   // of the range, around the points
constexpr int kCoversLabel = 1000; // worse than any number of points, or leaving the picture
constexpr std::array<const char *, 5> kUnits{"B", "KiB", "MiB", "GiB", "TiB"};

} // namespace

HistoryPlot::HistoryPlot(QWidget *parent)
    : Plot(parent)
    , m_errors(new QCPErrorBars(xAxis, yAxis))
    , m_linearTicker(new QCPAxisTicker)
    , m_logTicker(new QCPAxisTickerLog)
{
    setMouseTracking(true);
    setPictureName(QStringLiteral("size-and-kl"));
    for (QCPGraph *&graph : m_graphs) {
        graph = addGraph();
        graph->setLineStyle(QCPGraph::lsNone);
    }
    m_graphs[Front]->setLineStyle(QCPGraph::lsStepLeft); // the least KL that can be had up to this size
    m_graphs[Front]->setAdaptiveSampling(false);
    m_errors->setDataPlottable(m_graphs[All]);
    m_errors->setErrorType(QCPErrorBars::etValueError);
    connect(this, &QCustomPlot::beforeReplot, this, &HistoryPlot::placeLabels); // where they stand depends on size and zoom
    xAxis->setNumberFormat(QStringLiteral("gb"));
    setTableSource([this] {
        QString text = tr("Name\tSize, bytes\tKL\tKL standard error\tPareto front") + QLatin1Char('\n');
        for (const TradeOffPoint &point : m_points) {
            const bool onFront = std::find(m_front.begin(), m_front.end(), point.id) != m_front.end();
            text += QStringLiteral("%1\t%2\t%3\t%4\t%5\n")
                        .arg(point.name)
                        .arg(point.sizeBytes, 0, 'f', 0)
                        .arg(point.kl, 0, 'g', 12)
                        .arg(point.klError, 0, 'g', 12)
                        .arg(onFront ? 1 : 0);
        }
        return text;
    });
    HistoryPlot::applyColors(themeColors(palette()));
    retranslate();
}

void HistoryPlot::retranslate()
{
    setAccessibleName(tr("Size against KL divergence of the evaluated recipes"));
    setToolTip({});
    yAxis->setLabel(tr("KL, nats"));
    const auto unit = static_cast<std::size_t>(std::lround(std::log2(m_unit) / 10.0));
    xAxis->setLabel(tr("Size, %1").arg(QLatin1String(kUnits[unit])));
    if (m_points.empty())
        setEmptyText(tr("Evaluated recipes appear here, size against KL divergence."));
    else
        setEmptyText({});
    replot(rpQueuedReplot);
}

void HistoryPlot::setPoints(std::vector<TradeOffPoint> points)
{
    if (points == m_points)
        return; // the user may have zoomed
    m_points = std::move(points);
    std::vector<TradeOff> tradeOffs;
    double largest = 0.0;
    for (const TradeOffPoint &point : m_points) {
        tradeOffs.push_back({point.sizeBytes, point.kl});
        largest = std::max(largest, point.sizeBytes);
    }
    m_front.clear();
    for (const std::size_t i : paretoFront(tradeOffs))
        m_front.push_back(m_points[i].id);
    m_unit = 1.0;
    while (largest / m_unit >= 1024.0 && m_unit < std::ldexp(1.0, 40))
        m_unit *= 1024.0;
    chooseScale();
    fill();
    retranslate();
    resetView();
}

void HistoryPlot::chooseScale()
{
    double smallest = std::numeric_limits<double>::infinity();
    double largest = 0.0;
    for (const TradeOffPoint &point : m_points) {
        if (point.kl > 0.0)
            smallest = std::min(smallest, point.kl);
        largest = std::max(largest, point.kl);
    }
    const bool logarithmic = largest > kLogRatio * smallest;
    m_floor = logarithmic ? smallest / 2.0 : 0.0;
    yAxis->setScaleType(logarithmic ? QCPAxis::stLogarithmic : QCPAxis::stLinear);
    yAxis->setTicker(logarithmic ? m_logTicker : m_linearTicker);
    yAxis->setNumberFormat(QStringLiteral("gb"));
    yAxis->setNumberPrecision(logarithmic ? 2 : 4);
}

double HistoryPlot::drawnKl(double kl) const
{
    return m_floor > 0.0 ? std::max(kl, m_floor) : kl;
}

void HistoryPlot::fill()
{
    const auto coordinates = [this](const auto &wanted) {
        std::vector<std::pair<double, double>> chosen;
        for (const TradeOffPoint &point : m_points) {
            if (wanted(point))
                chosen.emplace_back(point.sizeBytes / m_unit, drawnKl(point.kl));
        }
        std::sort(chosen.begin(), chosen.end());
        QVector<double> x;
        QVector<double> y;
        for (const auto &[size, kl] : chosen) {
            x << size;
            y << kl;
        }
        return std::pair(x, y);
    };
    const auto isIn = [](const std::vector<std::string> &ids, const TradeOffPoint &point) { return std::find(ids.begin(), ids.end(), point.id) != ids.end(); };
    const auto show = [this](Layer layer, const std::pair<QVector<double>, QVector<double>> &places) {
        m_graphs[layer]->setData(places.first, places.second, true);
    };
    show(Front, coordinates([&](const TradeOffPoint &point) { return isIn(m_front, point); }));
    show(Selected, coordinates([&](const TradeOffPoint &point) { return isIn(m_selected, point); }));
    show(Present, coordinates([&](const TradeOffPoint &point) { return point.id == m_present; }));
    std::vector<const TradeOffPoint *> bySize;
    for (const TradeOffPoint &point : m_points)
        bySize.push_back(&point);
    std::stable_sort(bySize.begin(), bySize.end(), [](const auto *a, const auto *b) { return a->sizeBytes < b->sizeBytes; });
    QVector<double> x;
    QVector<double> y;
    QVector<double> below;
    QVector<double> above;
    for (const TradeOffPoint *point : bySize) {
        x << point->sizeBytes / m_unit;
        y << drawnKl(point->kl);
        below << std::min(point->klError, y.back() - (m_floor > 0.0 ? m_floor * 1e-3 : 0.0)); // a logarithm needs something left
        above << point->klError;
    }
    m_graphs[All]->setData(x, y, true);
    m_errors->setData(below, above);
    label();
    replot(rpQueuedReplot);
}

void HistoryPlot::label()
{
    for (QCPItemText *text : m_labels)
        removeItem(text);
    m_labels.clear();
    for (const TradeOffPoint &point : m_points) {
        if (point.id != m_present && std::find(m_selected.begin(), m_selected.end(), point.id) == m_selected.end())
            continue;
        auto *text = new QCPItemText(this);
        text->position->setCoords(point.sizeBytes / m_unit, drawnKl(point.kl));
        text->setText(point.name);
        text->setFont(font());
        text->setColor(themeColors(palette()).text);
        text->setClipToAxisRect(false);
        text->setPadding(QMargins(8, 4, 8, 4));
        m_labels.insert(point.id == m_present ? m_labels.begin() : m_labels.end(), text); // the first are placed best
    }
}

/// Each label beside its point where it covers no other label, covers as few points as can be, and stays in the picture. One that
/// would cover another is not shown: a tip over its point tells its name.
void HistoryPlot::placeLabels()
{
    const QFontMetricsF metrics(font());
    std::vector<QRectF> taken;
    for (QCPItemText *text : m_labels) {
        const QPointF at = text->position->pixelPosition();
        const QMargins padding = text->padding();
        const QSizeF size(metrics.horizontalAdvance(text->text()) + padding.left() + padding.right(), metrics.height() + padding.top() + padding.bottom());
        const bool isRight = at.x() > axisRect()->center().x(); // towards the middle there is room
        const Qt::Alignment inner = isRight ? Qt::AlignRight : Qt::AlignLeft;
        const Qt::Alignment outer = isRight ? Qt::AlignLeft : Qt::AlignRight;
        int best = std::numeric_limits<int>::max();
        QRectF place;
        for (const Qt::Alignment side : {inner | Qt::AlignBottom, inner | Qt::AlignTop, outer | Qt::AlignBottom, outer | Qt::AlignTop}) {
            const QRectF rect(QPointF(side & Qt::AlignRight ? at.x() - size.width() : at.x(), side & Qt::AlignBottom ? at.y() - size.height() : at.y()), size);
            int covered = QRectF(viewport()).contains(rect) ? 0 : 100;
            for (const QRectF &other : taken)
                covered += rect.intersects(other) ? kCoversLabel : 0;
            for (const TradeOffPoint &point : m_points)
                covered += rect.marginsRemoved(padding).contains(pixelOf(point.id)) ? 1 : 0;
            if (covered < best) {
                best = covered;
                place = rect;
                text->setPositionAlignment(side);
            }
        }
        text->setVisible(best < kCoversLabel);
        if (text->visible())
            taken.push_back(place);
    }
}

void HistoryPlot::setPresent(const std::string &id)
{
    m_present = id;
    fill();
}

void HistoryPlot::setSelected(const std::vector<std::string> &ids)
{
    m_selected = ids;
    fill();
}

void HistoryPlot::resetView()
{
    if (m_points.empty())
        return;
    const auto range = [](double low, double high, bool logarithmic) {
        if (logarithmic) {
            const double margin = std::pow(high / low, kMargin);
            return QCPRange(low / margin, high * margin);
        }
        const double margin = high > low ? kMargin * (high - low) : std::max(std::abs(high) * 0.1, 1e-6);
        return QCPRange(low - margin, high + margin);
    };
    double left = std::numeric_limits<double>::infinity();
    double right = 0.0;
    double top = 0.0;
    for (const TradeOffPoint &point : m_points) {
        left = std::min(left, point.sizeBytes / m_unit);
        right = std::max(right, point.sizeBytes / m_unit);
        top = std::max(top, point.kl + point.klError);
    }
    xAxis->setRange(range(left, right, false));
    yAxis->setRange(m_floor > 0.0 ? range(m_floor, top, true) : range(0.0, top, false));
    replot(rpQueuedReplot);
}

void HistoryPlot::applyColors(const ThemeColors &colors)
{
    Plot::applyColors(colors);
    if (!m_graphs[Present])
        return; // the base's constructor
    const QPen outline(colors.series, 1.5);
    m_graphs[All]->setScatterStyle(QCPScatterStyle(QCPScatterStyle::ssCircle, outline, colors.background, 8));
    m_graphs[Front]->setScatterStyle(QCPScatterStyle(QCPScatterStyle::ssCircle, outline, colors.series, 8));
    m_graphs[Front]->setPen(QPen(colors.series, 1.0, Qt::DashLine));
    m_graphs[Selected]->setScatterStyle(QCPScatterStyle(QCPScatterStyle::ssCircle, QPen(colors.text, 1.5), Qt::NoBrush, 14));
    m_graphs[Present]->setScatterStyle(QCPScatterStyle(QCPScatterStyle::ssCircle, QPen(colors.warning, 1.5), colors.warning, 9));
    m_errors->setPen(QPen(colors.mutedText, 1.0));
    label();
}

QPointF HistoryPlot::pixelOf(const std::string &id) const
{
    for (const TradeOffPoint &point : m_points) {
        if (point.id == id)
            return {xAxis->coordToPixel(point.sizeBytes / m_unit), yAxis->coordToPixel(drawnKl(point.kl))};
    }
    return {};
}

int HistoryPlot::pointAt(const QPointF &position) const
{
    int nearest = -1;
    double best = kReach;
    for (std::size_t i = 0; i < m_points.size(); ++i) {
        const QPointF offset = pixelOf(m_points[i].id) - position;
        if (const double distance = std::hypot(offset.x(), offset.y()); distance <= best) {
            best = distance;
            nearest = static_cast<int>(i);
        }
    }
    return nearest;
}

void HistoryPlot::mousePressEvent(QMouseEvent *event)
{
    m_pressed = event->pos();
    Plot::mousePressEvent(event);
}

void HistoryPlot::mouseReleaseEvent(QMouseEvent *event)
{
    Plot::mouseReleaseEvent(event);
    const bool dragged = (event->pos() - m_pressed).manhattanLength() > 3;
    if (event->button() != Qt::LeftButton || dragged)
        return;
    if (const int point = pointAt(event->position()); point >= 0)
        emit clicked(m_points[static_cast<std::size_t>(point)].id, (event->modifiers() & (Qt::ControlModifier | Qt::ShiftModifier)) != 0);
}

void HistoryPlot::mouseDoubleClickEvent(QMouseEvent *event)
{
    if (const int point = pointAt(event->position()); point >= 0)
        emit activated(m_points[static_cast<std::size_t>(point)].id);
    else
        Plot::mouseDoubleClickEvent(event);
}

bool HistoryPlot::event(QEvent *event)
{
    if (event->type() != QEvent::ToolTip)
        return Plot::event(event);
    const auto *help = static_cast<QHelpEvent *>(event);
    if (const int point = pointAt(help->pos()); point >= 0)
        QToolTip::showText(help->globalPos(), m_points[static_cast<std::size_t>(point)].tip, this);
    else
        QToolTip::showText(help->globalPos(),
                           QStringLiteral("<p>%1</p><p>%2</p>")
                               .arg(tr("Size against KL divergence of every evaluated recipe; bars are standard errors. Filled points are on "
                                       "the Pareto front: no other is both smaller and better. The orange one is the present recipe."),
                                    tr("Size: %1").arg(modelSizeText())),
                           this);
    return true;
}

} // namespace vernier
