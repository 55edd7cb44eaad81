// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/recipe/presets.h"

#include "core/recipe/recipe_check.h"

#include <QTest>

using namespace vernier;

class TestPresets : public QObject
{
    Q_OBJECT

private slots:
    void everyPresetRuns_data()
    {
        QTest::addColumn<QString>("id");
        QTest::addColumn<QString>("type");
        QTest::newRow("tensor") << "w8a8_tensor" << "W8A8";
        QTest::newRow("channel") << "w8a8_channel" << "W8A8";
        QTest::newRow("m1") << "w8a8_channel_m1" << "W8A8";
        QTest::newRow("dynamic") << "w8a8_dynamic_channel" << "W8A8_DYNAMIC";
        QTest::newRow("w8a16") << "w8a16_channel" << "W8A16";
        QTest::newRow("w4a16") << "w4a16_channel" << "W4A16";
        QTest::newRow("w4a16, groups") << "w4a16_group" << "W4A16";
        QTest::newRow("w4a16, gptq") << "w4a16_gptq" << "W4A16";
        QTest::newRow("w4a16, awq") << "w4a16_awq" << "W4A16";
        QTest::newRow("w4a8") << "w4a8_dynamic" << "W4A8_DYNAMIC";
        QTest::newRow("sparse") << "w8a8s_sigma" << "W8A8S";
        QTest::newRow("kv cache") << "w8a8_kv8" << "W8A8";
        QTest::newRow("float") << "float" << "FLOAT";
    }

    void everyPresetRuns()
    {
        QFETCH(QString, id);
        QFETCH(QString, type);
        const Preset *preset = findPreset(id.toStdString());
        QVERIFY(preset);
        const auto problem = recipeProblem(preset->recipe, true);
        QVERIFY2(!problem, problem ? problem->error.message.c_str() : "");
        const auto resolved = resolve(preset->recipe.quantConfig);
        QVERIFY(resolved);
        QCOMPARE(QString::fromUtf8(toString(resolved->type).data()), type);
        QVERIFY(resolved->warnings.empty());
        QCOMPARE(presetOf(preset->recipe), preset);
        QCOMPARE(preset->recipe.antiOutlier.has_value(), id.endsWith(QStringLiteral("m1")) || id.endsWith(QStringLiteral("awq")));
        QCOMPARE(resolved->perGroup, id == QStringLiteral("w4a16_group") || id == QStringLiteral("w4a8_dynamic"));
    }

    void thereAreNoOthers() { QCOMPARE(presets().size(), std::size_t{13}); }

    void whatBelongsToTheModelStays()
    {
        Recipe recipe;
        recipe.quantConfig.disableNames = {"a"};
        recipe.quantConfig.disableLastLinear = false;
        recipe.quantConfig.devType = "npu";
        recipe.quantConfig.devId = 2;
        recipe.quantConfig.actMethod = 3;
        recipe.disableLevel = "L2";
        recipe.calibration.samples = 4;
        recipe.mixCfg = {{"*a*", "w8a16"}, {"*b*", "float"}, {"*c*", "w8a8_dynamic"}};

        const Recipe smooth = withPreset(recipe, *findPreset("w8a8_channel_m1"));
        QCOMPARE(smooth.quantConfig.disableNames, recipe.quantConfig.disableNames);
        QVERIFY(!smooth.quantConfig.disableLastLinear);
        QCOMPARE(smooth.antiOutlier->devType, std::string("npu"));
        QCOMPARE(smooth.disableLevel, std::string("L2"));
        QCOMPARE(*smooth.calibration.samples, std::int64_t{4});
        QCOMPARE(smooth.mixCfg, recipe.mixCfg);
        QCOMPARE(smooth.quantConfig.actMethod, 1);
        QVERIFY(!smooth.quantConfig.mmTensor);
        QCOMPARE(presetOf(smooth), findPreset("w8a8_channel_m1"));
    }

    void rulesThatCannotStandGo()
    {
        Recipe recipe;
        recipe.mixCfg = {{"*a*", "w8a16"}, {"*b*", "float"}};
        const Recipe four = withPreset(recipe, *findPreset("w4a16_channel"));
        QCOMPARE(four.mixCfg, (MixConfig{{"*b*", "float"}}));
        QVERIFY(!recipeProblem(four, true));
    }

    void anotherParameterIsNoPreset()
    {
        Recipe recipe;
        QCOMPARE(presetOf(recipe), findPreset("w8a8_tensor"));
        recipe.quantConfig.actMethod = 2;
        QVERIFY(!presetOf(recipe));
    }
};

QTEST_APPLESS_MAIN(TestPresets)
#include "tst_presets.moc"
