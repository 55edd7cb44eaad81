// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/recipe/recipe_check.h"

#include "core/recipe/plan.h"

#include <QTest>

#include <functional>

using namespace vernier;

using Edit = std::function<void(Recipe &)>;
Q_DECLARE_METATYPE(Edit)

class TestRecipeCheck : public QObject
{
    Q_OBJECT

private slots:
    void refusalsNameTheirParameter_data()
    {
        QTest::addColumn<Edit>("edit");
        QTest::addColumn<QString>("key");
        int rows = 0;
        const auto row = [&rows](const char *key, Edit edit) { QTest::addRow("%s (%d)", key, ++rows) << edit << key; };
        row("w_sym", [](Recipe &r) { r.quantConfig.wSym = false; });
        row("act_method", [](Recipe &r) { r.quantConfig.actMethod = 4; });
        row("w_bit", [](Recipe &r) { r.quantConfig.wBit = 4; });
        row("w_bit", [](Recipe &r) { r.quantConfig.wBit = 16; });
        row("a_bit", [](Recipe &r) {
            r.quantConfig.aBit = 16;
            r.quantConfig.isDynamic = true;
        });
        row("pdmix", [](Recipe &r) {
            r.quantConfig.aBit = 16;
            r.quantConfig.pdmix = true;
        });
        row("fraction", [](Recipe &r) { r.quantConfig.fraction = 0.5; });
        row("pr", [](Recipe &r) { r.quantConfig.pr = -1.0; });
        row("nonuniform", [](Recipe &r) { r.quantConfig.coSparse = r.quantConfig.nonuniform = true; });
        row("w_method", [](Recipe &r) { r.quantConfig.wMethod = WeightMethod::Hqq; });
        row("dev_type", [](Recipe &r) { r.quantConfig.devType = "tpu"; });
        row("chain", [](Recipe &r) { r.chain = {WeightQuant{.blockSize = 1}}; });
        row("anti_outlier.a_bit", [](Recipe &r) {
            r.antiOutlier.emplace().antiMethod = AntiMethod::M1;
            r.antiOutlier->aBit = 16;
        });
        row("anti_outlier.w_bit", [](Recipe &r) { r.antiOutlier.emplace().wBit = 16; });
        row("anti_outlier.dev_type", [](Recipe &r) { r.antiOutlier.emplace().devType = "tpu"; });
        row("disable_level", [](Recipe &r) { r.disableLevel = "L01"; });
        row("mix_cfg", [](Recipe &r) { r.mixCfg = {{"*w_bit*", "w9a9"}}; });
        row("calibration.samples", [](Recipe &r) { r.calibration.samples = 0; });
        row("calibration.max_length", [](Recipe &r) { r.calibration.maxLength = -1; });
    }

    void refusalsNameTheirParameter()
    {
        QFETCH(Edit, edit);
        QFETCH(QString, key);
        Recipe recipe;
        edit(recipe);
        const auto problem = recipeProblem(recipe, true);
        QVERIFY(problem);
        QCOMPARE(QString::fromStdString(problem->key), key);
    }

    void planErrorsNameTheirParameter()
    {
        const std::vector<LayerInfo> layers{{"a.q_proj", LayerRole::Query, 0, 8, 8, false}, {"lm_head", LayerRole::Head, -1, 8, 8, false}};
        Recipe recipe;
        recipe.quantConfig.disableNames = {"w_bit"};
        QCOMPARE(parameterOf(resolvePlan(recipe, layers).error()), std::string("disable_names"));
        recipe = {};
        recipe.quantConfig.wBit = 4;
        recipe.quantConfig.aBit = 16;
        recipe.mixCfg = {{"*q*", "w8a16"}};
        QCOMPARE(parameterOf(resolvePlan(recipe, layers).error()), std::string("mix_cfg"));
        recipe = {};
        recipe.disableLevel = "L1";
        QCOMPARE(parameterOf(resolvePlan(recipe, layers).error()), std::string("disable_level"));
        QCOMPARE(parameterOf({ErrorCode::Io, "no wonder w_bits is no word", {}}), std::string());
    }

    void missingDataIsNoParametersFault()
    {
        const Recipe recipe;
        QVERIFY(!recipeProblem(recipe, true));
        const auto problem = recipeProblem(recipe, false);
        QVERIFY(problem);
        QVERIFY(problem->key.empty());
    }

    void parametersApply_data()
    {
        QTest::addColumn<Edit>("edit");
        QTest::addColumn<QString>("key");
        QTest::addColumn<bool>("applies");
        const auto row = [](const char *name, const char *key, bool applies, Edit edit) { QTest::newRow(name) << edit << key << applies; };
        const Edit none = [](Recipe &) {};
        const Edit weightsOnly = [](Recipe &r) { r.quantConfig.aBit = 16; };
        const Edit dynamic = [](Recipe &r) { r.quantConfig.isDynamic = true; };
        const Edit floating = [](Recipe &r) { r.quantConfig.wBit = r.quantConfig.aBit = 16; };
        const Edit mixed = [](Recipe &r) {
            r.quantConfig.aBit = 16;
            r.mixCfg = {{"*", "w8a8"}};
        };
        row("observer, static", "act_method", true, none);
        row("observer, weights only", "act_method", false, weightsOnly);
        row("observer, dynamic", "act_method", false, dynamic);
        row("observer, one static layer", "act_method", true, mixed);
        row("pr, static", "pr", true, none);
        row("pr, dynamic", "pr", false, dynamic);
        row("symmetry is forced", "w_sym", false, none);
        row("symmetry is free", "w_sym", true, weightsOnly);
        row("symmetry to be mended", "w_sym", true, [](Recipe &r) { r.quantConfig.wSym = false; });
        row("dynamic", "is_dynamic", true, none);
        row("dynamic, weights only", "is_dynamic", false, weightsOnly);
        row("granularity", "mm_tensor", true, weightsOnly);
        row("granularity of nothing", "mm_tensor", false, floating);
        row("seed without draws", "calibration.seed", false, none);
        row("seed with draws", "calibration.seed", true, [](Recipe &r) { r.quantConfig.pr = 0.5; });
        row("suppression off", "anti_outlier.w_bit", false, none);
        row("suppression can be switched on", "anti_outlier.anti_method", true, none);
        row("suppression on", "anti_outlier.w_bit", true, [](Recipe &r) { r.antiOutlier.emplace(); });
        row("device of the CPU", "dev_id", false, none);
        row("device of an NPU", "dev_id", true, [](Recipe &r) { r.quantConfig.devType = "npu"; });
        row("always", "w_bit", true, floating);
    }

    void parametersApply()
    {
        QFETCH(Edit, edit);
        QFETCH(QString, key);
        QFETCH(bool, applies);
        Recipe recipe;
        edit(recipe);
        QCOMPARE(parameterApplies(recipe, key.toStdString()), applies);
    }

    void whatCannotBeEditedIsNamedAndCanGo()
    {
        Recipe recipe;
        QVERIFY(uneditableParameters(recipe).empty());
        recipe.quantConfig.actMethod = 2;
        recipe.quantConfig.isLowbit = true;
        recipe.quantConfig.groupSize = 128;
        recipe.chain = {KvQuant{false}};
        using Pairs = std::vector<std::pair<std::string, std::string>>;
        QCOMPARE(uneditableParameters(recipe), (Pairs{{"is_lowbit", "true"}, {"group_size", "128"}, {"chain", "kv_quant(kv_sym=false)"}}));
        const Recipe plain = withoutUneditable(recipe);
        QCOMPARE(plain.quantConfig.actMethod, 2);
        QVERIFY(uneditableParameters(plain).empty());
    }
};

QTEST_APPLESS_MAIN(TestRecipeCheck)
#include "tst_recipe_check.moc"
