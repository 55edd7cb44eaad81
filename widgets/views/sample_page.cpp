// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/views/sample_page.h"

#include "core/base/number_text.h"
#include "core/tensor/affine.h"
#include "widgets/plots/sample_range_plot.h"
#include "widgets/support/text.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>

namespace vernier {

namespace {

double stepOf(Range range)
{
    return static_cast<double>(affineParameters(range.min, range.max, 8, false).scale);
}

/// "+4.2 %", and no sign before nothing.
QString changeText(double change)
{
    constexpr double kShown = 0.0005;
    return (change >= kShown ? QStringLiteral("+") : QString()) + toText(percent(std::abs(change) < kShown ? 0.0 : change));
}

} // namespace

SamplePage::SamplePage(QWidget *parent)
    : ActivationPage(parent)
    , m_words(new QLabel(this))
    , m_toggle(new QPushButton(this))
    , m_useAll(new QPushButton(this))
    , m_plot(new SampleRangePlot(this))
{
    m_words->setWordWrap(true);
    m_words->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    auto *controls = new QHBoxLayout;
    controls->addWidget(m_toggle);
    controls->addWidget(m_useAll);
    controls->addStretch(1);
    auto *layout = new QVBoxLayout(this);
    layout->addWidget(m_words);
    layout->addLayout(controls);
    layout->addWidget(m_plot, 1);
    connect(m_toggle, &QPushButton::clicked, this, [this] {
        if (m_shown)
            toggle(m_shown->sample);
    });
    connect(m_useAll, &QPushButton::clicked, this, [this] {
        m_used.assign(m_used.size(), true);
        recalculate();
    });
    connect(m_plot, &SampleRangePlot::chosen, this, &SamplePage::sampleChosen);
    connect(m_plot, &SampleRangePlot::toggled, this, &SamplePage::toggle);
    retranslate();
}

void SamplePage::showLayer(const LayerActivations &activations)
{
    const bool sameSamples = m_shown && m_shown->statistics == activations.statistics;
    const bool sameLayer = sameSamples && m_shown->layer == activations.layer;
    m_shown = activations;
    if (!sameLayer) {
        m_samples = sampleRanges(activations.input());
        if (!sameSamples)
            m_used.assign(m_samples.size(), true);
        std::vector<Range> shown = m_samples;
        for (Range &range : shown)
            range = range.min > range.max ? Range{} : range; // no token of the sample came here
        m_plot->setSamples(shown);
    }
    m_plot->setChosen(activations.sample);
    recalculate();
}

void SamplePage::toggle(int sample)
{
    const auto index = static_cast<std::size_t>(sample);
    if (index >= m_used.size())
        return;
    m_used[index] = !m_used[index];
    if (std::find(m_used.begin(), m_used.end(), true) == m_used.end())
        m_used[index] = true; // a range needs a sample
    recalculate();
}

void SamplePage::recalculate()
{
    if (!m_shown)
        return;
    std::vector<Range> used;
    for (std::size_t i = 0; i < m_samples.size(); ++i) {
        if (m_used[i])
            used.push_back(m_samples[i]);
    }
    m_all = withZero(meanMinMax(m_samples));
    m_rest = withZero(meanMinMax(used));
    m_plot->setUsed(m_used, m_all, m_rest);
    updateWords();
}

QString SamplePage::words() const
{
    return m_words->text();
}

void SamplePage::updateWords()
{
    if (!m_shown)
        return;
    const auto smaller = [](const Range &a, const Range &b) { return a.min < b.min; };
    const auto larger = [](const Range &a, const Range &b) { return a.max < b.max; };
    const auto lowest = std::min_element(m_samples.begin(), m_samples.end(), smaller);
    const auto highest = std::max_element(m_samples.begin(), m_samples.end(), larger);
    QString text = tr("Sample %1 holds the largest activation (%2), sample %3 the smallest (%4).")
                       .arg(QString::number(highest - m_samples.begin() + 1), toText(significant(static_cast<double>(highest->max), 3)),
                            QString::number(lowest - m_samples.begin() + 1), toText(significant(static_cast<double>(lowest->min), 3)))
        + QLatin1Char(' ');
    const auto leftOut = static_cast<int>(std::count(m_used.begin(), m_used.end(), false));
    const QString step = toText(significant(stepOf(m_rest), 3));
    if (leftOut == 0) {
        text += tr("act_method 1 averages the samples' extremes: %1, step %2. Leave samples out to see what they do to it.").arg(rangeText(m_rest), step);
    } else {
        const double change = stepOf(m_rest) / stepOf(m_all) - 1.0;
        text += tr("Without %n sample(s), act_method 1 would give %1 with step %2, instead of %3 with step %4: the step changes by %5. Only tried out here: the recipe keeps them.",
                   nullptr, leftOut)
                    .arg(rangeText(m_rest), step, rangeText(m_all), toText(significant(stepOf(m_all), 3)),
                         changeText(change));
    }
    m_words->setText(text);
    const bool used = m_used[static_cast<std::size_t>(m_shown->sample)];
    const QString number = QString::number(m_shown->sample + 1);
    m_toggle->setText(used ? tr("&Leave out sample %1").arg(number) : tr("&Take back sample %1").arg(number));
    m_useAll->setEnabled(leftOut > 0);
}

void SamplePage::retranslate()
{
    m_toggle->setText(tr("&Leave out this sample"));
    m_toggle->setToolTip(tr("Try act_method 1 without the chosen sample (double click its bar, or press space on it). The recipe is not changed."));
    m_useAll->setText(tr("&Use all samples"));
    m_useAll->setToolTip(tr("Take back every sample that was left out"));
    m_plot->retranslate();
    updateWords();
}

void SamplePage::changeEvent(QEvent *event)
{
    ActivationPage::changeEvent(event);
    if (event->type() == QEvent::LanguageChange)
        retranslate();
}

} // namespace vernier
