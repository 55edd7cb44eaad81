// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/recipe/recipe_edit.h"

#include "core/base/strings.h"
#include "core/model/family.h"

#include <algorithm>
#include <array>
#include <cstddef>
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

bool isNamed(const LayerDecision &decision)
{
    return decision.reason == Reason::DisableNames || decision.reason == Reason::MixExact;
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

std::vector<std::string> quantizedLayers(const Plan &plan, std::span<const std::size_t> group)
{
    std::vector<std::string> names;
    for (const std::size_t i : group) {
        if (!plan.layers[i].scheme.isFloat())
            names.push_back(plan.layers[i].layer);
    }
    return names;
}

std::optional<QuantType> commonType(const Plan &plan, std::span<const std::size_t> group)
{
    std::optional<QuantType> common;
    for (const std::size_t i : group) {
        const LayerDecision &decision = plan.layers[i];
        if (isNamed(decision))
            continue;
        if (decision.scheme.isFloat() || (common && *common != decision.scheme.type))
            return std::nullopt;
        common = decision.scheme.type;
    }
    return common;
}

std::vector<std::string> namedLayers(const Plan &plan, std::span<const std::size_t> group)
{
    std::vector<std::string> names;
    for (const std::size_t i : group) {
        if (isNamed(plan.layers[i]))
            names.push_back(plan.layers[i].layer);
    }
    return names;
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
        if (isHeadName(layer) && *target != QuantType::Float)
            recipe.quantConfig.disableLastLinear = false; // it would win
        if (!isBase || matchesPattern(recipe.mixCfg, layer))
            recipe.mixCfg.emplace_back(layer, type);
    }
    return recipe;
}

Recipe withMixWrittenOut(Recipe recipe, std::span<const LayerInfo> layers)
{
    recipe.mixCfg = effectiveMix(recipe, layers);
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
    std::erase_if(recipe.mixCfg, [](const auto &rule) { return rule.second == fileSpelling(QuantType::Float); });
    return recipe;
}

std::span<const std::string_view> mixTypes()
{
    static constexpr std::array<std::string_view, 4> kTypes{"float", "w8a8", "w8a8_dynamic", "w8a16"};
    return kTypes;
}

Result<Recipe> withMixRule(Recipe recipe, std::optional<std::size_t> index, const std::string &pattern, std::string_view type)
{
    if (pattern.empty())
        return Error{ErrorCode::InvalidArgument, "a rule needs a layer's name or a pattern, such as *down_proj", "mix_cfg"};
    if (std::find(mixTypes().begin(), mixTypes().end(), type) == mixTypes().end())
        return Error{ErrorCode::InvalidArgument, "\"" + std::string(type) + "\" is no type that a rule can ask for", "mix_cfg"};
    for (std::size_t k = 0; k < recipe.mixCfg.size(); ++k) {
        if (recipe.mixCfg[k].first == pattern && k != index)
            return Error{ErrorCode::InvalidArgument, "there is a rule for \"" + pattern + "\" already: " + recipe.mixCfg[k].second + "; edit that one", "mix_cfg"};
    }
    if (index)
        recipe.mixCfg[*index] = {pattern, std::string(type)};
    else
        recipe.mixCfg.emplace_back(pattern, type);
    return recipe;
}

Recipe withMixRuleMoved(Recipe recipe, std::size_t from, std::size_t to)
{
    const auto at = [&recipe](std::size_t k) { return recipe.mixCfg.begin() + static_cast<std::ptrdiff_t>(k); };
    if (from < to)
        std::rotate(at(from), at(from + 1), at(to + 1));
    else
        std::rotate(at(to), at(from), at(from + 1));
    return recipe;
}

Recipe withoutRules(Recipe recipe, std::span<const std::size_t> disableNames, std::span<const std::size_t> mixRules)
{
    const auto removeAt = [](auto &list, std::span<const std::size_t> positions) {
        std::size_t k = 0;
        std::erase_if(list, [&](const auto &) { return std::find(positions.begin(), positions.end(), k++) != positions.end(); });
    };
    removeAt(recipe.quantConfig.disableNames, disableNames);
    removeAt(recipe.mixCfg, mixRules);
    return recipe;
}

Result<Recipe> withDisableName(Recipe recipe, std::optional<std::size_t> index, const std::string &name)
{
    std::vector<std::string> &names = recipe.quantConfig.disableNames;
    if (name.empty())
        return Error{ErrorCode::InvalidArgument, "an entry of disable_names is a layer's full name, such as model.layers.0.mlp.down_proj", "disable_names"};
    for (std::size_t k = 0; k < names.size(); ++k) {
        if (names[k] == name && k != index)
            return Error{ErrorCode::InvalidArgument, "\"" + name + "\" is in disable_names already", "disable_names"};
    }
    if (index)
        names[*index] = name;
    else
        names.push_back(name);
    return recipe;
}

} // namespace vernier
