// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/recipe/plan.h"

#include <span>
#include <string>

// The recipe as msModelSlim's v1 YAML (`msmodelslim quant --config_path`). Source: spec/exports.md 5.1.

namespace vernier {

struct ModelslimYamlOptions
{
    std::string configId = "vernier";        ///< metadata.config_id
    std::string dataset = "mix_calib.jsonl"; ///< file name in the tool's lab_calib, or a path
    int partFileSizeGib = 0;                 ///< 0: one file
};

/// One linear_quant entry for each scheme in the plan; no layer is in two, FLOAT layers in none. The v1 tool rounds
/// differently from v0, so its result is close, not equal; a comment in the file says so.
/// Errors: Unsupported (a scheme or a chain method that v1 cannot express, or that is not built).
[[nodiscard]] Result<std::string> modelslimYaml(const Recipe &recipe, const Plan &plan,
                                                const ModelslimYamlOptions &options = {});

} // namespace vernier
