// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/eval/model_size.h"
#include "core/export/modelslim_folder.h"
#include "core/quant/recent_models.h"

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// One export: the quantized weights, the scripts that repeat the recipe in msModelSlim, and the recipe itself, in any
// combination, into one folder that appears whole or not at all.

namespace vernier {

struct ExportRequest
{
    std::filesystem::path folder;
    bool weights = false;                   ///< what msModelSlim's save() writes
    bool quantScript = false;               ///< quant.py
    bool yaml = false;                      ///< quant.yaml
    bool yamlMayLack = false;               ///< it is left out, and that noted, where it cannot say what the recipe says
    bool recipe = false;                    ///< recipe.json
    ModelslimFolderOptions weightOptions;   ///< of the weights; quant.py and YAML ask msModelSlim for the same
    std::filesystem::path calibration;      ///< the file that the sequences come from, for the scripts; empty: none
    std::filesystem::path recipeFile;       ///< the file that the recipe comes from, not to be replaced; empty: none
    bool pinFallback = false;               ///< quant.py names the layers that disable_level chose
};

inline constexpr const char *kQuantScriptName = "quant.py";
inline constexpr const char *kQuantYamlName = "quant.yaml";

/// Everything that can be known to go wrong before minutes of work; empty: it can begin. `where` of each is "folder",
/// "content", or empty for the recipe.
/// plan  of the recipe, to tell whether it can be a YAML and how large the weights are; null: not known.
[[nodiscard]] std::vector<Error> exportProblems(const ExportRequest &request, const Recipe &recipe, const Checkpoint &checkpoint,
                                                bool hasCalibration, const Plan *plan);

/// Names of files in the folder that the export replaces or, of an earlier one, removes; sorted.
[[nodiscard]] std::vector<std::string> replacedFiles(const ExportRequest &request, const Checkpoint &checkpoint);

struct Exported
{
    std::optional<Plan> plan;                 ///< none where only msModelSlim itself can measure which layers are chosen
    std::vector<std::filesystem::path> files; ///< scripts and recipe, in this order; without the weights' files
    std::vector<std::string> notes;           ///< what the plan, or the scripts, ask the user to know
};

/// The model is quantized only if it is not among the recent ones. Scripts alone are also written where only msModelSlim can carry the recipe out.
/// Errors: those of quantizeModel (with weights), layerScoresFor, resolvePlan, modelslimYaml, writeModelslimFiles; Io,
/// Cancelled. Nothing is left behind then.
[[nodiscard]] Result<Exported> exportRecipe(RecentModels &models, const Recipe &recipe, const ExportRequest &request, const Compute &compute, JobMonitor &monitor);

/// The same with vernier-cli: one line for each verb that it takes, quoted for a POSIX shell.
/// recipeFile  recipe or project file.
/// separator   what stands before each option: a space, or a continued line.
[[nodiscard]] std::vector<std::string> exportCommands(const ExportRequest &request, const std::filesystem::path &model,
                                                      const std::filesystem::path &recipeFile, std::string_view separator = " ");

/// `text` as one word of a POSIX shell.
[[nodiscard]] std::string shellQuoted(const std::string &text);

} // namespace vernier
