// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/smooth/outlier_stats.h"

#include "tests/core/smooth/outlier_vectors.h"

#include <QTest>

#include <algorithm>

using namespace vernier;
using namespace vernier::test;

class TestOutlierStats : public QObject
{
    Q_OBJECT

private slots:
    void statisticsAreTheSpecifications();
    void shiftRunsOverSamples();
    void columnsOfSeveralWeightsAreCombined();
    void exponentsBalanceActivationAndWeight();
};

void TestOutlierStats::statisticsAreTheSpecifications()
{
    const OutlierStats stats = outlierStats(outlierInput());
    QVERIFY(areTheSpecifications(stats.absMax, {0.73343390f, 0.93826449f, 11.4642658f, 0.90184313f, 0.24473670f, 0.79830664f, 1.96314669f, 0.47729665f}));
    QVERIFY(areTheSpecifications(stats.shiftedMax, {0.69573993f, 0.77567977f, 10.8567381f, 0.79774529f, 0.17629203f, 0.71509343f, 0.89187664f, 0.46365541f}));
    // The first is a difference of equal numbers, printed with what is left of them.
    constexpr float kCancelled = 1e-7f;
    const std::vector<float> shift{-4.10377979e-05f, 0.162584722f, 0.607527733f, -0.104097843f, -0.0331814662f, 0.0832132101f, -0.151534617f, -0.0136412382f};
    for (std::size_t c = 0; c < shift.size(); ++c)
        QVERIFY(std::abs(stats.shift[c] - shift[c]) <= kCancelled);
    QVERIFY(areTheSpecifications({stats.largest, stats.deviation}, {10.8567381f, 1.86582708f}));
}

void TestOutlierStats::shiftRunsOverSamples()
{
    Matrix first(2, 1);
    first << 0.0f, 4.0f; // shift 2, largest 2 above it
    Matrix second(2, 1);
    second << -8.0f, 4.0f; // shift -2 from now on, largest 6 above it
    const OutlierStats stats = outlierStats({.samples = {sampleStats(first), sampleStats(second)}});
    QCOMPARE(stats.shift.front(), -2.0f);
    QCOMPARE(stats.shiftedMax.front(), 6.0f);
    QCOMPARE(stats.channelMin.front(), -8.0f);
    QCOMPARE(stats.channelMax.front(), 4.0f);
    QCOMPARE(stats.deviation, std::sqrt(72.0f)); // of the second sample: -6 and 6
    // In the other order the first sample is measured from the second's middle already.
    const OutlierStats turned = outlierStats({.samples = {sampleStats(second), sampleStats(first)}});
    QCOMPARE(turned.shift.front(), -2.0f);
    QCOMPARE(turned.shiftedMax.front(), 6.0f);
}

void TestOutlierStats::columnsOfSeveralWeightsAreCombined()
{
    Matrix first(2, 2);
    first << 1.0f, -5.0f, -3.0f, 2.0f;
    Matrix second(1, 2);
    second << 4.0f, 1.0f;
    std::vector<float> largest;
    raiseToColumnAbsMax(largest, first);
    QCOMPARE(largest, (std::vector{3.0f, 5.0f}));
    raiseToColumnAbsMax(largest, second);
    QCOMPARE(largest, (std::vector{4.0f, 5.0f}));
}

void TestOutlierStats::exponentsBalanceActivationAndWeight()
{
    const std::vector<float> activation{4.0f, 9.0f};
    const std::vector<float> weight{2.0f, 0.5f};
    QCOMPARE(balancedScales(activation, weight, 1.0, 0.0), activation);
    QCOMPARE(balancedScales(activation, weight, 0.0, 1.0), (std::vector{0.5f, 2.0f}));
    QCOMPARE(balancedScales(activation, weight, 0.5, 0.0), (std::vector{2.0f, 3.0f}));
}

QTEST_APPLESS_MAIN(TestOutlierStats)
#include "tst_outlier_stats.moc"
