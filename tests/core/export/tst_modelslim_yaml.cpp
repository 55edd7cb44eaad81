// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/export/modelslim_yaml.h"

#include <QTest>

using namespace vernier;

namespace {

std::vector<LayerInfo> layersNamed(std::initializer_list<const char *> names)
{
    std::vector<LayerInfo> layers;
    for (const char *name : names)
        layers.push_back({name, LayerRole::Head, -1, 8, 8, false});
    return layers;
}

const std::vector<LayerInfo> kLayers =
    layersNamed({"model.layers.0.self_attn.q_proj", "model.layers.0.mlp.up_proj", "model.layers.0.mlp.down_proj",
                 "model.layers.1.mlp.up_proj", "model.layers.1.mlp.down_proj", "lm_head"});

bool contains(const std::string &text, std::string_view part)
{
    if (text.find(part) != text.npos)
        return true;
    qWarning("missing: %s\nin:\n%s", std::string(part).c_str(), text.c_str());
    return false;
}

std::size_t count(const std::string &text, std::string_view part)
{
    std::size_t n = 0;
    for (std::size_t at = text.find(part); at != text.npos; at = text.find(part, at + 1))
        ++n;
    return n;
}

Recipe suppressedBy(AntiMethod method)
{
    AntiOutlierConfig config;
    config.antiMethod = method;
    Recipe recipe;
    recipe.antiOutlier = config;
    return recipe;
}

Result<std::string> yamlOf(const Recipe &recipe, std::span<const LayerInfo> layers = kLayers,
                           const ModelslimYamlOptions &options = {}, std::span<const double> scores = {})
{
    const auto plan = resolvePlan(recipe, layers, scores);
    return plan ? modelslimYaml(recipe, *plan, options) : Result<std::string>(plan.error());
}

} // namespace

class TestModelslimYaml : public QObject
{
    Q_OBJECT

private slots:
    void plainRecipeIsOneBlock();
    void blocksDoNotOverlap();
    void observersMakeTheirOwnBlocks();
    void m1IsApproximatedAndSaidSo();
    void floatPlanHasNoProcess();
    void hostileNamesAreQuotedAndLiteral();
    void whatV1CannotSayIsRefused();
    void chainMethodsAreNotDropped();
};

void TestModelslimYaml::plainRecipeIsOneBlock()
{
    Recipe recipe;
    recipe.quantConfig.mmTensor = false;
    const auto yaml = yamlOf(recipe, kLayers, {"my-model", "calib.jsonl", 4});
    QVERIFY(yaml);
    QVERIFY(contains(*yaml,
                     "apiversion: modelslim_v1\n"
                     "metadata:\n"
                     "  config_id: \"my-model\"\n"
                     "  label: {w_bit: 8, a_bit: 8, is_sparse: false, kv_cache: false}\n"
                     "spec:\n"
                     "  runner: auto\n"
                     "  process:\n"
                     "    - type: linear_quant  # W8A8\n"
                     "      qconfig:\n"
                     "        act: {scope: per_tensor, dtype: int8, symmetric: false, method: minmax}\n"
                     "        weight: {scope: per_channel, dtype: int8, symmetric: true, method: minmax}\n"
                     "      include:\n"
                     "        - \"*\"\n"
                     "      exclude:\n"
                     "        - \"lm_head\"\n"
                     "  save:\n"
                     "    - type: ascendv1_saver\n"
                     "      part_file_size: 4  # GB; 0: one file\n"
                     "  dataset: \"calib.jsonl\"\n"));
    QVERIFY(contains(*yaml, "the mean of the samples' extremes"));
}

void TestModelslimYaml::blocksDoNotOverlap()
{
    Recipe recipe;
    recipe.quantConfig.actMethod = 2;
    recipe.quantConfig.disableNames = {"model.layers.0.self_attn.q_proj"};
    recipe.mixCfg = {{"*.0.mlp.down_proj", "w8a16"}, {"*down*", "w8a8_dynamic"}};
    const auto yaml = yamlOf(recipe);
    QVERIFY(yaml);
    QCOMPARE(count(*yaml, "type: linear_quant"), std::size_t{3});
    QVERIFY(contains(*yaml, "act: {scope: per_tensor, dtype: int8, symmetric: false, method: histogram}"));
    // The base takes all but the float layers and the other blocks'.
    QVERIFY(contains(*yaml,
                     "        - \"*\"\n"
                     "      exclude:\n"
                     "        - \"model.layers.0.self_attn.q_proj\"\n"
                     "        - \"model.layers.0.mlp.down_proj\"\n"
                     "        - \"model.layers.1.mlp.down_proj\"\n"
                     "        - \"lm_head\"\n"));
    QVERIFY(contains(*yaml,
                     "    - type: linear_quant  # W8A16\n"
                     "      qconfig:\n"
                     "        weight: {scope: per_tensor, dtype: int8, symmetric: true, method: minmax}\n"
                     "      include:\n"
                     "        - \"model.layers.0.mlp.down_proj\"\n"));
    QVERIFY(contains(*yaml, "act: {scope: per_token, dtype: int8, symmetric: true, method: minmax}"));
    QCOMPARE(count(*yaml, "\"*\""), std::size_t{1});
}

void TestModelslimYaml::observersMakeTheirOwnBlocks()
{
    Recipe recipe;
    recipe.quantConfig.actMethod = 3;
    recipe.quantConfig.pr = 0.5;
    const std::vector<double> scores{1, 1, 90, 1, 1, 1};
    const auto yaml = yamlOf(recipe, kLayers, {}, scores);
    QVERIFY(yaml);
    QCOMPARE(count(*yaml, "type: linear_quant"), std::size_t{2});
    QVERIFY(contains(*yaml, "# pr has no counterpart in v1"));
    const auto undecided = yamlOf(recipe);
    QVERIFY(!undecided);
    QVERIFY(undecided.error().message.find("act_method 3") != std::string::npos);
}

void TestModelslimYaml::m1IsApproximatedAndSaidSo()
{
    const auto yaml = yamlOf(suppressedBy(AntiMethod::M1));
    QVERIFY(yaml);
    QVERIFY(contains(*yaml,
                     "  process:\n"
                     "    # Approximates anti_method m1"));
    QVERIFY(contains(*yaml, "      alpha: 0.5\n"));
    QVERIFY(contains(*yaml, "enable_subgraph_type: [norm-linear]"));
    const auto m4 = yamlOf(suppressedBy(AntiMethod::M4));
    QVERIFY(!m4);
    QVERIFY(m4.error().code == ErrorCode::Unsupported);
}

void TestModelslimYaml::floatPlanHasNoProcess()
{
    Recipe recipe;
    recipe.quantConfig.wBit = 16;
    recipe.quantConfig.aBit = 16;
    const auto yaml = yamlOf(recipe);
    QVERIFY(yaml);
    QVERIFY(contains(*yaml, "  process: []\n"));
}

void TestModelslimYaml::hostileNamesAreQuotedAndLiteral()
{
    const auto layers = layersNamed({"a", "b", "x\"\n- evil: [*] ?", "c", "lm_head"});
    Recipe recipe;
    recipe.mixCfg = {{"x*", "w8a16"}};
    const auto yaml = yamlOf(recipe, layers, {"id: #", "d\\", 0});
    QVERIFY(yaml);
    for (const char *line :
         {"        - \"x\\\"\\n- evil: [[][*]] [?]\"\n", "config_id: \"id: #\"\n", "dataset: \"d\\\\\"\n"})
        QVERIFY(contains(*yaml, line));
}

void TestModelslimYaml::whatV1CannotSayIsRefused()
{
    Recipe recipe;
    recipe.quantConfig.aBit = 16;
    recipe.quantConfig.wMethod = WeightMethod::Hqq;
    const auto hqq = yamlOf(recipe);
    QVERIFY(!hqq);
    QVERIFY(hqq.error().code == ErrorCode::Unsupported);
    recipe.quantConfig.wMethod = WeightMethod::MinMax;
    recipe.quantConfig.wBit = 4;
    recipe.quantConfig.wSym = false;
    const auto fourBit = yamlOf(recipe);
    QVERIFY(fourBit);
    QVERIFY(contains(*fourBit, "weight: {scope: per_tensor, dtype: int4, symmetric: false, method: minmax}"));
    recipe.quantConfig.isLowbit = true;
    recipe.quantConfig.openOutlier = false;
    QVERIFY(!yamlOf(recipe));
}

void TestModelslimYaml::chainMethodsAreNotDropped()
{
    const auto refuses = [](const Recipe &recipe, const char *word) {
        const auto yaml = yamlOf(recipe);
        return !yaml && yaml.error().code == ErrorCode::Unsupported && yaml.error().message.find(word) != std::string::npos;
    };
    Recipe recipe;
    recipe.chain = {KvQuant{}};
    QVERIFY(refuses(recipe, "kv_quant"));
    recipe.chain = {FaQuant{}};
    QVERIFY(refuses(recipe, "fa_quant"));
    recipe.chain = {SimulateTp{.tpSize = 2}};
    QVERIFY(refuses(recipe, "simulate_tp"));
    recipe.chain = {};
    recipe.quantConfig.pdmix = true;
    QVERIFY(refuses(recipe, "pdmix"));
}

QTEST_APPLESS_MAIN(TestModelslimYaml)
#include "tst_modelslim_yaml.moc"
