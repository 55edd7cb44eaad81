// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/recipe/recipe.h"

#include <span>
#include <string>
#include <vector>

// What was changed from one recipe to another, for the history and for "changed since the last evaluation".

namespace vernier {

struct RecipeChange
{
    /// Value: one parameter. Fallback: entries of disable_names came or went. Mix: rules of mix_cfg came, went or changed
    /// their type. Order: the same entries of `key` in another order.
    enum class Kind { Value, Fallback, Mix, Order };
    Kind kind = Kind::Value;
    std::string key;    ///< the parameter as msModelSlim spells it: "act_method", "anti_outlier.w_bit", "calibration.samples"
    std::string before; ///< the value, or the type in mix_cfg; empty for an entry that was not there
    std::string after;  ///< empty for an entry that is there no more
    std::vector<std::string> names; ///< of Fallback and Mix: the layers or patterns it is about

    bool operator==(const RecipeChange &) const = default;
};

/// From `before` to `after`, in the order of the recipe's fields; empty exactly if the two are equal. Entries that changed
/// alike are one change.
[[nodiscard]] std::vector<RecipeChange> recipeDifference(const Recipe &before, const Recipe &after);

/// A chain call with the arguments that are not the default: `kv_quant(kv_sym=false)`.
[[nodiscard]] std::string toString(const ChainCall &call);

/// "act_method 1 → 2"; "3 layers more in float"; `mix_cfg "*down_proj": w8a8 → w8a16`.
[[nodiscard]] std::string toString(const RecipeChange &change);
/// All of them in one line; "no change" for none.
[[nodiscard]] std::string toString(std::span<const RecipeChange> changes);

} // namespace vernier
