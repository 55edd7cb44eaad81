// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/search/sensitivity.h"

#include "core/calib/range_score.h"
#include "core/forward/pass.h"
#include "core/search/equal_noise.h"
#include "core/search/prediction.h"

#include "tests/core/io/io_test.h"
#include "tests/support/recording_monitor.h"
#include "tests/support/sanitized.h"
#include "tests/support/shared_data.h"
#include "tests/support/test_models.h"
#include "tests/support/tiny_checkpoint.h"

#include <QTemporaryDir>
#include <QTest>

#include <cmath>
#include <map>
#include <set>
#include <span>

using namespace vernier;
using namespace vernier::test;

namespace {

/// The noise is a hundredth of the signal, float32 products are exact to about 1e-7 of the signal.
constexpr double kNoiseTolerance = 1e-4;
/// 10 log10(1 ± kNoiseTolerance)
constexpr double kDecibelTolerance = 5e-4;
/// The cosine differs from 1 by about 1e-4 and is known to 1e-7 or better.
constexpr double kCosineTolerance = 1e-7;

const std::vector<int> kLengths{20, 33, 11};

/// Inputs of every layer in the float model.
std::map<std::string, Matrix> inputsOf(const std::shared_ptr<const FloatModel> &model, const TokenBatch &samples)
{
    class InputTaps final : public Taps
    {
    public:
        void linear(const LayerInfo &layer, std::span<const Segment>, const MatrixView &x, const MatrixView &) override
        {
            // Chunks come in order.
            Matrix &all = inputs[layer.name];
            all.conservativeResize(all.rows() + x.rows(), x.cols());
            all.bottomRows(x.rows()) = x;
        }
        std::map<std::string, Matrix> inputs;
    };
    InputTaps taps;
    SilentMonitor monitor;
    const FloatNetwork network(model);
    Matrix hidden = valueOf(embedTokens(*model, samples, kTwoThreads));
    VERNIER_CHECK(runBlocks(network, samples, hidden, 0, model->config().blocks, {.compute = kTwoThreads, .taps = &taps}, monitor).hasValue());
    taps.inputs[model->headLayer().name] = valueOf(applyFinalNorm(*model, hidden, kTwoThreads));
    return std::move(taps.inputs);
}

/// x rounded to steps of 255 between min(0, x) and max(0, x), in double.
Eigen::MatrixXd roundedActivations(const Eigen::MatrixXd &x, double least, double most)
{
    least = std::min(least, 0.0);
    most = std::max(most, 0.0);
    const double scale = (most - least) / 255.0;
    const double offset = -std::nearbyint(least / scale) - 128.0;
    return x.unaryExpr([=](double value) { return (std::clamp(std::nearbyint(value / scale + offset), -128.0, 127.0) - offset) * scale; });
}

/// Every row rounded on its own symmetric grid, in double.
Eigen::MatrixXd roundedWeights(const Eigen::MatrixXd &w, int bits)
{
    const double largest = std::pow(2.0, bits - 1) - 1.0;
    Eigen::MatrixXd rounded = w;
    for (Eigen::Index row = 0; row < w.rows(); ++row) {
        const double scale = w.row(row).cwiseAbs().maxCoeff() / largest;
        rounded.row(row) = w.row(row).unaryExpr([=](double value) { return std::nearbyint(value / scale) * scale; });
    }
    return rounded;
}

const LocalSensitivity &find(const std::vector<LocalSensitivity> &all, const std::string &layer)
{
    const auto found = std::find_if(all.begin(), all.end(), [&](const LocalSensitivity &local) { return local.layer == layer; });
    VERNIER_CHECK(found != all.end());
    return *found;
}

} // namespace

class TestSensitivity : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void localMetricsAgreeWithAPlainVersion_data();
    void localMetricsAgreeWithAPlainVersion();
    void exactLayersHaveNoNoise();
    void floatLayersAreNotMeasured();
    void scoresAreThoseOfAllSamples();
    void largeVocabulariesAreMeasuredInSlabs();
    void noSamplesAreRefused();
    void swappingOneLayerIsEvaluatingThatPlan();
    void singleEffectsAndTheirSum();
    void stoppedMeasurementsGoOn();
    void equalNoiseIsAsLargeAsTheError();
    void aLayerThatOverflowsIsNamedAndTheOthersMeasured();
    void completeIsWithItsControls();
    void aFloatPlanHasNoAdditivity();
    void predictionsAddAndShrink();
    void predictionsAreNearTheMeasuredEffect();
    void mostSensitiveSortsStably();
    void cancelling_data();
    void cancelling();
    void downProjectionsOfTheDemoComeFirst();

private:
    QTemporaryDir m_folder;
    std::shared_ptr<const FloatModel> m_model;
    std::vector<std::vector<int>> m_samples;
    SilentMonitor m_monitor;
};

void TestSensitivity::initTestCase()
{
    m_model = openFloatModel(writeTinyCheckpoint(pathIn(m_folder, "model"), {.modelType = "qwen2", .blocks = 3}));
    m_samples = pseudoRandomSequences(kLengths, 64, 21);
}

void TestSensitivity::localMetricsAgreeWithAPlainVersion_data()
{
    QTest::addColumn<int>("wBit");
    QTest::addColumn<int>("aBit");
    QTest::addColumn<bool>("dynamic");
    QTest::newRow("W8A16") << 8 << 16 << false;
    QTest::newRow("W4A16") << 4 << 16 << false;
    QTest::newRow("W8A8") << 8 << 8 << false;
    QTest::newRow("W8A8_DYNAMIC") << 8 << 8 << true;
}

void TestSensitivity::localMetricsAgreeWithAPlainVersion()
{
    QFETCH(int, wBit);
    QFETCH(int, aBit);
    QFETCH(bool, dynamic);
    Recipe recipe = recipeOf(wBit, aBit, dynamic);
    recipe.quantConfig.disableLastLinear = false;
    const QuantizedNetwork network = quantizedBy(recipe, m_model, m_samples);
    const TokenBatch samples(m_samples);
    const auto local = measureLocally(network, samples, kTwoThreads, m_monitor);
    VERNIER_SUCCEEDS(local);

    const std::map<std::string, Matrix> inputs = inputsOf(m_model, samples);
    QCOMPARE(local->size(), m_model->checkpoint().layers().size());
    for (std::size_t i = 0; i < local->size(); ++i) {
        const LayerInfo &layer = m_model->checkpoint().layers()[i];
        QCOMPARE((*local)[i].layer, layer.name);
        const Eigen::MatrixXd x = inputs.at(layer.name).cast<double>();
        const Eigen::MatrixXd w = valueOf(m_model->weight(layer)).cast<double>();
        const std::vector<float> bias = valueOf(m_model->bias(layer));
        Eigen::MatrixXd rounded = x;
        if (aBit == 8 && dynamic) {
            for (Eigen::Index row = 0; row < x.rows(); ++row)
                rounded.row(row) = roundedActivations(x.row(row), x.row(row).minCoeff(), x.row(row).maxCoeff());
        } else if (aBit == 8) {
            const AffineParameters range = network.ranges().at(layer.name);
            const auto scale = static_cast<double>(range.scale);
            const auto offset = static_cast<double>(range.offset);
            rounded = x.unaryExpr([=](double value) { return (std::clamp(std::nearbyint(value / scale + offset), -128.0, 127.0) - offset) * scale; });
        }
        Eigen::MatrixXd y = x * w.transpose();
        Eigen::MatrixXd quantized = rounded * roundedWeights(w, wBit).transpose();
        for (std::size_t c = 0; c < bias.size(); ++c) {
            y.col(static_cast<Eigen::Index>(c)).array() += static_cast<double>(bias[c]);
            quantized.col(static_cast<Eigen::Index>(c)).array() += static_cast<double>(bias[c]);
        }
        const double noise = (y - quantized).squaredNorm();
        const double mse = noise / static_cast<double>(y.size());
        const double decibels = 10.0 * std::log10(y.squaredNorm() / noise);
        const double cosine = y.cwiseProduct(quantized).sum() / (y.norm() * quantized.norm());
        QVERIFY2(std::abs((*local)[i].mse.value() / mse - 1.0) < kNoiseTolerance, layer.name.c_str());
        QVERIFY2(std::abs((*local)[i].sqnrDb.value() - decibels) < kDecibelTolerance, layer.name.c_str());
        QVERIFY2(std::abs((*local)[i].cosine.value() - cosine) < kCosineTolerance, layer.name.c_str());
        QVERIFY(decibels > 10.0 && decibels < 60.0);
    }
}

void TestSensitivity::exactLayersHaveNoNoise()
{
    // Weights that lie on the grid of their row: every product is exact.
    TinyCheckpoint checkpoint = makeTinyCheckpoint();
    TinyTensor &weight = checkpoint.tensor("model.layers.0.mlp.up_proj.weight");
    std::vector<float> values(static_cast<std::size_t>(elementCount(weight.shape)));
    for (std::size_t i = 0; i < values.size(); ++i)
        values[i] = static_cast<float>(static_cast<int>(i % 255) - 127) / 64.0f;
    for (std::size_t row = 0; row < values.size(); row += 32)
        values[row] = 127.0f / 64.0f;
    std::memcpy(weight.bytes.data(), values.data(), weight.bytes.size());
    const auto model = openFloatModel(writeCheckpoint(pathIn(m_folder, "exact"), checkpoint));
    const auto local = measureLocally(quantizedBy(recipeOf(8, 16), model), TokenBatch(m_samples), kTwoThreads, m_monitor);
    VERNIER_SUCCEEDS(local);
    const LocalSensitivity &up = find(*local, "model.layers.0.mlp.up_proj");
    QCOMPARE(up.mse, std::optional(0.0));
    QVERIFY(std::isinf(up.sqnrDb.value()) && *up.sqnrDb > 0.0);
    QVERIFY(std::abs(up.cosine.value() - 1.0) < kCosineTolerance);
    QVERIFY(find(*local, "model.layers.0.mlp.gate_proj").mse.value() > 0.0);
}

void TestSensitivity::floatLayersAreNotMeasured()
{
    const std::vector<std::string> left{"model.layers.0.self_attn.q_proj", "model.layers.2.mlp.down_proj", "lm_head"};
    const QuantizedNetwork network = withFloatLayers(quantizedBy(recipeOf(8, 16), m_model), left);
    const auto local = measureLocally(network, TokenBatch(m_samples), kTwoThreads, m_monitor);
    VERNIER_SUCCEEDS(local);
    for (const LocalSensitivity &layer : *local) {
        const bool isFloat = std::find(left.begin(), left.end(), layer.layer) != left.end();
        QCOMPARE(layer.sqnrDb.has_value(), !isFloat);
        QCOMPARE(layer.mse.has_value(), !isFloat);
        QCOMPARE(layer.cosine.has_value(), !isFloat);
        QVERIFY(layer.rangeScore > 0.0);
    }
    Evaluator evaluator(m_model, TokenBatch(m_samples), kTwoThreads);
    const auto result = measureEndToEnd(network, evaluator, m_monitor);
    VERNIER_SUCCEEDS(result);
    QCOMPARE(result->layers.size(), std::size_t{3 * 7 - 2});
    for (const EndToEndSensitivity &layer : result->layers)
        QVERIFY(std::find(left.begin(), left.end(), layer.layer) == left.end());
}

void TestSensitivity::scoresAreThoseOfAllSamples()
{
    const auto local = measureLocally(quantizedBy(recipeOf(8, 16), m_model), TokenBatch(m_samples), kTwoThreads, m_monitor);
    VERNIER_SUCCEEDS(local);
    const auto stats = collectActivations(FloatNetwork(m_model), TokenBatch(m_samples), kTwoThreads, m_monitor);
    VERNIER_SUCCEEDS(stats);
    const std::map<std::string, Matrix> inputs = inputsOf(m_model, TokenBatch(m_samples));
    for (const LayerInfo &layer : m_model->checkpoint().layers()) {
        const LocalSensitivity &measured = find(*local, layer.name);
        QCOMPARE(measured.rangeScore, rangeScore(stats->of(layer).samples));
        std::vector<float> values;
        Eigen::Index first = 0;
        for (const int length : kLengths) {
            const std::vector<float> kept = subsample(inputs.at(layer.name).middleRows(first, length));
            values.insert(values.end(), kept.begin(), kept.end());
            first += length;
        }
        std::sort(values.begin(), values.end());
        QCOMPARE(measured.quantileScore, quantileScore(values));
        QCOMPARE(measured.kurtosis, kurtosisScore(values));
    }
}

void TestSensitivity::largeVocabulariesAreMeasuredInSlabs()
{
    // Two slabs of the head and more rows than one piece; per tensor, so that the slabs must share a scale.
    const auto model = openFloatModel(writeTinyCheckpoint(pathIn(m_folder, "large"), {.blocks = 1, .vocabulary = kHeadRowsPerSlab + 100}));
    Recipe recipe = recipeOf(8, 16);
    recipe.quantConfig.disableLastLinear = false;
    recipe.quantConfig.mmTensor = true;
    const QuantizedNetwork network = quantizedBy(recipe, model);
    const TokenBatch samples(pseudoRandomSequences({530, 20}, 64, 1));
    const auto local = measureLocally(network, samples, kTwoThreads, m_monitor);
    VERNIER_SUCCEEDS(local);
    const Matrix x = inputsOf(model, samples).at("lm_head");
    const LayerInfo &head = model->headLayer();
    const Eigen::MatrixXd w = valueOf(model->weight(head)).cast<double>();
    const double scale = w.cwiseAbs().maxCoeff() / 127.0;
    const Eigen::MatrixXd difference = w - w.unaryExpr([=](double value) { return std::nearbyint(value / scale) * scale; });
    const double mse = (x.cast<double>() * difference.transpose()).squaredNorm() / static_cast<double>(x.rows() * w.rows());
    QVERIFY(std::abs(find(*local, "lm_head").mse.value() / mse - 1.0) < kNoiseTolerance);
}

void TestSensitivity::noSamplesAreRefused()
{
    const QuantizedNetwork network = quantizedBy(recipeOf(8, 16), m_model);
    VERNIER_REFUSES(measureLocally(network, TokenBatch(), kTwoThreads, m_monitor), ErrorCode::InvalidArgument, {"no samples"});
}

void TestSensitivity::swappingOneLayerIsEvaluatingThatPlan()
{
    const QuantizedNetwork network = quantizedBy(recipeOf(8, 8), m_model, m_samples);
    Evaluator evaluator(m_model, TokenBatch(m_samples), kTwoThreads);
    const auto result = measureEndToEnd(network, evaluator, m_monitor);
    VERNIER_SUCCEEDS(result);
    QCOMPARE(result->layers.size(), std::size_t{3 * 7});
    std::vector<std::string> others = layerNames(*m_model);
    for (std::size_t i = 0; i < result->layers.size(); ++i) {
        QCOMPARE(result->layers[i].layer, m_model->checkpoint().layers()[i].name);
        std::vector<std::string> left = others;
        std::erase(left, result->layers[i].layer);
        Evaluator fresh(m_model, TokenBatch(m_samples), kTwoThreads);
        const auto expected = fresh.evaluate(withFloatLayers(network, left), m_monitor);
        VERNIER_SUCCEEDS(expected);
        QVERIFY(result->layers[i].kl.mean == expected->kl.mean);
        QVERIFY(result->layers[i].kl.standardError == expected->kl.standardError);
        QVERIFY(result->layers[i].lossDifference.mean == expected->lossDifference.mean);
        QVERIFY(expected->kl.mean > 0.0);
    }
}

void TestSensitivity::singleEffectsAndTheirSum()
{
    const QuantizedNetwork network = quantizedBy(recipeOf(8, 8), m_model, m_samples);
    Evaluator evaluator(m_model, TokenBatch(m_samples), kTwoThreads);
    RecordingMonitor recording;
    const auto result = measureEndToEnd(network, evaluator, recording);
    VERNIER_SUCCEEDS(result);
    QVERIFY(recording.isOneProgress());
    QCOMPARE(recording.what(), std::string("end-to-end sensitivity"));
    double sum = 0.0;
    for (const EndToEndSensitivity &layer : result->layers)
        sum += layer.kl.mean;
    QCOMPARE(result->sumOfKl, sum);
    Evaluator fresh(m_model, TokenBatch(m_samples), kTwoThreads);
    const auto joint = fresh.evaluate(network, m_monitor);
    VERNIER_SUCCEEDS(joint);
    QVERIFY(result->jointKl == joint->kl.mean);
    QCOMPARE(result->additivity(), std::optional(joint->kl.mean / sum));

    // With a single layer quantized the sum is the whole.
    Evaluator another(m_model, TokenBatch(m_samples), kTwoThreads);
    const auto single = measureEndToEnd(network.withOnly("model.layers.1.mlp.up_proj"), another, m_monitor);
    VERNIER_SUCCEEDS(single);
    QCOMPARE(single->layers.size(), std::size_t{1});
    QCOMPARE(single->additivity(), std::optional(1.0));
}

void TestSensitivity::stoppedMeasurementsGoOn()
{
    const QuantizedNetwork network = quantizedBy(recipeOf(8, 8), m_model, m_samples);
    Evaluator evaluator(m_model, TokenBatch(m_samples), kTwoThreads);
    const auto whole = measureEndToEnd(network, evaluator, m_monitor);
    VERNIER_SUCCEEDS(whole);
    const std::vector<std::string> first{"model.layers.2.mlp.up_proj", "model.layers.0.mlp.down_proj"};
    std::vector<EndToEndResult> states;
    EndToEndOptions options;
    options.order = first;
    options.onLayer = [&](const EndToEndResult &soFar) { states.push_back(soFar); };
    Evaluator another(m_model, TokenBatch(m_samples), kTwoThreads);
    VERNIER_SUCCEEDS(measureEndToEnd(network, another, m_monitor, options));
    QCOMPARE(states.size(), whole->layers.size());
    QCOMPARE(states[0].layers.front().layer, first[0]);
    QCOMPARE(states[1].layers.front().layer, first[1]); // in module order
    QCOMPARE(states[1].missing, static_cast<int>(whole->layers.size()) - 2);
    QVERIFY(!states[1].additivity());

    options.begun = states[4];
    states.clear();
    const auto rest = measureEndToEnd(network, another, m_monitor, options);
    VERNIER_SUCCEEDS(rest);
    QCOMPARE(states.size(), whole->layers.size() - 5);
    QVERIFY(rest->layers == whole->layers);
    QVERIFY(rest->jointKl == whole->jointKl && rest->missing == 0);
    QVERIFY(std::abs(rest->sumOfKl / whole->sumOfKl - 1.0) < 1e-12); // added in another order
}

void TestSensitivity::equalNoiseIsAsLargeAsTheError()
{
    const QuantizedNetwork network = quantizedBy(recipeOf(8, 8), m_model, m_samples);
    const std::string name = "model.layers.1.mlp.gate_proj";
    const EqualNoiseNetwork noisy(network, name);
    const LayerInfo &layer = *m_model->checkpoint().findLayer(name);
    const Matrix x = Matrix::Random(400, layer.in);
    Matrix exact(x.rows(), layer.out), quantized(x.rows(), layer.out), noise(x.rows(), layer.out);
    valueOf(floatLinear(*m_model, layer, {}))->apply(x, exact, kTwoThreads);
    valueOf(network.linear(layer, {}))->apply(x, quantized, kTwoThreads);
    const auto noisyBlock = noisy.block(layer.block);
    VERNIER_SUCCEEDS(noisyBlock);
    noisyBlock->linears[*noisyBlock->find(layer.role)]->apply(x, noise, kTwoThreads);
    const double error = (quantized - exact).cast<double>().squaredNorm();
    // 400 rows of independent normal values: their mean square is known to sqrt(2 / count) of itself.
    const double spread = std::sqrt(2.0 / static_cast<double>(noise.size()));
    QVERIFY(std::abs((noise - exact).cast<double>().squaredNorm() / error - 1.0) < 4.0 * spread);
    QVERIFY(noisy.blockKey(1) != network.blockKey(1) && noisy.blockKey(0) == FloatNetwork(m_model).blockKey(0));

    EndToEndOptions options;
    options.noiseControls = 2;
    Evaluator evaluator(m_model, TokenBatch(m_samples), kTwoThreads);
    const auto result = measureEndToEnd(network, evaluator, m_monitor, options);
    VERNIER_SUCCEEDS(result);
    for (const EndToEndSensitivity &one : result->layers) {
        const std::vector<std::string> worst = mostSensitive(*result, 2);
        QCOMPARE(one.noiseKl.has_value(), std::find(worst.begin(), worst.end(), one.layer) != worst.end());
        QVERIFY(!one.noiseKl || one.noiseKl->mean > 0.0);
    }
    Evaluator again(m_model, TokenBatch(m_samples), kTwoThreads);
    const auto same = measureEndToEnd(network, again, m_monitor, options);
    VERNIER_SUCCEEDS(same);
    QVERIFY(same->layers == result->layers);
}

void TestSensitivity::predictionsAddAndShrink()
{
    Scheme eight;
    eight.type = QuantType::W8A8;
    eight.wBit = eight.aBit = 8;
    Scheme sixteen = eight;
    sixteen.type = QuantType::W8A16;
    sixteen.aBit = 16;
    const auto planOf = [](std::initializer_list<Scheme> schemes) {
        Plan plan;
        for (const Scheme &scheme : schemes) {
            LayerDecision decision;
            decision.layer = std::string(1, static_cast<char>('a' + plan.layers.size()));
            decision.scheme = scheme;
            plan.layers.push_back(decision);
        }
        return plan;
    };
    EffectModel effects;
    QVERIFY(!effects.predict(planOf({eight, eight, eight})));
    const EndToEndResult table{.layers = {{"a", {1.0, 0.0}, {0.5, 0.0}}, {"b", {2.0, 0.0}, {1.0, 0.0}}, {"c", {5.0, 0.0}, {2.5, 0.0}}},
                               .sumOfKl = 8.0, .jointKl = 4.0, .jointLossDifference = 2.0};
    effects.add(planOf({eight, eight, eight}), table);
    // together(s) = s / (1 + s / 8): all of them 8 / 2, b and c 7 / 1.875, a alone 1 / 1.125.
    const auto all = effects.predict(planOf({eight, eight, eight}));
    QCOMPARE(all->kl.mean, 4.0);
    QCOMPARE(all->kl.standardError, 0.0); // it was measured
    const auto two = effects.predict(planOf({Scheme{}, eight, eight}));
    QCOMPARE(two->kl.mean, 7.0 / 1.875);
    QCOMPARE(two->kl.standardError, std::hypot(EffectModel::kErrorOfChange, EffectModel::kErrorOfWhole * two->kl.mean)); // one layer differs
    const auto one = effects.predict(planOf({eight, Scheme{}, Scheme{}})); // nearer to the float model
    QCOMPARE(one->kl.mean, 1.0 / 1.125);
    QCOMPARE(one->lossDifference.mean, 0.5 / 1.125);
    QVERIFY(!effects.predict(planOf({sixteen, eight, eight}))); // not measured is not nothing
    effects.addKnown(planOf({sixteen, eight, eight}), 3.5, 1.5);
    QCOMPARE(effects.predict(planOf({sixteen, eight, eight}))->kl.mean, 3.5);
    const auto behind = effects.predict(planOf({sixteen, Scheme{}, eight})); // what both have counts for nothing
    QVERIFY(behind && behind->kl.mean < 3.5 && behind->kl.mean > 0.0);
    EndToEndResult second{.layers = {{"a", {0.25, 0.0}, {0.1, 0.0}}}, .missing = 2, .sumOfKl = 0.25, .jointKl = 0.5};
    effects.add(planOf({sixteen, sixteen, sixteen}), second);
    QVERIFY(effects.predict(planOf({sixteen, Scheme{}, Scheme{}})));
    QVERIFY(!effects.predict(planOf({sixteen, sixteen, Scheme{}})));
}

void TestSensitivity::predictionsAreNearTheMeasuredEffect()
{
    const QuantizedNetwork network = quantizedBy(recipeOf(8, 8), m_model, m_samples);
    Evaluator evaluator(m_model, TokenBatch(m_samples), kTwoThreads);
    const auto table = measureEndToEnd(network, evaluator, m_monitor);
    VERNIER_SUCCEEDS(table);
    EffectModel effects;
    effects.add(network.plan(), *table);
    const QuantizedNetwork changed = withFloatLayers(network, mostSensitive(*table, 3));
    const auto predicted = effects.predict(changed.plan());
    const auto measured = evaluator.evaluate(changed, m_monitor);
    VERNIER_SUCCEEDS(measured);
    QVERIFY(predicted.has_value());
    QVERIFY(std::abs(predicted->kl.mean - measured->kl.mean) < 4.0 * predicted->kl.standardError);
}

/// All tokens are alike, so the head's input is one known row; its weights of 0.6 steps, which are rounded up, have a product that only
/// then is beyond float32.
void TestSensitivity::aLayerThatOverflowsIsNamedAndTheOthersMeasured()
{
    constexpr std::int64_t kHidden = 256;
    constexpr float kLargest = 3e38f;
    TinyCheckpoint made = makeTinyCheckpoint({.hidden = kHidden, .blocks = 1});
    const auto floatsOf = [](TinyTensor &tensor) { return std::span(reinterpret_cast<float *>(tensor.bytes.data()), tensor.bytes.size() / sizeof(float)); };
    const std::span<float> embedding = floatsOf(made.tensor("model.embed_tokens.weight"));
    for (std::size_t i = kHidden; i < embedding.size(); ++i)
        embedding[i] = embedding[i - kHidden];
    const std::span<float> head = floatsOf(made.tensor("lm_head.weight"));
    std::fill(head.begin(), head.end(), 0.0f);
    QTemporaryDir folder;
    const auto open = [&](const char *name) { return openFloatModel(writeCheckpoint(folder.filePath(name).toStdString(), made)); };
    const TokenBatch windows({std::vector<int>{1, 2, 3}, std::vector<int>{4, 5, 6, 7}});
    const auto before = open("before");
    Matrix hidden = valueOf(embedTokens(*before, windows, kTwoThreads));
    VERNIER_SUCCEEDS(runBlocks(FloatNetwork(before), windows, hidden, 0, 1, {.compute = kTwoThreads}, m_monitor));
    const Matrix input = valueOf(applyFinalNorm(*before, hidden, kTwoThreads));
    Eigen::Index least = 0;
    input.row(0).cwiseAbs().minCoeff(&least);
    for (Eigen::Index i = 0; i < kHidden; ++i)
        head[static_cast<std::size_t>(i)] = std::copysign(0.6f * kLargest / 127.0f, input(0, i));
    head[static_cast<std::size_t>(kHidden + least)] = -std::copysign(kLargest, input(0, least)); // sets the step, and costs the second token's logit nothing

    const auto model = open("after");
    Recipe recipe = recipeOf(8, 16);
    recipe.quantConfig.mmTensor = true;
    recipe.quantConfig.disableLastLinear = false;
    const QuantizedNetwork network = quantizedBy(recipe, model);
    Evaluator evaluator(model, windows, kTwoThreads);
    EndToEndResult last;
    EndToEndOptions options;
    options.order = {"lm_head"};
    options.noiseControls = 2;
    options.onLayer = [&](const EndToEndResult &soFar) { last = soFar; };
    VERNIER_REFUSES(measureEndToEnd(network, evaluator, m_monitor, options), ErrorCode::Numeric, {"lm_head", "not finite", "leave it in float"});
    QCOMPARE(last.missing, 1);
    QCOMPARE(last.layers.size(), std::size_t{7});
    QVERIFY(!last.jointKl && !last.additivity());
    QVERIFY(!last.isComplete(2));
}

void TestSensitivity::completeIsWithItsControls()
{
    EndToEndResult result{.layers = {{"a", {1.0, 0.0}, {}, Estimate{0.5, 0.0}}, {"b", {0.5, 0.0}, {}}}};
    QVERIFY(result.isComplete(0) && result.isComplete(1) && !result.isComplete(2));
    result.layers[1].noiseKl = Estimate{};
    QVERIFY(result.isComplete(10)); // there are no more layers
    result.missing = 1;
    QVERIFY(!result.isComplete(0));
}

void TestSensitivity::aFloatPlanHasNoAdditivity()
{
    const QuantizedNetwork network = withFloatLayers(quantizedBy(recipeOf(8, 16), m_model), layerNames(*m_model));
    Evaluator evaluator(m_model, TokenBatch(m_samples), kTwoThreads);
    const auto result = measureEndToEnd(network, evaluator, m_monitor);
    VERNIER_SUCCEEDS(result);
    QVERIFY(result->layers.empty());
    QVERIFY(result->jointKl == 0.0);
    QVERIFY(!result->additivity().has_value());
}

void TestSensitivity::mostSensitiveSortsStably()
{
    EndToEndResult result;
    for (const auto &[name, kl] : std::vector<std::pair<std::string, double>>{{"a", 1.0}, {"b", 3.0}, {"c", 3.0}, {"d", 2.0}})
        result.layers.push_back({name, {kl, 0.0}, {}});
    QCOMPARE(mostSensitive(result, 3), (std::vector<std::string>{"b", "c", "d"}));
    QCOMPARE(mostSensitive(result, 0), std::vector<std::string>{});
    QCOMPARE(mostSensitive(result, 9).size(), std::size_t{4});
}

void TestSensitivity::cancelling_data()
{
    QTest::addColumn<int>("questions");
    for (const int questions : {0, 2, 5, 9, 20})
        QTest::addRow("after %d questions", questions) << questions;
}

void TestSensitivity::cancelling()
{
    QFETCH(int, questions);
    const QuantizedNetwork network = quantizedBy(recipeOf(8, 16), m_model);
    Evaluator evaluator(m_model, TokenBatch(m_samples), kTwoThreads);
    StoppingMonitor endToEnd(questions);
    VERNIER_REFUSES(measureEndToEnd(network, evaluator, endToEnd), ErrorCode::Cancelled, {});
    if (questions < m_model->config().blocks * static_cast<int>(kLengths.size())) { // it asks no oftener
        StoppingMonitor local(questions);
        VERNIER_REFUSES(measureLocally(network, TokenBatch(m_samples), kTwoThreads, local), ErrorCode::Cancelled, {});
    }
}

void TestSensitivity::downProjectionsOfTheDemoComeFirst()
{
    VERNIER_SHARED_OR_SKIP(demo, "demo");
    // resources/demo/README.md: the ten most sensitive of model/ (the same checkpoint) are the ten down_proj. A few short
    // windows show it already.
    const std::filesystem::path texts = std::filesystem::path(VERNIER_SOURCE_DIR) / "resources/demo";
    const auto model = openFloatModel(demo);
    const auto tokenizer = valueOf(openTokenizer(demo));
    const auto vocabulary = static_cast<int>(model->config().vocabulary);
    auto calibration = valueOf(toTokenIds(valueOf(readDocuments(texts / "calibration.jsonl")), tokenizer.get(), vocabulary));
    if (kSanitized)
        calibration.resize(2);
    const QuantizedNetwork network = quantizedBy(recipeOf(8, 8), model, calibration);
    const TokenBatch all =
        valueOf(makeWindows(valueOf(readDocuments(texts / "evaluation.txt")), tokenizer.get(), vocabulary, WindowMode::Documents, 64));
    TokenBatch windows;
    for (int i = 0; i < (kSanitized ? 1 : 8); ++i)
        windows.append(all.sequence(i));
    Evaluator evaluator(model, windows, kTwoThreads);
    const auto result = measureEndToEnd(network, evaluator, m_monitor);
    VERNIER_SUCCEEDS(result);
    QCOMPARE(result->layers.size(), std::size_t{70});
    for (const std::string &layer : mostSensitive(*result, 10))
        QVERIFY2(layer.ends_with("down_proj"), layer.c_str());
}

QTEST_APPLESS_MAIN(TestSensitivity)
#include "tst_sensitivity.moc"
