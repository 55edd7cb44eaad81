// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/project/project.h"

#include <QDateTime>
#include <QElapsedTimer>
#include <QFutureWatcher>
#include <QList>
#include <QObject>
#include <QString>
#include <QThreadPool>
#include <QTimer>

#include <memory>
#include <optional>

// What a crash would lose, written beside the user's own files a moment after each change, and found again at the next start.

class QLockFile;

namespace vernier {

class ProjectDocument;

/// A project that a program left behind when it ended without closing it.
struct Recoverable
{
    QString id;           ///< of the files in the folder
    QString filePath;     ///< the project as it was autosaved
    QString originalPath; ///< where the user had saved it; empty: never
    QDateTime time;       ///< of the last autosave
};

class AutoSave : public QObject
{
    Q_OBJECT
public:
    static constexpr int kDelay = 1000;        // ms after the last change
    static constexpr int kLongestDelay = 2000; // ms after the first, while changes go on
    static constexpr int kRetryDelay = 30000;  // ms after a failure

    /// The folder is made when it is first needed. Several running programs share it: each locks its own files.
    AutoSave(ProjectDocument &document, const QString &folder, QObject *parent = nullptr);
    /// Leaves the files as after a crash: close() is the clean way.
    ~AutoSave() override;

    /// Writes now what is modified and not written yet. Nothing to do is success.
    Result<void> saveNow();
    /// The project was saved, or its changes are not wanted: nothing is left behind.
    void close();

    /// Projects left by programs that do not run any more, newest first; a project that cannot be read is not among them.
    [[nodiscard]] static QList<Recoverable> recoverable(const QString &folder);
    /// Opens one, so that ProjectDocument::restore can take it. The files stay until discard().
    [[nodiscard]] static Result<Project> read(const Recoverable &recoverable);
    static void discard(const Recoverable &recoverable);

signals:
    /// The project could not be written; said once until it works again.
    void failed(const vernier::Error &error);

private:
    [[nodiscard]] QString path(const QString &ending) const;
    [[nodiscard]] Result<void> lock();
    void saveInBackground();
    void written(const std::optional<Error> &error);
    void touched();
    void removeFiles();

    ProjectDocument &m_document;
    QString m_folder;
    QString m_id;
    std::unique_ptr<QLockFile> m_lock; ///< held from the first autosave on
    QTimer m_timer;
    QElapsedTimer m_changed; ///< since the first change that is not written
    QThreadPool m_pool;      ///< one thread: a slow disk must not stop the window
    QFutureWatcher<std::optional<Error>> m_writing;
    bool m_pending = false; ///< changed since the last autosave
    bool m_failed = false;
};

} // namespace vernier
