// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/recipe/plan.h"
#include "core/recipe/recipe_edit.h"
#include "core/recipe/rule_report.h"

#include <QTest>

#include <algorithm>
#include <cmath>

using namespace vernier;

namespace {

/// A model of `blocks` Llama blocks with its head; shapes play no part in plans.
std::vector<LayerInfo> llamaLayers(int blocks)
{
    struct Kind
    {
        const char *name;
        LayerRole role;
    };
    constexpr Kind kKinds[] = {{"self_attn.q_proj", LayerRole::Query}, {"self_attn.k_proj", LayerRole::Key},
                               {"self_attn.v_proj", LayerRole::Value}, {"self_attn.o_proj", LayerRole::AttentionOutput},
                               {"mlp.gate_proj", LayerRole::Gate},     {"mlp.up_proj", LayerRole::Up},
                               {"mlp.down_proj", LayerRole::Down}};
    std::vector<LayerInfo> layers;
    for (int block = 0; block < blocks; ++block) {
        for (const Kind &kind : kKinds)
            layers.push_back(
                {"model.layers." + std::to_string(block) + "." + kind.name, kind.role, block, 8, 8, false});
    }
    layers.push_back({"lm_head", LayerRole::Head, -1, 8, 8, false});
    return layers;
}

/// Scores for two blocks: q = k = v and gate = up tie, as they share their input.
const std::vector<double> kScores{10, 10, 10, 3, 14, 14, 60, 12, 12, 12, 4, 14, 14, 5, 99};

using Names = std::vector<std::string>;

bool hasNote(const Plan &plan, std::string_view part)
{
    return std::any_of(plan.notes.begin(), plan.notes.end(),
                       [part](const std::string &n) { return n.find(part) != n.npos; });
}

std::string type(const Plan &plan, std::string_view layer)
{
    const LayerDecision *decision = plan.find(layer);
    return decision ? std::string(toString(decision->scheme.type)) : "no such layer";
}

} // namespace

#define PLAN_OR_FAIL(plan, ...)                                                                                        \
    const auto plan##Result = resolvePlan(__VA_ARGS__);                                                                \
    QVERIFY2(plan##Result, plan##Result ? "" : toString(plan##Result.error()).c_str());                                \
    const Plan &plan = *plan##Result

class TestPlan : public QObject
{
    Q_OBJECT

private slots:
    void everyLayerGetsTheBaseButTheHead();
    void recipesAreAlikeInWhateverWords();
    void schemeCarriesWhatTheTypeUses();
    void disabledNamesStayFloat();
    void disabledNameThatMatchesNothingIsRefused_data();
    void disabledNameThatMatchesNothingIsRefused();
    void levelTakesTheHighestScoresInModuleOrder_data();
    void levelTakesTheHighestScoresInModuleOrder();
    void layersWithoutStatisticsAreNotRanked();
    void levelNeedsScores();
    void levelTakesSiblingsWithIt();
    void mixFollowsItsPrecedence();
    void modelsWithLatentsHaveAMixOfTheirOwn();
    void modelsWithExpertsAreNotMadeSparse();
    void idleMixRulesAreNoted();
    void mixTypeThatCannotBeDerivedIsRefusedWhenUsed();
    void beatenRulesAreListed();
    void observerIsChosenByScore();
    void splitGroupsAreNoted();
    void modelWithoutLayersHasAnEmptyPlan();
};

void TestPlan::everyLayerGetsTheBaseButTheHead()
{
    const auto layers = llamaLayers(2);
    PLAN_OR_FAIL(plan, Recipe{}, layers);
    QVERIFY(plan.modelType == QuantType::W8A8);
    QCOMPARE(plan.layers.size(), layers.size());
    for (std::size_t i = 0; i < layers.size(); ++i)
        QCOMPARE(plan.layers[i].layer, layers[i].name);
    QCOMPARE(plan.rollback, Names{"lm_head"});
    QVERIFY(plan.layers.back().scheme == Scheme{});
    QVERIFY(plan.layers.back().reason == Reason::LastLinear);
    QVERIFY(plan.layers.front().reason == Reason::Base);
    QCOMPARE(type(plan, "model.layers.1.mlp.down_proj"), std::string("W8A8"));
    QVERIFY(!plan.find("model.layers.2.mlp.down_proj"));
    QVERIFY(plan.notes.empty());

    Recipe all;
    all.quantConfig.disableLastLinear = false;
    PLAN_OR_FAIL(whole, all, layers);
    QVERIFY(whole.rollback.empty());
    QCOMPARE(type(whole, "lm_head"), std::string("W8A8"));
}

void TestPlan::recipesAreAlikeInWhateverWords()
{
    const std::vector<LayerInfo> layers = llamaLayers(2);
    Recipe pattern;
    pattern.mixCfg = {{"*down_proj", "w8a16"}, {"no layer", "w8a16"}};
    Recipe names;
    names.mixCfg = {{"model.layers.0.mlp.down_proj", "w8a16"}, {"model.layers.1.mlp.down_proj", "w8a16"}};
    QVERIFY(quantizeAlike(pattern, names, layers));
    QVERIFY(!quantizeAlike(pattern, Recipe{}, layers));
    Recipe rule;
    rule.mixCfg = {{"*down_proj", "float"}};
    Recipe disabled;
    disabled.quantConfig.disableNames = {"model.layers.0.mlp.down_proj", "model.layers.1.mlp.down_proj"};
    QVERIFY(quantizeAlike(rule, disabled, layers));
    Recipe samples = pattern;
    samples.calibration.samples = 3;
    QVERIFY(!quantizeAlike(pattern, samples, layers));
    Recipe smoothed; // equal schemes of another model
    smoothed.quantConfig.doSmooth = true;
    QVERIFY(!quantizeAlike(smoothed, Recipe{}, layers));
    Recipe level;
    level.disableLevel = "L1"; // turns on scores, which are not there
    QVERIFY(!quantizeAlike(level, Recipe{}, layers));
    QVERIFY(quantizeAlike(level, level, layers));
}

void TestPlan::schemeCarriesWhatTheTypeUses()
{
    const auto layers = llamaLayers(1);
    Recipe recipe;
    recipe.quantConfig.pr = 2.0;
    recipe.quantConfig.mmTensor = false;
    recipe.quantConfig.actMethod = 2;
    PLAN_OR_FAIL(w8a8, recipe, layers);
    const Scheme &s = w8a8.layers.front().scheme;
    QVERIFY(s.wBit == 8 && s.aBit == 8 && s.wSym && !s.mmTensor && s.actMethod == 2 && !s.isDynamic
            && s.groupSize == -1);
    QCOMPARE(s.pr, 1.0); // above 1 acts as 1
    QVERIFY(s.hasStaticActivations());

    recipe.quantConfig.aBit = 16;
    recipe.quantConfig.wSym = false;
    recipe.quantConfig.pr = 0.5;
    PLAN_OR_FAIL(w8a16, recipe, layers);
    const Scheme &weightOnly = w8a16.layers.front().scheme;
    QVERIFY(!weightOnly.wSym && weightOnly.actMethod == 0 && !weightOnly.hasStaticActivations());
    QCOMPARE(weightOnly.pr, 1.0); // equal schemes compare equal: pr means nothing here
}

void TestPlan::disabledNamesStayFloat()
{
    const auto layers = llamaLayers(2);
    Recipe recipe;
    recipe.quantConfig.disableNames = {"model.layers.1.mlp.down_proj", "lm_head", "model.layers.0.mlp.gate_proj",
                                       "model.layers.0.mlp.gate_proj", "model.layers.0.self_attn"};
    PLAN_OR_FAIL(plan, recipe, layers);
    QCOMPARE(plan.rollback, (Names{"model.layers.0.mlp.gate_proj", "model.layers.1.mlp.down_proj", "lm_head"}));
    QVERIFY(plan.find("lm_head")->reason == Reason::DisableNames);
    QCOMPARE(plan.find("lm_head")->beaten, Names{"disable_last_linear"});
    QVERIFY(hasNote(plan, "\"model.layers.0.self_attn\" is an attention module"));
    QCOMPARE(type(plan, "model.layers.0.self_attn.q_proj"), std::string("W8A8"));
}

void TestPlan::disabledNameThatMatchesNothingIsRefused_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("words");
    const auto row = [](const char *name, const char *words) {
        QTest::addRow("%s", name) << QString(name) << QString(words);
    };
    row("model.layers.0.mlp.down_prj", "nearest layer is \"model.layers.0.mlp.down_proj\"");
    row("model.layers.7.mlp.down_proj", "\"model.layers.7.mlp.down_proj\" matches nothing");
    row("*down*", "not patterns");
    row("", "\"\" matches nothing");
    row("model.layers.0.mlp", "matches nothing"); // neither linear nor attention
    row("lm_head ", "nearest layer is \"lm_head\"");
}

void TestPlan::disabledNameThatMatchesNothingIsRefused()
{
    QFETCH(QString, name);
    QFETCH(QString, words);
    Recipe recipe;
    recipe.quantConfig.disableNames = {"lm_head", name.toStdString()};
    const auto layers = llamaLayers(2);
    const auto plan = resolvePlan(recipe, layers);
    QVERIFY(!plan);
    QVERIFY(plan.error().code == ErrorCode::NotFound);
    QVERIFY2(QString::fromStdString(plan.error().message).contains(words), plan.error().message.c_str());
}

void TestPlan::levelTakesTheHighestScoresInModuleOrder_data()
{
    QTest::addColumn<QString>("level");
    QTest::addColumn<QStringList>("disabled");
    QTest::addColumn<QStringList>("chosen");
    const QString down0 = "model.layers.0.mlp.down_proj";
    const QString gate0 = "model.layers.0.mlp.gate_proj";
    const QString up0 = "model.layers.0.mlp.up_proj";
    const QString gate1 = "model.layers.1.mlp.gate_proj";
    const QString up1 = "model.layers.1.mlp.up_proj";
    const QString q1 = "model.layers.1.self_attn.q_proj";
    const auto row = [](const char *level, const QStringList &disabled, const QStringList &chosen) {
        QTest::addRow("%s, %d disabled", level, int(disabled.size())) << QString(level) << disabled << chosen;
    };
    row("L0", {}, {});
    row("L1", {}, {down0});        // lm_head has the highest score, but is float already
    row("L2", {}, {down0, gate0}); // ties in module order
    row("L5", {}, {down0, gate0, up0, gate1, up1});
    row("L6", {}, {down0, gate0, up0, gate1, up1, q1}); // q without k and v, as in the original
    row("L2", {down0}, {gate0, up0});                   // disabled names do not count
    row("L2", {down0, up0}, {gate0, gate1});
}

void TestPlan::levelTakesTheHighestScoresInModuleOrder()
{
    QFETCH(QString, level);
    QFETCH(QStringList, disabled);
    QFETCH(QStringList, chosen);
    Recipe recipe;
    recipe.disableLevel = level.toStdString();
    for (const QString &name : disabled)
        recipe.quantConfig.disableNames.push_back(name.toStdString());
    const auto layers = llamaLayers(2);
    PLAN_OR_FAIL(plan, recipe, layers, kScores);
    QStringList found;
    for (const LayerDecision &decision : plan.layers) {
        if (decision.reason == Reason::DisableLevel)
            found << QString::fromStdString(decision.layer);
    }
    QStringList expected = chosen;
    found.sort();
    expected.sort();
    QCOMPARE(found, expected);
    QCOMPARE(plan.rollback.size(), std::size_t(chosen.size() + disabled.size() + 1));
}

void TestPlan::layersWithoutStatisticsAreNotRanked()
{
    const auto layers = llamaLayers(1);
    const double none = std::nan("");
    const std::vector<double> scores{none, 1, none, none, none, 2, none, 9};
    Recipe recipe;
    recipe.disableLevel = "L5";
    PLAN_OR_FAIL(plan, recipe, layers, scores);
    QCOMPARE(plan.rollback, (Names{"model.layers.0.self_attn.k_proj", "model.layers.0.mlp.up_proj", "lm_head"}));
    QVERIFY(hasNote(plan, "more layers than the 2 that are left"));
    QCOMPARE(plan.find("model.layers.0.mlp.up_proj")->rule, std::string("disable_level L5 (rank 1)"));
}

void TestPlan::levelNeedsScores()
{
    const auto layers = llamaLayers(1);
    Recipe recipe;
    recipe.disableLevel = "L1";
    const auto plan = resolvePlan(recipe, layers);
    QVERIFY(!plan);
    QVERIFY(plan.error().message.find("range scores") != std::string::npos);
    recipe.quantConfig.wBit = 4;
    recipe.quantConfig.isLowbit = true;
    // The low-bit family ranks by the largest input instead, which is given in the same place.
    QVERIFY(ranksByInputs(recipe) && needsLayerScores(recipe));
    std::vector<double> inputs(layers.size(), 1.0);
    inputs[5] = 2.0;
    const auto lowbit = resolvePlan(recipe, layers, inputs);
    QVERIFY(lowbit);
    QCOMPARE(lowbit->rollback, (std::vector<std::string>{layers[5].name, "lm_head"}));
}

void TestPlan::levelTakesSiblingsWithIt()
{
    const auto layers = llamaLayers(1);
    std::vector<double> scores(layers.size(), 1.0);
    scores[1] = 3.0; // key
    scores[6] = 2.0; // down: fused with nothing
    Recipe recipe;
    recipe.disableLevel = "L2";
    QCOMPARE(resolvePlan(recipe, layers, scores).value().rollback, (std::vector<std::string>{layers[1].name, layers[6].name, "lm_head"}));
    recipe.improvements.expandSiblings = true;
    const auto plan = resolvePlan(recipe, layers, scores);
    QCOMPARE(plan.value().rollback,
             (std::vector<std::string>{layers[0].name, layers[1].name, layers[2].name, layers[6].name, "lm_head"}));
    QVERIFY(plan->layers[0].rule.find(layers[1].name) != std::string::npos);
}

/// The limits that msModelSlim's documentation sets, spec/msmodelslim.md 1.
void TestPlan::modelsWithExpertsAreNotMadeSparse()
{
    std::vector<LayerInfo> layers = llamaLayers(1);
    Recipe recipe;
    recipe.quantConfig.wBit = 4;
    recipe.quantConfig.isLowbit = true;
    QVERIFY(resolvePlan(recipe, layers).hasValue());
    layers[4].expert = 0;
    const auto lowBit = resolvePlan(recipe, layers);
    QVERIFY(!lowBit && lowBit.error().code == ErrorCode::Unsupported);
    QVERIFY(lowBit.error().message.find("models with experts") != std::string::npos);
    recipe.quantConfig.isLowbit = false;
    recipe.quantConfig.coSparse = true;
    QVERIFY(!resolvePlan(recipe, layers));
    PLAN_OR_FAIL(plain, Recipe{}, layers);
    QCOMPARE(type(plain, layers[4].name), std::string("W8A8"));
}

/// spec/msmodelslim.md 9.
void TestPlan::modelsWithLatentsHaveAMixOfTheirOwn()
{
    std::vector<LayerInfo> layers = llamaLayers(1);
    layers[1] = {"model.layers.0.self_attn.kv_a_proj_with_mqa", LayerRole::KvLatent, 0, 8, 8, false};
    layers[2] = {"model.layers.0.self_attn.kv_b_proj", LayerRole::KvFromLatent, 0, 8, 8, false};
    Recipe recipe;
    PLAN_OR_FAIL(plan, recipe, layers);
    QCOMPARE(type(plan, "model.layers.0.self_attn.kv_b_proj"), std::string("W8A8"));
    QCOMPARE(type(plan, "model.layers.0.mlp.down_proj"), std::string("W8A8_DYNAMIC"));
    QCOMPARE(type(plan, "lm_head"), std::string("FLOAT"));
    QVERIFY(hasNote(plan, "DeepSeek"));
    // An edit of one layer keeps what the others have.
    QVERIFY(withMixWrittenOut(recipe, layers).mixCfg == effectiveMix(recipe, layers));
    const auto edited = withType(withMixWrittenOut(recipe, layers), std::vector<std::string>{"model.layers.0.self_attn.q_proj"}, "w8a16");
    QVERIFY(edited.hasValue());
    PLAN_OR_FAIL(one, *edited, layers);
    QCOMPARE(type(one, "model.layers.0.self_attn.q_proj"), std::string("W8A16"));
    QCOMPARE(type(one, "model.layers.0.mlp.down_proj"), std::string("W8A8_DYNAMIC"));
    const std::vector<RuleReport> rules = ruleReport(recipe, layers, &plan);
    QVERIFY(std::any_of(rules.begin(), rules.end(), [](const RuleReport &rule) { return rule.subject == "*.mlp.*" && rule.deciding.size() == 3; }));
    QVERIFY(rules.back().deciding.empty()); // the configuration itself decides nothing
    recipe.mixCfg = {{"*down_proj", "w8a16"}};
    PLAN_OR_FAIL(own, recipe, layers);
    QCOMPARE(type(own, "model.layers.0.mlp.down_proj"), std::string("W8A16"));
    QCOMPARE(type(own, "model.layers.0.mlp.up_proj"), std::string("W8A8"));
    QVERIFY(!hasNote(own, "DeepSeek"));
    recipe.mixCfg.clear();
    recipe.quantConfig.isDynamic = true;
    PLAN_OR_FAIL(dynamic, recipe, layers);
    QCOMPARE(type(dynamic, "model.layers.0.self_attn.kv_b_proj"), std::string("W8A8_DYNAMIC"));
    QVERIFY(!hasNote(dynamic, "DeepSeek"));
}

void TestPlan::mixFollowsItsPrecedence()
{
    const auto layers = llamaLayers(2);
    Recipe recipe;
    recipe.quantConfig.mmTensor = false;
    recipe.quantConfig.disableNames = {"model.layers.1.mlp.up_proj"};
    recipe.mixCfg = {{"*.mlp.*", "w8a8_dynamic"},
                     {"model.layers.?.mlp.down_proj", "w8a16"}, // second to *.mlp.*
                     {"*.o_proj", "w8a16"},
                     {"model.layers.0.mlp.down_proj", "float"}, // exact beats globs wherever it stands
                     {"*", "w8a8"}};
    PLAN_OR_FAIL(plan, recipe, layers);
    QCOMPARE(type(plan, "model.layers.0.mlp.down_proj"), std::string("FLOAT"));
    QVERIFY(plan.find("model.layers.0.mlp.down_proj")->reason == Reason::MixExact);
    QCOMPARE(type(plan, "model.layers.1.mlp.down_proj"), std::string("W8A8_DYNAMIC"));
    QVERIFY(plan.find("model.layers.1.mlp.down_proj")->scheme.isDynamic);
    QVERIFY(!plan.find("model.layers.1.mlp.down_proj")->scheme.mmTensor);
    QCOMPARE(type(plan, "model.layers.0.self_attn.o_proj"), std::string("W8A16"));
    QCOMPARE(plan.find("model.layers.0.self_attn.o_proj")->scheme.aBit, 16);
    QCOMPARE(type(plan, "model.layers.0.self_attn.q_proj"), std::string("W8A8"));
    QVERIFY(plan.find("model.layers.0.self_attn.q_proj")->reason == Reason::MixGlob);
    QCOMPARE(type(plan, "model.layers.1.mlp.up_proj"), std::string("FLOAT"));
    QCOMPARE(type(plan, "lm_head"), std::string("FLOAT"));                     // fallback beats "*"
    QCOMPARE(plan.rollback, (Names{"model.layers.1.mlp.up_proj", "lm_head"})); // float by mix_cfg is no fallback
    QVERIFY(plan.modelType == QuantType::W8A8);
}

void TestPlan::idleMixRulesAreNoted()
{
    const auto layers = llamaLayers(1);
    Recipe recipe;
    recipe.mixCfg = {{"*Down*", "w8a16"}, {"*mlp*", "w8a16"}, {"*down*", "float"}, {"lm_head", "w8a16"}};
    PLAN_OR_FAIL(plan, recipe, layers);
    QVERIFY(hasNote(plan, "\"*Down*\": w8a16 matches no layer"));
    QVERIFY(hasNote(plan, "\"*down*\": float decides nothing"));
    QVERIFY(hasNote(plan, "\"lm_head\": w8a16 decides nothing"));
    QCOMPARE(plan.notes.size(), std::size_t{3});
}

void TestPlan::mixTypeThatCannotBeDerivedIsRefusedWhenUsed()
{
    const auto layers = llamaLayers(1);
    Recipe recipe;
    recipe.quantConfig.aBit = 16;
    recipe.quantConfig.wSym = false;
    recipe.mixCfg = {{"*nothing*", "w8a8"}, {"lm_head", "w8a8"}};
    PLAN_OR_FAIL(unused, recipe, layers); // matches nothing, or only what is float already
    QVERIFY(unused.modelType == QuantType::W8A16);
    recipe.mixCfg.emplace_back("*down*", "w8a8");
    const auto used = resolvePlan(recipe, layers);
    QVERIFY(!used);
    QVERIFY(used.error().code == ErrorCode::InvalidArgument);
    for (const char *word : {"*down*", "w8a8", "model.layers.0.mlp.down_proj", "w_sym"})
        QVERIFY2(used.error().message.find(word) != std::string::npos, used.error().message.c_str());

    Recipe fourBit;
    fourBit.quantConfig.wBit = 4;
    fourBit.quantConfig.aBit = 16;
    fourBit.mixCfg = {{"*down*", "float"}};
    QVERIFY(resolvePlan(fourBit, layers)); // float is always there
    for (const char *value : {"w8a8", "w8a16", "w8a8_dynamic", "w4a8_dynamic"}) {
        fourBit.mixCfg = {{"*down*", value}};
        QVERIFY(!resolvePlan(fourBit, layers));
    }
    Recipe unknown;
    unknown.mixCfg = {{"*nothing*", "w4a16"}}; // no type of mix_cfg: refused even unused
    const auto refused = resolvePlan(unknown, layers);
    QVERIFY(!refused);
    QVERIFY(refused.error().message.find("w4a16") != std::string::npos);
}

void TestPlan::beatenRulesAreListed()
{
    const auto layers = llamaLayers(2);
    Recipe recipe;
    recipe.disableLevel = "L1";
    recipe.mixCfg = {{"*mlp*", "w8a16"}, {"*down*", "w8a8_dynamic"}, {"model.layers.0.mlp.up_proj", "float"}};
    PLAN_OR_FAIL(plan, recipe, layers, kScores);
    const LayerDecision &down = *plan.find("model.layers.0.mlp.down_proj");
    QCOMPARE(down.rule, std::string("disable_level L1 (rank 1)"));
    QCOMPARE(down.beaten, (Names{"mix_cfg \"*mlp*\": w8a16", "mix_cfg \"*down*\": w8a8_dynamic"}));
    const LayerDecision &up = *plan.find("model.layers.0.mlp.up_proj");
    QCOMPARE(up.rule, std::string("mix_cfg \"model.layers.0.mlp.up_proj\": float"));
    QCOMPARE(up.beaten, Names{"mix_cfg \"*mlp*\": w8a16"});
    QVERIFY(plan.find("model.layers.0.self_attn.q_proj")->beaten.empty());
}

void TestPlan::observerIsChosenByScore()
{
    const auto layers = llamaLayers(1);
    const std::vector<double> scores{50.0, 50.0, 50.0, std::nan(""), 50.001, 1.0, 90.0, 1.0};
    Recipe recipe;
    recipe.quantConfig.actMethod = 3;
    recipe.mixCfg = {{"*up_proj", "w8a16"}, {"*down_proj", "w8a8_dynamic"}};
    PLAN_OR_FAIL(plan, recipe, layers, scores);
    QCOMPARE(plan.layers[0].scheme.actMethod, 2); // 50 is not above
    QCOMPARE(plan.layers[3].scheme.actMethod, 2); // no statistics
    QCOMPARE(plan.layers[4].scheme.actMethod, 1);
    QCOMPARE(plan.layers[5].scheme.actMethod, 0); // weights only
    QCOMPARE(plan.layers[6].scheme.actMethod, 1); // dynamic: calibration uses it
    QVERIFY(!hasNote(plan, "act_method 3"));

    PLAN_OR_FAIL(preview, recipe, layers);
    QCOMPARE(preview.layers[0].scheme.actMethod, 3);
    QVERIFY(hasNote(preview, "act_method 3 is not decided yet"));
}

void TestPlan::splitGroupsAreNoted()
{
    const auto layers = llamaLayers(2);
    Recipe recipe;
    recipe.quantConfig.disableNames = {"model.layers.1.self_attn.q_proj"};
    PLAN_OR_FAIL(plan, recipe, layers);
    QVERIFY(hasNote(plan, "1 group is split, the first being model.layers.1.self_attn.q_proj FLOAT"));
    recipe.quantConfig.disableNames = {"model.layers.1.mlp.gate_proj", "model.layers.1.mlp.up_proj"};
    PLAN_OR_FAIL(together, recipe, layers);
    QVERIFY(together.notes.empty());
    recipe.disableLevel = "L1";
    std::vector<double> scores(layers.size(), 1.0);
    scores[1] = 9.0;
    const Result<Plan> byLevel = resolvePlan(recipe, layers, scores);
    QVERIFY(byLevel.hasValue());
    QVERIFY(hasNote(*byLevel, "model.layers.0.self_attn.k_proj FLOAT (disable_level L1)"));
}

void TestPlan::modelWithoutLayersHasAnEmptyPlan()
{
    Recipe recipe;
    recipe.disableLevel = "L3";
    PLAN_OR_FAIL(plan, recipe, std::span<const LayerInfo>{});
    QVERIFY(plan.layers.empty());
    QVERIFY(plan.rollback.empty());
}

QTEST_APPLESS_MAIN(TestPlan)
#include "tst_plan.moc"
