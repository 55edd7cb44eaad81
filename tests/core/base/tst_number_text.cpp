// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/number_text.h"

#include <QTest>

#include <limits>
#include <string>

using namespace vernier;

class TestNumberText : public QObject
{
    Q_OBJECT

private slots:
    void hugeNumbersArePowersOfTen();
    void ordinaryNumbersHaveTheirDecimals();
};

void TestNumberText::hugeNumbersArePowersOfTen()
{
    QCOMPARE(fixedPoint(12'345'678.9, 3), std::string("1.235e+07"));
    QCOMPARE(fixedPoint(-1e308, 2), std::string("-1.00e+308"));
    QCOMPARE(withError(2.5e9, 1e8, 2), std::string("2.50e+09 ± 1.00e+08"));
    QCOMPARE(fixedPoint(std::numeric_limits<double>::infinity(), 2), std::string("∞"));
}

void TestNumberText::ordinaryNumbersHaveTheirDecimals()
{
    QCOMPARE(fixedPoint(9'999'999.0, 1), std::string("9999999.0"));
    QCOMPARE(withError(53.8523, 0.0174, 2), std::string("53.85 ± 0.02"));
    QCOMPARE(percent(0.498), std::string("49.8 %"));
}

QTEST_APPLESS_MAIN(TestNumberText)
#include "tst_number_text.moc"
