// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/question_sets.h"

#include "tests/core/text/question_files.h"

#include <QTest>

using namespace vernier;
using namespace vernier::test;
namespace fs = std::filesystem;

namespace {

std::string answerText(const Question &question)
{
    const bool *yes = std::get_if<bool>(&question.answer);
    return yes ? (*yes ? "yes" : "no") : std::get<std::string>(question.answer);
}

/// Five solved examples as the tables of question_files.h have them.
std::string solvedExamples()
{
    std::string text;
    for (int i = 0; i < 5; ++i) {
        const std::string n = std::to_string(i);
        text += "q" + n + "\nA. a" + n + "\nB. b," + n + "\nC. c" + n + "\nD. d" + n + "\nAnswer: " + "ABCD"[i % 4] + "\n\n";
    }
    return text;
}

constexpr const char *kSecondQuestion = "q1\nA. a1\nB. b,1\nC. c1\nD. d1\nAnswer:";

} // namespace

class TestQuestionSets : public QObject
{
    Q_OBJECT

private slots:
    void namesAreTheOriginals()
    {
        for (const QuestionSet set : {QuestionSet::BoolQ, QuestionSet::CEval, QuestionSet::Gsm8k, QuestionSet::Mmlu})
            QVERIFY(questionSetFromName(toString(set)) == set);
        QVERIFY(!questionSetFromName("humaneval"));
    }

    void yesOrNoQuestions()
    {
        const TextFolder folder;
        const auto list = readQuestions(QuestionSet::BoolQ, folder.write("b.jsonl", boolQuestions(2)), PromptForm::Calibration);
        VERNIER_SUCCEEDS(list);
        QCOMPARE(list->questions.size(), std::size_t(2));
        QCOMPARE(list->questions[1].prompt, std::string("T -- P.\nQuestion: is b1 there?\nAnswer:"));
        QCOMPARE(answerText(list->questions[0]), std::string("yes"));
        QCOMPARE(answerText(list->questions[1]), std::string("no"));
        QVERIFY(list->questions[1].origin.ends_with("b.jsonl, line 2"));
    }

    void sumsHaveTheirResult()
    {
        const TextFolder folder;
        const std::string line = R"({"question": "How many?", "answer": "2+3=5\n#### 1,005 \n#### 6"})";
        const auto list = readQuestions(QuestionSet::Gsm8k, folder.write("g.jsonl", "\n" + line + "\r\n"), PromptForm::Calibration);
        VERNIER_SUCCEEDS(list);
        QCOMPARE(list->questions.front().prompt, std::string("Question: How many?\n"));
        QCOMPARE(answerText(list->questions.front()), std::string("1,005"));
    }

    void choicesWithExamples_data()
    {
        QTest::addColumn<bool>("evaluation");
        QTest::addColumn<std::string>("ceval");
        QTest::addColumn<std::string>("mmlu");
        const std::string longer = "The following are multiple choice questions (with answers) about  red tape.\n\n" + solvedExamples();
        QTest::newRow("calibration") << false << "The following are multiple choice questions about  red tape.\n\n" + solvedExamples() << std::string();
        QTest::newRow("evaluation") << true << longer << longer;
    }

    void choicesWithExamples()
    {
        QFETCH(bool, evaluation);
        QFETCH(std::string, ceval);
        QFETCH(std::string, mmlu);
        const TextFolder folder;
        const PromptForm form = evaluation ? PromptForm::Evaluation : PromptForm::Calibration;
        const auto chinese = readQuestions(QuestionSet::CEval, writeCEval(folder), form);
        VERNIER_SUCCEEDS(chinese);
        QCOMPARE(chinese->questions.size(), std::size_t(2));
        QCOMPARE(chinese->questions[1].prompt, ceval + kSecondQuestion);
        QCOMPARE(answerText(chinese->questions[1]), std::string("B"));
        QVERIFY(chinese->questions[1].origin.ends_with("red_tape_val.csv, line 3"));
        const auto english = readQuestions(QuestionSet::Mmlu, writeMmlu(folder), form);
        VERNIER_SUCCEEDS(english);
        QCOMPARE(english->questions.size(), std::size_t(3));
        QCOMPARE(english->questions[1].prompt, mmlu + kSecondQuestion);
        QCOMPARE(answerText(english->questions[2]), std::string("C"));
    }

    void subjectsWithTooFewColumnsAreLeftOut()
    {
        const TextFolder folder;
        const fs::path ceval = writeCEval(folder);
        folder.write("ceval/subject_mapping.json", R"({"short": [], "red_tape": []})");
        folder.write("ceval/val/short_val.csv", "id,question,A,B,C,D\n0,q,a,b,c,d\n");
        const auto list = readQuestions(QuestionSet::CEval, ceval, PromptForm::Calibration);
        VERNIER_SUCCEEDS(list);
        QCOMPARE(list->questions.size(), std::size_t(2));
        QCOMPARE(list->notes, std::vector<std::string>{"short is left out: its table has 6 columns; expected are id, question, A, B, C, D and answer"});
    }

    void badFilesAreRefused_data()
    {
        QTest::addColumn<int>("set");
        QTest::addColumn<QString>("file"); ///< written over the good ones
        QTest::addColumn<QString>("content");
        QTest::addColumn<QString>("word");
        const auto row = [](const char *name, QuestionSet set, const char *file, const char *content, const char *word) {
            QTest::newRow(name) << int(set) << QString::fromUtf8(file) << QString::fromUtf8(content) << QString::fromUtf8(word);
        };
        row("broken JSON", QuestionSet::BoolQ, "file", "{\"title\": \"T\"}\n{", "file, line 1");
        row("broken second line", QuestionSet::Gsm8k, "file", "{\"question\": \"a\", \"answer\": \"#### 1\"}\n{", "file, line 2");
        row("no object", QuestionSet::BoolQ, "file", "[1]\n", "file, line 1");
        row("answer is no bool", QuestionSet::BoolQ, "file", R"({"title":"T","question":"q","passage":"p","answer":"yes"})", "`answer`");
        row("no answer", QuestionSet::BoolQ, "file", R"({"title":"T","question":"q","passage":"p"})", "`answer`");
        row("no result", QuestionSet::Gsm8k, "file", R"({"question":"q","answer":"5"})", "####");
        row("nothing", QuestionSet::Gsm8k, "file", "\n\n", "no question");
        row("no subjects", QuestionSet::CEval, "ceval/subject_mapping.json", "3", "subject_mapping.json");
        row("subject elsewhere", QuestionSet::CEval, "ceval/subject_mapping.json", R"({"../x": 1})", "../x");
        row("subject without table", QuestionSet::CEval, "ceval/subject_mapping.json", R"({"blue": 1})", "blue_val.csv");
        row("short row", QuestionSet::CEval, "ceval/val/red_tape_val.csv", "id,question,A,B,C,D,answer\n0,q,a\n", "red_tape_val.csv, line 2");
        row("few examples", QuestionSet::CEval, "ceval/dev/red_tape_dev.csv", "id,question,A,B,C,D,answer\n0,q,a,b,c,d,A\n", "1 solved examples");
        row("open quote", QuestionSet::Mmlu, "mmlu/test/red_tape_test.csv", "\"q,a,b,c,d,A\n", "red_tape_test.csv, line 1");
        row("no list of sets", QuestionSet::Mmlu, "mmlu/subject_mapping.json", "{}", "mmlu_all_sets");
        row("list of numbers", QuestionSet::Mmlu, "mmlu/subject_mapping.json", R"({"mmlu_all_sets": [1]})", "mmlu_all_sets");
    }

    void badFilesAreRefused()
    {
        QFETCH(int, set);
        QFETCH(QString, file);
        QFETCH(QString, content);
        QFETCH(QString, word);
        const TextFolder folder;
        const auto kind = static_cast<QuestionSet>(set);
        const fs::path ceval = writeCEval(folder);
        const fs::path mmlu = writeMmlu(folder);
        folder.write(file.toStdString(), content.toStdString());
        const fs::path path = kind == QuestionSet::CEval ? ceval : kind == QuestionSet::Mmlu ? mmlu : folder.path() / "file";
        const auto read = readQuestions(kind, path, PromptForm::Evaluation);
        QVERIFY(!read);
        QVERIFY2(shown(toString(read.error())).contains(word), toString(read.error()).c_str());
        QVERIFY(read.error().code == ErrorCode::CorruptFile || read.error().code == ErrorCode::NotFound);
    }
};

QTEST_APPLESS_MAIN(TestQuestionSets)
#include "tst_question_sets.moc"
