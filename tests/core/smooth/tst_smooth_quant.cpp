// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/smooth/smooth_quant.h"

#include "tests/core/smooth/outlier_vectors.h"

#include <QTest>

using namespace vernier;
using namespace vernier::test;

class TestSmoothQuant : public QObject
{
    Q_OBJECT

private slots:
    void scalesAreTheSpecifications();
    void scalesHaveAFloor();
    void doubledActivationsMultiplyScalesByTheSquareRootOfTwo();
};

void TestSmoothQuant::scalesAreTheSpecifications()
{
    const std::vector<float> scales = smoothQuantScales(outlierInput().channelAbsMax(), outlierWeightAbsMax());
    QVERIFY(areTheSpecifications(scales, {0.86218423f, 1.10640526f, 3.49671984f, 1.00118625f, 0.50325370f, 0.97868377f, 1.40612853f, 0.69266158f}));
}

void TestSmoothQuant::scalesHaveAFloor()
{
    constexpr float kFloor = 1e-5f;
    // No activation, no weight, neither: numbers to divide by all the same.
    const std::vector<float> scales = smoothQuantScales(std::vector{0.0f, 4.0f, 0.0f}, std::vector{1.0f, 0.0f, 0.0f});
    QVERIFY(scales[0] == kFloor);
    QVERIFY(scales[1] == std::sqrt(4.0f) / std::sqrt(kFloor));
    QVERIFY(scales[2] == kFloor);
}

void TestSmoothQuant::doubledActivationsMultiplyScalesByTheSquareRootOfTwo()
{
    const std::vector<float> weight{0.5f, 2.0f};
    const std::vector<float> once = smoothQuantScales(std::vector{3.0f, 0.25f}, weight);
    const std::vector<float> fourTimes = smoothQuantScales(std::vector{12.0f, 1.0f}, weight);
    for (std::size_t c = 0; c < once.size(); ++c)
        QVERIFY(fourTimes[c] == 2.0f * once[c]); // powers of four have exact roots
}

QTEST_APPLESS_MAIN(TestSmoothQuant)
#include "tst_smooth_quant.moc"
