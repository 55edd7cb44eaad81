// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/recipe/plan.h"

#include <string>
#include <vector>

// quant.py: the recipe as a Python program for msModelSlim's v0 API. Source: spec/exports.md 5.2.

namespace vernier {

struct QuantScriptOptions
{
    std::string modelPath = "model";    ///< the float checkpoint's folder
    std::string savePath = "quantized"; ///< where msModelSlim writes
    /// Token-id JSON, JSONL or text. Empty: data-free; for a recipe that needs data the script stops until it is set there.
    std::string calibFile;
    std::vector<std::string> saveTypes{"safe_tensor"};
    int partFileSizeGib = 0;  ///< 0: one file
    bool declaresBfloat16 = false; ///< of the checkpoint's config.json (torch_dtype)
    bool needsOwnCode = false; ///< the architecture's code comes with the checkpoint and not with transformers
    bool pinFallback = false; ///< with a plan: its fallback layers as disable_names and L0, whatever the tool measures
};

/// The program. plan may be null; then nothing is said of, or pinned to, the layers Vernier chose.
[[nodiscard]] std::string quantScript(const Recipe &recipe, const QuantScriptOptions &options,
                                      const Plan *plan = nullptr);

} // namespace vernier
