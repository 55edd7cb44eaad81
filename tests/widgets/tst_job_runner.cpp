// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/jobs/job_runner.h"

#include <QElapsedTimer>
#include <QSignalSpy>
#include <QTest>
#include <QThread>

#include <atomic>
#include <stdexcept>
#include <thread>

using namespace vernier;

namespace {

/// Works in steps of a millisecond until it is told to stop.
Result<int> endless(JobMonitor &monitor)
{
    for (std::int64_t i = 0; monitor.keepGoing(i % 100, 100, "forward pass"); ++i)
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
    return cancelledError();
}

} // namespace

class TestJobRunner : public QObject
{
    Q_OBJECT

private slots:
    void resultArrivesInTheGuiThread()
    {
        JobRunner runner;
        std::optional<int> result;
        QThread *thread = nullptr;
        runner.start<int>(JobKind::Evaluate, [] { return QStringLiteral("job"); }, [](JobMonitor &) { return Result<int>(42); }, this, [&](int value) {
            result = value;
            thread = QThread::currentThread();
        });
        QTRY_VERIFY(result.has_value());
        QCOMPARE(*result, 42);
        QCOMPARE(thread, QThread::currentThread());
        QCOMPARE(runner.jobs().front().state, JobInfo::State::Done);
    }

    void errorsAndExceptionsEndAsFailedJobs()
    {
        JobRunner runner;
        QSignalSpy failed(&runner, &JobRunner::failed);
        runner.start<int>(JobKind::Load, [] { return QStringLiteral("a"); }, [](JobMonitor &) -> Result<int> { return Error{ErrorCode::Io, "no disk", "x"}; },
                          this, [](int) { QFAIL("no result"); });
        QTRY_COMPARE(failed.count(), 1);
        QCOMPARE(runner.jobs().front().error->message, std::string("no disk"));
        runner.start<int>(JobKind::Load, [] { return QStringLiteral("b"); }, [](JobMonitor &) -> Result<int> { throw std::runtime_error("boom"); }, this,
                          [](int) { QFAIL("no result"); });
        QTRY_COMPARE(failed.count(), 2);
        QVERIFY(runner.jobs().front().error->message.find("boom") != std::string::npos);
    }

    void filesThatAreWrittenAreNotCancelled()
    {
        JobRunner runner;
        for (const JobKind kind : {JobKind::Export, JobKind::Evaluate}) {
            std::atomic<bool> isLate{false};
            int results = 0;
            const int id = runner.start<int>(kind, [] { return QStringLiteral("job"); },
                                             [&isLate](JobMonitor &monitor) {
                                                 while (monitor.keepGoing(0, 1, "waiting"))
                                                     QThread::msleep(1);
                                                 isLate = true;
                                                 return Result<int>(1); // all was done before anybody asked
                                             },
                                             this, [&results](int) { ++results; });
            runner.cancel(id);
            QTRY_VERIFY(runner.jobs().front().state != JobInfo::State::Waiting && runner.jobs().front().state != JobInfo::State::Running);
            const bool isExport = kind == JobKind::Export;
            QCOMPARE(runner.jobs().front().state, isExport && isLate ? JobInfo::State::Done : JobInfo::State::Cancelled);
            QCOMPARE(results, isExport && isLate ? 1 : 0);
        }
    }

    void cancelEndsAJobWithoutResult()
    {
        JobRunner runner;
        const int id = runner.start<int>(JobKind::Evaluate, [] { return QStringLiteral("job"); }, endless, this, [](int) { QFAIL("no result"); });
        QTRY_VERIFY(runner.current() && runner.current()->share);
        QCOMPARE(runner.current()->step, QStringLiteral("forward pass"));
        runner.cancel(id);
        QVERIFY(!runner.isBusy());
        QTRY_COMPARE(runner.jobs().front().state, JobInfo::State::Cancelled);
    }

    void newerJobOfAKindReplacesTheOlder()
    {
        JobRunner runner;
        int result = 0;
        runner.start<int>(JobKind::Evaluate, [] { return QStringLiteral("old"); }, endless, this, [](int) { QFAIL("stale"); });
        runner.start<int>(JobKind::Evaluate, [] { return QStringLiteral("new"); }, [](JobMonitor &) { return Result<int>(2); }, this, [&](int value) { result = value; });
        QTRY_COMPARE(result, 2);
    }

    void detailsOfOneViewLeaveThoseOfAnother()
    {
        JobRunner runner;
        QObject view;
        QObject other;
        int first = 0;
        int second = 0;
        runner.start<int>(JobKind::Details, [] { return QStringLiteral("stale"); }, endless, &view, [](int) { QFAIL("stale"); });
        runner.start<int>(JobKind::Details, [] { return QStringLiteral("view"); }, [](JobMonitor &) { return Result<int>(1); }, &view, [&](int value) { first = value; });
        runner.start<int>(JobKind::Details, [] { return QStringLiteral("other"); }, [](JobMonitor &) { return Result<int>(2); }, &other, [&](int value) { second = value; });
        QTRY_COMPARE(second, 2);
        QCOMPARE(first, 1);
    }

    void detailsDoNotWaitForOtherJobs()
    {
        JobRunner runner;
        int result = 0;
        runner.start<int>(JobKind::Evaluate, [] { return QStringLiteral("long"); }, endless, this, [](int) {});
        runner.start<int>(JobKind::Details, [] { return QStringLiteral("short"); }, [](JobMonitor &) { return Result<int>(7); }, this, [&](int value) { result = value; });
        QTRY_COMPARE(result, 7);
        runner.cancelAll();
        QTRY_VERIFY(runner.jobs().front().state == JobInfo::State::Cancelled);
    }

    void aBackgroundJobPausesForTheOthers()
    {
        JobRunner runner;
        std::atomic<int> steps{0};
        const auto counting = [&steps](JobMonitor &monitor) -> Result<int> {
            for (std::int64_t i = 0; i < 100; ++i) {
                if (!monitor.keepGoing(i, 100, "end-to-end sensitivity"))
                    return cancelledError();
                ++steps;
                std::this_thread::sleep_for(std::chrono::milliseconds(10));
            }
            return 1;
        };
        int result = 0;
        runner.start<int>(JobKind::EndToEnd, [] { return QStringLiteral("long"); }, counting, this, [&](int value) { result = value; });
        QTRY_VERIFY(steps > 10);
        std::atomic<bool> mayEnd{false};
        bool evaluated = false;
        runner.start<int>(JobKind::Evaluate, [] { return QStringLiteral("evaluation"); },
                          [&](JobMonitor &) {
                              while (!mayEnd)
                                  std::this_thread::yield();
                              return Result<int>(1);
                          },
                          this, [&](int) { evaluated = true; });
        QTRY_VERIFY(runner.active(JobKind::EndToEnd)->state == JobInfo::State::Paused);
        QVERIFY(runner.current()->kind == JobKind::Evaluate);
        const JobInfo before = *runner.active(JobKind::EndToEnd);
        const int stepsBefore = steps;
        QTest::qWait(200);
        const JobInfo after = *runner.active(JobKind::EndToEnd);
        QCOMPARE(steps, stepsBefore);
        QCOMPARE(after.seconds, before.seconds); // the pause is neither work nor progress
        QCOMPARE(after.share, before.share);
        mayEnd = true;
        QTRY_VERIFY(evaluated);
        QCOMPARE(result, 0); // it was not waited for
        QTRY_COMPARE(result, 1);
    }

    void aPausedJobIsCancelledAtOnce()
    {
        JobRunner runner;
        const int paused = runner.start<int>(JobKind::EndToEnd, [] { return QStringLiteral("long"); }, endless, this, [](int) { QFAIL("no result"); });
        QTRY_VERIFY(runner.current() && runner.current()->share);
        runner.start<int>(JobKind::Evaluate, [] { return QStringLiteral("evaluation"); }, endless, this, [](int) {});
        QTRY_VERIFY(runner.active(JobKind::EndToEnd)->state == JobInfo::State::Paused);
        QElapsedTimer time;
        time.start();
        runner.cancel(paused);
        QTRY_COMPARE(runner.jobs().back().state, JobInfo::State::Cancelled);
        QVERIFY2(time.elapsed() < 500, qPrintable(QString::number(time.elapsed()))); // QTRY looks every 50 ms; the machine may be busy
        runner.cancelAll();
    }

    void aBackgroundJobBeginsWhenTheOthersAreDone()
    {
        JobRunner runner;
        const int first = runner.start<int>(JobKind::Export, [] { return QStringLiteral("export"); }, endless, this, [](int) {});
        int result = 0;
        runner.start<int>(JobKind::EndToEnd, [] { return QStringLiteral("long"); }, [](JobMonitor &) { return Result<int>(1); }, this, [&](int value) { result = value; });
        QTRY_VERIFY(runner.current() && runner.current()->share);
        QTest::qWait(50);
        QVERIFY(runner.active(JobKind::EndToEnd)->state == JobInfo::State::Waiting);
        runner.cancel(first);
        QTRY_COMPARE(result, 1);
    }

    void resultForADeadReceiverIsDropped()
    {
        JobRunner runner;
        std::atomic<bool> mayEnd{false};
        auto *receiver = new QObject;
        runner.start<int>(JobKind::Evaluate, [] { return QStringLiteral("job"); },
                          [&](JobMonitor &) {
                              while (!mayEnd)
                                  std::this_thread::yield();
                              return Result<int>(1);
                          },
                          receiver, [](int) { QFAIL("nobody is there"); });
        delete receiver;
        mayEnd = true;
        QTRY_COMPARE(runner.jobs().front().state, JobInfo::State::Cancelled);
    }
};

QTEST_GUILESS_MAIN(TestJobRunner)
#include "tst_job_runner.moc"
