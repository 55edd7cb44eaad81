// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/quant/recent_models.h"

#include "core/recipe/recipe_edit.h"

#include "tests/core/io/io_test.h"
#include "tests/support/test_models.h"
#include "tests/support/tiny_checkpoint.h"

#include <QTest>

#include <algorithm>
#include <bit>
#include <functional>

using namespace vernier;
using namespace vernier::test;

Q_DECLARE_METATYPE(vernier::Recipe)

class TestRecentModels : public QObject
{
    Q_OBJECT

private slots:
    void calibratesOneRecipeOnce();
    void forgetsTheOldest();
    void olderModelsKeepOnlyCodesOfTheData();
    void doesNotKeepAnError();
    void whatIsKnownChangesNoBit_data();
    void whatIsKnownChangesNoBit();
    void aLateChangeRunsLateBlocks();
    void orderIsNoOtherRecipe();

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
    QVERIFY(valueOf(plain->network.keptWeights().find(layer.name))); // calibration made them
    QCOMPARE(plain->network.keptWeights().dataBytes(), 0);
    QVERIFY(ofData->network.keptWeights().dataBytes() > 0);
    quantized(models, withSamples(2));
    QVERIFY(!valueOf(plain->network.keptWeights().find(layer.name)));
    QVERIFY(valueOf(ofData->network.keptWeights().find(layer.name)));
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

namespace {

/// Everything that a quantized model says of itself, as text.
std::string toText(const QuantizedModel &model)
{
    std::string text;
    const auto addFloat = [&](float value) { text += std::to_string(std::bit_cast<std::uint32_t>(value)) + ' '; };
    const QuantizedNetwork &network = model.network;
    for (const auto &[name, range] : network.ranges()) {
        text += name + ' ';
        addFloat(range.scale);
        addFloat(range.offset);
    }
    for (const auto &[name, sent] : network.communication()) {
        text += name + ' ';
        for (const std::vector<float> &values : sent.reduce)
            std::for_each(values.begin(), values.end(), addFloat);
        std::for_each(sent.gather.begin(), sent.gather.end(), addFloat);
    }
    for (const double score : model.layerScores)
        text += std::to_string(std::bit_cast<std::uint64_t>(score)) + ' ';
    for (const LayerInfo &layer : network.floatModel().checkpoint().layers()) {
        text += layer.name + schemeKey(network.schemeOf(layer));
        if (network.schemeOf(layer).isFloat())
            continue;
        const auto weight = valueOf(network.quantizedWeight(layer));
        for (const std::int8_t code : weight->codes.reshaped())
            text += std::to_string(code) + ',';
        for (const AffineParameters &parameters : weight->parameters) {
            addFloat(parameters.scale);
            addFloat(parameters.offset);
        }
    }
    for (int block = -1; block < network.config().blocks; ++block)
        text += network.floatModel().rewriteKey(block);
    return text;
}

using Edit = std::function<void(Recipe &)>;

Edit fallback(const std::string &layer)
{
    return [layer](Recipe &recipe) { recipe = withFallback(recipe, {{layer}}); };
}

Edit observer(int method)
{
    return [method](Recipe &recipe) { recipe.quantConfig.actMethod = method; };
}

Edit level(const std::string &text)
{
    return [text](Recipe &recipe) { recipe.disableLevel = text; };
}

Edit lastLinear(bool disabled)
{
    return [disabled](Recipe &recipe) { recipe.quantConfig.disableLastLinear = disabled; };
}

Edit samples(int count)
{
    return [count](Recipe &recipe) { recipe.calibration.samples = count; };
}

} // namespace

// One recipe after the other is quantized with what the earlier ones left behind, stopped half-way now and then, and compared with
// a run that knows nothing.
void TestRecentModels::whatIsKnownChangesNoBit_data()
{
    QTest::addColumn<Recipe>("recipe");
    const auto row = [](const char *name, Recipe recipe, const Edit &edit) {
        edit(recipe);
        QTest::newRow(name) << recipe;
    };
    row("W8A8", recipeOf(8, 8), [](Recipe &) {});
    row("suppression", recipeOf(8, 8), [](Recipe &recipe) { recipe.antiOutlier.emplace().antiMethod = AntiMethod::M4; });
    row("act_method 3", recipeOf(8, 8), observer(3));
    row("dynamic", recipeOf(8, 8, true), [](Recipe &) {});
    row("random quantization", recipeOf(8, 8), [](Recipe &recipe) { recipe.quantConfig.pr = 0.5; });
    row("W8A16 with GPTQ, mixed", recipeOf(8, 16), [](Recipe &recipe) {
        recipe.quantConfig.wMethod = WeightMethod::Gptq;
        recipe.mixCfg = {{"*down*", "w8a8_dynamic"}};
    });
    row("W4A16 with GPTQ", recipeOf(4, 16), [](Recipe &recipe) { recipe.quantConfig.wMethod = WeightMethod::Gptq; });
    row("corrected GPTQ", recipeOf(4, 16), [](Recipe &recipe) {
        recipe.quantConfig.wMethod = WeightMethod::Gptq;
        recipe.improvements.gptq = true;
    });
    row("HQQ", recipeOf(8, 16), [](Recipe &recipe) { recipe.quantConfig.wMethod = WeightMethod::Hqq; });
    row("mixed", recipeOf(8, 8), [](Recipe &recipe) { recipe.mixCfg = {{"*down*", "w8a8_dynamic"}}; });
    row("low bit", recipeOf(8, 8), [](Recipe &recipe) {
        recipe.quantConfig.isLowbit = true;
        recipe.disableLevel = "L2";
    });
    row("dynamic at the end", recipeOf(8, 8), [](Recipe &recipe) { recipe.mixCfg = {{"*layers.2.*", "w8a8_dynamic"}, {"*layers.3.*", "w8a8_dynamic"}}; });
    row("smooth search", recipeOf(8, 8), [](Recipe &recipe) {
        recipe.quantConfig.isLowbit = true;
        recipe.quantConfig.doSmooth = true;
    });
    row("tensor parallel", recipeOf(8, 8), [](Recipe &recipe) {
        SimulateTp ranks;
        ranks.tpSize = 2;
        ranks.enableCommunicationQuant = true;
        recipe.chain.emplace_back(ranks);
    });
}

void TestRecentModels::whatIsKnownChangesNoBit()
{
    QFETCH(const Recipe, recipe);
    const QTemporaryDir folder;
    const auto checkpoint = openFloatModel(writeTinyCheckpoint(folder.path().toStdString(), {.blocks = 4}))->sharedCheckpoint();
    const std::vector<std::vector<int>> sequences = pseudoRandomSequences({12, 20, 9}, 64, 5);
    const std::int64_t stateBytes = 41 * checkpoint->config().hidden * 4;
    RecentModels all(checkpoint, sequences);
    RecentModels few(checkpoint, sequences, 2 * stateBytes);
    RecentModels none(checkpoint, sequences, stateBytes - 1);
    SilentMonitor monitor;
    const auto layer = [&](std::size_t index) { return checkpoint->layers()[index].name; };
    const std::vector<Edit> edits = {[](Recipe &) {}, fallback(layer(22)), fallback(layer(8)), level("L1"), fallback(layer(27)),
                                     level("L3"), lastLinear(false), samples(2), lastLinear(true), fallback(layer(0)), observer(2), level("L0"), fallback(layer(15)), samples(3)};
    Recipe edited = recipe;
    int questions = 1;
    for (std::size_t i = 0; i < edits.size(); ++i) {
        edits[i](edited);
        const auto anew = quantizeModel(checkpoint, edited, sequences, kTwoThreads, monitor);
        VERNIER_SUCCEEDS(anew);
        for (RecentModels *models : {&all, &few, &none}) {
            StoppingMonitor impatient(questions);
            questions = (questions * 5 + 3) % 37;
            static_cast<void>(models->quantize(edited, kTwoThreads, impatient));
            const auto known = models->quantize(edited, kTwoThreads, monitor);
            VERNIER_SUCCEEDS(known);
            QVERIFY2(toText(**known) == toText(*anew), qPrintable(QString("edit %1").arg(i)));
        }
    }
}

void TestRecentModels::aLateChangeRunsLateBlocks()
{
    class Counting final : public JobMonitor
    {
    public:
        bool keepGoing(std::int64_t, std::int64_t, std::string_view) override
        {
            ++asked;
            return true;
        }
        int asked = 0;
    };
    constexpr int kBlocks = 8;
    const QTemporaryDir folder;
    const auto checkpoint = openFloatModel(writeTinyCheckpoint(folder.path().toStdString(), {.blocks = kBlocks}))->sharedCheckpoint();
    RecentModels models(checkpoint, pseudoRandomSequences({12, 20, 9}, 64, 5));
    const auto costOf = [&](const Recipe &recipe) {
        Counting monitor;
        return models.quantize(recipe, kTwoThreads, monitor) ? monitor.asked : -1;
    };
    Recipe recipe = recipeOf(8, 8);
    recipe.antiOutlier.emplace().antiMethod = AntiMethod::M4;
    const int whole = costOf(recipe);
    const std::size_t perBlock = (checkpoint->layers().size() - 1) / kBlocks;
    recipe = withFallback(recipe, {{checkpoint->layers()[(kBlocks - 1) * perBlock].name}});
    const int last = costOf(recipe);
    recipe = withFallback(recipe, {{checkpoint->layers()[kBlocks / 2 * perBlock].name}});
    const int half = costOf(recipe);
    // The pass is asked as often in every block; suppression, which asks as well, is not done again.
    QVERIFY2(last > 0 && half > 3 * last && whole > 2 * half, qPrintable(QString("%1 %2 %3").arg(last).arg(half).arg(whole)));
}

void TestRecentModels::orderIsNoOtherRecipe()
{
    RecentModels models(m_model->sharedCheckpoint(), {{1, 2, 3}});
    const std::string a = m_model->checkpoint().layers()[0].name;
    const std::string b = m_model->checkpoint().layers()[1].name;
    Recipe one = recipeOf(8, 8);
    one.quantConfig.disableNames = {a, b};
    one.mixCfg = {{"*proj", "w8a8_dynamic"}, {b, "w8a16"}};
    Recipe other = recipeOf(8, 8);
    other.quantConfig.disableNames = {b, a, b};
    other.mixCfg = {{b, "w8a16"}, {"*proj", "w8a8_dynamic"}};
    QVERIFY(!(one == other) && sameContent(one, other));
    QCOMPARE(quantized(models, one), quantized(models, other));
    Recipe patterns = one;
    patterns.mixCfg = {{"*proj", "w8a8_dynamic"}, {"*", "w8a16"}};
    Recipe swapped = one;
    swapped.mixCfg = {{"*", "w8a16"}, {"*proj", "w8a8_dynamic"}};
    QVERIFY(!sameContent(patterns, swapped)); // the first that matches wins
}

QTEST_APPLESS_MAIN(TestRecentModels)
#include "tst_recent_models.moc"
