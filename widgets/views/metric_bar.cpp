// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/views/metric_bar.h"

#include "widgets/models/workbench.h"
#include "widgets/support/elided_label.h"
#include "widgets/support/theme.h"

#include <QComboBox>
#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>

#include <algorithm>

namespace vernier {

MetricBar::MetricBar(Workbench &workbench, std::vector<LayerMetric> metrics, QWidget *parent)
    : QWidget(parent)
    , m_workbench(workbench)
    , m_metrics(std::move(metrics))
    , m_label(new QLabel(this))
    , m_chooser(new QComboBox(this))
    , m_hint(new ElidedLabel(this))
    , m_measure(new QPushButton(this))
{
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_label);
    layout->addWidget(m_chooser);
    layout->addWidget(m_measure);
    layout->addWidget(m_hint, 1);
    m_label->setBuddy(m_chooser);
    for (std::size_t i = 0; i < m_metrics.size(); ++i)
        m_chooser->addItem(QString());
    connect(m_chooser, &QComboBox::currentIndexChanged, this, [this] {
        updateState();
        emit metricChanged();
    });
    connect(m_measure, &QPushButton::clicked, this, [this] { measure(m_workbench, metric()); });
    const Analysis &analysis = workbench.analysis;
    for (const auto signal : {&Analysis::modelChanged, &Analysis::planChanged, &Analysis::statisticsChanged, &Analysis::localChanged,
                              &Analysis::endToEndChanged})
        connect(&analysis, signal, this, &MetricBar::updateState);
    connect(&workbench.runner, &JobRunner::jobsChanged, this, &MetricBar::updateState);
    m_state = metricState(workbench, metric());
    retranslate();
}

LayerMetric MetricBar::metric() const
{
    return m_metrics[static_cast<std::size_t>(std::max(0, m_chooser->currentIndex()))];
}

void MetricBar::setMetric(LayerMetric metric)
{
    const auto found = std::find(m_metrics.begin(), m_metrics.end(), metric);
    if (found != m_metrics.end())
        m_chooser->setCurrentIndex(static_cast<int>(found - m_metrics.begin()));
}

void MetricBar::retranslate()
{
    m_label->setText(tr("Me&tric:"));
    m_chooser->setAccessibleName(tr("Metric of the layers"));
    for (std::size_t i = 0; i < m_metrics.size(); ++i) {
        m_chooser->setItemText(static_cast<int>(i), metricName(m_metrics[i]));
        m_chooser->setItemData(static_cast<int>(i), metricExplanation(m_metrics[i]), Qt::ToolTipRole);
    }
    updateTexts();
}

void MetricBar::updateState()
{
    const MetricState state = metricState(m_workbench, metric());
    const bool isOther = state != m_state;
    m_state = state;
    updateTexts();
    if (isOther)
        emit stateChanged();
}

void MetricBar::updateTexts()
{
    m_chooser->setToolTip(metricExplanation(metric()));
    m_measure->setText(m_state == MetricState::Measuring ? tr("Measuring…") : tr("Mea&sure"));
    m_measure->setEnabled(m_state == MetricState::NotMeasured || m_state == MetricState::Stale || m_state == MetricState::OtherTypes || m_state == MetricState::Current);
    const QString sentence = metricStateText(m_state, metric());
    m_measure->setToolTip(sentence.isEmpty() ? tr("Measure %1 again.").arg(metricName(metric())) : sentence);
    m_hint->setText(metricStateHint(m_state));
    m_hint->setDetail(sentence);
    QPalette hintPalette = palette();
    if (m_state == MetricState::Stale)
        hintPalette.setColor(QPalette::WindowText, themeColors(palette()).warning);
    else
        hintPalette.setColor(QPalette::WindowText, themeColors(palette()).mutedText);
    m_hint->setPalette(hintPalette);
}

void MetricBar::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::LanguageChange)
        retranslate();
    else if (event->type() == QEvent::PaletteChange)
        updateTexts();
}

} // namespace vernier
