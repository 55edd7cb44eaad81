// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/smooth/awq_scales.h"

#include "tests/core/smooth/outlier_vectors.h"

#include <QTest>

using namespace vernier;
using namespace vernier::test;

class TestAwqScales : public QObject
{
    Q_OBJECT

private slots:
    void scalesAreTheSpecifications_data();
    void scalesAreTheSpecifications();
    void ratioZeroScalesNothing();
    void largestAndSmallestAreReciprocal();
    void silentChannelsHaveAFloor();
};

void TestAwqScales::scalesAreTheSpecifications_data()
{
    QTest::addColumn<int>("bits");
    QTest::newRow("8 bits") << 8;
    QTest::newRow("4 bits") << 4;
}

void TestAwqScales::scalesAreTheSpecifications()
{
    QFETCH(int, bits);
    SilentMonitor monitor;
    const auto scales = searchAwqScales(outlierSample(12, 30), outlierWeights(), bits, true, {}, monitor);
    QVERIFY(scales.hasValue());
    QVERIFY(areTheSpecifications(*scales, {0.86466938f, 0.88482559f, 1.86950195f, 0.86780214f, 0.53490186f, 0.82299811f, 1.06261861f, 0.69000793f}));
}

void TestAwqScales::ratioZeroScalesNothing()
{
    QCOMPARE(awqScales(std::vector{0.25f, 7.0f, 100.0f}, 0), std::vector(3, 1.0f));
}

void TestAwqScales::largestAndSmallestAreReciprocal()
{
    QCOMPARE(awqScales(std::vector{4.0f, 16.0f, 64.0f}, kAwqRatios / 2), (std::vector{0.5f, 1.0f, 2.0f}));
}

void TestAwqScales::silentChannelsHaveAFloor()
{
    const std::vector<float> scales = awqScales(std::vector{0.0f, 1.0f}, kAwqRatios / 2);
    QCOMPARE(scales[0], 1e-4f / std::sqrt(1e-4f));
}

QTEST_APPLESS_MAIN(TestAwqScales)
#include "tst_awq_scales.moc"
