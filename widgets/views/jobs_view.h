// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QAction;
class QLabel;
class QSplitter;
class QTableView;
class QToolButton;

// What runs, what ran, and what the user should know.

namespace vernier {

class JobModel;
class MessageModel;
struct Workbench;

class JobsView : public QWidget
{
    Q_OBJECT
public:
    explicit JobsView(Workbench &workbench, QWidget *parent = nullptr);

    /// To say something that no job says: a refused edit, a failed autosave.
    [[nodiscard]] MessageModel &messages() { return *m_messages; }
    /// Stops the job of the selected row.
    void cancelSelected();

signals:
    /// Messages that came while the view was not visible, for the dock's title.
    void unreadChanged(int count);

protected:
    void changeEvent(QEvent *event) override;
    void showEvent(QShowEvent *event) override;

private:
    void createJobs();
    void createMessages();
    void retranslate();
    void updateButtons();
    void updateHints();
    void newMessages(int unread);

    Workbench &m_workbench;
    JobModel *m_jobs;
    MessageModel *m_messages;
    QTableView *m_jobTable;
    QTableView *m_messageTable;
    QLabel *m_jobHint;
    QLabel *m_messageHint;
    QLabel *m_jobTitle;
    QLabel *m_messageTitle;
    QToolButton *m_clearJobs;
    QToolButton *m_clearMessages;
    QSplitter *m_splitter;
    QAction *m_cancel = nullptr;
    QAction *m_copyJobs = nullptr;
    QAction *m_copyMessages = nullptr;
};

} // namespace vernier
