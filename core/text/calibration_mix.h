// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/job_monitor.h"
#include "core/text/question_sets.h"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

// A calibration set drawn from several question sets, in the order in which msModelSlim's CalibrationData draws it, and bad cases
// added to one. Source: spec/msmodelslim.md 8.

namespace vernier {

/// One entry of the configuration.
struct MixSource
{
    std::string name;           ///< dataset_name
    std::filesystem::path path; ///< dataset_path
};

/// {"configurations": [{"dataset_name": …, "dataset_path": …}, …]}. A relative path is meant from the working directory, as in the
/// original; where nothing is there, from the configuration's folder.
/// Errors: NotFound, Io, CorruptFile (no such list, a missing name or path), InvalidArgument (a name twice).
[[nodiscard]] Result<std::vector<MixSource>> readMixConfig(const std::filesystem::path &path);

/// Whether a model answers a question rightly.
using PositiveCheck = std::function<Result<bool>(std::string_view source, const Question &question)>;
/// Reads a set that is not built in.
using QuestionReader = std::function<Result<QuestionList>(const std::filesystem::path &path)>;

struct MixOptions
{
    std::map<std::string, std::int64_t> sizes = {};  ///< questions wanted of each source; one that is not named gives none
    std::int64_t seed = 0;                         ///< set_shuffle_seed: of the order of the mixture
    std::int64_t samplingSeed = 0;                 ///< of the choice within a source; the original fixes it before it can be set
    std::int64_t batch = 4;                        ///< questions taken at a time; also fixed there
    PositiveCheck isPositive = {};                 ///< where given, only questions that pass are taken
    std::map<std::string, QuestionReader> readers = {}; ///< for other names than questionSetFromName() knows
};

struct Mix
{
    std::vector<Question> questions;
    std::map<std::string, std::int64_t> counts; ///< of each source
    std::vector<std::string> notes;             ///< sources that have too little, or no reader
};

/// Draws and shuffles. A source that is exhausted within its last batch may give a few more than wanted, as in the original.
/// The monitor is asked before each batch.
/// Errors: InvalidArgument (a size for a name that is no source, a negative one, a batch below 1), those of readQuestions and of
/// the check, Cancelled.
[[nodiscard]] Result<Mix> mixCalibration(const std::vector<MixSource> &sources, const MixOptions &options, JobMonitor &monitor);

/// A JSON list of {"prompt", "ans"}, indented by 2, ASCII only, mode 0400: what the original saves and readDocuments() reads.
/// Errors: as AtomicFile.
[[nodiscard]] Result<void> writeCalibrationSet(const std::filesystem::path &path, const std::vector<Question> &questions);

/// The texts of such a file, or of any other that readDocuments() reads. Errors: its own; InvalidArgument (token ids).
[[nodiscard]] Result<std::vector<Question>> readCalibrationSet(const std::filesystem::path &path);

/// Refuses a file to write that is one of `inputs`, or that exists and is no calibration set. Errors: InvalidArgument.
[[nodiscard]] Result<void> checkCalibrationOutput(const std::filesystem::path &path, const std::vector<std::filesystem::path> &inputs);

struct BadCaseOptions
{
    double largestShare = 0.5; ///< of the result, in (0, 1): what the set stands for must stay in it
    std::int64_t seed = 0;     ///< chooses where there are too many
};

/// The set with cases that a quantized model answered badly. They lie evenly between the others, so that the first n samples, which
/// a recipe may ask for, hold as large a part of them; prompts that are there already are not added. An empty set takes all of them.
[[nodiscard]] std::vector<Question> withBadCases(const std::vector<Question> &set, const std::vector<Question> &cases, const BadCaseOptions &options);

} // namespace vernier
