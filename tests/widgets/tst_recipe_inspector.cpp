// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/recipe/chain_parameters.h"
#include "core/recipe/presets.h"
#include "core/recipe/recipe_fields.h"
#include "tests/support/demo_workbench.h"
#include "widgets/models/rules_model.h"
#include "widgets/views/recipe_inspector.h"
#include "widgets/views/recipe_preview.h"
#include "widgets/views/rule_dialog.h"
#include "widgets/views/rules_list.h"

#include <QAbstractItemModelTester>
#include <QClipboard>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QDoubleSpinBox>
#include <QGuiApplication>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QTest>
#include <QTreeView>

#include <algorithm>

using namespace vernier;

class TestRecipeInspector : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        QVERIFY(test::openDemo(m_workbench));
        m_inspector = std::make_unique<RecipeInspector>(m_workbench);
        m_inspector->resize(390, 700);
        m_inspector->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_inspector.get()));
    }

    void init()
    {
        m_workbench.document.editRecipe(QStringLiteral("start"), Recipe{});
        m_workbench.document.undoStack()->clear();
        m_workbench.selection.clear();
        m_inspector->showPage(RecipeInspector::Parameters);
        m_inspector->activateWindow(); // shortcuts and focus need it
        QVERIFY(QTest::qWaitForWindowActive(m_inspector.get()));
    }

    void withoutAModelItSaysWhatToDo()
    {
        Workbench empty;
        RecipeInspector inspector(empty);
        inspector.show();
        QVERIFY(!inspector.findChild<QComboBox *>(QStringLiteral("w_bit"))->isVisible());
    }

    void everyFieldEditsItsParameterInOneStep_data()
    {
        QTest::addColumn<QString>("key");
        QTest::addColumn<QVariant>("value"); ///< a choice's data, or a number
        QTest::addColumn<QString>("json");
        const auto row = [](const char *key, const QVariant &value, const char *json) { QTest::newRow(key) << key << value << json; };
        row("w_bit", 4, R"("quant_config":{"w_bit":4})");
        row("a_bit", 16, R"("quant_config":{"a_bit":16})");
        row("mm_tensor", "False", R"("quant_config":{"mm_tensor":false})");
        row("is_dynamic", "True", R"("quant_config":{"is_dynamic":true})");
        row("act_method", 3, R"("quant_config":{"act_method":3})");
        row("pr", 0.25, R"("quant_config":{"pr":0.25})");
        row("dev_type", "npu", R"("quant_config":{"dev_type":"npu"})");
        row("anti_outlier.anti_method", "m1", R"("anti_outlier":{"anti_method":"m1"})");
        row("disable_last_linear", "False", R"("quant_config":{"disable_last_linear":false})");
        row("disable_level", 3.0, R"("disable_level":"L3")");
        row("calibration.samples", 5.0, R"("calibration":{"samples":5})");
        row("calibration.max_length", 64.0, R"("calibration":{"max_length":64})");
    }

    void everyFieldEditsItsParameterInOneStep()
    {
        QFETCH(QString, key);
        QFETCH(QVariant, value);
        QFETCH(QString, json);
        set(key, value);
        QCOMPARE(QString::fromStdString(toJson(m_workbench.document.recipe()).dump()), QStringLiteral("{\"version\":1,") + json + QLatin1Char('}'));
        QCOMPARE(m_workbench.document.undoStack()->count(), 1);
        QVERIFY(m_workbench.document.undoStack()->undoText().contains(key));
        m_workbench.document.undoStack()->undo();
        QCOMPARE(m_workbench.document.recipe(), Recipe{});
        QVERIFY(shown(key) != value); // the field follows
    }

    void samplesAreTheFirstOnes()
    {
        set(QStringLiteral("calibration.samples"), 5.0);
        const QString shown = m_inspector->findChild<QDoubleSpinBox *>(QStringLiteral("calibration.samples"))->text();
        QVERIFY2(shown.startsWith(QStringLiteral("first 5 of ")), qPrintable(shown));
    }

    void levelsSayWhatTheyChoseAndWhy()
    {
        QVERIFY(!label("disable_level.note")->isVisible());
        set(QStringLiteral("disable_level"), 4.0);
        QTRY_VERIFY(label("disable_level.note")->isVisible());
        const QStringList lines = label("disable_level.note")->text().split(QLatin1Char('\n'));
        QCOMPARE(lines.size(), 5);
        QVERIFY(lines[0].contains(QStringLiteral("range score")));
        const std::vector<double> &scores = *m_workbench.analysis.scores();
        const auto highest = std::max_element(scores.begin(), scores.end() - 1) - scores.begin();
        QVERIFY2(lines[1].startsWith(QString::fromStdString(m_workbench.layers.layer(static_cast<int>(highest)).name) + QLatin1Char(':')), qPrintable(lines[1]));
        // Of gate_proj and up_proj, which score alike, it takes one.
        QVERIFY2(label("notes")->text().contains(QStringLiteral("FLOAT (disable_level L4)")), qPrintable(label("notes")->text()));
        Recipe lowbit = m_workbench.document.recipe(); // which ranks by another score
        lowbit.quantConfig.wBit = 4;
        lowbit.quantConfig.isLowbit = true;
        m_workbench.document.editRecipe(QStringLiteral("low-bit"), lowbit);
        QVERIFY(m_workbench.analysis.plan());
        QVERIFY(!label("disable_level.note")->isVisible()); // until those are measured
        QTRY_VERIFY(label("disable_level.note")->isVisible());
        QVERIFY(label("disable_level.note")->text().contains(QStringLiteral("largest input")));
        QCOMPARE(label("disable_level.note")->text().split(QLatin1Char('\n')).size(), 5);
        m_workbench.document.undoStack()->undo();
        QVERIFY(label("disable_level.note")->isVisible());
        set(QStringLiteral("disable_level"), 0.0);
        QVERIFY(!label("disable_level.note")->isVisible());
    }

    void fieldsWithoutEffectAreDisabled()
    {
        QVERIFY(field("act_method")->isEnabled());
        QVERIFY(!field("w_sym")->isEnabled());
        QVERIFY(!field("anti_outlier.w_bit")->isEnabled());
        QVERIFY(!field("calibration.seed")->isEnabled());
        set(QStringLiteral("a_bit"), 16);
        QVERIFY(!field("act_method")->isEnabled());
        QVERIFY(!field("pr")->isEnabled());
        QVERIFY(field("w_sym")->isEnabled());
        set(QStringLiteral("anti_outlier.anti_method"), QStringLiteral("m1"));
        QVERIFY(!field("anti_outlier.w_bit")->isEnabled());
        set(QStringLiteral("anti_outlier.anti_method"), QStringLiteral("m3"));
        QVERIFY(field("anti_outlier.w_bit")->isEnabled());
    }

    void successiveStepsOfASpinBoxAreOneUndoStep()
    {
        for (const double level : {1.0, 2.0, 3.0})
            set(QStringLiteral("disable_level"), level);
        QCOMPARE(m_workbench.document.undoStack()->count(), 1);
        m_workbench.document.undoStack()->undo();
        QCOMPARE(m_workbench.document.recipe().disableLevel, std::string("L0"));
    }

    void refusalsStandBesideTheirField()
    {
        set(QStringLiteral("w_bit"), 4); // with a_bit 8: only per group
        auto *beside = m_inspector->findChild<QLabel *>(QStringLiteral("w_bit.problem"));
        QVERIFY(beside->isVisible());
        QVERIFY(beside->text().contains(QStringLiteral("W4A8_DYNAMIC")));
        QVERIFY(label("problem")->text().contains(QStringLiteral("w_bit")));
        set(QStringLiteral("a_bit"), 16); // on the way through it was refused; now it is W4A16
        QVERIFY(!beside->isVisible());
        QVERIFY(!label("problem")->isVisible());
    }

    void refusedRecipesAreNotEvaluated()
    {
        set(QStringLiteral("w_bit"), 4);
        m_workbench.runner.clearEnded();
        m_workbench.analysis.setAutoEvaluate(true);
        set(QStringLiteral("disable_level"), 1.0); // still refused
        m_workbench.analysis.evaluate();
        QTest::qWait(600); // longer than the delay after an edit
        m_workbench.analysis.setAutoEvaluate(false);
        for (const JobInfo &job : m_workbench.runner.jobs())
            QVERIFY(job.kind != JobKind::Evaluate); // not even one that failed
    }

    void unknownNamesAreRefusedAtTheRules()
    {
        Recipe recipe;
        recipe.quantConfig.disableNames = {"model.layers.0.mlp.down"};
        m_workbench.document.editRecipe(QStringLiteral("x"), recipe);
        auto *problem = label("rules.problem");
        QVERIFY(problem->text().contains(QStringLiteral("model.layers.0.mlp.down_proj"))); // the nearest
        m_inspector->focusParameter(QStringLiteral("disable_names"));
        QVERIFY(problem->isVisible());
        QVERIFY(m_inspector->rules()->view()->hasFocus());
    }

    void everyParameterHasAFieldAndATip()
    {
        const auto fields = [this]<typename Struct>(const Struct *, const QString &prefix) {
            forEachField<Struct>([&](const auto &known) {
                const QString key = prefix + QString::fromUtf8(known.key.data(), static_cast<qsizetype>(known.key.size()));
                if (key == QLatin1String("disable_names") || key.endsWith(QLatin1String("flex_config")))
                    return; // in the list of rules; in its two parts
                auto *editor = m_inspector->findChild<QWidget *>(key);
                QVERIFY2(editor, qPrintable(key));
                QVERIFY2(!editor->accessibleDescription().isEmpty(), qPrintable(key));
            });
        };
        const QString suppression = QStringLiteral("anti_outlier.");
        fields(static_cast<const QuantConfig *>(nullptr), {});
        fields(static_cast<const AntiOutlierConfig *>(nullptr), suppression);
        fields(static_cast<const FlexConfig *>(nullptr), suppression + QStringLiteral("flex_config."));
        fields(static_cast<const CalibrationConfig *>(nullptr), QStringLiteral("calibration."));
        fields(static_cast<const Improvements *>(nullptr), QStringLiteral("improvements."));
    }

    void familiesOpenTheirParameters()
    {
        QVERIFY(!field("group_size")->isEnabled());
        set(QStringLiteral("a_bit"), 16);
        set(QStringLiteral("w_bit"), 4);
        set(QStringLiteral("is_lowbit"), QStringLiteral("True"));
        QVERIFY(field("fraction")->isEnabled());
        set(QStringLiteral("open_outlier"), QStringLiteral("False"));
        set(QStringLiteral("group_size"), 128);
        set(QStringLiteral("w_method"), QStringLiteral("GPTQ"));
        QVERIFY(!field("fraction")->isEnabled());
        QVERIFY(!field("mm_tensor")->isEnabled());
        QVERIFY(!field("percdamp")->isEnabled());
        set(QStringLiteral("improvements.gptq"), QStringLiteral("True"));
        QVERIFY(field("percdamp")->isEnabled());
        QCOMPARE(QString::fromStdString(toJson(m_workbench.document.recipe()).dump()),
                 QStringLiteral(R"({"version":1,"quant_config":{"w_bit":4,"a_bit":16,"w_method":"GPTQ","is_lowbit":true,"group_size":128,)"
                                R"("open_outlier":false},"improvements":{"gptq":true}})"));
        QVERIFY(!label("problem")->isVisible());
    }

    void whatIsRefusedCanBeMended()
    {
        Recipe recipe;
        recipe.quantConfig.fraction = 0.5;
        m_workbench.document.editRecipe(QStringLiteral("x"), recipe);
        QVERIFY(field("fraction")->isEnabled());
        set(QStringLiteral("fraction"), 0.05);
        QVERIFY(!field("fraction")->isEnabled());
    }

    void suppressionHasItsExceptionsAndExponents()
    {
        set(QStringLiteral("anti_outlier.anti_method"), QStringLiteral("m6"));
        set(QStringLiteral("anti_outlier.flex_config.alpha"), 0.5);
        auto *names = m_inspector->findChild<QLineEdit *>(QStringLiteral("anti_outlier.disable_anti_names"));
        names->setFocus();
        QTest::keyClicks(names, QStringLiteral("a.q_proj, b.k_proj"));
        QTest::keyClick(names, Qt::Key_Return);
        const AntiOutlierConfig &config = *m_workbench.document.recipe().antiOutlier;
        QCOMPARE(config.disableAntiNames, (std::vector<std::string>{"a.q_proj", "b.k_proj"}));
        QCOMPARE(config.flexConfig.alpha, std::optional(0.5));
        QVERIFY(!config.flexConfig.beta);
        QCOMPARE(m_workbench.document.undoStack()->count(), 3);
    }

    void chainMethodsAreShownAndGo()
    {
        auto *chain = m_inspector->findChild<QWidget *>(QStringLiteral("chain"));
        QVERIFY(!chain->isVisible());
        Recipe recipe;
        recipe.chain = {KvQuant{false}, SimulateTp{.tpSize = 4}};
        m_workbench.document.editRecipe(QStringLiteral("x"), recipe);
        QVERIFY(chain->isVisible());
        QCOMPARE(shown(QStringLiteral("kv_sym")).toString(), QStringLiteral("False"));
        QCOMPARE(shown(QStringLiteral("use_kvcache_quant")).toString(), QStringLiteral("True"));
        chain->findChild<QPushButton *>(QStringLiteral("chain.remove.1"))->click();
        QCOMPARE(m_workbench.document.recipe().chain.size(), std::size_t{1});
        set(QStringLiteral("use_kvcache_quant"), QStringLiteral("False"));
        QVERIFY(m_workbench.document.recipe().chain.empty());
        QVERIFY(!chain->isVisible());
    }

    void ranksAreAParameter()
    {
        Recipe plain;
        m_workbench.document.editRecipe(QStringLiteral("x"), plain);
        set(QStringLiteral("tp_size"), 4);
        QCOMPARE(simulateTp(m_workbench.document.recipe()).tpSize, std::optional(4));
        set(QStringLiteral("enable_per_device_quant"), QStringLiteral("False"));
        QCOMPARE(m_workbench.document.recipe().chain.size(), std::size_t{1});
        QVERIFY(!simulateTp(m_workbench.document.recipe()).enablePerDeviceQuant);
        set(QStringLiteral("tp_size"), 0);
        QVERIFY(m_workbench.document.recipe() == plain);
    }

    void replacementsAreNoted()
    {
        Recipe recipe;
        recipe.quantConfig.coSparse = true;
        m_workbench.document.editRecipe(QStringLiteral("x"), recipe);
        QVERIFY2(label("notes")->text().contains(QStringLiteral("co_sparse replaces w_bit 8 by 4")), qPrintable(label("notes")->text()));
    }

    void lettersForLayersChooseNothing()
    {
        const Recipe before = m_workbench.document.recipe();
        for (QComboBox *box : m_inspector->findChildren<QComboBox *>()) {
            const int index = box->currentIndex();
            for (const char key : {'f', 'w', '8', 'd'})
                QTest::keyClick(box, key);
            if (box->objectName() != QString() && box->isVisibleTo(m_inspector.get()))
                QCOMPARE(box->currentIndex(), index);
        }
        QVERIFY(m_workbench.document.recipe() == before);
    }

    void presetsAreOneStepAndRecognised()
    {
        auto *preset = m_inspector->findChild<QComboBox *>(QStringLiteral("preset"));
        QCOMPARE(preset->currentData().toString(), QStringLiteral("w8a8_tensor"));
        Recipe recipe;
        recipe.quantConfig.disableNames = {"model.layers.0.mlp.down_proj"};
        m_workbench.document.editRecipe(QStringLiteral("x"), recipe);
        const int m1 = preset->findData(QStringLiteral("w8a8_channel_m1"));
        preset->setCurrentIndex(m1);
        emit preset->activated(m1);
        QCOMPARE(m_workbench.document.undoStack()->count(), 2);
        QVERIFY(m_workbench.document.recipe().antiOutlier);
        QCOMPARE(m_workbench.document.recipe().quantConfig.disableNames, recipe.quantConfig.disableNames);
        set(QStringLiteral("act_method"), 2);
        QCOMPARE(preset->currentIndex(), -1);
        m_workbench.document.undoStack()->undo();
        QCOMPARE(preset->currentIndex(), m1);
    }

    void rulesAreListedWithTheirCounts()
    {
        RulesModel &model = *m_inspector->rules()->model();
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        useRules();
        const QModelIndex mix = model.groupIndex(RulesModel::MixCfg);
        QCOMPARE(model.rowCount(mix), 3);
        QCOMPARE(cell(model, mix, 0, RulesModel::Rule), QStringLiteral("*.down_proj"));
        QCOMPARE(cell(model, mix, 0, RulesModel::Type), QStringLiteral("W8A16"));
        QCOMPARE(cell(model, mix, 0, RulesModel::Layers), QStringLiteral("9 of 10")); // one is in disable_names
        QCOMPARE(cell(model, mix, 1, RulesModel::Layers), QStringLiteral("0 of 1"));
        QCOMPARE(cell(model, mix, 2, RulesModel::Layers), QStringLiteral("0"));
        QVERIFY(model.explanation(model.index(1, 0, mix)).contains(QStringLiteral("*.down_proj")));
        QCOMPARE(model.data(model.groupIndex(RulesModel::DisableNames).siblingAtColumn(RulesModel::Layers), Qt::DisplayRole).toString(), QStringLiteral("1"));
        QCOMPARE(model.data(model.groupIndex(RulesModel::Base).siblingAtColumn(RulesModel::Layers), Qt::DisplayRole).toString(), QStringLiteral("60"));
    }

    void rulesMoveAndGoByKeyboard()
    {
        useRules();
        m_inspector->showPage(RecipeInspector::Rules);
        QTreeView *view = m_inspector->rules()->view();
        view->setFocus();
        view->setCurrentIndex(m_inspector->rules()->model()->indexOf(RulesModel::MixCfg, 0));
        QTest::keyClick(view, Qt::Key_Down, Qt::AltModifier);
        QCOMPARE(m_workbench.document.recipe().mixCfg[1].first, std::string("*.down_proj"));
        QCOMPARE(m_inspector->rules()->model()->rule(view->currentIndex())->subject, std::string("*.down_proj")); // it stays current
        QTest::keyClick(view, Qt::Key_Up, Qt::AltModifier);
        QTest::keyClick(view, Qt::Key_Up, Qt::AltModifier); // it is the first: nothing
        QCOMPARE(m_workbench.document.recipe().mixCfg[0].first, std::string("*.down_proj"));
        QCOMPARE(m_workbench.document.undoStack()->count(), 3);
        QTest::keyClick(view, Qt::Key_Delete);
        QCOMPARE(m_workbench.document.recipe().mixCfg.size(), std::size_t{2});
        QVERIFY(view->currentIndex().isValid()); // the next deletion is one key away
        m_workbench.document.undoStack()->undo();
        QCOMPARE(m_workbench.document.recipe().mixCfg.size(), std::size_t{3});
    }

    void aRuleSelectsItsLayers()
    {
        useRules();
        m_inspector->showPage(RecipeInspector::Rules);
        QTreeView *view = m_inspector->rules()->view();
        const QModelIndex index = m_inspector->rules()->model()->indexOf(RulesModel::MixCfg, 0);
        view->scrollTo(index);
        view->setCurrentIndex(index);
        emit view->doubleClicked(index);
        QCOMPARE(m_workbench.selection.layers().size(), std::size_t{10});
        QCOMPARE(m_workbench.selection.layers().front(), 6);
    }

    void rulesAreAddedAndEditedInADialog()
    {
        m_inspector->showPage(RecipeInspector::Rules);
        m_inspector->rules()->addRule();
        auto *dialog = m_inspector->findChild<RuleDialog *>();
        QVERIFY(dialog);
        auto *ok = dialog->findChild<QDialogButtonBox *>()->button(QDialogButtonBox::Ok);
        QVERIFY(!ok->isEnabled());
        auto *pattern = dialog->findChild<QLineEdit *>();
        pattern->setText(QStringLiteral("*.up_proj"));
        QVERIFY(ok->isEnabled());
        ok->click();
        QCOMPARE(m_workbench.document.recipe().mixCfg, (MixConfig{{"*.up_proj", "float"}}));
        QCOMPARE(m_workbench.document.undoStack()->count(), 1);
    }

    void theSameRuleTwiceIsRefusedInWords()
    {
        useRules();
        RuleDialog dialog(m_workbench.document.recipe(), m_workbench.analysis.model()->layers(), {true, std::nullopt});
        dialog.findChild<QLineEdit *>()->setText(QStringLiteral("*.down_proj"));
        QVERIFY(!dialog.recipe());
        RuleDialog edit(m_workbench.document.recipe(), m_workbench.analysis.model()->layers(), {true, 0});
        QCOMPARE(edit.pattern(), QStringLiteral("*.down_proj"));
        QVERIFY(edit.recipe());
    }

    void differenceToTheLastEvaluationIsSaid()
    {
        QCOMPARE(label("difference")->text(), QStringLiteral("Not evaluated yet."));
        m_workbench.analysis.evaluate();
        QVERIFY(test::waitUntilIdle(m_workbench));
        QCOMPARE(label("difference")->text(), QStringLiteral("This recipe is evaluated."));
        set(QStringLiteral("act_method"), 2);
        QVERIFY(label("difference")->text().contains(QStringLiteral("1 → 2")));
        m_workbench.document.undoStack()->undo();
        QCOMPARE(label("difference")->text(), QStringLiteral("This recipe is evaluated."));
    }

    void notesAreShown()
    {
        useRules();
        QVERIFY(label("notes")->text().contains(QStringLiteral("decides nothing")));
        auto *tabs = m_inspector->findChild<QTabWidget *>();
        QVERIFY(tabs->tabText(RecipeInspector::Notes).startsWith(QStringLiteral("Warnings (")));
        QVERIFY(!tabs->tabIcon(RecipeInspector::Notes).isNull());
        m_workbench.document.undoStack()->undo();
        QCOMPARE(tabs->tabText(RecipeInspector::Notes), QStringLiteral("Notes"));
        QVERIFY(tabs->tabIcon(RecipeInspector::Notes).isNull());
    }

    void splitGroupsAreFilledUpInOneStep()
    {
        auto *whole = m_inspector->findChild<QPushButton *>(QStringLiteral("groupInFloat"));
        m_inspector->showPage(RecipeInspector::Notes);
        QVERIFY(!whole->isVisible());
        Recipe recipe;
        recipe.quantConfig.disableNames = {"model.layers.0.self_attn.q_proj"};
        m_workbench.document.editRecipe(QStringLiteral("split"), recipe);
        QVERIFY(whole->isVisible());
        const int before = m_workbench.document.undoStack()->index();
        whole->click();
        QVERIFY(!whole->isVisible());
        QCOMPARE(m_workbench.document.undoStack()->index(), before + 1);
        QCOMPARE(m_workbench.document.recipe().quantConfig.disableNames.size(), std::size_t{3});
        m_workbench.document.undoStack()->undo();
        QCOMPARE(m_workbench.document.recipe(), recipe);
    }

    void splitGroupsAreMendedOneByOneOrTogether()
    {
        m_inspector->showPage(RecipeInspector::Notes);
        auto *group = m_inspector->findChild<QComboBox *>(QStringLiteral("splitGroup"));
        auto *whole = m_inspector->findChild<QPushButton *>(QStringLiteral("groupInFloat"));
        auto *common = m_inspector->findChild<QPushButton *>(QStringLiteral("commonType"));
        Recipe recipe;
        recipe.mixCfg = {{"model.layers.0.self_attn.q_proj", "w8a16"}, {"model.layers.1.mlp.up_proj", "w8a16"}, {"model.layers.2.mlp.up_proj", "float"},
                         {"*layers.3*gate_proj", "w8a16"}};
        m_workbench.document.editRecipe(QStringLiteral("split"), recipe);
        QCOMPARE(group->count(), 5); // and all of them
        QCOMPARE(group->itemText(0), QStringLiteral("Block 0: q_proj W8A16 (by hand), k_proj W8A8, v_proj W8A8"));
        QVERIFY(group->itemData(0, Qt::ToolTipRole).toString().contains(QStringLiteral("decided by mix_cfg")));
        QCOMPARE(common->text(), QStringLiteral("Set all to W8A8"));
        common->click();
        QCOMPARE(m_workbench.document.recipe().mixCfg.size(), std::size_t{3});
        QCOMPARE(group->itemText(0), QStringLiteral("Block 1: gate_proj W8A8, up_proj W8A16 (by hand)"));
        whole->click(); // of this group alone
        QCOMPARE(m_workbench.document.recipe().quantConfig.disableNames,
                 (std::vector<std::string>{"model.layers.1.mlp.gate_proj", "model.layers.1.mlp.up_proj"}));
        QCOMPARE(group->count(), 3);
        group->setCurrentIndex(1);
        QVERIFY(!common->isEnabled()); // a pattern chose the type: nothing is set by hand
        group->setCurrentIndex(2);
        common->setFocus();
        common->click();
        QCOMPARE(m_inspector->focusWidget(), group);
        QCOMPARE(group->count(), 1);
        whole->setFocus();
        whole->click();
        QVERIFY(!group->isVisible());
        QCOMPARE(m_inspector->focusWidget(), m_inspector->findChild<QTabWidget *>()->tabBar());
    }

    void previewFollowsEdits()
    {
        m_inspector->showPage(RecipeInspector::Preview);
        RecipePreview &preview = *m_inspector->preview();
        preview.setKind(RecipePreview::QuantScript);
        QVERIFY(preview.code().contains(QStringLiteral("act_method=1")));
        set(QStringLiteral("act_method"), 2);
        QTRY_VERIFY(preview.code().contains(QStringLiteral("act_method=2")));
        preview.copy();
        QCOMPARE(QGuiApplication::clipboard()->text(), preview.code());
        preview.setKind(RecipePreview::Yaml);
        QVERIFY(preview.code().contains(QStringLiteral("modelslim_v1")));
        preview.setKind(RecipePreview::RecipeJson);
        QVERIFY(preview.code().contains(QStringLiteral("\"act_method\": 2")));
        preview.setKind(RecipePreview::Yaml);
        set(QStringLiteral("w_bit"), 4); // refused: there is no plan
        QTRY_VERIFY(preview.code().isEmpty());
    }

    void languageChangesReachEveryText()
    {
        QEvent event(QEvent::LanguageChange);
        label("difference")->setText(QString());
        QCoreApplication::sendEvent(m_inspector.get(), &event);
        QVERIFY(!label("difference")->text().isEmpty());
        QVERIFY(!field("act_method")->toolTip().isEmpty());
        QCOMPARE(field("act_method")->accessibleName(), QStringLiteral("act_method"));
    }

private:
    [[nodiscard]] QWidget *field(const char *key) const { return m_inspector->findChild<QWidget *>(QString::fromLatin1(key)); }
    [[nodiscard]] QLabel *label(const char *name) const { return m_inspector->findChild<QLabel *>(QString::fromLatin1(name)); }

    void set(const QString &key, const QVariant &value) const
    {
        if (auto *box = m_inspector->findChild<QComboBox *>(key))
            box->setCurrentIndex(box->findData(value));
        else
            m_inspector->findChild<QDoubleSpinBox *>(key)->setValue(value.toDouble());
    }

    [[nodiscard]] QVariant shown(const QString &key) const
    {
        if (auto *box = m_inspector->findChild<QComboBox *>(key))
            return box->currentData();
        return m_inspector->findChild<QDoubleSpinBox *>(key)->value();
    }

    void useRules()
    {
        Recipe recipe;
        recipe.quantConfig.disableNames = {"model.layers.2.mlp.down_proj"};
        recipe.mixCfg = {{"*.down_proj", "w8a16"}, {"*layers.3*down*", "float"}, {"*.experts.*", "float"}};
        m_workbench.document.editRecipe(QStringLiteral("rules"), recipe);
    }

    static QString cell(const QAbstractItemModel &model, const QModelIndex &parent, int row, int column)
    {
        return model.index(row, column, parent).data().toString();
    }

    Workbench m_workbench;
    std::unique_ptr<RecipeInspector> m_inspector;
};

QTEST_MAIN(TestRecipeInspector)
#include "tst_recipe_inspector.moc"
