// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringList>
#include <QWidget>

class QAction;
class QLabel;
class QListWidget;
class QMimeData;
class QPushButton;

namespace vernier {

/// The first thing a new user sees: what this is for, and three ways to begin.
class WelcomePage : public QWidget
{
    Q_OBJECT
public:
    explicit WelcomePage(QWidget *parent = nullptr);

    /// Projects and checkpoint folders, latest first. What does not exist any more is shown greyed and cannot be opened.
    void setRecent(const QStringList &paths);

    /// Whether this can be opened when it is dropped on the window: a folder, or a project file.
    [[nodiscard]] static QString droppedPath(const QMimeData *data);

signals:
    void openDemo();
    void openFolder();
    void openProject();
    void openRecent(const QString &path);
    /// A folder or project file was dropped here.
    void openDropped(const QString &path);
    /// The user does not want to see it in the list any more.
    void forgetRecent(const QString &path);

protected:
    void changeEvent(QEvent *event) override;
    void dragEnterEvent(QDragEnterEvent *event) override;
    void dragLeaveEvent(QDragLeaveEvent *event) override;
    void dropEvent(QDropEvent *event) override;
    void paintEvent(QPaintEvent *event) override;

private:
    void createLayout();
    void retranslate();
    void activate();
    void forget();

    QLabel *m_title;
    QLabel *m_about;
    QPushButton *m_demo;
    QPushButton *m_folder;
    QPushButton *m_project;
    QLabel *m_drop;
    QLabel *m_recentTitle;
    QLabel *m_noRecent;
    QListWidget *m_recent;
    QAction *m_forget;
    QStringList m_paths;
    bool m_dragging = false;
};

} // namespace vernier
