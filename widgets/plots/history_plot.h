// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/plots/plot.h"

#include <string>
#include <vector>

// Size against KL divergence of evaluated recipes, with the Pareto front: which ones are worth their bytes.

namespace vernier {

/// One evaluated recipe in the plot.
struct TradeOffPoint
{
    std::string id;
    QString name;
    double sizeBytes = 0.0;
    double kl = 0.0;
    double klError = 0.0; ///< standard error
    QString tip;

    bool operator==(const TradeOffPoint &) const = default;
};

class HistoryPlot : public Plot
{
    Q_OBJECT
public:
    explicit HistoryPlot(QWidget *parent = nullptr);

    void setPoints(std::vector<TradeOffPoint> points);
    /// The recipe of the document; empty: none of these.
    void setPresent(const std::string &id);
    void setSelected(const std::vector<std::string> &ids);
    void retranslate();

    /// Ids on the Pareto front, by ascending size.
    [[nodiscard]] const std::vector<std::string> &front() const { return m_front; }
    /// Where a point is drawn.
    [[nodiscard]] QPointF pixelOf(const std::string &id) const;

    void resetView() override;

signals:
    /// A point was clicked; with Ctrl or Shift it joins the selection.
    void clicked(const std::string &id, bool join);
    /// A point was double-clicked.
    void activated(const std::string &id);

protected:
    void applyColors(const ThemeColors &colors) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void mouseDoubleClickEvent(QMouseEvent *event) override;
    bool event(QEvent *event) override;

private:
    enum Layer { All, Front, Selected, Present, LayerCount };
    void fill();
    void label(); ///< names beside the selected points and the present one
    void placeLabels();
    /// Index of the point under the mouse; -1: none.
    [[nodiscard]] int pointAt(const QPointF &position) const;
    /// A divergence of 0 has no place on a logarithmic axis: it is drawn at its lower end.
    [[nodiscard]] double drawnKl(double kl) const;
    void chooseScale();

    std::vector<TradeOffPoint> m_points;
    std::vector<std::string> m_front;
    std::vector<std::string> m_selected;
    std::string m_present;
    double m_floor = 0.0; ///< lower end of a logarithmic axis; 0: the axis is linear
    double m_unit = 1.0;  ///< bytes in a unit of the size axis
    QCPGraph *m_graphs[LayerCount]{};
    QCPErrorBars *m_errors;
    std::vector<QCPItemText *> m_labels;
    QSharedPointer<QCPAxisTicker> m_linearTicker;
    QSharedPointer<QCPAxisTicker> m_logTicker;
    QPoint m_pressed;
};

} // namespace vernier
