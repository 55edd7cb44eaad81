// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/eval/generation.h"

#include "core/forward/pass.h"
#include "core/io/json_file.h"
#include "core/text/tokenizer.h"

#include "tests/core/io/io_test.h"
#include "tests/support/shared_data.h"
#include "tests/support/test_models.h"
#include "tests/support/tiny_checkpoint.h"

#include <QTest>

#include <limits>
#include <set>

using namespace vernier;
using namespace vernier::test;

namespace {

/// A head that never picks some tokens.
class SuppressingHead final : public LinearOp
{
public:
    SuppressingHead(std::shared_ptr<const LinearOp> head, std::vector<int> tokens)
        : m_head(std::move(head))
        , m_tokens(std::move(tokens))
    {}
    [[nodiscard]] std::int64_t inputs() const override { return m_head->inputs(); }
    [[nodiscard]] std::int64_t outputs() const override { return m_head->outputs(); }
    void apply(const MatrixView &x, MatrixSpan y, const Compute &compute) const override
    {
        m_head->apply(x, y, compute);
        for (const int token : m_tokens)
            y.col(token).setConstant(std::numeric_limits<float>::lowest());
    }

private:
    std::shared_ptr<const LinearOp> m_head;
    std::vector<int> m_tokens;
};

class SuppressingNetwork final : public ForwardingNetwork
{
public:
    SuppressingNetwork(const Network &network, std::vector<int> tokens)
        : ForwardingNetwork(network)
        , m_tokens(std::move(tokens))
    {}
    [[nodiscard]] Result<std::shared_ptr<const LinearOp>> headRows(std::int64_t first, std::int64_t count, const Compute &compute) const override
    {
        VERNIER_ASSIGN(std::shared_ptr<const LinearOp> head, ForwardingNetwork::headRows(first, count, compute));
        return std::shared_ptr<const LinearOp>(std::make_shared<SuppressingHead>(std::move(head), m_tokens));
    }

private:
    std::vector<int> m_tokens;
};

/// Greedy text by a full pass for every token.
std::vector<int> generateWithoutCache(const Network &network, std::vector<int> sequence, int tokens)
{
    SilentMonitor monitor;
    std::vector<int> generated;
    while (static_cast<int>(generated.size()) < tokens) {
        const Matrix logits = valueOf(computeLogits(network, TokenBatch({sequence}), kTwoThreads, monitor));
        Eigen::Index best = 0;
        logits.row(logits.rows() - 1).maxCoeff(&best);
        generated.push_back(static_cast<int>(best));
        sequence.push_back(generated.back());
    }
    return generated;
}

} // namespace

class TestGeneration : public QObject
{
    Q_OBJECT

private slots:
    void greedyTextOfTheReferenceModels_data();
    void greedyTextOfTheReferenceModels();
    void greedyTextOfTheDemo();
    void cachedEqualsNotCached_data();
    void cachedEqualsNotCached();
    void stopsAtTheEndOfText();
    void zeroTokensAreNone();
    void goesOnBeyondTheContext();
    void hopelessPromptsAreRefused_data();
    void hopelessPromptsAreRefused();
    void overflowIsRefused();
    void cancelling();

private:
    QTemporaryDir m_folder;
    SilentMonitor m_monitor;
};

void TestGeneration::greedyTextOfTheReferenceModels_data()
{
    QTest::addColumn<QString>("model");
    for (const char *model : {"stories260k", "stories280k", "tangpoem750k", "aidreams260k"})
        QTest::newRow(model) << model;
}

void TestGeneration::greedyTextOfTheReferenceModels()
{
    VERNIER_SHARED_OR_SKIP(data, "data");
    QFETCH(QString, model);
    const std::filesystem::path folder = data / model.toStdString();
    const auto reference = readJsonFile(folder / "reference.json");
    VERNIER_SUCCEEDS(reference);
    const nlohmann::json &greedy = (*reference)["greedy"];
    const auto tokenizer = openTokenizer(folder);
    VERNIER_SUCCEEDS(tokenizer);
    const auto prompt = (*tokenizer)->encode((*reference)["prompt"].get<std::string>(), true);
    VERNIER_SUCCEEDS(prompt);
    QCOMPARE(*prompt, (*reference)["prompt_ids"].get<std::vector<int>>());

    const auto floatModel = openFloatModel(folder);
    const FloatNetwork network(floatModel);
    const SuppressingNetwork suppressing(network, greedy["suppressed_ids"].get<std::vector<int>>());
    constexpr int kReferenceTokens = 60; // that the reference asked for; it may have stopped before
    const auto ids = generateGreedily(suppressing, *prompt, {.tokens = kReferenceTokens, .endOfText = (*tokenizer)->endOfText()}, kTwoThreads, m_monitor);
    VERNIER_SUCCEEDS(ids);
    QCOMPARE(*ids, greedy["ids"].get<std::vector<int>>());
    std::vector<int> all = *prompt;
    all.insert(all.end(), ids->begin(), ids->end());
    QCOMPARE((*tokenizer)->decode(all), greedy["text"].get<std::string>());
}

void TestGeneration::greedyTextOfTheDemo()
{
    VERNIER_SHARED_OR_SKIP(demo, "demo");
    const auto reference = readJsonFile(demo / "reference.json");
    VERNIER_SUCCEEDS(reference);
    const auto prompt = (*reference)["ids"].get<std::vector<int>>();
    const auto all = (*reference)["greedy_ids"].get<std::vector<int>>();
    const auto model = openFloatModel(demo);
    const auto ids =
        generateGreedily(FloatNetwork(model), prompt, {.tokens = static_cast<int>(all.size() - prompt.size())}, kTwoThreads, m_monitor);
    VERNIER_SUCCEEDS(ids);
    QCOMPARE(*ids, std::vector<int>(all.begin() + static_cast<std::ptrdiff_t>(prompt.size()), all.end()));
    QCOMPARE(valueOf(openTokenizer(demo))->decode(all), (*reference)["greedy_text"].get<std::string>());
}

void TestGeneration::cachedEqualsNotCached_data()
{
    QTest::addColumn<QString>("modelType");
    QTest::addColumn<int>("slidingWindow");
    QTest::addColumn<bool>("quantized");
    QTest::newRow("llama") << "llama" << 0 << false;
    QTest::newRow("llama, W8A8_DYNAMIC") << "llama" << 0 << true;
    QTest::newRow("qwen3: norms of queries and keys") << "qwen3" << 0 << false;
    QTest::newRow("mistral: attention of 8 positions") << "mistral" << 8 << false;
    QTest::newRow("mistral: attention of 1 position") << "mistral" << 1 << false;
}

void TestGeneration::cachedEqualsNotCached()
{
    QFETCH(QString, modelType);
    QFETCH(int, slidingWindow);
    QFETCH(bool, quantized);
    TinyCheckpoint checkpoint = makeTinyCheckpoint({.modelType = modelType.toStdString()});
    if (slidingWindow > 0)
        checkpoint.config["sliding_window"] = slidingWindow;
    const auto model = openFloatModel(writeCheckpoint(pathIn(m_folder, QTest::currentDataTag()), checkpoint));
    QCOMPARE(model->config().window, slidingWindow);
    const QuantizedNetwork network = quantizedBy(recipeOf(8, 8, true), model, pseudoRandomSequences({20}, 64, 2));
    const QuantizedNetwork chosen = quantized ? network : withFloatLayers(network, layerNames(*model));
    constexpr int kTokens = 80; // beyond the cache's first allocation
    for (const int promptLength : {1, 12}) {
        const std::vector<int> prompt = pseudoRandomSequences({promptLength}, 64, 6).front();
        const auto ids = generateGreedily(chosen, prompt, {.tokens = kTokens}, kTwoThreads, m_monitor);
        VERNIER_SUCCEEDS(ids);
        QCOMPARE(*ids, generateWithoutCache(chosen, prompt, kTokens));
        QVERIFY(std::set<int>(ids->begin(), ids->end()).size() > 3);
    }
}

void TestGeneration::stopsAtTheEndOfText()
{
    const auto model = openFloatModel(writeTinyCheckpoint(pathIn(m_folder, "model")));
    const FloatNetwork network(model);
    const std::vector<int> prompt{1, 2, 3};
    const auto all = generateGreedily(network, prompt, {.tokens = 30}, kTwoThreads, m_monitor);
    VERNIER_SUCCEEDS(all);
    QCOMPARE(all->size(), std::size_t{30});
    const int last = all->at(20);
    const auto stopped = generateGreedily(network, prompt, {.tokens = 30, .endOfText = last}, kTwoThreads, m_monitor);
    VERNIER_SUCCEEDS(stopped);
    QCOMPARE(*stopped, std::vector<int>(all->begin(), std::find(all->begin(), all->end(), last)));
}

void TestGeneration::zeroTokensAreNone()
{
    const auto model = openFloatModel(writeTinyCheckpoint(pathIn(m_folder, "model")));
    for (const int tokens : {0, -3}) {
        const auto ids = generateGreedily(FloatNetwork(model), std::vector<int>{1}, {.tokens = tokens}, kTwoThreads, m_monitor);
        VERNIER_SUCCEEDS(ids);
        QVERIFY(ids->empty());
    }
}

void TestGeneration::goesOnBeyondTheContext()
{
    const auto model = openFloatModel(writeTinyCheckpoint(pathIn(m_folder, "model")));
    const std::vector<int> prompt = pseudoRandomSequences({static_cast<int>(model->config().context) - 1}, 64, 6).front();
    const auto ids = generateGreedily(FloatNetwork(model), prompt, {.tokens = 5}, kTwoThreads, m_monitor);
    VERNIER_SUCCEEDS(ids);
    QCOMPARE(ids->size(), std::size_t{5});
}

void TestGeneration::hopelessPromptsAreRefused_data()
{
    QTest::addColumn<QList<int>>("prompt");
    QTest::addColumn<QString>("word");
    QTest::newRow("empty") << QList<int>{} << "no tokens";
    QTest::newRow("id beyond the vocabulary") << QList<int>{1, 64} << "64"; // used to stop the program
    QTest::newRow("negative id") << QList<int>{-1} << "-1";
}

void TestGeneration::hopelessPromptsAreRefused()
{
    QFETCH(QList<int>, prompt);
    QFETCH(QString, word);
    const auto model = openFloatModel(writeTinyCheckpoint(pathIn(m_folder, "model")));
    const auto ids = generateGreedily(FloatNetwork(model), std::vector<int>(prompt.begin(), prompt.end()), {}, kTwoThreads, m_monitor);
    VERNIER_REFUSES(ids, ErrorCode::InvalidArgument, {word.toStdString()});
}

void TestGeneration::overflowIsRefused()
{
    TinyCheckpoint checkpoint = makeTinyCheckpoint();
    TinyTensor &head = checkpoint.tensor("lm_head.weight");
    const std::vector<float> huge(static_cast<std::size_t>(elementCount(head.shape)), 3e38f);
    std::memcpy(head.bytes.data(), huge.data(), head.bytes.size());
    const auto model = openFloatModel(writeCheckpoint(pathIn(m_folder, "huge"), checkpoint));
    const auto ids = generateGreedily(FloatNetwork(model), std::vector<int>{1}, {}, kTwoThreads, m_monitor);
    VERNIER_REFUSES(ids, ErrorCode::Numeric, {"not finite"});
}

void TestGeneration::cancelling()
{
    const auto model = openFloatModel(writeTinyCheckpoint(pathIn(m_folder, "model")));
    StoppingMonitor monitor(4);
    VERNIER_REFUSES(generateGreedily(FloatNetwork(model), std::vector<int>{1}, {.tokens = 10}, kTwoThreads, monitor), ErrorCode::Cancelled, {});
}

QTEST_APPLESS_MAIN(TestGeneration)
#include "tst_generation.moc"
