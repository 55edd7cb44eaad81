// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/radix_sort.h"

#include <QTest>

#include <algorithm>
#include <cmath>
#include <limits>
#include <random>
#include <vector>

using namespace vernier;

class TestRadixSort : public QObject
{
    Q_OBJECT

private slots:
    void sortsAsComparingDoes_data();
    void sortsAsComparingDoes();
};

void TestRadixSort::sortsAsComparingDoes_data()
{
    QTest::addColumn<std::vector<float>>("values");
    constexpr float kInfinity = std::numeric_limits<float>::infinity();
    QTest::newRow("nothing") << std::vector<float>{};
    QTest::newRow("one") << std::vector<float>{-1.5F};
    QTest::newRow("equal") << std::vector<float>(70, 3.25F);
    QTest::newRow("extremes") << std::vector<float>{
        1.0F, -kInfinity, std::numeric_limits<float>::max(), 0.0F, std::numeric_limits<float>::denorm_min(), kInfinity,
        std::numeric_limits<float>::lowest(), -std::numeric_limits<float>::denorm_min(), -1.0F, std::numeric_limits<float>::min()};
    std::mt19937 random(7);
    std::normal_distribution<float> normal;
    std::vector<float> drawn(30'000);
    for (float &value : drawn)
        value = std::pow(normal(random), 5.0F);
    QTest::newRow("drawn") << drawn;
}

void TestRadixSort::sortsAsComparingDoes()
{
    QFETCH(std::vector<float>, values);
    std::vector<float> expected = values;
    std::sort(expected.begin(), expected.end());
    radixSort(values);
    QCOMPARE(values, expected);
}

QTEST_APPLESS_MAIN(TestRadixSort)
#include "tst_radix_sort.moc"
