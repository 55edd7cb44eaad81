// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/remaining_time.h"

#include <QTest>

using namespace vernier;

class TestRemainingTime : public QObject
{
    Q_OBJECT

private slots:
    void nothingIsSaidBeforeThereIsAPace()
    {
        RemainingTime remaining;
        QVERIFY(!remaining.left(10.0));
        remaining.report(0.0, 0.0);
        remaining.report(0.1, 0.5); // too soon
        QVERIFY(!remaining.left(0.1));
        remaining = {};
        remaining.report(0.0, 0.0);
        remaining.report(60.0, 0.001); // too little
        QVERIFY(!remaining.left(60.0));
    }

    void thePaceSinceTheBeginCounts()
    {
        RemainingTime remaining;
        remaining.report(5.0, 0.0);
        remaining.report(15.0, 0.25);
        QCOMPARE(*remaining.left(15.0), 30.0);
        QCOMPARE(*remaining.left(18.0), 27.0); // it goes on between reports
        QCOMPARE(*remaining.left(100.0), 0.0);
    }

    void whatWasDoneBeforeTheFirstReportDoesNotCount()
    {
        RemainingTime remaining;
        remaining.report(0.0, 0.5);
        remaining.report(10.0, 0.75);
        QCOMPARE(*remaining.left(10.0), 10.0);
    }

    void aProgressThatFallsBackBeginsAnew()
    {
        RemainingTime remaining;
        remaining.report(0.0, 0.0);
        remaining.report(100.0, 0.9);
        remaining.report(101.0, 0.0);
        QVERIFY(!remaining.left(101.0));
        remaining.report(103.0, 0.5);
        QCOMPARE(*remaining.left(103.0), 2.0);
    }
};

QTEST_APPLESS_MAIN(TestRemainingTime)
#include "tst_remaining_time.moc"
