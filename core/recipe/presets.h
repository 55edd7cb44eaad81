// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/recipe/recipe.h"

#include <span>
#include <string_view>

// Recipes to start from.

namespace vernier {

struct Preset
{
    std::string_view id;   ///< stable, for settings and tests: "w8a8_channel_m1"
    std::string_view name; ///< English, in msModelSlim's words; the window translates it
    Recipe recipe;
};

/// In the order in which they are offered.
[[nodiscard]] std::span<const Preset> presets();
/// Null if there is none of that id.
[[nodiscard]] const Preset *findPreset(std::string_view id);

/// `recipe` with the preset's numbers. What belongs to the model and the machine stays: disable_names, disable_level,
/// disable_last_linear, calibration, devices, and the rules of mix_cfg whose type can stand beside the preset.
[[nodiscard]] Recipe withPreset(const Recipe &recipe, const Preset &preset);

/// The preset whose numbers the recipe has; null: its own.
[[nodiscard]] const Preset *presetOf(const Recipe &recipe);

} // namespace vernier
