// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/document/autosave.h"

#include "core/io/atomic_file.h"
#include "widgets/document/project_document.h"
#include "widgets/support/text.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QLockFile>
#include <QUuid>
#include <QtConcurrent>

#include <algorithm>

namespace vernier {

namespace {

const QString kProjectEnding = QStringLiteral(".vernier");
const QString kOriginEnding = QStringLiteral(".origin"); // one line: the path of the user's own file
const QString kLockEnding = QStringLiteral(".lock");

/// None: it was written.
std::optional<Error> writeFiles(const Project &project, const std::string &origin, const std::filesystem::path &projectPath,
                                const std::filesystem::path &originPath)
{
    Result<void> done = writeFileAtomically(originPath, origin);
    if (done)
        done = writeProject(project, projectPath);
    return done ? std::nullopt : std::optional(done.error());
}

/// A lock that is stale only when its program is gone, however long that runs.
std::unique_ptr<QLockFile> lockAt(const QString &path)
{
    auto lock = std::make_unique<QLockFile>(path);
    lock->setStaleLockTime(0);
    return lock;
}

} // namespace

AutoSave::AutoSave(ProjectDocument &document, const QString &folder, QObject *parent)
    : QObject(parent)
    , m_document(document)
    , m_folder(folder)
    , m_id(QUuid::createUuid().toString(QUuid::WithoutBraces))
{
    m_timer.setSingleShot(true);
    m_pool.setMaxThreadCount(1);
    connect(&m_timer, &QTimer::timeout, this, &AutoSave::saveInBackground);
    connect(&m_writing, &QFutureWatcherBase::finished, this, [this] { written(m_writing.result()); });
    for (const auto signal : {&ProjectDocument::recipeChanged, &ProjectDocument::inputsChanged, &ProjectDocument::historyChanged,
                              &ProjectDocument::endToEndChanged, &ProjectDocument::filePathChanged})
        connect(&document, signal, this, &AutoSave::touched);
    connect(&document, &ProjectDocument::wasReset, this, &AutoSave::removeFiles); // the old project was given up knowingly
    connect(&document, &ProjectDocument::modifiedChanged, this, [this](bool modified) {
        if (modified)
            touched();
        else
            removeFiles();
    });
}

AutoSave::~AutoSave()
{
    m_writing.disconnect(this);
    m_writing.waitForFinished();
}

QString AutoSave::path(const QString &ending) const
{
    return QDir(m_folder).filePath(m_id + ending);
}

void AutoSave::touched()
{
    if (!m_pending)
        m_changed.start();
    m_pending = true;
    m_timer.start(static_cast<int>(std::clamp<qint64>(kLongestDelay - m_changed.elapsed(), 0, kDelay)));
}

void AutoSave::saveInBackground()
{
    if (!m_pending || m_writing.isRunning())
        return; // what was changed meanwhile is written when that is done
    if (!m_document.isModified()) {
        removeFiles();
        return;
    }
    if (const Result<void> locked = lock(); !locked) {
        written(locked.error());
        return;
    }
    m_pending = false;
    m_writing.setFuture(QtConcurrent::run(&m_pool, writeFiles, m_document.project(), toUtf8(m_document.filePath()), toPath(path(kProjectEnding)),
                                          toPath(path(kOriginEnding))));
}

Result<void> AutoSave::saveNow()
{
    m_writing.waitForFinished();
    if (!m_pending)
        return {};
    if (!m_document.isModified()) {
        removeFiles();
        return {};
    }
    std::optional<Error> error;
    if (const Result<void> locked = lock(); !locked)
        error = locked.error();
    else
        error = writeFiles(m_document.project(), toUtf8(m_document.filePath()), toPath(path(kProjectEnding)), toPath(path(kOriginEnding)));
    m_pending = false;
    written(error);
    return error ? Result<void>(*error) : Result<void>();
}

void AutoSave::written(const std::optional<Error> &error)
{
    if (!error) {
        m_failed = false;
        if (m_pending)
            m_timer.start(kDelay);
        else
            m_timer.stop();
        return;
    }
    m_pending = true;
    m_timer.start(kRetryDelay);
    if (!m_failed) {
        m_failed = true;
        emit failed(*error);
    }
}

Result<void> AutoSave::lock()
{
    if (m_lock)
        return {};
    if (!QDir().mkpath(m_folder))
        return Error{ErrorCode::Io, "the folder for autosaved projects cannot be made; unsaved changes would be lost in a crash", toUtf8(m_folder)};
    std::unique_ptr<QLockFile> taken = lockAt(path(kLockEnding));
    if (!taken->tryLock())
        return Error{ErrorCode::Io, "the folder for autosaved projects cannot be written; unsaved changes would be lost in a crash", toUtf8(m_folder)};
    m_lock = std::move(taken);
    return {};
}

void AutoSave::removeFiles()
{
    m_writing.waitForFinished();
    m_pending = false;
    m_timer.stop();
    if (!m_lock)
        return;
    QFile::remove(path(kProjectEnding));
    QFile::remove(path(kOriginEnding));
    m_lock.reset(); // removes the lock file
}

void AutoSave::close()
{
    removeFiles();
}

QList<Recoverable> AutoSave::recoverable(const QString &folder)
{
    QList<Recoverable> found;
    const QDir directory(folder);
    for (const QFileInfo &file : directory.entryInfoList({QLatin1Char('*') + kProjectEnding}, QDir::Files)) {
        Recoverable entry;
        entry.id = file.completeBaseName();
        entry.filePath = file.filePath();
        entry.time = file.lastModified();
        const std::unique_ptr<QLockFile> lock = lockAt(directory.filePath(entry.id + kLockEnding));
        if (!lock->tryLock() || !readProject(toPath(entry.filePath)))
            continue; // its program runs, or there is nothing to recover
        if (QFile origin(directory.filePath(entry.id + kOriginEnding)); origin.open(QIODevice::ReadOnly))
            entry.originalPath = QString::fromUtf8(origin.readAll());
        found << entry;
    }
    std::stable_sort(found.begin(), found.end(), [](const Recoverable &a, const Recoverable &b) { return a.time > b.time; });
    return found;
}

Result<Project> AutoSave::read(const Recoverable &recoverable)
{
    return readProject(toPath(recoverable.filePath));
}

void AutoSave::discard(const Recoverable &recoverable)
{
    const QDir directory = QFileInfo(recoverable.filePath).dir();
    for (const QString &ending : {kProjectEnding, kOriginEnding, kLockEnding})
        QFile::remove(directory.filePath(recoverable.id + ending));
}

} // namespace vernier
