// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/plots/list_ticker.h"
#include "widgets/plots/plot.h"

// A plot over a long list of entries (tokens, channels, rows): one whole position each. The wheel zooms along the list,
// with Shift the values; the list cannot be left, and hovering an entry says what it is.

namespace vernier {

class ListPlot : public Plot
{
    Q_OBJECT
public:
    explicit ListPlot(QWidget *parent = nullptr);

    /// What hovering says of the entry at a place; empty: nothing.
    [[nodiscard]] virtual QString card(int place) const = 0;

protected:
    void setCount(int count);
    [[nodiscard]] int count() const { return m_count; }
    [[nodiscard]] ListTicker &ticker() { return *m_ticker; }
    /// -1: beside the entries.
    [[nodiscard]] int placeAt(const QPoint &point) const;
    /// All entries; values from low to high with a margin.
    void showAll(double low, double high, double margin = 0.08);
    /// The visible part of the list, or its room, is another.
    virtual void viewChanged() {}

    void mouseMoveEvent(QMouseEvent *event) override;
    void wheelEvent(QWheelEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    void bound();

    QSharedPointer<ListTicker> m_ticker;
    int m_count = 0;
};

/// Numbers of a TSV table at the precision of a float.
[[nodiscard]] inline QString tsvNumber(double value)
{
    return QString::number(value, 'g', 9);
}

} // namespace vernier
