// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/recipe/plan.h"

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

// Edits of single layers, written into a recipe in msModelSlim's own way: fallback is disable_names, another type is an
// exact name in mix_cfg.

namespace vernier {

/// `layers` stay in float: they join disable_names (once), and exact mix_cfg rules for them go.
[[nodiscard]] Recipe withFallback(Recipe recipe, std::span<const std::string> layers);

/// The quantized layers among `group`, one of the plan's splitGroups(): left in float as well, it is not split any more.
[[nodiscard]] std::vector<std::string> quantizedLayers(const Plan &plan, std::span<const std::size_t> group);

/// Of a split group: the type that its layers have which nothing names, if it is one, and a quantized one.
[[nodiscard]] std::optional<QuantType> commonType(const Plan &plan, std::span<const std::size_t> group);
/// The group's layers that disable_names or an exact rule of mix_cfg names: given the commonType(), it is not split any more.
[[nodiscard]] std::vector<std::string> namedLayers(const Plan &plan, std::span<const std::size_t> group);

/// `layers` get `type` ("w8a8", "w8a16", "w8a8_dynamic", …) by exact rules in mix_cfg; they leave disable_names, which
/// would win. If `type` is what the configuration itself gives, and no pattern of mix_cfg says otherwise, no rule is
/// needed and none is written. Errors: InvalidArgument (a type mix_cfg does not take, or that cannot stand beside this
/// configuration, and why).
[[nodiscard]] Result<Recipe> withType(Recipe recipe, std::span<const std::string> layers, std::string_view type);

/// With the mix_cfg that counts for these layers written out: what is edited next must not replace it.
[[nodiscard]] Recipe withMixWrittenOut(Recipe recipe, std::span<const LayerInfo> layers);

/// `layers` follow the configuration and the patterns again: what names them is removed from disable_names and mix_cfg.
[[nodiscard]] Recipe withDefault(Recipe recipe, std::span<const std::string> layers);

/// The recipe with nothing left in float by name, level or rule, as layers are measured for their sensitivity.
[[nodiscard]] Recipe withoutFallback(Recipe recipe);

// Edits of rules, as a list of them shows.

/// A rule of mix_cfg added at the end, or put in the place of the one at `index`.
/// Errors: InvalidArgument (no pattern, one that another rule has, a type mix_cfg does not take).
[[nodiscard]] Result<Recipe> withMixRule(Recipe recipe, std::optional<std::size_t> index, const std::string &pattern, std::string_view type);
/// The rule at `from` stands at `to` afterwards; those between move up or down.
[[nodiscard]] Recipe withMixRuleMoved(Recipe recipe, std::size_t from, std::size_t to);
/// Without the entries of disable_names and the rules of mix_cfg at these positions.
[[nodiscard]] Recipe withoutRules(Recipe recipe, std::span<const std::size_t> disableNames, std::span<const std::size_t> mixRules);
/// An entry of disable_names added at the end, or put in the place of the one at `index`.
/// Errors: InvalidArgument (no name, one that is there already).
[[nodiscard]] Result<Recipe> withDisableName(Recipe recipe, std::optional<std::size_t> index, const std::string &name);

/// The types that a rule of mix_cfg can ask for in this version, as it spells them.
[[nodiscard]] std::span<const std::string_view> mixTypes();

} // namespace vernier
