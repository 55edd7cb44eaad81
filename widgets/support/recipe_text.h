// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/recipe/recipe_difference.h"

#include <QString>

#include "core/recipe/plan.h"

#include <span>

// What was changed from one recipe to another, in the user's language; parameters keep msModelSlim's names.

namespace vernier {

/// "act_method 1 → 2", "3 layers more in float".
[[nodiscard]] QString changeText(const RecipeChange &change);
/// All of them in one line, the first few if there are many; "no change" for none.
[[nodiscard]] QString changesText(std::span<const RecipeChange> changes);
/// The names a change is about, one a line; what a tooltip adds. Empty when it names none.
[[nodiscard]] QString changeNames(const RecipeChange &change);
/// By what disable_level chooses, and the layers that it chose with their scores, the highest first; empty: none.
/// scores    of the plan's layers.
/// byInputs  as ranksByInputs() says of the recipe.
[[nodiscard]] QString levelText(const Plan &plan, std::span<const double> scores, bool byInputs);

} // namespace vernier
