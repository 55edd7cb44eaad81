// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/eval/task_accuracy.h"

#include "core/eval/generation.h"
#include "core/forward/pass.h"
#include "tests/core/text/question_files.h"
#include "tests/support/recording_monitor.h"
#include "tests/support/test_models.h"
#include "tests/support/tiny_checkpoint.h"

#include <QTest>

#include <cmath>
#include <limits>

using namespace vernier;
using namespace vernier::test;
namespace fs = std::filesystem;

namespace {

/// A head that picks tokens in a given order whatever is asked: the n-th call of all its rows the n-th token.
class ScriptedHead final : public LinearOp
{
public:
    ScriptedHead(std::int64_t inputs, std::int64_t outputs, const std::vector<int> &script, std::size_t &calls)
        : m_inputs(inputs)
        , m_outputs(outputs)
        , m_script(script)
        , m_calls(calls)
    {}
    [[nodiscard]] std::int64_t inputs() const override { return m_inputs; }
    [[nodiscard]] std::int64_t outputs() const override { return m_outputs; }
    void apply(const MatrixView &, MatrixSpan y, const Compute &) const override
    {
        y.setZero();
        y.col(m_script[std::min(m_calls++, m_script.size() - 1)]).setOnes();
    }

private:
    std::int64_t m_inputs;
    std::int64_t m_outputs;
    const std::vector<int> &m_script;
    std::size_t &m_calls;
};

class ScriptedNetwork final : public ForwardingNetwork
{
public:
    ScriptedNetwork(const Network &network, std::vector<int> script)
        : ForwardingNetwork(network)
        , m_script(std::move(script))
    {}
    [[nodiscard]] Result<std::shared_ptr<const LinearOp>> headRows(std::int64_t, std::int64_t count, const Compute &) const override
    {
        return std::shared_ptr<const LinearOp>(std::make_shared<ScriptedHead>(config().hidden, count, m_script, m_calls));
    }
    [[nodiscard]] std::size_t calls() const { return m_calls; }

private:
    std::vector<int> m_script;
    mutable std::size_t m_calls = 0;
};

/// Ids 0 to 9: "yes", "no", blank, "A", "B", "7", "2", "\n\n", end of text, "é"; every letter of a prompt is token 9.
class WordTokenizer final : public Tokenizer
{
public:
    static constexpr int kYes = 0, kNo = 1, kBlank = 2, kA = 3, kB = 4, kSeven = 5, kTwo = 6, kParagraph = 7, kEnd = 8, kOther = 9;

    Result<std::vector<int>> encode(std::string_view text, bool) const override
    {
        std::vector<int> ids(std::min<std::size_t>(text.size(), 4), kOther);
        if (text.ends_with(": yes"))
            ids.push_back(kYes);
        if (text.ends_with(": no"))
            ids.push_back(m_tellsThemApart ? kNo : kYes);
        return ids;
    }
    std::string decode(std::span<const int> ids) const override
    {
        std::string text;
        for (const int id : ids)
            text += tokenText(id);
        return text;
    }
    std::string tokenText(int id) const override
    {
        constexpr std::array<const char *, 10> kWords{"yes", "no", " ", "A", "B", "7", "2", "\n\n", "", "é"};
        return kWords[static_cast<std::size_t>(id)];
    }
    int vocabularySize() const override { return 10; }
    std::optional<int> beginOfText() const override { return {}; }
    std::optional<int> endOfText() const override { return kEnd; }

    bool m_tellsThemApart = true;
};

/// Ids are bytes of the text modulo 64; every third id is a blank again.
class ByteTokenizer final : public Tokenizer
{
public:
    Result<std::vector<int>> encode(std::string_view text, bool) const override
    {
        std::vector<int> ids;
        for (const char byte : text)
            ids.push_back(static_cast<unsigned char>(byte) % 64);
        return ids;
    }
    std::string decode(std::span<const int> ids) const override
    {
        std::string text;
        for (const int id : ids)
            text += tokenText(id);
        return text;
    }
    std::string tokenText(int id) const override { return std::string(1, id % 3 == 0 ? ' ' : static_cast<char>('A' + id % 26)); }
    int vocabularySize() const override { return 64; }
    std::optional<int> beginOfText() const override { return {}; }
    std::optional<int> endOfText() const override { return {}; }
};

using W = WordTokenizer;

std::vector<Question> questions(const std::vector<Answer> &answers)
{
    std::vector<Question> list;
    for (std::size_t i = 0; i < answers.size(); ++i)
        list.push_back({"q", answers[i], "line " + std::to_string(i + 1)});
    return list;
}

std::string givenTo(const Network &network, QuestionSet set)
{
    SilentMonitor monitor;
    const Task task = valueOf(makeTask(set, questions({std::string("x")}), std::make_shared<W>(), 64));
    return valueOf(measureAccuracy(network, task, kTwoThreads, monitor)).outcomes.front().given;
}

} // namespace

class TestTaskAccuracy : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        m_tiny = openFloatModel(writeTinyCheckpoint(m_folder.path() / "tiny"));
        m_demo = openFloatModel(fs::path(VERNIER_SOURCE_DIR) / "resources/demo/model");
        m_tokenizer = valueOf(openTokenizer(m_demo->checkpoint().folder()));
    }

    void answersAreWhatCounts_data()
    {
        QTest::addColumn<int>("set");
        QTest::addColumn<std::vector<int>>("script");
        QTest::addColumn<QString>("given");
        QTest::addColumn<int>("calls");
        const auto row = [](const char *name, QuestionSet set, std::vector<int> script, const char *given, int calls) {
            QTest::newRow(name) << int(set) << script << QString::fromUtf8(given) << calls;
        };
        row("yes", QuestionSet::BoolQ, {W::kYes}, "yes", 1);
        row("no", QuestionSet::BoolQ, {W::kNo}, "no", 1);
        row("neither counts as no", QuestionSet::BoolQ, {W::kA}, "no", 1);
        row("letter", QuestionSet::CEval, {W::kB}, "B", 1);
        row("letter after blanks", QuestionSet::Mmlu, {W::kBlank, W::kParagraph, W::kA}, "A", 3);
        row("first character of a word", QuestionSet::Mmlu, {W::kYes}, "y", 1);
        row("whole character", QuestionSet::CEval, {W::kOther}, "é", 1);
        row("end of text", QuestionSet::CEval, {W::kBlank, W::kEnd}, "", 2);
        row("blanks alone", QuestionSet::CEval, {W::kBlank}, "", 20);
        row("number", QuestionSet::Gsm8k, {W::kTwo, W::kBlank, W::kSeven, W::kTwo, W::kA, W::kEnd}, "72", 6);
        row("number before a blank line", QuestionSet::Gsm8k, {W::kTwo, W::kParagraph, W::kSeven}, "2", 2);
        row("no number", QuestionSet::Gsm8k, {W::kA, W::kEnd}, "", 2);
    }

    void answersAreWhatCounts()
    {
        QFETCH(int, set);
        QFETCH(std::vector<int>, script);
        QFETCH(QString, given);
        QFETCH(int, calls);
        const FloatNetwork network(m_tiny);
        const ScriptedNetwork scripted(network, script);
        QCOMPARE(shown(givenTo(scripted, static_cast<QuestionSet>(set))), given);
        QCOMPARE(int(scripted.calls()), calls);
    }

    /// Questions of all lengths in one pass are answered as each by itself.
    void togetherAsAlone()
    {
        const FloatNetwork network(m_tiny);
        std::vector<Question> list;
        for (const char *prompt : {"A question, and a long one.", "short", "Is it so?", "x", "Which of them is it: one, two, three or four?"})
            list.push_back({prompt, std::string("A"), {}});
        SilentMonitor monitor;
        const Task yesNo = valueOf(makeTask(QuestionSet::BoolQ, list, std::make_shared<ByteTokenizer>(), 64));
        const TaskAccuracy answered = valueOf(measureAccuracy(network, yesNo, kTwoThreads, monitor));
        const Task letters = valueOf(makeTask(QuestionSet::CEval, list, std::make_shared<ByteTokenizer>(), 64));
        const TaskAccuracy chosen = valueOf(measureAccuracy(network, letters, kTwoThreads, monitor));
        for (std::size_t i = 0; i < list.size(); ++i) {
            const Matrix logits = valueOf(computeLogits(network, TokenBatch({yesNo.rows[i].ids}), kTwoThreads, monitor));
            const auto last = logits.row(logits.rows() - 1);
            QCOMPARE(answered.outcomes[i].given, std::string(last(yesNo.yes) > last(yesNo.no) ? "yes" : "no"));
            const auto ids = valueOf(generateGreedily(network, letters.rows[i].ids, {.tokens = 20}, kTwoThreads, monitor));
            QCOMPARE(shown(chosen.outcomes[i].given), shown(letters.tokenizer->decode(ids)).trimmed().left(1));
        }
    }

    void rightAnswersAreCounted()
    {
        SilentMonitor monitor;
        const FloatNetwork network(m_demo);
        std::vector<Question> asked = stories();
        Task task = valueOf(makeTask(QuestionSet::BoolQ, asked, m_tokenizer, m_demo->config().vocabulary));
        const TaskAccuracy first = valueOf(measureAccuracy(network, task, kTwoThreads, monitor));
        for (std::size_t i = 0; i < asked.size(); ++i)
            asked[i].answer = (first.outcomes[i].given == "yes") == (i != 0); // all as it answers, but the first
        task = valueOf(makeTask(QuestionSet::BoolQ, asked, m_tokenizer, m_demo->config().vocabulary));
        const TaskAccuracy known = valueOf(measureAccuracy(network, task, kTwoThreads, monitor));
        QCOMPARE(known.total(), std::int64_t(asked.size()));
        QCOMPARE(known.correct(), std::int64_t(asked.size()) - 1);
        QCOMPARE(known.accuracy(), 1.0 - 1.0 / double(asked.size()));
        QVERIFY(known.interval().contains(known.accuracy()));
        QVERIFY(!known.outcomes.front().isRight());
        QVERIFY(!valueOf(answersRightly(network, QuestionSet::BoolQ, asked[0], m_tokenizer, kTwoThreads, monitor)));
        QVERIFY(valueOf(answersRightly(network, QuestionSet::BoolQ, asked[1], m_tokenizer, kTwoThreads, monitor)));
        QCOMPARE(known.outcomes[1].origin, std::string("story 1"));

        const PairedOutcomes same = compareOutcomes(known, known);
        QCOMPARE(same.both, known.correct());
        QCOMPARE(same.neither, std::int64_t(1));
        QCOMPARE(same.p, 1.0);
        // The quantized model on the same questions.
        const QuantizedNetwork quantized = quantizedBy(recipeOf(4, 16), m_demo);
        const TaskAccuracy coarse = valueOf(measureAccuracy(quantized, task, kTwoThreads, monitor));
        const PairedOutcomes paired = compareOutcomes(known, coarse);
        QCOMPARE(paired.both + paired.onlyFirst, known.correct());
        QCOMPARE(paired.both + paired.onlySecond, coarse.correct());
        QCOMPARE(paired.both + paired.onlyFirst + paired.onlySecond + paired.neither, known.total());
    }

    void impossibleTasksAreRefused()
    {
        auto tokenizer = std::make_shared<W>();
        VERNIER_REFUSES(makeTask(QuestionSet::BoolQ, {}, tokenizer, 64), ErrorCode::InvalidArgument, {"no questions"});
        VERNIER_REFUSES(makeTask(QuestionSet::BoolQ, questions({true}), tokenizer, 5), ErrorCode::InvalidArgument, {"line 1", "vocabulary"});
        tokenizer->m_tellsThemApart = false;
        VERNIER_REFUSES(makeTask(QuestionSet::BoolQ, questions({true}), tokenizer, 64), ErrorCode::InvalidArgument, {"\"yes\" from \"no\""});
        VERNIER_SUCCEEDS(makeTask(QuestionSet::Mmlu, questions({std::string("A")}), tokenizer, 64));
    }

    void answeringStopsWhenAsked()
    {
        const FloatNetwork network(m_tiny);
        const Task task = valueOf(makeTask(QuestionSet::BoolQ, stories(), std::make_shared<ByteTokenizer>(), 64));
        RecordingMonitor monitor;
        VERNIER_SUCCEEDS(measureAccuracy(network, task, kTwoThreads, monitor));
        QVERIFY(monitor.isOneProgress());
        QCOMPARE(monitor.what(), std::string("answering questions"));
        StoppingMonitor stopping(1);
        VERNIER_REFUSES(measureAccuracy(network, task, kTwoThreads, stopping), ErrorCode::Cancelled, {});
    }

    /// Worked out with Python's fractions.
    void intervalsAreWilsons()
    {
        const auto near = [](double a, double b) { return std::abs(a - b) < 1e-12; };
        const Interval most = wilsonInterval95(8, 10);
        QVERIFY(near(most.low, 0.4901624715366418) && near(most.high, 0.9433178485456248));
        const Interval half = wilsonInterval95(50, 100);
        QVERIFY(near(half.low, 0.4038315303659956) && near(half.high, 0.5961684696340044));
        QVERIFY(near(wilsonInterval95(0, 10).high, 0.2775327998628892));
        QCOMPARE(wilsonInterval95(0, 10).low, 0.0);
        QCOMPARE(wilsonInterval95(10, 10).high, 1.0);
        QCOMPARE(wilsonInterval95(0, 0).high, 1.0);
    }

    void pIsMcNemars()
    {
        const auto near = [](double a, double b) { return std::abs(a - b) < 1e-9 * b; };
        QCOMPARE(mcNemarExact(0, 0), 1.0);
        QVERIFY(near(mcNemarExact(5, 0), 0.0625));
        QVERIFY(near(mcNemarExact(3, 9), 0.14599609375));
        QVERIFY(near(mcNemarExact(9, 3), 0.14599609375));
        QCOMPARE(mcNemarExact(10, 10), 1.0);
        QVERIFY(near(mcNemarExact(200, 300), 8.940066542253267e-06));
    }

private:
    static std::vector<Question> stories()
    {
        std::vector<Question> list;
        const std::array<const char *, 3> kPrompts{"Tom has a cat.\nQuestion: does Tom have a cat?\nAnswer:", "A\nAnswer:",
                                                   "The ball is red.\nQuestion: is it blue?\nAnswer:"};
        for (const char *prompt : kPrompts)
            list.push_back({prompt, list.size() % 2 == 0, "story " + std::to_string(list.size())});
        return list;
    }

    TextFolder m_folder;
    std::shared_ptr<const FloatModel> m_tiny;
    std::shared_ptr<const FloatModel> m_demo;
    std::shared_ptr<const Tokenizer> m_tokenizer;
};

QTEST_APPLESS_MAIN(TestTaskAccuracy)
#include "tst_task_accuracy.moc"
