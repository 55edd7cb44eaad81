// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/project/project.h"

#include "core/io/json_file.h"
#include "core/project/fingerprint.h"

#include "tests/core/io/io_test.h"
#include "tests/support/tiny_checkpoint.h"

#include <QTest>

#include <cmath>
#include <limits>

using namespace vernier;
using namespace vernier::test;
namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

namespace {

HistoryEntry entry(const std::string &id, const std::string &parent)
{
    HistoryEntry result;
    result.id = id;
    result.parent = parent;
    return result;
}

Project fullProject(const fs::path &folder)
{
    Project project;
    project.checkpoint = {folder / "models/small", "fnv1a64:0123456789abcdef"};
    project.calibration = folder / "texts/calibration.jsonl";
    project.evaluation = {folder / "texts/evaluation.txt", WindowMode::Documents, 256};
    Recipe recipe;
    recipe.quantConfig.mmTensor = false;
    recipe.mixCfg = {{"*down*", "w8a16"}, {"*", "w8a8"}}; // in this order
    project.recipe = recipe;
    HistoryEntry root = entry("1", "");
    root.name = "naiv – ohne alles";
    root.time = "2024-05-01T12:00:00Z";
    root.evaluatedOn = "fnv1a64:02";
    root.metrics.predictions = 5865;
    root.metrics.units = 12;
    root.metrics.floatLoss = 1.0 / 3.0;
    root.metrics.klMean = 0.0;
    root.metrics.sizeBytes = std::int64_t{1} << 40;
    root.metrics.seconds = 1.5;
    HistoryEntry child = entry("2", "1");
    child.recipe = recipe;
    child.calibratedOn = "fnv1a64:01";
    HistoryEntry saved = entry("saved model", "");
    saved.folder = folder / "models/saved";
    project.history = {root, child, entry("3", "1"), entry("other root", ""), saved};
    const EndToEndResult whole{.layers = {{"a", {0.1, 0.01}, {-0.2, 0.02}}, {"b", {1.0 / 3.0, 0.0}, {0.0, 0.0}, Estimate{0.2, 0.1}}},
                               .sumOfKl = 0.1 + 1.0 / 3.0,
                               .jointKl = 0.4,
                               .jointLossDifference = -0.25};
    const EndToEndResult stopped{.layers = {{"b", {0.5, 0.0}, {0.0, 0.0}}}, .missing = 3, .sumOfKl = 0.5, .jointKl = 2.0};
    EndToEndResult overflowing = stopped;
    overflowing.jointKl.reset();
    Recipe third;
    third.quantConfig.aBit = 16;
    project.endToEnd = {{"fnv1a64:00", recipe, whole}, {"fnv1a64:00", Recipe{}, stopped}, {"fnv1a64:00", third, overflowing}};
    project.view = Json{{"zoom", 1.25}, {"a", Json::array({1, nullptr, Json{{"b", Json::object()}}})}};
    return project;
}

} // namespace

class TestProject : public QObject
{
    Q_OBJECT

private slots:
    void emptyProjectsHaveOnlyAVersion();
    void everythingComesBack();
    void writingTwiceGivesTheSameBytes();
    void pathsAreRelativeWhereTheyCanBe();
    void movedFoldersStayTogether();
    void linksToTheProjectDoNotMatter();
    void viewIsKeptAsItIs();
    void metricsThatAreNoNumbersAreNotMeasured();
    void parentsMayStandBehindTheirChildren();
    void longHistoriesAreReadInLinearTime();
    void brokenProjectsAreRefused_data();
    void brokenProjectsAreRefused();
    void whatCannotBeReadBackIsNotWritten_data();
    void whatCannotBeReadBackIsNotWritten();
    void savedModelsAreNoRecipes();
    void otherCalibrationIsAnotherEntry();
    void filesThatAreNotThere();
    void metricsOfAnEvaluation();
    void otherCheckpointsAreReported();
    void recipesComeFromBothKindsOfFiles();
    void filesWithoutRecipeAreRefused();

private:
    [[nodiscard]] fs::path write(const std::string &text) const
    {
        writeBytes(pathIn(m_folder, "project.json"), text);
        return pathIn(m_folder, "project.json");
    }

    QTemporaryDir m_folder;
};

void TestProject::emptyProjectsHaveOnlyAVersion()
{
    VERNIER_SUCCEEDS(writeProject({}, pathIn(m_folder, "empty.json")));
    QCOMPARE(Json::parse(readBytes(pathIn(m_folder, "empty.json"))).dump(), std::string(R"({"version":1})"));
    const auto project = readProject(pathIn(m_folder, "empty.json"));
    VERNIER_SUCCEEDS(project);
    QVERIFY(*project == Project{});
}

void TestProject::everythingComesBack()
{
    const fs::path folder = fs::canonical(pathIn(m_folder, ""));
    const Project project = fullProject(folder);
    VERNIER_SUCCEEDS(writeProject(project, folder / "full.json"));
    const auto back = readProject(folder / "full.json");
    VERNIER_SUCCEEDS(back);
    QVERIFY(back->checkpoint == project.checkpoint);
    QVERIFY(back->calibration == project.calibration);
    QVERIFY(back->evaluation == project.evaluation);
    QVERIFY(back->recipe == project.recipe);
    QVERIFY(back->history == project.history);
    QVERIFY(back->endToEnd == project.endToEnd);
    QVERIFY(back->view == project.view);
    QVERIFY(*back == project);
}

void TestProject::writingTwiceGivesTheSameBytes()
{
    const fs::path folder = fs::canonical(pathIn(m_folder, ""));
    VERNIER_SUCCEEDS(writeProject(fullProject(folder), folder / "once.json"));
    const auto back = readProject(folder / "once.json");
    VERNIER_SUCCEEDS(back);
    VERNIER_SUCCEEDS(writeProject(*back, folder / "twice.json"));
    QCOMPARE(readBytes(folder / "twice.json"), readBytes(folder / "once.json"));
}

void TestProject::pathsAreRelativeWhereTheyCanBe()
{
    const fs::path folder = fs::canonical(pathIn(m_folder, ""));
    fs::create_directories(folder / "projects");
    Project project;
    project.checkpoint = {folder / "models/small", {}};
    project.calibration = "/elsewhere/calibration.txt"; // shares nothing but the root
    project.evaluation = {folder / "projects", WindowMode::Stream, 512};
    VERNIER_SUCCEEDS(writeProject(project, folder / "projects/p.json"));
    const Json json = Json::parse(readBytes(folder / "projects/p.json"));
    QCOMPARE(json["checkpoint"]["path"].get<std::string>(), std::string("../models/small"));
    QCOMPARE(json["calibration"]["path"].get<std::string>(), std::string("/elsewhere/calibration.txt"));
    QCOMPARE(json["evaluation"]["path"].get<std::string>(), std::string("."));
}

void TestProject::movedFoldersStayTogether()
{
    const fs::path folder = fs::canonical(pathIn(m_folder, ""));
    fs::create_directories(folder / "before/models/small");
    Project project;
    project.checkpoint = {folder / "before/models/small", {}};
    VERNIER_SUCCEEDS(writeProject(project, folder / "before/p.json"));
    fs::rename(folder / "before", folder / "after");
    const auto moved = readProject(folder / "after/p.json");
    VERNIER_SUCCEEDS(moved);
    QCOMPARE(moved->checkpoint->path.string(), (folder / "after/models/small").string());
}

void TestProject::linksToTheProjectDoNotMatter()
{
    const fs::path folder = fs::canonical(pathIn(m_folder, ""));
    fs::create_directories(folder / "deep/inside");
    fs::create_directories(folder / "deep/model");
    fs::create_directory_symlink(folder / "deep/inside", folder / "link");
    Project project;
    project.checkpoint = {folder / "deep/model", {}};
    VERNIER_SUCCEEDS(writeProject(project, folder / "link/p.json"));
    for (const fs::path &path : {folder / "link/p.json", folder / "deep/inside/p.json"}) {
        const auto back = readProject(path);
        VERNIER_SUCCEEDS(back);
        QCOMPARE(back->checkpoint->path.string(), (folder / "deep/model").string());
    }
}

void TestProject::viewIsKeptAsItIs()
{
    const std::string view = R"({"z":1,"a":{"version":-7,"unknown":[true,null,"\u00e9"]},"1":1e+300})";
    const auto project = readProject(write("{\"version\": 1, \"view\": " + view + "}"));
    VERNIER_SUCCEEDS(project);
    QCOMPARE(project->view.dump(), Json::parse(view).dump());
    VERNIER_SUCCEEDS(writeProject(*project, pathIn(m_folder, "view.json")));
    QCOMPARE(Json::parse(readBytes(pathIn(m_folder, "view.json")))["view"].dump(), Json::parse(view).dump());
}

void TestProject::metricsThatAreNoNumbersAreNotMeasured()
{
    Project project;
    project.history = {entry("1", "")};
    project.history[0].metrics.klMean = std::numeric_limits<double>::quiet_NaN();
    project.history[0].metrics.klMax = std::numeric_limits<double>::infinity();
    project.history[0].metrics.sameTop1 = 0.0;
    VERNIER_SUCCEEDS(writeProject(project, pathIn(m_folder, "nan.json")));
    const auto back = readProject(pathIn(m_folder, "nan.json"));
    VERNIER_SUCCEEDS(back);
    QVERIFY(!back->history[0].metrics.klMean && !back->history[0].metrics.klMax && !back->history[0].metrics.floatLoss);
    QCOMPARE(back->history[0].metrics.sameTop1, std::optional(0.0));
}

void TestProject::parentsMayStandBehindTheirChildren()
{
    const auto project = readProject(write(R"({"version": 1, "history": [{"id": "b", "parent": "a"}, {"id": "a", "parent": null}]})"));
    VERNIER_SUCCEEDS(project);
    QCOMPARE(project->history[0].parent, std::string("a"));
}

void TestProject::longHistoriesAreReadInLinearTime()
{
    // One chain of entries, each behind its parent, and none of them on the stack.
    constexpr int kEntries = 50000;
    std::string text = R"({"version": 1, "history": [{"id": "0"})";
    for (int i = 1; i < kEntries; ++i)
        text += ",{\"id\":\"" + std::to_string(i) + "\",\"parent\":\"" + std::to_string(i - 1) + "\"}";
    const auto project = readProject(write(text + "]}"));
    VERNIER_SUCCEEDS(project);
    QCOMPARE(project->history.size(), std::size_t{kEntries});
}

void TestProject::brokenProjectsAreRefused_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<ErrorCode>("code");
    QTest::addColumn<QStringList>("words");
    const auto row = [](const char *name, const QString &text, ErrorCode code, const QStringList &words) {
        QTest::newRow(name) << text << code << words;
    };
    const auto with = [](const QString &members) { return "{\"version\": 1, " + members + "}"; };
    const auto history = [&](const QString &entries) { return with("\"history\": [" + entries + "]"); };

    row("no JSON", "{\"version\": 1", ErrorCode::CorruptFile, {"JSON", "line 1"});
    row("empty file", "", ErrorCode::InvalidArgument, {"no Vernier project", "*.vernier"});
    row("a text", "Dear diary,", ErrorCode::InvalidArgument, {"no Vernier project", "*.vernier"});
    row("a list", "[]", ErrorCode::InvalidArgument, {"no Vernier project"});
    row("other JSON", R"({"model": {}})", ErrorCode::InvalidArgument, {"no Vernier project"});
    row("a tokenizer", R"({"version": "1.0", "model": {}})", ErrorCode::InvalidArgument, {"no Vernier project"});
    row("a recipe", R"({"version": 1, "quant_config": {}})", ErrorCode::InvalidArgument, {"no Vernier project"});
    row("no version", R"({"history": []})", ErrorCode::InvalidArgument, {"version", "1"});
    row("newer version", "{\"version\": 2}", ErrorCode::Unsupported, {"version is 2"});
    row("version of another type", "{\"version\": \"1\"}", ErrorCode::InvalidArgument, {"version is string"});
    row("version is a fraction", "{\"version\": 1.0}", ErrorCode::InvalidArgument, {"version", "integer"});
    row("huge version", "{\"version\": 18446744073709551615}", ErrorCode::InvalidArgument, {"version is 18446744073709551615"});
    row("number beyond all", "{\"version\": 1e999}", ErrorCode::CorruptFile, {"JSON"});
    row("unknown key", with(R"("evalution": {})"), ErrorCode::InvalidArgument, {"\"evalution\"", "did you mean \"evaluation\""});
    row("key twice", with(R"("view": {}, "view": {})"), ErrorCode::CorruptFile, {"view", "twice"});

    row("checkpoint is a string", with(R"("checkpoint": "m")"), ErrorCode::InvalidArgument, {"checkpoint is string", "object"});
    row("checkpoint without path", with(R"("checkpoint": {})"), ErrorCode::InvalidArgument, {"checkpoint.path"});
    row("empty path", with(R"("checkpoint": {"path": ""})"), ErrorCode::InvalidArgument, {"checkpoint.path"});
    row("path with a zero", with(R"("calibration": {"path": "a\u0000b"})"), ErrorCode::InvalidArgument, {"calibration.path"});
    row("path is a number", with(R"("calibration": {"path": 3})"), ErrorCode::InvalidArgument, {"calibration.path is number"});
    row("unknown key in checkpoint", with(R"("checkpoint": {"path": "m", "fingerprnt": ""})"), ErrorCode::InvalidArgument,
        {"checkpoint", "did you mean \"fingerprint\""});
    row("unknown mode", with(R"("evaluation": {"path": "t", "mode": "Stream"})"), ErrorCode::InvalidArgument, {"\"Stream\"", "documents"});
    row("window of one", with(R"("evaluation": {"path": "t", "window": 1})"), ErrorCode::InvalidArgument, {"evaluation.window is 1"});
    row("negative window", with(R"("evaluation": {"path": "t", "window": -9223372036854775808})"), ErrorCode::InvalidArgument,
        {"evaluation.window"});
    row("huge window", with(R"("evaluation": {"path": "t", "window": 9223372036854775808})"), ErrorCode::InvalidArgument,
        {"evaluation.window is 9223372036854775808"});
    row("window beyond integers", with(R"("evaluation": {"path": "t", "window": 1e30})"), ErrorCode::InvalidArgument, {"window", "integer"});
    row("window is true", with(R"("evaluation": {"path": "t", "window": true})"), ErrorCode::InvalidArgument, {"window is boolean"});
    row("view is a list", with(R"("view": [])"), ErrorCode::InvalidArgument, {"view is array"});

    row("recipe with an unknown key", with(R"("recipe": {"version": 1, "quant_confg": {}})"), ErrorCode::InvalidArgument,
        {"recipe", "did you mean \"quant_config\""});
    row("recipe without version", with(R"("recipe": {})"), ErrorCode::InvalidArgument, {"recipe", "version"});
    row("recipe is a list", with(R"("recipe": [])"), ErrorCode::InvalidArgument, {"recipe"});

    row("history is an object", with(R"("history": {})"), ErrorCode::InvalidArgument, {"history is object", "list"});
    row("entry is a number", history("1"), ErrorCode::InvalidArgument, {"history[0] is number"});
    row("entry without id", history(R"({"name": "x"})"), ErrorCode::CorruptFile, {"history[0] has no id"});
    row("id is a number", history(R"({"id": 1})"), ErrorCode::InvalidArgument, {"history[0].id is number"});
    row("id twice", history(R"({"id": "a"}, {"id": "b"}, {"id": "a"})"), ErrorCode::CorruptFile, {"history[2]", "\"a\"", "history[0]"});
    row("missing parent", history(R"({"id": "a"}, {"id": "b", "parent": "c"})"), ErrorCode::CorruptFile, {"\"c\"", "history[1]"});
    row("own parent", history(R"({"id": "a", "parent": "a"})"), ErrorCode::CorruptFile, {"history[0]", "its own ancestor"});
    row("parents in a circle", history(R"({"id": "r"}, {"id": "a", "parent": "c"}, {"id": "b", "parent": "a"}, {"id": "c", "parent": "b"})"),
        ErrorCode::CorruptFile, {"its own ancestor"});
    row("tail before a circle", history(R"({"id": "t", "parent": "a"}, {"id": "a", "parent": "b"}, {"id": "b", "parent": "a"})"),
        ErrorCode::CorruptFile, {"history[1]", "its own ancestor"});
    row("unknown key in an entry", history(R"({"id": "a", "parnt": "b"})"), ErrorCode::InvalidArgument, {"history[0]", "\"parent\""});
    row("metrics is a number", history(R"({"id": "a", "metrics": 1})"), ErrorCode::InvalidArgument, {"history[0].metrics is number"});
    row("unknown metric", history(R"({"id": "a", "metrics": {"quantized": {"kl_men": 1}}})"), ErrorCode::InvalidArgument,
        {"history[0].metrics.quantized", "\"kl_mean\""});
    row("metric is a string", history(R"({"id": "a", "metrics": {"float": {"loss": "NaN"}}})"), ErrorCode::InvalidArgument,
        {"history[0].metrics.float.loss is string"});
    row("predictions are a fraction", history(R"({"id": "a", "metrics": {"predictions": 1.5}})"), ErrorCode::InvalidArgument, {"predictions"});
    row("negative size", history(R"({"id": "a", "metrics": {"quantized": {"size_bytes": -1}}})"), ErrorCode::InvalidArgument, {"size_bytes is -1"});
    row("recipe of an entry", history(R"({"id": "a", "recipe": {"version": 1, "x": 1}})"), ErrorCode::InvalidArgument, {"history[0].recipe"});
    const auto endToEnd = [&](const QString &members) { return with("\"end_to_end\": {" + members + "}"); };
    const auto layers = [&](const QString &list) { return endToEnd("\"joint_kl\": 0.5, \"layers\": [" + list + "]"); };
    row("end to end is a number", with(R"("end_to_end": 1)"), ErrorCode::InvalidArgument, {"end_to_end is number"});
    row("end to end holds a number", with(R"("end_to_end": [1])"), ErrorCode::InvalidArgument, {"end_to_end[0] is number"});
    row("missing layers are negative", endToEnd(R"("joint_kl": 1, "missing": -1)"), ErrorCode::InvalidArgument, {"end_to_end.missing is -1"});
    row("unknown key end to end", endToEnd(R"("joint_k": 1)"), ErrorCode::InvalidArgument, {"did you mean \"joint_kl\""});
    row("no joint KL", endToEnd(""), ErrorCode::InvalidArgument, {"end_to_end has no \"joint_kl\""});
    row("joint KL is a string", endToEnd(R"("joint_kl": "0")"), ErrorCode::InvalidArgument, {"end_to_end.joint_kl is string"});
    row("recipe end to end", endToEnd(R"("joint_kl": 1, "recipe": {"version": 1, "x": 1})"), ErrorCode::InvalidArgument, {"end_to_end.recipe"});
    row("layers are an object", endToEnd(R"("joint_kl": 1, "layers": {})"), ErrorCode::InvalidArgument, {"end_to_end.layers is object"});
    row("layer is a number", layers("1"), ErrorCode::InvalidArgument, {"end_to_end.layers[0] is number"});
    row("layer without name", layers(R"({"kl": 1})"), ErrorCode::InvalidArgument, {"end_to_end.layers[0].layer is missing"});
    row("layer without error", layers(R"({"layer": "a", "kl": 1})"), ErrorCode::InvalidArgument, {"end_to_end.layers[0] has no \"kl_se\""});
    const QString numbers = R"("kl": 1, "kl_se": 0, "loss_difference": 0, "loss_difference_se": 0)";
    row("layer twice", layers(QString(R"({"layer": "a", %1}, {"layer": "a", %1})").arg(numbers)), ErrorCode::InvalidArgument,
        {"end_to_end.layers[1]", "a second time"});
    row("deep nesting", with("\"view\": " + QString("{\"a\":").repeated(100000) + "1" + QString("}").repeated(100000)), ErrorCode::CorruptFile,
        {"nested"});
}

void TestProject::brokenProjectsAreRefused()
{
    QFETCH(QString, text);
    QFETCH(ErrorCode, code);
    QFETCH(QStringList, words);
    std::vector<std::string> expected{"project.json"};
    for (const QString &word : words)
        expected.push_back(word.toStdString());
    VERNIER_REFUSES(readProject(write(text.toStdString())), code, expected);
}

void TestProject::whatCannotBeReadBackIsNotWritten_data()
{
    QTest::addColumn<QString>("what");
    QTest::addColumn<QString>("word");
    QTest::newRow("id twice") << "twice" << "history[1]";
    QTest::newRow("missing parent") << "parent" << "\"gone\"";
    QTest::newRow("window of one") << "window" << "window";
    QTest::newRow("a path that is not UTF-8") << "path" << "UTF-8";
}

void TestProject::whatCannotBeReadBackIsNotWritten()
{
    QFETCH(QString, what);
    QFETCH(QString, word);
    const fs::path path = write("as it was");
    Project project;
    if (what == "twice")
        project.history = {entry("1", ""), entry("1", "")};
    if (what == "parent")
        project.history = {entry("1", "gone")};
    if (what == "window")
        project.evaluation = {"/t", WindowMode::Stream, 1};
    if (what == "path")
        project.calibration = fs::path("/caf\xe9.txt");
    VERNIER_REFUSES(writeProject(project, path), ErrorCode::InvalidArgument, {word.toStdString()});
    QCOMPARE(readBytes(path), std::string("as it was"));
}

void TestProject::savedModelsAreNoRecipes()
{
    HistoryEntry saved = entry("saved", "");
    saved.folder = "/models/saved";
    HistoryEntry other = saved;
    other.folder = "/models/other";
    const HistoryEntry plain = entry("plain", "");
    QVERIFY(sameSubject(plain, entry("another id", "")));
    QVERIFY(!sameSubject(saved, plain) && !sameSubject(plain, saved) && !sameSubject(saved, other));
    QVERIFY(sameSubject(saved, saved));
    QVERIFY(!entryOf({saved}, plain.recipe));
    const std::vector<HistoryEntry> history{saved, plain};
    QCOMPARE(entryOf(history, plain.recipe), &history[1]);
}

void TestProject::otherCalibrationIsAnotherEntry()
{
    HistoryEntry first = entry("first", "");
    first.calibratedOn = "a";
    HistoryEntry second = entry("second", "first");
    second.calibratedOn = "b";
    QVERIFY(!sameSubject(first, second) && !calibratedAlike(first, second));
    QVERIFY(sameSubject(first, entry("not known", ""))); // of an earlier version's project
    const std::vector<HistoryEntry> history{first, second};
    QCOMPARE(entryOf(history, first.recipe, "a"), &history[0]);
    QCOMPARE(entryOf(history, first.recipe, "b"), &history[1]);
    QVERIFY(!entryOf(history, first.recipe, "c"));
    QCOMPARE(entryOf(history, first.recipe), &history[1]); // the latest
}

void TestProject::filesThatAreNotThere()
{
    VERNIER_REFUSES(readProject(pathIn(m_folder, "none.json")), ErrorCode::NotFound, {"none.json"});
    VERNIER_REFUSES(readProject(pathIn(m_folder, "")), ErrorCode::InvalidArgument, {});
    VERNIER_REFUSES(writeProject({}, pathIn(m_folder, "no/folder/p.json")), ErrorCode::NotFound, {"p.json"});
    VERNIER_REFUSES(readRecipeOrProject(pathIn(m_folder, "none.json")), ErrorCode::NotFound, {"none.json"});
}

void TestProject::metricsOfAnEvaluation()
{
    const Evaluation evaluation = summarize({.window = {0, 0, 1, 1},
                                             .floatLoss = {1, 2, 3, 4},
                                             .quantizedLoss = {1.5, 2, 3.5, 4},
                                             .kl = {0.1, 0.2, 0.3, 0.8},
                                             .sameTop1 = {1, 0, 1, 1}});
    const HistoryMetrics metrics = historyMetrics(evaluation, {.sizeBytes = 1000, .bitsPerWeight = 8.5});
    QCOMPARE(metrics.predictions, std::optional<std::int64_t>(4));
    QCOMPARE(metrics.floatLoss, std::optional(2.5));
    QCOMPARE(metrics.quantizedLoss, std::optional(2.75));
    QCOMPARE(metrics.klMean, std::optional(evaluation.kl.mean));
    QCOMPARE(metrics.kl90, std::optional(evaluation.kl90));
    QCOMPARE(metrics.sizeBytes, std::optional<std::int64_t>(1000));
    QVERIFY(!metrics.seconds);
}

void TestProject::otherCheckpointsAreReported()
{
    const fs::path model = writeTinyCheckpoint(pathIn(m_folder, "model"));
    const auto unknown = openCheckpoint({model, {}});
    VERNIER_SUCCEEDS(unknown);
    QVERIFY(!unknown->changed);
    QCOMPARE(unknown->fingerprint, checkpointFingerprint(*unknown->checkpoint).value());
    const auto same = openCheckpoint({model, unknown->fingerprint});
    VERNIER_SUCCEEDS(same);
    QVERIFY(!same->changed);
    writeTinyCheckpoint(model, {.seed = 5});
    const auto other = openCheckpoint({model, unknown->fingerprint});
    VERNIER_SUCCEEDS(other);
    QVERIFY(other->changed && other->checkpoint);
    VERNIER_REFUSES(openCheckpoint({pathIn(m_folder, "gone"), {}}), ErrorCode::NotFound, {"gone"});
}

void TestProject::recipesComeFromBothKindsOfFiles()
{
    const Recipe expected = fullProject("/").recipe.value();
    const auto fromRecipe = readRecipeOrProject(write(toJson(expected).dump()));
    VERNIER_SUCCEEDS(fromRecipe);
    QVERIFY(*fromRecipe == expected);
    VERNIER_SUCCEEDS(writeProject(fullProject("/"), pathIn(m_folder, "p.json")));
    const auto fromProject = readRecipeOrProject(pathIn(m_folder, "p.json"));
    VERNIER_SUCCEEDS(fromProject);
    QVERIFY(*fromProject == expected);
    // Both know the key "calibration".
    const auto limited = readRecipeOrProject(write(R"({"version": 1, "calibration": {"samples": 3}})"));
    VERNIER_SUCCEEDS(limited);
    QCOMPARE(limited->calibration.samples, std::optional<std::int64_t>(3));
}

void TestProject::filesWithoutRecipeAreRefused()
{
    VERNIER_REFUSES(readRecipeOrProject(write(R"({"version": 1, "view": {}})")), ErrorCode::NotFound, {"no recipe"});
    VERNIER_REFUSES(readRecipeOrProject(write(R"({"version": 1, "quant_confg": {}})")), ErrorCode::InvalidArgument, {"\"quant_config\""});
    VERNIER_REFUSES(readRecipeOrProject(write(R"({"version": 1, "recipe": {"version": 1}, "histry": []})")), ErrorCode::InvalidArgument,
                    {"\"history\""});
    VERNIER_REFUSES(readRecipeOrProject(write("[]")), ErrorCode::InvalidArgument, {"object"});
}

QTEST_APPLESS_MAIN(TestProject)
#include "tst_project.moc"
