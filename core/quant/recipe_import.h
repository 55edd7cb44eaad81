// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/quant/quantized_folder.h"
#include "core/recipe/recipe.h"

#include <string>
#include <vector>

// From a saved quantized model back to a recipe, as far as the files show it.

namespace vernier {

struct ImportedRecipe
{
    Recipe recipe;
    std::vector<std::string> notes; ///< what the files cannot tell, and what is assumed instead; one sentence each
};

/// The recipe.json beside the model, if it is no older and nothing that the files show contradicts it. Else what they show: the base type with its
/// symmetry and granularity, disable_names for layers in float, mix_cfg for other labels.
/// Errors: those of the folder's tensors.
[[nodiscard]] Result<ImportedRecipe> importRecipe(const QuantizedFolder &folder);

} // namespace vernier
