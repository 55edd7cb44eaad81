// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/export/recipe_export.h"

#include "tests/core/io/io_test.h"
#include "tests/support/ordinary_user.h"
#include "tests/support/test_models.h"
#include "tests/support/tiny_checkpoint.h"

#include <QTest>

#include <functional>

using namespace vernier;
using namespace vernier::test;
namespace fs = std::filesystem;

struct Case
{
    ExportRequest request;
    Recipe recipe;
    bool hasCalibration = true;
};
using Edit = std::function<void(Case &)>;
Q_DECLARE_METATYPE(Edit)

class TestRecipeExport : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        QVERIFY(m_folder.isValid());
        m_checkpoint = valueOf(Checkpoint::open(writeTinyCheckpoint(pathIn(m_folder, "tiny"))));
        m_sequences = pseudoRandomSequences({12, 20}, 64, 70);
        m_models.emplace(m_checkpoint, m_sequences);
        writeBytes(pathIn(m_folder, "file"), "x");
    }

    void everythingInOneFolder()
    {
        const ExportRequest request = everything("all");
        QVERIFY(exportProblems(request, recipeOf(8, 8), *m_checkpoint, true, nullptr).empty());
        SilentMonitor monitor;
        const auto exported = exportRecipe(*m_models, recipeOf(8, 8), request, kTwoThreads, monitor);
        QVERIFY2(exported, exported ? "" : toString(exported.error()).c_str());
        QCOMPARE(namesIn(request.folder),
                 (std::vector<std::string>{"config.json", "quant.py", "quant.yaml", "quant_model_description.json",
                                           "quant_model_weight_w8a8-00001-of-00001.safetensors", "quant_model_weight_w8a8.safetensors.index.json",
                                           "recipe.json"}));
        QCOMPARE(exported->files.size(), std::size_t{3});
        QCOMPARE(valueOf(readRecipe(request.folder / "recipe.json")), recipeOf(8, 8));
        const std::string script = readBytes(request.folder / "quant.py");
        QVERIFY(script.find("save_type=[\"ascendV1\"]") != script.npos);
        QVERIFY(script.find("part_file_size=4") != script.npos);
        QVERIFY(script.find(m_checkpoint->folder().string()) != script.npos);
    }

    void replacedFilesAreKnownBefore()
    {
        ExportRequest request = everything("again");
        QVERIFY(replacedFiles(request, *m_checkpoint).empty());
        fs::create_directory(request.folder);
        for (const char *name : {"config.json", "notes.txt", "quant.py", "quant_model_weight_w8a16.safetensors", "tokenizer.json"})
            writeBytes(request.folder / name, "x");
        // The checkpoint has no tokenizer.json, so that file stays.
        QCOMPARE(replacedFiles(request, *m_checkpoint),
                 (std::vector<std::string>{"config.json", "quant.py", "quant_model_weight_w8a16.safetensors"}));
        request.weights = false;
        QCOMPARE(replacedFiles(request, *m_checkpoint), std::vector<std::string>{"quant.py"});
        request.quantScript = false;
        QVERIFY(replacedFiles(request, *m_checkpoint).empty());
    }

    void scriptsAloneNeedNotRunHere()
    {
        Recipe recipe;
        recipe.quantConfig.isLowbit = recipe.quantConfig.doSmooth = true; // msModelSlim can, we cannot
        ExportRequest request;
        request.folder = pathIn(m_folder, "script");
        request.quantScript = true;
        QVERIFY(exportProblems(request, recipe, *m_checkpoint, true, nullptr).empty());
        SilentMonitor monitor;
        QVERIFY(exportRecipe(*m_models, recipe, request, kTwoThreads, monitor));
        QCOMPARE(namesIn(request.folder), std::vector<std::string>{"quant.py"});
    }

    void levelsOfTheLowbitFamilyAreMeasuredForScripts()
    {
        Recipe recipe;
        recipe.quantConfig.wBit = 4;
        recipe.quantConfig.isLowbit = recipe.quantConfig.useSigma = true;
        recipe.disableLevel = "L2";
        ExportRequest request;
        request.folder = pathIn(m_folder, "level");
        request.quantScript = request.pinFallback = true;
        SilentMonitor monitor;
        const auto exported = exportRecipe(*m_models, recipe, request, kTwoThreads, monitor);
        QVERIFY2(exported, exported ? "" : toString(exported.error()).c_str());
        const auto model = valueOf(quantizeModel(m_checkpoint, recipe, m_sequences, kTwoThreads, monitor));
        const std::string script = readBytes(request.folder / "quant.py");
        for (const LayerDecision &decision : model.network.plan().layers) {
            const bool named = script.find("        \"" + decision.layer + "\",\n") != script.npos;
            QCOMPARE(named, decision.reason == Reason::DisableLevel);
        }
    }

    void cancellingAndFailingLeaveNothing()
    {
        for (int questions = 0; questions < 200; questions += 7) {
            StoppingMonitor monitor(questions);
            const ExportRequest request = everything("cancelled");
            RecentModels nothingKnown(m_checkpoint, m_sequences);
            if (exportRecipe(nothingKnown, recipeOf(8, 8), request, kTwoThreads, monitor)) {
                QVERIFY(questions > 0);
                break;
            }
            QVERIFY(!fs::exists(request.folder));
        }
        // The YAML cannot be made, so the weights must not be there either.
        Recipe recipe = recipeOf(8, 8);
        recipe.antiOutlier.emplace().antiMethod = AntiMethod::M4;
        SilentMonitor monitor;
        const ExportRequest request = everything("failed");
        QVERIFY(!exportRecipe(*m_models, recipe, request, kTwoThreads, monitor));
        QVERIFY(!fs::exists(request.folder));
    }

    void problemsAreKnownBefore_data()
    {
        QTest::addColumn<Edit>("edit");
        QTest::addColumn<QString>("where");
        QTest::addColumn<QString>("part");
        const auto row = [](const char *name, const char *where, const char *part, Edit edit) { QTest::newRow(name) << edit << where << part; };
        row("nothing chosen", "content", "nothing is chosen", [](Case &c) { c.request.weights = c.request.quantScript = c.request.yaml = c.request.recipe = false; });
        row("no folder", "folder", "no folder", [](Case &c) { c.request.folder.clear(); });
        row("a file", "folder", "is a file", [this](Case &c) { c.request.folder = pathIn(m_folder, "file"); });
        row("below a file", "folder", "is a file", [this](Case &c) { c.request.folder = pathIn(m_folder, "file") / "below" / "it"; });
        row("the checkpoint", "folder", "own folder", [this](Case &c) { c.request.folder = m_checkpoint->folder(); });
        row("refused recipe", "", "w_sym", [](Case &c) { c.recipe.quantConfig.wSym = false; });
        row("not built", "", "pr below 0", [](Case &c) { c.recipe.quantConfig.pr = -1.0; });
        row("no data", "", "calibration data", [](Case &c) { c.hasCalibration = false; });
        row("save type", "content", "gguf", [](Case &c) { c.request.weightOptions.saveTypes = {"gguf"}; });
        row("YAML", "content", "anti_method m4", [](Case &c) {
            c.request.weights = false;
            c.recipe.antiOutlier.emplace().antiMethod = AntiMethod::M4;
        });
    }

    void problemsAreKnownBefore()
    {
        QFETCH(Edit, edit);
        QFETCH(QString, where);
        QFETCH(QString, part);
        Case c{everything("checked"), recipeOf(8, 8)};
        edit(c);
        const Plan plan = valueOf(resolvePlan(recipeOf(8, 8), m_checkpoint->layers()));
        const std::vector<Error> problems = exportProblems(c.request, c.recipe, *m_checkpoint, c.hasCalibration, &plan);
        QCOMPARE(problems.size(), std::size_t{1});
        QCOMPARE(QString::fromStdString(problems[0].where), where);
        QVERIFY2(problems[0].message.find(part.toStdString()) != std::string::npos, problems[0].message.c_str());
    }

    void foldersOfOthersAreRefused()
    {
        const OrdinaryUser user;
        ExportRequest request = everything("x");
        request.folder = "/vernier-test/deep";
        const auto problems = exportProblems(request, recipeOf(8, 8), *m_checkpoint, true, nullptr);
        QCOMPARE(problems.size(), std::size_t{1});
        QVERIFY(problems[0].message.find("not permitted") != std::string::npos);
    }

    void virtualFoldersAreNotCalledFull()
    {
        ExportRequest request = everything("x");
        request.folder = "/proc/nope";
        const Plan plan = valueOf(resolvePlan(recipeOf(8, 8), m_checkpoint->layers()));
        const auto problems = exportProblems(request, recipeOf(8, 8), *m_checkpoint, true, &plan);
        QCOMPARE(problems.size(), std::size_t{1});
        QVERIFY(problems[0].message.find("not permitted") != std::string::npos);
    }

    void commandsAreQuotedForAShell()
    {
        ExportRequest request;
        request.folder = "/out/my model";
        request.weights = request.recipe = true;
        request.calibration = "/data/it's.jsonl";
        request.weightOptions = {{"ascendV1"}, 4};
        request.pinFallback = true;
        QCOMPARE(exportCommands(request, "/m", "/r.json"),
                 (std::vector<std::string>{"vernier-cli quantize /m --recipe /r.json --calib '/data/it'\\''s.jsonl' --out '/out/my model' "
                                           "--save-type ascendV1 --part-file-size 4",
                                           "vernier-cli export /m --recipe /r.json --calib '/data/it'\\''s.jsonl' --out '/out/my model' --pin-fallback"}));
        request.weights = request.pinFallback = false;
        request.calibration.clear();
        QCOMPARE(exportCommands(request, "/m", "/r.json", " \\\n  "),
                 std::vector<std::string>{"vernier-cli export /m \\\n  --recipe /r.json \\\n  --out '/out/my model'"});
        QCOMPARE(shellQuoted({}), std::string("''"));
        QCOMPARE(shellQuoted("$HOME"), std::string("'$HOME'"));
    }

private:
    [[nodiscard]] ExportRequest everything(std::string_view name) const
    {
        ExportRequest request;
        request.folder = pathIn(m_folder, name);
        request.weights = request.quantScript = request.yaml = request.recipe = true;
        request.weightOptions = {{"ascendV1"}, 4};
        return request;
    }

    QTemporaryDir m_folder;
    std::shared_ptr<const Checkpoint> m_checkpoint;
    std::vector<std::vector<int>> m_sequences;
    std::optional<RecentModels> m_models;
};

QTEST_APPLESS_MAIN(TestRecipeExport)
#include "tst_recipe_export.moc"
