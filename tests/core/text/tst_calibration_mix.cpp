// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/calibration_mix.h"

#include "tests/core/text/question_files.h"
#include "tests/support/recording_monitor.h"

#include <QRegularExpression>
#include <QTest>

using namespace vernier;
using namespace vernier::test;
namespace fs = std::filesystem;

namespace {

/// The questions' own names, "b3 g1".
QString namesOf(const std::vector<Question> &questions)
{
    static const QRegularExpression kName(QStringLiteral("\\b[bgx]\\d+\\b"));
    QStringList names;
    for (const Question &question : questions)
        names << kName.match(shown(question.prompt)).captured();
    return names.join(' ');
}

std::vector<Question> named(char letter, int count)
{
    std::vector<Question> questions;
    for (int i = 0; i < count; ++i)
        questions.push_back({letter + std::to_string(i), std::string("A"), {}});
    return questions;
}

} // namespace

class TestCalibrationMix : public QObject
{
    Q_OBJECT

private slots:
    /// Orders are those of the original's steps under CPython 3.11: shuffle and batches for each source, then shuffle of all.
    void orderIsTheOriginals_data()
    {
        QTest::addColumn<int>("yesOrNo"); ///< of 10
        QTest::addColumn<int>("sums");    ///< of 7
        QTest::addColumn<int>("seed");
        QTest::addColumn<QString>("expected");
        QTest::newRow("two sources") << 5 << 3 << 0 << "b3 b8 g4 b1 b7 b5 g1 g2";
        QTest::newRow("the seed is the mixture's alone") << 5 << 3 << 42 << "b5 b3 g2 g1 b1 g4 b7 b8";
        QTest::newRow("the last batch is taken whole") << 0 << 6 << 0 << "g5 g1 g2 g4 g3 g0 g6";
        QTest::newRow("nothing wanted") << 0 << 0 << 0 << "";
    }

    void orderIsTheOriginals()
    {
        QFETCH(int, yesOrNo);
        QFETCH(int, sums);
        QFETCH(int, seed);
        QFETCH(QString, expected);
        SilentMonitor monitor;
        const auto mix = mixCalibration(sources(), {.sizes = {{"boolq", yesOrNo}, {"gsm8k", sums}}, .seed = seed}, monitor);
        VERNIER_SUCCEEDS(mix);
        QCOMPARE(namesOf(mix->questions), expected);
        QVERIFY(mix->notes.empty());
    }

    void onlyPositivesAreTaken()
    {
        SilentMonitor monitor;
        MixOptions options{.sizes = {{"boolq", 3}}};
        options.isPositive = [](std::string_view source, const Question &question) -> Result<bool> {
            return source == "boolq" && std::get<bool>(question.answer);
        };
        auto mix = mixCalibration(sources(), options, monitor);
        VERNIER_SUCCEEDS(mix);
        QCOMPARE(namesOf(mix->questions), QStringLiteral("b8 b2 b4"));
        QCOMPARE(mix->counts, (std::map<std::string, std::int64_t>{{"boolq", 3}}));

        options.sizes = {{"boolq", 9}};
        mix = mixCalibration(sources(), options, monitor);
        VERNIER_SUCCEEDS(mix);
        QCOMPARE(mix->notes, std::vector<std::string>{"boolq: gives 5 questions of the 9 wanted: it has 10, and the model answers no more of them rightly"});

        options.isPositive = [](std::string_view, const Question &) -> Result<bool> { return Error{ErrorCode::Numeric, "NaN", {}}; };
        VERNIER_REFUSES(mixCalibration(sources(), options, monitor), ErrorCode::Numeric, {"NaN"});
    }

    void otherSetsHaveOwnReaders()
    {
        SilentMonitor monitor;
        const std::vector<MixSource> own{{"mine", "somewhere"}};
        MixOptions options{.sizes = {{"mine", 2}}};
        auto mix = mixCalibration(own, options, monitor);
        VERNIER_SUCCEEDS(mix);
        QVERIFY(mix->questions.empty());
        QCOMPARE(mix->notes, std::vector<std::string>{"mine: gives nothing: no reader is known for this name"});
        options.readers["mine"] = [](const fs::path &path) -> Result<QuestionList> {
            return path == "somewhere" ? Result<QuestionList>(QuestionList{named('x', 4), {"a note"}}) : Error{};
        };
        mix = mixCalibration(own, options, monitor);
        VERNIER_SUCCEEDS(mix);
        QCOMPARE(mix->questions.size(), std::size_t(4)); // one batch, and it is the last
        QCOMPARE(mix->notes, std::vector<std::string>{"mine: a note"});
    }

    void impossibleOptionsAreRefused()
    {
        SilentMonitor monitor;
        VERNIER_REFUSES(mixCalibration(sources(), {.sizes = {{"mmlu", 1}}}, monitor), ErrorCode::InvalidArgument, {"mmlu"});
        VERNIER_REFUSES(mixCalibration(sources(), {.sizes = {{"boolq", -1}}}, monitor), ErrorCode::InvalidArgument, {"boolq"});
        VERNIER_REFUSES(mixCalibration(sources(), {.batch = 0}, monitor), ErrorCode::InvalidArgument, {"batch"});
    }

    void drawingStopsWhenAsked()
    {
        RecordingMonitor monitor(1);
        VERNIER_REFUSES(mixCalibration(sources(), {.sizes = {{"boolq", 9}}}, monitor), ErrorCode::Cancelled, {});
    }

    void configurationsAreRead()
    {
        m_folder.write("b.jsonl", boolQuestions(1));
        const auto read = readMixConfig(m_folder.write("c.json", R"({"configurations": [{"dataset_name": "boolq", "dataset_path": "b.jsonl"},
            {"dataset_name": "mine", "dataset_path": "/abs/x"}]})"));
        VERNIER_SUCCEEDS(read);
        QCOMPARE(read->size(), std::size_t(2));
        QVERIFY((*read)[0].path == m_folder.path() / "b.jsonl"); // beside the configuration
        QVERIFY((*read)[1].path == "/abs/x");
    }

    void badConfigurationsAreRefused_data()
    {
        QTest::addColumn<QString>("content");
        QTest::addColumn<QString>("word");
        QTest::newRow("no list") << "{}" << "configurations";
        QTest::newRow("no object") << "[]" << "configurations";
        QTest::newRow("entry") << R"({"configurations": [1]})" << "configurations[0]";
        QTest::newRow("no name") << R"({"configurations": [{"dataset_path": "x"}]})" << "dataset_name";
        QTest::newRow("no path") << R"({"configurations": [{"dataset_name": "x"}]})" << "dataset_path";
        QTest::newRow("twice") << R"({"configurations": [{"dataset_name": "x", "dataset_path": "a"}, {"dataset_name": "x", "dataset_path": "b"}]})"
                               << "configurations[1]";
        QTest::newRow("broken") << "{" << "bad.json";
    }

    void badConfigurationsAreRefused()
    {
        QFETCH(QString, content);
        QFETCH(QString, word);
        const auto read = readMixConfig(m_folder.write("bad.json", content.toStdString()));
        QVERIFY(!read);
        QVERIFY2(shown(toString(read.error())).contains(word), toString(read.error()).c_str());
    }

    void setsAreWrittenAsTheOriginalsAndReadBack()
    {
        const fs::path path = m_folder.path() / "set.json";
        const std::vector<Question> set{{"一\n\"x\"", std::string("B"), {}}, {"is it?", true, {}}};
        VERNIER_SUCCEEDS(writeCalibrationSet(path, set));
        // json.dump(list, file, indent=2)
        QCOMPARE(readBytes(path), std::string("[\n  {\n    \"prompt\": \"\\u4e00\\n\\\"x\\\"\",\n    \"ans\": \"B\"\n  },\n"
                                              "  {\n    \"prompt\": \"is it?\",\n    \"ans\": true\n  }\n]"));
        QCOMPARE(fs::status(path).permissions(), fs::perms(0400));
        VERNIER_SUCCEEDS(writeCalibrationSet(path, set)); // over one that may only be read
        const auto back = readCalibrationSet(path);
        VERNIER_SUCCEEDS(back);
        QCOMPARE(back->size(), std::size_t(2));
        QCOMPARE(back->front().prompt, set.front().prompt);
        QVERIFY((*back)[0].answer == set[0].answer && (*back)[1].answer == set[1].answer);
        VERNIER_REFUSES(readCalibrationSet(m_folder.write("ids.json", "[[1, 2]]")), ErrorCode::InvalidArgument, {"sequence 0", "token ids"});
    }

    void badCasesLieEvenly()
    {
        QCOMPARE(namesOf(withBadCases(named('b', 6), named('x', 3), {})), QStringLiteral("b0 x0 b1 b2 x1 b3 b4 x2 b5"));
        QCOMPARE(namesOf(withBadCases(named('b', 3), named('x', 3), {})), QStringLiteral("x0 b0 x1 b1 x2 b2"));
        QCOMPARE(namesOf(withBadCases({}, named('x', 2), {})), QStringLiteral("x0 x1"));
        QCOMPARE(namesOf(withBadCases(named('b', 2), {}, {})), QStringLiteral("b0 b1"));
    }

    void badCasesAreNoMoreThanTheirShare()
    {
        const std::vector<Question> result = withBadCases(named('b', 6), named('x', 100), {.largestShare = 0.25});
        QCOMPARE(result.size(), std::size_t(8));
        QCOMPARE(namesOf(result), namesOf(withBadCases(named('b', 6), named('x', 100), {.largestShare = 0.25})));
        QVERIFY(namesOf(result) != namesOf(withBadCases(named('b', 6), named('x', 100), {.largestShare = 0.25, .seed = 1})));
        // What is there already does not count twice.
        QCOMPARE(namesOf(withBadCases(named('b', 4), named('b', 5), {})), QStringLiteral("b0 b1 b4 b2 b3"));
    }

private:
    std::vector<MixSource> sources() const
    {
        return {{"boolq", m_folder.write("ten.jsonl", boolQuestions(10))}, {"gsm8k", m_folder.write("seven.jsonl", sums(7))}};
    }

    TextFolder m_folder;
};

QTEST_APPLESS_MAIN(TestCalibrationMix)
#include "tst_calibration_mix.moc"
