// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/number_text.h"

#include <QTest>

#include <cmath>
#include <limits>
#include <string>

using namespace vernier;

class TestNumberText : public QObject
{
    Q_OBJECT

private slots:
    void decimalsGrowUntilNothingLooksLikeZero_data();
    void decimalsGrowUntilNothingLooksLikeZero();
    void perplexitiesKeepTheirWidth();
    void signs_data();
    void signs();
    void durations();
    void hugeNumbersArePowersOfTen();
    void ordinaryNumbersHaveTheirDecimals();
};

void TestNumberText::decimalsGrowUntilNothingLooksLikeZero_data()
{
    QTest::addColumn<double>("value");
    QTest::addColumn<double>("error");
    QTest::addColumn<QString>("text");
    QTest::newRow("usual") << 0.8116 << 0.0174 << "0.8116 ± 0.0174";
    QTest::newRow("tiny error") << 0.0012 << 0.00003 << "0.00120 ± 0.00003";
    QTest::newRow("tiny value") << 0.0000312 << 0.000002 << "0.000031 ± 0.000002";
    QTest::newRow("zero is zero") << 0.0 << 0.0 << "0.0000";
    QTest::newRow("below what is shown") << 1e-12 << 0.0 << "0.00000000";
    QTest::newRow("not a number") << std::nan("") << 0.0 << "–";
}

void TestNumberText::decimalsGrowUntilNothingLooksLikeZero()
{
    QFETCH(double, value);
    QFETCH(double, error);
    QFETCH(QString, text);
    QCOMPARE(QString::fromStdString(withError(value, error, divergenceDecimals(value, error))), text);
}

void TestNumberText::perplexitiesKeepTheirWidth()
{
    QCOMPARE(perplexityDecimals(5.47), 2);
    QCOMPARE(perplexityDecimals(999.9), 2);
    QCOMPARE(perplexityDecimals(1234.5), 1);
    QCOMPARE(perplexityDecimals(-1234.5), 1);
    QCOMPARE(perplexityDecimals(123456.7, 0.001), 0);
    QCOMPARE(perplexityDecimals(5.47, 0.001), 3);
}

void TestNumberText::signs_data()
{
    QTest::addColumn<double>("value");
    QTest::addColumn<QString>("text");
    QTest::newRow("more") << 0.1234 << "+0.12";
    QTest::newRow("less") << -0.1234 << "-0.12";
    QTest::newRow("nothing") << 0.0 << "0.00";
    QTest::newRow("rounds to nothing") << -0.001 << "0.00";
    QTest::newRow("no end") << std::numeric_limits<double>::infinity() << "+∞";
    QTest::newRow("not a number") << std::nan("") << "–";
}

void TestNumberText::signs()
{
    QFETCH(double, value);
    QFETCH(QString, text);
    QCOMPARE(QString::fromStdString(signedFixed(value, 2)), text);
}

void TestNumberText::durations()
{
    const std::pair<double, const char *> rows[] = {{0.0, "0.00 s"},       {0.314, "0.31 s"},      {0.996, "1.0 s"},        {9.94, "9.9 s"},
                                                    {9.996, "10 s"},       {59.4, "59 s"},         {59.6, "1 min 00 s"},    {185.0, "3 min 05 s"},
                                                    {3599.7, "1 h 00 min"}, {7800.0, "2 h 10 min"}, {std::nan(""), "–"}};
    for (const auto &[seconds, text] : rows)
        QCOMPARE(QString::fromStdString(duration(seconds)), QString::fromUtf8(text));
}

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
