// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/support/edit_guard.h"

#include <QComboBox>
#include <QEvent>
#include <QKeyEvent>

namespace vernier {

namespace {

class EditGuard final : public QObject
{
public:
    using QObject::QObject;

    bool eventFilter(QObject *watched, QEvent *event) override
    {
        const bool isWheel = event->type() == QEvent::Wheel && !static_cast<QWidget *>(watched)->hasFocus();
        if (!isWheel && !(event->type() == QEvent::KeyPress && isLetterToChoices(watched, static_cast<QKeyEvent *>(event))))
            return QObject::eventFilter(watched, event);
        event->ignore();
        return true;
    }

private:
    static bool isLetterToChoices(QObject *watched, const QKeyEvent *event)
    {
        const QString text = event->text();
        return qobject_cast<QComboBox *>(watched) && !text.isEmpty() && text.front().isPrint() && text.front() != QLatin1Char(' ');
    }
};

} // namespace

void guardEdits(QWidget &editor)
{
    editor.installEventFilter(new EditGuard(&editor));
}

} // namespace vernier
