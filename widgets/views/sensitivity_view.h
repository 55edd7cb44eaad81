// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/models/layer_model.h"

#include <QWidget>

#include <vector>

class QComboBox;
class QLabel;
class QPushButton;
class QScrollBar;
class QSpinBox;

// The layers sorted by what their quantization costs, worst first; the worst can be selected and left in float.

namespace vernier {

class BarPlot;
class LayerActions;
class MetricBar;
struct Workbench;

class SensitivityView : public QWidget
{
    Q_OBJECT
public:
    SensitivityView(Workbench &workbench, LayerActions &actions, QWidget *parent = nullptr);

    [[nodiscard]] LayerMetric metric() const;
    void setMetric(LayerMetric metric);
    [[nodiscard]] BarPlot &plot() { return *m_plot; }
    /// The layers in the order of the bars.
    [[nodiscard]] const std::vector<int> &order() const { return m_order; }
    void selectWorst(int count);

signals:
    void metricChanged();

protected:
    void changeEvent(QEvent *event) override;

private:
    void createLayout();
    void connectPlot();
    void retranslate();
    void updateSoon();
    void updateBars();
    void updateTables();
    void updateNote();
    void updateButtons();
    void showSelection();
    void updateScrollBar();
    void barClicked(int bar, Qt::KeyboardModifiers modifiers);
    void barMoved(int bar, Qt::KeyboardModifiers modifiers);
    void selectRange(int bar);
    [[nodiscard]] QString additivityText() const;
    [[nodiscard]] QString table() const;

    Workbench &m_workbench;
    LayerActions &m_actions;
    MetricBar *m_bar;
    QComboBox *m_tables; ///< the end-to-end tables, one for each recipe that was measured
    BarPlot *m_plot;
    QScrollBar *m_scrollBar;
    QLabel *m_note;
    QLabel *m_worstLabel;
    QSpinBox *m_worst;
    QPushButton *m_select;
    QPushButton *m_fallback;
    std::vector<int> m_order;      ///< layer of each bar
    std::vector<int> m_barOfLayer; ///< -1: no bar
    int m_anchor = -1;             ///< layer at which a range begins
    bool m_updatePending = false;
    bool m_isSelecting = false; ///< the selection changes from here
};

} // namespace vernier
