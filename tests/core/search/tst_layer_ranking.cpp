// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/search/layer_ranking.h"

#include <QTest>

#include <limits>

using namespace vernier;

namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr double kNotANumber = std::numeric_limits<double>::quiet_NaN();
const std::vector<std::optional<double>> kValues{3.0, std::nullopt, -1.0, 3.0, kNotANumber, kInfinity, 0.5};

} // namespace

class TestLayerRanking : public QObject
{
    Q_OBJECT

private slots:
    void worstComesFirstAndUnmeasuredNever()
    {
        QCOMPARE(worstLayers(kValues, true), (std::vector<int>{5, 0, 3, 6, 2}));
        QCOMPARE(worstLayers(kValues, false), (std::vector<int>{2, 6, 0, 3, 5})); // equal ones keep their order here, too
    }

    void countLimitsButNeverInvents()
    {
        QCOMPARE(worstLayers(kValues, true, 2), (std::vector<int>{5, 0}));
        QCOMPARE(worstLayers(kValues, true, 0), std::vector<int>{});
        QCOMPARE(worstLayers(kValues, true, 100).size(), std::size_t{5});
        QCOMPARE(worstLayers({}, true, 3), std::vector<int>{});
    }

    void rangeHoldsFiniteValuesOnly()
    {
        const std::optional<ValueRange> all = measuredRange(kValues);
        QCOMPARE(all->least, -1.0);
        QCOMPARE(all->most, 3.0);
        QCOMPARE(measuredRange(kValues, true)->least, 0.5);
        QVERIFY(!measuredRange({}));
        QVERIFY(!measuredRange(std::vector<std::optional<double>>{0.0, std::nullopt}, true));
    }
};

QTEST_APPLESS_MAIN(TestLayerRanking)
#include "tst_layer_ranking.moc"
