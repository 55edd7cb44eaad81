// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/jobs/job_runner.h"

#include "widgets/support/text.h"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QFutureWatcher>
#include <QMutex>
#include <QPromise>
#include <QtConcurrent>

#include <algorithm>
#include <atomic>
#include <exception>
#include <new>

namespace vernier {

namespace {

constexpr int kProgressInterval = 100; // ms
constexpr std::size_t kKeptJobs = 50;

struct Progress
{
    std::int64_t done = 0;
    std::int64_t total = 0;
    std::string step;
    double stepSeconds = 0.0; ///< since the step began
};

// Words core passes to JobMonitor::keepGoing.
[[maybe_unused]] const char *const kSteps[] = {
    QT_TRANSLATE_NOOP("vernier::JobStep", "forward pass"),
    QT_TRANSLATE_NOOP("vernier::JobStep", "generation"),
    QT_TRANSLATE_NOOP("vernier::JobStep", "outlier suppression"),
    QT_TRANSLATE_NOOP("vernier::JobStep", "output head"),
    QT_TRANSLATE_NOOP("vernier::JobStep", "quantizing weights"),
    QT_TRANSLATE_NOOP("vernier::JobStep", "writing weights"),
    QT_TRANSLATE_NOOP("vernier::JobStep", "end-to-end sensitivity"),
};

} // namespace

/// Shared by the two threads: the worker reports into it and asks whether to go on.
class JobRunner::Job final : public JobMonitor
{
public:
    JobInfo info;
    Work work;
    QPointer<QObject> context;
    bool hasContext = false;
    std::function<void()> done;
    QFutureWatcher<std::optional<Error>> watcher;

    bool keepGoing(std::int64_t doneUnits, std::int64_t total, std::string_view what) override
    {
        const QMutexLocker lock(&m_mutex);
        if (m_progress.step != what) {
            m_progress.step = what;
            m_stepStarted.restart();
        }
        m_progress.done = doneUnits;
        m_progress.total = total;
        return !m_cancelled;
    }

    void begin()
    {
        const QMutexLocker lock(&m_mutex);
        m_started.start();
        m_stepStarted.start();
        m_running = true;
    }

    void cancel() { m_cancelled = true; }
    [[nodiscard]] bool isCancelled() const { return m_cancelled; }

    /// What the worker has reported so far, as it is shown.
    [[nodiscard]] JobInfo snapshot()
    {
        const QMutexLocker lock(&m_mutex);
        JobInfo shown = info;
        if (!m_running)
            return shown;
        shown.state = JobInfo::State::Running;
        shown.step = toText(m_progress.step);
        shown.seconds = static_cast<double>(m_started.elapsed()) / 1000.0;
        if (m_progress.total > 0) {
            const double share = std::clamp(static_cast<double>(m_progress.done) / static_cast<double>(m_progress.total), 0.0, 1.0);
            const double elapsed = static_cast<double>(m_stepStarted.elapsed()) / 1000.0;
            shown.share = share;
            if (share > 0.05 && elapsed > 0.5)
                shown.secondsLeft = elapsed * (1.0 - share) / share;
        }
        return shown;
    }

private:
    QMutex m_mutex;
    Progress m_progress;
    QElapsedTimer m_started;
    QElapsedTimer m_stepStarted;
    bool m_running = false;
    std::atomic<bool> m_cancelled{false};
};

JobRunner::JobRunner(QObject *parent)
    : QObject(parent)
{
    m_queue.setMaxThreadCount(1);
    m_details.setMaxThreadCount(1);
    m_progressTimer.setInterval(kProgressInterval);
    connect(&m_progressTimer, &QTimer::timeout, this, &JobRunner::progressed);
}

JobRunner::~JobRunner()
{
    for (const std::shared_ptr<Job> &job : m_active) {
        job->watcher.disconnect(this);
        job->cancel();
    }
    m_queue.waitForDone();
    m_details.waitForDone();
}

int JobRunner::startErased(JobKind kind, JobTitle title, Work work, QObject *context, std::function<void()> done)
{
    for (const std::shared_ptr<Job> &older : m_active) {
        if (older->info.kind == kind && (kind != JobKind::Details || older->context == context))
            older->cancel();
    }
    const auto job = std::make_shared<Job>();
    job->info.id = m_nextId++;
    job->info.kind = kind;
    job->info.title = std::move(title);
    job->work = std::move(work);
    job->context = context;
    job->hasContext = context != nullptr;
    job->done = std::move(done);
    m_active.push_back(job);
    connect(&job->watcher, &QFutureWatcherBase::finished, this, [this, weak = std::weak_ptr(job)] {
        if (const std::shared_ptr<Job> ended = weak.lock())
            finished(ended);
    });
    connect(&job->watcher, &QFutureWatcherBase::started, this, &JobRunner::jobsChanged);
    QThreadPool &pool = kind == JobKind::Details ? m_details : m_queue;
    job->watcher.setFuture(QtConcurrent::run(&pool, [job]() -> std::optional<Error> {
        if (job->isCancelled())
            return cancelledError();
        job->begin();
        try { // nothing may leave this thread but a value
            return job->work(*job);
        } catch (const std::bad_alloc &) {
            return Error{ErrorCode::Unsupported, "there is not enough memory for this; close other programs or use fewer samples", {}};
        } catch (const std::exception &exception) {
            return Error{ErrorCode::Unsupported, std::string("an unexpected failure: ") + exception.what(), {}};
        }
    }));
    m_progressTimer.start();
    emit jobsChanged();
    return job->info.id;
}

void JobRunner::finished(const std::shared_ptr<Job> &job)
{
    const auto position = std::find(m_active.begin(), m_active.end(), job);
    if (position == m_active.end())
        return;
    const std::optional<Error> error = job->watcher.result();
    JobInfo info = job->snapshot();
    m_active.erase(position);
    if (m_active.empty())
        m_progressTimer.stop();
    const bool wanted = !job->isCancelled() && !(job->hasContext && !job->context);
    if (!wanted || (error && error->code == ErrorCode::Cancelled)) {
        info.state = JobInfo::State::Cancelled;
    } else if (error) {
        info.state = JobInfo::State::Failed;
        info.error = error;
    } else {
        info.state = JobInfo::State::Done;
    }
    m_ended.insert(m_ended.begin(), info);
    if (m_ended.size() > kKeptJobs)
        m_ended.pop_back();
    if (info.state == JobInfo::State::Done)
        job->done(); // may start the next job
    emit jobsChanged();
    if (info.state == JobInfo::State::Failed)
        emit failed(info);
    if (m_active.empty())
        emit idle();
}

void JobRunner::cancel(int id)
{
    for (const std::shared_ptr<Job> &job : m_active) {
        if (job->info.id == id)
            job->cancel();
    }
}

void JobRunner::cancelKind(JobKind kind)
{
    for (const std::shared_ptr<Job> &job : m_active) {
        if (job->info.kind == kind)
            job->cancel();
    }
}

void JobRunner::cancelAll()
{
    for (const std::shared_ptr<Job> &job : m_active)
        job->cancel();
}

std::vector<JobInfo> JobRunner::jobs() const
{
    std::vector<JobInfo> all;
    for (const std::shared_ptr<Job> &job : m_active)
        all.push_back(job->snapshot());
    all.insert(all.end(), m_ended.begin(), m_ended.end());
    return all;
}

bool JobRunner::isBusy() const
{
    return std::any_of(m_active.begin(), m_active.end(), [](const auto &job) { return !job->isCancelled(); });
}

bool JobRunner::isBusy(JobKind kind) const
{
    return std::any_of(m_active.begin(), m_active.end(),
                       [kind](const auto &job) { return job->info.kind == kind && !job->isCancelled(); });
}

std::optional<JobInfo> JobRunner::current() const
{
    std::optional<JobInfo> waiting;
    for (const std::shared_ptr<Job> &job : m_active) {
        JobInfo info = job->snapshot();
        if (job->isCancelled() || info.kind == JobKind::Details)
            continue;
        if (info.state == JobInfo::State::Running)
            return info;
        if (!waiting)
            waiting = info;
    }
    return waiting;
}

void JobRunner::clearEnded()
{
    m_ended.clear();
    emit jobsChanged();
}

QString stepText(const QString &step)
{
    return QCoreApplication::translate("vernier::JobStep", step.toUtf8().constData());
}

} // namespace vernier
