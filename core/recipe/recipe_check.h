// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/recipe/recipe.h"

#include <optional>
#include <string>
#include <string_view>

// What a form needs to know about a recipe: which parameter a refusal is about, and which parameters do anything.

namespace vernier {

struct RecipeProblem
{
    Error error;
    std::string key; ///< the parameter it is about, spelled as recipeDifference does; empty: none in particular
};

/// The first refusal of validate, checkSupported and checkCalibration; none: the recipe can run.
[[nodiscard]] std::optional<RecipeProblem> recipeProblem(const Recipe &recipe, bool hasCalibration);

/// The parameter that an error about a recipe names first; empty if it names none.
[[nodiscard]] std::string parameterOf(const Error &error);

/// Whether a parameter changes any number with this recipe: act_method does nothing without static activations, seed only
/// where pr draws. Parameters that only the generated files carry (dev_type) count as applying. Keys are spelled as
/// recipeDifference does, besides "kv_sym" and "block_size" of the chain.
[[nodiscard]] bool parameterApplies(const Recipe &recipe, std::string_view key);

} // namespace vernier
