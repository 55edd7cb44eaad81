// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/eval/statistics.h"

#include "tests/support/tiny_checkpoint.h"

#include <QTest>

#include <cmath>

using namespace vernier;
using namespace vernier::test;

namespace {

/// A few hundred double operations on numbers near 1.
constexpr double kDoubleRounding = 1e-13;

/// The definition, window by window: W / (W - 1) Σ_w (n_w (mean_w - mean))², its root divided by N.
double plainError(const std::vector<std::vector<double>> &windows)
{
    double count = 0.0;
    double total = 0.0;
    for (const auto &window : windows) {
        count += static_cast<double>(window.size());
        for (const double value : window)
            total += value;
    }
    const double mean = total / count;
    double squares = 0.0;
    for (const auto &window : windows) {
        double sum = 0.0;
        for (const double value : window)
            sum += value;
        const auto size = static_cast<double>(window.size());
        squares += std::pow(size * (sum / size - mean), 2);
    }
    const auto units = static_cast<double>(windows.size());
    return std::sqrt(units / (units - 1.0) * squares) / count;
}

Estimate estimateOf(const std::vector<std::vector<double>> &windows)
{
    std::vector<double> values;
    std::vector<int> windowOf;
    for (std::size_t w = 0; w < windows.size(); ++w) {
        values.insert(values.end(), windows[w].begin(), windows[w].end());
        windowOf.insert(windowOf.end(), windows[w].size(), static_cast<int>(w));
    }
    return clusteredMean(values, windowOf);
}

} // namespace

class TestStatistics : public QObject
{
    Q_OBJECT

private slots:
    void workedExample();
    void agreesWithThePlainVersion_data();
    void agreesWithThePlainVersion();
    void independentTokensGiveTheUsualError();
    void oneWindowCountsItsTokens();
    void repeatingTheTokensOfAWindowAddsNoCertainty();
    void degenerateInputs();
    void quantilesInterpolate_data();
    void quantilesInterpolate();
};

void TestStatistics::workedExample()
{
    // Mean 3. Sums of deviations: (1-3)+(2-3) = -3; (3-3)+(6-3) = 3. Error: sqrt(2/1 · (9+9)) / 4 = 1.5.
    const Estimate estimate = estimateOf({{1, 2}, {3, 6}});
    QCOMPARE(estimate.mean, 3.0);
    QCOMPARE(estimate.standardError, 1.5);
}

void TestStatistics::agreesWithThePlainVersion_data()
{
    QTest::addColumn<QList<int>>("sizes");
    QTest::newRow("equal windows") << QList<int>{255, 255, 255};
    QTest::newRow("unequal windows") << QList<int>{1, 40, 3, 117};
    QTest::newRow("two windows") << QList<int>{7, 5};
}

void TestStatistics::agreesWithThePlainVersion()
{
    QFETCH(QList<int>, sizes);
    std::vector<std::vector<double>> windows;
    for (const int size : sizes) {
        const std::vector<float> values = pseudoRandom(size, static_cast<std::uint32_t>(windows.size()));
        windows.emplace_back(values.begin(), values.end());
    }
    const double expected = plainError(windows);
    QVERIFY(expected > 0.0);
    QVERIFY(std::abs(estimateOf(windows).standardError - expected) < kDoubleRounding);
}

void TestStatistics::independentTokensGiveTheUsualError()
{
    // One token in each window: s / sqrt(N) with the unbiased s. Values 1…4: s² = 5/3.
    QVERIFY(std::abs(estimateOf({{1}, {2}, {3}, {4}}).standardError - std::sqrt(5.0 / 3.0 / 4.0)) < kDoubleRounding);
}

void TestStatistics::oneWindowCountsItsTokens()
{
    const Estimate estimate = estimateOf({{1, 2, 3, 4}});
    QCOMPARE(estimate.mean, 2.5);
    QVERIFY(std::abs(estimate.standardError - std::sqrt(5.0 / 3.0 / 4.0)) < kDoubleRounding);
}

void TestStatistics::repeatingTheTokensOfAWindowAddsNoCertainty()
{
    const Estimate once = estimateOf({{1}, {2}, {4}});
    const Estimate thrice = estimateOf({{1, 1, 1}, {2, 2, 2}, {4, 4, 4}});
    QVERIFY(std::abs(once.mean - thrice.mean) < kDoubleRounding);
    QVERIFY(std::abs(once.standardError - thrice.standardError) < kDoubleRounding);
}

void TestStatistics::degenerateInputs()
{
    QCOMPARE(clusteredMean({}, {}).mean, 0.0);
    QCOMPARE(estimateOf({{7}}).mean, 7.0);
    QCOMPARE(estimateOf({{7}}).standardError, 0.0);
    QCOMPARE(estimateOf({{7, 7}, {7}}).standardError, 0.0);
}

void TestStatistics::quantilesInterpolate_data()
{
    QTest::addColumn<double>("quantile");
    QTest::addColumn<double>("expected");
    QTest::newRow("smallest") << 0.0 << 1.0;
    QTest::newRow("median lies between two") << 0.5 << 3.0;
    QTest::newRow("a quarter") << 0.25 << 1.75;
    QTest::newRow("nine tenths") << 0.9 << 15.9;
    QTest::newRow("largest") << 1.0 << 21.0;
}

void TestStatistics::quantilesInterpolate()
{
    QFETCH(double, quantile);
    QFETCH(double, expected);
    QVERIFY(std::abs(quantileOf({4, 21, 1, 2}, quantile) - expected) < kDoubleRounding);
    QCOMPARE(quantileOf({5}, quantile), 5.0);
}

QTEST_APPLESS_MAIN(TestStatistics)
#include "tst_statistics.moc"
