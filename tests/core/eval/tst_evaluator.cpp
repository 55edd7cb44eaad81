// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/eval/evaluator.h"

#include "core/io/json_file.h"
#include "core/tensor/packed_weights.h"

#include "tests/core/io/io_test.h"
#include "tests/support/reference_tokenizer.h"
#include "tests/support/sanitized.h"
#include "tests/support/shared_data.h"
#include "tests/support/test_models.h"
#include "tests/support/tiny_checkpoint.h"

#include <QTest>

#include <cmath>
#include <numeric>
#include <string_view>

using namespace vernier;
using namespace vernier::test;

namespace {

/// Float32 against float64: what shared/data/README.md expects of an implementation.
constexpr double kLossTolerance = 1e-5;
/// The reference divides and rounds in float64: one of the 552 960 4-bit codes of tangpoem750k lies so near a tie that
/// float32, as msModelSlim computes, takes the other one (1.1e-5).
constexpr double kRoundedLossTolerance = 2e-5;
/// Means of the same doubles taken in another way.
constexpr double kDoubleRounding = 1e-12;

constexpr int kBlocks = 7; // a prime: a last block that no stride ends at

bool sameBits(const TokenMetrics &a, const TokenMetrics &b)
{
    return a.window == b.window && a.floatLoss == b.floatLoss && a.quantizedLoss == b.quantizedLoss && a.kl == b.kl && a.sameTop1 == b.sameTop1;
}

/// Cancelled when it comes to a block.
class CancelledAt final : public ForwardingNetwork
{
public:
    CancelledAt(const Network &network, int block)
        : ForwardingNetwork(network)
        , m_block(block)
    {}
    [[nodiscard]] Result<std::shared_ptr<const LinearOp>> linear(const LayerInfo &layer, const Compute &compute) const override
    {
        if (layer.block == m_block)
            return cancelledError();
        return ForwardingNetwork::linear(layer, compute);
    }

private:
    int m_block;
};

/// A layer of each block.
std::string downOf(int block)
{
    return "model.layers." + std::to_string(block) + ".mlp.down_proj";
}

TokenBatch windowsOf(const std::filesystem::path &model, const std::filesystem::path &text, std::int64_t vocabulary, WindowMode mode,
                     std::int64_t window)
{
    const auto tokenizer = valueOf(openReferenceTokenizer(model));
    return valueOf(makeWindows(valueOf(readDocuments(text)), tokenizer.get(), vocabulary, mode, window));
}

/// Empty, or what is wrong.
QString wrongLoss(double loss, const nlohmann::json &expected, double tolerance)
{
    const auto number = expected.get<double>();
    if (std::abs(loss - number) < tolerance)
        return {};
    return QString("%1 instead of %2").arg(loss, 0, 'g', 9).arg(number, 0, 'g', 9);
}

/// Bytes of hidden states of all windows: what one boundary takes.
std::int64_t boundaryBytes(const Evaluator &evaluator, const FloatModel &model)
{
    return evaluator.windows().tokens() * model.config().hidden * static_cast<std::int64_t>(sizeof(float));
}

} // namespace

class TestEvaluator : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void lossesOfTheReferenceModels_data();
    void lossesOfTheReferenceModels();
    void lossOfTheDemo();
    void floatPlanDivergesByExactlyZero();
    void floatPlanDivergesByExactlyZeroWithoutBoundaries();
    void floatPlanDivergesByExactlyZeroInEveryPrecision();
    void referenceIsLoadedAsTheNetworkIs();
    void summaryIsThatOfItsTokens();
    void changedBlockGivesTheBitsOfAFullRun_data();
    void changedBlockGivesTheBitsOfAFullRun();
    void onlyBlocksFromTheChangeOnAreRun_data();
    void onlyBlocksFromTheChangeOnAreRun();
    void variantsAreNotRemembered();
    void cancelledRunsLeaveTheEvaluatorUsable_data();
    void cancelledRunsLeaveTheEvaluatorUsable();
    void cancelledRunsKeepWhatTheyFinished();
    void textBeyondTheContextIsEvaluated();
    void longTextsAreEvaluatedInParts();

private:
    [[nodiscard]] Evaluator tinyEvaluator(std::int64_t budgetBytes = BoundaryStates::kDefaultBudgetBytes) const
    {
        return {m_model, m_windows, kTwoThreads, budgetBytes};
    }

    QTemporaryDir m_folder;
    std::shared_ptr<const FloatModel> m_model;
    TokenBatch m_windows;
    std::optional<QuantizedNetwork> m_quantized;
    SilentMonitor m_monitor;
};

void TestEvaluator::initTestCase()
{
    m_model = openFloatModel(writeTinyCheckpoint(pathIn(m_folder, "model"), {.blocks = kBlocks}));
    m_windows = TokenBatch(pseudoRandomSequences({40, 40, 40, 12}, 64, 3));
    m_quantized = quantizedBy(recipeOf(8, 8), m_model, pseudoRandomSequences({30, 30}, 64, 4));
}

void TestEvaluator::lossesOfTheReferenceModels_data()
{
    QTest::addColumn<QString>("model");
    QTest::addColumn<QString>("mode");
    for (const char *model : {"stories260k", "stories280k", "tangpoem750k", "aidreams260k"}) {
        for (const char *mode : {"documents", "stream"}) {
            if (!kSanitized || (model == std::string_view("stories260k") && mode == std::string_view("documents")))
                QTest::addRow("%s, %s", model, mode) << model << mode;
        }
    }
}

void TestEvaluator::lossesOfTheReferenceModels()
{
    VERNIER_SHARED_OR_SKIP(data, "data");
    QFETCH(QString, model);
    QFETCH(QString, mode);
    const std::filesystem::path folder = data / model.toStdString();
    const auto reference = readJsonFile(folder / "reference.json");
    VERNIER_SUCCEEDS(reference);
    const auto floatModel = openFloatModel(folder);
    const nlohmann::json &numbers = (*reference)["evaluation"][mode.toStdString()];
    Evaluator evaluator(floatModel,
                        windowsOf(folder, data / (*reference)["evaluation"]["text"].get<std::string>(), floatModel->config().vocabulary,
                                  windowModeFromName(mode.toStdString()).value(), floatModel->config().context),
                        kTwoThreads);
    const auto evaluation = evaluator.evaluate(FloatNetwork(floatModel), m_monitor);
    VERNIER_SUCCEEDS(evaluation);
    QCOMPARE(evaluation->predictions(), numbers["predictions"].get<std::size_t>());
    QCOMPARE(wrongLoss(evaluation->floatLoss.mean, numbers["loss"], kLossTolerance), QString());
    QVERIFY(std::abs(evaluation->floatPerplexity() - std::exp(evaluation->floatLoss.mean)) < kDoubleRounding);
    if (mode == "documents") {
        const auto ids = numbers["first_document_ids"].get<std::vector<int>>();
        const std::span<const int> first = evaluator.windows().sequence(0);
        QCOMPARE(std::vector<int>(first.begin(), first.end()), ids);
        const auto end = evaluation->tokens.floatLoss.begin() + static_cast<std::ptrdiff_t>(ids.size() - 1);
        const double loss = std::accumulate(evaluation->tokens.floatLoss.begin(), end, 0.0) / static_cast<double>(ids.size() - 1);
        QCOMPARE(wrongLoss(loss, numbers["first_document_loss"], kLossTolerance), QString());
    }

    for (const int bits : {8, 4}) {
        if (kSanitized)
            break;
        const auto rounded = evaluator.evaluate(quantizedBy(recipeOf(bits, 16), floatModel), m_monitor);
        VERNIER_SUCCEEDS(rounded);
        const nlohmann::json &expected = (*reference)["round_to_nearest"]["w" + std::to_string(bits)][mode.toStdString() + "_loss"];
        QCOMPARE(wrongLoss(rounded->quantizedLoss.mean, expected, kRoundedLossTolerance), QString());
        QVERIFY(rounded->floatLoss.mean == evaluation->floatLoss.mean);
        QVERIFY(rounded->kl.mean > 0.0);
    }
}

void TestEvaluator::lossOfTheDemo()
{
    VERNIER_SHARED_OR_SKIP(demo, "demo");
    VERNIER_SHARED_OR_SKIP(text, "data/text/tinystories-40.txt");
    const auto reference = readJsonFile(demo / "reference.json");
    VERNIER_SUCCEEDS(reference);
    const nlohmann::json &expected = (*reference)["stream_window_256"]["tinystories-40.txt"];
    const auto model = openFloatModel(demo);
    // These numbers have a single beginning-of-text token, at the very start.
    const auto vocabulary = static_cast<int>(model->config().vocabulary);
    const auto tokenizer = valueOf(openTokenizer(demo));
    Document joined;
    for (const std::vector<int> &ids : valueOf(toTokenIds(valueOf(readDocuments(text)), tokenizer.get(), vocabulary)))
        joined.ids.insert(joined.ids.end(), ids.begin() + (joined.ids.empty() ? 0 : 1), ids.end());
    Evaluator evaluator(model, valueOf(makeWindows({joined}, nullptr, vocabulary, WindowMode::Stream, 256)), kTwoThreads);
    const auto evaluation = evaluator.evaluate(FloatNetwork(model), m_monitor);
    VERNIER_SUCCEEDS(evaluation);
    QCOMPARE(evaluator.windows().sequences(), expected["windows"].get<int>());
    QCOMPARE(evaluation->predictions(), expected["predictions"].get<std::size_t>());
    QCOMPARE(wrongLoss(evaluation->floatLoss.mean, expected["loss"], kLossTolerance), QString());
}

void TestEvaluator::floatPlanDivergesByExactlyZero()
{
    Evaluator evaluator = tinyEvaluator();
    const QuantizedNetwork floatPlan = withFloatLayers(*m_quantized, layerNames(*m_model));
    for (const Network *network : {static_cast<const Network *>(&floatPlan), static_cast<const Network *>(&*m_quantized),
                                   static_cast<const Network *>(&floatPlan)}) {
        const auto evaluation = evaluator.evaluate(*network, m_monitor);
        VERNIER_SUCCEEDS(evaluation);
        if (network != &floatPlan) {
            QVERIFY(evaluation->kl.mean > 0.0);
            continue;
        }
        QVERIFY(std::all_of(evaluation->tokens.kl.begin(), evaluation->tokens.kl.end(), [](double kl) { return kl == 0.0; }));
        QVERIFY(evaluation->tokens.floatLoss == evaluation->tokens.quantizedLoss);
        QVERIFY(evaluation->klMax == 0.0 && evaluation->kl.mean == 0.0 && evaluation->kl.standardError == 0.0);
        QVERIFY(evaluation->sameTop1.mean == 1.0 && evaluation->lossDifference.mean == 0.0);
    }
}

void TestEvaluator::floatPlanDivergesByExactlyZeroWithoutBoundaries()
{
    /// A network that promises nothing, so that all its blocks are run.
    class Unknown final : public ForwardingNetwork
    {
    public:
        using ForwardingNetwork::ForwardingNetwork;
        [[nodiscard]] std::string blockKey(int index) const override { return "unknown" + std::to_string(index); }
        [[nodiscard]] std::string headKey() const override { return "unknown"; }
    };
    Evaluator evaluator = tinyEvaluator();
    const FloatNetwork network(m_model);
    const CountingNetwork counting(network);
    const auto evaluation = evaluator.evaluate(Unknown(counting), m_monitor);
    VERNIER_SUCCEEDS(evaluation);
    QCOMPARE(counting.fetched.size(), std::size_t{kBlocks});
    QVERIFY(std::all_of(evaluation->tokens.kl.begin(), evaluation->tokens.kl.end(), [](double kl) { return kl == 0.0; }));
}

void TestEvaluator::floatPlanDivergesByExactlyZeroInEveryPrecision()
{
    // Large enough for products by bfloat16 terms; everything in float is the float model, whatever it multiplies with.
    const auto model = openFloatModel(
        writeTinyCheckpoint(pathIn(m_folder, "bfloat16"), {.hidden = 256, .intermediate = 272, .blocks = 1, .dtype = DType::BF16}));
    Recipe recipe = recipeOf(8, 8, true);
    recipe.quantConfig.disableNames = layerNames(*model);
    const QuantizedNetwork quantized = quantizedBy(recipe, model);
    std::vector<double> losses;
    for (const FloatProducts products : {FloatProducts::Float32, FloatProducts::Bf16Terms3, FloatProducts::Bf16Terms1}) {
        Evaluator evaluator(model, m_windows, {.threads = 2, .products = products}, 0);
        const auto evaluation = evaluator.evaluate(quantized, m_monitor);
        QVERIFY2(evaluation, evaluation ? "" : toString(evaluation.error()).c_str());
        QVERIFY(evaluation->klMax == 0.0 && evaluation->lossDifference.mean == 0.0);
        losses.push_back(evaluation->floatLoss.mean);
    }
    QVERIFY(std::abs(losses[1] - losses[0]) < kLossTolerance);
    QCOMPARE(losses[2] != losses[0], hasBfloat16Products());
}

void TestEvaluator::referenceIsLoadedAsTheNetworkIs()
{
    Evaluator evaluator = tinyEvaluator();
    const FloatNetwork inFloat32(m_model);
    const FloatNetwork inBfloat16(std::make_shared<const FloatModel>(m_model->sharedCheckpoint(), Rewrites{}, DType::BF16));
    std::vector<double> losses;
    for (const FloatNetwork *network : {&inFloat32, &inBfloat16, &inFloat32}) {
        const auto evaluation = evaluator.evaluate(*network, m_monitor);
        VERNIER_SUCCEEDS(evaluation);
        QVERIFY(std::all_of(evaluation->tokens.kl.begin(), evaluation->tokens.kl.end(), [](double kl) { return kl == 0.0; }));
        losses.push_back(evaluation->floatLoss.mean);
    }
    QVERIFY(losses[0] == losses[2] && losses[0] != losses[1]);
    QVERIFY(std::abs(losses[0] - losses[1]) < 0.05); // 8 bits of precision
}

void TestEvaluator::summaryIsThatOfItsTokens()
{
    TokenMetrics tokens{.window = {0, 0, 1, 1},
                        .floatLoss = {1, 2, 3, 4},
                        .quantizedLoss = {1.5, 2, 3.5, 4},
                        .kl = {0.1, 0.2, 0.3, 0.8},
                        .sameTop1 = {1, 0, 1, 1}};
    const Evaluation evaluation = summarize(tokens);
    QCOMPARE(evaluation.predictions(), std::size_t{4});
    QCOMPARE(evaluation.floatLoss.mean, 2.5);
    QCOMPARE(evaluation.floatLoss.standardError, 1.0); // deviations -2 and 2: sqrt(2 · 8) / 4
    QCOMPARE(evaluation.quantizedLoss.mean, 2.75);
    QCOMPARE(evaluation.lossDifference.mean, 0.25);
    QCOMPARE(evaluation.lossDifference.standardError, 0.0); // the same in both windows
    QCOMPARE(evaluation.kl.mean, 0.35);
    QCOMPARE(evaluation.klMedian, 0.25);
    QCOMPARE(evaluation.klMax, 0.8);
    QCOMPARE(evaluation.sameTop1.mean, 0.75);
    QCOMPARE(evaluation.quantizedPerplexity(), std::exp(2.75));
    QCOMPARE(evaluation.floatPerplexityError(), std::exp(2.5));
}

void TestEvaluator::changedBlockGivesTheBitsOfAFullRun_data()
{
    QTest::addColumn<int>("boundaries");
    QTest::addColumn<int>("block");
    for (const int boundaries : {100, 4, 3, 2, 1, 0}) { // 0: a budget smaller than one boundary
        for (const int block : {0, 1, 3, kBlocks - 1})
            QTest::addRow("room for %d, block %d", boundaries, block) << boundaries << block;
    }
}

void TestEvaluator::changedBlockGivesTheBitsOfAFullRun()
{
    QFETCH(int, boundaries);
    QFETCH(int, block);
    const QuantizedNetwork changed = withFloatLayers(*m_quantized, {downOf(block)});
    Evaluator fresh = tinyEvaluator();
    const auto expected = fresh.evaluate(changed, m_monitor);
    VERNIER_SUCCEEDS(expected);

    Evaluator probe = tinyEvaluator();
    Evaluator evaluator = tinyEvaluator(boundaries * boundaryBytes(probe, *m_model));
    const auto before = evaluator.evaluate(*m_quantized, m_monitor);
    VERNIER_SUCCEEDS(before);
    const auto after = evaluator.evaluate(changed, m_monitor);
    VERNIER_SUCCEEDS(after);
    QVERIFY(sameBits(after->tokens, expected->tokens));
    QVERIFY(!sameBits(after->tokens, before->tokens));
    const auto again = evaluator.evaluate(*m_quantized, m_monitor);
    VERNIER_SUCCEEDS(again);
    QVERIFY(sameBits(again->tokens, before->tokens));
}

void TestEvaluator::onlyBlocksFromTheChangeOnAreRun_data()
{
    QTest::addColumn<int>("boundaries");
    QTest::addColumn<int>("block");
    QTest::addColumn<int>("firstRun");
    QTest::newRow("all boundaries kept, first block") << 100 << 0 << 0;
    QTest::newRow("all boundaries kept, block in the middle") << 100 << 3 << 3;
    QTest::newRow("all boundaries kept, last block") << 100 << 6 << 6;
    QTest::newRow("exactly all boundaries") << 7 << 3 << 3;
    QTest::newRow("every second boundary") << 4 << 3 << 2;
    QTest::newRow("every second boundary, at one") << 4 << 4 << 4;
    QTest::newRow("every third boundary") << 3 << 5 << 3;
    QTest::newRow("every fourth boundary") << 2 << 6 << 4;
    QTest::newRow("none but the last") << 1 << 6 << 0;
}

void TestEvaluator::onlyBlocksFromTheChangeOnAreRun()
{
    QFETCH(int, boundaries);
    QFETCH(int, block);
    QFETCH(int, firstRun);
    Evaluator probe = tinyEvaluator();
    Evaluator evaluator = tinyEvaluator(boundaries * boundaryBytes(probe, *m_model));
    VERNIER_SUCCEEDS(evaluator.evaluate(*m_quantized, m_monitor));
    const QuantizedNetwork changed = withFloatLayers(*m_quantized, {downOf(block)});
    const CountingNetwork counting(changed);
    VERNIER_SUCCEEDS(evaluator.evaluate(counting, m_monitor));
    std::vector<int> expected(static_cast<std::size_t>(kBlocks - firstRun));
    std::iota(expected.begin(), expected.end(), firstRun);
    QCOMPARE(counting.fetched, expected);
    // The same network again needs no block at all.
    VERNIER_SUCCEEDS(evaluator.evaluate(counting, m_monitor));
    QCOMPARE(counting.fetched, expected);
}

void TestEvaluator::variantsAreNotRemembered()
{
    Evaluator evaluator = tinyEvaluator();
    const auto before = evaluator.evaluate(*m_quantized, m_monitor);
    VERNIER_SUCCEEDS(before);
    const QuantizedNetwork changed = withFloatLayers(*m_quantized, {downOf(4)});
    const auto variant = evaluator.evaluateVariant(changed, m_monitor);
    VERNIER_SUCCEEDS(variant);
    Evaluator fresh = tinyEvaluator();
    const auto expected = fresh.evaluate(changed, m_monitor);
    VERNIER_SUCCEEDS(expected);
    QVERIFY(sameBits(variant->tokens, expected->tokens));
    const CountingNetwork counting(*m_quantized);
    const auto after = evaluator.evaluate(counting, m_monitor);
    VERNIER_SUCCEEDS(after);
    QVERIFY(counting.fetched.empty());
    QVERIFY(sameBits(after->tokens, before->tokens));
}

void TestEvaluator::cancelledRunsLeaveTheEvaluatorUsable_data()
{
    QTest::addColumn<int>("questions");
    // Four chunks in each of seven blocks, of the float run and then of the quantized one, and the output head.
    for (const int questions : {0, 1, 7, 27, 28, 29, 40, 55, 56})
        QTest::addRow("after %d questions", questions) << questions;
}

void TestEvaluator::cancelledRunsLeaveTheEvaluatorUsable()
{
    QFETCH(int, questions);
    Evaluator fresh = tinyEvaluator();
    const auto expected = fresh.evaluate(*m_quantized, m_monitor);
    VERNIER_SUCCEEDS(expected);

    Evaluator evaluator = tinyEvaluator();
    StoppingMonitor stopping(questions);
    VERNIER_REFUSES(evaluator.evaluate(*m_quantized, stopping), ErrorCode::Cancelled, {});
    const auto after = evaluator.evaluate(*m_quantized, m_monitor);
    VERNIER_SUCCEEDS(after);
    QVERIFY(sameBits(after->tokens, expected->tokens));
}

void TestEvaluator::cancelledRunsKeepWhatTheyFinished()
{
    // A newer edit cancels the older run: blocks that both share are not run again.
    Evaluator evaluator = tinyEvaluator();
    VERNIER_SUCCEEDS(evaluator.evaluate(FloatNetwork(m_model), m_monitor));
    VERNIER_REFUSES(evaluator.evaluate(CancelledAt(*m_quantized, 3), m_monitor), ErrorCode::Cancelled, {});
    const QuantizedNetwork newer = withFloatLayers(*m_quantized, {downOf(5)});
    const CountingNetwork counting(newer);
    const auto evaluation = evaluator.evaluate(counting, m_monitor);
    VERNIER_SUCCEEDS(evaluation);
    QCOMPARE(counting.fetched, (std::vector<int>{3, 4, 5, 6}));
    Evaluator fresh = tinyEvaluator();
    const auto expected = fresh.evaluate(newer, m_monitor);
    VERNIER_SUCCEEDS(expected);
    QVERIFY(sameBits(evaluation->tokens, expected->tokens));
}

void TestEvaluator::textBeyondTheContextIsEvaluated()
{
    // Positions beyond max_position_embeddings (256 here) only extrapolate; what lies before is not touched by them.
    const std::vector<int> text = pseudoRandomSequences({600}, 64, 8).front();
    Evaluator whole(m_model, TokenBatch({text}), kTwoThreads);
    const auto evaluation = whole.evaluate(FloatNetwork(m_model), m_monitor);
    VERNIER_SUCCEEDS(evaluation);
    QCOMPARE(evaluation->predictions(), std::size_t{599});
    const auto context = static_cast<std::size_t>(m_model->config().context);
    TokenBatch firstTokens;
    firstTokens.append(std::span(text).first(context));
    Evaluator start(m_model, firstTokens, kTwoThreads);
    const auto expected = start.evaluate(FloatNetwork(m_model), m_monitor);
    VERNIER_SUCCEEDS(expected);
    double worst = 0.0;
    for (std::size_t i = 0; i < expected->predictions(); ++i)
        worst = std::max(worst, std::abs(evaluation->tokens.floatLoss[i] - expected->tokens.floatLoss[i]));
    QVERIFY(worst < kLossTolerance);
}

void TestEvaluator::longTextsAreEvaluatedInParts()
{
    if (kSanitized)
        QSKIP("6 000 tokens, several times: the other tests take the same code through the sanitizers");
    // Windows of 300 tokens: 7 make the first part, of 2 048 tokens or more; what is left is too little for two.
    const TokenBatch windows(pseudoRandomSequences(std::vector<int>(20, 300), 64, 9));
    Evaluator evaluator(m_model, windows, kTwoThreads);
    std::vector<TokenMetrics> parts;
    const auto whole = evaluator.evaluate(*m_quantized, m_monitor, [&](const Evaluation &soFar) { parts.push_back(soFar.tokens); });
    VERNIER_SUCCEEDS(whole);
    QCOMPARE(parts.size(), std::size_t{1});
    QCOMPARE(parts[0].size(), std::size_t{7 * 299});
    QCOMPARE(whole->predictions(), std::size_t{20 * 299});
    QCOMPARE(whole->tokens.window.back(), 19);
    for (std::size_t i = 0; i < parts[0].size(); ++i)
        QVERIFY(parts[0].kl[i] == whole->tokens.kl[i] && parts[0].window[i] == whole->tokens.window[i]);
    // Windows do not know of each other: a part says what an evaluation of its windows alone says.
    Evaluator alone(m_model, windows.part(7, 13), kTwoThreads);
    const auto rest = alone.evaluate(*m_quantized, m_monitor);
    VERNIER_SUCCEEDS(rest);
    QVERIFY(std::equal(rest->tokens.quantizedLoss.begin(), rest->tokens.quantizedLoss.end(), whole->tokens.quantizedLoss.begin() + 7 * 299));
    // The no-swap control holds for all parts, and boundaries are kept in each.
    const auto exact = evaluator.evaluate(FloatNetwork(m_model), m_monitor);
    VERNIER_SUCCEEDS(exact);
    QVERIFY(exact->klMax == 0.0);
    const QuantizedNetwork changed = withFloatLayers(*m_quantized, {downOf(kBlocks - 1)});
    VERNIER_SUCCEEDS(evaluator.evaluate(*m_quantized, m_monitor));
    const CountingNetwork counting(changed);
    VERNIER_SUCCEEDS(evaluator.evaluateVariant(counting, m_monitor));
    QCOMPARE(counting.fetched, (std::vector<int>{kBlocks - 1, kBlocks - 1}));
}

QTEST_APPLESS_MAIN(TestEvaluator)
#include "tst_evaluator.moc"
