// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/eval/evaluator.h"
#include "core/eval/model_size.h"
#include "core/eval/windows.h"
#include "core/model/checkpoint.h"
#include "core/recipe/recipe.h"
#include "core/search/sensitivity.h"

#include <nlohmann/json.hpp>

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

// What "Save" stores: which model and texts, the recipe, and what was evaluated on the way to it. A versioned JSON
// document that window and command line share.

namespace vernier {

/// Paths are absolute in memory. In the file they are relative to its folder where both lie under a common folder other
/// than the root, so that a folder with project and models can be moved.
struct CheckpointReference
{
    std::filesystem::path path;
    std::string fingerprint; ///< checkpointFingerprint when it was saved; empty: not known

    bool operator==(const CheckpointReference &) const = default;
};

struct EvaluationText
{
    std::filesystem::path path;
    WindowMode mode = WindowMode::Stream;
    std::int64_t window = 512; ///< tokens, at least 2

    bool operator==(const EvaluationText &) const = default;
};

/// Numbers of one evaluated recipe, in the file under the names of `vernier-cli evaluate --json`; what was not measured is
/// empty, never 0.
struct HistoryMetrics
{
    std::optional<std::int64_t> predictions;
    std::optional<std::int64_t> units; ///< independent ones behind the standard errors, for interval95
    std::optional<double> floatLoss; ///< nats for each predicted token; perplexity is its exponential
    std::optional<double> floatLossError; ///< standard errors as in Estimate
    std::optional<double> quantizedLoss;
    std::optional<double> quantizedLossError;
    std::optional<double> lossDifference; ///< quantized - float, paired
    std::optional<double> lossDifferenceError;
    std::optional<double> klMean; ///< nats
    std::optional<double> klMeanError;
    std::optional<double> klMedian;
    std::optional<double> kl90; ///< percentiles
    std::optional<double> kl99;
    std::optional<double> klMax;
    std::optional<double> sameTop1; ///< share, 0…1
    std::optional<double> sameTop1Error;
    std::optional<std::int64_t> sizeBytes;
    std::optional<double> bitsPerWeight;
    std::optional<double> seconds; ///< that the evaluation took

    bool operator==(const HistoryMetrics &) const = default;
};

/// Whether both were measured on one text with one float model; false where it is not known. Computed on two machines, the
/// float loss differs in its last digits.
[[nodiscard]] bool sameText(const HistoryMetrics &a, const HistoryMetrics &b);

/// Whether the quantized model's numbers differ by no more than those of one model computed on two machines.
[[nodiscard]] bool sameNumbers(const HistoryMetrics &a, const HistoryMetrics &b);

[[nodiscard]] HistoryMetrics historyMetrics(const Evaluation &evaluation, const ModelSize &size);

/// One evaluated recipe, or a saved quantized model beside them. Entries form trees: an entry says which one it was changed from.
struct HistoryEntry
{
    std::string id;     ///< unique in the project, not empty
    std::string parent; ///< id of another entry; empty: a root
    std::string name;   ///< the user's own, may be empty
    std::string time;   ///< when it was evaluated, ISO 8601 in UTC; may be empty
    Recipe recipe;
    std::optional<std::filesystem::path> folder; ///< of a saved quantized model: its files were evaluated, and `recipe` is what they show
    HistoryMetrics metrics;
    std::string calibratedOn; ///< inputsFingerprint of the calibration samples alone; empty: not known
    std::string evaluatedOn;  ///< inputsFingerprint of checkpoint and evaluation text; empty: not known

    bool operator==(const HistoryEntry &) const = default;
};

/// Whether both were calibrated on the same samples; what is not known is taken for the same.
[[nodiscard]] bool calibratedAlike(const HistoryEntry &a, const HistoryEntry &b);
/// Whether both are of one recipe calibrated on the same samples, or of one saved model. A history has one entry of each.
[[nodiscard]] bool sameSubject(const HistoryEntry &a, const HistoryEntry &b);
/// The entry of a recipe, which a saved model's never is: the latest, on these calibration samples where they are given; null: it
/// was not evaluated.
[[nodiscard]] const HistoryEntry *entryOf(const std::vector<HistoryEntry> &history, const Recipe &recipe, std::string_view calibratedOn = {});

/// An end-to-end sensitivity, which takes too long to be measured at every opening; what was stopped goes on from it.
struct EndToEndMeasurement
{
    std::string measuredOn; ///< inputsFingerprint; of others than the project's present ones it says nothing
    Recipe recipe;          ///< without fallbacks
    EndToEndResult result;

    bool operator==(const EndToEndMeasurement &) const = default;
};

struct Project
{
    std::optional<CheckpointReference> checkpoint;
    std::optional<std::filesystem::path> calibration;
    std::optional<EvaluationText> evaluation;
    std::optional<Recipe> recipe;
    std::vector<HistoryEntry> history;                            ///< in the order of evaluation
    std::vector<EndToEndMeasurement> endToEnd;                    ///< one for each recipe (without fallbacks), the latest last
    nlohmann::ordered_json view = nlohmann::ordered_json::object(); ///< the window's own; kept as it is

    bool operator==(const Project &) const = default;
};

inline constexpr int kProjectVersion = 1;

/// Reads a project file. Every key but `version` is optional; unknown keys are errors, except inside `view`.
/// Errors: those of readOrderedJsonFile; InvalidArgument (unknown key with the nearest known one, wrong type or value),
/// Unsupported (version), CorruptFile (history: an id twice, a parent that is not there, entries that are their own
/// ancestors).
[[nodiscard]] Result<Project> readProject(const std::filesystem::path &path);

/// Writes it whole or not at all. Errors: those of writeFileAtomically; InvalidArgument (what readProject would refuse;
/// a path that is not UTF-8).
[[nodiscard]] Result<void> writeProject(const Project &project, const std::filesystem::path &path);

struct OpenedCheckpoint
{
    std::shared_ptr<const Checkpoint> checkpoint;
    std::string fingerprint;
    bool changed = false; ///< it is not the one the project was saved with: what the history says is about another model
};

/// Opens a project's checkpoint and compares fingerprints. Errors: those of Checkpoint::open and checkpointFingerprint.
[[nodiscard]] Result<OpenedCheckpoint> openCheckpoint(const CheckpointReference &reference);

/// The recipe of a recipe file, or of a project file.
/// Errors: those of readRecipe and readProject; NotFound (a project without recipe).
[[nodiscard]] Result<Recipe> readRecipeOrProject(const std::filesystem::path &path);

} // namespace vernier
