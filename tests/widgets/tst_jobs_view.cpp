// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/project/demo.h"
#include "tests/support/demo_workbench.h"
#include "tests/support/look.h"
#include "widgets/models/job_model.h"
#include "widgets/models/message_model.h"
#include "widgets/support/theme.h"
#include "widgets/views/jobs_view.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTableView>
#include <QTest>
#include <QToolButton>

#include <filesystem>
#include <thread>

using namespace vernier;

namespace {

Result<int> endless(JobMonitor &monitor)
{
    while (monitor.keepGoing(25, 100, "forward pass"))
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
    return cancelledError();
}

Result<int> failing(JobMonitor &)
{
    return Error{ErrorCode::Io, "the disk is full; free some space", "model/quant.py"};
}

QString cell(const QAbstractItemModel &model, int row, int column)
{
    return model.index(row, column).data().toString();
}

} // namespace

class TestJobsView : public QObject
{
    Q_OBJECT

private slots:
    void jobsAreListedWithTheirProgress()
    {
        JobRunner runner;
        JobModel model(runner);
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        const int first = runner.start<int>(JobKind::Evaluate, [] { return QStringLiteral("first"); }, endless, this, [](int) {});
        runner.start<int>(JobKind::Export, [] { return QStringLiteral("second"); }, failing, this, [](int) {});
        QTRY_COMPARE(cell(model, 0, JobModel::Progress), QStringLiteral("25 %"));
        QCOMPARE(cell(model, 0, JobModel::State), QStringLiteral("Running"));
        QCOMPARE(cell(model, 0, JobModel::Step), QStringLiteral("forward pass"));
        QCOMPARE(cell(model, 1, JobModel::State), QStringLiteral("Waiting"));
        runner.cancel(first);
        QTRY_COMPARE(cell(model, 0, JobModel::State), QStringLiteral("Failed")); // newest first
        QCOMPARE(cell(model, 1, JobModel::State), QStringLiteral("Cancelled"));
        QVERIFY(model.index(0, 0).data(Qt::ToolTipRole).toString().contains(QStringLiteral("free some space")));
        QVERIFY(!model.index(1, 0).data(JobModel::CancelableRole).toBool());
        QCOMPARE(cell(model, 1, JobModel::Progress), QString());
        runner.clearEnded();
        QCOMPARE(model.rowCount(), 0);
    }

    void eachRunningJobHasItsCancelButton()
    {
        Workbench workbench;
        JobsView view(workbench);
        view.resize(1366, 260);
        view.show();
        auto *table = view.findChild<QTableView *>(QStringLiteral("jobs"));
        workbench.runner.start<int>(JobKind::Evaluate, [] { return QStringLiteral("one"); }, endless, this, [](int) {});
        workbench.runner.start<int>(JobKind::Details, [] { return QStringLiteral("two"); }, endless, this, [](int) {});
        const auto button = [&](int row) { return qobject_cast<QToolButton *>(table->indexWidget(table->model()->index(row, JobModel::Action))); };
        QTRY_COMPARE(cell(*table->model(), 1, JobModel::State), QStringLiteral("Running"));
        QVERIFY(button(0) && button(1));
        QCOMPARE(button(1)->accessibleName(), QStringLiteral("Cancel: two"));
        QTest::mouseClick(button(1), Qt::LeftButton);
        QTRY_COMPARE(cell(*table->model(), 1, JobModel::State), QStringLiteral("Cancelled"));
        QVERIFY(!button(1));
        QCOMPARE(cell(*table->model(), 0, JobModel::State), QStringLiteral("Running"));
        view.activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(&view));
        table->setFocus();
        table->selectRow(0);
        QTest::keyClick(table, Qt::Key_Delete); // without a mouse
        QTRY_COMPARE(cell(*table->model(), 0, JobModel::State), QStringLiteral("Cancelled"));
    }

    void failuresAreUnreadUntilTheViewIsSeen()
    {
        Workbench workbench;
        JobsView view(workbench);
        const QAbstractItemModelTester tester(&view.messages(), QAbstractItemModelTester::FailureReportingMode::QtTest);
        QSignalSpy unread(&view, &JobsView::unreadChanged);
        workbench.runner.start<int>(JobKind::Export, [] { return QStringLiteral("Export"); }, failing, this, [](int) {});
        QTRY_COMPARE(unread.count(), 1);
        QCOMPARE(unread.back().front().toInt(), 1);
        QVERIFY(cell(view.messages(), 0, MessageModel::Subject).startsWith(QStringLiteral("Export: ")));
        QVERIFY(cell(view.messages(), 0, MessageModel::Detail).contains(QStringLiteral("free some space")));
        QVERIFY(cell(view.messages(), 0, MessageModel::Detail).contains(QStringLiteral("model/quant.py")));
        view.show();
        QCOMPARE(unread.back().front().toInt(), 0);
        view.messages().say(QStringLiteral("refused"), QStringLiteral("why"));
        QCOMPARE(view.messages().unread(), 0); // it is looked at
        view.hide();
        view.messages().say(QStringLiteral("refused"), QStringLiteral("why"));
        QCOMPARE(unread.back().front().toInt(), 1);
        view.messages().clear();
        QCOMPARE(unread.back().front().toInt(), 0);
        QCOMPARE(view.messages().rowCount(), 0);
    }

    void recipeMessagesComeAndGoWithTheRecipe()
    {
        Workbench workbench;
        JobsView view(workbench);
        view.resize(1366, 260);
        QVERIFY(test::openDemo(workbench));
        MessageModel &messages = view.messages();
        QCOMPARE(messages.rowCount(), 0);
        Recipe recipe;
        recipe.quantConfig.wBit = 5;
        workbench.document.editRecipe(QStringLiteral("5 bits"), recipe);
        QCOMPARE(messages.rowCount(), 1);
        QVERIFY(cell(messages, 0, MessageModel::Subject).startsWith(QStringLiteral("This recipe cannot run")));
        workbench.document.undoStack()->undo();
        QCOMPARE(messages.rowCount(), 0);
        recipe = Recipe{};
        recipe.mixCfg = {{"*nothing_is_called_so*", "w8a16"}};
        workbench.document.editRecipe(QStringLiteral("rule"), recipe);
        QVERIFY(messages.rowCount() > 0);
        const int notes = messages.rowCount();
        messages.markRead();
        recipe.quantConfig.actMethod = 2; // the note stays the same
        workbench.document.editRecipe(QStringLiteral("histogram"), recipe);
        QCOMPARE(messages.rowCount(), notes);
        QCOMPARE(messages.unread(), 0);
        workbench.runner.start<int>(JobKind::Export, [] { return QStringLiteral("Export the model"); }, failing, this, [](int) {});
        QVERIFY(test::waitUntilIdle(workbench));
        view.show();
        QTest::qWait(50);
        test::lookAt(view, "jobs");
        applyTheme(ThemeChoice::Dark);
        QTest::qWait(50);
        test::lookAt(view, "jobs_dark");
        applyTheme(ThemeChoice::Light);
        workbench.document.reset({});
        QCOMPARE(messages.rowCount(), 1); // the failed job happened all the same
    }

    void textsAndCheckpointsThatAreNotAsTheyWere()
    {
        Workbench workbench;
        JobsView view(workbench);
        workbench.analysis.setAutoEvaluate(false);
        Project project = demoProject(std::filesystem::path(VERNIER_SOURCE_DIR) / "resources" / "demo");
        project.checkpoint->fingerprint = "another";
        project.calibration = "/nowhere/calibration.jsonl";
        workbench.document.reset(project);
        QVERIFY(test::waitUntilIdle(workbench));
        QStringList subjects;
        for (int row = 0; row < view.messages().rowCount(); ++row)
            subjects << cell(view.messages(), row, MessageModel::Subject);
        QVERIFY2(subjects.join(QLatin1Char('|')).contains(QStringLiteral("a text is not")), qPrintable(subjects.join(QLatin1Char('|'))));
        QVERIFY(subjects.join(QLatin1Char('|')).contains(QStringLiteral("The checkpoint was changed")));
    }

    void retranslates()
    {
        Workbench workbench;
        JobsView view(workbench);
        workbench.runner.start<int>(JobKind::Export, [] { return QStringLiteral("Export"); }, failing, this, [](int) {});
        QVERIFY(test::waitUntilIdle(workbench));
        test::GuillemetTranslator guillemets;
        qApp->installTranslator(&guillemets);
        view.show();
        QTest::qWait(10);
        QVERIFY(cell(view.messages(), 0, MessageModel::Subject).startsWith(QStringLiteral("«")));
        for (const QTableView *table : view.findChildren<QTableView *>())
            QVERIFY(table->model()->headerData(0, Qt::Horizontal).toString().startsWith(QStringLiteral("«")));
        for (const QToolButton *button : view.findChildren<QToolButton *>())
            QVERIFY(button->text().isEmpty() || button->text().startsWith(QStringLiteral("«")));
        qApp->removeTranslator(&guillemets);
    }
};

QTEST_MAIN(TestJobsView)
#include "tst_jobs_view.moc"
