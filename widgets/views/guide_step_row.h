// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/search/tuning_guide.h"

#include <QWidget>

class QLabel;
class QPushButton;

// One step of the guide: what it is, why, how far the recipe is, what it brought, and the button that does it.

namespace vernier {

class GuideStepRow : public QWidget
{
    Q_OBJECT
public:
    explicit GuideStepRow(QWidget *parent = nullptr);

    /// number  of the step in the list, from 1.
    /// remark  what else is to be said of it.  gain  what was measured; empty: nothing.
    /// action  text of the button; empty: none.
    void show(int number, const GuideStep &step, const QString &remark, const QString &gain, const QString &action, bool isPossible);
    /// A second button that opens the texts.
    void showTextsButton(bool shown);
    /// And a third that leads to the questions that the recipe lost.
    void showCasesButton(bool shown);
    [[nodiscard]] const GuideStep &step() const { return m_step; }

    [[nodiscard]] QPushButton *button() { return m_button; }
    [[nodiscard]] QString stateText() const;
    [[nodiscard]] QString gainText() const;

signals:
    void pressed();
    void textsRequested();
    void casesRequested();

protected:
    void changeEvent(QEvent *event) override;

private:
    void updateColors();

    GuideStep m_step;
    QLabel *m_title;
    QLabel *m_state;
    QLabel *m_reason;
    QLabel *m_gain;
    QPushButton *m_button;
    QPushButton *m_texts;
    QPushButton *m_cases;
};

} // namespace vernier
