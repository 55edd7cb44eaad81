// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/plots/picture.h"
#include "widgets/support/theme.h"

#include <qcustomplot.h>

// What all plots share: the palette's colours, dragging and zooming, an empty state in words, and a context menu that
// saves and copies the picture and its data.

namespace vernier {

class Plot : public QCustomPlot
{
    Q_OBJECT
public:
    explicit Plot(QWidget *parent = nullptr);

    /// Shown in place of the plot while it has no data; empty: there is data.
    void setEmptyText(const QString &text);
    /// File name (without ending) that saving suggests.
    void setPictureName(const QString &name) { m_pictureName = name; }
    /// The numbers behind the plot as TSV with a head line, in one place for copy and save; by default every graph's.
    void setTableSource(std::function<QString()> source) { m_tableSource = std::move(source); }
    /// Entries of the view the plot is in, before those that all plots have.
    void setMenuSource(std::function<void(QMenu &)> source) { m_menuSource = std::move(source); }
    [[nodiscard]] QString table() const;
    [[nodiscard]] Picture picture();

    /// Draws it anew when it is next looked at: behind a tab that costs nothing.
    void replot(RefreshPriority priority = rpRefreshHint);

    /// A full view: axes to the data, which derived plots may narrow.
    virtual void resetView();

protected:
    /// Colours of what a derived plot has added; called after the palette changed and by refreshColors().
    virtual void applyColors(const ThemeColors &colors);
    void refreshColors();
    /// The legend stands right of the axes, where it covers nothing.
    void showLegend();

    void changeEvent(QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;
    void mouseDoubleClickEvent(QMouseEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;

private:
    void zoomBy(double factor);
    void nameActions();

    QString m_pictureName = QStringLiteral("plot");
    std::function<QString()> m_tableSource;
    std::function<void(QMenu &)> m_menuSource;
    QAction *m_reset;
    QAction *m_copyPicture;
    QAction *m_copyNumbers;
    QAction *m_savePicture;
    QLabel *m_empty;
    bool m_isOutdated = false; ///< what was drawn last
};

} // namespace vernier
