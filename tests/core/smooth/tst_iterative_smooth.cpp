// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/smooth/iterative_smooth.h"
#include "core/smooth/shared_heads.h"

#include "tests/core/smooth/outlier_vectors.h"

#include <QTest>

using namespace vernier;
using namespace vernier::test;

class TestIterativeSmooth : public QObject
{
    Q_OBJECT

private slots:
    void scalesAreTheSpecifications();
    void halfIsSmoothQuant();
    void sharedHeadsAreCombinedAndRepeated();
    void bfloat16RoundsEveryOperation();
    void withoutSharingNothingChanges();
};

void TestIterativeSmooth::scalesAreTheSpecifications()
{
    const std::vector<float> scales = iterativeScales(outlierInput().channelAbsMax(), outlierWeightAbsMax(), 0.9);
    QVERIFY(areTheSpecifications(scales, {0.75754565f, 0.96971268f, 9.04084778f, 0.92089003f, 0.28269404f, 0.83150387f, 1.83639956f, 0.51420337f}));
}

void TestIterativeSmooth::halfIsSmoothQuant()
{
    QCOMPARE(iterativeScales(std::vector{9.0f}, std::vector{4.0f}, 0.5), std::vector{1.5f});
}

void TestIterativeSmooth::sharedHeadsAreCombinedAndRepeated()
{
    // Four query heads of two channels, two of them for each value head.
    const HeadLayout layout{.headDim = 2, .shared = 2};
    const std::vector<float> channels{1.0f, 2.0f, 3.0f, 6.0f, 10.0f, 20.0f, 30.0f, 60.0f};
    QCOMPARE(meanOverSharedHeads(channels, layout), (std::vector{2.0f, 4.0f, 20.0f, 40.0f}));
    QCOMPARE(maxOverSharedHeads(channels, layout), (std::vector{3.0f, 6.0f, 30.0f, 60.0f}));
    QCOMPARE(repeatSharedHeads(std::vector{2.0f, 4.0f, 20.0f, 40.0f}, layout), (std::vector{2.0f, 4.0f, 2.0f, 4.0f, 20.0f, 40.0f, 20.0f, 40.0f}));
}

void TestIterativeSmooth::bfloat16RoundsEveryOperation()
{
    // The numbers of the first channel of rand2's first group, as msModelSlim computes them: 1.828125^0.8984375 (0.9 is rounded) to
    // 1.71875, 0.1376953125^0.10009765625 to 0.8203125, their quotient to 2.09375.
    QCOMPARE(iterativeScales(std::vector{1.828125f}, std::vector{0.1376953125f}, 0.9, DType::BF16), std::vector{2.09375f});
    // 256 + 4 + 1 = 261 is a tie, to 260; 260 / 3 = 86.67 to 86.5 (261 / 3 would be 87).
    QCOMPARE(meanOverSharedHeads(std::vector{256.0f, 4.0f, 1.0f}, {.headDim = 1, .shared = 3}, DType::BF16), std::vector{86.5f});
}

void TestIterativeSmooth::withoutSharingNothingChanges()
{
    const std::vector<float> channels{1.0f, 2.0f, 3.0f};
    QCOMPARE(meanOverSharedHeads(channels, {}), channels);
    QCOMPARE(maxOverSharedHeads(channels, {}), channels);
    QCOMPARE(repeatSharedHeads(channels, {}), channels);
}

QTEST_APPLESS_MAIN(TestIterativeSmooth)
#include "tst_iterative_smooth.moc"
