// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/calibration_mix.h"
#include "core/text/chat_template.h"
#include "tests/core/text/question_files.h"
#include "tests/support/demo_workbench.h"
#include "tests/support/look.h"
#include "tests/support/test_models.h"
#include "widgets/models/outcome_model.h"
#include "widgets/support/path_field.h"
#include "widgets/views/accuracy_view.h"
#include "widgets/views/bad_cases_dialog.h"

#include <QAbstractItemModelTester>
#include <QCheckBox>
#include <QClipboard>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QGuiApplication>
#include <QLabel>
#include <QPushButton>
#include <QTableView>
#include <QTemporaryDir>

using namespace vernier;
namespace fs = std::filesystem;

namespace {

constexpr int kQuestions = 60; // of which the naive recipe loses some

/// Passages in which more and more "Yes" stands: at some of them the naive recipe changes its mind.
std::string manyQuestions()
{
    const char *const kNames[] = {"Tom", "Anna", "Ben", "Lily", "Max", "Sue"};
    std::string lines;
    for (int i = 0; i < kQuestions; ++i) {
        const std::string name = kNames[i % 6];
        std::string passage = "Tom asked.";
        for (int times = 0; times <= i / 6; ++times)
            passage += " Yes, said " + name + ".";
        lines += R"({"title": ")" + name + R"(", "question": "does )" + name + R"( say yes", "passage": ")" + passage + R"(", "answer": )" + (i % 3 == 0 ? "true" : "false") + "}\n";
    }
    return lines;
}

} // namespace

class TestAccuracyView : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        m_workbench.analysis.setAutoEvaluate(false);
        m_workbench.document.reset(test::demoProject());
        QVERIFY(test::waitUntilIdle(m_workbench));
        m_files.write("boolq.jsonl", manyQuestions());
        m_view = std::make_unique<AccuracyView>(m_workbench);
        m_view->resize(986, 330);
        m_view->show();
    }

    void cleanupTestCase()
    {
        m_view.reset();
        m_workbench.runner.cancelAll();
    }

    void nothingCanBeAskedWithoutFiles()
    {
        QVERIFY(!m_view->findChild<QPushButton *>(QStringLiteral("ask"))->isEnabled());
        QVERIFY(m_view->findChild<QLabel *>(QStringLiteral("empty"))->isVisible());
        test::lookAt(*m_view, "accuracy_empty");
    }

    /// Against core's own functions, called one after the other.
    void bothModelsAnswerAsTheCommandLineSays()
    {
        m_view->setRequest({QuestionSet::BoolQ, m_files.path() / "boolq.jsonl", 0});
        QTest::mouseClick(m_view->findChild<QPushButton *>(QStringLiteral("ask")), Qt::LeftButton);
        QVERIFY(test::waitUntilIdle(m_workbench));
        const auto comparison = m_view->comparison();
        QVERIFY2(comparison, qPrintable(summary()));
        const LoadedModel &model = *m_workbench.analysis.model();
        SilentMonitor monitor;
        const auto questions = test::valueOf(readQuestions(QuestionSet::BoolQ, m_files.path() / "boolq.jsonl", PromptForm::Evaluation)).questions;
        const Task task = test::valueOf(makeTask(QuestionSet::BoolQ, questions, model.tokenizer, model.checkpoint->config().vocabulary));
        const Compute &compute = m_workbench.analysis.compute();
        const TaskAccuracy floats = test::valueOf(measureAccuracy(FloatNetwork(model.model), task, compute, monitor));
        const auto quantized = test::valueOf(model.quantized->quantize(m_workbench.document.recipe(), compute, monitor));
        const TaskAccuracy recipe = test::valueOf(measureAccuracy(quantized->network, task, compute, monitor));
        QCOMPARE(comparison->floats.correct(), floats.correct());
        QCOMPARE(comparison->quantized.correct(), recipe.correct());
        int lost = 0;
        for (std::size_t i = 0; i < questions.size(); ++i) {
            QCOMPARE(comparison->quantized.outcomes[i].given, recipe.outcomes[i].given);
            lost += floats.outcomes[i].isRight() && !recipe.outcomes[i].isRight() ? 1 : 0;
        }
        QVERIFY2(lost > 0 && lost < kQuestions, "the rows below need bad cases");
        QCOMPARE(table().model()->rowCount(), lost);
        QCOMPARE(m_view->chosenCases().size(), static_cast<std::size_t>(lost));
        const PairedOutcomes pair = compareOutcomes(floats, recipe);
        QVERIFY2(summary().contains(QStringLiteral("only the recipe on %1").arg(pair.onlySecond)), qPrintable(summary()));
        QVERIFY2(summary().contains(QStringLiteral("float model is right on %1").arg(lost)), qPrintable(summary()));
        test::lookAt(*m_view, "accuracy");
    }

    void questionsAreFilteredSortedAndCopied()
    {
        auto *model = m_view->findChild<OutcomeModel *>();
        const QAbstractItemModelTester tester(model);
        QCOMPARE(model->rowCount(), kQuestions);
        show()->setCurrentIndex(show()->count() - 1);
        QCOMPARE(table().model()->rowCount(), kQuestions);
        table().sortByColumn(OutcomeModel::Origin, Qt::DescendingOrder);
        QCOMPARE(text(0, OutcomeModel::Origin), QStringLiteral("boolq.jsonl, line %1").arg(kQuestions));
        QCOMPARE(text(0, OutcomeModel::Asked), QStringLiteral("does Sue say yes?"));
        table().sortByColumn(OutcomeModel::Origin, Qt::AscendingOrder);
        table().selectRow(0);
        QCOMPARE(m_view->chosenCases().size(), std::size_t{1});
        m_view->activateWindow();
        table().setFocus();
        QTest::keyClick(&table(), Qt::Key_C, Qt::ControlModifier);
        const QStringList lines = QGuiApplication::clipboard()->text().split(QLatin1Char('\n'));
        QCOMPARE(lines.size(), 3);
        QVERIFY2(lines[1].startsWith(QStringLiteral("Tom -- Tom asked. Yes, said Tom. Question: does Tom say yes? Answer:\tyes\t")), qPrintable(lines[1]));
        QCOMPARE(lines[1].count(QLatin1Char('\t')), OutcomeModel::ColumnCount - 1);
        table().clearSelection();
        show()->setCurrentIndex(0);
    }

    void theFloatModelAnswersOnce()
    {
        const auto before = m_view->comparison();
        Recipe recipe = m_workbench.document.recipe();
        recipe.quantConfig.isDynamic = true;
        m_workbench.document.editRecipe(QStringLiteral("dynamic"), recipe);
        QVERIFY2(summary().contains(QStringLiteral("ask again")), qPrintable(summary()));
        m_view->ask();
        QVERIFY(test::waitUntilIdle(m_workbench));
        const auto after = m_view->comparison();
        QVERIFY(after != before);
        QCOMPARE(after->recipe, recipe);
        QVERIFY(!summary().contains(QStringLiteral("ask again")));
        for (std::size_t i = 0; i < after->floats.outcomes.size(); ++i)
            QCOMPARE(after->floats.outcomes[i].given, before->floats.outcomes[i].given);
        QVERIFY(after->quantized.correct() != before->quantized.correct());
        m_workbench.document.undoStack()->undo();
        m_view->ask();
        QVERIFY(test::waitUntilIdle(m_workbench));
        QCOMPARE(m_view->comparison()->quantized.correct(), before->quantized.correct());
    }

    void fewerQuestionsAreThoseOfTheCommandLine()
    {
        const TaskRequest all = m_view->request();
        m_view->setRequest({QuestionSet::BoolQ, all.path, 10});
        m_view->ask();
        QVERIFY(test::waitUntilIdle(m_workbench));
        const auto questions = test::valueOf(readQuestions(QuestionSet::BoolQ, all.path, PromptForm::Evaluation)).questions;
        const std::vector<Question> drawn = drawQuestions(questions, 10, 0);
        QCOMPARE(m_view->comparison()->questions.size(), drawn.size());
        for (std::size_t i = 0; i < drawn.size(); ++i)
            QCOMPARE(m_view->comparison()->questions[i].origin, drawn[i].origin);
        m_view->setRequest(all);
        m_view->ask();
        QVERIFY(test::waitUntilIdle(m_workbench));
    }

    void brokenFilesAreNamed()
    {
        const auto good = m_view->comparison();
        const TaskRequest request = m_view->request();
        m_files.write("broken.jsonl", "{\"title\": \"T\"}\n");
        for (const char *name : {"broken.jsonl", "nowhere.jsonl"}) {
            m_view->setRequest({QuestionSet::BoolQ, m_files.path() / name, 0});
            m_view->ask();
            QVERIFY(test::waitUntilIdle(m_workbench));
            QTRY_VERIFY2(summary().contains(QLatin1String(name)), qPrintable(summary()));
            QCOMPARE(m_view->comparison(), good);
        }
        m_view->setRequest(request);
        m_view->ask();
        QVERIFY(test::waitUntilIdle(m_workbench));
    }

    void badCasesJoinTheCalibrationDataInOneStep()
    {
        ProjectDocument &document = m_workbench.document;
        const auto before = document.project().calibration;
        const std::vector<Question> cases = m_view->chosenCases();
        BadCasesDialog dialog(m_workbench, cases);
        dialog.show();
        QTRY_VERIFY_WITH_TIMEOUT(dialog.isReady(), 20000);
        QVERIFY(!dialog.findChild<QCheckBox *>()->isVisible()); // the demo has no chat template
        test::lookAt(dialog, "bad_cases");
        auto *file = dialog.findChild<PathField *>();
        auto *ok = dialog.findChild<QDialogButtonBox *>()->button(QDialogButtonBox::Ok);
        file->setPath(QString::fromStdString(before->string()));
        ok->click();
        const QString refused = dialog.findChild<QLabel *>(QStringLiteral("result"))->text();
        QVERIFY2(refused.contains(QStringLiteral("choose another name")), qPrintable(refused));
        const fs::path target = m_files.path() / "more.json";
        file->setPath(QString::fromStdString(target.string()));
        const int steps = document.undoStack()->index();
        ok->click();
        QCOMPARE(dialog.result(), int{QDialog::Accepted});
        QCOMPARE(document.undoStack()->index(), steps + 1);
        QCOMPARE(document.project().calibration, std::optional(target));
        QVERIFY(test::waitUntilIdle(m_workbench));
        const std::vector<Question> old = test::valueOf(readCalibrationSet(*before));
        const std::vector<Question> set = test::valueOf(readCalibrationSet(target));
        QCOMPARE(set.size(), old.size() + std::min(cases.size(), old.size()));
        QCOMPARE(m_workbench.analysis.model()->calibration.size(), set.size());
        QVERIFY(std::any_of(set.begin(), set.end(), [&](const Question &question) { return question.prompt == cases.front().prompt; }) || cases.size() > old.size());
        QVERIFY2(summary().contains(QStringLiteral("ask again")), qPrintable(summary())); // another calibration
        QVERIFY(m_view->comparison());
        document.undoStack()->undo();
        QCOMPARE(document.project().calibration, before);
        QVERIFY(test::waitUntilIdle(m_workbench));
    }

    void chatModelsGetTheirTemplate()
    {
        const fs::path chat = m_files.path() / "chat";
        fs::copy(m_workbench.document.project().checkpoint->path, chat);
        m_files.write("chat/chat_template.jinja", R"({{ bos_token + '[INST] ' + content.strip() + ' [/INST]' }} '<<SYS>>\n' + system_message)");
        Project project = test::demoProject();
        project.checkpoint->path = chat;
        Workbench workbench;
        workbench.analysis.setAutoEvaluate(false);
        workbench.document.reset(project);
        QVERIFY(test::waitUntilIdle(workbench));
        BadCasesDialog dialog(workbench, {{"Who is there?", std::string("A"), "here"}});
        dialog.show();
        QTRY_VERIFY_WITH_TIMEOUT(dialog.isReady(), 20000);
        auto *asChat = dialog.findChild<QCheckBox *>();
        QVERIFY(asChat->isVisible() && asChat->isChecked());
        QVERIFY2(asChat->text().contains(QStringLiteral("Llama 2")), qPrintable(asChat->text()));
        const fs::path target = m_files.path() / "chat.json";
        dialog.findChild<PathField *>()->setPath(QString::fromStdString(target.string()));
        test::lookAt(dialog, "bad_cases_chat");
        dialog.accept();
        QVERIFY(test::waitUntilIdle(workbench));
        const std::vector<int> wanted = test::valueOf(workbench.analysis.model()->tokenizer->encode("<s>[INST] Who is there? [/INST]", false));
        const auto &calibration = workbench.analysis.model()->calibration;
        QVERIFY(std::find(calibration.begin(), calibration.end(), wanted) != calibration.end());
    }

    void textsAreTranslatedAgain()
    {
        test::GuillemetTranslator translator;
        QCoreApplication::installTranslator(&translator);
        QCoreApplication::sendPostedEvents();
        QVERIFY(summary().startsWith(QChar(0xab)));
        QVERIFY(m_view->findChild<QPushButton *>(QStringLiteral("ask"))->text().startsWith(QChar(0xab)));
        QVERIFY(show()->itemText(0).startsWith(QChar(0xab)));
        QCoreApplication::removeTranslator(&translator);
    }

    void anotherProjectForgetsTheAnswers()
    {
        m_workbench.document.reset(test::demoProject());
        QVERIFY(!m_view->comparison());
        QVERIFY(test::waitUntilIdle(m_workbench));
    }

private:
    QTableView &table() { return *m_view->findChild<QTableView *>(); }
    QComboBox *show() { return m_view->findChildren<QComboBox *>().at(1); }
    QString summary() { return m_view->findChild<QLabel *>(QStringLiteral("summary"))->text(); }
    QString text(int row, int column) { return table().model()->index(row, column).data().toString(); }

    test::TextFolder m_files;
    Workbench m_workbench;
    std::unique_ptr<AccuracyView> m_view;
};

QTEST_MAIN(TestAccuracyView)
#include "tst_accuracy_view.moc"
