// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/quant/quantize_model.h"

#include "tests/core/io/io_test.h"
#include "tests/support/recording_monitor.h"
#include "tests/support/test_models.h"
#include "tests/support/tiny_checkpoint.h"

#include <QTest>

#include <cmath>
#include <limits>

using namespace vernier;
using namespace vernier::test;

class TestQuantizeModel : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void samplesAreCutAsTheRecipeSays_data();
    void samplesAreCutAsTheRecipeSays();
    void cutSamplesGiveWhatShorterOnesGive();
    void everyStaticLayerGetsARange_data();
    void everyStaticLayerGetsARange();
    void missingDataIsRefused_data();
    void missingDataIsRefused();
    void dataFreeRecipesNeedNone();
    void disableLevelLeavesTheHighestScores();
    void orderOfSamplesDoesNotMatterToAMeanRange();
    void seedMattersOnlyWithProbability();
    void numberOfThreadsChangesNothing_data();
    void numberOfThreadsChangesNothing();
    void unknownNamesAreRefused();
    void whatIsNotBuiltIsRefused();
    void cancelling();

private:
    Result<QuantizedModel> quantized(const Recipe &recipe, const std::vector<std::vector<int>> &sequences,
                                     const Compute &compute = {});
    QTemporaryDir m_folder;
    std::shared_ptr<const Checkpoint> m_checkpoint;
};

namespace {

const std::vector<std::vector<int>> kSequences = pseudoRandomSequences({12, 20, 7}, 64, 70);

Recipe withSuppression(Recipe recipe)
{
    recipe.antiOutlier.emplace();
    recipe.antiOutlier->antiMethod = AntiMethod::M1;
    return recipe;
}

Recipe withMethod(Recipe recipe, int actMethod)
{
    recipe.quantConfig.actMethod = actMethod;
    return recipe;
}

Recipe withLevel(Recipe recipe, std::string level)
{
    recipe.disableLevel = std::move(level);
    return recipe;
}

Recipe withHead(Recipe recipe)
{
    recipe.quantConfig.disableLastLinear = false;
    return recipe;
}

} // namespace

void TestQuantizeModel::initTestCase()
{
    m_checkpoint = valueOf(Checkpoint::open(writeTinyCheckpoint(pathIn(m_folder, "model"), {.outlierGain = 8.0f})));
}

Result<QuantizedModel> TestQuantizeModel::quantized(const Recipe &recipe,
                                                    const std::vector<std::vector<int>> &sequences,
                                                    const Compute &compute)
{
    SilentMonitor monitor;
    return quantizeModel(m_checkpoint, recipe, sequences, compute, monitor);
}

void TestQuantizeModel::samplesAreCutAsTheRecipeSays_data()
{
    QTest::addColumn<int>("samples"); // 0: not set
    QTest::addColumn<int>("maxLength");
    QTest::addColumn<std::vector<int>>("lengths");
    using Lengths = std::vector<int>;
    QTest::newRow("all") << 0 << 0 << Lengths{12, 20, 7};
    QTest::newRow("two") << 2 << 0 << Lengths{12, 20};
    QTest::newRow("more than there are") << 9 << 0 << Lengths{12, 20, 7};
    QTest::newRow("short ones") << 0 << 10 << Lengths{10, 10, 7};
    QTest::newRow("one token") << 1 << 1 << Lengths{1};
}

void TestQuantizeModel::samplesAreCutAsTheRecipeSays()
{
    QFETCH(int, samples);
    QFETCH(int, maxLength);
    QFETCH(std::vector<int>, lengths);
    Recipe recipe;
    if (samples > 0)
        recipe.calibration.samples = samples;
    if (maxLength > 0)
        recipe.calibration.maxLength = maxLength;
    const TokenBatch batch = calibrationSamples(recipe, kSequences);
    QCOMPARE(batch.sequences(), static_cast<int>(lengths.size()));
    for (int i = 0; i < batch.sequences(); ++i) {
        const std::span<const int> sequence = batch.sequence(i);
        const std::vector<int> &whole = kSequences[static_cast<std::size_t>(i)];
        QCOMPARE(static_cast<int>(sequence.size()), lengths[static_cast<std::size_t>(i)]);
        QVERIFY(std::equal(sequence.begin(), sequence.end(), whole.begin()));
    }
}

void TestQuantizeModel::cutSamplesGiveWhatShorterOnesGive()
{
    Recipe recipe = recipeOf(8, 8);
    const auto shorter = quantized(recipe, {{kSequences[0].begin(), kSequences[0].begin() + 5}, kSequences[2]});
    VERNIER_SUCCEEDS(shorter);
    recipe.calibration.maxLength = 7;
    std::vector<std::vector<int>> longer{kSequences[0], kSequences[2], kSequences[1]};
    longer[0].resize(5);
    longer[1].push_back(3);
    recipe.calibration.samples = 2;
    const auto cut = quantized(recipe, longer);
    VERNIER_SUCCEEDS(cut);
    QVERIFY(cut->network.ranges() == shorter->network.ranges());
}

void TestQuantizeModel::everyStaticLayerGetsARange_data()
{
    QTest::addColumn<Recipe>("recipe");
    QTest::newRow("method 1") << recipeOf(8, 8);
    QTest::newRow("method 2") << withMethod(recipeOf(8, 8), 2);
    QTest::newRow("method 3") << withMethod(recipeOf(8, 8), 3);
    QTest::newRow("with the head") << withHead(recipeOf(8, 8));
    QTest::newRow("suppressed") << withSuppression(recipeOf(8, 8));
    QTest::newRow("three layers less") << withLevel(recipeOf(8, 8), "L3");
    QTest::newRow("dynamic") << recipeOf(8, 8, true);
    QTest::newRow("weights only") << recipeOf(8, 16);
    Recipe mixed = recipeOf(8, 8);
    mixed.mixCfg = {{"*down*", "w8a16"}, {"*.q_proj", "w8a8_dynamic"}, {"*.1.*", "float"}};
    QTest::newRow("mixed") << mixed;
}

void TestQuantizeModel::everyStaticLayerGetsARange()
{
    QFETCH(Recipe, recipe);
    const auto model = quantized(recipe, kSequences);
    VERNIER_SUCCEEDS(model);
    const QuantizedNetwork &network = model->network;
    for (const LayerInfo &layer : m_checkpoint->layers()) {
        const auto range = network.ranges().find(layer.name);
        if (!network.schemeOf(layer).hasStaticActivations())
            continue;
        QVERIFY2(range != network.ranges().end(), layer.name.c_str());
        const auto [scale, offset] = range->second;
        QVERIFY(scale > kSmallestScale && std::isfinite(scale));
        QVERIFY(offset >= -128.0f && offset <= 127.0f && offset == std::rint(offset));
        VERNIER_SUCCEEDS(network.linear(layer, {}));
    }
    // Layers that read the same activations find the same range, as long as all of them are static.
    const auto &query = network.ranges().find("model.layers.0.self_attn.q_proj");
    const auto &key = network.ranges().find("model.layers.0.self_attn.k_proj");
    if (query != network.ranges().end() && key != network.ranges().end())
        QVERIFY(query->second == key->second);
}

void TestQuantizeModel::missingDataIsRefused_data()
{
    QTest::addColumn<Recipe>("recipe");
    QTest::newRow("static activations") << recipeOf(8, 8);
    QTest::newRow("suppression") << withSuppression(recipeOf(8, 8, true));
}

void TestQuantizeModel::missingDataIsRefused()
{
    QFETCH(Recipe, recipe);
    VERNIER_REFUSES(quantized(recipe, {}), ErrorCode::InvalidArgument, {"calibration"});
    recipe.calibration.samples = 1;
    VERNIER_SUCCEEDS(quantized(recipe, kSequences));
}

void TestQuantizeModel::dataFreeRecipesNeedNone()
{
    for (const Recipe &recipe : {recipeOf(8, 16), recipeOf(4, 16), recipeOf(8, 8, true)}) {
        const auto without = quantized(recipe, {});
        const auto with = quantized(recipe, kSequences);
        VERNIER_SUCCEEDS(without);
        VERNIER_SUCCEEDS(with);
        for (const LayerInfo &layer : m_checkpoint->layers()) {
            if (without->network.schemeOf(layer).isFloat())
                continue;
            QVERIFY(without->network.quantizedWeight(layer).value()->codes
                    == with->network.quantizedWeight(layer).value()->codes);
        }
        // The level needs data, and is dropped without, as in the original.
        const auto levelled = quantized(withLevel(recipe, "L3"), {});
        VERNIER_SUCCEEDS(levelled);
        QCOMPARE(levelled->recipe.disableLevel, std::string("L0"));
        QCOMPARE(levelled->network.plan().rollback, std::vector<std::string>{"lm_head"});
    }
}

void TestQuantizeModel::disableLevelLeavesTheHighestScores()
{
    const auto model = quantized(withLevel(recipeOf(8, 8), "L4"), kSequences);
    VERNIER_SUCCEEDS(model);
    const std::vector<LayerInfo> &layers = m_checkpoint->layers();
    QCOMPARE(model->layerScores.size(), layers.size());
    double lowestFloat = std::numeric_limits<double>::infinity();
    double highestQuantized = 0.0;
    int floats = 0;
    for (std::size_t i = 0; i + 1 < layers.size(); ++i) { // the head is float anyway
        if (model->network.schemeOf(layers[i]).isFloat()) {
            lowestFloat = std::min(lowestFloat, model->layerScores[i]);
            ++floats;
        } else {
            highestQuantized = std::max(highestQuantized, model->layerScores[i]);
        }
    }
    QCOMPARE(floats, 4);
    QVERIFY(lowestFloat >= highestQuantized);
    QVERIFY(quantized(recipeOf(8, 8), kSequences)->layerScores.empty());
}

void TestQuantizeModel::orderOfSamplesDoesNotMatterToAMeanRange()
{
    // The first layers read float activations: their range is a mean over samples.
    const std::string first = "model.layers.0.self_attn.q_proj";
    const auto forward = quantized(recipeOf(8, 8), kSequences);
    const auto backward = quantized(recipeOf(8, 8), {kSequences.rbegin(), kSequences.rend()});
    VERNIER_SUCCEEDS(forward);
    VERNIER_SUCCEEDS(backward);
    const AffineParameters a = forward->network.ranges().at(first);
    const AffineParameters b = backward->network.ranges().at(first);
    constexpr float kMeanRounding = 1e-6f; // relative: a sum of three in another order
    QVERIFY(std::abs(a.scale - b.scale) <= kMeanRounding * a.scale);
    QVERIFY(a.offset == b.offset);
}

void TestQuantizeModel::seedMattersOnlyWithProbability()
{
    Recipe recipe = recipeOf(8, 8);
    const auto rangesOf = [&](double pr, std::uint32_t seed) {
        recipe.quantConfig.pr = pr;
        recipe.calibration.seed = seed;
        return valueOf(quantized(recipe, kSequences)).network.ranges();
    };
    const ActivationRanges all = rangesOf(1.0, 1);
    QVERIFY(all == rangesOf(1.0, 2));
    QVERIFY(rangesOf(0.5, 1) == rangesOf(0.5, 1));
    QVERIFY(rangesOf(0.5, 1) != rangesOf(0.5, 2));
    QVERIFY(rangesOf(0.5, 1) != all);
    QVERIFY(rangesOf(0.0, 1) == rangesOf(0.0, 2)); // nothing is passed on quantized, whatever is drawn
}

void TestQuantizeModel::numberOfThreadsChangesNothing_data()
{
    everyStaticLayerGetsARange_data();
}

void TestQuantizeModel::numberOfThreadsChangesNothing()
{
    QFETCH(Recipe, recipe);
    const auto one = quantized(recipe, kSequences, {.threads = 1});
    const auto again = quantized(recipe, kSequences, {.threads = 1});
    const auto three = quantized(recipe, kSequences, {.threads = 3});
    VERNIER_SUCCEEDS(one);
    VERNIER_SUCCEEDS(again);
    VERNIER_SUCCEEDS(three);
    QVERIFY(one->network.ranges() == again->network.ranges());
    constexpr float kBetweenThreadCounts = 1e-6f; // the promise of the design, relative
    for (const auto &[name, range] : one->network.ranges()) {
        const AffineParameters other = three->network.ranges().at(name);
        QVERIFY(std::abs(range.scale - other.scale) <= kBetweenThreadCounts * range.scale);
        QVERIFY(range.offset == other.offset);
    }
}

void TestQuantizeModel::unknownNamesAreRefused()
{
    Recipe recipe = recipeOf(8, 8);
    recipe.quantConfig.disableNames = {"model.layers.0.mlp.down"};
    VERNIER_REFUSES(quantized(recipe, kSequences), ErrorCode::NotFound,
                    {"model.layers.0.mlp.down", "model.layers.0.mlp.down_proj"});
}

void TestQuantizeModel::whatIsNotBuiltIsRefused()
{
    Recipe recipe = recipeOf(8, 8);
    recipe.quantConfig.pr = -1.0;
    VERNIER_REFUSES(quantized(recipe, kSequences), ErrorCode::Unsupported, {"pr below 0"});
}

void TestQuantizeModel::cancelling()
{
    class StoppingMonitor final : public JobMonitor
    {
    public:
        explicit StoppingMonitor(int stopAt)
            : m_stopAt(stopAt)
        {}
        bool keepGoing(std::int64_t done, std::int64_t total, std::string_view what) override
        {
            sensible = sensible && done >= 0 && done <= total && !what.empty();
            return ++asked != m_stopAt;
        }
        int asked = 0;
        bool sensible = true;

    private:
        int m_stopAt;
    };
    const Recipe recipe = withLevel(withSuppression(recipeOf(8, 8)), "L1");
    StoppingMonitor counting(0);
    VERNIER_SUCCEEDS(quantizeModel(m_checkpoint, recipe, kSequences, Compute{}, counting));
    QVERIFY(counting.sensible);
    QVERIFY(counting.asked >= 2 + 2 + 2 + 2); // every block, in each of four steps
    test::RecordingMonitor recording;
    VERNIER_SUCCEEDS(quantizeModel(m_checkpoint, recipe, kSequences, Compute{}, recording));
    QVERIFY(recording.isOneProgress());
    for (int stopAt = 1; stopAt <= counting.asked; ++stopAt) {
        StoppingMonitor monitor(stopAt);
        const auto made = quantizeModel(m_checkpoint, recipe, kSequences, Compute{}, monitor);
        if (monitor.asked < stopAt)
            continue; // long products ask by the clock as well: this run was faster than the one that counted
        QVERIFY2(!made && made.error().code == ErrorCode::Cancelled, qPrintable(QString::number(stopAt)));
    }
}

QTEST_APPLESS_MAIN(TestQuantizeModel)
#include "tst_quantize_model.moc"
