// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/jobs/job_runner.h"

#include "core/base/remaining_time.h"
#include "widgets/support/text.h"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QFutureWatcher>
#include <QMutex>
#include <QPromise>
#include <QtConcurrent>

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <exception>
#include <mutex>
#include <new>
#include <utility>

#include <sys/resource.h>

namespace vernier {

namespace {

constexpr int kProgressInterval = 100; // ms
constexpr std::size_t kKeptJobs = 50;

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

/// What computes on this thread, and on threads that it starts, leaves the processor to the window whenever that wants it. Qt's
/// priorities do nothing under Linux' usual scheduler. Alone on the machine a job is as fast as before.
void standBack()
{
    constexpr int kNice = 5;
    static_cast<void>(::setpriority(PRIO_PROCESS, 0, kNice)); // of the calling thread; an unwilling system changes nothing
}

} // namespace

/// Open while no job but background ones waits or runs.
class JobRunner::Gate
{
public:
    void close()
    {
        const std::scoped_lock lock(m_mutex);
        ++m_others;
    }

    void open()
    {
        {
            const std::scoped_lock lock(m_mutex);
            --m_others;
        }
        m_changed.notify_all();
    }

    [[nodiscard]] bool isOpen()
    {
        const std::scoped_lock lock(m_mutex);
        return m_others == 0;
    }

    /// Until it is open, or `cancelled` is set.
    void wait(const std::atomic<bool> &cancelled)
    {
        std::unique_lock lock(m_mutex);
        m_changed.wait(lock, [&] { return m_others == 0 || cancelled; });
    }

    void cancel(std::atomic<bool> &cancelled)
    {
        {
            const std::scoped_lock lock(m_mutex);
            cancelled = true;
        }
        m_changed.notify_all();
    }

private:
    std::mutex m_mutex;
    std::condition_variable m_changed;
    int m_others = 0;
};

/// Shared by the two threads: the worker reports into it and asks whether to go on.
class JobRunner::Job final : public JobMonitor
{
public:
    explicit Job(Gate &gate)
        : m_gate(gate)
    {}

    JobInfo info;
    Work work;
    QPointer<QObject> context;
    bool hasContext = false;
    std::function<void()> done;

    bool keepGoing(std::int64_t doneUnits, std::int64_t total, std::string_view what) override
    {
        pauseForOthers();
        const QMutexLocker lock(&m_mutex);
        m_step = what;
        m_share.reset();
        if (total > 0) {
            m_share = std::clamp(static_cast<double>(doneUnits) / static_cast<double>(total), 0.0, 1.0);
            m_remaining.report(m_clock.seconds(), *m_share);
        }
        return !m_cancelled;
    }

    void begin()
    {
        if (isBackground(info.kind))
            m_gate.wait(m_cancelled);
        const QMutexLocker lock(&m_mutex);
        m_clock.start();
        m_begun = true;
    }

    void cancel() { m_gate.cancel(m_cancelled); }
    [[nodiscard]] bool isCancelled() const { return m_cancelled; }

    /// What the worker has reported so far, as it is shown.
    [[nodiscard]] JobInfo snapshot()
    {
        const QMutexLocker lock(&m_mutex);
        JobInfo shown = info;
        if (!m_begun)
            return shown;
        shown.state = m_clock.runs() ? JobInfo::State::Running : JobInfo::State::Paused;
        shown.step = toText(m_step);
        shown.seconds = m_clock.seconds();
        shown.share = m_share;
        shown.secondsLeft = m_remaining.left(shown.seconds);
        return shown;
    }

private:
    /// Seconds that a job was at work.
    class WorkClock
    {
    public:
        void start()
        {
            m_timer.start();
            m_runs = true;
        }
        void stop()
        {
            m_before = seconds();
            m_runs = false;
        }
        [[nodiscard]] bool runs() const { return m_runs; }
        [[nodiscard]] double seconds() const { return m_before + (m_runs ? static_cast<double>(m_timer.elapsed()) / 1000.0 : 0.0); }

    private:
        QElapsedTimer m_timer;
        double m_before = 0.0;
        bool m_runs = false;
    };

    void pauseForOthers()
    {
        if (!isBackground(info.kind) || m_gate.isOpen())
            return;
        {
            const QMutexLocker lock(&m_mutex);
            m_clock.stop();
        }
        m_gate.wait(m_cancelled);
        const QMutexLocker lock(&m_mutex);
        m_clock.start();
    }

    Gate &m_gate;
    QMutex m_mutex;
    std::string m_step;
    std::optional<double> m_share;
    RemainingTime m_remaining;
    WorkClock m_clock;
    bool m_begun = false;
    std::atomic<bool> m_cancelled{false};
};

JobRunner::JobRunner(QObject *parent)
    : QObject(parent)
    , m_gate(std::make_unique<Gate>())
{
    for (QThreadPool *pool : {&m_queue, &m_details, &m_background})
        pool->setMaxThreadCount(1);
    m_progressTimer.setInterval(kProgressInterval);
    connect(&m_progressTimer, &QTimer::timeout, this, &JobRunner::progressed);
}

JobRunner::~JobRunner()
{
    cancelAll();
    for (QThreadPool *pool : {&m_queue, &m_details, &m_background})
        pool->waitForDone();
}

QThreadPool &JobRunner::poolOf(JobKind kind)
{
    if (kind == JobKind::Details)
        return m_details;
    return isBackground(kind) ? m_background : m_queue;
}

int JobRunner::startErased(JobKind kind, JobTitle title, Work work, QObject *context, std::function<void()> done)
{
    for (const std::shared_ptr<Job> &older : m_active) {
        if (older->info.kind == kind && (kind != JobKind::Details || older->context == context))
            older->cancel();
    }
    const auto job = std::make_shared<Job>(*m_gate);
    job->info.id = m_nextId++;
    job->info.kind = kind;
    job->info.title = std::move(title);
    job->work = std::move(work);
    job->context = context;
    job->hasContext = context != nullptr;
    job->done = std::move(done);
    m_active.push_back(job);
    auto *watcher = new QFutureWatcher<std::optional<Error>>(this); // not the job's: its last owner may be the worker
    connect(watcher, &QFutureWatcherBase::finished, this, [this, watcher, job] {
        finished(job, watcher->result());
        watcher->deleteLater();
    });
    connect(watcher, &QFutureWatcherBase::started, this, &JobRunner::jobsChanged);
    QThreadPool &pool = poolOf(kind);
    if (&pool == &m_queue)
        m_gate->close();
    watcher->setFuture(QtConcurrent::run(&pool, [job]() -> std::optional<Error> {
        standBack();
        job->begin();
        if (job->isCancelled())
            return cancelledError();
        try { // nothing may leave this thread but a value
            const Work ownWork = std::exchange(job->work, {}); // what it holds goes before anybody hears of the end
            return ownWork(*job);
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

void JobRunner::finished(const std::shared_ptr<Job> &job, const std::optional<Error> &error)
{
    const auto position = std::find(m_active.begin(), m_active.end(), job);
    if (position == m_active.end())
        return;
    JobInfo info = job->snapshot();
    m_active.erase(position);
    if (m_active.empty())
        m_progressTimer.stop();
    const bool listens = !(job->hasContext && !job->context);
    const bool wrote = info.kind == JobKind::Export && !error; // files that are written cannot be cancelled any more
    const bool wanted = listens && (!job->isCancelled() || wrote);
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
    if (&poolOf(info.kind) == &m_queue)
        m_gate->open();
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

bool JobRunner::isWanted(int id) const
{
    return std::any_of(m_active.begin(), m_active.end(), [id](const auto &job) {
        return job->info.id == id && !job->isCancelled() && !(job->hasContext && !job->context);
    });
}

std::optional<JobInfo> JobRunner::active(JobKind kind) const
{
    for (const std::shared_ptr<Job> &job : m_active) {
        if (job->info.kind == kind && !job->isCancelled())
            return job->snapshot();
    }
    return std::nullopt;
}

std::optional<JobInfo> JobRunner::current() const
{
    std::optional<JobInfo> shown;
    for (const std::shared_ptr<Job> &job : m_active) {
        JobInfo info = job->snapshot();
        if (job->isCancelled() || info.kind == JobKind::Details)
            continue;
        if (info.state == JobInfo::State::Running)
            return info;
        if (!shown || (isBackground(shown->kind) && !isBackground(info.kind)))
            shown = info;
    }
    return shown;
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
