// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/forward/pass.h"
#include "core/smooth/outlier_groups.h"
#include "core/smooth/suppress.h"

#include "tests/core/io/io_test.h"
#include "tests/support/shared_data.h"
#include "tests/support/tiny_checkpoint.h"

#include <QTest>

#include <algorithm>
#include <cmath>

using namespace vernier;
using namespace vernier::test;

class TestSuppress : public QObject
{
    Q_OBJECT

private slots:
    void groupsAreInTheOriginalsOrder_data();
    void groupsAreInTheOriginalsOrder();
    void disabledNamesLeaveOutTheGroupThatReadsThem_data();
    void disabledNamesLeaveOutTheGroupThatReadsThem();
    void functionIsPreserved_data();
    void functionIsPreserved();
    void functionOfTheReferenceModelIsPreserved();
    void outlierChannelsBecomeSmaller();
    void onlyWhatIsInAGroupChanges_data();
    void onlyWhatIsInAGroupChanges();
    void sharedValueHeadsHaveOneScale();
    void qwen3IsShifted();
    void normsGetABiasButNotWithM6();
    void oneExponentAloneIsSearched();
    void aLayerAloneIsRewrittenAsInTheWhole_data();
    void aLayerAloneIsRewrittenAsInTheWhole();
    void cancelling();

private:
    std::shared_ptr<const FloatModel> model(const TinyCheckpointOptions &options);
    QTemporaryDir m_folder;
};

namespace {

/// Of the logits' range: a product and a quotient more in every weight, in float32.
constexpr float kPreserved = 1e-5f;

const Compute kCompute{.threads = 2};

constexpr AntiMethod kMethods[] = {AntiMethod::M1, AntiMethod::M2, AntiMethod::M3, AntiMethod::M4, AntiMethod::M5, AntiMethod::M6};

AntiOutlierConfig configOf(AntiMethod method, FlexConfig flex = {}, std::vector<std::string> disabled = {})
{
    AntiOutlierConfig config;
    config.antiMethod = method;
    config.flexConfig = flex;
    config.disableAntiNames = std::move(disabled);
    return config;
}

TokenBatch samplesOf(const FloatModel &model)
{
    return TokenBatch(pseudoRandomSequences({16, 24}, static_cast<int>(model.config().vocabulary), 50));
}

ActivationStats statsOf(const std::shared_ptr<const FloatModel> &model)
{
    SilentMonitor monitor;
    return collectActivations(FloatNetwork(model), samplesOf(*model), kCompute, monitor).value();
}

Rewrites rewritesOf(const AntiOutlierConfig &config, const std::shared_ptr<const FloatModel> &model)
{
    SilentMonitor monitor;
    return suppress(config, model, samplesOf(*model), kCompute, monitor).value();
}

std::shared_ptr<const FloatModel> suppressed(const AntiOutlierConfig &config, const std::shared_ptr<const FloatModel> &model)
{
    return std::make_shared<const FloatModel>(model->sharedCheckpoint(), rewritesOf(config, model));
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

/// "input_layernorm>q_proj,k_proj,v_proj ..." of a block.
std::string groupsText(const AntiOutlierConfig &config, const Checkpoint &checkpoint, int block = 1)
{
    std::string text;
    for (const OutlierGroup &group : outlierGroups(config, checkpoint, block)) {
        text += text.empty() ? "" : " ";
        text += group.source ? group.source->kind() : std::string_view(group.norm).substr(group.norm.rfind('.') + 1);
        for (const LayerInfo &reader : group.readers)
            text += (&reader == &group.reader() ? ">" : ",") + std::string(reader.kind());
    }
    return text;
}

} // namespace

std::shared_ptr<const FloatModel> TestSuppress::model(const TinyCheckpointOptions &options)
{
    return std::make_shared<const FloatModel>(Checkpoint::open(writeTinyCheckpoint(pathIn(m_folder, options.modelType), options)).value());
}

void TestSuppress::groupsAreInTheOriginalsOrder_data()
{
    const char *const attention = "input_layernorm>q_proj,k_proj,v_proj";
    const char *const mlp = "post_attention_layernorm>gate_proj,up_proj";
    QTest::addColumn<std::string>("modelType");
    QTest::addColumn<AntiMethod>("method");
    QTest::addColumn<std::string>("expected");
    for (const AntiMethod method : kMethods) {
        const bool both = method == AntiMethod::M4 || method == AntiMethod::M6;
        for (const char *type : {"llama", "mistral", "qwen2"})
            QTest::addRow("%s %s", type, toString(method).data())
                << std::string(type) << method << std::string(attention) + " " + mlp + (both ? " v_proj>o_proj up_proj>down_proj" : "");
        QTest::addRow("qwen3 %s", toString(method).data())
            << std::string("qwen3") << method
            << (both ? std::string("v_proj>o_proj ") + attention + " up_proj>down_proj " + mlp : std::string(attention) + " " + mlp);
    }
}

void TestSuppress::groupsAreInTheOriginalsOrder()
{
    QFETCH(std::string, modelType);
    QFETCH(AntiMethod, method);
    QFETCH(std::string, expected);
    const auto original = model({.modelType = modelType});
    QCOMPARE(groupsText(configOf(method), original->checkpoint()), expected);
}

void TestSuppress::disabledNamesLeaveOutTheGroupThatReadsThem_data()
{
    QTest::addColumn<AntiMethod>("method");
    QTest::addColumn<std::string>("name");
    QTest::addColumn<std::string>("expected");
    const std::string all = "input_layernorm>q_proj,k_proj,v_proj post_attention_layernorm>gate_proj,up_proj";
    const std::string linears = " v_proj>o_proj up_proj>down_proj";
    for (const AntiMethod method : {AntiMethod::M1, AntiMethod::M2, AntiMethod::M5})
        QTest::addRow("%s does not look", toString(method).data()) << method << std::string("self_attn.k_proj") << all;
    for (const AntiMethod method : {AntiMethod::M4, AntiMethod::M6}) {
        QTest::addRow("%s k", toString(method).data()) << method << std::string("self_attn.k_proj") << "post_attention_layernorm>gate_proj,up_proj" + linears;
        QTest::addRow("%s v", toString(method).data()) << method << std::string("self_attn.v_proj") << "post_attention_layernorm>gate_proj,up_proj" + linears;
        QTest::addRow("%s o", toString(method).data()) << method << std::string("self_attn.o_proj") << all + " up_proj>down_proj";
        QTest::addRow("%s down", toString(method).data()) << method << std::string("mlp.down_proj") << all + " v_proj>o_proj";
    }
    QTest::newRow("m3 up") << AntiMethod::M3 << std::string("mlp.up_proj") << std::string("input_layernorm>q_proj,k_proj,v_proj");
}

void TestSuppress::disabledNamesLeaveOutTheGroupThatReadsThem()
{
    QFETCH(AntiMethod, method);
    QFETCH(std::string, name);
    QFETCH(std::string, expected);
    const auto original = model({});
    const AntiOutlierConfig config = configOf(method, {}, {"model.layers.1." + name});
    QCOMPARE(groupsText(config, original->checkpoint()), expected);
    QCOMPARE(groupsText(config, original->checkpoint(), 0), groupsText(configOf(method), original->checkpoint(), 0));
}

void TestSuppress::functionIsPreserved_data()
{
    QTest::addColumn<std::string>("modelType");
    QTest::addColumn<AntiMethod>("method");
    for (const char *type : {"llama", "mistral", "qwen2", "qwen3"}) {
        for (const AntiMethod method : kMethods)
            QTest::addRow("%s %s", type, toString(method).data()) << std::string(type) << method;
    }
}

void TestSuppress::functionIsPreserved()
{
    QFETCH(std::string, modelType);
    QFETCH(AntiMethod, method);
    const auto original = model({.modelType = modelType, .outlierGain = 30.0f});
    const auto changed = suppressed(configOf(method), original);
    const float difference = logitDifference(original, changed);
    QVERIFY2(difference <= kPreserved, std::to_string(difference).c_str());
    QVERIFY(FloatNetwork(original).blockKey(0) != FloatNetwork(changed).blockKey(0));
}

void TestSuppress::functionOfTheReferenceModelIsPreserved()
{
    VERNIER_SHARED_OR_SKIP(folder, "arch/llama");
    const auto checkpoint = Checkpoint::open(folder);
    VERNIER_SUCCEEDS(checkpoint);
    const auto original = std::make_shared<const FloatModel>(*checkpoint);
    QVERIFY(logitDifference(original, suppressed(configOf(AntiMethod::M4), original)) <= kPreserved);
}

void TestSuppress::outlierChannelsBecomeSmaller()
{
    const auto original = model({.outlierGain = 30.0f});
    const ActivationStats before = statsOf(original);
    const ActivationStats after = statsOf(suppressed(configOf(AntiMethod::M1), original));
    for (int block = 0; block < 2; ++block) {
        for (const LayerRole role : {LayerRole::Query, LayerRole::Gate}) {
            const float was = largestOverTypical(before.of(*findRole(original->blockLayers(block), role)).channelAbsMax());
            const float is = largestOverTypical(after.of(*findRole(original->blockLayers(block), role)).channelAbsMax());
            QVERIFY(was > 10.0f);     // the planted channel
            QVERIFY(is < was / 3.0f); // about its square root
        }
    }
}

void TestSuppress::onlyWhatIsInAGroupChanges_data()
{
    QTest::addColumn<AntiOutlierConfig>("config");
    QTest::addColumn<std::string>("modelType");
    QTest::newRow("m1") << configOf(AntiMethod::M1) << std::string("qwen2");
    QTest::newRow("m4") << configOf(AntiMethod::M4) << std::string("qwen2");
    QTest::newRow("m4 shifted") << configOf(AntiMethod::M4) << std::string("qwen3");
    QTest::newRow("m6") << configOf(AntiMethod::M6, {0.6, 0.3}) << std::string("llama");
    QTest::newRow("m6, some disabled") << configOf(AntiMethod::M6, {0.6, 0.3}, {"model.layers.0.self_attn.q_proj", "model.layers.1.mlp.down_proj"})
                                       << std::string("qwen2");
}

void TestSuppress::onlyWhatIsInAGroupChanges()
{
    QFETCH(AntiOutlierConfig, config);
    QFETCH(std::string, modelType);
    const auto original = model({.modelType = modelType});
    const auto changed = suppressed(config, original);
    Recipe recipe;
    recipe.antiOutlier = config;
    const SuppressedModules modules = suppressedModules(recipe, original->checkpoint());
    for (const LayerInfo &layer : original->checkpoint().layers()) {
        QCOMPARE(original->weight(layer).value() != changed->weight(layer).value(), modules.weights.contains(layer.name));
        QCOMPARE(original->bias(layer).value() != changed->bias(layer).value(), modules.biases.contains(layer.name));
        QVERIFY(changed->weightRows(layer, 1, 3).value() == changed->weight(layer).value().middleRows(1, 3));
    }
    for (const NormInfo &norm : norms(original->config()))
        QCOMPARE(changed->rewrites().norms.contains(norm.name), modules.norms.contains(norm.name));
}

void TestSuppress::sharedValueHeadsHaveOneScale()
{
    // Two value heads serve four query heads of eight channels.
    const auto original = model({});
    for (const AntiMethod method : {AntiMethod::M4, AntiMethod::M6}) {
        const Rewrites rewrites = rewritesOf(configOf(method), original);
        const std::vector<float> &value = rewrites.rowDivisors.at("model.layers.0.self_attn.v_proj");
        const std::vector<float> &output = rewrites.columnScales.at("model.layers.0.self_attn.o_proj");
        QCOMPARE(value.size(), std::size_t(16));
        QCOMPARE(output.size(), std::size_t(32));
        for (std::size_t i = 0; i < output.size(); ++i)
            QVERIFY(output[i] == value[i / 16 * 8 + i % 8]);
    }
}

void TestSuppress::qwen3IsShifted()
{
    const auto original = model({.modelType = "qwen3", .outlierGain = 30.0f});
    const Rewrites rewrites = rewritesOf(configOf(AntiMethod::M4), original);
    QVERIFY(rewrites.rowsFirst);
    const std::vector<float> &bias = rewrites.norms.at("model.layers.0.input_layernorm").bias;
    QVERIFY(std::any_of(bias.begin(), bias.end(), [](float value) { return value != 0.0f; }));
    QCOMPARE(rewrites.biases.size(), std::size_t(2 * 5)); // query, key, value, gate, up of each block
    // Afterwards every channel reaches as far down as up.
    const InputStats after = statsOf(std::make_shared<const FloatModel>(original->sharedCheckpoint(), rewrites)).of(original->checkpoint().layers().front());
    for (std::size_t c = 0; c < bias.size(); ++c) {
        const float low = std::min(after.samples[0].channelMin[c], after.samples[1].channelMin[c]);
        const float high = std::max(after.samples[0].channelMax[c], after.samples[1].channelMax[c]);
        QVERIFY(std::abs(low + high) <= 1e-4f * (high - low));
    }
    // No other method shifts.
    QVERIFY(rewritesOf(configOf(AntiMethod::M6), original).biases.empty());
}

void TestSuppress::normsGetABiasButNotWithM6()
{
    const auto original = model({.modelType = "qwen3"});
    for (const AntiMethod method : kMethods) {
        const Rewrites rewrites = rewritesOf(configOf(method), original);
        const bool every = method != AntiMethod::M6;
        QCOMPARE(rewrites.norms.size(), std::size_t(every ? 2 * 4 + 1 : 2 * 2));
        for (const auto &[name, norm] : rewrites.norms)
            QCOMPARE(norm.bias.size(), every ? norm.weight.size() : std::size_t(0));
    }
}

void TestSuppress::oneExponentAloneIsSearched()
{
    const auto original = model({.outlierGain = 30.0f});
    const std::string query = "model.layers.0.self_attn.q_proj";
    const auto searched = rewritesOf(configOf(AntiMethod::M6), original).columnScales.at(query);
    QCOMPARE(rewritesOf(configOf(AntiMethod::M6, {0.3, {}}), original).columnScales.at(query), searched);
    QVERIFY(rewritesOf(configOf(AntiMethod::M6, {0.3, 0.3}), original).columnScales.at(query) != searched);
}

void TestSuppress::aLayerAloneIsRewrittenAsInTheWhole_data()
{
    functionIsPreserved_data();
}

void TestSuppress::aLayerAloneIsRewrittenAsInTheWhole()
{
    QFETCH(std::string, modelType);
    QFETCH(AntiMethod, method);
    const AntiOutlierConfig config = configOf(method);
    const auto original = model({.modelType = modelType, .outlierGain = 30.0f});
    const ActivationStats stats = statsOf(original);
    SilentMonitor monitor;
    const Rewrites rewrites = rewritesOf(config, original);
    for (const LayerInfo &layer : original->checkpoint().layers()) {
        const auto own = suppressLayer(config, original, stats, samplesOf(*original), layer, kCompute, monitor);
        VERNIER_SUCCEEDS(own);
        QCOMPARE(inputScales(*own, layer), inputScales(rewrites, layer));
        const FloatModel alone(original->sharedCheckpoint(), *own);
        const FloatModel whole(original->sharedCheckpoint(), rewrites);
        QVERIFY(alone.weight(layer).value() == whole.weight(layer).value());
        QVERIFY(alone.bias(layer).value() == whole.bias(layer).value());
    }
    if (method == AntiMethod::M4 && modelType == "qwen3")
        return; // shifted, too
    // What a layer is given afterwards is what it was given before, over the scales.
    const ActivationStats after = statsOf(std::make_shared<const FloatModel>(original->sharedCheckpoint(), rewrites));
    for (const LayerInfo &layer : original->blockLayers(0)) {
        const std::vector<float> scales = inputScales(rewrites, layer);
        if (scales.empty())
            continue;
        const std::vector<float> expected = suppressedAbsMax(stats.of(layer).channelAbsMax(), scales);
        const std::vector<float> measured = after.of(layer).channelAbsMax();
        for (std::size_t c = 0; c < expected.size(); ++c)
            QVERIFY(std::abs(expected[c] - measured[c]) <= 1e-4f * measured[c]);
    }
}

void TestSuppress::cancelling()
{
    struct Stop final : JobMonitor
    {
        bool keepGoing(std::int64_t, std::int64_t, std::string_view) override { return ++asked < 4; }
        int asked = 0;
    };
    const auto original = model({});
    for (const AntiMethod method : kMethods) {
        Stop stop;
        const auto rewrites = suppress(configOf(method), original, samplesOf(*original), kCompute, stop);
        QVERIFY(!rewrites);
        QVERIFY(rewrites.error().code == ErrorCode::Cancelled);
    }
}


QTEST_APPLESS_MAIN(TestSuppress)
#include "tst_suppress.moc"
