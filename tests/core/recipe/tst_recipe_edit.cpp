// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/recipe/recipe_edit.h"

#include <QTest>

using namespace vernier;

namespace {

using Names = std::vector<std::string>;

const Names kTwo{"model.layers.0.mlp.down_proj", "model.layers.1.mlp.down_proj"};

std::vector<LayerInfo> twoBlocks()
{
    std::vector<LayerInfo> layers;
    for (const int block : {0, 1}) {
        const std::string prefix = "model.layers." + std::to_string(block) + ".";
        for (const auto &[name, role] : {std::pair{"self_attn.q_proj", LayerRole::Query}, {"self_attn.k_proj", LayerRole::Key},
                                         {"self_attn.v_proj", LayerRole::Value}, {"self_attn.o_proj", LayerRole::AttentionOutput},
                                         {"mlp.gate_proj", LayerRole::Gate}, {"mlp.up_proj", LayerRole::Up}, {"mlp.down_proj", LayerRole::Down}})
            layers.push_back({prefix + name, role, block, 4, 4});
    }
    return layers;
}

} // namespace

class TestRecipeEdit : public QObject
{
    Q_OBJECT

private slots:
    void fallbackNamesEachLayerOnceAndDropsItsRule()
    {
        Recipe recipe;
        recipe.quantConfig.disableNames = {kTwo[0]};
        recipe.mixCfg = {{kTwo[1], "w8a16"}, {"*up*", "w8a16"}};
        const Recipe edited = withFallback(recipe, kTwo);
        QCOMPARE(edited.quantConfig.disableNames, kTwo);
        QCOMPARE(edited.mixCfg, (MixConfig{{"*up*", "w8a16"}}));
    }

    void splitGroupsAreFilledUp()
    {
        const std::vector<LayerInfo> layers = twoBlocks();
        Recipe recipe = withFallback(Recipe{}, Names{"model.layers.0.mlp.down_proj", "model.layers.1.self_attn.k_proj"});
        recipe.quantConfig.disableLastLinear = false;
        recipe.mixCfg = {{"model.layers.0.mlp.gate_proj", "w8a8_dynamic"}};
        const Plan plan = *resolvePlan(recipe, layers);
        QCOMPARE(splitGroups(plan, layers), (std::vector<std::vector<std::size_t>>{{4, 5}, {7, 8, 9}}));
        Names added = quantizedLayers(plan, splitGroups(plan, layers)[0]);
        QCOMPARE(added, (Names{"model.layers.0.mlp.gate_proj", "model.layers.0.mlp.up_proj"}));
        const Names others = quantizedLayers(plan, splitGroups(plan, layers)[1]);
        QCOMPARE(others, (Names{"model.layers.1.self_attn.q_proj", "model.layers.1.self_attn.v_proj"}));
        added.insert(added.end(), others.begin(), others.end());
        const Plan whole = *resolvePlan(withFallback(recipe, added), layers);
        QVERIFY(splitGroups(whole, layers).empty());
        QVERIFY(whole.notes.empty());
    }

    void namedLayersTakeTheTypeOfTheirGroup()
    {
        const std::vector<LayerInfo> layers = twoBlocks();
        Recipe recipe = withFallback(Recipe{}, Names{"model.layers.0.self_attn.q_proj"});
        recipe.quantConfig.disableLastLinear = false;
        recipe.mixCfg = {{"model.layers.1.self_attn.k_proj", "w8a16"}, {"model.layers.1.self_attn.v_proj", "float"}, {"*up_proj", "w8a16"}};
        const Plan plan = *resolvePlan(recipe, layers);
        const std::vector<std::vector<std::size_t>> groups = splitGroups(plan, layers);
        QCOMPARE(groups.size(), std::size_t{4});
        QVERIFY(commonType(plan, groups[0]) == QuantType::W8A8);
        QVERIFY(!commonType(plan, groups[1])); // the pattern names neither
        QVERIFY(namedLayers(plan, groups[1]).empty());
        QVERIFY(commonType(plan, groups[2]) == QuantType::W8A8);
        for (const std::size_t group : {std::size_t{0}, std::size_t{2}})
            recipe = *withType(recipe, namedLayers(plan, groups[group]), fileSpelling(QuantType::W8A8));
        QVERIFY(recipe.quantConfig.disableNames.empty());
        QCOMPARE(recipe.mixCfg, (MixConfig{{"*up_proj", "w8a16"}}));
        QCOMPARE(splitGroups(*resolvePlan(recipe, layers), layers).size(), std::size_t{2});
        // Left in float by something else, the others give no type to adopt.
        Plan others = plan;
        others.layers[groups[0][1]] = {layers[groups[0][1]].name, Scheme{}, Reason::DisableLevel, {}, {}};
        QVERIFY(!commonType(others, groups[0]));
    }

    void typeReplacesFallbackAndEarlierRule()
    {
        Recipe recipe;
        recipe.quantConfig.disableNames = {"other", kTwo[0]};
        recipe.mixCfg = {{kTwo[1], "w8a16"}};
        const Result<Recipe> edited = withType(recipe, kTwo, "w8a8_dynamic");
        QVERIFY(edited);
        QCOMPARE(edited->quantConfig.disableNames, Names{"other"});
        QCOMPARE(edited->mixCfg, (MixConfig{{kTwo[0], "w8a8_dynamic"}, {kTwo[1], "w8a8_dynamic"}}));
    }

    void configurationsOwnTypeNeedsARuleOnlyAgainstAPattern()
    {
        Recipe recipe;
        recipe.mixCfg = {{"*.1.*", "w8a16"}};
        const Result<Recipe> edited = withType(recipe, kTwo, "w8a8");
        QVERIFY(edited);
        QCOMPARE(edited->mixCfg, (MixConfig{{"*.1.*", "w8a16"}, {kTwo[1], "w8a8"}}));
    }

    void typeForTheHeadTakesItOutOfDisableLastLinear()
    {
        const Result<Recipe> edited = withType(Recipe{}, Names{"lm_head"}, "w8a8");
        QVERIFY(edited);
        QVERIFY(!edited->quantConfig.disableLastLinear);
    }

    void impossibleTypesAreRefused()
    {
        QVERIFY(withType(Recipe{}, kTwo, "w4a16").error().code == ErrorCode::InvalidArgument);
        QVERIFY(withType(Recipe{}, kTwo, "w9").error().code == ErrorCode::InvalidArgument);
    }

    void defaultUndoesBoth()
    {
        Recipe recipe = withFallback(Recipe{}, kTwo);
        recipe.mixCfg = {{kTwo[0], "w8a16"}, {"*", "w8a16"}};
        const Recipe edited = withDefault(recipe, kTwo);
        QVERIFY(edited.quantConfig.disableNames.empty());
        QCOMPARE(edited.mixCfg, (MixConfig{{"*", "w8a16"}}));
    }

    void withoutFallbackKeepsEverythingElse()
    {
        Recipe recipe = withFallback(Recipe{}, kTwo);
        recipe.disableLevel = "L3";
        recipe.quantConfig.actMethod = 2;
        recipe.mixCfg = {{"*down*", "float"}, {"*", "w8a16"}};
        const Recipe edited = withoutFallback(recipe);
        QVERIFY(edited.quantConfig.disableNames.empty());
        QCOMPARE(edited.disableLevel, std::string("L0"));
        QCOMPARE(edited.quantConfig.actMethod, 2);
        QCOMPARE(edited.mixCfg, (MixConfig{{"*", "w8a16"}}));
    }

    void rulesAreAddedReplacedMovedAndRemoved()
    {
        Recipe recipe = *withMixRule({}, std::nullopt, "*a*", "w8a16");
        recipe = *withMixRule(recipe, std::nullopt, "*b*", "float");
        recipe = *withMixRule(recipe, std::nullopt, "*c*", "w8a8");
        recipe = *withMixRule(recipe, 1, "*B*", "w8a8_dynamic");
        QCOMPARE(recipe.mixCfg, (MixConfig{{"*a*", "w8a16"}, {"*B*", "w8a8_dynamic"}, {"*c*", "w8a8"}}));
        QCOMPARE(withMixRuleMoved(recipe, 0, 2).mixCfg, (MixConfig{{"*B*", "w8a8_dynamic"}, {"*c*", "w8a8"}, {"*a*", "w8a16"}}));
        QCOMPARE(withMixRuleMoved(recipe, 2, 0).mixCfg, (MixConfig{{"*c*", "w8a8"}, {"*a*", "w8a16"}, {"*B*", "w8a8_dynamic"}}));
        QCOMPARE(withMixRuleMoved(recipe, 1, 1).mixCfg, recipe.mixCfg);
        recipe.quantConfig.disableNames = {"x", "y", "z"};
        const Recipe rest = withoutRules(recipe, std::vector<std::size_t>{0, 2}, std::vector<std::size_t>{1});
        QCOMPARE(rest.quantConfig.disableNames, Names{"y"});
        QCOMPARE(rest.mixCfg, (MixConfig{{"*a*", "w8a16"}, {"*c*", "w8a8"}}));
    }

    void impossibleRulesAreRefused()
    {
        const Recipe recipe = *withDisableName(*withMixRule({}, std::nullopt, "*a*", "w8a16"), std::nullopt, "x");
        QVERIFY(!withMixRule(recipe, std::nullopt, "", "w8a16"));
        QVERIFY(!withMixRule(recipe, std::nullopt, "*a*", "float"));
        QVERIFY(withMixRule(recipe, 0, "*a*", "float"));
        QVERIFY(!withMixRule(recipe, std::nullopt, "*b*", "w9"));
        QVERIFY(!withDisableName(recipe, std::nullopt, ""));
        QVERIFY(!withDisableName(recipe, std::nullopt, "x"));
        QCOMPARE(withDisableName(recipe, 0, "y")->quantConfig.disableNames, Names{"y"});
    }
};

QTEST_APPLESS_MAIN(TestRecipeEdit)
#include "tst_recipe_edit.moc"
