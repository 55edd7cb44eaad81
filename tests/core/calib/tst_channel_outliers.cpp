// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/calib/channel_outliers.h"

#include <QTest>

using namespace vernier;

class TestChannelOutliers : public QObject
{
    Q_OBJECT

private slots:
    void channelsFarAboveTheMedianAreNamedLargestFirst()
    {
        const std::vector<float> absMax{1.0f, 9.0f, 1.0f, 40.0f, 8.0f, 1.0f, 1.0f}; // median 1; 8 is not more than 8 times it
        const std::vector<OutlierChannel> outliers = outlierChannels(absMax);
        QCOMPARE(outliers.size(), std::size_t{2});
        QCOMPARE(outliers[0].channel, std::size_t{3});
        QCOMPARE(outliers[1].channel, std::size_t{1});
        QCOMPARE(outliers[0].absMax, 40.0f);
    }

    void evenAndEmptyInputsHaveNone()
    {
        QVERIFY(outlierChannels({}).empty());
        const std::vector<float> same(5, 2.0f);
        QVERIFY(outlierChannels(same).empty());
    }

    void widestSampleHasTheLargestMagnitude()
    {
        InputStats stats;
        for (const float reach : {1.0f, -5.0f, 3.0f}) {
            Matrix x(1, 2);
            x << reach, 0.5f;
            stats.samples.push_back(sampleStats(x));
        }
        QCOMPARE(widestSample(stats), std::size_t{1});
    }
};

QTEST_APPLESS_MAIN(TestChannelOutliers)
#include "tst_channel_outliers.moc"
