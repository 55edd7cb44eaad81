// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/support/path_field.h"

#include <QDragEnterEvent>
#include <QDropEvent>
#include <QEvent>
#include <QFileDialog>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QMimeData>
#include <QToolButton>
#include <QUrl>

namespace vernier {

namespace {

/// The one local file of a drag; empty: it is something else.
QString droppedPath(const QMimeData *data)
{
    return data && data->urls().size() == 1 ? data->urls().front().toLocalFile() : QString();
}

} // namespace

PathField::PathField(Kinds kind, QWidget *parent)
    : QWidget(parent)
    , m_kind(kind)
    , m_edit(new QLineEdit(this))
    , m_browse(new QToolButton(this))
{
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(4);
    layout->addWidget(m_edit, 1);
    layout->addWidget(m_browse);
    m_browse->setFocusPolicy(Qt::StrongFocus);
    m_edit->setClearButtonEnabled(true);
    m_edit->installEventFilter(this);
    setFocusProxy(m_edit);
    connect(m_edit, &QLineEdit::textChanged, this, &PathField::changed);
    connect(m_browse, &QToolButton::clicked, this, &PathField::browse);
    retranslate();
}

QString PathField::path() const
{
    return m_edit->text().trimmed();
}

void PathField::setPath(const QString &path)
{
    m_edit->setText(path);
}

void PathField::setAccessibleText(const QString &name)
{
    m_edit->setAccessibleName(name);
}

void PathField::setDialogTexts(const QString &title, const QString &filter)
{
    m_title = title;
    m_filter = filter;
}

void PathField::setPlaceholder(const QString &text)
{
    m_edit->setPlaceholderText(text);
}

void PathField::browse()
{
    const QString chosen = m_kind == Folder    ? QFileDialog::getExistingDirectory(this, m_title, path())
        : m_kind == NewFile ? QFileDialog::getSaveFileName(this, m_title, path(), m_filter)
                                            : QFileDialog::getOpenFileName(this, m_title, path(), m_filter);
    if (!chosen.isEmpty())
        setPath(chosen);
}

bool PathField::eventFilter(QObject *watched, QEvent *event)
{
    // The line edit itself would insert the file's URL at the cursor.
    if (event->type() == QEvent::DragEnter || event->type() == QEvent::DragMove || event->type() == QEvent::Drop) {
        auto *drop = static_cast<QDropEvent *>(event); // both drag events derive from it
        QString file = droppedPath(drop->mimeData());
        if (file.isEmpty())
            return QWidget::eventFilter(watched, event);
        if (m_kind == Folder && QFileInfo(file).isFile())
            file = QFileInfo(file).absolutePath();
        drop->setDropAction(Qt::CopyAction);
        drop->accept();
        if (event->type() == QEvent::Drop)
            setPath(file);
        return true;
    }
    return QWidget::eventFilter(watched, event);
}

void PathField::retranslate()
{
    m_browse->setText(tr("Browse…"));
    m_browse->setToolTip(m_kind == Folder ? tr("Choose a folder") : tr("Choose a file; or drop one on the field"));
}

void PathField::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::LanguageChange)
        retranslate();
}

} // namespace vernier
