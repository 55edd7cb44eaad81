// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/views/channel_page.h"

#include "core/base/number_text.h"
#include "core/smooth/outlier_groups.h"
#include "core/smooth/suppress.h"
#include "widgets/models/workbench.h"
#include "widgets/plots/channel_plot.h"
#include "widgets/support/text.h"

#include <QCheckBox>
#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QVBoxLayout>

#include <algorithm>

namespace vernier {

namespace {

constexpr std::size_t kNamedOutliers = 6;

bool sameInput(const LayerActivations &a, const LayerActivations &b)
{
    return a.statistics == b.statistics && a.info().input == b.info().input;
}

} // namespace

ChannelPage::ChannelPage(Workbench &workbench, QWidget *parent)
    : ActivationPage(parent)
    , m_workbench(workbench)
    , m_words(new QLabel(this))
    , m_sorted(new QCheckBox(this))
    , m_logarithmic(new QCheckBox(this))
    , m_suppressed(new QCheckBox(this))
    , m_plot(new ChannelPlot(this))
{
    m_words->setWordWrap(true);
    m_words->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    m_suppressed->setChecked(true);
    auto *controls = new QHBoxLayout;
    controls->addWidget(m_sorted);
    controls->addWidget(m_logarithmic);
    controls->addWidget(m_suppressed);
    controls->addStretch(1);
    auto *layout = new QVBoxLayout(this);
    layout->addWidget(m_words);
    layout->addLayout(controls);
    layout->addWidget(m_plot, 1);
    connect(m_sorted, &QCheckBox::toggled, m_plot, &ChannelPlot::setSorted);
    connect(m_logarithmic, &QCheckBox::toggled, m_plot, &ChannelPlot::setLogarithmic);
    connect(m_suppressed, &QCheckBox::toggled, this, &ChannelPage::showSuppressed);
    m_logarithmic->setChecked(true); // outliers are hundreds of times the others
    retranslate();
}

void ChannelPage::showLayer(const LayerActivations &activations)
{
    const bool known = m_shown && sameInput(*m_shown, activations);
    const bool sameSuppression = m_suppression == wantedSuppression();
    m_shown = activations;
    if (!known || !sameSuppression) {
        m_afterwards.clear();
        m_computing = false;
        m_suppression = wantedSuppression();
    }
    if (!known)
        m_plot->setChannels(activations.input().channelAbsMax());
    showSuppressed();
}

AntiOutlierConfig ChannelPage::wantedSuppression() const
{
    AntiOutlierConfig plain;
    plain.antiMethod = AntiMethod::M1;
    return m_workbench.document.recipe().antiOutlier.value_or(plain);
}

bool ChannelPage::canSuppress() const
{
    return m_shown && suppressesInput(m_suppression, *m_shown->model->checkpoint, m_shown->info());
}

void ChannelPage::showSuppressed()
{
    m_suppressed->setEnabled(canSuppress());
    const bool wanted = m_shown && canSuppress() && m_suppressed->isChecked();
    m_plot->setSuppressed(wanted ? m_afterwards : std::vector<float>());
    if (wanted && m_afterwards.empty() && !m_computing) {
        m_computing = true;
        m_workbench.runner.start<std::vector<float>>(
            JobKind::Details, [name = toText(m_shown->info().name)] { return tr("Channels of %1 after suppression").arg(name); },
            [shown = *m_shown, config = m_suppression, compute = m_workbench.analysis.compute()](JobMonitor &monitor) -> Result<std::vector<float>> {
                const Statistics &statistics = *shown.statistics;
                VERNIER_ASSIGN(const Rewrites rewrites,
                               suppressLayer(config, shown.model->model, statistics.stats, statistics.samples, shown.info(), compute, monitor));
                return suppressedAbsMax(shown.input().channelAbsMax(), inputScales(rewrites, shown.info()));
            },
            this,
            [this, asked = *m_shown, config = m_suppression](std::vector<float> afterwards) {
                if (!sameInput(asked, *m_shown) || !(config == m_suppression))
                    return;
                m_computing = false;
                m_afterwards = std::move(afterwards);
                showSuppressed();
            });
    }
    updateWords();
}

QString ChannelPage::words() const
{
    return m_words->text();
}

void ChannelPage::updateWords()
{
    if (!m_shown)
        return;
    const std::vector<OutlierChannel> &outliers = m_plot->outliers();
    QString text;
    if (outliers.empty()) {
        text = tr("No outlier channels: none is more than %1 times the median.").arg(static_cast<double>(kOutlierRatio));
    } else {
        QStringList named;
        for (std::size_t i = 0; i < std::min(outliers.size(), kNamedOutliers); ++i)
            named << tr("%1 (%2)").arg(QString::number(outliers[i].channel), toText(significant(static_cast<double>(outliers[i].absMax), 3)));
        if (outliers.size() > kNamedOutliers)
            named << tr("…");
        text = tr("%n outlier channel(s), more than %1 times the median: %2.", nullptr, static_cast<int>(outliers.size()))
                   .arg(QString::number(static_cast<double>(kOutlierRatio)), named.join(tr(", ")));
    }
    const QString method = toText(toString(m_suppression.antiMethod));
    if (!canSuppress()) {
        text += QLatin1Char(' ') + tr("Suppression %1 leaves the input of this layer as it is.").arg(method);
    } else if (!m_afterwards.empty() && m_suppressed->isChecked()) {
        const auto spread = [](const std::vector<float> &values) { return static_cast<double>(*std::max_element(values.begin(), values.end())); };
        text += QLatin1Char(' ')
            + tr("%3 lowers the largest from %1 to %2.")
                  .arg(toText(significant(spread(m_shown->input().channelAbsMax()), 3)), toText(significant(spread(m_afterwards), 3)), method);
    }
    m_words->setText(text);
}

void ChannelPage::retranslate()
{
    m_sorted->setText(tr("&Sorted"));
    m_sorted->setToolTip(tr("Channels by size instead of by number"));
    m_logarithmic->setText(tr("&Logarithmic"));
    m_logarithmic->setToolTip(tr("Logarithmic scale of the values"));
    m_suppressed->setText(tr("After s&uppression"));
    m_suppressed->setToolTip(tr("What the recipe's outlier suppression, or m1, makes of the channels: each is divided by a scale that moves into the weights"));
    m_plot->retranslate();
    updateWords();
}

void ChannelPage::changeEvent(QEvent *event)
{
    ActivationPage::changeEvent(event);
    if (event->type() == QEvent::LanguageChange)
        retranslate();
}

} // namespace vernier
