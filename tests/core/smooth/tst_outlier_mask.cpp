// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/smooth/outlier_mask.h"

#include <QTest>

#include <cmath>

using namespace vernier;

class TestOutlierMask : public QObject
{
    Q_OBJECT

private slots:
    void onlyOutliersAreScaled();
    void severalOutliersAreSplitAtTheLargestGap();
    void theWiderSideCounts();
    void withoutOutliersNothingIsScaled();
};

namespace {

/// Ten channels of which the last ones are given.
std::vector<float> channels(std::initializer_list<float> last)
{
    std::vector<float> values(10 - last.size(), 1.0f);
    values.insert(values.end(), last);
    return values;
}

std::vector<float> negative(std::vector<float> values)
{
    for (float &value : values)
        value = -value;
    return values;
}

const std::vector<float> kNoOutliers(10, 1.0f);

float strength(float ratio)
{
    return static_cast<float>(std::pow(static_cast<double>(ratio), 0.7));
}

} // namespace

void TestOutlierMask::onlyOutliersAreScaled()
{
    // Both quantiles are 1, so the threshold is 1, and 9 is 9 times the largest of the others.
    const std::vector<float> scales = outlierMaskScales(negative(kNoOutliers), channels({9.0f}));
    QCOMPARE(scales, channels({strength(9.0f)}));
    QCOMPARE(outlierMaskScales(negative(channels({9.0f})), kNoOutliers), scales);
}

void TestOutlierMask::severalOutliersAreSplitAtTheLargestGap()
{
    // Coarse threshold: quantiles 1 and 1 + 0.2 · (8 - 1) = 2.4, so 2.4 + 1.5 · 1.4 = 4.5. Of 9 and 8 beyond it only 9 is kept.
    QCOMPARE(outlierMaskScales(negative(kNoOutliers), channels({8.0f, 9.0f})), channels({1.0f, strength(9.0f / 8.0f)}));
    // The same below: of -8 and -9 only -9.
    QCOMPARE(outlierMaskScales(negative(channels({8.0f, 9.0f})), kNoOutliers), channels({1.0f, strength(9.0f / 8.0f)}));
    // Three: 20 | 8.5, 8 has the gap 11.5 less the variance 0.125, which is more than 20, 8.5 | 8 with 0.5.
    QCOMPARE(outlierMaskScales(negative(kNoOutliers), channels({8.0f, 8.5f, 20.0f})), channels({1.0f, 1.0f, strength(20.0f / 8.5f)}));
}

void TestOutlierMask::theWiderSideCounts()
{
    QCOMPARE(outlierMaskScales(negative(channels({16.0f})), channels({9.0f})), channels({strength(16.0f)}));
    QCOMPARE(outlierMaskScales(negative(channels({4.0f})), channels({9.0f})), channels({strength(9.0f)}));
    // Channels that are never negative have no other side.
    QCOMPARE(outlierMaskScales(std::vector(10, 0.0f), channels({9.0f})), channels({strength(9.0f)}));
}

void TestOutlierMask::withoutOutliersNothingIsScaled()
{
    QCOMPARE(outlierMaskScales(negative(kNoOutliers), kNoOutliers), kNoOutliers);
    QCOMPARE(outlierMaskScales(std::vector{-2.0f}, std::vector{3.0f}), std::vector{1.0f});
}

QTEST_APPLESS_MAIN(TestOutlierMask)
#include "tst_outlier_mask.moc"
