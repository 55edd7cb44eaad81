// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/views/token_page.h"

#include "core/base/number_text.h"
#include "core/calib/token_ranges.h"
#include "widgets/plots/token_range_plot.h"
#include "widgets/support/text.h"

#include <QEvent>
#include <QLabel>
#include <QVBoxLayout>

#include <numeric>

namespace vernier {

namespace {

QStringList tokenTexts(const LayerActivations &activations)
{
    QStringList texts;
    if (!activations.model->tokenizer)
        return texts;
    const std::span<const int> ids = activations.statistics->samples.sequence(activations.sample);
    const SampleStats &sample = activations.chosen();
    for (std::size_t i = 0; i < static_cast<std::size_t>(sample.tokens()); ++i)
        texts << toText(activations.model->tokenizer->tokenText(ids[sample.positions.empty() ? i : static_cast<std::size_t>(sample.positions[i])]));
    return texts;
}

} // namespace

TokenPage::TokenPage(QWidget *parent)
    : ActivationPage(parent)
    , m_words(new QLabel(this))
    , m_plot(new TokenRangePlot(this))
{
    m_words->setWordWrap(true);
    m_words->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    auto *layout = new QVBoxLayout(this);
    layout->addWidget(m_words);
    layout->addWidget(m_plot, 1);
    retranslate();
}

void TokenPage::showLayer(const LayerActivations &activations)
{
    m_shown = activations;
    m_plot->setSample(activations.chosen(), tokenTexts(activations), activations.ranges(), activations.method);
    retranslate();
}

QString TokenPage::words() const
{
    return m_words->text();
}

void TokenPage::retranslate()
{
    m_plot->retranslate();
    if (!m_shown)
        return;
    const auto outside = static_cast<std::int64_t>(m_plot->outside().size());
    const std::int64_t tokens = m_shown->chosen().tokens();
    const std::vector<std::int64_t> everywhere = countTokensOutside(m_shown->input(), m_shown->range());
    const std::int64_t allOutside = std::accumulate(everywhere.begin(), everywhere.end(), std::int64_t{0});
    const std::vector<SampleStats> &samples = m_shown->input().samples;
    const std::int64_t allTokens = std::accumulate(samples.begin(), samples.end(), std::int64_t{0}, [](std::int64_t sum, const SampleStats &sample) { return sum + sample.tokens(); });
    const QString range = rangeText(m_shown->range());
    const QString here = m_shown->isStatic
        ? tr("%1 of %2 tokens leave the range of %3, %4.").arg(groupedText(outside), groupedText(tokens), methodText(m_shown->method), range)
        : tr("The layer has no static range in this recipe; %1 of %2 tokens would leave that of %3, %4.")
              .arg(groupedText(outside), groupedText(tokens), methodText(m_shown->method), range);
    const QString all = tr("In all samples: %1 of %2.").arg(groupedText(allOutside), groupedText(allTokens));
    m_words->setText(here + QLatin1Char(' ') + all);
}

void TokenPage::changeEvent(QEvent *event)
{
    ActivationPage::changeEvent(event);
    if (event->type() == QEvent::LanguageChange)
        retranslate();
}

} // namespace vernier
