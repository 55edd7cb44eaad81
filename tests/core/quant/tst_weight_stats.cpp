// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/quant/weight_stats.h"

#include "core/quant/quantized_weight.h"

#include "tests/core/io/io_test.h"
#include "tests/support/test_models.h"
#include "tests/support/tiny_checkpoint.h"

#include <QTest>

#include <cmath>
#include <numeric>

using namespace vernier;
using namespace vernier::test;

class TestWeightStats : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { m_model = openFloatModel(writeTinyCheckpoint(pathIn(m_folder, "model"))); }

    void errorsAreThoseOfTheCodes_data()
    {
        QTest::addColumn<int>("bits");
        QTest::addColumn<bool>("symmetric");
        for (const int bits : {4, 8}) {
            QTest::addRow("%d bits, symmetric", bits) << bits << true;
            QTest::addRow("%d bits, asymmetric", bits) << bits << false;
        }
    }

    void errorsAreThoseOfTheCodes()
    {
        QFETCH(int, bits);
        QFETCH(bool, symmetric);
        SilentMonitor monitor;
        const LayerInfo &layer = m_model->blockLayers(1)[6];
        const Matrix weight = valueOf(m_model->weight(layer));
        const WeightStats stats = valueOf(weightStats(*m_model, layer, weightScheme(bits, symmetric, true), kTwoThreads, monitor));
        QCOMPARE(stats.bits, bits);
        for (const bool perTensor : {false, true}) {
            const QuantizedWeight quantized = quantizeMinMax(weight, weightScheme(bits, symmetric, perTensor), 1);
            const Matrix restored = dequantize(quantized, 1);
            const WeightError &error = perTensor ? stats.perTensor : stats.perChannel;
            for (Eigen::Index row = 0; row < weight.rows(); ++row) {
                const auto i = static_cast<std::size_t>(row);
                QCOMPARE(stats.rowMin[i], weight.row(row).minCoeff());
                QCOMPARE(stats.rowMax[i], weight.row(row).maxCoeff());
                QCOMPARE(error.rowScale[i], quantized.ofRow(row).scale);
                const double expected = std::sqrt((restored.row(row) - weight.row(row)).cast<double>().squaredNorm()
                                                  / weight.row(row).cast<double>().squaredNorm());
                QVERIFY(std::abs(error.rowError[i] - expected) < 1e-6 * expected);
            }
            const double expected = std::sqrt((restored - weight).cast<double>().squaredNorm() / weight.cast<double>().squaredNorm());
            QVERIFY(std::abs(error.error - expected) < 1e-6 * expected);
        }
        QVERIFY(stats.perChannel.error <= stats.perTensor.error);
    }

    void histogramCountsEveryWeight()
    {
        SilentMonitor monitor;
        const LayerInfo &layer = m_model->blockLayers(0)[0];
        const Matrix weight = valueOf(m_model->weight(layer));
        const WeightHistogram histogram = valueOf(weightStats(*m_model, layer, weightScheme(8, true, false), kTwoThreads, monitor)).histogram;
        QCOMPARE(histogram.low, weight.minCoeff());
        QCOMPARE(histogram.high, weight.maxCoeff());
        QCOMPARE(std::accumulate(histogram.counts.begin(), histogram.counts.end(), std::int64_t{0}), std::int64_t{weight.size()});
        const float middle = 0.5f * (histogram.low + histogram.high);
        const auto half = static_cast<std::ptrdiff_t>(histogram.counts.size() / 2);
        QCOMPARE(std::accumulate(histogram.counts.begin(), histogram.counts.begin() + half, std::int64_t{0}), std::int64_t{(weight.array() < middle).count()});
    }

    void slabsMakeNoDifference()
    {
        // More weights than a slab holds, so that one scale for the tensor has to come from the whole.
        const auto model = openFloatModel(
            writeTinyCheckpoint(pathIn(m_folder, "wide"), {.hidden = 32, .intermediate = 200000, .blocks = 1, .vocabulary = 16}));
        SilentMonitor monitor;
        const LayerInfo &layer = model->blockLayers(0)[4];
        QVERIFY(layer.out * layer.in > 1 << 22);
        const WeightStats stats = valueOf(weightStats(*model, layer, weightScheme(8, true, true), kTwoThreads, monitor));
        const QuantizedWeight quantized = quantizeMinMax(valueOf(model->weight(layer)), weightScheme(8, true, true), 2);
        QCOMPARE(stats.perTensor.rowScale.front(), quantized.parameters.front().scale);
        QCOMPARE(stats.perTensor.rowScale.back(), quantized.parameters.front().scale);
    }

    void suppressionIsSeen()
    {
        const LayerInfo &layer = m_model->blockLayers(0)[0];
        Rewrites rewrites;
        rewrites.columnScales[layer.name] = std::vector<float>(static_cast<std::size_t>(layer.in), 2.0f);
        const FloatModel scaled(m_model->sharedCheckpoint(), rewrites);
        SilentMonitor monitor;
        const WeightStats before = valueOf(weightStats(*m_model, layer, weightScheme(8, true, false), kTwoThreads, monitor));
        const WeightStats after = valueOf(weightStats(scaled, layer, weightScheme(8, true, false), kTwoThreads, monitor));
        QCOMPARE(after.rowMax.front(), 2.0f * before.rowMax.front());
        QCOMPARE(after.perChannel.rowScale.front(), 2.0f * before.perChannel.rowScale.front());
        QCOMPARE(after.perChannel.error, before.perChannel.error);
    }

    void cancelling()
    {
        StoppingMonitor monitor(1);
        VERNIER_REFUSES(weightStats(*m_model, m_model->blockLayers(0)[0], weightScheme(8, true, false), kTwoThreads, monitor), ErrorCode::Cancelled, {});
    }

    void unsupportedSchemesAreNamed()
    {
        QVERIFY(!hasWeightStats(Scheme{})); // float
        Scheme grouped = weightScheme(4, true, false);
        QVERIFY(hasWeightStats(grouped));
        grouped.groupSize = 64;
        QVERIFY(!hasWeightStats(grouped));
        Scheme gptq = weightScheme(8, true, false);
        gptq.wMethod = WeightMethod::Gptq;
        QVERIFY(!hasWeightStats(gptq));
    }

private:
    QTemporaryDir m_folder;
    std::shared_ptr<const FloatModel> m_model;
};

QTEST_APPLESS_MAIN(TestWeightStats)
#include "tst_weight_stats.moc"
