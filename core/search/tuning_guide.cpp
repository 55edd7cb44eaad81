// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/search/tuning_guide.h"

#include "core/recipe/recipe_difference.h"
#include "core/recipe/recipe_edit.h"
#include "core/search/layer_ranking.h"

#include <algorithm>
#include <array>
#include <utility>

namespace vernier {

namespace {

using Id = GuideStepId;
using State = GuideStep::State;

constexpr Id kGibberish[] = {Id::FloatModel, Id::DownFallback, Id::WorstFallback, Id::MixedDynamic, Id::MixedWeightOnly};
constexpr Id kPartlyLower[] = {Id::Suppression,     Id::ActMethod,    Id::WeightMethod, Id::PerChannel,     Id::PerToken,      Id::Fraction,
                               Id::Sigma,           Id::DoSmooth,     Id::CalibrationData, Id::DownFallback, Id::DisableLevel, Id::ExpandSiblings,
                               Id::WorstFallback,   Id::MixedDynamic, Id::MixedWeightOnly, Id::KvCache};

/// Pairs further back than this many evaluations are not looked for.
constexpr std::size_t kLookBack = 30;

struct Stage
{
    std::string name;
    Recipe recipe;
};

/// Of the layers that DownFallback is about.
LayerRole fragileRole(std::span<const LayerInfo> layers)
{
    const bool hasLatents = std::any_of(layers.begin(), layers.end(), [](const LayerInfo &layer) { return layer.role == LayerRole::KvFromLatent; });
    return hasLatents ? LayerRole::KvFromLatent : LayerRole::Down;
}

/// "down_proj"; "mlp.c_proj" where layers of another role are called c_proj, too.
std::string kindOf(std::span<const LayerInfo> layers, LayerRole role)
{
    const auto first = std::find_if(layers.begin(), layers.end(), [role](const LayerInfo &layer) { return layer.role == role; });
    if (first == layers.end())
        return {};
    const std::string_view kind = first->kind();
    if (std::none_of(layers.begin(), layers.end(), [&](const LayerInfo &layer) { return layer.role != role && layer.kind() == kind; }))
        return std::string(kind);
    const std::size_t parent = first->name.rfind('.', first->name.size() - kind.size() - 2);
    return first->name.substr(parent == std::string::npos ? 0 : parent + 1);
}

/// Edits the configuration, and the calls of its chain that would set the same values again.
template <typename Edit>
Recipe edited(Recipe recipe, const Edit &edit)
{
    edit(recipe.quantConfig);
    for (ChainCall &call : recipe.chain)
        std::visit(edit, call);
    return recipe;
}

std::string shortNumber(double value)
{
    std::string text = std::to_string(value);
    text.erase(text.find_last_not_of('0') + 1);
    if (text.back() == '.')
        text.pop_back();
    return text;
}

class Judge
{
public:
    Judge(const Recipe &recipe, const GuideFacts &facts, ResolvedConfig base)
        : m_recipe(recipe)
        , m_facts(facts)
        , m_base(std::move(base))
    {}

    void judge(GuideStep &step) const
    {
        switch (step.id) {
        case Id::FloatModel: step.state = m_facts.floatMeasured ? State::Done : State::Open; break;
        case Id::DownFallback: downFallback(step); break;
        case Id::WorstFallback: worstFallback(step); break;
        case Id::MixedDynamic: mixed(step, QuantType::W8A8Dynamic, isType({QuantType::W8A8Dynamic, QuantType::W8A16})); break;
        case Id::MixedWeightOnly: mixed(step, QuantType::W8A16, isType({QuantType::W8A16})); break;
        case Id::Suppression: suppression(step); break;
        case Id::ActMethod: actMethod(step); break;
        case Id::WeightMethod: weightMethod(step); break;
        case Id::PerChannel: perChannel(step); break;
        case Id::PerToken: perToken(step); break;
        case Id::Fraction: fraction(step); break;
        case Id::Sigma: sigma(step); break;
        case Id::DoSmooth: doSmooth(step); break;
        case Id::CalibrationData: calibrationData(step); break;
        case Id::DisableLevel: disableLevel(step); break;
        case Id::ExpandSiblings: expandSiblings(step); break;
        case Id::KvCache: kvCache(step); break;
        }
    }

private:
    [[nodiscard]] const QuantConfig &config() const { return m_base.config; }
    [[nodiscard]] bool isType(std::initializer_list<QuantType> types) const { return std::find(types.begin(), types.end(), m_base.type) != types.end(); }
    [[nodiscard]] bool isFloat() const { return isType({QuantType::Float}); }
    [[nodiscard]] bool isSparse() const { return isType({QuantType::W8A8S}); }

    [[nodiscard]] Result<void> check(const Recipe &recipe) const
    {
        VERNIER_TRY(validate(recipe));
        VERNIER_TRY(checkSupported(recipe));
        VERNIER_TRY(checkCalibration(recipe, m_facts.samples > 0));
        const std::vector<double> anyScores(m_facts.layers.size(), 1.0); // whether it resolves does not depend on them
        VERNIER_TRY(resolvePlan(recipe, m_facts.layers, anyScores));
        return {};
    }

    [[nodiscard]] bool wasEvaluated(const Recipe &recipe) const
    {
        return std::find(m_facts.evaluated.begin(), m_facts.evaluated.end(), recipe) != m_facts.evaluated.end();
    }

    /// isBegun  the recipe has left the stage that everyone starts from.  stages  those after the present one.
    void choose(GuideStep &step, bool isBegun, std::vector<Stage> stages) const
    {
        Stage *tried = nullptr;
        for (Stage &stage : stages) {
            if (const Result<void> checked = check(stage.recipe); !checked) {
                if (!step.refused)
                    step.refused = checked.error();
                continue;
            }
            if (!wasEvaluated(stage.recipe)) {
                step.state = isBegun ? State::Begun : State::Open;
                take(step, std::move(stage));
                return;
            }
            if (!tried)
                tried = &stage;
        }
        if (tried && !isBegun) {
            step.state = State::Tried;
            take(step, std::move(*tried));
        } else {
            step.state = step.refused && !isBegun ? State::NotApplicable : State::Done;
        }
        if (step.state != State::NotApplicable)
            step.refused.reset();
    }

    static void take(GuideStep &step, Stage stage)
    {
        step.refused.reset();
        step.next = std::move(stage.name);
        step.applied = std::move(stage.recipe);
    }

    static void notApplicable(GuideStep &step) { step.state = State::NotApplicable; }

    // Single layers

    [[nodiscard]] bool staysFloat(std::size_t i) const
    {
        if (m_facts.plan)
            return m_facts.plan->layers[i].scheme.isFloat();
        const std::vector<std::string> &names = m_recipe.quantConfig.disableNames;
        return std::find(names.begin(), names.end(), m_facts.layers[i].name) != names.end();
    }
    [[nodiscard]] bool isNamedFloat(std::size_t i) const
    {
        return staysFloat(i) && (!m_facts.plan || m_facts.plan->layers[i].reason == Reason::DisableNames);
    }
    [[nodiscard]] bool hasType(std::size_t i, QuantType type) const { return m_facts.plan && m_facts.plan->layers[i].scheme.type == type; }

    /// Names of the most sensitive layers among those `eligible`, worst first, each with its group.
    template <typename Eligible>
    [[nodiscard]] std::vector<std::string> worst(const Eligible &eligible) const
    {
        std::vector<std::optional<double>> values(m_facts.layers.size());
        for (std::size_t i = 0; i < std::min(values.size(), m_facts.sensitivity.size()); ++i) {
            if (m_facts.layers[i].role != LayerRole::Head && eligible(i))
                values[i] = m_facts.sensitivity[i];
        }
        std::vector<std::string> names;
        const auto add = [&names](const std::string &name) {
            if (std::find(names.begin(), names.end(), name) == names.end())
                names.push_back(name);
        };
        for (const int layer : worstLayers(values, true, m_facts.worst)) {
            const LayerInfo &chosen = m_facts.layers[static_cast<std::size_t>(layer)];
            add(chosen.name);
            for (std::size_t i = 0; m_facts.wholeGroups && i < m_facts.layers.size(); ++i) {
                if (areFused(m_facts.layers[i], chosen) && eligible(i))
                    add(m_facts.layers[i].name);
            }
        }
        return names;
    }

    [[nodiscard]] bool isMeasured() const
    {
        return std::any_of(m_facts.sensitivity.begin(), m_facts.sensitivity.end(), [](const auto &value) { return value.has_value(); });
    }

    void downFallback(GuideStep &step) const
    {
        std::vector<std::string> names;
        const LayerRole role = fragileRole(m_facts.layers);
        step.kind = kindOf(m_facts.layers, role);
        for (std::size_t i = 0; i < m_facts.layers.size(); ++i) {
            if (m_facts.layers[i].role == role && !staysFloat(i))
                names.push_back(m_facts.layers[i].name);
        }
        if (isFloat())
            notApplicable(step);
        else if (names.empty())
            step.state = State::Done;
        else
            choose(step, false, {{std::to_string(names.size()), withFallback(m_recipe, names)}});
    }

    void worstFallback(GuideStep &step) const
    {
        const bool isBegun = !m_recipe.quantConfig.disableNames.empty();
        const std::vector<std::string> names = worst([this](std::size_t i) { return !staysFloat(i); });
        if (isFloat())
            notApplicable(step);
        else if (!names.empty())
            choose(step, isBegun, {{std::to_string(names.size()), withFallback(m_recipe, names)}});
        else
            step.state = isMeasured() ? State::Done : State::Open;
    }

    /// Layers in float by name get the type, too: it costs less than float. Those of disable_level stay as they are.
    void mixed(GuideStep &step, QuantType type, bool isNoGain) const
    {
        const std::string spelling = fileSpelling(type);
        const std::vector<std::string> names =
            worst([&](std::size_t i) { return !hasType(i, type) && !hasType(i, QuantType::W8A16) && (!staysFloat(i) || isNamedFloat(i)); });
        if (isFloat() || isNoGain) {
            notApplicable(step);
        } else if (names.empty()) {
            step.state = isMeasured() ? State::Done : State::Open;
        } else if (Result<Recipe> recipe = withType(withMixWrittenOut(m_recipe, m_facts.layers), names, spelling); recipe) {
            choose(step, mixes(m_recipe, spelling), {{std::to_string(names.size()), *std::move(recipe)}});
        } else {
            notApplicable(step);
            step.refused = recipe.error();
        }
    }

    // The configuration

    [[nodiscard]] Recipe withSuppression(AntiMethod method) const
    {
        Recipe recipe = m_recipe;
        if (!recipe.antiOutlier) {
            recipe.antiOutlier.emplace();
            recipe.antiOutlier->devType = m_recipe.quantConfig.devType;
            recipe.antiOutlier->devId = m_recipe.quantConfig.devId;
        }
        AntiOutlierConfig &suppression = *recipe.antiOutlier;
        const bool isWeightAware = method == AntiMethod::M3;
        suppression.antiMethod = method;
        suppression.wSym = isWeightAware ? config().wSym : true;
        suppression.aBit = isWeightAware ? config().aBit : 8;
        if (isWeightAware)
            suppression.wBit = config().wBit;
        return recipe;
    }

    void suppression(GuideStep &step) const
    {
        if (isFloat()) {
            notApplicable(step);
            return;
        }
        std::vector<AntiMethod> methods{AntiMethod::M1, AntiMethod::M2, AntiMethod::M4, AntiMethod::M6};
        if (config().aBit == 16)
            methods = {AntiMethod::M3};
        if (m_recipe.antiOutlier) {
            step.current = toString(m_recipe.antiOutlier->antiMethod);
            const auto present = std::find(methods.begin(), methods.end(), m_recipe.antiOutlier->antiMethod);
            if (present != methods.end())
                methods.erase(methods.begin(), present + 1);
        }
        std::vector<Stage> stages;
        for (const AntiMethod method : methods)
            stages.push_back({std::string(toString(method)), withSuppression(method)});
        choose(step, m_recipe.antiOutlier.has_value(), std::move(stages));
    }

    void actMethod(GuideStep &step) const
    {
        if (!isType({QuantType::W8A8, QuantType::W8A8S})) {
            notApplicable(step);
            return;
        }
        step.current = std::to_string(config().actMethod);
        std::vector<Stage> stages;
        for (int method = config().actMethod + 1; method <= 3; ++method) {
            stages.push_back({std::to_string(method), edited(m_recipe, [method](auto &part) {
                                  if constexpr (requires { part.actMethod; })
                                      part.actMethod = method;
                              })});
        }
        choose(step, config().actMethod > 1, std::move(stages));
    }

    void weightMethod(GuideStep &step) const
    {
        if (!isType({QuantType::W8A16, QuantType::W4A16})) {
            notApplicable(step);
            return;
        }
        step.current = toString(config().wMethod);
        std::vector<WeightMethod> methods{WeightMethod::MinMax, WeightMethod::Hqq, WeightMethod::Gptq};
        methods.erase(methods.begin(), std::find(methods.begin(), methods.end(), config().wMethod) + 1); // NF is another type
        std::vector<Stage> stages;
        for (const WeightMethod method : methods) {
            stages.push_back({std::string(toString(method)), edited(m_recipe, [method](auto &part) {
                                  if constexpr (requires { part.wMethod; })
                                      part.wMethod = method;
                              })});
        }
        choose(step, config().wMethod != WeightMethod::MinMax, std::move(stages));
    }

    void perChannel(GuideStep &step) const
    {
        if (isFloat() || isType({QuantType::NF4}) || m_base.perGroup)
            notApplicable(step);
        else if (!config().mmTensor)
            step.state = State::Done;
        else
            choose(step, false, {{"false", edited(m_recipe, [](auto &part) {
                                      if constexpr (requires { part.mmTensor; })
                                          part.mmTensor = false;
                                  })}});
    }

    void perToken(GuideStep &step) const
    {
        if (config().isDynamic)
            step.state = State::Done;
        else if (!isType({QuantType::W8A8}))
            notApplicable(step);
        else
            choose(step, false, {{"true", edited(m_recipe, [](auto &part) {
                                      if constexpr (requires { part.isDynamic; })
                                          part.isDynamic = true;
                                      if constexpr (requires { part.pdmix; })
                                          part.pdmix = false; // is for static activations only
                                  })}});
    }

    void fraction(GuideStep &step) const
    {
        if (!isSparse() || (config().isLowbit && config().useSigma)) {
            notApplicable(step);
            return;
        }
        constexpr double kStages[] = {0.02, 0.05, 0.1};
        step.current = shortNumber(config().fraction);
        std::vector<Stage> stages;
        for (const double value : kStages) {
            if (value > config().fraction) {
                stages.push_back({shortNumber(value), edited(m_recipe, [value](auto &part) {
                                      if constexpr (requires { part.fraction; })
                                          part.fraction = value;
                                  })});
            }
        }
        choose(step, config().fraction >= kStages[0], std::move(stages));
    }

    void sigma(GuideStep &step) const
    {
        if (!isSparse() || !config().isLowbit) {
            notApplicable(step);
            return;
        }
        const bool isUsed = config().useSigma;
        if (isUsed)
            step.current = shortNumber(config().sigmaFactor);
        std::vector<Stage> stages;
        for (const double factor : {4.0, 3.5, 3.0}) {
            if (!isUsed || factor < config().sigmaFactor) {
                stages.push_back({shortNumber(factor), edited(m_recipe, [factor](auto &part) {
                                      if constexpr (requires { part.useSigma; }) {
                                          part.useSigma = true;
                                          part.sigmaFactor = factor;
                                      }
                                  })});
            }
        }
        choose(step, isUsed, std::move(stages));
    }

    void doSmooth(GuideStep &step) const
    {
        if (!isSparse() || !config().isLowbit)
            notApplicable(step);
        else if (config().doSmooth)
            step.state = State::Done;
        else
            choose(step, false, {{"true", edited(m_recipe, [](auto &part) {
                                      if constexpr (requires { part.doSmooth; })
                                          part.doSmooth = true;
                                  })}});
    }

    void calibrationData(GuideStep &step) const
    {
        if (!needsCalibration(m_recipe) && !needsLayerScores(m_recipe)) {
            notApplicable(step);
            return;
        }
        const std::optional<std::int64_t> limit = m_recipe.calibration.samples;
        const std::size_t used = limit ? std::min(m_facts.samples, static_cast<std::size_t>(std::max<std::int64_t>(*limit, 0))) : m_facts.samples;
        step.current = std::to_string(used);
        if (used >= kLeastGuideSamples) {
            step.state = State::Done;
        } else if (used < m_facts.samples) {
            Recipe recipe = m_recipe;
            const std::size_t wanted = std::min(m_facts.samples, kMostGuideSamples);
            recipe.calibration.samples = static_cast<std::int64_t>(wanted);
            choose(step, false, {{std::to_string(wanted), std::move(recipe)}});
        }
    }

    void disableLevel(GuideStep &step) const
    {
        const Result<std::size_t> level = parseDisableLevel(m_recipe.disableLevel);
        if (isFloat() || m_facts.samples == 0 || !level) {
            notApplicable(step);
            return;
        }
        step.current = m_recipe.disableLevel;
        std::size_t next = 1;
        while (next <= *level && next < m_facts.layers.size())
            next *= 2;
        std::vector<Stage> stages;
        for (; next < m_facts.layers.size(); next *= 2) {
            Recipe recipe = m_recipe;
            recipe.disableLevel = "L" + std::to_string(next);
            stages.push_back({recipe.disableLevel, recipe});
        }
        choose(step, *level > 0, std::move(stages));
    }

    void expandSiblings(GuideStep &step) const
    {
        const Result<std::size_t> level = parseDisableLevel(m_recipe.disableLevel);
        if (isFloat() || m_facts.samples == 0 || !level || *level == 0) {
            notApplicable(step);
        } else if (m_recipe.improvements.expandSiblings) {
            step.state = State::Done;
        } else {
            Recipe recipe = m_recipe;
            recipe.improvements.expandSiblings = true;
            choose(step, false, {{"true", std::move(recipe)}});
        }
    }

    void kvCache(GuideStep &step) const
    {
        if (!config().useKvcacheQuant) {
            notApplicable(step);
            return;
        }
        Recipe recipe = m_recipe;
        recipe.quantConfig.useKvcacheQuant = false;
        std::erase_if(recipe.chain, [](const ChainCall &call) { return std::holds_alternative<KvQuant>(call); });
        choose(step, false, {{"false", std::move(recipe)}});
    }

    const Recipe &m_recipe;
    const GuideFacts &m_facts;
    ResolvedConfig m_base;
};

/// The parameters that a step sets.
std::span<const std::string_view> keysOf(Id id)
{
    static constexpr std::array<std::string_view, 1> kActMethod{"act_method"}, kWeightMethod{"w_method"}, kPerChannel{"mm_tensor"}, kFraction{"fraction"},
        kDoSmooth{"do_smooth"}, kSamples{"calibration.samples"}, kLevel{"disable_level"}, kSiblings{"improvements.expand_siblings"};
    static constexpr std::array<std::string_view, 2> kPerToken{"is_dynamic", "pdmix"}, kSigma{"use_sigma", "sigma_factor"}, kCache{"use_kvcache_quant", "chain"};
    static constexpr std::array<std::string_view, 5> kSuppression{"anti_outlier", "anti_outlier.anti_method", "anti_outlier.w_bit", "anti_outlier.a_bit",
                                                                  "anti_outlier.w_sym"};
    switch (id) {
    case Id::Suppression: return kSuppression;
    case Id::ActMethod: return kActMethod;
    case Id::WeightMethod: return kWeightMethod;
    case Id::PerChannel: return kPerChannel;
    case Id::PerToken: return kPerToken;
    case Id::Fraction: return kFraction;
    case Id::Sigma: return kSigma;
    case Id::DoSmooth: return kDoSmooth;
    case Id::CalibrationData: return kSamples;
    case Id::DisableLevel: return kLevel;
    case Id::ExpandSiblings: return kSiblings;
    case Id::KvCache: return kCache;
    default: return {};
    }
}

bool isFallenBack(const Recipe &recipe, const std::string &layer)
{
    const std::vector<std::string> &names = recipe.quantConfig.disableNames;
    return std::find(names.begin(), names.end(), layer) != names.end();
}

/// What a step on single layers changes: names come into disable_names, or rules of one type into mix_cfg.
bool isFallback(const RecipeChange &change)
{
    return (change.kind == RecipeChange::Kind::Fallback && change.before.empty()) || (change.kind == RecipeChange::Kind::Mix && change.after.empty());
}
bool isMix(const RecipeChange &change, QuantType type)
{
    const bool isNew = change.before.empty() || (type == QuantType::W8A16 && change.before == fileSpelling(QuantType::W8A8Dynamic));
    return (change.kind == RecipeChange::Kind::Mix && change.after == fileSpelling(type) && isNew) || (change.kind == RecipeChange::Kind::Fallback && change.after.empty());
}

} // namespace

std::vector<GuideStep> guideSteps(Symptom symptom, const Recipe &recipe, const GuideFacts &facts)
{
    const std::span<const Id> ids = symptom == Symptom::Gibberish ? std::span<const Id>(kGibberish) : std::span<const Id>(kPartlyLower);
    Result<ResolvedConfig> base = resolve(recipe.quantConfig, recipe.chain);
    std::optional<Judge> judge;
    if (base)
        judge.emplace(recipe, facts, *std::move(base));
    std::vector<GuideStep> steps;
    for (const Id id : ids) {
        GuideStep &step = steps.emplace_back();
        step.id = id;
        if (judge) {
            judge->judge(step);
        } else {
            step.state = State::NotApplicable;
            step.refused = base.error();
        }
    }
    return steps;
}

bool isOnlyStep(GuideStepId step, const Recipe &before, const Recipe &after, std::span<const LayerInfo> layers)
{
    const std::vector<RecipeChange> changes = recipeDifference(before, after);
    const auto all = [&changes](const auto &matches) { return !changes.empty() && std::all_of(changes.begin(), changes.end(), matches); };
    const auto hasKind = [&changes](RecipeChange::Kind kind) {
        return std::any_of(changes.begin(), changes.end(), [kind](const RecipeChange &change) { return change.kind == kind; });
    };
    if (step == Id::DownFallback || step == Id::WorstFallback) {
        const LayerRole role = fragileRole(layers);
        const bool allDown = std::all_of(layers.begin(), layers.end(), [&](const LayerInfo &layer) { return layer.role != role || isFallenBack(after, layer.name); });
        const bool onlyDown = std::none_of(layers.begin(), layers.end(), [&](const LayerInfo &layer) {
            return layer.role != role && isFallenBack(after, layer.name) && !isFallenBack(before, layer.name);
        });
        // Rules of layers that fall back go with it, no others.
        MixConfig left = before.mixCfg;
        std::erase_if(left, [&](const auto &rule) { return isFallenBack(after, rule.first); });
        return (allDown && onlyDown) == (step == Id::DownFallback) && left == after.mixCfg && hasKind(RecipeChange::Kind::Fallback) && all(isFallback);
    }
    if (step == Id::MixedDynamic || step == Id::MixedWeightOnly) {
        const QuantType type = step == Id::MixedDynamic ? QuantType::W8A8Dynamic : QuantType::W8A16;
        return hasKind(RecipeChange::Kind::Mix) && all([type](const RecipeChange &change) { return isMix(change, type); });
    }
    const std::span<const std::string_view> keys = keysOf(step);
    return all([keys](const RecipeChange &change) {
        return change.kind == RecipeChange::Kind::Value && std::find(keys.begin(), keys.end(), change.key) != keys.end();
    });
}

std::optional<GuidePair> lastMeasured(GuideStepId step, std::span<const Recipe> evaluated, std::span<const LayerInfo> layers)
{
    const std::size_t first = evaluated.size() > kLookBack ? evaluated.size() - kLookBack : 0;
    for (std::size_t later = evaluated.size(); later-- > first;) {
        for (std::size_t earlier = later; earlier-- > first;) {
            if (isOnlyStep(step, evaluated[earlier], evaluated[later], layers))
                return GuidePair{earlier, later};
            if (isOnlyStep(step, evaluated[later], evaluated[earlier], layers)) // the step was taken back
                return GuidePair{later, earlier};
        }
    }
    return std::nullopt;
}

} // namespace vernier
