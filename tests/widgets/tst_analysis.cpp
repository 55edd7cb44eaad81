// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/demo_workbench.h"

#include <QFile>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace vernier;

class TestAnalysis : public QObject
{
    Q_OBJECT

private slots:
    void brokenTextLeavesTheModelOpenAndSaysSo()
    {
        Workbench workbench;
        workbench.analysis.setAutoEvaluate(false);
        Project project = demoProject(std::filesystem::path(VERNIER_SOURCE_DIR) / "resources" / "demo");
        project.calibration = "/nowhere/calibration.jsonl";
        workbench.document.reset(std::move(project));
        QVERIFY(test::waitUntilIdle(workbench));
        QVERIFY(workbench.analysis.model());
        QCOMPARE(workbench.analysis.model()->problems.size(), std::size_t{1});
        QVERIFY(!workbench.analysis.statistics());
        QVERIFY(workbench.analysis.plan());
    }

    void missingCheckpointIsAFailedJob()
    {
        Workbench workbench;
        QSignalSpy failed(&workbench.runner, &JobRunner::failed);
        Project project;
        project.checkpoint = CheckpointReference{"/nowhere/model", {}};
        workbench.document.reset(std::move(project));
        QVERIFY(test::waitUntilIdle(workbench));
        QCOMPARE(failed.count(), 1);
        QVERIFY(!workbench.analysis.model());
    }

    void planFollowsTheRecipeAndUndo()
    {
        Workbench workbench;
        QVERIFY(test::openDemo(workbench));
        QVERIFY(workbench.analysis.localIsCurrent());
        Recipe recipe = workbench.document.recipe();
        recipe.disableLevel = "L2";
        workbench.document.editRecipe(QStringLiteral("L2"), recipe);
        QVERIFY(test::waitUntilIdle(workbench));
        QCOMPARE(workbench.analysis.plan()->rollback.size(), std::size_t{3}); // and the head
        QVERIFY(workbench.analysis.localIsCurrent());                       // fallbacks do not make it stale
        recipe.quantConfig.mmTensor = false;
        workbench.document.editRecipe(QStringLiteral("per channel"), recipe);
        QVERIFY(!workbench.analysis.localIsCurrent());
        recipe.quantConfig.wBit = 3;
        workbench.document.editRecipe(QStringLiteral("impossible"), recipe);
        QVERIFY(workbench.analysis.planError());
        workbench.document.undoStack()->setIndex(0);
        QVERIFY(!workbench.analysis.planError());
        QCOMPARE(workbench.analysis.plan()->rollback.size(), std::size_t{1});
    }

    void newerEditCancelsTheOlderEvaluation()
    {
        Workbench workbench;
        QVERIFY(test::openDemo(workbench, false));
        workbench.analysis.evaluate();
        Recipe recipe;
        recipe.quantConfig.mmTensor = false;
        workbench.analysis.setAutoEvaluate(true);
        workbench.document.editRecipe(QStringLiteral("per channel"), recipe);
        QTRY_VERIFY_WITH_TIMEOUT(workbench.analysis.evaluated(), 60000);
        QCOMPARE(workbench.document.project().history.size(), std::size_t{1});
        QCOMPARE(workbench.document.project().history.front().recipe, recipe);
    }
};

QTEST_GUILESS_MAIN(TestAnalysis)
#include "tst_analysis.moc"
