// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/calib/activation_stats.h"
#include "core/forward/pass.h"
#include "core/io/json_file.h"
#include "core/io/npy.h"
#include "core/tensor/bfloat16_terms.h"
#include "core/tensor/rounding.h"

#include "tests/support/shared_data.h"
#include "tests/support/test_models.h"
#include "tests/support/tiny_checkpoint.h"

#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <filesystem>

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
    void chunksKeepSequencesWhole();
    void aLongSequenceIsInterrupted();
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

/// Largest difference over the range of `expected`.
double relativeError(const Matrix &values, const Matrix &expected)
{
    if (values.rows() != expected.rows() || values.cols() != expected.cols())
        return std::numeric_limits<double>::infinity();
    const auto range = static_cast<double>(expected.maxCoeff() - expected.minCoeff());
    return static_cast<double>((values - expected).cwiseAbs().maxCoeff()) / range;
}

/// An array of an arch reference: {"shape": [rows, columns], "data": base64 of float32}.
Matrix arrayOf(const nlohmann::json &json)
{
    Matrix result(json["shape"][0].get<Eigen::Index>(), json["shape"][1].get<Eigen::Index>());
    const QByteArray bytes = QByteArray::fromBase64(QByteArray::fromStdString(json["data"].get<std::string>()));
    if (bytes.size() != static_cast<qsizetype>(sizeof(float)) * result.size())
        qFatal("an array of the reference has another size than its shape says");
    std::memcpy(result.data(), bytes.constData(), static_cast<std::size_t>(bytes.size()));
    return result;
}

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
    for (const char *family : {"llama", "llama2_bin", "mistral", "qwen2", "qwen3"}) {
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

void TestForward::floatLayersMultiplyAsAskedFor()
{
    const auto result = [](const FloatLinear &linear, const Matrix &x, FloatProducts products, GemmBackend backend = GemmBackend::OneDnn) {
        Matrix y(x.rows(), linear.outputs());
        linear.apply(x, y, {.threads = 2, .backend = backend, .products = products});
        return y;
    };
    const Matrix x = pseudoRandomMatrix(30, 200, 41);
    Matrix w = pseudoRandomMatrix(90, 200, 42);
    const FloatLinear inexact(w, {});
    const Matrix exact = result(inexact, x, FloatProducts::Float32);
    QVERIFY(result(inexact, x, FloatProducts::Bf16Terms3) == exact);
    QVERIFY(result(inexact, x, FloatProducts::Bf16Terms1) == result(inexact, roundedToTerms(x, 1, {}), FloatProducts::Float32));
    roundTo(DType::BF16, w);
    const FloatLinear linear(w, {});
    const Matrix before = result(linear, x, FloatProducts::Float32);
    const Matrix plain = result(linear, x, FloatProducts::Float32, GemmBackend::Plain);
    // Sums of 200 products in another order, see tst_gemm.
    const auto isNear = [&](const Matrix &y) { return (y - before).cwiseAbs().maxCoeff() <= 1e-5f; };
    QVERIFY(isNear(result(linear, x, FloatProducts::Bf16Terms3)));
    QCOMPARE(isNear(result(linear, x, FloatProducts::Bf16Terms1)), !hasBfloat16Products());
    QVERIFY(result(linear, x, FloatProducts::Bf16Terms1, GemmBackend::Plain) == plain);
    QVERIFY(result(linear, x, FloatProducts::Float32) == before);
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
