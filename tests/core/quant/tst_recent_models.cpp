// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/quant/recent_models.h"

#include "tests/core/io/io_test.h"
#include "tests/support/test_models.h"
#include "tests/support/tiny_checkpoint.h"

#include <QTest>

using namespace vernier;
using namespace vernier::test;

class TestRecentModels : public QObject
{
    Q_OBJECT

private slots:
    void calibratesOneRecipeOnce();
    void forgetsTheOldest();
    void olderModelsKeepOnlyCodesOfTheData();
    void doesNotKeepAnError();

private:
    std::shared_ptr<const QuantizedModel> quantized(RecentModels &models, const Recipe &recipe)
    {
        const Result<std::shared_ptr<const QuantizedModel>> model = models.quantize(recipe, kTwoThreads, m_monitor);
        return model ? *model : nullptr;
    }

    static Recipe withSamples(int samples)
    {
        Recipe recipe;
        recipe.calibration.samples = samples;
        return recipe;
    }

    QTemporaryDir m_folder;
    std::shared_ptr<const FloatModel> m_model = openFloatModel(writeTinyCheckpoint(pathIn(m_folder, "model"), {.blocks = 1}));
    SilentMonitor m_monitor;
};

void TestRecentModels::calibratesOneRecipeOnce()
{
    RecentModels models(m_model->sharedCheckpoint(), {{1, 2, 3}, {3, 1, 2}});
    const auto first = quantized(models, withSamples(1));
    QVERIFY(first);
    const auto other = quantized(models, withSamples(2));
    QVERIFY(other && other != first);
    QCOMPARE(quantized(models, withSamples(1)), first);
    QCOMPARE(first->recipe.calibration.samples.value_or(0), 1);
}

void TestRecentModels::forgetsTheOldest()
{
    RecentModels models(m_model->sharedCheckpoint(), {{1, 2, 3}});
    const auto first = quantized(models, withSamples(1));
    for (int samples = 2; samples <= static_cast<int>(RecentModels::kKept); ++samples)
        quantized(models, withSamples(samples));
    QCOMPARE(quantized(models, withSamples(1)), first); // and is the newest again
    quantized(models, withSamples(100));
    QCOMPARE(quantized(models, withSamples(1)), first);
    QCOMPARE(first.use_count(), 2);
    for (int samples = 101; samples < 101 + static_cast<int>(RecentModels::kKept); ++samples)
        quantized(models, withSamples(samples));
    QCOMPARE(first.use_count(), 1);
}

void TestRecentModels::olderModelsKeepOnlyCodesOfTheData()
{
    RecentModels models(m_model->sharedCheckpoint(), {{1, 2, 3}});
    const LayerInfo &layer = m_model->checkpoint().layers()[0];
    Recipe gptq;
    gptq.quantConfig.aBit = 16;
    gptq.quantConfig.wMethod = WeightMethod::Gptq;
    const auto ofData = quantized(models, gptq);
    const auto plain = quantized(models, withSamples(1));
    QVERIFY(plain->network.keptWeights().find(layer.name)); // calibration made them
    QCOMPARE(plain->network.keptWeights().dataBytes(), 0);
    QVERIFY(ofData->network.keptWeights().dataBytes() > 0);
    quantized(models, withSamples(2));
    QVERIFY(!plain->network.keptWeights().find(layer.name));
    QVERIFY(ofData->network.keptWeights().find(layer.name));
    QVERIFY(plain->network.quantizedWeight(layer)); // made again
}

void TestRecentModels::doesNotKeepAnError()
{
    class Hesitant final : public JobMonitor
    {
    public:
        bool keepGoing(std::int64_t, std::int64_t, std::string_view) override { return m_goOn; }
        bool m_goOn = false;
    };
    RecentModels models(m_model->sharedCheckpoint(), {{1, 2, 3}});
    Hesitant monitor;
    const auto cancelled = models.quantize(withSamples(1), kTwoThreads, monitor);
    QVERIFY(!cancelled);
    QVERIFY(cancelled.error().code == ErrorCode::Cancelled);
    monitor.m_goOn = true;
    QVERIFY(models.quantize(withSamples(1), kTwoThreads, monitor));
}

QTEST_APPLESS_MAIN(TestRecentModels)
#include "tst_recent_models.moc"
