// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/export/modelslim_folder.h"
#include "core/export/recipe_export.h"
#include "core/io/json_file.h"
#include "core/io/safetensors.h"
#include "core/project/model_inputs.h"
#include "core/project/project.h"
#include "core/quant/recipe_import.h"
#include "core/recipe/recipe_check.h"
#include "core/recipe/recipe_edit.h"
#include "core/text/calibration_mix.h"
#include "core/text/tokenizer.h"
#include "tests/core/io/io_test.h"
#include "tests/core/io/torch_bytes.h"
#include "tests/support/gguf_bytes.h"
#include "tests/support/test_models.h"
#include "tests/support/tiny_checkpoint.h"
#include "widgets/support/core_messages.h"
#include "widgets/support/duration_text.h"

#include <QRegularExpression>
#include <QTest>
#include <QTranslator>

#include <functional>
#include <set>

// That core's messages are known in the user's language, by messages that core really makes.

using namespace vernier;
using namespace vernier::test;
namespace fs = std::filesystem;

namespace {

constexpr const char *kContext = "vernier::CoreMessages";

std::set<QString> placesOf(const QString &text)
{
    std::set<QString> places;
    static const QRegularExpression kPlace(QStringLiteral("%\\d"));
    for (auto found = kPlace.globalMatch(text); found.hasNext();)
        places.insert(found.next().captured());
    return places;
}

bool isChinese(const QString &text)
{
    return std::any_of(text.begin(), text.end(), [](QChar c) { return c.script() == QChar::Script_Han; });
}

/// Every message of a recipe that is refused or noted.
using Edit = std::function<void(Recipe &)>;

void setLowbitGroups(Recipe &recipe, int aBit)
{
    recipe.quantConfig.wBit = 4;
    recipe.quantConfig.aBit = aBit;
    recipe.quantConfig.isLowbit = true;
    recipe.quantConfig.openOutlier = false;
}

/// Where msModelSlim's simulation and what it saves differ, and what its rules replace.
const std::vector<Edit> kNoted{
    [](Recipe &r) { r.quantConfig.wBit = 4; r.quantConfig.aBit = 16; r.quantConfig.isLowbit = true; },
    [](Recipe &r) { setLowbitGroups(r, 16); },
    [](Recipe &r) { setLowbitGroups(r, 16); r.quantConfig.wMethod = WeightMethod::Gptq; },
    [](Recipe &r) { r.quantConfig.wBit = 4; r.quantConfig.aBit = 16; r.quantConfig.wMethod = WeightMethod::Nf; },
    [](Recipe &r) { r.quantConfig.useKvcacheQuant = true; },
    [](Recipe &r) { r.quantConfig.coSparse = true; },
    [](Recipe &r) { r.quantConfig.coSparse = r.quantConfig.isLowbit = true; },
};

const std::vector<Edit> kRefused{
    [](Recipe &r) { r.quantConfig.devType = "tpu"; },
    [](Recipe &r) { r.quantConfig.devType = ""; },
    [](Recipe &r) { r.quantConfig.devId = -1; },
    [](Recipe &r) { r.quantConfig.actMethod = 4; },
    [](Recipe &r) { r.quantConfig.pr = std::numeric_limits<double>::infinity(); },
    [](Recipe &r) { r.quantConfig.wSym = false; },
    [](Recipe &r) { r.quantConfig.percdamp = 2.0; },
    [](Recipe &r) { r.quantConfig.fraction = 0.5; },
    [](Recipe &r) { r.quantConfig.isDynamic = true; r.quantConfig.aBit = 16; },
    [](Recipe &r) { r.quantConfig.isDynamic = true; r.quantConfig.wBit = 5; },
    [](Recipe &r) { r.quantConfig.wBit = 4; },
    [](Recipe &r) { r.quantConfig.wBit = 4; r.quantConfig.aBit = 4; },
    [](Recipe &r) { r.quantConfig.wBit = 3; r.quantConfig.aBit = 16; },
    [](Recipe &r) { r.quantConfig.wBit = 8; r.quantConfig.wMethod = WeightMethod::Nf; },
    [](Recipe &r) { r.quantConfig.wMethod = WeightMethod::Gptq; },
    [](Recipe &r) { r.quantConfig.isLowbit = true; r.quantConfig.actMethod = 3; },
    [](Recipe &r) { r.quantConfig.isLowbit = true; },
    [](Recipe &r) { r.quantConfig.coSparse = true; },
    [](Recipe &r) { r.quantConfig.useKvcacheQuant = true; },
    [](Recipe &r) { r.quantConfig.doSmooth = true; },
    [](Recipe &r) { r.quantConfig.pr = -0.5; },
    [](Recipe &r) { r.quantConfig.pdmix = true; r.quantConfig.aBit = 16; },
    [](Recipe &r) { r.chain = {FaQuant{}}; },
    [](Recipe &r) { r.chain = {TimestepQuant{.maxDynamicStep = 3}}; },
    [](Recipe &r) { r.chain = {SimulateTp{.tpSize = 2}}; },
    [](Recipe &r) { r.quantConfig.wBit = r.quantConfig.aBit = 4; r.quantConfig.isDynamic = true; },
    [](Recipe &r) { r.quantConfig.coSparse = r.quantConfig.nonuniform = true; },
    [](Recipe &r) { r.quantConfig.isLowbit = r.quantConfig.nonuniform = true; },
    [](Recipe &r) { setLowbitGroups(r, 8); r.quantConfig.isDynamic = true; r.quantConfig.wMethod = WeightMethod::Gptq; },
    [](Recipe &r) { r.chain = {KvQuant{}}; },
    [](Recipe &r) { r.chain = {SimulateTp{}}; },
    [](Recipe &r) { r.chain = {WeightQuant{.blockSize = 3}}; },
    [](Recipe &r) { r.antiOutlier.emplace().aBit = 16; },
    [](Recipe &r) { r.antiOutlier.emplace().wSym = false; },
    [](Recipe &r) { r.antiOutlier.emplace().wBit = 3; },
    [](Recipe &r) { r.antiOutlier.emplace().devId = -2; },
    [](Recipe &r) { r.disableLevel = "five"; },
    [](Recipe &r) { r.mixCfg = {{"*", "w3a3"}}; },
    [](Recipe &r) { r.calibration.samples = 0; },
    [](Recipe &r) { r.calibration.maxLength = 0; },
    [](Recipe &r) { r.loadDtype = LoadDtype::Checkpoint; r.quantConfig.aBit = 16; r.quantConfig.wMethod = WeightMethod::Gptq; },
    [](Recipe &r) { r.loadDtype = LoadDtype::Checkpoint; r.quantConfig.aBit = 16; r.antiOutlier.emplace().antiMethod = AntiMethod::M1; },
    [](Recipe &) {}, // no calibration data
};

} // namespace

class TestCoreMessages : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        QVERIFY(m_chinese.load(QStringLiteral(":/i18n/vernier_zh_CN.qm")));
        m_checkpoint = valueOf(Checkpoint::open(writeTinyCheckpoint(pathIn(m_folder, "model"))));
    }

    void cleanup() { QCoreApplication::removeTranslator(&m_chinese); }

    void noTemplateTakesThePlaceOfAnother()
    {
        for (const char *known : coreTemplates()) {
            QString message = QString::fromUtf8(known);
            for (int i = 1; i <= 9; ++i)
                message.replace(QLatin1Char('%') + QString::number(i), QStringLiteral("x%1y").arg(i));
            QCOMPARE(coreTemplateOf(message.toStdString()), known);
            QCOMPARE(coreText(message.toStdString()), message);
        }
    }

    void everyTemplateIsTranslated()
    {
        for (const char *known : coreTemplates()) {
            const QString translated = m_chinese.translate(kContext, known);
            QVERIFY2(!translated.isEmpty(), known);
            QVERIFY2(placesOf(translated) == placesOf(QString::fromUtf8(known)), known);
        }
    }

    void messagesInsideMessagesAreTranslated()
    {
        QCoreApplication::installTranslator(&m_chinese);
        QCOMPARE(coreText("quant_config: dev_id is -1; it must be 0 or more, or null"), QStringLiteral("quant_config：dev_id 为 -1；须为 0 或更大，或 null"));
        QCOMPARE(coreText("cannot open the file: it does not exist: check the path"), QStringLiteral("无法打开文件：它不存在：请检查路径"));
        QCOMPARE(coreText("what nobody wrote"), QStringLiteral("what nobody wrote"));
        QCOMPARE(coreText("there is no tensor \"a%2b\""), QStringLiteral("没有张量“a%2b”"));
    }

    void refusalsOfRecipesAreKnown()
    {
        for (std::size_t i = 0; i < kRefused.size(); ++i) {
            Recipe recipe;
            kRefused[i](recipe);
            const std::optional<RecipeProblem> problem = recipeProblem(recipe, false);
            QVERIFY2(problem, qPrintable(QString::number(i)));
            check(problem->error.message);
        }
    }

    void notesOfPlansAreKnown()
    {
        Recipe recipe;
        recipe.quantConfig.actMethod = 3;
        recipe.quantConfig.disableNames = {"model.layers.0.self_attn.q_proj", "model.layers.1.self_attn"};
        recipe.mixCfg = {{"*nothing*", "w8a16"}, {"*q_proj", "w8a16"}, {"model.layers.*.self_attn.q_proj", "float"}};
        recipe.antiOutlier.emplace().antiMethod = AntiMethod::M1;
        recipe.antiOutlier->disableAntiNames = {"nowhere"};
        const Plan plan = valueOf(resolvePlan(recipe, m_checkpoint->layers()));
        QVERIFY(plan.notes.size() >= 6);
        for (const std::string &note : plan.notes)
            check(note);
        for (const Edit &edit : kNoted) {
            Recipe noted;
            edit(noted);
            const Plan simulated = valueOf(resolvePlan(noted, m_checkpoint->layers()));
            QVERIFY(!simulated.notes.empty());
            for (const std::string &note : simulated.notes)
                check(note);
        }
        Recipe level;
        level.disableLevel = "L99";
        for (const std::string &note : valueOf(resolvePlan(level, m_checkpoint->layers(), std::vector<double>(m_checkpoint->layers().size(), 1.0))).notes)
            check(note);
    }

    void refusalsOfPlansAreKnown()
    {
        const auto refuse = [this](const Edit &edit) {
            Recipe recipe;
            edit(recipe);
            check(resolvePlan(recipe, m_checkpoint->layers()));
        };
        refuse([](Recipe &r) { r.quantConfig.disableNames = {"model.layers.0.self_attn.qproj"}; });
        refuse([](Recipe &r) { r.quantConfig.disableNames = {"*q_proj*"}; });
        refuse([](Recipe &r) { r.quantConfig.disableNames = {"§"}; });
        refuse([](Recipe &r) { r.disableLevel = "L3"; });
        refuse([](Recipe &r) { r.quantConfig.wBit = 4; r.quantConfig.aBit = 16; r.mixCfg = {{"*down*", "w8a16"}}; });
    }

    void refusalsOfEditsAreKnown()
    {
        const std::vector<std::string> layer{"lm_head"};
        check(withType(Recipe{}, layer, "w9"));
        check(withType(Recipe{}, layer, "w4a16"));
        check(withMixRule(Recipe{}, {}, "", "w8a16"));
        check(withMixRule(Recipe{}, {}, "*", "w9"));
        check(withMixRule(valueOf(withMixRule(Recipe{}, {}, "*", "w8a16")), {}, "*", "w8a8"));
        check(withDisableName(Recipe{}, {}, ""));
        check(withDisableName(valueOf(withDisableName(Recipe{}, {}, "a")), {}, "a"));
    }

    void refusalsOfRecipeFilesAreKnown_data()
    {
        QTest::addColumn<QString>("text");
        for (const char *text : {R"([])", R"({})", R"({"model_type": "llama"})", R"({"version": 3})", R"({"version": 1, "quantconfig": {}})",
                                 R"({"version": 1, "quant_config": {"wbit": 8}})", R"({"version": 1, "quant_config": {"w_bit": "8"}})",
                                 R"({"version": 1, "quant_config": {"w_bit": 1.5}})", R"({"version": 1, "quant_config": {"w_method": "AWQ"}})",
                                 R"({"version": 1, "quant_config": {"w_method": "GPTK"}})", R"({"version": 1, "quant_config": {"w_sym": 1}})",
                                 R"({"version": 1, "quant_config": {"fraction": 1}})", R"({"version": 1, "quant_config": {"w_bit": 99999999999}})",
                                 R"({"version": 1, "quant_config": {"disable_names": [1]}})", R"({"version": 1, "chain": [["kv_quantt", {}]]})",
                                 R"({"version": 1, "chain": {}})", R"({"version": 1, "chain": [3]})", R"({"version": 1, "mix_cfg": []})",
                                 R"({"version": 1, "mix_cfg": {"*": 8}})", R"({"version": 1, "disable_level": 3})", R"({"version": 1)",
                                 R"({"version": 1, "version": 1})"})
            QTest::newRow(text) << QString::fromLatin1(text);
    }

    void refusalsOfRecipeFilesAreKnown()
    {
        QFETCH(QString, text);
        const fs::path file = pathIn(m_folder, "recipe.json");
        writeBytes(file, text.toStdString());
        check(readRecipe(file));
    }

    void refusalsOfProjectsAreKnown_data()
    {
        QTest::addColumn<QString>("text");
        for (const char *text : {R"(a letter)", R"({"history": []})", R"({"version": 2})", R"({"version": 1, "checkpont": {}})", R"({"version": 1, "checkpoint": {}})",
                                 R"({"version": 1, "evaluation": {"path": "a", "mode": "strem"}})", R"({"version": 1, "history": [{}]})",
                                 R"({"version": 1, "history": {}})", R"({"version": 1, "history": [{"id": "1"}, {"id": "1"}]})",
                                 R"({"version": 1, "history": [{"id": "1", "parent": "2"}]})", R"({"version": 1, "history": [{"id": "1", "parent": "1"}]})",
                                 R"({"version": 1, "view": 3})", R"({"version": 1, "end_to_end": {}})", R"({"version": 1, "end_to_end": {"joint_kl": 1, "layers": 3}})",
                                 R"({"version": 1, "end_to_end": {"joint_kl": 1, "layers": [{}]}})",
                                 R"({"version": 1, "end_to_end": {"joint_kl": 1, "layers": [{"layer": "a", "kl": 1, "kl_se": 0, "loss_difference": 0, "loss_difference_se": 0}, {"layer": "a", "kl": 1, "kl_se": 0, "loss_difference": 0, "loss_difference_se": 0}]}})"})
            QTest::newRow(text) << QString::fromLatin1(text);
    }

    void refusalsOfProjectsAreKnown()
    {
        QFETCH(QString, text);
        const fs::path file = pathIn(m_folder, "p.vernier");
        writeBytes(file, text.toStdString());
        check(readProject(file));
    }

    void refusalsOfCheckpointsAreKnown()
    {
        check(Checkpoint::open(pathIn(m_folder, "nowhere")));
        check(openCheckpoint({pathIn(m_folder, "nowhere"), {}}));
        check(readProject(pathIn(m_folder, "nowhere")));
        check(readProject(m_checkpoint->folder()));
        const fs::path folder = pathIn(m_folder, "broken");
        fs::create_directory(folder);
        check(Checkpoint::open(folder));
        check(Checkpoint::open(folder.parent_path()));
        check(Checkpoint::open(m_checkpoint->folder() / "config.json"));
        const std::string config = readBytes(m_checkpoint->folder() / "config.json");
        for (const char *text : {"{}", "[]", R"({"model_type": "mamba"})", R"({"model_type": "llama"})", R"({"model_type": "llama", "hidden_size": -1})",
                                 R"({"model_type": "llama", "quantization_config": {}})"}) {
            writeBytes(folder / "config.json", text);
            check(Checkpoint::open(folder));
        }
        nlohmann::json sizes = {{"hidden_size", 64}, {"intermediate_size", 171}, {"num_hidden_layers", 2}, {"num_attention_heads", 8}, {"vocab_size", 512},
                                {"num_layers", 2}, {"ffn_hidden_size", 172}, {"padded_vocab_size", 512}};
        for (const char *odd : {R"({"model_type": "chatglm", "position_encoding_2d": true})", R"({"model_type": "chatglm", "rmsnorm": false})",
                                R"({"model_type": "opt", "enable_bias": false})", R"({"model_type": "gpt2", "add_cross_attention": true})",
                                R"({"model_type": "qwen"})", R"({"model_type": "gemma2", "hidden_activation": "relu"})", R"({"hidden_act": "mish"})",
                                R"({"model_type": "phi3", "partial_rotary_factor": 0.0})", R"({"model_type": "llama", "rope_scaling": {"type": "ntk"}})",
                                R"({"rope_scaling": {"type": "longrope", "short_factor": [1], "long_factor": [1]}})", R"({"rope_scaling": {"type": "longrope", "short_factor": 1}})",
                                R"({"rope_scaling": {"type": "yarn", "factor": 2}, "rope_theta": 1})", R"({"model_type": "deepseek_v2", "topk_method": "other"})",
                                R"({"model_type": "deepseek_v2", "scoring_func": "other"})", R"({"model_type": "deepseek_v3", "n_group": 3})",
                                R"({"model_type": "deepseek_v3", "n_group": 4, "topk_group": 1})", R"({"model_type": "mixtral", "num_local_experts": 65536, "num_hidden_layers": 9999})"}) {
            nlohmann::json json = sizes;
            json["model_type"] = "llama";
            json.update({{"kv_lora_rank", 32}, {"qk_nope_head_dim", 24}, {"qk_rope_head_dim", 16}, {"v_head_dim", 32}, {"n_routed_experts", 8}, {"num_experts_per_tok", 3},
                         {"moe_intermediate_size", 32}}); // which other families do not read
            json.update(nlohmann::json::parse(odd));
            check(parseModelConfig(json, "config.json"));
        }
        writeBytes(folder / "config.json", config);
        check(Checkpoint::open(folder));
        writeBytes(folder / "pytorch_model.bin", "x");
        check(Checkpoint::open(folder));
        const std::string weights = readBytes(m_checkpoint->folder() / "model.safetensors");
        for (const std::string &bytes : {std::string("abc"), std::string("version https://git-lfs.github.com/spec/v1\n"), weights.substr(0, 100),
                                         weights.substr(0, weights.size() - 100), std::string("<html><body>Not found</body></html>"),
                                         std::string("\x10\0\0\0\0\0\0\0[1, 2, 3, 4, 5]", 24), weights + "more"}) {
            writeBytes(folder / "model.safetensors", bytes);
            check(Checkpoint::open(folder));
        }
        TinyCheckpoint incomplete = makeTinyCheckpoint();
        incomplete.remove("model.norm.weight");
        check(Checkpoint::open(writeCheckpoint(pathIn(m_folder, "incomplete"), incomplete)));
        TinyCheckpoint other = makeTinyCheckpoint();
        other.config["vocab_size"] = 65;
        check(Checkpoint::open(writeCheckpoint(pathIn(m_folder, "other"), other)));
    }

    void refusalsOfOtherWeightFilesAreKnown()
    {
        const std::string storage = pickledStorage("ShortStorage", "0", 4);
        const auto zip = [](const std::string &pickle) { return zipBytes({{"a/data.pkl", pickle}, {"a/data/0", std::string(8, '\0')}}); };
        for (const std::string &bytes :
             {zip("\x80\x02" + pickledFunction("os", "system") + "."), zip("\x80\x02)\x81."), zip("\x80\x04."), zip("\x80\x02R."), zip("}"), zip("}."), zip("]."),
              zip(pickledDictionary({{"w", pickledTensor(storage, 0, {5}, {1})}})), zip(pickledDictionary({{"w", pickledTensor(storage, 0, {8}, {0})}})), zip(pickledDictionary({{"\x1b", pickledTensor(storage, 0, {1}, {1})}})),
              zip(pickledDictionary({{"w", pickledTensor(pickledStorage("ShortStorage", "1", 4), 0, {5}, {1})}})), zipBytes({{"b", ""}}), zipBytes({{"a/data.pkl", "x", 8}}),
              zipBytes({{"a/data.pkl", "x", 0, 1}}), zipBytes({{"b", ""}, {"b", ""}}), std::string("PK\x03\x04"),
              legacyBytes(pickledDictionary({}), {{"0", "x"}}, 1), legacyBytes(pickledDictionary({}), {}, 1, false)}) {
            writeBytes(pathIn(m_folder, "w.bin"), bytes);
            check(openTensorFile(pathIn(m_folder, "w.bin")));
        }
        const fs::path file = pathIn(m_folder, "m.gguf");
        const auto gguf = [&](const std::function<void(GgufBytes &)> &fill) {
            GgufBytes bytes;
            fill(bytes);
            writeBytes(file, bytes.file());
            check(Checkpoint::open(file));
        };
        gguf([](GgufBytes &b) { b.version = 1; });
        gguf([](GgufBytes &b) { b.version = 0x03000000; });
        gguf([](GgufBytes &b) { b.entryCount = 1 << 30; });
        gguf([](GgufBytes &) {});
        gguf([](GgufBytes &b) { b.add("general.architecture", "llama"); });
        gguf([](GgufBytes &b) { b.add("general.architecture", "llama"); b.add("split.count", 2u); });
        gguf([](GgufBytes &b) { b.add("general.architecture", "llama"); b.add("llama.expert_count", 2u); });
        gguf([](GgufBytes &b) { b.add("key", 99, ""); });
        gguf([](GgufBytes &b) { b.add("key", 9, GgufBytes::number(9u)); });
        gguf([](GgufBytes &b) { b.add("key", 8, GgufBytes::number(std::uint64_t{1} << 40)); });
        gguf([](GgufBytes &b) { b.add("general.alignment", 3u); });
        gguf([](GgufBytes &b) { b.addTensor({"w", {48}, 8, ""}); });
        gguf([](GgufBytes &b) { b.addTensor({"w", {64}, 8, ""}); });
        gguf([](GgufBytes &b) { b.addTensor({"w", {1, 1, 1, 1, 1}, 0, ""}); });
        gguf([](GgufBytes &b) { b.addTensor({"w", {4}, 0, std::string(16, ' ')}); b.addTensor({"v", {4}, 0, ""}, -32); });
        writeBytes(file, "x");
        check(Checkpoint::open(file));
        writeBytes(pathIn(m_folder, "n.gguf"), "x");
        check(Checkpoint::open(m_folder.path().toStdString()));
    }

    void refusalsOfTokenizersAreKnown()
    {
        const fs::path folder = pathIn(m_folder, "tokenizer");
        fs::create_directory(folder);
        check(openTokenizer(folder));
        for (const char *ranks : {"IQ== 0\nIg== 1\n", "IQ== 0\nI*== 1\n", "IQ== 0\nIg== 2\n"}) {
            writeBytes(folder / "tokenizer.model", ranks);
            check(openTokenizer(folder));
        }
        for (const char *model : {R"({"type": "WordPiece"})", R"({"vocab": {}})", R"({"type": "Unigram", "vocab": [["a"]]})",
                                  R"({"type": "Unigram", "vocab": [["a", 1]], "unk_id": 3})"}) {
            writeBytes(folder / "tokenizer.json", R"({"model": )" + std::string(model) + "}");
            check(openTokenizer(folder));
        }
        const fs::path file = pathIn(m_folder, "t.gguf");
        for (const char *kind : {"", "rwkv", "gpt2", "llama"}) {
            GgufBytes bytes;
            bytes.add("tokenizer.ggml.model", kind);
            if (kind != std::string("rwkv"))
                bytes.add("tokenizer.ggml.tokens", 9, GgufBytes::number(8u) + GgufBytes::number(std::uint64_t{1}) + GgufBytes::text("a"));
            writeBytes(file, bytes.file());
            check(openTokenizer(file));
        }
    }

    void refusalsOfTextsAreKnown()
    {
        const auto read = [this](const char *name, const char *content) {
            writeBytes(pathIn(m_folder, name), content);
            return readCalibration(pathIn(m_folder, name), *m_checkpoint);
        };
        check(readCalibration(pathIn(m_folder, "nowhere.txt"), *m_checkpoint));
        check(readCalibration(m_checkpoint->folder(), *m_checkpoint));
        check(read("a.txt", "Once upon a time"));
        check(read("a.txt", ""));
        check(read("a.json", "[1, 2, 3]"));
        check(read("a.json", "[[1, 999]]"));
        check(read("a.json", "[[1, -2]]"));
        check(read("a.json", "[[]]"));
        check(read("a.json", "[true]"));
        check(read("a.json", R"({"calib": 3})"));
        check(read("a.jsonl", "[1, 2]\n[1, \n"));
        writeBytes(pathIn(m_folder, "a.json"), "[[1]]");
        check(readWindows({pathIn(m_folder, "a.json"), WindowMode::Stream, 64}, *m_checkpoint));
        check(readWindows({pathIn(m_folder, "a.json"), WindowMode::Documents, 64}, *m_checkpoint));
    }

    void refusalsOfExportsAreKnown()
    {
        ExportRequest request;
        const auto problems = [&](const Recipe &recipe) {
            const Plan plan = valueOf(resolvePlan(Recipe{}, m_checkpoint->layers()));
            const std::vector<Error> found = exportProblems(request, recipe, *m_checkpoint, true, &plan);
            QVERIFY(!found.empty());
            for (const Error &problem : found)
                check(problem.message);
        };
        problems({});
        request.weights = true;
        for (const fs::path &folder : {fs::path("/"), m_checkpoint->folder(), m_checkpoint->folder() / "in", m_checkpoint->folder() / "config.json",
                                       m_checkpoint->folder().parent_path(), m_checkpoint->folder() / "config.json" / "in"}) {
            request.folder = folder;
            problems({});
        }
        writeBytes(pathIn(m_folder, "pytorch_model.bin"), "x");
        request.yaml = true;
        request.folder = pathIn(m_folder, "fresh");
        request.weightOptions.saveTypes = {"numpy"};
        Recipe recipe;
        recipe.antiOutlier.emplace().antiMethod = AntiMethod::M3;
        problems(recipe);
        request.weights = false;
        problems(recipe);
        recipe = {};
        recipe.quantConfig.pdmix = true;
        problems(recipe);
    }

    void refusalsOfSavedModelsAreKnown()
    {
        const QuantizedModel model = quantized(Recipe{});
        const fs::path folder = saved("saved", model);
        const std::string layer = "model.layers.0.mlp.up_proj";
        const fs::path description = valueOf(readQuantizedDescription(folder)).file;
        const std::string text = readBytes(description);
        const auto refuse = [&](const std::string &from, const std::string &to) {
            const std::size_t at = text.find(from);
            QVERIFY2(at != std::string::npos, from.c_str());
            writeBytes(description, std::string(text).replace(at, from.size(), to));
            check(QuantizedFolder::open(folder, m_checkpoint));
        };
        check(QuantizedFolder::open(pathIn(m_folder, "nowhere.json"), m_checkpoint));
        check(QuantizedFolder::open(m_checkpoint->folder(), m_checkpoint));
        refuse(text, "[]");
        refuse("\"model_quant_type\": \"W8A8\",", "");
        refuse("\"model_quant_type\": \"W8A8\",", "\"model_quant_type\": \"W8A8\", \"version\": 1,");
        refuse("\"model_quant_type\": \"W8A8\",", "\"model_quant_type\": \"W8A8\", \"group_size\": \"a\",");
        for (const char *label : {"W9A9", "W8A8SC", "W4A4_FLATQUANT_DYNAMIC", "NF4", "W4A8_DYNAMIC"})
            refuse("\"" + layer + ".weight\": \"W8A8\"", "\"" + layer + ".weight\": \"" + label + "\"");
        refuse("\"" + layer + ".weight\": \"W8A8\",", "");
        writeBytes(description, text);
        writeBytes(folder / "quant_model_description_b.json", text);
        check(QuantizedFolder::open(folder, m_checkpoint));
        fs::remove(folder / "quant_model_description_b.json");
        TinyCheckpointOptions wider;
        wider.hidden = 64;
        check(QuantizedFolder::open(folder, valueOf(Checkpoint::open(writeTinyCheckpoint(pathIn(m_folder, "wider"), wider)))));
        TinyCheckpointOptions longer;
        longer.blocks = 3;
        const auto opened = valueOf(QuantizedFolder::open(folder, valueOf(Checkpoint::open(writeTinyCheckpoint(pathIn(m_folder, "longer"), longer)))));
        QVERIFY(!opened->notes().empty());
        for (const std::string &note : opened->notes())
            check(note);
        for (const fs::directory_entry &file : fs::directory_iterator(folder)) {
            if (file.path().extension() == ".safetensors") {
                fs::copy_file(file.path(), folder / "quant_model_weight_w8a8.safetensors.index.json", fs::copy_options::skip_existing);
                fs::remove(file.path());
                break;
            }
        }
        check(QuantizedFolder::open(folder, m_checkpoint));
    }

    void notesOfSavedModelsAreKnown()
    {
        int notes = 0;
        const std::vector<Edit> saves{
            [](Recipe &r) { r.quantConfig.disableNames = {"model.layers.0.mlp.up_proj"}; },
            [](Recipe &r) { r.quantConfig.aBit = 16; },
            [](Recipe &r) { r.quantConfig.aBit = 16; r.quantConfig.wMethod = WeightMethod::Hqq; },
            [](Recipe &r) { r.quantConfig.useKvcacheQuant = true; r.chain = {KvQuant{}}; },
            [](Recipe &r) { r.quantConfig.coSparse = true; r.quantConfig.wBit = 4; },
            [](Recipe &r) { r.antiOutlier.emplace().antiMethod = AntiMethod::M1; },
        };
        for (std::size_t i = 0; i < saves.size(); ++i) {
            Recipe recipe;
            saves[i](recipe);
            const fs::path folder = saved("notes" + std::to_string(i), quantized(recipe));
            const auto opened = valueOf(QuantizedFolder::open(folder, m_checkpoint));
            for (const std::string &note : opened->notes()) {
                check(note);
                ++notes;
            }
            for (const std::string &note : valueOf(importRecipe(*opened)).notes) {
                check(note);
                ++notes;
            }
            Recipe other;
            other.mixCfg = {{"*down_proj", "w8a16"}};
            for (const Recipe &beside : {recipe, other}) {
                writeBytes(folder / kRecipeName, toJson(beside).dump());
                check(valueOf(importRecipe(*opened)).notes.front());
            }
        }
        QVERIFY2(notes >= 12, qPrintable(QString::number(notes)));
    }

    void refusalsOfQuestionSetsAreKnown()
    {
        const auto read = [this](QuestionSet set, const std::string &content) {
            const fs::path file = pathIn(m_folder, "questions.jsonl");
            writeBytes(file, content);
            check(readQuestions(set, file, PromptForm::Evaluation));
        };
        check(readQuestions(QuestionSet::BoolQ, pathIn(m_folder, "nowhere.jsonl"), PromptForm::Evaluation));
        read(QuestionSet::BoolQ, "");
        read(QuestionSet::BoolQ, "[1]\n");
        read(QuestionSet::BoolQ, "{\"title\": 1}\n");
        read(QuestionSet::BoolQ, R"({"title": "a", "question": "b", "passage": "c"})");
        read(QuestionSet::BoolQ, R"({"title": "a", "question": "b", "passage": "c", "answer": "d"})");
        read(QuestionSet::Gsm8k, R"({"question": "b", "answer": "d"})");
        const fs::path folder = pathIn(m_folder, "set");
        for (const char *part : {"dev", "val", "test"})
            fs::create_directories(folder / part);
        const auto tables = [&](QuestionSet set, const char *subjects, const std::string &questions, const std::string &solved) {
            writeBytes(folder / "subject_mapping.json", subjects);
            writeBytes(folder / "dev/a_dev.csv", solved);
            writeBytes(folder / "val/a_val.csv", questions);
            writeBytes(folder / "test/a_test.csv", questions);
            return readQuestions(set, folder, PromptForm::Evaluation);
        };
        check(tables(QuestionSet::Mmlu, "{}", "", ""));
        check(tables(QuestionSet::Mmlu, R"({"mmlu_all_sets": 3})", "", ""));
        check(tables(QuestionSet::Mmlu, R"({"mmlu_all_sets": ["../a"]})", "", ""));
        check(tables(QuestionSet::Mmlu, R"({"mmlu_all_sets": ["a"]})", "q,a,b,c,d,A\n", "q,a,b,c,d,A\n"));
        check(tables(QuestionSet::Mmlu, R"({"mmlu_all_sets": ["a"]})", "q,a,b\n", ""));
        check(tables(QuestionSet::Mmlu, R"({"mmlu_all_sets": ["a"]})", "\"q,a,b\n", ""));
        check(tables(QuestionSet::Mmlu, R"({"mmlu_all_sets": ["a"]})", "\xff,a,b,c,d,A\n", ""));
        check(tables(QuestionSet::CEval, R"({"a": []})", "id,question\n1,q\n", ""));
        check(tables(QuestionSet::CEval, "{}", "", ""));
        const fs::path ids = pathIn(m_folder, "ids.json");
        writeBytes(ids, "[[1, 2]]");
        check(readCalibrationSet(ids));
        check(checkCalibrationOutput(ids, {}));
        check(checkCalibrationOutput(ids, {ids}));
    }

    void durationsHaveTheUsersUnits()
    {
        QCOMPARE(durationText(66.0), QStringLiteral("1 min 06 s"));
        QCoreApplication::installTranslator(&m_chinese);
        QCOMPARE(durationText(0.31), QStringLiteral("0.31 秒"));
        QCOMPARE(durationText(66.0), QStringLiteral("1 分 06 秒"));
        QCOMPARE(durationText(7800.0), QStringLiteral("2 小时 10 分"));
        QCOMPARE(durationText(std::nan("")), QStringLiteral("–"));
    }

private:
    void check(const std::string &message)
    {
        QVERIFY2(coreTemplateOf(message), message.c_str());
        QCOMPARE(coreText(message), QString::fromStdString(message)); // without a translation, as it was
        QCoreApplication::installTranslator(&m_chinese);
        const QString translated = coreText(message);
        QCoreApplication::removeTranslator(&m_chinese);
        QVERIFY2(isChinese(translated), qPrintable(translated));
        if (qEnvironmentVariableIsSet("VERNIER_SHOW_MESSAGES"))
            qInfo().noquote() << translated;
    }

    QuantizedModel quantized(const Recipe &recipe) const
    {
        SilentMonitor monitor;
        return valueOf(quantizeModel(m_checkpoint, recipe, pseudoRandomSequences({24, 17, 30}, 64, 70), kTwoThreads, monitor));
    }

    fs::path saved(const std::string &name, const QuantizedModel &model)
    {
        SilentMonitor monitor;
        const fs::path folder = pathIn(m_folder, name);
        if (const auto written = writeModelslimFolder(model, folder, {}, monitor); !written)
            qFatal("%s", toString(written.error()).c_str());
        return folder;
    }

    template <typename T>
    void check(const Result<T> &result)
    {
        QVERIFY(!result);
        check(result.error().message);
    }

    QTemporaryDir m_folder;
    QTranslator m_chinese;
    std::shared_ptr<const Checkpoint> m_checkpoint;
};

QTEST_GUILESS_MAIN(TestCoreMessages)
#include "tst_core_messages.moc"
