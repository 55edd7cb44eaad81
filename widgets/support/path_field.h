// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QLineEdit;
class QToolButton;

// A path to type, to choose in a dialog, or to drop a file on.

namespace vernier {

class PathField final : public QWidget
{
    Q_OBJECT
public:
    enum Kinds { File, Folder, NewFile };

    explicit PathField(Kinds kind, QWidget *parent = nullptr);

    [[nodiscard]] QString path() const;
    void setPath(const QString &path);
    void setAccessibleText(const QString &name);
    /// Title and, for files, filter of the dialog.
    void setDialogTexts(const QString &title, const QString &filter = {});
    void setPlaceholder(const QString &text);
    [[nodiscard]] QLineEdit *edit() const { return m_edit; }

signals:
    void changed();

protected:
    void changeEvent(QEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void retranslate();
    void browse();

    Kinds m_kind;
    QLineEdit *m_edit;
    QToolButton *m_browse;
    QString m_title;
    QString m_filter;
};

} // namespace vernier
