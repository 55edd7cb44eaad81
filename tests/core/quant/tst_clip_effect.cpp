// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/quant/clip_effect.h"

#include "tests/support/tiny_checkpoint.h"

#include <QTest>

#include <cmath>
#include <numeric>

using namespace vernier;

namespace {

struct Direct
{
    double saturated = 0.0;
    double error = 0.0;
};

/// The same from the values themselves.
Direct direct(const Matrix &x, Range range)
{
    const AffineParameters parameters = affineParameters(range.min, range.max, 8, false);
    Matrix restored = x;
    fakeQuantize({restored.data(), static_cast<std::size_t>(restored.size())}, parameters);
    const auto outside = (x.array() < std::min(range.min, 0.0f) || x.array() > std::max(range.max, 0.0f)).count();
    return {static_cast<double>(outside) / static_cast<double>(x.size()), (restored - x).cast<double>().squaredNorm() / static_cast<double>(x.size())};
}

/// Many small values and a few large ones, as activations are.
Matrix activations()
{
    Matrix x = test::pseudoRandomMatrix(200, 300, 5);
    x.array() = x.array().cube() * 6.0f;
    x.col(17) *= 9.0f;
    x.col(18).setZero();
    return x;
}

} // namespace

class TestClipEffect : public QObject
{
    Q_OBJECT

private slots:
    void agreesWithTheValues_data()
    {
        QTest::addColumn<float>("min");
        QTest::addColumn<float>("max");
        QTest::newRow("everything") << -54.0f << 54.0f;
        QTest::newRow("some clipped") << -20.3f << 31.7f;
        QTest::newRow("much clipped") << -1.1f << 0.9f;
        QTest::newRow("positive only") << 0.7f << 5.0f;
        QTest::newRow("far too wide") << -5000.0f << 3000.0f;
    }

    void agreesWithTheValues()
    {
        QFETCH(float, min);
        QFETCH(float, max);
        constexpr double kErrorTolerance = 0.03;      // relative: values in a bin count as evenly spread
        constexpr double kSaturationTolerance = 0.05; // relative: the bins that the edges cut
        const Matrix x = activations();
        const ClipEffect effect = clipEffect(distributionOf(sampleStats(x)), {min, max});
        const Direct expected = direct(x, {min, max});
        QCOMPARE(effect.parameters, affineParameters(min, max, 8, false));
        QVERIFY2(std::abs(effect.meanSquaredError - expected.error) < kErrorTolerance * expected.error,
                 qPrintable(QStringLiteral("%1 instead of %2").arg(effect.meanSquaredError).arg(expected.error)));
        QVERIFY2(std::abs(effect.saturatedShare - expected.saturated) <= kSaturationTolerance * expected.saturated,
                 qPrintable(QStringLiteral("%1 instead of %2").arg(effect.saturatedShare).arg(expected.saturated)));
        const double signal = x.cast<double>().squaredNorm() / static_cast<double>(x.size());
        QVERIFY(std::abs(effect.signalToNoise - 10.0 * std::log10(signal / expected.error)) < 0.2);
    }

    void nothingSaturatesInTheValuesOwnRange()
    {
        // The largest value lies inside its bin; what the bin holds beyond it is not there.
        const Matrix x = activations();
        const ClipEffect effect = clipEffect(distributionOf(sampleStats(x)), {x.minCoeff(), x.maxCoeff()});
        QCOMPARE(effect.saturatedShare, 0.0);
    }

    void edgesOfBinsSaturateExactly()
    {
        const Matrix x = activations();
        for (const float edge : {0.25f, 1.125f, 3.5f}) {
            const ClipEffect effect = clipEffect(distributionOf(sampleStats(x)), {-edge, edge});
            QVERIFY(std::abs(effect.saturatedShare - direct(x, {-edge, edge}).saturated) < 1e-12);
        }
    }

    void oneValueIsExact()
    {
        Matrix x(1, 1);
        x << 1.3f;
        const ClipEffect effect = clipEffect(distributionOf(sampleStats(x)), {0.0f, 1.0f});
        QCOMPARE(effect.saturatedShare, 1.0);
        QVERIFY(std::abs(effect.meanSquaredError - 0.09) < 1e-6);
    }

    void zerosAreExact()
    {
        const Matrix x = Matrix::Zero(3, 4);
        const ClipEffect effect = clipEffect(distributionOf(sampleStats(x)), {-1.0f, 2.0f});
        QCOMPARE(effect.saturatedShare, 0.0);
        QCOMPARE(effect.meanSquaredError, 0.0);
        QVERIFY(std::isinf(effect.signalToNoise));
    }

    void evenCountsHoldEveryValue()
    {
        const Matrix x = activations();
        const ValueDistribution values = distributionOf(sampleStats(x));
        const std::vector<double> counts = evenCounts(values, values.extremes, 100);
        QVERIFY(std::abs(std::accumulate(counts.begin(), counts.end(), 0.0) - static_cast<double>(x.size())) < 1e-6);
        // Bins as wide as this hold many of the histogram's: nearly the values' own counts.
        const std::vector<double> coarse = evenCounts(values, {-8.0f, 8.0f}, 4);
        const auto inside = static_cast<double>((x.array() >= 0.0f && x.array() < 4.0f).count());
        QVERIFY(std::abs(coarse[2] - inside) < 0.01 * inside);
    }

    void valuesBesideTheBinsAreLeftOut()
    {
        Matrix x(1, 3);
        x << -5.0f, 0.5f, 7.0f;
        const std::vector<double> counts = evenCounts(distributionOf(sampleStats(x)), {0.0f, 1.0f}, 2);
        QVERIFY(std::abs(counts[0] + counts[1] - 1.0) < 1e-12);
    }

    void samplesAddUp()
    {
        const Matrix x = activations();
        InputStats stats;
        stats.samples = {sampleStats(x.topRows(30)), sampleStats(x.bottomRows(170))};
        const ClipEffect parts = clipEffect(distributionOf(stats), {-3.0f, 2.0f});
        const ClipEffect whole = clipEffect(distributionOf(sampleStats(x)), {-3.0f, 2.0f});
        QCOMPARE(parts.saturatedShare, whole.saturatedShare);
        QCOMPARE(parts.meanSquaredError, whole.meanSquaredError);
    }
};

QTEST_APPLESS_MAIN(TestClipEffect)
#include "tst_clip_effect.moc"
