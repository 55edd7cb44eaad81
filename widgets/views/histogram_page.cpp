// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/views/histogram_page.h"

#include "core/base/number_text.h"
#include "widgets/plots/clip_histogram_plot.h"
#include "widgets/support/text.h"

#include <QCheckBox>
#include <QDoubleSpinBox>
#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QSignalBlocker>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>

namespace vernier {

namespace {

/// Decimals that show a change by this step.
int decimalsFor(double step)
{
    return step > 0.0 && std::isfinite(step) ? std::clamp(static_cast<int>(std::ceil(-std::log10(step))) + 1, 0, 8) : 3;
}

QString row(const QString &name, const QString &range, const ClipEffect &effect, bool strong)
{
    const QStringList cells{range, toText(significant(static_cast<double>(effect.parameters.scale), 3)), toText(percent(effect.saturatedShare, 3)),
                            toText(significant(effect.meanSquaredError, 3)), toText(fixedPoint(effect.signalToNoise, 1))};
    const QString open = strong ? QStringLiteral("<b>") : QString();
    const QString close = strong ? QStringLiteral("</b>") : QString();
    QString html = QStringLiteral("<tr><td>") + open + name.toHtmlEscaped() + close + QStringLiteral("</td>");
    for (const QString &cell : cells)
        html += QStringLiteral("<td align='right' style='padding-left: 12px'>") + open + cell.toHtmlEscaped() + close + QStringLiteral("</td>");
    return html + QStringLiteral("</tr>");
}

} // namespace

HistogramPage::HistogramPage(QWidget *parent)
    : ActivationPage(parent)
    , m_onlyChosen(new QCheckBox(this))
    , m_clipLabel(new QLabel(this))
    , m_lower(new QDoubleSpinBox(this))
    , m_upper(new QDoubleSpinBox(this))
    , m_reset(new QPushButton(this))
    , m_words(new QLabel(this))
    , m_plot(new ClipHistogramPlot(this))
{
    m_words->setTextFormat(Qt::RichText);
    m_words->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    m_clipLabel->setBuddy(m_lower);
    for (QDoubleSpinBox *box : {m_lower, m_upper}) {
        box->setKeyboardTracking(false);
        box->setAlignment(Qt::AlignRight);
        box->setMinimumWidth(110);
    }
    auto *controls = new QHBoxLayout;
    controls->addWidget(m_clipLabel);
    controls->addWidget(m_lower);
    controls->addWidget(m_upper);
    controls->addWidget(m_reset);
    controls->addSpacing(12);
    controls->addWidget(m_onlyChosen);
    controls->addStretch(1);
    auto *layout = new QVBoxLayout(this);
    layout->addLayout(controls);
    auto *row = new QHBoxLayout; // the panel is wide and low
    row->addWidget(m_plot, 1);
    row->addWidget(m_words, 0, Qt::AlignTop);
    layout->addLayout(row, 1);
    connect(m_onlyChosen, &QCheckBox::toggled, this, &HistogramPage::reload);
    connect(m_reset, &QPushButton::clicked, this, &HistogramPage::resetClip);
    connect(m_plot, &ClipHistogramPlot::resetRequested, this, &HistogramPage::resetClip);
    connect(m_plot, &ClipHistogramPlot::clipDragged, this, [this](float min, float max) {
        m_clipIsMine = true;
        setClip({min, max});
    });
    for (QDoubleSpinBox *box : {m_lower, m_upper}) {
        connect(box, &QDoubleSpinBox::valueChanged, this, [this] {
            m_clipIsMine = true;
            setClip({static_cast<float>(m_lower->value()), static_cast<float>(m_upper->value())});
        });
    }
    retranslate();
}

void HistogramPage::showLayer(const LayerActivations &activations)
{
    const bool same = m_shown && m_shown->statistics == activations.statistics && m_shown->layer == activations.layer;
    m_clipIsMine = m_clipIsMine && same;
    m_shown = activations;
    reload();
}

void HistogramPage::reload()
{
    if (!m_shown)
        return;
    m_values = m_onlyChosen->isChecked() ? distributionOf(m_shown->chosen()) : distributionOf(m_shown->input());
    m_plot->setValues(m_values, m_shown->ranges(), m_shown->method);
    const Range all = m_shown->statistics->ranges[static_cast<std::size_t>(m_shown->layer)];
    const double reach = 2.0 * std::max({1e-6, std::abs(static_cast<double>(all.min)), std::abs(static_cast<double>(all.max))});
    const double step = std::pow(10.0, std::floor(std::log10(reach / 100.0)));
    const QSignalBlocker quiet(m_lower);
    const QSignalBlocker quietToo(m_upper);
    for (QDoubleSpinBox *box : {m_lower, m_upper}) {
        box->setDecimals(decimalsFor(step));
        box->setSingleStep(step);
    }
    m_lower->setRange(-reach, 0.0);
    m_upper->setRange(0.0, reach);
    setClip(m_clipIsMine ? m_clip : m_shown->range());
}

void HistogramPage::setClip(Range clip)
{
    m_clip = clip;
    m_plot->setClip(clip);
    m_effect = clipEffect(m_values, clip);
    const QSignalBlocker quiet(m_lower);
    const QSignalBlocker quietToo(m_upper);
    m_lower->setValue(static_cast<double>(clip.min));
    m_upper->setValue(static_cast<double>(clip.max));
    updateWords();
}

void HistogramPage::resetClip()
{
    if (!m_shown)
        return;
    m_clipIsMine = false;
    setClip(m_shown->range());
}

QString HistogramPage::words() const
{
    return m_words->text();
}

void HistogramPage::updateWords()
{
    if (!m_shown)
        return;
    QString html = QStringLiteral("<table cellspacing='0' cellpadding='1'><tr><td></td>");
    for (const QString &head : {tr("range"), tr("step"), tr("saturated"), tr("MSE"), tr("SQNR, dB")})
        html += QStringLiteral("<td align='right' style='padding-left: 12px'>") + head.toHtmlEscaped() + QStringLiteral("</td>");
    html += QStringLiteral("</tr>");
    html += row(tr("Clip range"), rangeText(m_clip), m_effect, true);
    for (const int method : {1, 2}) {
        const Range range = withZero(m_shown->ranges().of(method));
        const bool automatic = m_shown->ranges().automatic == method;
        html += row(automatic ? tr("act_method %1 and 3").arg(method) : tr("act_method %1").arg(method), rangeText(range), clipEffect(m_values, range), false);
    }
    html += row(tr("Nothing cut off"), rangeText(withZero(m_values.extremes)), clipEffect(m_values, m_values.extremes), false);
    m_words->setText(html + QStringLiteral("</table>"));
}

void HistogramPage::retranslate()
{
    m_onlyChosen->setText(tr("&Chosen sample only"));
    m_onlyChosen->setToolTip(tr("Values of the chosen sample instead of all calibration samples"));
    m_clipLabel->setText(tr("Clip &range:"));
    m_lower->setAccessibleName(tr("Lower end of the clip range"));
    m_upper->setAccessibleName(tr("Upper end of the clip range"));
    for (QDoubleSpinBox *box : {m_lower, m_upper})
        box->setToolTip(tr("Values beyond are saturated. Drag the lines in the plot, or type; this is only tried out and changes no recipe."));
    m_reset->setText(tr("R&eset"));
    m_reset->setToolTip(tr("Back to the range of the recipe's act_method (double click in the plot)"));
    m_words->setToolTip(tr("Estimated from the histogram of the float model's activations: eight bins to an octave, values in a bin evenly spread. "
                           "Outliers make the signal strong: the SQNR can look good while the channels without them keep few levels; what that does "
                           "to the layer's output is its local SQNR."));
    m_plot->retranslate();
    updateWords();
}

void HistogramPage::changeEvent(QEvent *event)
{
    ActivationPage::changeEvent(event);
    if (event->type() == QEvent::LanguageChange)
        retranslate();
}

} // namespace vernier
