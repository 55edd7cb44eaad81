// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/models/layer_model.h"
#include "widgets/models/metric_state.h"

#include <QWidget>

#include <vector>

class QComboBox;
class QLabel;
class QPushButton;

// Which metric a view shows, whether its values belong to the present recipe, and a button that measures it.

namespace vernier {

class ElidedLabel;
struct Workbench;

class MetricBar : public QWidget
{
    Q_OBJECT
public:
    /// metrics: to choose from, the first one chosen.
    MetricBar(Workbench &workbench, std::vector<LayerMetric> metrics, QWidget *parent = nullptr);

    [[nodiscard]] LayerMetric metric() const;
    void setMetric(LayerMetric metric);
    [[nodiscard]] MetricState state() const { return m_state; }

signals:
    void metricChanged();
    /// Measured, made stale, or a measurement began or ended.
    void stateChanged();

protected:
    void changeEvent(QEvent *event) override;

private:
    void retranslate();
    void updateState();
    void updateTexts();

    Workbench &m_workbench;
    std::vector<LayerMetric> m_metrics;
    MetricState m_state = MetricState::NoModel;
    QLabel *m_label;
    QComboBox *m_chooser;
    ElidedLabel *m_hint;
    QPushButton *m_measure;
};

} // namespace vernier
