// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/forward/pass.h"
#include "core/quant/quantized_network.h"
#include "core/quant/weight_methods.h"

#include "tests/core/io/io_test.h"
#include "tests/support/test_models.h"
#include "tests/support/tiny_checkpoint.h"

#include <QTest>

#include <chrono>
#include <cmath>
#include <set>
#include <thread>

using namespace vernier;
using namespace vernier::test;

class TestQuantizedNetwork : public QObject
{
    Q_OBJECT

private slots:
    void floatPlanIsTheFloatNetworkBitForBit_data();
    void floatPlanIsTheFloatNetworkBitForBit();
    void missingRangeIsNamed();
    void weightOnlyLayersMultiplyWithDequantizedWeights();
    void integerLayersMultiplyWithTheirRange();
    void keyChangesWithWhatChangesTheResult_data();
    void keyChangesWithWhatChangesTheResult();
    void keyKeepsWhatDoesNotMatter();
    void keysOfOtherBlocksStay();
    void rewritesOfDifferentLayersHaveDifferentKeys();
    void withOnlyLeavesOneLayer();
    void headInSlabsIsTheWholeHead_data();
    void headInSlabsIsTheWholeHead();
    void theHeadIsMadeWithoutKeepingOthersFromIt();
    void tooDeepLayersAreRefused();

private:
    std::shared_ptr<const FloatModel> model(const TinyCheckpointOptions &options = {}, Rewrites rewrites = {});
    QTemporaryDir m_folder;
};

namespace {

Scheme w8a8()
{
    Scheme scheme;
    scheme.type = QuantType::W8A8;
    scheme.wBit = 8;
    scheme.aBit = 8;
    scheme.mmTensor = false;
    scheme.actMethod = 1;
    return scheme;
}

Scheme w8a8Dynamic()
{
    Scheme scheme = w8a8();
    scheme.type = QuantType::W8A8Dynamic;
    scheme.isDynamic = true;
    return scheme;
}

using Schemes = std::map<std::string, Scheme>;

std::shared_ptr<const Plan> planOf(const FloatModel &model, const Schemes &schemes)
{
    auto plan = std::make_shared<Plan>();
    std::size_t used = 0;
    for (const LayerInfo &layer : model.checkpoint().layers()) {
        LayerDecision &decision = plan->layers.emplace_back();
        decision.layer = layer.name;
        if (const auto found = schemes.find(layer.name); found != schemes.end()) {
            decision.scheme = found->second;
            ++used;
        }
    }
    Q_ASSERT(used == schemes.size());
    return plan;
}

QuantizedNetwork networkOf(const std::shared_ptr<const FloatModel> &model, const Schemes &schemes,
                           ActivationRanges ranges = {})
{
    return {model, planOf(*model, schemes), std::move(ranges), 1};
}

const std::string kDown = "model.layers.1.mlp.down_proj";
const std::string kQuery = "model.layers.1.self_attn.q_proj";
const AffineParameters kRange{0.02f, -3.0f};

Matrix logitsOf(const Network &network)
{
    SilentMonitor monitor;
    const TokenBatch batch(pseudoRandomSequences({9, 17}, static_cast<int>(network.config().vocabulary), 40));
    return computeLogits(network, batch, Compute{}, monitor).value();
}

Matrix applied(const LinearOp &linear, const Matrix &x)
{
    Matrix y(x.rows(), linear.outputs());
    linear.apply(x, y, Compute{});
    return y;
}

} // namespace

std::shared_ptr<const FloatModel> TestQuantizedNetwork::model(const TinyCheckpointOptions &options, Rewrites rewrites)
{
    const auto folder =
        writeTinyCheckpoint(pathIn(m_folder, options.modelType + (options.tied ? "-tied" : "")), options);
    return std::make_shared<const FloatModel>(Checkpoint::open(folder).value(), std::move(rewrites));
}

void TestQuantizedNetwork::floatPlanIsTheFloatNetworkBitForBit_data()
{
    QTest::addColumn<std::string>("modelType");
    QTest::addColumn<bool>("tied");
    for (const char *type : {"llama", "mistral", "qwen2", "qwen3"}) {
        QTest::addRow("%s", type) << std::string(type) << false;
        QTest::addRow("%s tied", type) << std::string(type) << true;
    }
}

void TestQuantizedNetwork::floatPlanIsTheFloatNetworkBitForBit()
{
    QFETCH(std::string, modelType);
    QFETCH(bool, tied);
    const auto original = model({.modelType = modelType, .tied = tied});
    const FloatNetwork reference(original);
    const QuantizedNetwork network = networkOf(original, {});
    QVERIFY(logitsOf(network) == logitsOf(reference));
    // Equal keys are what lets an evaluation skip the blocks: they have to be the same across the two kinds of network.
    for (int block = 0; block < original->config().blocks; ++block)
        QCOMPARE(network.blockKey(block), reference.blockKey(block));
    QCOMPARE(network.headKey(), reference.headKey());
}

void TestQuantizedNetwork::missingRangeIsNamed()
{
    const auto original = model();
    const QuantizedNetwork network = networkOf(original, {{kDown, w8a8()}});
    VERNIER_SUCCEEDS(network.block(0));
    VERNIER_REFUSES(network.block(1), ErrorCode::InvalidArgument, {kDown, "calibration"});
    // Dynamic layers find their range in the tokens, weight-only ones need none.
    VERNIER_SUCCEEDS(networkOf(original, {{kDown, w8a8Dynamic()}}).block(1));
    VERNIER_SUCCEEDS(networkOf(original, {{kDown, weightScheme(4, true, false)}}).block(1));
    VERNIER_SUCCEEDS(networkOf(original, {{kDown, w8a8()}}, {{kDown, kRange}}).block(1));
    VERNIER_REFUSES(networkOf(original, {{"lm_head", w8a8()}}).headRows(0, 4, {}), ErrorCode::InvalidArgument, {"lm_head"});
}

void TestQuantizedNetwork::weightOnlyLayersMultiplyWithDequantizedWeights()
{
    const auto original = model({.modelType = "qwen2"});
    const LayerInfo &layer = *original->checkpoint().findLayer(kQuery);
    const Matrix x = pseudoRandomMatrix(3, layer.in, 41);
    for (const int bits : {4, 8}) {
        for (const bool symmetric : {true, false}) {
            const Scheme scheme = weightScheme(bits, symmetric, false);
            const auto linear = networkOf(original, {{kQuery, scheme}}).linear(layer, {});
            VERNIER_SUCCEEDS(linear);
            const FloatLinear expected(dequantize(quantizeMinMax(original->weight(layer).value(), scheme, 1), 1),
                                       original->bias(layer).value());
            QVERIFY(applied(**linear, x) == applied(expected, x));
        }
    }
}

void TestQuantizedNetwork::integerLayersMultiplyWithTheirRange()
{
    const auto original = model({.modelType = "qwen2"});
    const LayerInfo &layer = *original->checkpoint().findLayer(kQuery);
    const Matrix x = pseudoRandomMatrix(3, layer.in, 41);
    const QuantizedNetwork network = networkOf(original, {{kQuery, w8a8()}}, {{kQuery, kRange}});
    const auto linear = network.linear(layer, {});
    VERNIER_SUCCEEDS(linear);
    // Worked out the slow way: fake-quantized input times dequantized weight, plus bias.
    Matrix quantizedX = x;
    fakeQuantize({quantizedX.data(), static_cast<std::size_t>(quantizedX.size())}, kRange);
    const Matrix weight = dequantize(*network.quantizedWeight(layer).value(), 1);
    Eigen::MatrixXd expected = quantizedX.cast<double>() * weight.cast<double>().transpose();
    const std::vector<float> bias = original->bias(layer).value();
    for (Eigen::Index row = 0; row < expected.rows(); ++row) {
        for (Eigen::Index out = 0; out < expected.cols(); ++out)
            expected(row, out) += static_cast<double>(bias[static_cast<std::size_t>(out)]);
    }
    constexpr double kFloatRoundings =
        1e-6; // of outputs of the order of 1: dequantized factors, scale and bias in float32
    QVERIFY((applied(**linear, x).cast<double>() - expected).cwiseAbs().maxCoeff() <= kFloatRoundings);
}

void TestQuantizedNetwork::keyChangesWithWhatChangesTheResult_data()
{
    QTest::addColumn<Scheme>("scheme");
    QTest::addColumn<AffineParameters>("range");
    Scheme perTensor = w8a8();
    perTensor.mmTensor = true;
    QTest::newRow("float") << Scheme{} << kRange;
    QTest::newRow("static") << w8a8() << kRange;
    QTest::newRow("static, scale one bit larger")
        << w8a8() << AffineParameters{std::nextafter(kRange.scale, 1.0f), kRange.offset};
    QTest::newRow("static, other offset") << w8a8() << AffineParameters{kRange.scale, kRange.offset + 1.0f};
    QTest::newRow("static per tensor") << perTensor << kRange;
    QTest::newRow("dynamic") << w8a8Dynamic() << kRange;
    for (const int bits : {4, 8}) {
        for (const bool symmetric : {true, false}) {
            for (const bool tensor : {true, false})
                QTest::addRow("%d bits %s %s", bits, symmetric ? "symmetric" : "asymmetric",
                              tensor ? "per tensor" : "per channel")
                    << weightScheme(bits, symmetric, tensor) << kRange;
        }
    }
}

void TestQuantizedNetwork::keyChangesWithWhatChangesTheResult()
{
    static std::set<std::string> s_blockKeys;
    static std::set<std::string> s_headKeys;
    QFETCH(Scheme, scheme);
    QFETCH(AffineParameters, range);
    const auto original = model();
    const QuantizedNetwork network =
        networkOf(original, {{kDown, scheme}, {"lm_head", scheme}}, {{kDown, range}, {"lm_head", range}});
    QVERIFY(s_blockKeys.insert(network.blockKey(1)).second);
    QVERIFY(s_headKeys.insert(network.headKey()).second);
    // The same scheme on another layer is another network.
    if (!scheme.isFloat())
        QVERIFY(s_blockKeys.insert(networkOf(original, {{kQuery, scheme}}, {{kQuery, range}}).blockKey(1)).second);
}

void TestQuantizedNetwork::keyKeepsWhatDoesNotMatter()
{
    const auto original = model();
    const ActivationRanges ranges{{kDown, kRange}};
    const std::string key = networkOf(original, {{kDown, w8a8()}}, ranges).blockKey(1);
    Scheme scheme = w8a8();
    scheme.actMethod = 2; // how the range was found
    scheme.pr = 0.5;
    QCOMPARE(networkOf(original, {{kDown, scheme}}, ranges).blockKey(1), key);
    // Ranges of layers that have no static activations lie about unused.
    QCOMPARE(networkOf(original, {{kDown, w8a8()}}, {{kDown, kRange}, {kQuery, kRange}}).blockKey(1), key);
    QCOMPARE(networkOf(model(), {{kDown, w8a8()}}, ranges).blockKey(1), key);
    const Scheme dynamic = w8a8Dynamic();
    QCOMPARE(networkOf(original, {{kDown, dynamic}}, ranges).blockKey(1),
             networkOf(original, {{kDown, dynamic}}).blockKey(1));
}

void TestQuantizedNetwork::keysOfOtherBlocksStay()
{
    const auto original = model();
    const QuantizedNetwork changed = networkOf(original, {{kDown, w8a8Dynamic()}});
    const FloatNetwork reference(original);
    QCOMPARE(changed.blockKey(0), reference.blockKey(0));
    QVERIFY(changed.blockKey(1) != reference.blockKey(1));
    QCOMPARE(changed.headKey(), reference.headKey());
}

void TestQuantizedNetwork::rewritesOfDifferentLayersHaveDifferentKeys()
{
    std::set<std::string> keys;
    const std::vector<float> factors(32, 2.0f);
    const Norm norm{.weight = std::vector<float>(32, 1.5f), .bias = std::vector<float>(32, 0.0f)};
    const Norm headNorm{.weight = std::vector<float>(8, 1.5f), .bias = {}};
    const Norm shifted{.weight = norm.weight, .bias = std::vector<float>(32, 0.25f)};
    const std::vector<Rewrites> all{
        {},
        {.norms = {}, .columnScales = {{kQuery, factors}}},
        {.norms = {}, .columnScales = {{"model.layers.1.self_attn.k_proj", factors}}},
        {.norms = {{"model.layers.1.input_layernorm", norm}}, .columnScales = {}},
        {.norms = {{"model.layers.1.post_attention_layernorm", norm}}, .columnScales = {}},
        {.norms = {{"model.layers.1.post_attention_layernorm", shifted}}, .columnScales = {}},
        {.norms = {{"model.layers.1.self_attn.q_norm", headNorm}}, .columnScales = {}},
        {.norms = {{"model.layers.1.self_attn.k_norm", headNorm}}, .columnScales = {}},
    };
    for (const Rewrites &rewrites : all) {
        const auto rewritten = model({.modelType = "qwen3"}, rewrites);
        const FloatNetwork network(rewritten);
        QVERIFY(keys.insert(network.blockKey(1)).second);
        QCOMPARE(network.blockKey(0), FloatNetwork(model({.modelType = "qwen3"})).blockKey(0));
        QCOMPARE(networkOf(rewritten, {}).blockKey(1), network.blockKey(1));
    }
}

void TestQuantizedNetwork::withOnlyLeavesOneLayer()
{
    const auto original = model();
    const QuantizedNetwork both = networkOf(original, {{kDown, w8a8()}, {kQuery, w8a8Dynamic()}}, {{kDown, kRange}});
    const QuantizedNetwork down = both.withOnly(kDown);
    for (const LayerInfo &layer : original->checkpoint().layers())
        QCOMPARE(down.schemeOf(layer).isFloat(), layer.name != kDown);
    QCOMPARE(down.blockKey(1), networkOf(original, {{kDown, w8a8()}}, {{kDown, kRange}}).blockKey(1));
    QVERIFY(logitsOf(down) == logitsOf(networkOf(original, {{kDown, w8a8()}}, {{kDown, kRange}})));
    // A layer that is float already leaves nothing.
    QVERIFY(logitsOf(both.withOnly("lm_head")) == logitsOf(FloatNetwork(original)));
}

void TestQuantizedNetwork::headInSlabsIsTheWholeHead_data()
{
    QTest::addColumn<Scheme>("scheme");
    Scheme perTensor = w8a8();
    perTensor.mmTensor = true;
    QTest::newRow("float") << Scheme{};
    QTest::newRow("static") << w8a8();
    QTest::newRow("static per tensor") << perTensor;
    QTest::newRow("dynamic") << w8a8Dynamic();
    QTest::newRow("4 bits per tensor") << weightScheme(4, true, true);
    QTest::newRow("8 bits asymmetric per tensor") << weightScheme(8, false, true);
}

void TestQuantizedNetwork::headInSlabsIsTheWholeHead()
{
    QFETCH(Scheme, scheme);
    for (const bool tied : {false, true}) {
        const auto original = model({.vocabulary = 65, .tied = tied});
        const QuantizedNetwork network = networkOf(original, {{"lm_head", scheme}}, {{"lm_head", kRange}});
        const Matrix x = pseudoRandomMatrix(3, 32, 42);
        const auto whole = network.headRows(0, 65, kTwoThreads);
        VERNIER_SUCCEEDS(whole);
        const Matrix expected = applied(**whole, x);
        for (const auto &[first, count] : {std::pair{0, 20}, std::pair{20, 44}, std::pair{64, 1}}) {
            const auto slab = network.headRows(first, count, kTwoThreads);
            VERNIER_SUCCEEDS(slab);
            QVERIFY(applied(**slab, x) == expected.middleCols(first, count));
        }
    }
}

void TestQuantizedNetwork::theHeadIsMadeWithoutKeepingOthersFromIt()
{
    // Whoever is asked whether to go on may let this job wait for another, which needs the same head.
    Scheme hqq = weightScheme(4, true, false);
    hqq.wMethod = WeightMethod::Hqq;
    for (const Scheme &scheme : {hqq, weightScheme(8, true, true)}) { // codes of the whole head, and its extremes
        const auto original = model({.vocabulary = 65});
        const QuantizedNetwork network = networkOf(original, {{"lm_head", scheme}});
        bool otherIsDone = false;
        Interrupt interrupt([&] {
            std::thread([&] { otherIsDone = network.headRows(20, 44, {}).hasValue(); }).join();
            return true;
        });
        std::this_thread::sleep_for(std::chrono::milliseconds(25)); // from then on it asks
        const auto rows = network.headRows(0, 20, {.threads = 2, .interrupt = &interrupt});
        VERNIER_SUCCEEDS(rows);
        QVERIFY(otherIsDone);
    }
}

void TestQuantizedNetwork::tooDeepLayersAreRefused()
{
    std::vector<LayerInfo> layers(2);
    layers[0] = {.name = "a", .out = 1, .in = kMaxInt8Depth};
    layers[1] = {.name = "b", .out = 1, .in = kMaxInt8Depth + 1};
    Plan plan;
    plan.layers.resize(2);
    plan.layers[0].scheme = w8a8();
    plan.layers[1].scheme = weightScheme(8, true, true);
    VERNIER_SUCCEEDS(checkShapes(plan, layers));
    plan.layers[1].scheme = w8a8Dynamic();
    VERNIER_REFUSES(checkShapes(plan, layers), ErrorCode::Unsupported, {"b", std::to_string(kMaxInt8Depth)});
}

QTEST_APPLESS_MAIN(TestQuantizedNetwork)
#include "tst_quantized_network.moc"
