// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/recipe/anti_outlier_config.h"
#include "core/recipe/quant_config.h"

#include <nlohmann/json.hpp>

#include <cstdint>
#include <filesystem>
#include <utility>

// The recipe: everything that changes a number, as a versioned JSON document with msModelSlim's own names.

namespace vernier {

/// What is taken from the calibration data, whatever file it comes from.
struct CalibrationConfig
{
    std::optional<std::int64_t> samples;   ///< only the first n sequences; none: all
    std::optional<std::int64_t> maxLength; ///< every sequence cut to its first n tokens; none: not cut
    std::uint32_t seed = 1234;             ///< of the draws that pr < 1 makes

    bool operator==(const CalibrationConfig &) const = default;
};

/// The type the float model is loaded in (torch_dtype where the original's model is made), and so the type of everything
/// that is saved in float, and what each operation on a weight is rounded to.
enum class LoadDtype {
    Float32,    ///< "float32": weights of 16 bits are widened, nothing is lost
    Checkpoint, ///< "checkpoint": what config.json says, else what is stored; weight-only and dynamic types
};
[[nodiscard]] std::string_view toString(LoadDtype dtype);

/// Where to do better than msModelSlim, which leaves its files' numbers: each is off by default.
struct Improvements
{
    bool gptq = false;           ///< GPTQ sees every sample, obeys percdamp and rounds once
    bool actOrder = false;       ///< of that GPTQ without groups: channels with the largest inputs are rounded first
    bool hqq = false;            ///< HQQ refines the scales of asymmetric weights, too
    bool expandSiblings = false; ///< disable_level takes the layers with it that engines fuse with one it chose

    bool operator==(const Improvements &) const = default;
};

/// Rules of mix_cfg in the order they are tried: name or glob, and "w8a16", "float", ...
using MixConfig = std::vector<std::pair<std::string, std::string>>;

struct Recipe
{
    int version = 1;
    QuantConfig quantConfig;
    std::vector<ChainCall> chain;
    std::optional<AntiOutlierConfig> antiOutlier;
    std::string disableLevel = "L0"; ///< "L<n>": the n layers with the highest range score stay float too
    MixConfig mixCfg;
    CalibrationConfig calibration;
    LoadDtype loadDtype = LoadDtype::Float32;
    Improvements improvements;

    bool operator==(const Recipe &) const = default;
};

inline constexpr int kRecipeVersion = 1;
/// What the file is called beside a model.
inline constexpr const char *kRecipeName = "recipe.json";

/// Reads a recipe, checking keys, types and ranges of the document; validate() checks the sense.
/// where   what to call the document in messages (its path).
/// Errors: InvalidArgument (unknown key with the nearest known one, wrong type), Unsupported (version).
[[nodiscard]] Result<Recipe> parseRecipe(const nlohmann::ordered_json &json, const std::string &where);
[[nodiscard]] Result<Recipe> readRecipe(const std::filesystem::path &path);

/// `version` and the values that are not the default, in the order of the structs; parseRecipe gives the same back.
[[nodiscard]] nlohmann::ordered_json toJson(const Recipe &recipe);

/// Whether two recipes say the same, be it in another order: disable_names is a set, and a layer's own rule of mix_cfg wins wherever
/// it stands.
[[nodiscard]] bool sameContent(const Recipe &a, const Recipe &b);
/// The same text for recipes of the same content.
[[nodiscard]] std::string contentKey(const Recipe &recipe);

/// Every refusal of the original that needs neither the model nor the calibration data.
/// Errors: InvalidArgument.
[[nodiscard]] Result<void> validate(const Recipe &recipe);

/// Whether Vernier can run it; assumes a recipe that validates.
/// Errors: Unsupported, naming what is not built yet.
[[nodiscard]] Result<void> checkSupported(const Recipe &recipe);

/// The n of "L<n>" (saturating). Errors: InvalidArgument.
[[nodiscard]] Result<std::size_t> parseDisableLevel(std::string_view level);

/// Whether a mix_cfg rule gives layers this type.
[[nodiscard]] bool mixes(const Recipe &recipe, std::string_view type);

/// Whether disable_level ranks by the largest |input| that a layer has while the first sample passes through the quantized
/// model, as the low-bit family does, instead of by range scores (spec 5.1).
[[nodiscard]] bool ranksByInputs(const Recipe &recipe);

/// Whether scores of the layers have to be measured before resolvePlan: for a disable_level above L0, or for act_method 3
/// with quantized activations.
[[nodiscard]] bool needsLayerScores(const Recipe &recipe);
/// Whether the recipe cannot run without calibration data. False also where data would only be of use (disable_level).
[[nodiscard]] bool needsCalibration(const Recipe &recipe);
/// The rules of the data-free mode (spec 1.4): refuses a recipe that needs data when there is none.
/// Errors: InvalidArgument, naming what needs it.
[[nodiscard]] Result<void> checkCalibration(const Recipe &recipe, bool hasCalibration);
/// The recipe as it runs without calibration data: disable_level becomes L0, as in the original, and act_method,
/// which then has no effect, 1.
[[nodiscard]] Recipe asDataFree(Recipe recipe);

} // namespace vernier
