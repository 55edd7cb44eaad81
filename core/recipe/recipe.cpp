// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/recipe/recipe.h"

#include <algorithm>
#include <array>
#include <limits>

namespace vernier {

namespace {

constexpr std::array<std::string_view, 5> kMixTypes{"w8a8", "w8a16", "w8a8_dynamic", "float", "w4a8_dynamic"};

/// What in the recipe needs calibration data; empty if nothing does.
std::string calibrationReason(const Recipe &recipe)
{
    if (recipe.antiOutlier)
        return "anti_outlier " + std::string(toString(recipe.antiOutlier->antiMethod));
    const auto resolved = resolve(recipe.quantConfig, recipe.chain);
    if (!resolved)
        return {};
    constexpr std::array kDataFree{QuantType::W8A16, QuantType::W4A16,       QuantType::W8A8Dynamic,
                                   QuantType::NF4,   QuantType::W4A8Dynamic, QuantType::Float};
    if (std::find(kDataFree.begin(), kDataFree.end(), resolved->type) == kDataFree.end())
        return "quantization type " + std::string(toString(resolved->type));
    if (resolved->config.wMethod == WeightMethod::Gptq)
        return "w_method GPTQ";
    if (resolved->config.useKvcacheQuant)
        return "KV cache quantization";
    if (resolved->faQuant)
        return "fa_quant";
    // The original lets this pass and cannot save: the layer has no input_scale.
    if (mixes(recipe, "w8a8"))
        return "mix_cfg type w8a8";
    return {};
}

/// In the checkpoint's own arithmetic every operation rounds; what searches with many of them is not built in that way.
Result<void> checkLoadDtype(const Recipe &recipe, const ResolvedConfig &resolved)
{
    if (recipe.loadDtype == LoadDtype::Float32)
        return {};
    if (resolved.simulateTp || resolved.config.isLowbit || resolved.config.wMethod != WeightMethod::MinMax || resolved.config.coSparse)
        return Error{ErrorCode::Unsupported,
                     "load_dtype \"checkpoint\" with simulate_tp, the low-bit family, sparse weights, GPTQ, HQQ or NF is not built yet; use load_dtype "
                     "\"float32\", or w_method MinMax",
                     {}};
    if (!recipe.antiOutlier || recipe.antiOutlier->antiMethod == AntiMethod::M4)
        return {};
    const FlexConfig &flex = recipe.antiOutlier->flexConfig;
    if (recipe.antiOutlier->antiMethod == AntiMethod::M6 && flex.alpha && flex.beta)
        return {};
    return Error{ErrorCode::Unsupported,
                 "load_dtype \"checkpoint\" with anti_method " + std::string(toString(recipe.antiOutlier->antiMethod))
                     + " is not built yet; use load_dtype \"float32\", m4, or m6 with alpha and beta",
                 {}};
}

} // namespace

bool mixes(const Recipe &recipe, std::string_view type)
{
    return std::any_of(recipe.mixCfg.begin(), recipe.mixCfg.end(), [type](const auto &rule) { return rule.second == type; });
}

std::string_view toString(LoadDtype dtype)
{
    return dtype == LoadDtype::Checkpoint ? "checkpoint" : "float32";
}

Result<std::size_t> parseDisableLevel(std::string_view level)
{
    const bool digits = level.size() >= 2 && level[0] == 'L'
        && std::all_of(level.begin() + 1, level.end(), [](char c) { return c >= '0' && c <= '9'; });
    if (!digits || (level[1] == '0' && level.size() > 2)) {
        return Error{ErrorCode::InvalidArgument,
                     "disable_level is \"" + std::string(level.substr(0, 40))
                         + "\"; it must be L0 (none) or L and a number without leading zero, as L5",
                     {}};
    }
    constexpr std::size_t kMost = std::numeric_limits<std::size_t>::max();
    std::size_t n = 0;
    for (const char c : level.substr(1)) {
        const auto digit = static_cast<std::size_t>(c - '0');
        if (n > (kMost - digit) / 10)
            return kMost;
        n = n * 10 + digit;
    }
    return n;
}

Result<void> validate(const Recipe &recipe)
{
    VERNIER_TRY(resolve(recipe.quantConfig, recipe.chain));
    if (recipe.antiOutlier)
        VERNIER_TRY(validate(*recipe.antiOutlier));
    VERNIER_TRY(parseDisableLevel(recipe.disableLevel));
    for (const auto &[pattern, type] : recipe.mixCfg) {
        if (std::find(kMixTypes.begin(), kMixTypes.end(), type) == kMixTypes.end()) {
            return Error{ErrorCode::InvalidArgument,
                         "mix_cfg \"" + pattern + "\" asks for \"" + type
                             + "\"; allowed are w8a8, w8a16, w8a8_dynamic, w4a8_dynamic and float",
                         {}};
        }
    }
    const CalibrationConfig &calibration = recipe.calibration;
    if (calibration.samples && *calibration.samples < 1) {
        return Error{ErrorCode::InvalidArgument,
                     "calibration.samples is " + std::to_string(*calibration.samples)
                         + "; it must be 1 or more, or null for all",
                     {}};
    }
    if (calibration.maxLength && *calibration.maxLength < 1) {
        return Error{ErrorCode::InvalidArgument,
                     "calibration.max_length is " + std::to_string(*calibration.maxLength)
                         + "; it must be 1 or more, or null for whole sequences",
                     {}};
    }
    return {};
}

Result<void> checkSupported(const Recipe &recipe)
{
    VERNIER_ASSIGN(const ResolvedConfig resolved, resolve(recipe.quantConfig, recipe.chain));
    VERNIER_TRY(checkSupported(resolved));
    if (resolved.config.doSmooth && recipe.antiOutlier && recipe.antiOutlier->antiMethod != AntiMethod::M6)
        return Error{ErrorCode::Unsupported, "do_smooth after anti_method m1 to m5 fails in msModelSlim as well; set do_smooth false, or anti_method m6", {}};
    return checkLoadDtype(recipe, resolved);
}

bool ranksByInputs(const Recipe &recipe)
{
    const auto level = parseDisableLevel(recipe.disableLevel);
    const auto resolved = resolve(recipe.quantConfig, recipe.chain);
    return level && *level > 0 && resolved && resolved->config.isLowbit;
}

bool needsLayerScores(const Recipe &recipe)
{
    const auto level = parseDisableLevel(recipe.disableLevel);
    if (level && *level > 0)
        return true;
    const auto resolved = resolve(recipe.quantConfig, recipe.chain);
    return resolved && resolved->config.actMethod == 3
        && (resolved->config.aBit < 16 || mixes(recipe, "w8a8") || mixes(recipe, "w8a8_dynamic"));
}

bool needsCalibration(const Recipe &recipe)
{
    return !calibrationReason(recipe).empty();
}

Result<void> checkCalibration(const Recipe &recipe, bool hasCalibration)
{
    const std::string reason = calibrationReason(recipe);
    if (hasCalibration || reason.empty())
        return {};
    return Error{
        ErrorCode::InvalidArgument,
        reason
            + " needs calibration data, and there is none; give some, or use W8A16, W4A16 or W8A8_DYNAMIC without "
              "outlier suppression, GPTQ or static layers",
        {}};
}

Recipe asDataFree(Recipe recipe)
{
    recipe.disableLevel = "L0";
    recipe.quantConfig.actMethod = 1;
    for (ChainCall &call : recipe.chain) {
        if (auto *activations = std::get_if<WeightActivationQuant>(&call))
            activations->actMethod = 1;
    }
    return recipe;
}

} // namespace vernier
