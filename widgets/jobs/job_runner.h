// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/job_monitor.h"

#include <QObject>
#include <QPointer>
#include <QString>
#include <QThreadPool>
#include <QTimer>

#include <functional>
#include <memory>
#include <optional>
#include <vector>

// Where threads for the window start (autosave alone has one of its own): core's functions run here, with progress and
// cancel, and their results come back to the GUI thread.

namespace vernier {

/// What a job is for. A newer job of the same kind makes an older one stale: it is cancelled and its result dropped. Only
/// of Details can there be several, one for each context: views do not know of each other.
enum class JobKind { Load, Statistics, Scores, LocalSensitivity, EndToEnd, Evaluate, Repeat, SavedModel, Accuracy, Details, Export };

/// A job of this kind takes long and nobody waits for it: it pauses while others (Details aside) wait or run.
[[nodiscard]] constexpr bool isBackground(JobKind kind)
{
    return kind == JobKind::EndToEnd;
}

/// What a job is called, in the language of the moment.
using JobTitle = std::function<QString()>;

/// A job as it is shown.
struct JobInfo
{
    enum class State { Waiting, Running, Paused, Done, Failed, Cancelled };
    int id = 0;
    JobKind kind = JobKind::Load;
    JobTitle title;
    State state = State::Waiting;
    QString step;                      ///< what it is doing, from core
    std::optional<double> share;       ///< of the job that is done; none: unknown
    std::optional<double> secondsLeft; ///< of the job
    double seconds = 0.0;              ///< it has been running, pauses left out
    std::optional<Error> error;        ///< of a failed job

    [[nodiscard]] bool isActive() const { return state == State::Waiting || state == State::Running || state == State::Paused; }
};

class JobRunner : public QObject
{
    Q_OBJECT
public:
    explicit JobRunner(QObject *parent = nullptr);
    /// Cancels everything and waits for it.
    ~JobRunner() override;

    /// Runs `work` on another thread when its turn comes: Details at once, everything else one after the other (core
    /// itself uses all processors), background jobs while there is nothing else to do. `done` is called in the GUI thread with the result, unless the job failed, was
    /// cancelled, became stale, or `context` has died. `work` must capture by value.
    template <typename T>
    int start(JobKind kind, JobTitle title, std::function<Result<T>(JobMonitor &)> work, QObject *context,
              std::function<void(T)> done)
    {
        auto result = std::make_shared<std::optional<T>>();
        Work erased = [work = std::move(work), result](JobMonitor &monitor) -> std::optional<Error> {
            Result<T> made = work(monitor);
            if (!made)
                return std::move(made).error();
            result->emplace(std::move(made).value());
            return std::nullopt;
        };
        return startErased(kind, std::move(title), std::move(erased), context,
                           [done = std::move(done), result] { done(std::move(**result)); });
    }

    /// The same for work that has results on the way: what it passes to its second argument comes to `partly` in the GUI thread,
    /// before `done`, under the same conditions.
    template <typename T, typename Part>
    int start(JobKind kind, JobTitle title, std::function<Result<T>(JobMonitor &, const std::function<void(Part)> &)> work, QObject *context,
              std::function<void(T)> done, std::function<void(Part)> partly)
    {
        const int id = m_nextId; // of the job that starts now
        auto publish = [this, id, partly = std::move(partly)](Part part) {
            QMetaObject::invokeMethod(this, [this, id, partly, part = std::move(part)]() mutable {
                if (isWanted(id))
                    partly(std::move(part));
            }, Qt::QueuedConnection);
        };
        return start<T>(kind, std::move(title), [work = std::move(work), publish](JobMonitor &monitor) { return work(monitor, publish); }, context, std::move(done));
    }

    void cancel(int id);
    void cancelKind(JobKind kind);
    void cancelAll();

    /// Waiting and running jobs, then the last few that ended, newest first.
    [[nodiscard]] std::vector<JobInfo> jobs() const;
    [[nodiscard]] bool isBusy() const;
    [[nodiscard]] bool isBusy(JobKind kind) const;
    /// The job of this kind that waits or runs.
    [[nodiscard]] std::optional<JobInfo> active(JobKind kind) const;
    /// The job whose progress the status strip shows; none when idle.
    [[nodiscard]] std::optional<JobInfo> current() const;
    void clearEnded();

signals:
    /// A job was added, began or ended.
    void jobsChanged();
    /// Progress of running jobs moved; at most ten times a second.
    void progressed();
    void failed(const vernier::JobInfo &job);
    /// Everything is done: nothing waits or runs.
    void idle();

private:
    class Job;
    class Gate;
    using Work = std::function<std::optional<Error>(JobMonitor &)>;

    int startErased(JobKind kind, JobTitle title, Work work, QObject *context, std::function<void()> done);
    void finished(const std::shared_ptr<Job> &job, const std::optional<Error> &error);
    /// Whether it waits or runs, and somebody still listens.
    [[nodiscard]] bool isWanted(int id) const;
    [[nodiscard]] QThreadPool &poolOf(JobKind kind);

    std::vector<std::shared_ptr<Job>> m_active;
    std::vector<JobInfo> m_ended; ///< newest first
    QThreadPool m_queue;          ///< one thread: jobs in the order of their start
    QThreadPool m_details;        ///< one thread for small things that must not wait
    QThreadPool m_background;     ///< one thread for what pauses while m_queue works
    std::unique_ptr<Gate> m_gate; ///< what it pauses at
    QTimer m_progressTimer;
    int m_nextId = 1;
};

/// The job's step in the user's language; core's own word where there is no translation.
[[nodiscard]] QString stepText(const QString &step);

} // namespace vernier
