// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/forward/pass.h"
#include "core/smooth/smooth_quant.h"

#include "tests/core/io/io_test.h"
#include "tests/support/shared_data.h"
#include "tests/support/tiny_checkpoint.h"

#include <QTest>

#include <cmath>
#include <limits>

using namespace vernier;
using namespace vernier::test;

class TestSmoothQuant : public QObject
{
    Q_OBJECT

private slots:
    void scalesAreTheSpecifications();
    void scalesHaveAFloor();
    void doubledActivationsMultiplyScalesByTheSquareRootOfTwo();
    void functionIsPreserved_data();
    void functionIsPreserved();
    void functionOfTheReferenceModelIsPreserved();
    void outlierChannelsBecomeSmaller();
    void onlyWhatFollowsANormIsScaled();
    void scalesOfALayerAreThoseOfTheRewrites();
    void everyNormGetsABias();
    void cancelling();

private:
    std::shared_ptr<const FloatModel> model(const TinyCheckpointOptions &options);
    QTemporaryDir m_folder;
};

namespace {

/// Of the logits' range: a product and a quotient more in every weight, in float32.
constexpr float kPreserved = 1e-5f;
/// "s recovered as old norm weight / new norm weight, so ±1 ulp" (spec/msmodelslim.md 13.9), and printed with 9 digits.
constexpr float kSpecification = 2.0f * std::numeric_limits<float>::epsilon();

const Compute kCompute{.threads = 2};

ActivationStats statsOf(const std::shared_ptr<const FloatModel> &model)
{
    SilentMonitor monitor;
    const TokenBatch samples(pseudoRandomSequences({16, 24}, static_cast<int>(model->config().vocabulary), 50));
    return collectActivations(FloatNetwork(model), samples, kCompute, monitor).value();
}

std::shared_ptr<const FloatModel> smoothed(const std::shared_ptr<const FloatModel> &model)
{
    SilentMonitor monitor;
    return std::make_shared<const FloatModel>(model->sharedCheckpoint(),
                                              smoothQuant(*model, statsOf(model), monitor).value());
}

/// Largest difference of the logits as a part of their range.
float logitDifference(const std::shared_ptr<const FloatModel> &a, const std::shared_ptr<const FloatModel> &b)
{
    SilentMonitor monitor;
    const TokenBatch batch(pseudoRandomSequences({31}, static_cast<int>(a->config().vocabulary), 60));
    const Matrix before = computeLogits(FloatNetwork(a), batch, kCompute, monitor).value();
    const Matrix after = computeLogits(FloatNetwork(b), batch, kCompute, monitor).value();
    return (before - after).cwiseAbs().maxCoeff() / (before.maxCoeff() - before.minCoeff());
}

float largestOverTypical(std::vector<float> channels)
{
    std::sort(channels.begin(), channels.end());
    return channels.back() / channels[channels.size() / 2];
}

} // namespace

std::shared_ptr<const FloatModel> TestSmoothQuant::model(const TinyCheckpointOptions &options)
{
    return std::make_shared<const FloatModel>(
        Checkpoint::open(writeTinyCheckpoint(pathIn(m_folder, options.modelType), options)).value());
}

void TestSmoothQuant::scalesAreTheSpecifications()
{
    // spec/msmodelslim.md 13.9: two linears, two samples
    const Matrix weights[] = {pseudoRandomMatrix(6, 8, 21), pseudoRandomMatrix(4, 8, 22)};
    const float gains[] = {1.0f, 1.0f, 12.0f, 1.0f, 0.25f, 1.0f, 2.0f, 0.5f};
    const float expectedAbsMax[] = {0.73343390f, 0.93826449f, 11.4642658f, 0.90184313f,
                                    0.24473670f, 0.79830664f, 1.96314669f, 0.47729665f};
    const float expected[] = {0.86218423f, 1.10640526f, 3.49671984f, 1.00118625f,
                              0.50325370f, 0.97868377f, 1.40612853f, 0.69266158f};
    InputStats stats;
    for (const auto &[tokens, seed] : {std::pair{12, 30u}, std::pair{9, 31u}}) {
        Matrix x = pseudoRandomMatrix(tokens, 8, seed).array().cube();
        for (Eigen::Index c = 0; c < 8; ++c)
            x.col(c) *= gains[c];
        stats.samples.push_back(sampleStats(x));
    }
    const std::vector<float> absMax = stats.channelAbsMax();
    std::vector<float> weightAbsMax(8, 0.0f);
    for (const Matrix &weight : weights) {
        for (Eigen::Index c = 0; c < 8; ++c)
            weightAbsMax[static_cast<std::size_t>(c)] =
                std::max(weightAbsMax[static_cast<std::size_t>(c)], weight.col(c).cwiseAbs().maxCoeff());
    }
    const std::vector<float> scales = smoothQuantScales(absMax, weightAbsMax);
    QCOMPARE(scales.size(), std::size_t(8));
    for (std::size_t c = 0; c < 8; ++c) {
        QVERIFY(std::abs(absMax[c] - expectedAbsMax[c]) <= kSpecification * expectedAbsMax[c]);
        QVERIFY(std::abs(scales[c] - expected[c]) <= kSpecification * expected[c]);
    }
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

void TestSmoothQuant::functionIsPreserved_data()
{
    QTest::addColumn<std::string>("modelType");
    for (const char *type : {"llama", "mistral", "qwen2", "qwen3"})
        QTest::newRow(type) << std::string(type);
}

void TestSmoothQuant::functionIsPreserved()
{
    QFETCH(std::string, modelType);
    const auto original = model({.modelType = modelType, .outlierGain = 30.0f});
    const auto changed = smoothed(original);
    const float difference = logitDifference(original, changed);
    QVERIFY2(difference <= kPreserved, std::to_string(difference).c_str());
    QVERIFY(FloatNetwork(original).blockKey(0) != FloatNetwork(changed).blockKey(0));
}

void TestSmoothQuant::functionOfTheReferenceModelIsPreserved()
{
    VERNIER_SHARED_OR_SKIP(folder, "arch/llama");
    const auto checkpoint = Checkpoint::open(folder);
    VERNIER_SUCCEEDS(checkpoint);
    const auto original = std::make_shared<const FloatModel>(*checkpoint);
    QVERIFY(logitDifference(original, smoothed(original)) <= kPreserved);
}

void TestSmoothQuant::outlierChannelsBecomeSmaller()
{
    const auto original = model({.outlierGain = 30.0f});
    const ActivationStats before = statsOf(original);
    const ActivationStats after = statsOf(smoothed(original));
    for (int block = 0; block < 2; ++block) {
        for (const LayerRole role : {LayerRole::Query, LayerRole::Gate}) {
            const float was = largestOverTypical(before.of(block, role).channelAbsMax());
            const float is = largestOverTypical(after.of(block, role).channelAbsMax());
            QVERIFY(was > 10.0f);     // the planted channel
            QVERIFY(is < was / 3.0f); // about its square root
        }
    }
}

void TestSmoothQuant::onlyWhatFollowsANormIsScaled()
{
    const auto original = model({.modelType = "qwen2"});
    const auto changed = smoothed(original);
    for (const LayerInfo &layer : original->checkpoint().layers()) {
        const bool followsNorm = layer.role == LayerRole::Query || layer.role == LayerRole::Key
            || layer.role == LayerRole::Value || layer.role == LayerRole::Gate || layer.role == LayerRole::Up;
        QCOMPARE(original->weight(layer).value() == changed->weight(layer).value(), !followsNorm);
        QVERIFY(original->bias(layer).value() == changed->bias(layer).value());
    }
    const auto &scales = changed->rewrites().columnScales;
    QVERIFY(scales.at("model.layers.0.self_attn.q_proj") == scales.at("model.layers.0.self_attn.v_proj"));
    QVERIFY(scales.at("model.layers.0.self_attn.q_proj") != scales.at("model.layers.1.self_attn.q_proj"));
}

void TestSmoothQuant::scalesOfALayerAreThoseOfTheRewrites()
{
    const auto original = model({.modelType = "llama", .outlierGain = 30.0f});
    const ActivationStats stats = statsOf(original);
    SilentMonitor monitor;
    const Rewrites rewrites = smoothQuant(*original, stats, monitor).value();
    for (const LayerInfo &layer : original->checkpoint().layers()) {
        const std::vector<float> scales = smoothQuantScales(*original, stats, layer, monitor).value();
        const auto found = rewrites.columnScales.find(layer.name);
        QCOMPARE(scales, found == rewrites.columnScales.end() ? std::vector<float>{} : found->second);
    }
    // What the layer is given afterwards is what it was given before, over the scales.
    const auto after = smoothed(original);
    const LayerInfo &layer = original->blockLayers(0)[1];
    const std::vector<float> scales = smoothQuantScales(*original, stats, layer, monitor).value();
    const std::vector<float> expected = suppressedAbsMax(stats.of(layer).channelAbsMax(), scales);
    const std::vector<float> measured = statsOf(after).of(layer).channelAbsMax();
    for (std::size_t c = 0; c < scales.size(); ++c)
        QVERIFY(std::abs(expected[c] - measured[c]) <= 1e-5f * measured[c]);
}

void TestSmoothQuant::everyNormGetsABias()
{
    const auto changed = smoothed(model({.modelType = "qwen3"}));
    QCOMPARE(changed->rewrites().norms.size(), std::size_t(2 * 4 + 1));
    for (const auto &[name, norm] : changed->rewrites().norms) {
        QCOMPARE(norm.bias.size(), norm.weight.size());
        QVERIFY(std::all_of(norm.bias.begin(), norm.bias.end(), [](float value) { return value == 0.0f; }));
    }
}

void TestSmoothQuant::cancelling()
{
    struct Stop final : JobMonitor
    {
        bool keepGoing(std::int64_t done, std::int64_t, std::string_view) override { return done < 1; }
    } stop;
    const auto original = model({});
    QVERIFY(smoothQuant(*original, statsOf(original), stop).error().code == ErrorCode::Cancelled);
}

QTEST_APPLESS_MAIN(TestSmoothQuant)
#include "tst_smooth_quant.moc"
