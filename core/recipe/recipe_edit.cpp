// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/recipe/recipe_edit.h"

#include "core/base/strings.h"
#include "core/model/family.h"

#include <algorithm>
#include <unordered_set>

namespace vernier {

namespace {

using Names = std::unordered_set<std::string_view>;

void removeExactRules(MixConfig &mix, const Names &layers)
{
    std::erase_if(mix, [&](const auto &rule) { return layers.contains(rule.first); });
}

void removeNames(std::vector<std::string> &names, const Names &layers)
{
    std::erase_if(names, [&](const std::string &name) { return layers.contains(name); });
}

bool matchesPattern(const MixConfig &mix, const std::string &layer)
{
    return std::any_of(mix.begin(), mix.end(), [&](const auto &rule) { return rule.first != layer && globMatch(rule.first, layer); });
}

std::optional<QuantType> typeFromFileSpelling(std::string_view spelling)
{
    for (const QuantType type : {QuantType::Float, QuantType::W8A16, QuantType::W8A8, QuantType::W4A16, QuantType::W8A8Dynamic, QuantType::W4A8Dynamic}) {
        if (fileSpelling(type) == spelling)
            return type;
    }
    return std::nullopt;
}

} // namespace

Recipe withFallback(Recipe recipe, std::span<const std::string> layers)
{
    removeExactRules(recipe.mixCfg, Names(layers.begin(), layers.end()));
    std::vector<std::string> &names = recipe.quantConfig.disableNames;
    Names known(names.begin(), names.end());
    std::vector<std::string> added;
    for (const std::string &layer : layers) {
        if (known.insert(layer).second)
            added.push_back(layer);
    }
    names.insert(names.end(), added.begin(), added.end());
    return recipe;
}

Result<Recipe> withType(Recipe recipe, std::span<const std::string> layers, std::string_view type)
{
    const std::optional<QuantType> target = typeFromFileSpelling(type);
    if (!target)
        return Error{ErrorCode::InvalidArgument, "\"" + std::string(type) + "\" is no type that a layer can be given", "mix_cfg"};
    VERNIER_ASSIGN(const ResolvedConfig base, resolve(recipe.quantConfig, recipe.chain));
    const bool isBase = base.type == *target;
    if (!isBase && *target != QuantType::Float) {
        if (const Result<ResolvedConfig> derived = derive(base, *target); !derived) {
            return Error{ErrorCode::InvalidArgument,
                         std::string(toString(*target)) + " is not available for single layers beside this quant_config: " + derived.error().message
                             + "; change w_bit and a_bit for the whole model instead",
                         "mix_cfg"};
        }
    }
    const Names names(layers.begin(), layers.end());
    removeNames(recipe.quantConfig.disableNames, names);
    removeExactRules(recipe.mixCfg, names);
    for (const std::string &layer : layers) {
        if (layer == kHeadName && *target != QuantType::Float)
            recipe.quantConfig.disableLastLinear = false; // it would win
        if (!isBase || matchesPattern(recipe.mixCfg, layer))
            recipe.mixCfg.emplace_back(layer, type);
    }
    return recipe;
}

Recipe withDefault(Recipe recipe, std::span<const std::string> layers)
{
    const Names names(layers.begin(), layers.end());
    removeNames(recipe.quantConfig.disableNames, names);
    removeExactRules(recipe.mixCfg, names);
    return recipe;
}

Recipe withoutFallback(Recipe recipe)
{
    recipe.quantConfig.disableNames.clear();
    recipe.disableLevel = "L0";
    return recipe;
}

} // namespace vernier
