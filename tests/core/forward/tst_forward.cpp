// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/calib/activation_stats.h"
#include "core/forward/pass.h"
#include "core/io/json_file.h"
#include "core/io/npy.h"
#include "core/tensor/bfloat16_terms.h"
#include "core/tensor/rounding.h"

#include "tests/support/arch_reference.h"
#include "tests/support/shared_data.h"
#include "tests/support/test_models.h"
#include "tests/support/tiny_checkpoint.h"

#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <filesystem>
#include <numbers>
#include <span>

using namespace vernier;
using namespace vernier::test;
namespace fs = std::filesystem;

Q_DECLARE_METATYPE(vernier::GemmBackend)

class TestForward : public QObject
{
    Q_OBJECT

private slots:
    void familiesAgreeWithTheirPublicCode_data();
    void familiesAgreeWithTheirPublicCode();
    void trainedModelsAgreeWithDoubles_data();
    void trainedModelsAgreeWithDoubles();
    void activationsAreTheOriginals_data() { goldenModels(); }
    void activationsAreTheOriginals();
    void logitsAreTheOriginals_data() { goldenModels(); }
    void logitsAreTheOriginals();
    void sequencesDoNotSeeEachOther_data() { modelTypes(); }
    void sequencesDoNotSeeEachOther();
    void cacheGivesTheSameStates_data() { modelTypes(); }
    void cacheGivesTheSameStates();
    void laterTokensDoNotChangeEarlierStates_data() { modelTypes(); }
    void laterTokensDoNotChangeEarlierStates();
    void windowHidesWhatLiesBehindIt();
    void rotationsAgreeWithDoubles_data();
    void rotationsAgreeWithDoubles();
    void normsBehindTheSumsAgreeWithDoubles();
    void chunksKeepSequencesWhole();
    void aLongSequenceIsInterrupted();
    void floatLayersMultiplyAsAskedFor_data();
    void floatLayersMultiplyAsAskedFor();
    void productsAreResolvedForTheModel();
    void aTooLongSequenceIsRefused();

private:
    static void goldenModels();
    static void modelTypes();
};

namespace {

/// Float32 against float64 or against another order of sums: of the largest magnitude in the array.
constexpr double kFloatTolerance = 1e-4;
/// Eigen's order of sums against the ordered one, on models of a few layers.
constexpr double kBackendTolerance = 1e-5;

Matrix matrixOf(const NpyFile &file)
{
    const Shape &shape = file.tensor().shape;
    Matrix result(shape[shape.size() - 2], shape.back());
    copyToFloat(file.tensor(), 0, {result.data(), static_cast<std::size_t>(result.size())});
    return result;
}

/// The hidden states before and after every block.
std::vector<Matrix> statesOf(const Network &network, const TokenBatch &batch, const Compute &compute)
{
    SilentMonitor monitor;
    Matrix hidden = valueOf(embedTokens(network.floatModel(), batch, compute));
    std::vector<Matrix> states{hidden};
    const PassOptions options{.compute = compute,
                              .afterBlock = [&](int, const Matrix &after) { states.push_back(after); }};
    const auto done = runBlocks(network, batch, hidden, 0, network.config().blocks, options, monitor);
    if (!done)
        qFatal("%s", toString(done.error()).c_str());
    return states;
}

Matrix logitsOf(const Network &network, const TokenBatch &batch, const Compute &compute)
{
    SilentMonitor monitor;
    return valueOf(computeLogits(network, batch, compute, monitor));
}

} // namespace

void TestForward::familiesAgreeWithTheirPublicCode_data()
{
    QTest::addColumn<QString>("folder");
    QTest::addColumn<QString>("reference");
    QTest::addColumn<GemmBackend>("backend");
    for (const char *family : kArchFamilies) {
        QTest::addRow("%s", family) << family << family << GemmBackend::OneDnn;
        QTest::addRow("%s, plain", family) << family << family << GemmBackend::Plain;
    }
    QTest::newRow("llama, sharded") << "llama/safetensors_sharded"
                                    << "llama" << GemmBackend::OneDnn;
}

void TestForward::familiesAgreeWithTheirPublicCode()
{
    QFETCH(const QString, folder);
    QFETCH(const QString, reference);
    QFETCH(const GemmBackend, backend);
    VERNIER_SHARED_OR_SKIP(arch, "arch");
    const auto model = openFloatModel(arch / folder.toStdString());
    for (const IgnoredTensor &tensor : model->checkpoint().ignoredTensors()) // masks, tables of angles, copies of a tied head, a layer that predicts further ahead
        QVERIFY2(tensor.reason != IgnoredTensor::Reason::BiasDenied, tensor.name.c_str());
    const FloatNetwork network(model);
    const Compute compute{2, backend};
    const nlohmann::json json = valueOf(readJsonFile(arch / reference.toStdString() / "reference.json"));
    for (const nlohmann::json &sequence : json["sequences"]) {
        TokenBatch batch;
        batch.append(sequence["input_ids"].get<std::vector<int>>());
        const std::vector<Matrix> states = statesOf(network, batch, compute);
        QCOMPARE(states.size(), sequence["hidden_states"].size());
        for (std::size_t i = 0; i < states.size(); ++i)
            QVERIFY(relativeError(states[i], arrayOf(sequence["hidden_states"][i])) <= kFloatTolerance);
        QVERIFY(relativeError(valueOf(applyFinalNorm(*model, states.back(), compute)), arrayOf(sequence["final_norm"]))
                <= kFloatTolerance);
        QVERIFY(relativeError(logitsOf(network, batch, compute), arrayOf(sequence["logits"])) <= kFloatTolerance);
    }
}

void TestForward::trainedModelsAgreeWithDoubles_data()
{
    QTest::addColumn<QString>("folder");
    QTest::addColumn<QString>("ids");
    QTest::addColumn<QString>("logits");
    for (const char *name : {"stories260k", "stories280k", "tangpoem750k", "aidreams260k"})
        QTest::addRow("%s", name) << QString("data/%1").arg(name) << "prompt_ids"
                                  << "logits";
    QTest::newRow("demo") << "demo"
                          << "ids"
                          << "logits_last";
}

void TestForward::trainedModelsAgreeWithDoubles()
{
    QFETCH(const QString, folder);
    QFETCH(const QString, ids);
    QFETCH(const QString, logits);
    VERNIER_SHARED_OR_SKIP(shared, folder.toStdString());
    const FloatNetwork network(openFloatModel(shared));
    const nlohmann::json json = valueOf(readJsonFile(shared / "reference.json"));
    TokenBatch batch;
    batch.append(json[ids.toStdString()].get<std::vector<int>>());

    const auto expected = json[logits.toStdString()].get<std::vector<float>>();
    const Eigen::Map<const Matrix> expectedRow(expected.data(), 1, static_cast<Eigen::Index>(expected.size()));
    QVERIFY(relativeError(logitsOf(network, batch, {}).bottomRows(1), expectedRow) <= kFloatTolerance);

    // The trained models' references give the last position's norm after each block; the demo's the norm of all
    // positions together, with that of the embedding first.
    const nlohmann::json &norms = json["residual_norms"];
    const bool last = norms.is_object();
    const auto expectedNorms = (last ? norms["values"] : norms).get<std::vector<double>>();
    const std::vector<Matrix> states = statesOf(network, batch, {});
    const std::size_t first = last ? 1 : 0;
    QCOMPARE(first + expectedNorms.size(), states.size());
    for (std::size_t i = 0; i < expectedNorms.size(); ++i) {
        const Matrix &state = states[first + i];
        const auto norm = static_cast<double>(last ? state.bottomRows(1).norm() : state.norm());
        QVERIFY(std::abs(norm - expectedNorms[i]) <= kFloatTolerance * expectedNorms[i]);
    }
}

// What the original computed in float32, to the last bit, and by the other backend nearly so.

void TestForward::goldenModels()
{
    QTest::addColumn<QString>("model");
    QTest::addColumn<QString>("goldenCase");
    QTest::newRow("rand2") << "rand2"
                           << "r2_w8a8_act1_pc";
    QTest::newRow("rand2o") << "rand2o"
                            << "r2o_w8a8_act1_pc";
    QTest::newRow("rand2g") << "rand2g"
                            << "r2g_w8a8s_lowbit_act2";
    QTest::newRow("stories260K") << "stories260K"
                                 << "st_w8a8_act1_pc";
}

void TestForward::activationsAreTheOriginals()
{
    constexpr std::size_t kSamples = 5; // that the original looks at for these extremes
    QFETCH(const QString, model);
    QFETCH(const QString, goldenCase);
    VERNIER_SHARED_OR_SKIP(golden, "golden");
    const FloatNetwork network(openFloatModel(golden / "inputs" / model.toStdString()));
    auto samples = valueOf(readJsonFile(golden / "inputs" / model.toStdString() / "calib.json"))["calib"]
                       .get<std::vector<std::vector<int>>>();
    samples.resize(kSamples);
    const TokenBatch batch(samples);
    const nlohmann::json meta = valueOf(readJsonFile(golden / goldenCase.toStdString() / "meta.json"));
    SilentMonitor monitor;
    const ActivationStats exact = valueOf(collectActivations(network, batch, {2, GemmBackend::OneDnn}, monitor));
    const ActivationStats plain = valueOf(collectActivations(network, batch, {2, GemmBackend::Plain}, monitor));
    for (const LayerInfo &layer : network.floatModel().checkpoint().layers()) {
        const nlohmann::json &expected = meta["act_states"][layer.name];
        const float min = expected["t_min"].get<float>();
        const float max = expected["t_max"].get<float>();
        QVERIFY(exact.of(layer).min() == min); // QCOMPARE would take nearly equal numbers for equal
        QVERIFY(exact.of(layer).max() == max);
        QVERIFY(std::abs(plain.of(layer).min() - min) <= static_cast<float>(kBackendTolerance) * (max - min));
        QVERIFY(std::abs(plain.of(layer).max() - max) <= static_cast<float>(kBackendTolerance) * (max - min));
    }
}

void TestForward::logitsAreTheOriginals()
{
    QFETCH(const QString, model);
    VERNIER_SHARED_OR_SKIP(inputs, "golden/inputs");
    const std::filesystem::path folder = inputs / model.toStdString();
    const FloatNetwork network(openFloatModel(folder));
    TokenBatch batch;
    batch.append(valueOf(readJsonFile(folder / "calib.json"))["eval"].get<std::vector<int>>());
    const Matrix expected = matrixOf(valueOf(NpyFile::open(folder / "fp_logits_float32.npy")));
    QVERIFY(logitsOf(network, batch, {2, GemmBackend::OneDnn}) == expected);
    QVERIFY(relativeError(logitsOf(network, batch, {2, GemmBackend::Plain}), expected) <= kBackendTolerance);
}

void TestForward::modelTypes()
{
    QTest::addColumn<QString>("modelType");
    for (const char *type : {"llama", "mistral", "qwen2", "qwen3"})
        QTest::newRow(type) << type;
}

void TestForward::sequencesDoNotSeeEachOther()
{
    QFETCH(const QString, modelType);
    const QTemporaryDir folder;
    const auto model =
        openFloatModel(writeTinyCheckpoint(folder.path().toStdString(), {.modelType = modelType.toStdString()}));
    const FloatNetwork network(model);
    const std::vector<std::vector<int>> sequences = pseudoRandomSequences({7, 1, 33, 12}, 64, 3);
    const TokenBatch together(sequences);
    const Matrix logits = logitsOf(network, together, {2});
    for (const Segment &segment : together.segments()) {
        const TokenBatch alone({sequences[static_cast<std::size_t>(segment.sequence)]});
        QVERIFY(logits.middleRows(segment.firstRow, segment.rows)
                    .isApprox(logitsOf(network, alone, {1}), static_cast<float>(kBackendTolerance)));
    }
}

void TestForward::cacheGivesTheSameStates()
{
    QFETCH(const QString, modelType);
    const QTemporaryDir folder;
    const FloatNetwork network(
        openFloatModel(writeTinyCheckpoint(folder.path().toStdString(), {.modelType = modelType.toStdString()})));
    const TokenBatch batch(pseudoRandomSequences({21}, 64, 4));
    const Matrix expected = statesOf(network, batch, {})[1];

    const Matrix embedded = valueOf(embedTokens(network.floatModel(), batch, {}));
    const Block block = valueOf(network.block(0));
    const BlockForward forward(network.config(), {});
    KvCache cache;
    Matrix states = embedded;
    std::int64_t done = 0;
    for (const std::int64_t rows : {9, 1, 1, 4, 1, 5}) { // a prompt, then tokens one by one or a few at a time
        const Segment segment{.sequence = 0, .firstRow = 0, .rows = rows, .firstPosition = done};
        forward.run(block, {&segment, 1}, states.middleRows(done, rows), nullptr, &cache);
        done += rows;
    }
    QCOMPARE(done, batch.tokens());
    QCOMPARE(cache.length, batch.tokens());
    QVERIFY(relativeError(states, expected) <= kBackendTolerance);
}

void TestForward::laterTokensDoNotChangeEarlierStates()
{
    QFETCH(const QString, modelType);
    const QTemporaryDir folder;
    const FloatNetwork network(
        openFloatModel(writeTinyCheckpoint(folder.path().toStdString(), {.modelType = modelType.toStdString()})));
    std::vector<std::vector<int>> sequences = pseudoRandomSequences({150}, 64, 5); // longer than one piece of queries
    const Matrix before = statesOf(network, TokenBatch(sequences), {}).back();
    sequences.front()[140] ^= 1;
    const Matrix after = statesOf(network, TokenBatch(sequences), {}).back();
    QVERIFY(before.topRows(140) == after.topRows(140));
    QVERIFY(before.row(140) != after.row(140));
}

void TestForward::windowHidesWhatLiesBehindIt()
{
    constexpr int kTokens = 200;
    ModelConfig config;
    config.heads = 2;
    config.kvHeads = 1;
    config.headDim = 8;
    config.valueDim = 8;
    config.scoreDivisor = std::sqrt(8.0);
    const Matrix q = pseudoRandomMatrix(kTokens, 16, 6);
    const Matrix k = pseudoRandomMatrix(kTokens, 8, 7);
    const Matrix v = pseudoRandomMatrix(kTokens, 8, 8);
    const Segment segment{.sequence = 0, .firstRow = 0, .rows = kTokens, .firstPosition = 0};
    for (const int window : {0, 1, 5, 130, 500}) {
        Matrix out(kTokens, 16);
        attend(q, k, v, out, {&segment, 1}, nullptr, window, config, {2});
        for (const Eigen::Index row : {0, 3, 127, 128, 199}) {
            const Eigen::Index first = window > 0 ? std::max<Eigen::Index>(0, row - window + 1) : 0;
            const Eigen::Index count = row - first + 1;
            for (const Eigen::Index head : {0, 1}) {
                Eigen::VectorXd weights = k.middleRows(first, count).cast<double>()
                    * q.row(row).segment(head * 8, 8).transpose().cast<double>() / std::sqrt(8.0);
                weights = weights.array().exp();
                const Eigen::RowVectorXd mixed =
                    weights.transpose() * v.middleRows(first, count).cast<double>() / weights.sum();
                const Eigen::RowVectorXd error = out.row(row).segment(head * 8, 8).cast<double>() - mixed;
                QVERIFY(error.cwiseAbs().maxCoeff() <= kBackendTolerance);
            }
        }
    }
}

void TestForward::rotationsAgreeWithDoubles_data()
{
    QTest::addColumn<int>("kind");
    QTest::addColumn<int>("tokens");
    QTest::newRow("yarn") << int(RopeScaling::Kind::Yarn) << 50;
    QTest::newRow("longrope, short") << int(RopeScaling::Kind::Long) << 20;
    QTest::newRow("longrope, long") << int(RopeScaling::Kind::Long) << 21;
}

/// The formulas once more, in float64, as arXiv:2309.00071 and Phi-3's code have them.
void TestForward::rotationsAgreeWithDoubles()
{
    QFETCH(const int, kind);
    QFETCH(const int, tokens);
    constexpr int kDim = 16;
    ModelConfig config;
    config.headDim = kDim;
    config.rotaryDim = kDim;
    RopeScaling &scaling = config.ropeScaling;
    scaling.kind = static_cast<RopeScaling::Kind>(kind);
    scaling.factor = 4.0;
    scaling.originalContext = 20.0;
    scaling.fastTurns = 2.0; // so that all three zones occur
    scaling.slowTurns = 0.05;
    scaling.amplitude = 1.25;
    std::vector<double> frequencies;
    for (int i = 0; i < kDim / 2; ++i) {
        scaling.shortFactors.push_back(1.0f + 0.25f * static_cast<float>(i));
        scaling.longFactors.push_back(2.0f + 0.5f * static_cast<float>(i));
        double frequency = std::pow(10000.0, -2.0 * i / kDim);
        if (scaling.kind == RopeScaling::Kind::Yarn) {
            const auto turn = [](double n) { return kDim * std::log(20.0 / (2.0 * std::numbers::pi * n)) / (2.0 * std::log(10000.0)); };
            const double low = std::max(std::floor(turn(2.0)), 0.0);
            const double high = std::min(std::ceil(turn(0.05)), kDim - 1.0);
            const double ramp = std::clamp((i - low) / (high - low), 0.0, 1.0);
            frequency = frequency / 4.0 * ramp + frequency * (1.0 - ramp);
        } else {
            frequency /= static_cast<double>(tokens > 20 ? scaling.longFactors.back() : scaling.shortFactors.back());
        }
        frequencies.push_back(frequency);
    }
    const Matrix x = pseudoRandomMatrix(tokens, 2 * kDim, 3);
    Matrix turned = x;
    const Segment segment{.sequence = 0, .firstRow = 0, .rows = tokens, .firstPosition = 0};
    RotaryEmbedding(config).rotate(turned, {&segment, 1}, kTwoThreads);
    for (int row = 0; row < tokens; ++row) {
        for (int channel = 0; channel < 2 * kDim; ++channel) {
            const int pair = channel % (kDim / 2);
            const bool isLow = channel % kDim < kDim / 2;
            const double angle = row * frequencies[static_cast<std::size_t>(pair)];
            const double other = static_cast<double>(x(row, isLow ? channel + kDim / 2 : channel - kDim / 2));
            const double expected = 1.25 * (static_cast<double>(x(row, channel)) * std::cos(angle) + (isLow ? -other : other) * std::sin(angle));
            QVERIFY(std::abs(static_cast<double>(turned(row, channel)) - expected) <= 2e-6); // angles of 50 radians in float32
        }
    }
}

namespace {

/// As OPT's 350 M model: norms of the sums, none at the end, an embedding narrower than the states.
TinyCheckpoint postNormCheckpoint()
{
    TinyCheckpoint made;
    made.config = {{"model_type", "opt"}, {"hidden_size", 16}, {"ffn_dim", 24}, {"num_hidden_layers", 2}, {"num_attention_heads", 2}, {"vocab_size", 40},
                   {"max_position_embeddings", 12}, {"word_embed_proj_dim", 8}, {"do_layer_norm_before", false}, {"activation_function", "relu"}};
    std::uint32_t seed = 1;
    const auto add = [&](const std::string &name, Shape shape) {
        const std::vector<float> values = pseudoRandom(elementCount(shape), seed++);
        const auto bytes = std::as_bytes(std::span(values));
        made.tensors.push_back({name, DType::F32, std::move(shape), {bytes.begin(), bytes.end()}});
    };
    add("decoder.embed_tokens.weight", {40, 8}); // such files lack the "model." in front
    add("decoder.embed_positions.weight", {14, 16});
    add("decoder.project_in.weight", {16, 8});
    add("decoder.project_out.weight", {8, 16});
    for (int block = 0; block < 2; ++block) {
        const std::string prefix = "decoder.layers." + std::to_string(block) + '.';
        for (const char *linear : {"self_attn.k_proj", "self_attn.v_proj", "self_attn.q_proj", "self_attn.out_proj"}) {
            add(prefix + linear + ".weight", {16, 16});
            add(prefix + linear + ".bias", {16});
        }
        add(prefix + "fc1.weight", {24, 16});
        add(prefix + "fc1.bias", {24});
        add(prefix + "fc2.weight", {16, 24});
        add(prefix + "fc2.bias", {16});
        for (const char *norm : {"self_attn_layer_norm", "final_layer_norm"}) {
            add(prefix + norm + ".weight", {16});
            add(prefix + norm + ".bias", {16});
        }
    }
    return made;
}

} // namespace

void TestForward::normsBehindTheSumsAgreeWithDoubles()
{
    using Doubles = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
    TinyCheckpoint made = postNormCheckpoint();
    const auto tensor = [&](const std::string &name) {
        const TinyTensor &stored = made.tensor("decoder." + name);
        const bool isVector = stored.shape.size() == 1;
        Matrix values(isVector ? 1 : stored.shape[0], stored.shape.back());
        std::memcpy(values.data(), stored.bytes.data(), stored.bytes.size());
        return Doubles(values.cast<double>());
    };
    const auto linear = [&](const Doubles &x, const std::string &name) {
        Doubles y = x * tensor(name + ".weight").transpose();
        y.rowwise() += tensor(name + ".bias").row(0);
        return y;
    };
    const auto layerNorm = [&](Doubles x, const std::string &name) {
        for (Eigen::Index row = 0; row < x.rows(); ++row) {
            x.row(row).array() -= x.row(row).mean();
            x.row(row) /= std::sqrt(x.row(row).squaredNorm() / static_cast<double>(x.cols()) + 1e-5);
            x.row(row) = x.row(row).cwiseProduct(tensor(name + ".weight").row(0)) + tensor(name + ".bias").row(0);
        }
        return x;
    };
    const std::vector<int> ids{3, 1, 39, 7, 7, 20};
    const auto tokens = static_cast<Eigen::Index>(ids.size());
    Doubles embedded(tokens, 8);
    for (Eigen::Index i = 0; i < tokens; ++i)
        embedded.row(i) = tensor("embed_tokens.weight").row(ids[static_cast<std::size_t>(i)]);
    Doubles states = embedded * tensor("project_in.weight").transpose() + tensor("embed_positions.weight").middleRows(2, tokens);
    for (int block = 0; block < 2; ++block) {
        const std::string prefix = "layers." + std::to_string(block) + '.';
        const Doubles q = linear(states, prefix + "self_attn.q_proj");
        const Doubles k = linear(states, prefix + "self_attn.k_proj");
        const Doubles v = linear(states, prefix + "self_attn.v_proj");
        Doubles mixed = Doubles::Zero(tokens, 16);
        for (Eigen::Index head = 0; head < 2; ++head) {
            for (Eigen::Index row = 0; row < tokens; ++row) {
                Eigen::RowVectorXd weights = q.block(row, 8 * head, 1, 8) * k.block(0, 8 * head, row + 1, 8).transpose() / std::sqrt(8.0);
                weights = weights.array().exp().matrix().eval();
                mixed.block(row, 8 * head, 1, 8) = weights * v.block(0, 8 * head, row + 1, 8) / weights.sum();
            }
        }
        states = layerNorm(states + linear(mixed, prefix + "self_attn.out_proj"), prefix + "self_attn_layer_norm");
        const Doubles inner = linear(states, prefix + "fc1").cwiseMax(0.0);
        states = layerNorm(states + linear(inner, prefix + "fc2"), prefix + "final_layer_norm");
    }
    const Doubles logits = states * tensor("project_out.weight").transpose() * tensor("embed_tokens.weight").transpose();

    QTemporaryDir folder;
    const auto model = std::make_shared<const FloatModel>(valueOf(Checkpoint::open(writeCheckpoint(folder.filePath("model").toStdString(), made))));
    QVERIFY(model->checkpoint().ignoredTensors().empty());
    const Matrix computed = logitsOf(FloatNetwork(model), TokenBatch({ids}), kTwoThreads);
    QVERIFY(relativeError(computed, logits.cast<float>()) <= kFloatTolerance);
}

void TestForward::chunksKeepSequencesWhole()
{
    const TokenBatch batch({{1, 2, 3}, {4, 5}, {6, 7, 8, 9, 10, 11, 12}, {13}});
    const std::vector<Chunk> chunks = chunksOf(batch, 5);
    QCOMPARE(chunks.size(), 3);
    QCOMPARE(chunks[0].rows, 5);
    QCOMPARE(chunks[0].segments.size(), 2);
    QCOMPARE(chunks[0].segments[1].firstRow, 3);
    QCOMPARE(chunks[1].firstRow, 5);
    QCOMPARE(chunks[1].rows, 7);
    QCOMPARE(chunks[1].segments[0].firstRow, 0);
    QCOMPARE(chunks[2].firstRow, 12);
    QCOMPARE(chunks[2].rows, 1);
}

void TestForward::aLongSequenceIsInterrupted()
{
    // One block and one chunk: between them nobody is asked.
    QTemporaryDir folder;
    const fs::path checkpoint = writeTinyCheckpoint(folder.filePath("model").toStdString(), {.blocks = 1});
    const FloatNetwork network(std::make_shared<const FloatModel>(valueOf(Checkpoint::open(checkpoint))));
    class SecondTime final : public JobMonitor
    {
    public:
        bool keepGoing(std::int64_t, std::int64_t, std::string_view) override { return ++asked < 2; }
        int asked = 0;
    } monitor;
    TokenBatch batch;
    batch.append(std::vector<int>(20'000, 1));
    Matrix hidden = valueOf(embedTokens(network.floatModel(), batch, kTwoThreads));
    const auto done = runBlocks(network, batch, hidden, 0, 1, {.compute = kTwoThreads}, monitor);
    QVERIFY(!done);
    QVERIFY(done.error().code == ErrorCode::Cancelled);
    QCOMPARE(monitor.asked, 2);
}

void TestForward::floatLayersMultiplyAsAskedFor_data()
{
    QTest::addColumn<int>("rows");
    QTest::newRow("few rows, the weight as it is") << 30;
    QTest::newRow("many rows, the weight packed") << 300;
}

void TestForward::floatLayersMultiplyAsAskedFor()
{
    const auto result = [](const FloatLinear &linear, const Matrix &x, FloatProducts products, GemmBackend backend = GemmBackend::OneDnn) {
        Matrix y(x.rows(), linear.outputs());
        linear.apply(x, y, {.threads = 2, .backend = backend, .products = products});
        return y;
    };
    QFETCH(const int, rows);
    const Matrix x = pseudoRandomMatrix(rows, 200, 41);
    Matrix w = pseudoRandomMatrix(90, 200, 42);
    const FloatLinear inexact(w, {});
    const Matrix exact = result(inexact, x, FloatProducts::Float32);
    QVERIFY(result(inexact, x, FloatProducts::Bf16Terms3) == exact);
    QVERIFY(result(inexact, x, FloatProducts::Bf16Terms1) == result(inexact, roundedToTerms(x, 1, {}), FloatProducts::Float32));
    roundTo(DType::BF16, w);
    const FloatLinear linear(w, {});
    const Matrix before = result(linear, x, FloatProducts::Float32);
    const Matrix plain = result(linear, x, FloatProducts::Float32, GemmBackend::Plain);
    // Each is off by up to 3e-7 of the sum of 200 magnitudes (tst_gemm), which are about 1/4.
    const auto isNear = [&](const Matrix &y) { return (y - before).cwiseAbs().maxCoeff() <= 3e-5f; };
    QVERIFY(isNear(result(linear, x, FloatProducts::Bf16Terms3)));
    QVERIFY(!isNear(result(linear, x, FloatProducts::Bf16Terms1))); // with products in bfloat16 and without
    QVERIFY(result(linear, x, FloatProducts::Bf16Terms1, GemmBackend::Plain) == plain);
    QVERIFY(result(linear, x, FloatProducts::Float32) == before);
    // A layer whose packing was stopped packs again.
    Interrupt interrupt([] { return false; });
    while (!interrupt.poll()) {}
    const FloatLinear fresh(w, {});
    Matrix unspecified(x.rows(), fresh.outputs());
    for (const FloatProducts products : {FloatProducts::Float32, FloatProducts::Bf16Terms3})
        fresh.apply(x, unspecified, {.threads = 2, .interrupt = &interrupt, .products = products});
    QVERIFY(result(fresh, x, FloatProducts::Float32) == before);
    QVERIFY(result(fresh, x, FloatProducts::Bf16Terms1) == result(linear, x, FloatProducts::Bf16Terms1));
}

void TestForward::productsAreResolvedForTheModel()
{
    const FloatProducts ifPossible = hasBfloat16Products() ? FloatProducts::Bf16Terms2 : FloatProducts::Float32;
    const Compute asked{.products = FloatProducts::Bf16Terms2};
    QTemporaryDir folder;
    const auto model = [&](const char *name, std::int64_t hidden, DType dtype) {
        return std::make_shared<const FloatModel>(valueOf(Checkpoint::open(
            writeTinyCheckpoint(folder.filePath(name).toStdString(), {.hidden = hidden, .intermediate = 2 * hidden, .blocks = 1, .dtype = dtype}))));
    };
    const auto large = model("large", 256, DType::BF16);
    QVERIFY(resolvedProducts(*large, asked) == ifPossible);
    QVERIFY(inArithmeticOf(*large, asked).products == ifPossible);
    QVERIFY(resolvedProducts(*large, {}) == (hasBfloat16MatrixUnits() ? FloatProducts::Bf16Terms3 : FloatProducts::Float32));
    for (const Compute &compute : {inReferenceOrder(asked), inFloat32(asked), Compute{.backend = GemmBackend::Plain, .products = asked.products}})
        QVERIFY(resolvedProducts(*large, compute) == FloatProducts::Float32);
    QVERIFY(resolvedProducts(*model("other type", 256, DType::F32), asked) == FloatProducts::Float32);
    QVERIFY(resolvedProducts(*model("small", 64, DType::BF16), asked) == FloatProducts::Float32);
    const FloatModel inBfloat16(large->sharedCheckpoint(), Rewrites{}, DType::BF16);
    QVERIFY(resolvedProducts(inBfloat16, {}) == (hasBfloat16Products() ? FloatProducts::Bf16Terms3 : FloatProducts::Float32));
}

void TestForward::aTooLongSequenceIsRefused()
{
    QTemporaryDir folder;
    const fs::path checkpoint = writeTinyCheckpoint(folder.filePath("model").toStdString(), {.hidden = 8, .intermediate = 8, .blocks = 1});
    const FloatNetwork network(std::make_shared<const FloatModel>(valueOf(Checkpoint::open(checkpoint))));
    TokenBatch batch;
    batch.append(std::vector<int>(static_cast<std::size_t>(kLongestSequence) + 1, 1));
    Matrix hidden;
    SilentMonitor monitor;
    const auto done = runBlocks(network, batch, hidden, 0, 1, {}, monitor);
    QVERIFY(!done);
    QVERIFY(done.error().code == ErrorCode::InvalidArgument);
    QVERIFY(done.error().message.find("max_length") != std::string::npos);
}

QTEST_APPLESS_MAIN(TestForward)
#include "tst_forward.moc"
