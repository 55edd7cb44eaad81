// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/job_steps.h"
#include "tests/support/recording_monitor.h"

#include <QTest>

using namespace vernier;

class TestJobSteps : public QObject
{
    Q_OBJECT

private slots:
    void everyStepIsItsShareOfTheWhole()
    {
        test::RecordingMonitor job;
        JobSteps steps(job, {1.0, 3.0, 0.0});
        QVERIFY(steps.next().keepGoing(1, 2, "a"));
        QCOMPARE(job.share(), 0.125);
        QCOMPARE(job.what(), std::string("a"));
        JobMonitor &second = steps.next();
        second.keepGoing(0, 7, "b");
        QCOMPARE(job.share(), 0.25);
        second.keepGoing(2, 3, "b");
        QCOMPARE(job.share(), 0.75);
        steps.next().keepGoing(0, 1, "left out");
        QCOMPARE(job.share(), 1.0);
    }

    void stepsHaveStepsAndAName()
    {
        test::RecordingMonitor job;
        JobSteps outer(job, {1.0, 1.0}, "outer");
        JobSteps inner(outer.next(), {1.0, 1.0});
        inner.next().keepGoing(1, 1, "inner");
        QCOMPARE(job.share(), 0.25);
        QCOMPARE(job.what(), std::string("outer"));
    }

    void theWishToStopIsPassedOn()
    {
        test::RecordingMonitor job(0);
        QVERIFY(!JobSteps(job, {1.0}).next().keepGoing(0, 1, "a"));
    }

    void inBetweenTheLastNumbersAreAskedAgain()
    {
        test::RecordingMonitor job(3);
        RepeatingMonitor repeating(job);
        QVERIFY(repeating.keepGoing());
        QCOMPARE(job.share(), 0.0);
        QVERIFY(repeating.keepGoing(1, 4, "a"));
        QVERIFY(repeating.keepGoing());
        QCOMPARE(job.share(), 0.25);
        QCOMPARE(job.what(), std::string("a"));
        QVERIFY(!repeating.keepGoing());
    }

    void aStepThatDoesNotKnowItsLengthStandsAtItsBegin()
    {
        test::RecordingMonitor job;
        JobSteps steps(job, {0.0});
        steps.next().keepGoing(3, 0, "a");
        QCOMPARE(job.share(), 0.0);
    }
};

QTEST_APPLESS_MAIN(TestJobSteps)
#include "tst_job_steps.moc"
