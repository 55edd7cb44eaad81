// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/plots/plot.h"

#include <functional>
#include <optional>
#include <vector>

// Horizontal bars, one under the other, each with its name at the left and its number at the right. Bars keep a readable
// height: what has no room is reached by scrolling.

namespace vernier {

struct Bar
{
    QString name;
    QString shortName;            ///< where the name would take too much of the width
    double value = 0.0;           ///< infinite: drawn as long as the longest finite one
    std::optional<double> error;  ///< half the length of the error bar
    QString text;                 ///< the number as it is written
    bool isMarked = false;        ///< hatched
    std::optional<double> control = {}; ///< another value to hold beside this one: a diamond
};

class BarPlot : public Plot
{
    Q_OBJECT
public:
    explicit BarPlot(QWidget *parent = nullptr);

    void setBars(std::vector<Bar> bars);
    [[nodiscard]] const std::vector<Bar> &bars() const { return m_bars; }
    void setAxisTitle(const QString &title);
    /// Indices of bars; current -1: none.
    void setSelected(std::vector<int> selected, int current);
    /// Rich text about a bar, shown while the mouse rests on it.
    void setCard(std::function<QString(int bar)> card) { m_card = std::move(card); }

    [[nodiscard]] int firstBar() const { return m_first; }
    /// How many whole bars have room.
    [[nodiscard]] int visibleBars() const;
    /// The bar at the top; as far as the others fill the plot.
    void setFirstBar(int bar);
    void ensureVisible(int bar);
    /// -1: none.
    [[nodiscard]] int barAt(const QPoint &position) const;
    /// Where a bar's line is, bar, name and number.
    [[nodiscard]] QRect lineRect(int bar) const;

    void resetView() override;

signals:
    void clicked(int bar, Qt::KeyboardModifiers modifiers);
    /// The current bar was moved by keys; with Shift the selection is to be extended to it.
    void moved(int bar, Qt::KeyboardModifiers modifiers);
    /// Position or extent of what is visible is another.
    void scrolled();

protected:
    void applyColors(const ThemeColors &colors) override;
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void mouseDoubleClickEvent(QMouseEvent *event) override;
    void wheelEvent(QWheelEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    bool event(QEvent *event) override;

private:
    void createPlottables();
    void updateData();
    void updateAxes();
    [[nodiscard]] int lineHeight() const;

    std::vector<Bar> m_bars;
    std::vector<int> m_selected; ///< ascending
    int m_current = -1;
    int m_first = 0;
    int m_wheel = 0; ///< eighths of a degree not yet scrolled
    int m_nameWidth = 0; ///< of the longest one
    int m_shortNameWidth = 0;
    int m_textWidth = 0;
    double m_least = 0.0; ///< of the drawn values, with 0
    double m_most = 1.0;
    std::function<QString(int)> m_card;
    QCPBars *m_shade;          ///< lines of selected bars
    QCPBars *m_plain;
    QCPBars *m_marked;
    QCPBars *m_selectedBars;
    QCPBars *m_selectedMarked;
    QCPBars *m_all;            ///< invisible: what the error bars belong to
    QCPErrorBars *m_errors;
};

} // namespace vernier
