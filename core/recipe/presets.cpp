// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/recipe/presets.h"

#include <algorithm>
#include <vector>

namespace vernier {

namespace {

Recipe make(int wBit, int aBit, bool mmTensor, bool isDynamic = false, bool smooth = false)
{
    Recipe recipe;
    recipe.quantConfig.wBit = wBit;
    recipe.quantConfig.aBit = aBit;
    recipe.quantConfig.mmTensor = mmTensor;
    recipe.quantConfig.isDynamic = isDynamic;
    if (smooth)
        recipe.antiOutlier.emplace().antiMethod = AntiMethod::M1;
    return recipe;
}

/// 4-bit weights of the low-bit family, without outliers and so in groups of group_size.
Recipe makeGroups(int aBit, bool isDynamic)
{
    Recipe recipe = make(4, aBit, false, isDynamic);
    recipe.quantConfig.isLowbit = true;
    recipe.quantConfig.openOutlier = false;
    return recipe;
}

Recipe makeGptq()
{
    Recipe recipe = make(4, 16, false);
    recipe.quantConfig.wMethod = WeightMethod::Gptq;
    return recipe;
}

Recipe makeAwq()
{
    Recipe recipe = make(4, 16, false);
    AntiOutlierConfig &awq = recipe.antiOutlier.emplace();
    awq.antiMethod = AntiMethod::M3;
    awq.wBit = 4;
    awq.aBit = 16;
    return recipe;
}

Recipe makeSparse()
{
    Recipe recipe = make(4, 8, false);
    recipe.quantConfig.isLowbit = true;
    recipe.quantConfig.useSigma = true;
    return recipe;
}

Recipe makeKvCache()
{
    Recipe recipe = make(8, 8, false);
    recipe.quantConfig.useKvcacheQuant = true;
    return recipe;
}

/// Whether a rule of mix_cfg with this type can stand beside the configuration.
bool canStand(const ResolvedConfig &base, std::string_view type)
{
    if (type == "float")
        return true;
    for (const QuantType target : {QuantType::W8A8, QuantType::W8A16, QuantType::W8A8Dynamic}) {
        if (type == fileSpelling(target))
            return derive(base, target).hasValue();
    }
    return false;
}

} // namespace

std::span<const Preset> presets()
{
    static const std::vector<Preset> kPresets{
        {"w8a8_tensor", "W8A8, static, per tensor", make(8, 8, true)},
        {"w8a8_channel", "W8A8, static, per channel", make(8, 8, false)},
        {"w8a8_channel_m1", "W8A8, static, per channel + m1", make(8, 8, false, false, true)},
        {"w8a8_kv8", "W8A8, static, per channel + KV cache int8", makeKvCache()},
        {"w8a8s_sigma", "W8A8S, sparse, low-bit by sigma", makeSparse()},
        {"w8a8_dynamic_channel", "W8A8_DYNAMIC, per channel", make(8, 8, false, true)},
        {"w8a16_channel", "W8A16, per channel", make(8, 16, false)},
        {"w4a16_channel", "W4A16, per channel", make(4, 16, false)},
        {"w4a16_group", "W4A16, groups of 64", makeGroups(16, false)},
        {"w4a16_gptq", "W4A16, per channel, GPTQ", makeGptq()},
        {"w4a16_awq", "W4A16, per channel, AWQ (m3)", makeAwq()},
        {"w4a8_dynamic", "W4A8_DYNAMIC, groups of 64", makeGroups(8, true)},
        {"float", "Float", make(16, 16, true)},
    };
    return kPresets;
}

const Preset *findPreset(std::string_view id)
{
    const auto found = std::find_if(presets().begin(), presets().end(), [id](const Preset &preset) { return preset.id == id; });
    return found == presets().end() ? nullptr : &*found;
}

Recipe withPreset(const Recipe &recipe, const Preset &preset)
{
    Recipe result = preset.recipe;
    result.quantConfig.disableNames = recipe.quantConfig.disableNames;
    result.quantConfig.disableLastLinear = recipe.quantConfig.disableLastLinear;
    result.quantConfig.devType = recipe.quantConfig.devType;
    result.quantConfig.devId = recipe.quantConfig.devId;
    if (result.antiOutlier) {
        result.antiOutlier->devType = recipe.quantConfig.devType;
        result.antiOutlier->devId = recipe.quantConfig.devId;
    }
    result.disableLevel = recipe.disableLevel;
    result.calibration = recipe.calibration;
    if (const Result<ResolvedConfig> base = resolve(result.quantConfig)) {
        std::copy_if(recipe.mixCfg.begin(), recipe.mixCfg.end(), std::back_inserter(result.mixCfg),
                     [&base](const auto &rule) { return canStand(*base, rule.second); });
    }
    return result;
}

const Preset *presetOf(const Recipe &recipe)
{
    // Rules that cannot stand are a refusal of their own, and no reason to call the numbers different.
    const auto same = [&recipe](const Preset &preset) {
        Recipe wanted = withPreset(recipe, preset);
        wanted.mixCfg = recipe.mixCfg;
        if (wanted.antiOutlier && recipe.antiOutlier) {
            wanted.antiOutlier->devType = recipe.antiOutlier->devType;
            wanted.antiOutlier->devId = recipe.antiOutlier->devId;
        }
        return wanted == recipe;
    };
    const auto found = std::find_if(presets().begin(), presets().end(), same);
    return found == presets().end() ? nullptr : &*found;
}

} // namespace vernier
