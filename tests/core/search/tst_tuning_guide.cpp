// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/search/tuning_guide.h"

#include "core/model/family.h"
#include "core/model/model_config.h"
#include "core/recipe/presets.h"

#include <QTest>

#include <algorithm>
#include <deque>

using namespace vernier;

namespace {

using Id = GuideStepId;
using State = GuideStep::State;

const std::vector<LayerInfo> &layers()
{
    static const std::vector<LayerInfo> kLayers = [] {
        ModelConfig config;
        config.modelType = "llama";
        config.blocks = 4;
        return linearLayers(config);
    }();
    return kLayers;
}

/// The later the layer, the more sensitive; the head most of all.
const std::vector<std::optional<double>> &sensitivity()
{
    static const std::vector<std::optional<double>> kValues = [] {
        std::vector<std::optional<double>> values;
        for (std::size_t i = 0; i < layers().size(); ++i)
            values.emplace_back(static_cast<double>(i));
        return values;
    }();
    return kValues;
}

struct Facts
{
    explicit Facts(const Recipe &recipe)
    {
        const std::vector<double> scores(layers().size(), 1.0);
        if (Result<Plan> resolved = resolvePlan(recipe, layers(), scores))
            plan = *std::move(resolved);
        facts.layers = layers();
        facts.plan = plan ? &*plan : nullptr;
        facts.sensitivity = sensitivity();
        facts.worst = 2;
        facts.samples = 32;
    }
    std::optional<Plan> plan;
    GuideFacts facts;
};

GuideStep stepOf(Id id, const Recipe &recipe, const GuideFacts &facts)
{
    for (const Symptom symptom : {Symptom::PartlyLower, Symptom::Gibberish}) {
        for (const GuideStep &step : guideSteps(symptom, recipe, facts)) {
            if (step.id == id)
                return step;
        }
    }
    return {};
}

GuideStep stepOf(Id id, const Recipe &recipe)
{
    return stepOf(id, recipe, Facts(recipe).facts);
}

Recipe preset(std::string_view id)
{
    return findPreset(id)->recipe;
}

Recipe sparse(bool lowbit)
{
    Recipe recipe;
    recipe.quantConfig.wBit = 4;
    recipe.quantConfig.coSparse = !lowbit;
    recipe.quantConfig.isLowbit = lowbit;
    return recipe;
}

Recipe invalid()
{
    Recipe recipe;
    recipe.quantConfig.wSym = false;
    return recipe;
}

/// The stages that a step leads through, each applied to the last.
QStringList stages(Id id, Recipe recipe)
{
    QStringList names;
    for (int guard = 0; guard < 20; ++guard) {
        const GuideStep step = stepOf(id, recipe);
        if (!step.applied)
            break;
        names << QString::fromStdString(step.next);
        recipe = *step.applied;
    }
    return names;
}

} // namespace

class TestTuningGuide : public QObject
{
    Q_OBJECT

private slots:
    void everyAppliedRecipeRuns_data()
    {
        QTest::addColumn<Recipe>("recipe");
        for (const Preset &preset : presets())
            QTest::addRow("%s", preset.id.data()) << preset.recipe;
        QTest::addRow("co_sparse") << sparse(false);
        QTest::addRow("low-bit sparse") << sparse(true);
        Recipe chained;
        chained.chain = {WeightActivationQuant{}, KvQuant{}};
        QTest::addRow("chain") << chained;
        Recipe lowbit;
        lowbit.quantConfig.wBit = 4;
        lowbit.quantConfig.isDynamic = true;
        lowbit.quantConfig.isLowbit = true;
        lowbit.quantConfig.openOutlier = false;
        QTest::addRow("W4A8_DYNAMIC") << lowbit;
        Recipe mix;
        mix.quantConfig.pdmix = true;
        mix.disableLevel = "L2";
        QTest::addRow("pdmix with L2") << mix;
        QTest::addRow("refused") << invalid();
        Recipe checkpointDtype = preset("w8a16_channel");
        checkpointDtype.loadDtype = LoadDtype::Checkpoint;
        QTest::addRow("load_dtype") << checkpointDtype;
    }
    /// However long the steps are followed, in whatever order the guide lists them.
    void everyAppliedRecipeRuns()
    {
        QFETCH(Recipe, recipe);
        for (const std::size_t samples : {std::size_t{0}, std::size_t{32}}) {
            std::deque<Recipe> open{recipe};
            for (int k = 0; k < 60 && !open.empty(); ++k) {
                const Recipe present = open.front();
                open.pop_front();
                Facts facts(present);
                facts.facts.samples = samples;
                for (const Symptom symptom : {Symptom::Gibberish, Symptom::PartlyLower}) {
                    for (const GuideStep &step : guideSteps(symptom, present, facts.facts)) {
                        if (!step.applied)
                            continue;
                        QVERIFY(step.state != State::Done && step.state != State::NotApplicable);
                        QVERIFY(*step.applied != present);
                        QVERIFY(!step.next.empty());
                        QVERIFY(validate(*step.applied));
                        QVERIFY(checkSupported(*step.applied));
                        QVERIFY(checkCalibration(*step.applied, samples > 0));
                        const std::vector<double> scores(layers().size(), 1.0);
                        QVERIFY(resolvePlan(*step.applied, layers(), scores));
                        open.push_back(*step.applied);
                    }
                }
            }
        }
    }

    void followsTheStages_data()
    {
        QTest::addColumn<int>("id");
        QTest::addColumn<Recipe>("recipe");
        QTest::addColumn<QStringList>("expected");
        const auto row = [](const char *name, Id id, const Recipe &recipe, const QStringList &expected) {
            QTest::newRow(name) << static_cast<int>(id) << recipe << expected;
        };
        Recipe fromM5;
        fromM5.antiOutlier.emplace().antiMethod = AntiMethod::M5;
        row("W8A8 suppression", Id::Suppression, Recipe{}, {"m1", "m2", "m4", "m6"});
        row("m5 is outside the order", Id::Suppression, fromM5, {"m1", "m2", "m4", "m6"});
        row("W8A16 suppression", Id::Suppression, preset("w8a16_channel"), {"m3"});
        row("W4A16 suppression", Id::Suppression, preset("w4a16_channel"), {"m3"});
        row("act_method", Id::ActMethod, Recipe{}, {"2", "3"});
        row("act_method of the low-bit family", Id::ActMethod, sparse(true), {"2"});
        row("no act_method without static activations", Id::ActMethod, preset("w8a8_dynamic_channel"), {});
        row("w_method", Id::WeightMethod, preset("w4a16_channel"), {"HQQ", "GPTQ"});
        row("no w_method with quantized activations", Id::WeightMethod, Recipe{}, {});
        row("per channel", Id::PerChannel, Recipe{}, {"false"});
        row("per token", Id::PerToken, Recipe{}, {"true"});
        row("fraction", Id::Fraction, sparse(false), {"0.02", "0.05", "0.1"});
        row("no fraction without sparsity", Id::Fraction, Recipe{}, {});
        row("sigma", Id::Sigma, sparse(true), {"4", "3.5", "3"});
        row("disable_level", Id::DisableLevel, Recipe{}, {"L1", "L2", "L4", "L8", "L16"});
        row("down_proj", Id::DownFallback, Recipe{}, {"4"});
        row("float", Id::Suppression, preset("float"), {});
    }
    void followsTheStages()
    {
        QFETCH(int, id);
        QFETCH(Recipe, recipe);
        QFETCH(QStringList, expected);
        QCOMPARE(stages(static_cast<Id>(id), recipe), expected);
    }

    void changesWhatTheChainWouldSetAgain()
    {
        Recipe recipe;
        recipe.chain = {WeightActivationQuant{}};
        const GuideStep step = stepOf(Id::ActMethod, recipe);
        QVERIFY(step.applied);
        QCOMPARE(resolve(step.applied->quantConfig, step.applied->chain)->config.actMethod, 2);
    }

    void stateSaysHowFarTheRecipeIs()
    {
        Recipe recipe;
        QCOMPARE(stepOf(Id::Suppression, recipe).state, State::Open);
        recipe.antiOutlier.emplace().antiMethod = AntiMethod::M2;
        QCOMPARE(stepOf(Id::Suppression, recipe).state, State::Begun);
        QCOMPARE(stepOf(Id::Suppression, recipe).current, std::string("m2"));
        recipe.antiOutlier->antiMethod = AntiMethod::M6;
        QCOMPARE(stepOf(Id::Suppression, recipe).state, State::Done);
        QCOMPARE(stepOf(Id::WeightMethod, recipe).state, State::NotApplicable);
        QCOMPARE(stepOf(Id::PerToken, preset("w8a8_dynamic_channel")).state, State::Done);
        QCOMPARE(stepOf(Id::ExpandSiblings, recipe).state, State::NotApplicable); // L0
        QCOMPARE(stepOf(Id::KvCache, recipe).state, State::NotApplicable);
        recipe.quantConfig.useKvcacheQuant = true;
        QCOMPARE(stepOf(Id::KvCache, recipe).state, State::Open);
    }

    void evaluatedStagesAreNotProposedAgain()
    {
        const Recipe recipe;
        Facts facts(recipe);
        std::vector<Recipe> evaluated{recipe};
        evaluated.push_back(*stepOf(Id::Suppression, recipe).applied);
        facts.facts.evaluated = evaluated;
        QCOMPARE(stepOf(Id::Suppression, recipe, facts.facts).next, std::string("m2"));
        evaluated.push_back(*stepOf(Id::PerChannel, recipe).applied);
        facts.facts.evaluated = evaluated;
        const GuideStep tried = stepOf(Id::PerChannel, recipe, facts.facts);
        QCOMPARE(tried.state, State::Tried);
        QVERIFY(tried.applied); // may be done all the same
    }

    void whatIsRefusedSaysWhy()
    {
        const GuideStep smooth = stepOf(Id::DoSmooth, sparse(true));
        if (!smooth.applied) {
            QCOMPARE(smooth.state, State::NotApplicable);
            QVERIFY(smooth.refused);
        }
        Facts facts(preset("w8a16_channel"));
        facts.facts.samples = 0;
        const GuideStep suppression = stepOf(Id::Suppression, preset("w8a16_channel"), facts.facts);
        QCOMPARE(suppression.state, State::NotApplicable);
        QVERIFY(suppression.refused && suppression.refused->message.find("calibration data") != std::string::npos);
        QVERIFY(stepOf(Id::PerToken, invalid()).refused);
        const GuideStep mixed = stepOf(Id::MixedWeightOnly, preset("w4a16_channel"));
        QCOMPARE(mixed.state, State::NotApplicable);
        QVERIFY(mixed.refused);
    }

    void theWorstLayersGoWithTheirGroups()
    {
        const Recipe recipe;
        Facts facts(recipe);
        const std::vector<std::string> worst = stepOf(Id::WorstFallback, recipe, facts.facts).applied->quantConfig.disableNames;
        QCOMPARE(worst, (std::vector<std::string>{"model.layers.3.mlp.down_proj", "model.layers.3.mlp.up_proj", "model.layers.3.mlp.gate_proj"}));
        facts.facts.wholeGroups = false;
        QCOMPARE(stepOf(Id::WorstFallback, recipe, facts.facts).next, std::string("2"));
        facts.facts.sensitivity = {};
        const GuideStep unmeasured = stepOf(Id::WorstFallback, recipe, facts.facts);
        QCOMPARE(unmeasured.state, State::Open);
        QVERIFY(!unmeasured.applied);
    }

    void mixingReplacesFallback()
    {
        const Recipe fallen = *stepOf(Id::WorstFallback, Recipe{}).applied;
        const GuideStep step = stepOf(Id::MixedDynamic, fallen);
        QVERIFY(step.applied);
        QVERIFY(step.applied->quantConfig.disableNames.empty());
        QCOMPARE(step.applied->mixCfg.size(), std::size_t{3});
        QVERIFY(step.applied->quantConfig.disableLastLinear); // the head is no one's business
        QCOMPARE(stepOf(Id::MixedDynamic, *step.applied).state, State::Begun);
    }

    void calibrationIsJudgedByItsSamples()
    {
        Recipe recipe;
        QCOMPARE(stepOf(Id::CalibrationData, recipe).state, State::Done);
        recipe.calibration.samples = 4;
        const GuideStep limited = stepOf(Id::CalibrationData, recipe);
        QCOMPARE(limited.state, State::Open);
        QCOMPARE(limited.current, std::string("4"));
        QCOMPARE(limited.next, std::string("32"));
        Facts few{Recipe{}};
        few.facts.samples = 2;
        QVERIFY(!stepOf(Id::CalibrationData, Recipe{}, few.facts).applied); // needs a file
        QCOMPARE(stepOf(Id::CalibrationData, preset("w8a16_channel")).state, State::NotApplicable);
    }

    void findsWhatMeasuredAStep_data()
    {
        QTest::addColumn<int>("id");
        QTest::addColumn<Recipe>("recipe");
        for (const Id id : {Id::DownFallback, Id::WorstFallback, Id::MixedDynamic, Id::MixedWeightOnly, Id::Suppression, Id::ActMethod, Id::PerChannel, Id::PerToken,
                            Id::DisableLevel})
            QTest::addRow("W8A8 step %d", static_cast<int>(id)) << static_cast<int>(id) << Recipe{};
        QTest::addRow("w_method") << static_cast<int>(Id::WeightMethod) << preset("w8a16_channel");
        QTest::addRow("m3") << static_cast<int>(Id::Suppression) << preset("w8a16_channel");
        QTest::addRow("fraction") << static_cast<int>(Id::Fraction) << sparse(false);
        QTest::addRow("sigma") << static_cast<int>(Id::Sigma) << sparse(true);
        Recipe level;
        level.disableLevel = "L2";
        QTest::addRow("siblings") << static_cast<int>(Id::ExpandSiblings) << level;
        Recipe cache;
        cache.chain = {KvQuant{}};
        QTest::addRow("C8") << static_cast<int>(Id::KvCache) << cache;
        Recipe few;
        few.calibration.samples = 4;
        QTest::addRow("samples") << static_cast<int>(Id::CalibrationData) << few;
    }
    void findsWhatMeasuredAStep()
    {
        QFETCH(int, id);
        QFETCH(Recipe, recipe);
        const auto step = static_cast<Id>(id);
        const Recipe after = *stepOf(step, recipe).applied;
        Recipe other = after;
        other.quantConfig.pr = 0.5;
        const std::vector<Recipe> evaluated{recipe, after, other};
        const std::optional<GuidePair> pair = lastMeasured(step, evaluated, layers());
        QVERIFY(pair);
        QCOMPARE(pair->before, std::size_t{0});
        QCOMPARE(pair->after, std::size_t{1});
        QVERIFY(!isOnlyStep(step, recipe, other, layers()));
        QVERIFY(!lastMeasured(step, std::vector<Recipe>{recipe, other}, layers()));
        // What else this edit could be taken for: nothing.
        for (int k = 0; k <= static_cast<int>(Id::KvCache); ++k)
            QCOMPARE(isOnlyStep(static_cast<Id>(k), recipe, after, layers()), k == id);
    }

    /// Rules of the layers that fall back go with it; those of others are another change.
    void otherLayersRulesAreNoPartOfAFallback()
    {
        const std::string first = layers()[0].name;
        Recipe before;
        before.mixCfg = {{first, "w8a16"}, {layers()[1].name, "w8a16"}};
        Recipe after;
        after.quantConfig.disableNames = {first};
        QVERIFY(!isOnlyStep(Id::WorstFallback, before, after, layers()));
        before.mixCfg.pop_back();
        QVERIFY(isOnlyStep(Id::WorstFallback, before, after, layers()));
        after = {};
        after.mixCfg = {{first, "w8a8_dynamic"}};
        QVERIFY(!isOnlyStep(Id::MixedDynamic, before, after, layers())); // it was W8A16, which has more bits
        QVERIFY(isOnlyStep(Id::MixedWeightOnly, after, before, layers()));
    }
};

QTEST_APPLESS_MAIN(TestTuningGuide)
#include "tst_tuning_guide.moc"
