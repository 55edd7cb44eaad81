// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/document/loaded_model.h"

#include "core/eval/task_accuracy.h"

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

// The float model and a recipe's on the same questions, as one immutable value. It runs as a job.

namespace vernier {

struct TaskRequest
{
    QuestionSet set = QuestionSet::BoolQ;
    std::filesystem::path path;   ///< as readQuestions takes it
    std::int64_t questions = 0;   ///< so many of them, drawn at random; 0: all

    bool operator==(const TaskRequest &) const = default;
};

struct TaskComparison
{
    TaskRequest request;
    std::string fingerprint; ///< of the checkpoint
    Recipe recipe;
    std::vector<Question> questions; ///< as they were asked
    std::vector<std::string> notes;  ///< subjects that were left out, and why
    std::int64_t longest = 0;        ///< tokens of the longest question
    TaskAccuracy floats;             ///< one outcome for each question
    TaskAccuracy quantized;
};

/// Whether the recipe made a right answer wrong, or the reverse.
enum class OutcomeChange { Lost, Won, BothRight, BothWrong };
[[nodiscard]] OutcomeChange outcomeChange(const TaskComparison &comparison, std::size_t question);

/// before  an earlier comparison, whose answers of the float model are taken where they are the same questions to the same
///         model; null: none.
/// Errors: those of readQuestions, makeTask, quantizeModel and measureAccuracy; Unsupported (no tokenizer).
[[nodiscard]] Result<TaskComparison> compareOnTask(const LoadedModel &model, const Recipe &recipe, const TaskRequest &request,
                                                   const std::shared_ptr<const TaskComparison> &before, const Compute &compute,
                                                   JobMonitor &monitor);

} // namespace vernier
