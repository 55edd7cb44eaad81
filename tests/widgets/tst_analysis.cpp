// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/eval/paired_difference.h"
#include "tests/support/demo_workbench.h"

#include <QFile>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace vernier;

namespace {

Recipe withoutLastLinear(Recipe recipe)
{
    recipe.quantConfig.disableLastLinear = false;
    return recipe;
}

} // namespace

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

    void anotherEvaluationTextMeasuresNothingElseAnew()
    {
        QTemporaryDir folder;
        Workbench workbench;
        workbench.document.reset(test::shortDemo(folder));
        QVERIFY(test::waitUntilIdle(workbench));
        const auto first = workbench.analysis.evaluated();
        const auto models = workbench.analysis.model()->quantized;
        const auto statistics = workbench.analysis.statistics();
        const auto local = workbench.analysis.local();
        QVERIFY(first && statistics && local);

        Project project = workbench.document.project();
        project.evaluation->window /= 2;
        workbench.document.reset(project);
        QVERIFY(!workbench.analysis.statistics()); // until it is clear that the model is the same
        QVERIFY(test::waitUntilIdle(workbench));
        QCOMPARE(workbench.analysis.model()->quantized, models);
        QCOMPARE(workbench.analysis.statistics(), statistics);
        QCOMPARE(workbench.analysis.local(), local);
        QVERIFY(workbench.analysis.evaluated() && workbench.analysis.evaluated() != first);
    }

    /// What is kept is of the files as they were, where they were.
    void anotherModelOfTheSameFingerprintIsMeasuredAnew()
    {
        namespace fs = std::filesystem;
        QTemporaryDir folder;
        Project project = test::shortDemo(folder);
        const fs::path copy = toPath(folder.filePath(QStringLiteral("copy")));
        const fs::path link = toPath(folder.filePath(QStringLiteral("link")));
        fs::copy(project.checkpoint->path, copy, fs::copy_options::recursive);
        fs::create_directory_symlink(copy, link);
        project.checkpoint = CheckpointReference{copy, {}};
        Workbench workbench;
        workbench.document.reset(project);
        QVERIFY(test::waitUntilIdle(workbench));
        QVERIFY(workbench.analysis.evaluated());
        const std::string fingerprint = workbench.analysis.model()->fingerprint;
        auto models = workbench.analysis.model()->quantized;
        const auto openedAnew = [&](const fs::path &path) {
            project.checkpoint = CheckpointReference{path, {}};
            workbench.document.reset(project);
            const bool opened = test::waitUntilIdle(workbench) && workbench.analysis.evaluated() && workbench.analysis.model()->fingerprint == fingerprint;
            return opened && std::exchange(models, workbench.analysis.model()->quantized) != workbench.analysis.model()->quantized;
        };
        QVERIFY(openedAnew(link));
        for (const auto &file : fs::directory_iterator(copy)) {
            if (file.path().extension() == ".safetensors")
                fs::last_write_time(file.path(), fs::file_time_type::clock::now() + std::chrono::seconds(10));
        }
        QVERIFY(openedAnew(link));
        QVERIFY(openedAnew(copy));
        QVERIFY(!openedAnew(copy));
    }

    /// Opens a project with an evaluation and an end-to-end measurement as a file has them.
    void whatWasSavedIsKnownAgain()
    {
        QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("a.vernier"));
        Workbench workbench;
        workbench.document.reset(test::shortDemo(folder));
        QVERIFY(test::waitUntilIdle(workbench));
        const Recipe first = workbench.document.recipe();
        EndToEndMeasurement measured{workbench.analysis.model()->measuredOn, first, {.layers = {{"lm_head", {0.5, 0.1}, {0.2, 0.1}}}, .sumOfKl = 0.5, .jointKl = 0.5}};
        workbench.document.setEndToEnd(measured);
        QVERIFY(workbench.document.save(path));

        Workbench again;
        again.document.reset(*readProject(path.toStdString()), path); // evaluates by itself
        QVERIFY(test::waitUntilIdle(again));
        QVERIFY(again.analysis.evaluated());
        QCOMPARE(again.document.project().history.size(), std::size_t{1});
        QVERIFY(!again.document.isModified());
        QVERIFY(again.analysis.endToEnd() && *again.analysis.endToEnd() == measured);
        QVERIFY(again.analysis.endToEndIsCurrent());

        // An evaluation that was only read is paired with a new one after it was evaluated again.
        again.analysis.setAutoEvaluate(false);
        Recipe second = first;
        second.quantConfig.disableNames = {"model.layers.0.mlp.down_proj"};
        Project project = again.document.project();
        project.recipe = second;
        measured.measuredOn = "fnv1a64:0"; // of other texts
        project.endToEnd = {measured};
        again.document.reset(project, path);
        QVERIFY(test::waitUntilIdle(again));
        QVERIFY(!again.analysis.endToEnd());
        again.analysis.evaluate();
        QVERIFY(test::waitUntilIdle(again));
        QVERIFY(!again.analysis.evaluationOf(first));
        const auto shown = again.analysis.evaluated();
        again.analysis.evaluateAgain({*entryOf(again.document.project().history, first)});
        QVERIFY(test::waitUntilIdle(again));
        QVERIFY(pairedDifference(again.analysis.evaluationOf(first)->evaluation, shown->evaluation));
        QCOMPARE(again.analysis.lastEvaluated(), shown);
        QCOMPARE(again.document.recipe(), second);
        QCOMPARE(again.document.project().history.size(), std::size_t{2});
        QCOMPARE(again.document.currentHistory(), std::string("e2"));
    }

    /// The files hold the same codes and scales as the recipe's network, so the numbers are the same but for the rounding of
    /// weight scales, which the files hold as float32 products.
    void savedModelsAreEvaluatedBesideTheRecipes()
    {
        constexpr double kRounding = 1e-4; // nats
        QTemporaryDir scratch;
        const QString path = scratch.filePath(QStringLiteral("a.vernier"));
        Workbench workbench;
        workbench.document.reset(test::shortDemo(scratch));
        QVERIFY(test::waitUntilIdle(workbench));
        const Recipe recipe = workbench.document.recipe();
        const auto evaluated = workbench.analysis.evaluated();
        QVERIFY(evaluated);
        const std::filesystem::path folder = test::saveQuantized(workbench, scratch, "saved", recipe);
        workbench.analysis.evaluateFolder(folder);
        QVERIFY(test::waitUntilIdle(workbench));
        const std::vector<HistoryEntry> &history = workbench.document.project().history;
        QCOMPARE(history.size(), std::size_t{2});
        QCOMPARE(history[1].name, std::string("saved"));
        QCOMPARE(history[1].folder, std::optional(folder));
        QVERIFY(history[1].parent.empty());
        QCOMPARE(workbench.document.currentHistory(), history[0].id);
        QVERIFY(std::abs(*history[1].metrics.klMean - *history[0].metrics.klMean) < kRounding);
        QCOMPARE(*history[1].metrics.sizeBytes, *history[0].metrics.sizeBytes);
        QCOMPARE(workbench.analysis.evaluated(), evaluated);
        QVERIFY(pairedDifference(workbench.analysis.evaluationOf(history[1])->evaluation, evaluated->evaluation));

        workbench.analysis.evaluateFolder(folder); // replaces what was measured
        QVERIFY(test::waitUntilIdle(workbench));
        QCOMPARE(history.size(), std::size_t{2});

        // From the project's file, it is evaluated again for a comparison; its own recipe is one of another entry then.
        QVERIFY(workbench.document.save(path));
        workbench.analysis.setAutoEvaluate(false);
        workbench.document.reset(*readProject(path.toStdString()), path);
        QVERIFY(test::waitUntilIdle(workbench));
        QVERIFY(!workbench.analysis.evaluationOf(history[1]));
        workbench.analysis.evaluateAgain({history[1]});
        QVERIFY(test::waitUntilIdle(workbench));
        QVERIFY(workbench.analysis.evaluationOf(history[1]));
        QVERIFY(!workbench.analysis.evaluated());

        std::filesystem::remove_all(folder);
        workbench.analysis.evaluateFolder(folder);
        QVERIFY(test::waitUntilIdle(workbench));
        const std::vector<JobInfo> jobs = workbench.runner.jobs();
        QVERIFY(jobs.front().error);
        QVERIFY(jobs.front().error->where.find("saved") != std::string::npos);
    }

    void numbersOfAnotherTextAreNotThePresentOnes()
    {
        QTemporaryDir scratch;
        Workbench workbench;
        workbench.document.reset(test::shortDemo(scratch));
        QVERIFY(test::waitUntilIdle(workbench));
        QVERIFY(workbench.analysis.presentEntry());
        workbench.analysis.setAutoEvaluate(false);
        const Project &project = workbench.document.project();
        EvaluationText other = *project.evaluation;
        other.window = 64;
        workbench.document.editInputs(QStringLiteral("window"), project.calibration, other);
        QVERIFY(test::waitUntilIdle(workbench));
        QCOMPARE(project.history.size(), std::size_t{1});
        QVERIFY(!workbench.analysis.isOfPresentInputs(project.history.front()));
        QVERIFY(!workbench.analysis.presentEntry() && !workbench.analysis.stored());
        // Nor after it was saved and opened again.
        const QString path = scratch.filePath(QStringLiteral("a.vernier"));
        QVERIFY(workbench.document.save(path));
        workbench.document.reset(*readProject(path.toStdString()), path);
        QVERIFY(test::waitUntilIdle(workbench));
        QVERIFY(!workbench.analysis.presentEntry() && !workbench.analysis.stored());
        EvaluationText first = other;
        first.window = test::shortDemo(scratch).evaluation->window;
        workbench.document.editInputs(QStringLiteral("back"), project.calibration, first);
        QVERIFY(test::waitUntilIdle(workbench));
        QVERIFY(workbench.analysis.presentEntry() && workbench.analysis.stored());
    }

    void partsOfAnOldRecipesEvaluationAreNotShown()
    {
        Workbench workbench;
        QVERIFY(test::openDemo(workbench, false));
        bool hadParts = false;
        connect(&workbench.analysis, &Analysis::evaluationProgressed, this, [&] { hadParts = hadParts || workbench.analysis.evaluatedSoFar(); });
        workbench.analysis.evaluate();
        QVERIFY(test::waitUntilIdle(workbench));
        QVERIFY(hadParts); // the demo's text is evaluated in two
        hadParts = false;
        workbench.document.editRecipe(QStringLiteral("2"), withoutLastLinear(workbench.document.recipe()));
        workbench.analysis.evaluate();
        workbench.document.undoStack()->undo(); // evaluates on, as nothing is evaluated by itself
        QVERIFY(test::waitUntilIdle(workbench));
        QVERIFY(!hadParts);
    }

    void aCompleteTableOutlivesANewRunThatIsStopped()
    {
        QTemporaryDir scratch;
        Project project = test::shortDemo(scratch);
        Workbench workbench;
        workbench.analysis.setAutoEvaluate(false);
        workbench.document.reset(project);
        QVERIFY(test::waitUntilIdle(workbench));
        EndToEndMeasurement measured{workbench.analysis.model()->measuredOn, workbench.document.recipe(),
                                     {.layers = {{"lm_head", {0.5, 0.1}, {0.2, 0.1}, Estimate{0.1, 0.1}}}, .sumOfKl = 0.5, .jointKl = 0.5}};
        project.endToEnd = {measured};
        workbench.document.reset(project);
        QVERIFY(test::waitUntilIdle(workbench));
        QVERIFY(workbench.analysis.endToEnd());
        workbench.analysis.measureEndToEnd();
        QTRY_VERIFY_WITH_TIMEOUT(workbench.runner.active(JobKind::EndToEnd) && workbench.runner.active(JobKind::EndToEnd)->share.value_or(0.0) > 0.3, 60000);
        workbench.runner.cancelAll();
        QVERIFY(test::waitUntilIdle(workbench));
        QVERIFY(*workbench.analysis.endToEnd() == measured);
        QVERIFY(workbench.document.project().endToEnd.front() == measured);
    }

    void aPlanThatLacksItsLayersSaysNoSize()
    {
        Workbench workbench;
        QVERIFY(test::openDemo(workbench));
        QVERIFY(workbench.analysis.plannedSize());
        Recipe recipe = workbench.document.recipe();
        recipe.disableLevel = "L4";
        recipe.antiOutlier.emplace().antiMethod = AntiMethod::M1; // with it the layers' scores are others
        workbench.document.editRecipe(QStringLiteral("L4"), recipe);
        QVERIFY(workbench.analysis.plan() && !workbench.analysis.plannedSize() && !workbench.analysis.prediction());
        QVERIFY(test::waitUntilIdle(workbench));
        QVERIFY(workbench.analysis.plannedSize());
        QCOMPARE(workbench.analysis.plan()->rollback.size(), std::size_t{5}); // and the head
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
