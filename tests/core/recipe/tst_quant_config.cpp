// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/recipe/quant_config.h"

#include "core/recipe/recipe.h"

#include <QTest>

#include <cmath>

using namespace vernier;

namespace {

QString toQString(std::string_view text)
{
    return QString::fromUtf8(text.data(), qsizetype(text.size()));
}

/// A recipe from the text of its `quant_config` and `chain`.
Result<Recipe> recipeOf(const QString &quantConfig, const QString &chain)
{
    const std::string text =
        "{\"version\":1,\"quant_config\":{" + quantConfig.toStdString() + "},\"chain\":[" + chain.toStdString() + "]}";
    return parseRecipe(nlohmann::ordered_json::parse(text), "test");
}

} // namespace

class TestQuantConfig : public QObject
{
    Q_OBJECT

private slots:
    void labelsGoThereAndBack();
    void typeIsDecidedAsInTheOriginal_data();
    void typeIsDecidedAsInTheOriginal();
    void impossibleConfigurationIsRefused_data();
    void impossibleConfigurationIsRefused();
    void notFinitePrIsRefused();
    void rulesReplaceValues();
    void chainKeepsWhatItDoesNotSet();
    void typesAreDerivedFromEightBitWeights_data();
    void typesAreDerivedFromEightBitWeights();
    void onlyWhatIsBuiltIsSupported_data();
    void onlyWhatIsBuiltIsSupported();
};

void TestQuantConfig::labelsGoThereAndBack()
{
    for (int i = 0; i <= static_cast<int>(QuantType::Unknown); ++i) {
        const auto type = static_cast<QuantType>(i);
        QVERIFY(quantTypeFromString(toString(type)) == type);
    }
    QCOMPARE(toQString(toString(QuantType::W8A8Dynamic)), QString("W8A8_DYNAMIC"));
    QCOMPARE(fileSpelling(QuantType::W8A8Dynamic), std::string("w8a8_dynamic"));
    QCOMPARE(fileSpelling(QuantType::FAQuant), std::string("faquant"));
    QVERIFY(!quantTypeFromString("w8a8"));
    QVERIFY(!quantTypeFromString(""));
}

void TestQuantConfig::typeIsDecidedAsInTheOriginal_data()
{
    QTest::addColumn<QString>("config");
    QTest::addColumn<QString>("chain");
    QTest::addColumn<QString>("type");
    const auto row = [](const char *config, const char *type, const char *chain = "") {
        QTest::addRow("%s%s%s", config, *chain ? " + " : "", chain)
            << QString(config) << QString(chain) << QString(type);
    };
    row("", "W8A8");
    row(R"("mm_tensor":false,"act_method":3)", "W8A8");
    row(R"("pdmix":true)", "W8A8");
    row(R"("pr":2)", "W8A8"); // an int, and beyond 1: not checked here
    row(R"("pr":-0.5)", "W8A8");
    row(R"("is_lowbit":true)", "W8A8");
    row(R"("is_lowbit":true,"pr":7.5)", "W8A8");
    row(R"("is_lowbit":true,"open_outlier":false)", "W8A8");
    row(R"("is_dynamic":true)", "W8A8_DYNAMIC");
    row(R"("is_dynamic":true,"w_method":"GPTQ")", "W8A8_DYNAMIC");
    row(R"("is_dynamic":true,"is_lowbit":true)", "W8A8_DYNAMIC");
    row(R"("w_bit":4,"is_dynamic":true,"is_lowbit":true,"open_outlier":false)", "W4A8_DYNAMIC");
    row(R"("w_bit":4,"is_dynamic":true,"is_lowbit":true,"open_outlier":false,"w_method":"GPTQ")", "W4A8_DYNAMIC");
    row(R"("w_bit":4,"a_bit":4,"is_dynamic":true)", "W4A4_FLATQUANT_DYNAMIC");
    row(R"("w_bit":8,"a_bit":4,"is_dynamic":true)", "UNKNOWN");
    row(R"("co_sparse":true)", "W8A8S");
    row(R"("co_sparse":true,"w_bit":8,"a_bit":16,"pr":0.5)", "W8A8S");
    row(R"("a_bit":16)", "W8A16");
    row(R"("a_bit":16,"w_sym":false,"w_method":"HQQ")", "W8A16");
    row(R"("a_bit":16,"is_lowbit":true,"open_outlier":false,"group_size":128)", "W8A16");
    row(R"("w_bit":4,"a_bit":16)", "W4A16");
    row(R"("w_bit":4,"a_bit":16,"w_method":"GPTQ","percdamp":0.05)", "W4A16");
    row(R"("w_bit":4,"a_bit":16,"is_lowbit":true)", "W4A16");
    row(R"("w_bit":4,"a_bit":16,"w_method":"NF")", "NF4");
    row(R"("w_bit":16,"a_bit":16)", "FLOAT");
    row(R"("w_bit":4,"is_lowbit":true)", "W8A8S");
    row(R"("w_bit":16,"a_bit":8)", "UNKNOWN");
    row(R"("w_bit":2,"a_bit":16)", "UNKNOWN");
    row(R"("group_size":48)", "W8A8"); // has no effect here
    row("", "W8A8_TIMESTEP", R"(["timestep_quant",{"max_dynamic_step":3}])");
    row(R"("is_dynamic":true)", "W8A8_TIMESTEP", R"(["timestep_quant",{"max_dynamic_step":3}])");
    row(R"("a_bit":16)", "W8A16", R"(["timestep_quant",{"max_dynamic_step":3}])");
    row("", "W8A8_DYNAMIC", R"(["weight_activation_quant",{"is_dynamic":true}])");
    row(R"("is_dynamic":true)", "W8A8", R"(["weight_activation_quant"])"); // sets its own defaults
    row(R"("w_bit":4,"a_bit":16)", "NF4", R"(["weight_quant",{"w_method":"NF","block_size":128}])");
    row("", "W8A8S", R"(["sparse_quant",{}])");
    row("", "W8A8", R"(["sparse_quant",{"is_lowbit":true}])"); // lowbit wins over co_sparse, and w_bit is 8
    row(R"("w_bit":4,"is_lowbit":true)", "W8A8S", R"(["sparse_quant",{"is_lowbit":true,"use_sigma":true}])");
    row("", "W8A8", R"(["kv_quant",{"kv_sym":false}])");
    row("", "W8A8", R"(["fa_quant",{"fa_amp":2}])");
    row("", "W8A8", R"(["simulate_tp",{"tp_size":4}])");
}

void TestQuantConfig::typeIsDecidedAsInTheOriginal()
{
    QFETCH(QString, config);
    QFETCH(QString, chain);
    QFETCH(QString, type);
    const auto recipe = recipeOf(config, chain);
    QVERIFY2(recipe, recipe ? "" : toString(recipe.error()).c_str());
    const auto resolved = resolve(recipe->quantConfig, recipe->chain);
    QVERIFY2(resolved, resolved ? "" : toString(resolved.error()).c_str());
    QCOMPARE(toQString(toString(resolved->type)), type);
}

void TestQuantConfig::impossibleConfigurationIsRefused_data()
{
    QTest::addColumn<QString>("config");
    QTest::addColumn<QString>("chain");
    QTest::addColumn<QStringList>("words"); // all of them appear in the message
    const auto row = [](const char *config, const QStringList &words, const char *chain = "") {
        QTest::addRow("%s%s%s", config, *chain ? " + " : "", chain) << QString(config) << QString(chain) << words;
    };
    // 1.3, in its order
    row(R"("dev_type":"tpu")", {"dev_type", "\"tpu\"", "npu"});
    row(R"("dev_id":-1)", {"dev_id", "-1"});
    row(R"("act_method":0)", {"act_method", "0", "1 (min-max)"});
    row(R"("act_method":4)", {"act_method", "4"});
    row(R"("w_sym":false)", {"w_sym", "a_bit 8"});
    row(R"("w_sym":false,"is_dynamic":true)", {"w_sym", "a_bit 8"});
    row(R"("w_sym":false,"co_sparse":true)", {"w_sym", "a_bit 8"});
    row(R"("percdamp":1.5)", {"percdamp", "1.5", "0 to 1"});
    row(R"("use_kvcache_quant":true)", {"fa_quant", "kv_quant"}, R"(["fa_quant",{}])");
    row("", {"fa_quant", "kv_quant"}, R"(["fa_quant",{}],["kv_quant",{}])");
    row(R"("fraction":0.2)", {"fraction", "0.2", "0.01 to 0.1"});
    row(R"("fraction":0.001)", {"fraction", "0.001"});
    row(R"("w_bit":4,"is_lowbit":true,"pr":1.5)", {"pr", "is_lowbit", "1.5"});
    row(R"("w_bit":4,"a_bit":4,"is_lowbit":true)", {"a_bit", "4", "8 and 16"});
    row(R"("sigma_factor":2.0)", {"sigma_factor", "2", "3 to 4"});
    row(R"("act_method":3,"is_lowbit":true)", {"act_method", "3", "is_lowbit"});
    row(R"("w_bit":16,"is_dynamic":true)", {"w_bit", "16", "is_dynamic"});
    row(R"("a_bit":16,"is_dynamic":true)", {"a_bit", "16", "is_dynamic"});
    row(R"("w_bit":4,"a_bit":16,"is_lowbit":true,"open_outlier":false,"group_size":48)", {"group_size", "48", "256"});
    row(R"("w_bit":4,"a_bit":16,"is_lowbit":true,"w_method":"HQQ")", {"w_method", "HQQ", "groups"});
    row(R"("is_lowbit":true,"w_method":"GPTQ")", {"w_method", "GPTQ", "groups"});
    row(R"("w_bit":8,"a_bit":16,"w_method":"NF")", {"w_bit", "8", "NF"});
    row(R"("w_bit":4,"a_bit":8,"w_method":"NF")", {"a_bit", "8", "NF"});
    row(R"("w_bit":4,"a_bit":16,"w_method":"NF","is_lowbit":true)", {"is_lowbit", "NF"});
    row(R"("w_bit":4,"a_bit":16,"w_method":"NF","use_kvcache_quant":true)", {"NF", "KV cache"});
    row(R"("w_bit":4,"a_bit":16,"w_method":"NF")", {"NF", "fa_quant"}, R"(["fa_quant",{}])");
    row(R"("w_bit":4,"a_bit":16,"w_method":"NF")", {"NF", "simulate_tp"}, R"(["simulate_tp",{"tp_size":2}])");
    row(R"("w_bit":4)", {"W4A8_DYNAMIC", "dynamic", "group"});
    row(R"("w_bit":4,"is_dynamic":true)", {"W4A8_DYNAMIC", "group"});
    row(R"("w_bit":4,"is_dynamic":true,"is_lowbit":true)", {"W4A8_DYNAMIC", "open_outlier false"});
    row(R"("w_bit":4,"is_lowbit":true,"open_outlier":false)", {"open_outlier", "saved"});
    row(R"("w_bit":4,"a_bit":4)", {"W4A4", "is_dynamic"});
    row(R"("w_bit":4,"a_bit":4,"is_dynamic":true,"w_method":"HQQ")", {"W4A4", "HQQ"});
    row(R"("w_bit":4,"a_bit":4,"is_dynamic":true,"w_sym":false)", {"W4A4", "w_sym"});
    row(R"("w_bit":4,"a_bit":4,"is_dynamic":true,"disable_last_linear":false)", {"W4A4", "disable_last_linear"});
    row(R"("w_method":"GPTQ")", {"w_method", "GPTQ", "W8A8"});
    row(R"("w_method":"HQQ","co_sparse":true)", {"w_method", "HQQ", "W8A8S"});
    row(R"("pdmix":true,"is_dynamic":true)", {"pdmix", "W8A8_DYNAMIC"});
    row(R"("pdmix":true,"a_bit":16)", {"pdmix", "W8A16"});
    // chain methods
    row("", {"weight_quant", "block_size", "100"}, R"(["weight_quant",{"block_size":100}])");
    row("", {"weight_quant", "w_method", "GPTQ"}, R"(["weight_quant",{"w_method":"GPTQ"}])");
    row("", {"weight_activation_quant", "act_method"}, R"(["weight_activation_quant",{"act_method":9}])");
    row("", {"sparse_quant", "fraction"}, R"(["sparse_quant",{"fraction":0.5}])");
    row("", {"fa_quant", "fa_amp", "-1"}, R"(["fa_quant",{"fa_amp":-1}])");
    row("", {"simulate_tp", "tp_size", "3", "16"}, R"(["simulate_tp",{"tp_size":3}])");
    row("", {"simulate_tp", "tp_size", "missing"}, R"(["simulate_tp",{}])");
    row("", {"timestep_quant", "max_dynamic_step", "missing"}, R"(["timestep_quant"])");
    row("", {"timestep_quant", "max_dynamic_step", "-2"}, R"(["timestep_quant",{"max_dynamic_step":-2}])");
}

void TestQuantConfig::impossibleConfigurationIsRefused()
{
    QFETCH(QString, config);
    QFETCH(QString, chain);
    QFETCH(QStringList, words);
    const auto recipe = recipeOf(config, chain);
    QVERIFY2(recipe, recipe ? "" : toString(recipe.error()).c_str());
    const auto resolved = resolve(recipe->quantConfig, recipe->chain);
    QVERIFY(!resolved);
    QVERIFY(resolved.error().code == ErrorCode::InvalidArgument);
    const QString message = toQString(resolved.error().message);
    for (const QString &word : words)
        QVERIFY2(message.contains(word), qPrintable(message + " lacks " + word));
    QVERIFY(!validate(*recipe));
}

void TestQuantConfig::notFinitePrIsRefused()
{
    QuantConfig config;
    config.pr = std::nan("");
    QVERIFY(!resolve(config));
    config.pr = HUGE_VAL;
    QVERIFY(!resolve(config));
    config.pr = 1.0;
    config.fraction = std::nan("");
    QVERIFY(!resolve(config));
}

void TestQuantConfig::rulesReplaceValues()
{
    QuantConfig sparse;
    sparse.coSparse = true;
    sparse.pr = 0.5;
    const auto forced = resolve(sparse);
    QVERIFY(forced);
    QCOMPARE(forced->config.wBit, 4);
    QCOMPARE(forced->config.aBit, 8);
    QCOMPARE(forced->config.pr, 1.0);
    QCOMPARE(forced->warnings.size(), std::size_t{2}); // pr and w_bit

    QuantConfig groups;
    groups.wBit = 4;
    groups.aBit = 16;
    groups.isLowbit = true;
    groups.openOutlier = false;
    groups.doSmooth = true;
    const auto perGroup = resolve(groups);
    QVERIFY(perGroup);
    QVERIFY(perGroup->perGroup);
    QVERIFY(!perGroup->config.mmTensor);
    QVERIFY(!perGroup->config.doSmooth);
    QCOMPARE(perGroup->config.groupSize, 64);

    groups.aBit = 8;
    groups.isDynamic = true;
    const auto twoStage = resolve(groups);
    QVERIFY(twoStage);
    QVERIFY(twoStage->aSym);
    QVERIFY(twoStage->twoStageWeights);

    const auto plain = resolve(QuantConfig{});
    QVERIFY(plain);
    QCOMPARE(plain->config.groupSize, -1);
    QVERIFY(!plain->aSym);
    QVERIFY(plain->warnings.empty());
}

void TestQuantConfig::chainKeepsWhatItDoesNotSet()
{
    QuantConfig config;
    config.aBit = 16;
    config.mmTensor = false;
    config.disableNames = {"lm_head"};
    const std::vector<ChainCall> chain{WeightActivationQuant{2, 0.5, false}, KvQuant{false}};
    const auto resolved = resolve(config, chain);
    QVERIFY(resolved);
    QCOMPARE(resolved->config.aBit, 16);
    QCOMPARE(resolved->config.mmTensor, false);
    QCOMPARE(resolved->config.actMethod, 2);
    QCOMPARE(resolved->config.pr, 0.5);
    QVERIFY(resolved->config.useKvcacheQuant);
    QVERIFY(!resolved->kvSym);
    QCOMPARE(resolved->config.disableNames, config.disableNames);
    QCOMPARE(resolved->chainMethods.size(), std::size_t{2});
}

void TestQuantConfig::typesAreDerivedFromEightBitWeights_data()
{
    QTest::addColumn<QString>("config");
    QTest::addColumn<QString>("target");
    QTest::addColumn<bool>("possible");
    const auto row = [](const char *config, const char *target, bool possible) {
        QTest::addRow("%s -> %s", config, target) << QString(config) << QString(target) << possible;
    };
    row("", "W8A8", true);
    row("", "W8A16", true);
    row("", "W8A8_DYNAMIC", true);
    row("", "W4A8_DYNAMIC", false);
    row(R"("a_bit":16)", "W8A8", true);
    row(R"("a_bit":16,"w_sym":false)", "W8A8", false); // 8-bit activations need symmetric weights
    row(R"("a_bit":16,"w_sym":false)", "W8A16", true);
    row(R"("a_bit":16,"w_method":"GPTQ")", "W8A8", false);
    row(R"("a_bit":16,"w_method":"GPTQ")", "W8A8_DYNAMIC", true);
    row(R"("is_dynamic":true)", "W8A16", true);
    row(R"("pdmix":true)", "W8A8", true);
    row(R"("pdmix":true)", "W8A16", false);
    row(R"("w_bit":4,"a_bit":16)", "W8A16", false);
    row(R"("w_bit":16,"a_bit":16)", "W8A8", false);
}

void TestQuantConfig::typesAreDerivedFromEightBitWeights()
{
    QFETCH(QString, config);
    QFETCH(QString, target);
    QFETCH(bool, possible);
    const auto recipe = recipeOf(config, "");
    QVERIFY(recipe);
    const auto base = resolve(recipe->quantConfig);
    QVERIFY(base);
    const auto type = quantTypeFromString(target.toStdString());
    QVERIFY(type);
    const auto derived = derive(*base, *type);
    QCOMPARE(derived.hasValue(), possible);
    if (possible)
        QCOMPARE(toQString(toString(derived->type)), target);
}

void TestQuantConfig::onlyWhatIsBuiltIsSupported_data()
{
    QTest::addColumn<QString>("config");
    QTest::addColumn<QString>("chain");
    QTest::addColumn<QString>("missing"); // what the refusal names; empty: supported
    const auto row = [](const char *config, const char *missing, const char *chain = "") {
        QTest::addRow("%s%s%s", config, *chain ? " + " : "", chain)
            << QString(config) << QString(chain) << QString(missing);
    };
    row("", "");
    row(R"("is_dynamic":true,"mm_tensor":false)", "");
    row(R"("a_bit":16,"w_sym":false)", "");
    row(R"("w_bit":4,"a_bit":16)", "");
    row(R"("w_bit":16,"a_bit":16)", "");
    row(R"("pr":0.5)", "");
    row(R"("pr":2.0)", "");
    row(R"("pdmix":true)", "");
    row("", "", R"(["weight_quant",{"mm_tensor":false}],["weight_activation_quant",{"act_method":2}])");
    row(R"("a_bit":16,"w_method":"GPTQ")", "");
    row(R"("a_bit":16,"w_method":"HQQ")", "");
    row(R"("is_dynamic":true,"w_method":"HQQ")", "");
    row(R"("w_bit":4,"a_bit":16,"w_method":"NF")", "");
    row(R"("co_sparse":true)", "");
    row(R"("is_lowbit":true)", "");
    row(R"("w_bit":4,"a_bit":16,"is_lowbit":true,"open_outlier":false)", "");
    row(R"("w_bit":4,"is_dynamic":true,"is_lowbit":true,"open_outlier":false)", "");
    row(R"("use_kvcache_quant":true)", "");
    row(R"("do_smooth":true)", "");
    row(R"("co_sparse":true,"nonuniform":true)", "");
    row(R"("is_lowbit":true,"nonuniform":true)", "nonuniform with is_lowbit fails");
    row(R"("w_bit":4,"is_dynamic":true,"is_lowbit":true,"open_outlier":false,"w_method":"GPTQ")", "GPTQ with W4A8_DYNAMIC");
    row(R"("pr":-1.0)", "pr below 0");
    row(R"("w_bit":4,"a_bit":4,"is_dynamic":true)", "W4A4 (FlatQuant)");
    row(R"("w_bit":16)", "w_bit 16 with a_bit 8");
    row("", "", R"(["kv_quant",{}])");
    row("", "fa_quant needs", R"(["fa_quant",{}])");
    row("", "", R"(["simulate_tp",{"tp_size":2}])");
    row(R"("a_bit":16)", "simulate_tp is built for W8A8", R"(["simulate_tp",{"tp_size":2}])");
    row(R"("pr":0.5)", "with pr 1", R"(["simulate_tp",{"tp_size":2}])");
    row("", "timestep_quant is for diffusion models", R"(["timestep_quant",{"max_dynamic_step":2}])");
    row("", "", R"(["sparse_quant",{}])");
}

void TestQuantConfig::onlyWhatIsBuiltIsSupported()
{
    QFETCH(QString, config);
    QFETCH(QString, chain);
    QFETCH(QString, missing);
    const auto recipe = recipeOf(config, chain);
    QVERIFY(recipe);
    QVERIFY(validate(*recipe));
    const auto supported = checkSupported(*recipe);
    QCOMPARE(supported.hasValue(), missing.isEmpty());
    if (!supported)
        QVERIFY2(toQString(supported.error().message).contains(missing), supported.error().message.c_str());
}

QTEST_APPLESS_MAIN(TestQuantConfig)
#include "tst_quant_config.moc"
