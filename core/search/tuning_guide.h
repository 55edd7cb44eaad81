// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/layer_info.h"
#include "core/recipe/plan.h"
#include "core/recipe/recipe.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

// The way msModelSlim's documentation recommends from a model that lost accuracy to one that keeps it: which steps there are
// for a symptom, which of them a recipe has taken, and the recipe that takes the next.
// Source: spec/msmodelslim.md 10.1.

namespace vernier {

/// What is wrong with the quantized model.
enum class Symptom : std::uint8_t {
    Gibberish,   ///< its text makes no sense
    PartlyLower, ///< it answers, but scores lower than in float
};

enum class GuideStepId : std::uint8_t {
    FloatModel,      ///< is the float model itself all right?
    DownFallback,    ///< all layers of the kind that most published recipes leave in float: down_proj, DeepSeek's kv_b_proj
    WorstFallback,   ///< the most sensitive layers in float
    MixedDynamic,    ///< sensitive layers W8A8_DYNAMIC
    MixedWeightOnly, ///< sensitive layers W8A16
    Suppression,     ///< anti_method m1, m2, m4, m6; m3 where activations are float
    ActMethod,       ///< act_method 1, 2, 3
    WeightMethod,    ///< w_method MinMax, HQQ, GPTQ
    PerChannel,      ///< mm_tensor false
    PerToken,        ///< is_dynamic true
    Fraction,        ///< sparse: more protected weights
    Sigma,           ///< sparse: outliers by the sigma rule, with a lower threshold
    DoSmooth,        ///< sparse: smooth search
    CalibrationData, ///< 20 to 50 samples of the right kind
    DisableLevel,    ///< L1, L2, L4, ...
    ExpandSiblings,  ///< disable_level takes whole fused groups
    KvCache,         ///< without C8
};

struct GuideStep
{
    enum class State : std::uint8_t {
        Open,
        Begun,         ///< the recipe is at one of its stages, and there are more
        Tried,         ///< every recipe it leads to was evaluated, and the present one is none of them
        Done,          ///< nothing more to be had from it
        NotApplicable, ///< of no use for this recipe
    };
    GuideStepId id = GuideStepId::FloatModel;
    State state = State::Open;
    std::string current;           ///< the stage the recipe is at, as recipes spell it: "m1"; empty: none
    std::string kind; ///< of DownFallback, as the model calls such layers: "down_proj"
    std::string next;              ///< the stage that `applied` is at; of fallbacks and mixes, the number of layers
    std::optional<Recipe> applied; ///< none: it is no edit of the recipe, or there is nothing left to do
    std::optional<Error> refused;  ///< of NotApplicable: what would refuse the step's recipe
};

/// What the steps are judged from besides the recipe.
struct GuideFacts
{
    std::span<const LayerInfo> layers;
    const Plan *plan = nullptr;                         ///< of the recipe; null: not resolved, only its names count
    std::span<const std::optional<double>> sensitivity; ///< of the layers, larger is worse; empty or none: not measured
    std::size_t worst = 5;                              ///< how many layers a step by sensitivity takes
    bool wholeGroups = true;                            ///< with the layers that engines fuse with them
    std::size_t samples = 0;                            ///< calibration sequences there are; 0: none
    bool floatMeasured = false;
    std::span<const Recipe> evaluated; ///< in the order of evaluation
};

/// The steps against a symptom, in the order to try them. Every `applied` validates, resolves and is supported; it needs no
/// calibration data that is not there. Steps that would not resolve are refused.
[[nodiscard]] std::vector<GuideStep> guideSteps(Symptom symptom, const Recipe &recipe, const GuideFacts &facts);

/// The sensible size of a calibration set.
inline constexpr std::size_t kLeastGuideSamples = 20;
inline constexpr std::size_t kMostGuideSamples = 50;

/// Whether nothing but this step lies between two recipes.
[[nodiscard]] bool isOnlyStep(GuideStepId step, const Recipe &before, const Recipe &after, std::span<const LayerInfo> layers);

struct GuidePair
{
    std::size_t before = 0;
    std::size_t after = 0;
};
/// The last two evaluated recipes between which lies nothing but this step; none: it was not measured by itself.
[[nodiscard]] std::optional<GuidePair> lastMeasured(GuideStepId step, std::span<const Recipe> evaluated, std::span<const LayerInfo> layers);

} // namespace vernier
