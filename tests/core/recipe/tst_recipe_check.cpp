// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/recipe/recipe_check.h"

#include "core/recipe/chain_parameters.h"
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
        row("nonuniform", [](Recipe &r) { r.quantConfig.isLowbit = r.quantConfig.nonuniform = true; });
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
        const auto suppressed = [](AntiMethod method) { return [method](Recipe &r) { r.antiOutlier.emplace().antiMethod = method; }; };
        row("bits of a search", "anti_outlier.w_bit", true, suppressed(AntiMethod::M3));
        row("bits without search", "anti_outlier.w_bit", false, suppressed(AntiMethod::M2));
        row("bits of activations without search", "anti_outlier.a_bit", false, suppressed(AntiMethod::M6));
        row("exceptions", "anti_outlier.disable_anti_names", true, suppressed(AntiMethod::M4));
        row("exceptions of m1", "anti_outlier.disable_anti_names", false, suppressed(AntiMethod::M1));
        row("exponents", "anti_outlier.flex_config.alpha", true, suppressed(AntiMethod::M6));
        row("exponents of m4", "anti_outlier.flex_config.alpha", false, suppressed(AntiMethod::M4));
        const Edit groups = [](Recipe &r) { r.quantConfig.wBit = 4; r.quantConfig.aBit = 16; r.quantConfig.isLowbit = true; r.quantConfig.openOutlier = false; };
        const Edit rows = [](Recipe &r) { r.quantConfig.wBit = 4; r.quantConfig.aBit = 8; r.quantConfig.isLowbit = true; };
        const Edit sigma = [](Recipe &r) { r.quantConfig.wBit = 4; r.quantConfig.aBit = 8; r.quantConfig.isLowbit = true; r.quantConfig.useSigma = true; };
        const Edit sparse = [](Recipe &r) { r.quantConfig.coSparse = true; };
        const Edit gptq = [](Recipe &r) { r.quantConfig.wBit = 4; r.quantConfig.aBit = 16; r.quantConfig.wMethod = WeightMethod::Gptq; };
        const Edit better = [](Recipe &r) {
            r.quantConfig.wBit = 4; r.quantConfig.aBit = 16; r.quantConfig.wMethod = WeightMethod::Gptq;
            r.improvements.gptq = true;
        };
        const Edit nf = [](Recipe &r) { r.quantConfig.wBit = 4; r.quantConfig.aBit = 16; r.quantConfig.wMethod = WeightMethod::Nf; };
        row("groups", "group_size", true, groups);
        row("groups beside outliers", "group_size", false, rows);
        row("granularity of groups", "mm_tensor", false, groups);
        row("outliers by share", "fraction", true, rows);
        row("outliers by sigma have no share", "fraction", false, sigma);
        row("share of the whole tensor", "fraction", true, sparse);
        row("no share", "fraction", false, none);
        row("sigma", "sigma_factor", true, sigma);
        row("no sigma", "sigma_factor", false, rows);
        row("sigma rule", "use_sigma", true, rows);
        row("sigma rule without outliers", "use_sigma", false, groups);
        row("bits of co_sparse", "w_bit", false, sparse);
        row("pr of co_sparse", "pr", false, sparse);
        row("co_sparse beside is_lowbit", "co_sparse", false, rows);
        row("outliers", "open_outlier", false, none);
        row("method of weights only", "w_method", true, weightsOnly);
        row("method of W8A8", "w_method", false, none);
        row("damping of msModelSlim", "percdamp", false, gptq);
        row("damping that is obeyed", "percdamp", true, better);
        row("better GPTQ", "improvements.gptq", true, gptq);
        row("order of msModelSlim's GPTQ", "improvements.act_order", false, gptq);
        row("order of the better GPTQ", "improvements.act_order", true, better);
        row("better HQQ", "improvements.hqq", false, gptq);
        row("siblings of nothing", "improvements.expand_siblings", false, none);
        row("siblings", "improvements.expand_siblings", true, [](Recipe &r) { r.disableLevel = "L2"; });
        row("blocks", "block_size", true, nf);
        row("blocks of MinMax", "block_size", false, gptq);
        row("cache of NF4", "use_kvcache_quant", false, nf);
        row("zero point of no cache", "kv_sym", false, none);
        row("zero point of a cache", "kv_sym", true, [](Recipe &r) { r.chain = {KvQuant{}}; });
        row("pdmix", "pdmix", true, none);
        row("pdmix, dynamic", "pdmix", false, dynamic);
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

    void parametersThatTheChainGivesAreEditedThere()
    {
        Recipe recipe;
        recipe.chain = {SparseQuant{.fraction = 0.05, .isLowbit = true}, KvQuant{}};
        QVERIFY(chainedConfig(recipe).isLowbit);
        QVERIFY(chainedConfig(recipe).useKvcacheQuant);
        setParameter(recipe, &QuantConfig::isLowbit, false);
        QVERIFY(!std::get<SparseQuant>(recipe.chain[0]).isLowbit);
        setCoSparse(recipe, false);
        QVERIFY(recipe.chain == (std::vector<ChainCall>{KvQuant{}}));
        QCOMPARE(recipe.quantConfig.fraction, 0.05); // its other values stay
        setKvSym(recipe, false);
        QVERIFY(recipe.chain == (std::vector<ChainCall>{KvQuant{false}}));
        setKvCacheQuant(recipe, false);
        QVERIFY(recipe.chain.empty());
        QVERIFY(kvSym(recipe));
    }

    void blockSizeIsACallWithTheOtherValues()
    {
        Recipe recipe;
        recipe.quantConfig.wBit = 4;
        recipe.quantConfig.aBit = 16;
        recipe.quantConfig.wMethod = WeightMethod::Nf;
        setBlockSize(recipe, WeightQuant{}.blockSize);
        QVERIFY(recipe.chain.empty());
        setBlockSize(recipe, 128);
        QCOMPARE(blockSize(recipe), 128);
        const auto resolved = resolve(recipe.quantConfig, recipe.chain);
        QVERIFY(resolved);
        QVERIFY(resolved->type == QuantType::NF4);
        QCOMPARE(resolved->blockSize, 128);
    }
};

QTEST_APPLESS_MAIN(TestRecipeCheck)
#include "tst_recipe_check.moc"
