// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/python_random.h"

#include <QTest>

#include <numeric>

using namespace vernier;

// Expected numbers are those of CPython 3.11's module random.

class TestPythonRandom : public QObject
{
    Q_OBJECT

private slots:
    void shufflesAsPython_data()
    {
        QTest::addColumn<qint64>("seed");
        QTest::addColumn<std::vector<int>>("expected");
        using Order = std::vector<int>;
        QTest::newRow("0") << qint64(0) << Order{7, 8, 1, 5, 3, 4, 2, 0, 9, 6};
        QTest::newRow("42") << qint64(42) << Order{7, 3, 2, 8, 5, 6, 9, 4, 0, 1};
        QTest::newRow("the sign does not count") << qint64(-42) << Order{7, 3, 2, 8, 5, 6, 9, 4, 0, 1};
        QTest::newRow("more than 32 bits") << qint64(123456789012345) << Order{5, 9, 2, 7, 0, 8, 1, 6, 4, 3};
    }

    void shufflesAsPython()
    {
        QFETCH(qint64, seed);
        QFETCH(std::vector<int>, expected);
        std::vector<int> values(10);
        std::iota(values.begin(), values.end(), 0);
        PythonRandom(seed).shuffle(values);
        QCOMPARE(values, expected);
    }

    void drawsAsPython()
    {
        PythonRandom random(1);
        for (const auto &[bits, expected] : {std::pair<int, std::uint64_t>{1, 0}, {8, 145}, {32, 3639700191}, {33, 7740669488}, {64, 4705193143269049553}})
            QCOMPARE(random.bits(bits), expected);
        for (const auto &[bound, expected] :
             {std::pair<std::uint64_t, std::uint64_t>{1, 0}, {2, 1}, {3, 1}, {4, 3}, {1000, 667}, {(std::uint64_t{1} << 40) + 1, 207060179245}})
            QCOMPARE(random.below(bound), expected);
    }

    void stateIsRenewedAsPythons()
    {
        PythonRandom random(5);
        std::uint64_t last = 0;
        for (int i = 0; i < 1500; ++i)
            last = random.bits(32);
        QCOMPARE(last, std::uint64_t(1811682290));
    }

    void emptyAndSingleListsStay()
    {
        std::vector<int> values;
        PythonRandom(0).shuffle(values);
        QVERIFY(values.empty());
        values = {7};
        PythonRandom(0).shuffle(values);
        QCOMPARE(values, std::vector<int>{7});
    }
};

QTEST_APPLESS_MAIN(TestPythonRandom)
#include "tst_python_random.moc"
