// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/quant/power_grid.h"

#include "core/model/float_model.h"

#include "tests/support/shared_data.h"

#include <QTest>

#include <algorithm>
#include <cmath>
#include <functional>

using namespace vernier;
using namespace vernier::test;

class TestPowerGrid : public QObject
{
    Q_OBJECT

private slots:
    void findsMinima_data();
    void findsMinima();
    void powersKeepSigns();
    void exponentsAreTheOriginals_data();
    void exponentsAreTheOriginals();
};

void TestPowerGrid::findsMinima_data()
{
    QTest::addColumn<double>("at");
    QTest::newRow("inside") << 0.42;
    QTest::newRow("where it starts") << 0.7;
    QTest::newRow("at the lower bound") << 0.0;
    QTest::newRow("at the upper bound") << 1.5;
}

void TestPowerGrid::findsMinima()
{
    QFETCH(double, at);
    int calls = 0;
    const double found = powellMinimum([&](double x) { ++calls; return (x - at) * (x - at) + 3.0; }, 0.7, 0.1, 0.9);
    // The value's tolerance of 1e-4 of 3 lets a parabola off by up to sqrt(3e-4); its line search alone comes much closer.
    QVERIFY2(std::abs(found - std::clamp(at, 0.1, 0.9)) < 1e-4, qPrintable(QString::number(found, 'g', 12)));
    QVERIFY(calls < 200);
}

void TestPowerGrid::powersKeepSigns()
{
    std::vector<float> x{-4.0f, 0.0f, 9.0f, -0.25f};
    signedPower(x, 0.5f, 2);
    const std::vector<float> expected{-2.0f, 0.0f, 3.0f, -0.5f};
    for (std::size_t i = 0; i < x.size(); ++i)
        QVERIFY(std::abs(x[i] - expected[i]) <= 1e-6f * std::abs(expected[i]));
    QVERIFY(std::signbit(x[0]));
}

void TestPowerGrid::exponentsAreTheOriginals_data()
{
    // What the saved scales of r2_w8a8s_cosparse_nonuniform say: ln(7 scale) / ln(largest inlier).
    QTest::addColumn<std::string>("layer");
    QTest::addColumn<double>("exponent");
    QTest::newRow("q") << std::string("self_attn.q_proj") << 0.89999764;
    QTest::newRow("k") << std::string("self_attn.k_proj") << 0.89999926;
    QTest::newRow("o: inside the bounds") << std::string("self_attn.o_proj") << 0.72265490;
    QTest::newRow("gate") << std::string("mlp.gate_proj") << 0.89999971;
    QTest::newRow("down") << std::string("mlp.down_proj") << 0.89999687;
}

void TestPowerGrid::exponentsAreTheOriginals()
{
    VERNIER_SHARED_OR_SKIP(folder, "golden/inputs/rand2")
    QFETCH(std::string, layer);
    QFETCH(double, exponent);
    const auto checkpoint = Checkpoint::open(folder);
    QVERIFY(checkpoint);
    const FloatModel model(*checkpoint);
    for (const LayerInfo &info : model.blockLayers(0)) {
        if (info.name != "model.layers.0." + layer)
            continue;
        Matrix weight = model.weight(info).value();
        std::vector<float> magnitudes(weight.data(), weight.data() + weight.size());
        for (float &value : magnitudes)
            value = std::abs(value);
        const auto kth = magnitudes.begin() + static_cast<std::ptrdiff_t>(weight.size() / 100 - 1);
        std::nth_element(magnitudes.begin(), kth, magnitudes.end(), std::greater<>());
        const float limit = *kth;
        weight = weight.unaryExpr([limit](float w) { return std::abs(w) > limit ? 0.0f : w; }).eval();
        const double found = searchGridExponent(weight, false, 2);
        // The search ends in steps of 1e-6, each decided by comparing two losses.
        QVERIFY2(std::abs(found - exponent) < 2e-7, qPrintable(QString::number(found, 'g', 12)));
        return;
    }
    QFAIL("no such layer");
}

QTEST_APPLESS_MAIN(TestPowerGrid)
#include "tst_power_grid.moc"
