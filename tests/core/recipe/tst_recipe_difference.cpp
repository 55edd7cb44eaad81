// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/recipe/recipe_difference.h"

#include <QTest>

#include <functional>

using namespace vernier;

namespace {

using Edit = std::function<void(Recipe &)>;

Recipe startRecipe()
{
    Recipe recipe;
    recipe.quantConfig.disableNames = {"a", "b"};
    recipe.mixCfg = {{"*down*", "w8a16"}, {"x", "float"}};
    return recipe;
}

} // namespace

Q_DECLARE_METATYPE(Edit)

class TestRecipeDifference : public QObject
{
    Q_OBJECT

private slots:
    void sayingIt_data()
    {
        QTest::addColumn<Edit>("edit");
        QTest::addColumn<QString>("expected");
        const auto row = [](const char *name, const char *expected, Edit edit) {
            QTest::newRow(name) << edit << QString::fromUtf8(expected);
        };
        row("nothing", "no change", [](Recipe &) {});
        row("a parameter", "act_method 1 → 2", [](Recipe &r) { r.quantConfig.actMethod = 2; });
        row("in the order of the struct", "w_bit 8 → 4; a_bit 8 → 16; mm_tensor true → false", [](Recipe &r) {
            r.quantConfig.mmTensor = false;
            r.quantConfig.aBit = 16;
            r.quantConfig.wBit = 4;
        });
        row("a number and a name", "pr 1.0 → 0.5; w_method MinMax → HQQ", [](Recipe &r) {
            r.quantConfig.pr = 0.5;
            r.quantConfig.wMethod = WeightMethod::Hqq;
        });
        row("more in float", "1 layer more in float", [](Recipe &r) { r.quantConfig.disableNames.push_back("c"); });
        row("more and less in float", "2 layers more in float; 1 layer less in float",
            [](Recipe &r) { r.quantConfig.disableNames = {"b", "c", "d"}; });
        row("names in another order", "disable_names in another order", [](Recipe &r) { r.quantConfig.disableNames = {"b", "a"}; });
        row("level", "disable_level L0 → L3", [](Recipe &r) { r.disableLevel = "L3"; });
        row("suppression on", "anti_outlier off → m1", [](Recipe &r) { r.antiOutlier.emplace().antiMethod = AntiMethod::M1; });
        row("chain", "chain none → kv_quant(kv_sym=false)", [](Recipe &r) { r.chain = {KvQuant{false}}; });
        row("a rule's type", "mix_cfg \"*down*\": w8a16 → float", [](Recipe &r) { r.mixCfg[0].second = "float"; });
        row("a rule more", "mix_cfg \"y\": none → w8a8", [](Recipe &r) { r.mixCfg.emplace_back("y", "w8a8"); });
        row("a rule less", "mix_cfg \"x\": float → none", [](Recipe &r) { r.mixCfg.pop_back(); });
        row("rules alike", "mix_cfg of 2 layers or patterns: none → w8a8",
            [](Recipe &r) { r.mixCfg.insert(r.mixCfg.end(), {{"y", "w8a8"}, {"z", "w8a8"}}); });
        row("rules moved", "mix_cfg in another order", [](Recipe &r) { std::swap(r.mixCfg[0], r.mixCfg[1]); });
        row("a rule twice", "mix_cfg in another order", [](Recipe &r) { r.mixCfg.push_back(r.mixCfg[0]); });
        row("type of loading", "load_dtype float32 → checkpoint", [](Recipe &r) { r.loadDtype = LoadDtype::Checkpoint; });
        row("calibration", "calibration.samples none → 5; calibration.seed 1234 → 7", [](Recipe &r) {
            r.calibration.samples = 5;
            r.calibration.seed = 7;
        });
    }

    void sayingIt()
    {
        QFETCH(Edit, edit);
        QFETCH(QString, expected);
        const Recipe before = startRecipe();
        Recipe after = before;
        edit(after);
        const std::vector<RecipeChange> changes = recipeDifference(before, after);
        QCOMPARE(QString::fromStdString(toString(changes)), expected);
        QCOMPARE(changes.empty(), before == after);
    }

    void bothDirectionsMirror()
    {
        const Recipe before = startRecipe();
        Recipe after = before;
        after.antiOutlier.emplace().antiMethod = AntiMethod::M1;
        after.mixCfg.emplace_back("y", "w8a8");
        after.quantConfig.disableNames.push_back("c");
        const std::vector<RecipeChange> there = recipeDifference(before, after);
        const std::vector<RecipeChange> back = recipeDifference(after, before);
        QCOMPARE(there.size(), std::size_t{3});
        QCOMPARE(back.size(), there.size());
        for (std::size_t i = 0; i < there.size(); ++i) {
            QCOMPARE(back[i].key, there[i].key);
            QCOMPARE(back[i].before, there[i].after);
            QCOMPARE(back[i].after, there[i].before);
            QVERIFY(back[i].names == there[i].names);
        }
    }

    void suppressionThatStaysOnIsComparedByField()
    {
        Recipe before;
        before.antiOutlier.emplace().antiMethod = AntiMethod::M1;
        Recipe after = before;
        after.antiOutlier->antiMethod = AntiMethod::M4;
        after.antiOutlier->disableAntiNames = {"q"};
        QCOMPARE(QString::fromStdString(toString(recipeDifference(before, after))),
                 QStringLiteral("anti_outlier.anti_method m1 → m4; anti_outlier.disable_anti_names none → q"));
    }
};

QTEST_APPLESS_MAIN(TestRecipeDifference)
#include "tst_recipe_difference.moc"
