// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/recipe/recipe.h"

#include "core/io/json_file.h"

#include <QTemporaryDir>
#include <QTest>

#include <fstream>

using namespace vernier;

namespace {

Result<Recipe> parsed(const std::string &text)
{
    auto json = parseOrderedJson(text, "test.json");
    if (!json)
        return std::move(json).error();
    return parseRecipe(*json, "test.json");
}

} // namespace

class TestRecipe : public QObject
{
    Q_OBJECT

private slots:
    void onlyTheVersionIsRequired();
    void everyKeyArrives();
    void recipeGoesThereAndBack_data();
    void recipeGoesThereAndBack();
    void defaultsAreNotWritten();
    void wrongDocumentIsRefused_data();
    void wrongDocumentIsRefused();
    void deepNestingIsHarmless();
    void recipeIsReadFromAFile();
    void antiOutlierFollowsTheOriginalsRules_data();
    void antiOutlierFollowsTheOriginalsRules();
    void everySuppressionIsSupported();
    void disableLevelIsLAndANumber_data();
    void disableLevelIsLAndANumber();
    void calibrationIsAskedForWhereItIsNeeded_data();
    void calibrationIsAskedForWhereItIsNeeded();
    void dataFreeRecipeNeedsNoScores();
};

void TestRecipe::onlyTheVersionIsRequired()
{
    const auto recipe = parsed(R"({"version":1})");
    QVERIFY(recipe);
    QVERIFY(*recipe == Recipe{});
    QVERIFY(validate(*recipe));
    QVERIFY(parsed(R"({"version":1,"anti_outlier":null,"quant_config":{"disable_names":null,"dev_id":null}})").value()
            == Recipe{});
}

void TestRecipe::everyKeyArrives()
{
    const auto read = parsed(R"({"version":1,
        "quant_config":{"w_bit":4,"a_bit":16,"disable_names":["a","b"],"dev_type":"npu","dev_id":3,"act_method":2,"pr":1,
            "w_sym":false,"mm_tensor":false,"w_method":"HQQ","co_sparse":true,"fraction":0.05,"nonuniform":true,
            "is_lowbit":true,"do_smooth":true,"use_sigma":true,"sigma_factor":3.5,"disable_last_linear":false,
            "use_kvcache_quant":true,"is_dynamic":true,"group_size":128,"open_outlier":false,"percdamp":0.02,"pdmix":true},
        "chain":[["weight_quant",{"w_method":"GPTQ","mm_tensor":false,"w_sym":false,"group_size":32,"block_size":256}],
            ["weight_activation_quant",{"act_method":3,"pr":0.25,"is_dynamic":true}],
            ["sparse_quant",{"act_method":2,"fraction":0.02,"nonuniform":true,"is_lowbit":true,"do_smooth":true,
                "use_sigma":true,"sigma_factor":4.0}],
            ["kv_quant",{"kv_sym":false}],["fa_quant",{"fa_amp":1}],
            ["simulate_tp",{"tp_size":8,"enable_communication_quant":false,"enable_per_device_quant":false}],
            ["timestep_quant",{"max_dynamic_step":5}]],
        "anti_outlier":{"w_bit":4,"a_bit":16,"anti_method":"m3","dev_type":"gpu","dev_id":0,"w_sym":false,
            "disable_anti_names":["x"],"flex_config":{"alpha":0.6,"beta":null}},
        "disable_level":"L12",
        "mix_cfg":{"*z*":"w8a16","*a*":"float"},
        "calibration":{"samples":7,"max_length":512,"seed":42},
        "load_dtype":"checkpoint"})");
    QVERIFY2(read, read ? "" : toString(read.error()).c_str());
    Recipe recipe;
    QuantConfig &c = recipe.quantConfig;
    c = {4,    16,  {"a", "b"}, "npu", 3,    2,   1.0,   false, false, WeightMethod::Hqq, true, 0.05, true, true, true,
         true, 3.5, false,      true,  true, 128, false, 0.02,  true};
    recipe.chain = {WeightQuant{WeightMethod::Gptq, false, false, 32, 256},
                    WeightActivationQuant{3, 0.25, true},
                    SparseQuant{2, 0.02, true, true, true, true, 4.0},
                    KvQuant{false},
                    FaQuant{1},
                    SimulateTp{8, false, false},
                    TimestepQuant{5}};
    recipe.antiOutlier = AntiOutlierConfig{4, 16, AntiMethod::M3, "gpu", 0, false, {"x"}, {0.6, std::nullopt}};
    recipe.disableLevel = "L12";
    recipe.mixCfg = {{"*z*", "w8a16"}, {"*a*", "float"}}; // in the order of the document
    recipe.calibration = {7, 512, 42};
    recipe.loadDtype = LoadDtype::Checkpoint;
    QVERIFY(*read == recipe);
    const auto again = parseRecipe(toJson(recipe), "again");
    QVERIFY2(again, again ? "" : toString(again.error()).c_str());
    QVERIFY(*again == recipe);
}

void TestRecipe::recipeGoesThereAndBack_data()
{
    QTest::addColumn<QString>("text");
    const auto row = [](const char *text) { QTest::addRow("%s", text) << QString(text); };
    row(R"({"version":1})");
    row(R"({"version":1,"quant_config":{"pr":0.5,"mm_tensor":false}})");
    row(R"({"version":1,"quant_config":{"disable_names":["model.layers.0.mlp.down_proj"]}})");
    row(R"({"version":1,"chain":[["kv_quant",{"kv_sym":false}],["fa_quant",{}]]})");
    row(R"({"version":1,"anti_outlier":{}})"); // m2 with every default, not the same as none
    row(R"({"version":1,"anti_outlier":{"anti_method":"m1"}})");
    row(R"({"version":1,"anti_outlier":{"anti_method":"m6","flex_config":{"alpha":0.6,"beta":0.3}}})");
    row(R"({"version":1,"disable_level":"L3","mix_cfg":{"*down*":"w8a16","*":"w8a8"}})");
    row(R"({"version":1,"calibration":{"samples":20,"seed":4294967295}})");
}

void TestRecipe::recipeGoesThereAndBack()
{
    QFETCH(QString, text);
    const auto recipe = parsed(text.toStdString());
    QVERIFY2(recipe, recipe ? "" : toString(recipe.error()).c_str());
    QCOMPARE(QString::fromStdString(toJson(*recipe).dump()), text);
}

void TestRecipe::defaultsAreNotWritten()
{
    const auto recipe =
        parsed(R"({"calibration":{"seed":1234,"samples":null},"disable_level":"L0","mix_cfg":{},"chain":[],
        "anti_outlier":null,"quant_config":{"w_bit":8,"sigma_factor":3.0,"w_method":"MinMax"},"version":1})");
    QVERIFY(recipe);
    QCOMPARE(QString::fromStdString(toJson(*recipe).dump()), QString(R"({"version":1})"));
}

void TestRecipe::wrongDocumentIsRefused_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QStringList>("words");
    const auto row = [](const char *name, const char *text, const QStringList &words) {
        QTest::newRow(name) << QString(text) << words;
    };
    const auto quant = [](const char *member, const QStringList &words) {
        QTest::newRow(member) << QString(R"({"version":1,"quant_config":{%1}})").arg(member) << words;
    };
    row("not an object", R"([1])", {"the document", "an array", "object"});
    row("null", R"(null)", {"null", "object"});
    row("no version", R"({"quant_config":{}})", {"version", "missing"});
    row("version of the future", R"({"version":2,"new_thing":1})", {"version", "2"});
    row("version as text", R"({"version":"1"})", {"version", "\"1\"", "integer"});
    row("version true", R"({"version":true})", {"version", "true", "integer"});
    row("unknown key", R"({"version":1,"quantconfig":{}})", {"quantconfig", "quant_config"});
    row("torch_dtype", R"({"version":1,"torch_dtype":"float32"})", {"torch_dtype"});
    row("quant_config list", R"({"version":1,"quant_config":[]})", {"quant_config", "an array", "an object"});
    row("quant_config null", R"({"version":1,"quant_config":null})", {"quant_config", "null"});
    quant(R"("w_bits":8)", {"w_bits", "\"w_bit\"", "quant_config"});
    quant(R"("w_bit":true)", {"quant_config.w_bit", "true", "integer"}); // a bool is no int
    quant(R"("w_bit":8.0)", {"quant_config.w_bit", "8.0", "integer"});
    quant(R"("w_bit":"eight")", {"quant_config.w_bit", "\"eight\"", "integer"});
    quant(R"("w_bit":null)", {"quant_config.w_bit", "null"});
    quant(R"("w_bit":9223372036854775808)", {"quant_config.w_bit", "9223372036854775808"});
    quant(R"("w_bit":-2147483649)", {"quant_config.w_bit", "-2147483649"});
    quant(R"("w_sym":1)", {"quant_config.w_sym", "1", "true or false"});
    quant(R"("mm_tensor":"False")", {"quant_config.mm_tensor", "true or false"});
    quant(R"("pr":true)", {"quant_config.pr", "true", "number"});
    quant(R"("pr":"1")", {"quant_config.pr", "number"});
    quant(R"("fraction":1)", {"quant_config.fraction", "float"}); // the original takes no int here
    quant(R"("sigma_factor":3)", {"quant_config.sigma_factor", "3.0"});
    quant(R"("disable_names":"lm_head")", {"quant_config.disable_names", "\"lm_head\"", "list"});
    quant(R"("disable_names":["a",3])", {"quant_config.disable_names[1]", "3", "string"});
    quant(R"("disable_names":{"a":1})", {"quant_config.disable_names", "an object"});
    quant(R"("dev_type":0)", {"quant_config.dev_type", "string"});
    quant(R"("dev_id":"0")", {"quant_config.dev_id", "integer"});
    quant(R"("w_method":"minmax")", {"quant_config.w_method", "minmax", "MinMax"});
    quant(R"("w_method":"AWQ")", {"quant_config.w_method", "AWQ", "m3"});
    quant(R"("w_method":7)", {"quant_config.w_method", "7", "string"});
    row("chain object", R"({"version":1,"chain":{"kv_quant":{}}})", {"chain", "list"});
    row("chain of names", R"({"version":1,"chain":["kv_quant"]})", {"chain[0]", "kv_quant"});
    row("chain of nothing", R"({"version":1,"chain":[[]]})", {"chain[0]"});
    row("chain of three", R"({"version":1,"chain":[["kv_quant",{},{}]]})", {"chain[0]"});
    row("chain arguments list", R"({"version":1,"chain":[["kv_quant",[false]]]})", {"chain[0].kv_quant", "object"});
    row("unknown method", R"({"version":1,"chain":[["kv_quants",{}]]})", {"kv_quants", "\"kv_quant\""});
    row("unknown argument", R"({"version":1,"chain":[["fa_quant",{}],["kv_quant",{"sym":true}]]})",
        {"chain[1]", "sym", "kv_sym"});
    row("argument type", R"({"version":1,"chain":[["simulate_tp",{"tp_size":2.0}]]})",
        {"chain[0].simulate_tp.tp_size", "integer"});
    row("anti_outlier true", R"({"version":1,"anti_outlier":true})", {"anti_outlier", "true"});
    row("anti_outlier key", R"({"version":1,"anti_outlier":{"method":"m1"}})", {"method", "anti_method"});
    row("anti_method", R"({"version":1,"anti_outlier":{"anti_method":"m7"}})", {"m7", "m6"});
    row("flex_config key", R"({"version":1,"anti_outlier":{"flex_config":{"gamma":1.0}}})", {"flex_config", "gamma"});
    row("flex_config type", R"({"version":1,"anti_outlier":{"flex_config":{"alpha":"x"}}})",
        {"flex_config.alpha", "float"});
    row("disable_level number", R"({"version":1,"disable_level":3})", {"disable_level", "3", "string"});
    row("mix_cfg list", R"({"version":1,"mix_cfg":[["*","w8a8"]]})", {"mix_cfg", "object"});
    row("mix_cfg type", R"({"version":1,"mix_cfg":{"*down*":8}})", {"mix_cfg.*down*", "8", "string"});
    row("calibration key", R"({"version":1,"calibration":{"sample":3}})", {"sample", "samples"});
    row("calibration samples", R"({"version":1,"calibration":{"samples":2.5}})", {"calibration.samples", "2.5"});
    row("calibration seed", R"({"version":1,"calibration":{"seed":-1}})", {"calibration.seed", "-1"});
    row("calibration seed large", R"({"version":1,"calibration":{"seed":4294967296}})",
        {"calibration.seed", "4294967296"});
    row("duplicate key", R"({"version":1,"version":1})", {"version"});
    row("not JSON", R"({"version":1,})", {"test.json"});
}

void TestRecipe::wrongDocumentIsRefused()
{
    QFETCH(QString, text);
    QFETCH(QStringList, words);
    const auto recipe = parsed(text.toStdString());
    QVERIFY(!recipe);
    const QString message = QString::fromStdString(toString(recipe.error()));
    QVERIFY2(message.contains("test.json"), qPrintable(message));
    for (const QString &word : words)
        QVERIFY2(message.contains(word), qPrintable(message + " lacks " + word));
}

void TestRecipe::deepNestingIsHarmless()
{
    // Past the depth that parseOrderedJson allows, as another program might hand it over.
    nlohmann::ordered_json deep = 1;
    for (int i = 0; i < 10000; ++i)
        deep = nlohmann::ordered_json::array({std::move(deep)});
    for (const char *key :
         {"version", "quant_config", "chain", "anti_outlier", "disable_level", "mix_cfg", "calibration"}) {
        nlohmann::ordered_json document = nlohmann::ordered_json::object();
        document["version"] = 1;
        document[key] = std::move(deep);
        const auto recipe = parseRecipe(document, "deep");
        QVERIFY(!recipe);
        QVERIFY(recipe.error().message.size() < 400);
        deep = std::move(document[key]);
    }
    // Long names are cut in messages.
    nlohmann::ordered_json document{{"version", 1}, {std::string(1 << 20, 'x'), 1}};
    const auto recipe = parseRecipe(document, "long");
    QVERIFY(!recipe);
    QVERIFY(recipe.error().message.size() < 400);
}

void TestRecipe::recipeIsReadFromAFile()
{
    QTemporaryDir folder;
    const std::filesystem::path path = folder.path().toStdString() + "/recipe.json";
    QVERIFY(readRecipe(path).error().code == ErrorCode::NotFound);
    std::ofstream(path) << R"({"version":1,"mix_cfg":{"b":"float","a":"w8a16"}})";
    const auto recipe = readRecipe(path);
    QVERIFY2(recipe, recipe ? "" : toString(recipe.error()).c_str());
    QCOMPARE(recipe->mixCfg.front().first, std::string("b"));
    std::ofstream(path) << R"({"version":1,"mixcfg":{}})";
    const auto wrong = readRecipe(path);
    QVERIFY(!wrong);
    QCOMPARE(wrong.error().where, path.string());
}

void TestRecipe::antiOutlierFollowsTheOriginalsRules_data()
{
    QTest::addColumn<QString>("config");
    QTest::addColumn<QString>("word"); // empty: accepted
    const auto row = [](const char *config, const char *word) {
        QTest::addRow("%s", config) << QString(config) << QString(word);
    };
    row("", "");
    row(R"("anti_method":"m3","a_bit":16,"w_sym":false,"w_bit":4)", "");
    row(R"("anti_method":"m6","flex_config":{"alpha":0.6,"beta":null})", "");
    row(R"("anti_method":"m4","w_bit":4)", "");
    row(R"("w_bit":16)", "w_bit");
    row(R"("a_bit":4)", "a_bit");
    row(R"("a_bit":16)", "a_bit 16");
    row(R"("anti_method":"m1","w_sym":false)", "w_sym false");
    row(R"("dev_type":"tpu")", "dev_type");
    row(R"("dev_id":-2)", "dev_id");
}

void TestRecipe::antiOutlierFollowsTheOriginalsRules()
{
    QFETCH(QString, config);
    QFETCH(QString, word);
    const auto recipe = parsed(R"({"version":1,"anti_outlier":{)" + config.toStdString() + "}}");
    QVERIFY(recipe);
    const auto valid = validate(*recipe);
    QCOMPARE(valid.hasValue(), word.isEmpty());
    if (!valid)
        QVERIFY2(QString::fromStdString(valid.error().message).contains(word), valid.error().message.c_str());
}

void TestRecipe::everySuppressionIsSupported()
{
    Recipe recipe;
    recipe.antiOutlier = AntiOutlierConfig{};
    for (const AntiMethod method :
         {AntiMethod::M1, AntiMethod::M2, AntiMethod::M3, AntiMethod::M4, AntiMethod::M5, AntiMethod::M6}) {
        recipe.antiOutlier->antiMethod = method;
        QVERIFY(checkSupported(recipe).hasValue());
    }
}

void TestRecipe::disableLevelIsLAndANumber_data()
{
    QTest::addColumn<QString>("level");
    QTest::addColumn<bool>("valid");
    QTest::addColumn<quint64>("n");
    const auto row = [](const char *level, bool valid, quint64 n = 0) {
        QTest::addRow("%s", level) << QString(level) << valid << n;
    };
    row("L0", true, 0);
    row("L1", true, 1);
    row("L120", true, 120);
    row("L99999999999999999999999", true, ~quint64{0});
    row("", false);
    row("L", false);
    row("L01", false);
    row("L00", false);
    row("l1", false);
    row("L-1", false);
    row("L1.5", false);
    row("L1 ", false);
    row("3", false);
}

void TestRecipe::disableLevelIsLAndANumber()
{
    QFETCH(QString, level);
    QFETCH(bool, valid);
    QFETCH(quint64, n);
    const auto read = parseDisableLevel(level.toStdString());
    QCOMPARE(read.hasValue(), valid);
    if (read)
        QCOMPARE(quint64(*read), n);
    Recipe recipe;
    recipe.disableLevel = level.toStdString();
    QCOMPARE(validate(recipe).hasValue(), valid);
}

void TestRecipe::calibrationIsAskedForWhereItIsNeeded_data()
{
    QTest::addColumn<QString>("members");
    QTest::addColumn<bool>("data");
    QTest::addColumn<bool>("scores");
    const auto row = [](const char *members, bool data, bool scores) {
        QTest::addRow("%s", members) << QString(members) << data << scores;
    };
    row(R"("quant_config":{})", true, false);
    row(R"("quant_config":{"act_method":3})", true, true);
    row(R"("quant_config":{"is_dynamic":true})", false, false);
    row(R"("quant_config":{"a_bit":16})", false, false);
    row(R"("quant_config":{"a_bit":16,"act_method":3})", false, false); // no activations: nothing to choose
    row(R"("quant_config":{"a_bit":16,"act_method":3},"mix_cfg":{"*":"w8a8"})", true, true);
    row(R"("quant_config":{"a_bit":16},"disable_level":"L3")", false, true);
    row(R"("quant_config":{"a_bit":16,"w_method":"HQQ"})", false, false);
    row(R"("quant_config":{"a_bit":16,"w_method":"GPTQ"})", true, false);
    row(R"("quant_config":{"w_bit":4,"a_bit":16,"w_method":"NF"})", false, false);
    row(R"("quant_config":{"w_bit":4,"is_dynamic":true,"is_lowbit":true,"open_outlier":false})", false, false);
    row(R"("quant_config":{"w_bit":4,"a_bit":16},"anti_outlier":{"anti_method":"m3"})", true, false);
    row(R"("quant_config":{"co_sparse":true})", true, false);
    row(R"("quant_config":{"a_bit":16,"use_kvcache_quant":true})", true, false);
    row(R"("quant_config":{"w_bit":16,"a_bit":16})", false, false);
}

void TestRecipe::calibrationIsAskedForWhereItIsNeeded()
{
    QFETCH(QString, members);
    QFETCH(bool, data);
    QFETCH(bool, scores);
    const auto recipe = parsed(R"({"version":1,)" + members.toStdString() + "}");
    QVERIFY2(recipe, recipe ? "" : toString(recipe.error()).c_str());
    QVERIFY(validate(*recipe));
    QCOMPARE(needsCalibration(*recipe), data);
    QCOMPARE(needsLayerScores(*recipe), scores);
    QVERIFY(checkCalibration(*recipe, true));
    QCOMPARE(checkCalibration(*recipe, false).hasValue(), !data);
}

void TestRecipe::dataFreeRecipeNeedsNoScores()
{
    const auto recipe = parsed(R"({"version":1,"quant_config":{"is_dynamic":true,"act_method":3},
        "chain":[["weight_activation_quant",{"act_method":3,"is_dynamic":true}]],"disable_level":"L3"})");
    QVERIFY(recipe);
    QVERIFY(needsLayerScores(*recipe));
    QVERIFY(!needsLayerScores(asDataFree(*recipe)));
    QCOMPARE(asDataFree(*recipe).disableLevel, std::string("L0"));
}

QTEST_APPLESS_MAIN(TestRecipe)
#include "tst_recipe.moc"
