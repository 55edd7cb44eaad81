// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/export/quant_script.h"

#include "core/export/quoted_text.h"

#include <QTest>

#include <algorithm>

using namespace vernier;

namespace {

QuantScriptOptions calibrated()
{
    QuantScriptOptions options;
    options.calibFile = "calib.json";
    return options;
}

/// Every part in the script, in this order.
bool containsInOrder(const std::string &script, std::initializer_list<const char *> parts)
{
    std::size_t at = 0;
    for (const char *part : parts) {
        at = script.find(part, at);
        if (at == std::string::npos) {
            qWarning("missing or out of order: %s\nin:\n%s", part, script.c_str());
            return false;
        }
        at += std::string_view(part).size();
    }
    return true;
}

bool contains(const std::string &script, std::string_view part)
{
    return script.find(part) != std::string::npos;
}

std::vector<LayerInfo> someLayers()
{
    return {{"model.layers.0.self_attn.q_proj", LayerRole::Query, 0, 8, 8, false},
            {"model.layers.0.mlp.down_proj", LayerRole::Down, 0, 8, 8, false},
            {"lm_head", LayerRole::Head, -1, 8, 8, false}};
}

} // namespace

class TestQuantScript : public QObject
{
    Q_OBJECT

private slots:
    void textIsQuotedInAscii_data();
    void textIsQuotedInAscii();
    void defaultRecipeHasTheMainArgumentsOnly();
    void everyPartOfTheRecipeAppears();
    void hostileNamesStayInTheirQuotes();
    void dataFreeScriptReadsNothing();
    void devicesAreNamedAsTorchNamesThem();
    void missingCalibrationIsAskedFor();
    void suppressionRunsWhereTheModelIs();
    void declaredTypeDecidesTheScales();
    void fallbackCanBePinned();
    void whatMsModelSlimLacksIsSaid();
    void seedIsSetOnlyForRandomDraws();
};

void TestQuantScript::textIsQuotedInAscii_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("quoted");
    const auto row = [](const char *name, const QByteArray &text, const char *quoted) {
        QTest::newRow(name) << text << QByteArray(quoted);
    };
    row("plain", "model.layers.0", R"("model.layers.0")");
    row("empty", "", R"("")");
    row("quotes", R"(a"b'c)", R"("a\"b'c")");
    row("backslash at the end", R"(a\)", R"("a\\")");
    row("lines and tabs", "a\nb\tc\r", R"("a\nb\tc\x0d")");
    row("NUL and DEL", QByteArray("\0\x7f", 2), R"("\x00\x7f")");
    row("latin", "\xc3\xa9", R"("\xe9")");
    row("Chinese", "\xe4\xb8\xad", R"("\u4e2d")");
    row("emoji", "\xf0\x9f\x98\x80", R"("\U0001f600")");
    row("line separator", "\xe2\x80\xa8", R"("\u2028")"); // ends a line for some readers
    row("lone continuation", "a\x80z", R"("a\ufffdz")");
    row("cut short", "\xe4\xb8", R"("\ufffd\ufffd")");
    row("overlong", "\xc0\xaf", R"("\ufffd\ufffd")");
    row("surrogate", "\xed\xa0\x80", R"("\ufffd\ufffd\ufffd")");
    row("beyond Unicode", "\xf4\x90\x80\x80", R"("\ufffd\ufffd\ufffd\ufffd")");
}

void TestQuantScript::textIsQuotedInAscii()
{
    QFETCH(QByteArray, text);
    QFETCH(QByteArray, quoted);
    QCOMPARE(QByteArray::fromStdString(quotedText(text.toStdString())), quoted);
}

void TestQuantScript::defaultRecipeHasTheMainArgumentsOnly()
{
    const std::string script = quantScript(Recipe{}, calibrated());
    QVERIFY(contains(script,
                     "quant_config = QuantConfig(\n"
                     "    w_bit=8,\n"
                     "    a_bit=8,\n"
                     "    disable_names=[],\n"
                     "    dev_type=\"cpu\",\n"
                     "    act_method=1,\n"
                     "    w_sym=True,\n"
                     "    mm_tensor=True,\n"
                     "    w_method=\"MinMax\",\n"
                     ")\n"));
    QVERIFY(contains(script,
                     "calibrator = Calibrator(\n"
                     "    model,\n"
                     "    quant_config,\n"
                     "    calib_data=calib_data,\n"
                     "    disable_level=\"L0\",\n"
                     ")\n"
                     "calibrator.run()\n"
                     "calibrator.save(\n"
                     "    SAVE_PATH,\n"
                     "    save_type=[\"safe_tensor\"],\n"
                     ")\n"));
    QVERIFY(contains(script, "CALIB_FILE = \"calib.json\"\nMAX_SAMPLES = None"));
    QVERIFY(!contains(script, "AntiOutlier"));
    QVERIFY(!contains(script, "mix_cfg"));
    QVERIFY(!contains(script, "trust_remote_code"));
}

void TestQuantScript::everyPartOfTheRecipeAppears()
{
    Recipe recipe;
    recipe.quantConfig.mmTensor = false;
    recipe.quantConfig.fraction = 0.05;
    recipe.quantConfig.disableNames = {"model.layers.0.mlp.down_proj", "model.layers.1.mlp.down_proj"};
    recipe.chain = {KvQuant{false}, WeightActivationQuant{}};
    recipe.antiOutlier = AntiOutlierConfig{};
    recipe.antiOutlier->antiMethod = AntiMethod::M6;
    recipe.antiOutlier->flexConfig = {0.6, std::nullopt};
    recipe.disableLevel = "L3";
    recipe.mixCfg = {{"*z*", "w8a16"}, {"*a*", "float"}};
    recipe.calibration.samples = 20;
    recipe.calibration.maxLength = 512;
    QuantScriptOptions options = calibrated();
    options.saveTypes = {"safe_tensor", "numpy"};
    options.partFileSizeGib = 4;
    const std::string script = quantScript(recipe, options);
    QVERIFY(containsInOrder(
        script,
        {"import AntiOutlier, AntiOutlierConfig", "import Calibrator, QuantConfig", "MAX_SAMPLES = 20",
         "MAX_LENGTH = 512", "def read_calibration(path):", "calib_data = read_calibration(CALIB_FILE)",
         "torch_dtype=torch.float32",
         "anti_config = AntiOutlierConfig(\n    w_bit=8,\n    a_bit=8,\n    anti_method=\"m6\",\n"
         "    dev_type=\"cpu\",\n    flex_config={\"alpha\": 0.6, \"beta\": None},\n)\n",
         "AntiOutlier(model, calib_data=calib_data, cfg=anti_config).process()",
         "    disable_names=[\n        \"model.layers.0.mlp.down_proj\",\n"
         "        \"model.layers.1.mlp.down_proj\",\n    ],\n",
         "mm_tensor=False", "fraction=0.05", "quant_config = quant_config.kv_quant(\n    kv_sym=False,\n)",
         "quant_config = quant_config.weight_activation_quant()", "disable_level=\"L3\"",
         "    mix_cfg={\n        \"*z*\": \"w8a16\",\n        \"*a*\": \"float\",\n    },\n",
         "save_type=[\"safe_tensor\", \"numpy\"]", "part_file_size=4"}));
}

void TestQuantScript::hostileNamesStayInTheirQuotes()
{
    const std::string evil = "\"]\nimport os; os.system('x') #\\";
    Recipe recipe;
    recipe.quantConfig.disableNames = {evil};
    recipe.mixCfg = {{evil, evil}};
    recipe.disableLevel = evil;
    recipe.antiOutlier = AntiOutlierConfig{};
    recipe.antiOutlier->disableAntiNames = {evil};
    QuantScriptOptions options;
    options.modelPath = options.savePath = options.calibFile = evil;
    options.saveTypes = {evil};
    Plan plan;
    plan.layers.push_back({evil, Scheme{}, Reason::DisableNames, evil, {evil}});
    plan.rollback = {evil};
    const std::string script = quantScript(recipe, options, &plan);
    QVERIFY(!contains(script, "\nimport os"));
    std::size_t count = 0;
    const std::string_view escaped = R"(\"]\nimport os; os.system('x') #\\)";
    for (std::size_t at = script.find(escaped); at != std::string::npos; at = script.find(escaped, at + 1))
        ++count;
    QCOMPARE(count, std::size_t{10});
    for (const char c : script)
        QVERIFY(c == '\n' || (c >= 0x20 && c < 0x7f));
}

void TestQuantScript::dataFreeScriptReadsNothing()
{
    Recipe recipe;
    recipe.quantConfig.aBit = 16;
    const std::string script = quantScript(recipe, {});
    QVERIFY(contains(script, "\ncalib_data = None  # data-free\n"));
    QVERIFY(!contains(script, "AutoTokenizer"));
    QVERIFY(!contains(script, "import json"));
    QVERIFY(!contains(script, "MAX_"));
}

void TestQuantScript::devicesAreNamedAsTorchNamesThem()
{
    Recipe recipe;
    QVERIFY(contains(quantScript(recipe, {}), "DEVICE = \"cpu\"\n"));
    recipe.quantConfig.devType = "gpu";
    QVERIFY(contains(quantScript(recipe, {}), "DEVICE = \"cuda:0\"\n"));
    recipe.quantConfig.devType = "npu";
    recipe.quantConfig.devId = 3;
    const std::string script = quantScript(recipe, {});
    QVERIFY(containsInOrder(script, {"import torch_npu", "DEVICE = \"npu:3\"\n", "torch_dtype=torch.float32", "dev_id=3"}));
}

void TestQuantScript::missingCalibrationIsAskedFor()
{
    for (const char *level : {"L0", "L2"}) { // static activations need data, and so does choosing layers
        Recipe recipe;
        recipe.quantConfig.aBit = level == std::string("L0") ? 8 : 16;
        recipe.disableLevel = level;
        const std::string script = quantScript(recipe, {});
        QVERIFY(containsInOrder(script, {"CALIB_FILE = \"\"  # TO BE SET", "if not CALIB_FILE:\n    raise SystemExit(",
                                         "calib_data = read_calibration(CALIB_FILE)"}));
        QVERIFY(!contains(script, "calib_data = None"));
    }
}

void TestQuantScript::suppressionRunsWhereTheModelIs()
{
    Recipe recipe;
    recipe.quantConfig.devType = "npu";
    recipe.quantConfig.devId = 3;
    recipe.antiOutlier = AntiOutlierConfig{};
    QVERIFY(containsInOrder(quantScript(recipe, calibrated()), {"AntiOutlierConfig(", "dev_type=\"npu\"", "dev_id=3", ")\n", "QuantConfig("}));
    recipe.antiOutlier->devType = "gpu"; // said so
    QVERIFY(containsInOrder(quantScript(recipe, calibrated()), {"AntiOutlierConfig(", "dev_type=\"gpu\"", ")\n", "QuantConfig("}));
}

void TestQuantScript::declaredTypeDecidesTheScales()
{
    QuantScriptOptions options = calibrated();
    QVERIFY(!contains(quantScript(Recipe{}, options), "config.torch_dtype"));
    options.declaresBfloat16 = true;
    QVERIFY(containsInOrder(quantScript(Recipe{}, options), {"from_pretrained", "model.config.torch_dtype = torch.bfloat16", "Calibrator("}));
}

void TestQuantScript::fallbackCanBePinned()
{
    const auto layers = someLayers();
    const std::vector<double> scores{1.0, 9.0, 3.0};
    Recipe recipe;
    recipe.disableLevel = "L1";
    const auto plan = resolvePlan(recipe, layers, scores);
    QVERIFY(plan);
    QuantScriptOptions options = calibrated();
    const std::string open = quantScript(recipe, options, &*plan);
    QVERIFY(containsInOrder(open,
                            {"# Left in float", "#   \"model.layers.0.mlp.down_proj\" by disable_level",
                             "#   \"lm_head\" by disable_last_linear", "disable_names=[],", "disable_level=\"L1\""}));
    options.pinFallback = true;
    const std::string pinned = quantScript(recipe, options, &*plan);
    QVERIFY(containsInOrder(
        pinned, {"disable_names=[\n        \"model.layers.0.mlp.down_proj\",\n    ],", "disable_level=\"L0\""}));
}

void TestQuantScript::whatMsModelSlimLacksIsSaid()
{
    Recipe recipe;
    QVERIFY(quantScript(recipe, calibrated()).find("improvements") == std::string::npos);
    recipe.improvements.gptq = true;
    QVERIFY(containsInOrder(quantScript(recipe, calibrated()), {"# Vernier's improvements of GPTQ", "Calibrator("}));
    recipe.improvements.gptq = false;
    recipe.improvements.expandSiblings = true;
    recipe.disableLevel = "L2";
    QVERIFY(containsInOrder(quantScript(recipe, calibrated()), {"engines fuse", "Calibrator("}));
}

void TestQuantScript::seedIsSetOnlyForRandomDraws()
{
    Recipe recipe;
    recipe.calibration.seed = 7;
    QVERIFY(!contains(quantScript(recipe, calibrated()), "manual_seed"));
    recipe.quantConfig.pr = 0.5;
    QVERIFY(containsInOrder(quantScript(recipe, calibrated()), {"pr=0.5", "torch.manual_seed(7)", "Calibrator("}));
    recipe.quantConfig.pr = 1.0;
    recipe.chain = {WeightActivationQuant{1, 0.25, false}};
    QVERIFY(containsInOrder(quantScript(recipe, calibrated()), {"pr=0.25", "torch.manual_seed(7)"}));
}

QTEST_APPLESS_MAIN(TestQuantScript)
#include "tst_quant_script.moc"
