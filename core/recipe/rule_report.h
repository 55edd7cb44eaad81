// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/layer_info.h"
#include "core/recipe/plan.h"
#include "core/recipe/recipe.h"

#include <span>
#include <string>
#include <vector>

// A recipe's rules one by one, in order of precedence, with the layers each matches and those it decides.

namespace vernier {

struct RuleReport
{
    /// Active: decides at least one layer. Partial: stronger rules have some of its layers. Shadowed: all of them.
    /// Unmatched: no layer fits. Unknown: what it matches is not known before the layers' scores are measured.
    /// Off: the rule is switched off (disable_last_linear false, L0).
    enum class State { Active, Partial, Shadowed, Unmatched, Unknown, Off };
    Reason reason = Reason::Base;
    std::string subject;       ///< name, pattern, or level; empty for disable_last_linear and the base
    std::string type;          ///< as mix_cfg spells it: "float", "w8a16"
    std::size_t index = 0;     ///< position in disable_names or mix_cfg
    std::vector<int> matching; ///< layers that fit, ascending
    std::vector<int> deciding; ///< those no stronger rule takes
    State state = State::Active;
    std::string strongest;     ///< of Partial and Shadowed: the rule that takes most of its layers, in words

    /// `mix_cfg "*down*": w8a16`
    [[nodiscard]] std::string text() const;
};

/// Every rule, strongest first: disable_names, disable_last_linear, disable_level, exact names of mix_cfg, its patterns,
/// the configuration itself. The recipe need not validate, so that what is refused can be looked at.
/// plan  which layers disable_level chose; null: not known.
[[nodiscard]] std::vector<RuleReport> ruleReport(const Recipe &recipe, std::span<const LayerInfo> layers, const Plan *plan);

} // namespace vernier
