// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/recipe/rule_report.h"

#include <QTest>

#include <map>

using namespace vernier;

namespace {

using Layers = std::vector<int>;
using State = RuleReport::State;

/// 0…3: q, down of two blocks; 4: the head.
std::vector<LayerInfo> fiveLayers()
{
    return {{"m.0.q_proj", LayerRole::Query, 0, 8, 8, false},
            {"m.0.down_proj", LayerRole::Down, 0, 8, 8, false},
            {"m.1.q_proj", LayerRole::Query, 1, 8, 8, false},
            {"m.1.down_proj", LayerRole::Down, 1, 8, 8, false},
            {"lm_head", LayerRole::Head, -1, 8, 8, false}};
}

const RuleReport *find(const std::vector<RuleReport> &rules, const std::string &text)
{
    for (const RuleReport &rule : rules) {
        if (rule.text() == text)
            return &rule;
    }
    return nullptr;
}

/// Everything at once: each kind of rule, shadowed ones, an unmatched one.
Recipe busyRecipe()
{
    Recipe recipe;
    recipe.quantConfig.disableNames = {"m.0.q_proj"};
    recipe.disableLevel = "L1";
    recipe.mixCfg = {{"*down*", "w8a16"}, {"m.1.down_proj", "w8a8_dynamic"}, {"*0.down*", "float"}, {"*gate*", "float"}, {"*.q_proj", "w8a16"}};
    return recipe;
}

const std::vector<double> kScores{1.0, 2.0, 9.0, 3.0, 4.0};

} // namespace

#define RULE(rules, text)                                                                                              \
    ([&]() -> const RuleReport & {                                                                                     \
        const RuleReport *found = find(rules, text);                                                                   \
        if (!found)                                                                                                    \
            qFatal("no rule %s", std::string(text).c_str());                                                           \
        return *found;                                                                                                 \
    }())

class TestRuleReport : public QObject
{
    Q_OBJECT

private slots:
    void rulesStandInOrderOfPrecedence()
    {
        const auto layers = fiveLayers();
        const auto plan = resolvePlan(busyRecipe(), layers, kScores);
        QVERIFY(plan);
        std::vector<std::string> texts;
        for (const RuleReport &rule : ruleReport(busyRecipe(), layers, &*plan))
            texts.push_back(rule.text());
        QCOMPARE(texts,
                 (std::vector<std::string>{"disable_names \"m.0.q_proj\"", "disable_last_linear", "disable_level L1",
                                           "mix_cfg \"m.1.down_proj\": w8a8_dynamic", "mix_cfg \"*down*\": w8a16",
                                           "mix_cfg \"*0.down*\": float", "mix_cfg \"*gate*\": float", "mix_cfg \"*.q_proj\": w8a16",
                                           "quant_config"}));
    }

    void countsAndStates()
    {
        const auto layers = fiveLayers();
        const auto plan = resolvePlan(busyRecipe(), layers, kScores);
        const auto rules = ruleReport(busyRecipe(), layers, &*plan);
        const RuleReport &level = RULE(rules, "disable_level L1");
        QCOMPARE(level.deciding, Layers{2});
        const RuleReport &down = RULE(rules, "mix_cfg \"*down*\": w8a16");
        QCOMPARE(down.matching, (Layers{1, 3}));
        QCOMPARE(down.deciding, Layers{1});
        QVERIFY(down.state == State::Partial);
        QCOMPARE(down.strongest, std::string("mix_cfg \"m.1.down_proj\": w8a8_dynamic"));
        QCOMPARE(down.index, std::size_t{0});
        QVERIFY(RULE(rules, "mix_cfg \"*0.down*\": float").state == State::Shadowed);
        QVERIFY(RULE(rules, "mix_cfg \"*gate*\": float").state == State::Unmatched);
        const RuleReport &query = RULE(rules, "mix_cfg \"*.q_proj\": w8a16");
        QVERIFY(query.state == State::Shadowed);
        QVERIFY(query.deciding.empty());
        QVERIFY(RULE(rules, "disable_names \"m.0.q_proj\"").state == State::Active);
        QVERIFY(RULE(rules, "quant_config").state == State::Shadowed); // nothing is left for it here
        QCOMPARE(RULE(rules, "quant_config").type, std::string("w8a8"));
    }

    void itAgreesWithThePlan()
    {
        const auto layers = fiveLayers();
        const auto plan = resolvePlan(busyRecipe(), layers, kScores);
        std::size_t decided = 0;
        for (const RuleReport &rule : ruleReport(busyRecipe(), layers, &*plan)) {
            for (const int layer : rule.deciding) {
                const LayerDecision &decision = plan->layers[static_cast<std::size_t>(layer)];
                QVERIFY2(decision.reason == rule.reason, decision.layer.c_str());
                QVERIFY2(decision.rule.starts_with(rule.text()), decision.rule.c_str());
                ++decided;
            }
        }
        QCOMPARE(decided, layers.size());
    }

    void brokenRecipesAreReportedToo()
    {
        Recipe recipe;
        recipe.quantConfig.wSym = false; // refused
        recipe.quantConfig.disableNames = {"nobody", "m.0.q_proj", "m.0.q_proj"};
        recipe.disableLevel = "L2";
        const auto rules = ruleReport(recipe, fiveLayers(), nullptr);
        QVERIFY(rules[0].state == State::Unmatched);
        QVERIFY(rules[1].state == State::Active);
        QVERIFY(rules[2].state == State::Shadowed);
        QVERIFY(RULE(rules, "disable_level L2").state == State::Unknown);
        QCOMPARE(RULE(rules, "quant_config").type, std::string());
    }

    void whatIsOffIsListedAsOff()
    {
        Recipe recipe;
        recipe.quantConfig.disableLastLinear = false;
        const auto rules = ruleReport(recipe, fiveLayers(), nullptr);
        QVERIFY(RULE(rules, "disable_last_linear").state == State::Off);
        QVERIFY(RULE(rules, "disable_level L0").state == State::Off);
        QCOMPARE(RULE(rules, "quant_config").deciding.size(), std::size_t{5});
        QVERIFY(RULE(rules, "quant_config").state == State::Active);
    }
};

QTEST_APPLESS_MAIN(TestRuleReport)
#include "tst_rule_report.moc"
