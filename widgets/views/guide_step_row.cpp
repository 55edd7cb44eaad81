// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/views/guide_step_row.h"

#include "widgets/support/core_messages.h"
#include "widgets/support/guide_text.h"
#include "widgets/support/theme.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

namespace vernier {

namespace {

constexpr int kButtonPadding = 12;

} // namespace

GuideStepRow::GuideStepRow(QWidget *parent)
    : QWidget(parent)
    , m_title(new QLabel(this))
    , m_state(new QLabel(this))
    , m_reason(new QLabel(this))
    , m_gain(new QLabel(this))
    , m_button(new QPushButton(this))
    , m_texts(new QPushButton(this))
    , m_cases(new QPushButton(this))
{
    QFont bold = font();
    bold.setBold(true);
    m_title->setFont(bold);
    m_title->setWordWrap(true);
    m_state->setAlignment(Qt::AlignRight | Qt::AlignTop);
    m_reason->setWordWrap(true);
    m_gain->setWordWrap(true);
    m_gain->setTextInteractionFlags(Qt::TextSelectableByMouse);
    auto *head = new QHBoxLayout;
    head->addWidget(m_title, 1);
    head->addWidget(m_state);
    auto *buttons = new QHBoxLayout;
    buttons->addWidget(m_button);
    buttons->addWidget(m_texts);
    buttons->addWidget(m_cases);
    buttons->addStretch(1);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 4, 0, 6);
    layout->setSpacing(3);
    layout->addLayout(head);
    layout->addWidget(m_reason);
    layout->addWidget(m_gain);
    layout->addLayout(buttons);
    connect(m_button, &QPushButton::clicked, this, &GuideStepRow::pressed);
    connect(m_texts, &QPushButton::clicked, this, &GuideStepRow::textsRequested);
    connect(m_cases, &QPushButton::clicked, this, &GuideStepRow::casesRequested);
    m_texts->hide();
    m_cases->hide();
}

void GuideStepRow::show(int number, const GuideStep &step, const QString &remark, const QString &gain, const QString &action, bool isPossible)
{
    m_step = step;
    const bool applies = step.state != GuideStep::State::NotApplicable;
    m_title->setText(tr("%1. %2", "number and title of a step").arg(number).arg(guideTitle(step)));
    m_state->setText(guideState(step));
    QString reason = guideReason(step.id);
    if (!applies)
        reason = step.refused ? coreText(step.refused->message) : guideScope(step.id);
    if (applies && !remark.isEmpty())
        reason += QLatin1Char(' ') + remark;
    m_reason->setText(reason);
    setToolTip(guideExample(step.id));
    m_gain->setText(gain);
    m_gain->setVisible(!gain.isEmpty());
    m_button->setText(action);
    m_button->setMinimumWidth(m_button->fontMetrics().horizontalAdvance(action) + 2 * kButtonPadding);
    m_button->setVisible(!action.isEmpty());
    m_button->setAccessibleName(action.isEmpty() ? m_title->text() : action); // a button without text needs one, too
    m_button->setEnabled(isPossible);
    m_button->setAccessibleDescription(m_title->text() + QStringLiteral(": ") + m_state->text());
    m_button->setToolTip(guideExample(step.id));
    m_texts->setText(tr("Texts…"));
    m_texts->setToolTip(tr("Choose the calibration data and the evaluation text"));
    m_texts->setAccessibleDescription(m_title->text());
    m_cases->setText(tr("Bad cases…"));
    m_cases->setToolTip(tr("Ask questions of a public set, and calibrate on those that the recipe lost"));
    m_cases->setAccessibleDescription(m_title->text());
    setAccessibleName(m_title->text());
    setAccessibleDescription(m_state->text() + QStringLiteral(". ") + reason);
    updateColors();
}

void GuideStepRow::showTextsButton(bool shown)
{
    m_texts->setVisible(shown);
}

void GuideStepRow::showCasesButton(bool shown)
{
    m_cases->setVisible(shown);
}

QString GuideStepRow::stateText() const
{
    return m_state->text();
}

QString GuideStepRow::gainText() const
{
    return m_gain->isHidden() ? QString() : m_gain->text();
}

/// What is left to do stands out; what does not apply stands back.
void GuideStepRow::updateColors()
{
    const ThemeColors colors = themeColors(palette());
    const auto paint = [](QLabel *label, const QColor &color) {
        QPalette palette = label->parentWidget()->palette();
        palette.setColor(QPalette::WindowText, color);
        label->setPalette(palette);
    };
    const bool applies = m_step.state != GuideStep::State::NotApplicable;
    const bool isOpen = m_step.state == GuideStep::State::Open || m_step.state == GuideStep::State::Begun;
    paint(m_title, applies ? colors.text : colors.mutedText);
    paint(m_state, isOpen ? colors.accent : colors.mutedText);
    paint(m_reason, colors.mutedText);
}

void GuideStepRow::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        updateColors();
}

} // namespace vernier
