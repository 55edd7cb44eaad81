// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/document/loaded_model.h"

#include "core/calib/activation_stats.h"
#include "core/calib/method_ranges.h"
#include "core/calib/observers.h"
#include "core/quant/quantize_model.h"
#include "core/search/sensitivity.h"

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

// What is measured about a model, each as one immutable value with the recipe it belongs to, and the functions that
// measure. They run as jobs; nothing here knows the window.

namespace vernier {

/// One pass of the float model over the calibration samples.
struct Statistics
{
    CalibrationConfig calibration; ///< which samples
    TokenBatch samples;
    ActivationStats stats;
    std::vector<double> scores; ///< range scores of the layers, as disable_level ranks them without suppression
    std::vector<Range> ranges;  ///< smallest and largest activation that enters each layer
    std::vector<MethodRanges> methodRanges; ///< what each act_method would make of them
};

struct LocalTable
{
    Recipe recipe; ///< without fallbacks
    std::vector<LocalSensitivity> layers; ///< in the order of the model's layers
};

/// A recipe, carried out and measured; or a saved model.
struct EvaluatedRecipe
{
    Recipe recipe;
    std::optional<std::filesystem::path> folder; ///< of a saved model, whose files show this recipe; it has neither scores nor ranges
    Plan plan;
    std::vector<double> scores; ///< as QuantizedModel::layerScores
    ActivationRanges ranges;    ///< static activation ranges, by layer
    Evaluation evaluation;
    ModelSize size;
    double seconds = 0.0;
    Estimate perplexityDifference; ///< quantized - float, token by token
};

/// Equal for recipes whose layers have the same scores: those of the same suppression and samples; where the quantized model's inputs
/// are ranked, of the same recipe but for the level.
[[nodiscard]] std::string scoresKey(const Recipe &recipe);

[[nodiscard]] Result<Statistics> measureStatistics(const LoadedModel &model, const CalibrationConfig &calibration, const Compute &compute,
                                                   JobMonitor &monitor);
[[nodiscard]] Result<LocalTable> measureLocalTable(const LoadedModel &model, const Recipe &recipe, const Compute &compute, JobMonitor &monitor);
/// Several recipes (their fallbacks are left out), one after the other. options: of each; begun: what was measured of them before.
/// onPart gets every measurement as it stands, a few times a second and when it is complete.
[[nodiscard]] Result<bool> measureEndToEnd(const LoadedModel &model, const std::vector<Recipe> &recipes, const EndToEndOptions &options,
                                           const std::vector<EndToEndMeasurement> &begun, const Compute &compute, JobMonitor &monitor,
                                           const std::function<void(EndToEndMeasurement)> &onPart);
/// onPart: as Evaluator::OnPart.
[[nodiscard]] Result<EvaluatedRecipe> evaluateRecipe(const LoadedModel &model, const Recipe &recipe, const Compute &compute, JobMonitor &monitor,
                                                     const Evaluator::OnPart &onPart = {});

/// `path` as QuantizedFolder::open takes it. Errors: its own, those of importRecipe and of the evaluator.
[[nodiscard]] Result<EvaluatedRecipe> evaluateFolder(const LoadedModel &model, const std::filesystem::path &path, const Compute &compute,
                                                     JobMonitor &monitor);

} // namespace vernier
