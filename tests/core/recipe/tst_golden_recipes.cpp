// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/io/json_file.h"
#include "core/recipe/plan.h"

#include "tests/support/golden.h"
#include "tests/support/shared_data.h"

#include <QTest>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

// What msModelSlim decided for each configuration of the reference material: accepted or refused, type, fallback
// layers, type of every layer.

using namespace vernier;
using vernier::test::isDataFree;
using vernier::test::recipeJson;
using Json = nlohmann::ordered_json;

namespace {

/// Refused by the tool before it looks at a tensor; other failures of the original (shapes, devices) come later.
bool isRefusedByConfiguration(const Json &meta)
{
    static const std::set<std::string> kCases{"r2_w8a8_asym_w_rejected", "r2_w8a8_datafree_rejected",
                                              "r2_w8a8_gptq_rejected",   "r2_w8a8s_lowbit_act3_rejected",
                                              "r2_w4a8_pc_rejected",     "r2g_w4a16_g48_rejected",
                                              "r2g_mix_w4a8_rejected"};
    return kCases.contains(meta["case"].get<std::string>());
}

std::vector<LayerInfo> layersOf(const Json &names)
{
    std::vector<LayerInfo> layers;
    for (const auto &[name, value] : names.items()) {
        LayerInfo layer;
        layer.name = name;
        if (name.find(".self_attn.o_proj") != name.npos)
            layer.role = LayerRole::AttentionOutput;
        layers.push_back(layer);
    }
    return layers;
}

/// All the names a refused case's model has: the cases without layer_quant_type are of these two models.
std::vector<LayerInfo> twoBlocks()
{
    Json names = Json::object();
    for (const char *block : {"0", "1"}) {
        for (const char *kind : {"self_attn.q_proj", "self_attn.k_proj", "self_attn.v_proj", "self_attn.o_proj",
                                 "mlp.gate_proj", "mlp.up_proj", "mlp.down_proj"})
            names[std::string("model.layers.") + block + "." + kind] = 0;
    }
    names["lm_head"] = 0;
    return layersOf(names);
}

/// Scores as the tool computed them; NaN for layers it has none for, empty where it measured none.
std::vector<double> scoresOf(const Json &meta, const std::vector<LayerInfo> &layers)
{
    std::vector<double> scores;
    if (!meta.contains("range_param"))
        return scores;
    for (const LayerInfo &layer : layers)
        scores.push_back(meta["range_param"].value(layer.name, std::nan("")));
    return scores;
}

std::vector<double> largestInputsOf(const Json &meta, const std::vector<LayerInfo> &layers)
{
    std::vector<double> inputs;
    for (const LayerInfo &layer : layers)
        inputs.push_back(meta["max_input_num"].value(layer.name, std::nan("")));
    return inputs;
}

} // namespace

class TestGoldenRecipes : public QObject
{
    Q_OBJECT

private slots:
    void decisionsAreTheOriginals_data();
    void decisionsAreTheOriginals();
    void automaticOrderIsTheOriginals();
    void rejectedConfigurationsAreRejected();

private:
    std::map<std::string, Json> m_metas;
    void load(const std::filesystem::path &golden);
};

void TestGoldenRecipes::load(const std::filesystem::path &golden)
{
    if (!m_metas.empty())
        return;
    for (const auto &entry : std::filesystem::directory_iterator(golden)) {
        const std::filesystem::path file = entry.path() / "meta.json";
        if (!std::filesystem::exists(file))
            continue;
        auto meta = readOrderedJsonFile(file);
        if (!meta)
            QFAIL(toString(meta.error()).c_str());
        m_metas.emplace(entry.path().filename().string(), std::move(*meta));
    }
    QVERIFY(m_metas.size() > 100);
}

void TestGoldenRecipes::decisionsAreTheOriginals_data()
{
    QTest::addColumn<QString>("name");
    VERNIER_SHARED_OR_SKIP(path, "golden");
    load(path);
    for (const auto &[name, meta] : m_metas)
        QTest::newRow(name.c_str()) << QString::fromStdString(name);
}

void TestGoldenRecipes::decisionsAreTheOriginals()
{
    QFETCH(QString, name);
    const Json &meta = m_metas.at(name.toStdString());
    const Json &spec = meta["spec"];
    const auto recipe = parseRecipe(recipeJson(spec), name.toStdString());
    QVERIFY2(recipe, recipe ? "" : toString(recipe.error()).c_str());
    const auto again = parseRecipe(toJson(*recipe), "again");
    QVERIFY(again);
    QVERIFY(*again == *recipe);

    const auto layers = meta.contains("layer_quant_type") ? layersOf(meta["layer_quant_type"]) : twoBlocks();
    const auto scores = scoresOf(meta, layers);
    const bool hasData = !isDataFree(spec);
    const auto valid = validate(*recipe);
    const auto data = checkCalibration(*recipe, hasData);
    const bool lowbitLevel = recipe->quantConfig.isLowbit && recipe->disableLevel != "L0";
    Recipe planned = *recipe;
    if (lowbitLevel)
        planned.disableLevel = "L0"; // another criterion, applied after the run
    const auto plan = resolvePlan(hasData ? planned : asDataFree(planned), layers, scores);

    const bool accepted = valid && data && plan;
    QCOMPARE(accepted, !isRefusedByConfiguration(meta));
    if (lowbitLevel) { // decided by the first sample's largest inputs
        const Plan decided = resolvePlan(*recipe, layers, largestInputsOf(meta, layers)).value();
        std::vector<std::string> rollback = decided.rollback;
        std::sort(rollback.begin(), rollback.end());
        QCOMPARE(rollback, meta["rollback_names_after_run"].get<std::vector<std::string>>());
    }
    if (!accepted)
        return;
    if (meta.contains("model_quant_type"))
        QCOMPARE(toString(plan->modelType), std::string_view(meta["model_quant_type"].get_ref<const std::string &>()));
    if (!meta.contains("layer_quant_type"))
        return;
    const Json &rolledBack = meta["rollback_names"];
    std::vector<std::string> rollback = plan->rollback;
    std::sort(rollback.begin(), rollback.end());
    QCOMPARE(rollback, rolledBack.get<std::vector<std::string>>());
    for (const LayerDecision &decision : plan->layers) {
        const std::string expected = meta["layer_quant_type"][decision.layer];
        QVERIFY2(toString(decision.scheme.type) == expected, (decision.layer + " should be " + expected).c_str());
    }
}

void TestGoldenRecipes::automaticOrderIsTheOriginals()
{
    VERNIER_SHARED_OR_SKIP(path, "golden");
    load(path);
    int compared = 0;
    for (const auto &[name, meta] : m_metas) {
        if (!meta.contains("auto_order_desc") || meta["auto_order_desc"].empty())
            continue;
        const auto layers = layersOf(meta["layer_quant_type"]);
        const auto scores = scoresOf(meta, layers);
        // Every prefix of the tool's order is what some level takes, with nothing float beforehand.
        const auto order = meta["auto_order_desc"].get<std::vector<std::string>>();
        for (const std::size_t n : {std::size_t{1}, std::size_t{4}, order.size() - 1}) {
            Recipe recipe;
            recipe.quantConfig.disableLastLinear = false;
            recipe.disableLevel = "L" + std::to_string(n);
            const auto plan = resolvePlan(recipe, layers, scores);
            QVERIFY(plan);
            const std::set<std::string> taken(plan->rollback.begin(), plan->rollback.end());
            QVERIFY2(taken == std::set<std::string>(order.begin(), order.begin() + std::ptrdiff_t(n)), name.c_str());
        }
        ++compared;
    }
    QVERIFY(compared > 100);
}

void TestGoldenRecipes::rejectedConfigurationsAreRejected()
{
    VERNIER_SHARED_OR_SKIP(path, "golden");
    load(path);
    int refused = 0;
    for (const auto &[name, meta] : m_metas) {
        if (isRefusedByConfiguration(meta)) {
            QVERIFY2(meta["status"] == "rejected_as_expected", name.c_str());
            ++refused;
        }
    }
    QCOMPARE(refused, 7);
}

QTEST_APPLESS_MAIN(TestGoldenRecipes)
#include "tst_golden_recipes.moc"
