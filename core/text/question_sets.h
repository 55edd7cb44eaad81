// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/text/documents.h"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// Public question sets as msModelSlim reads them: for calibration text, and to count right answers.
// Source: spec/msmodelslim.md 7.1 and 8; the files as huggingface.co/datasets (google/boolq, ceval/ceval-exam, openai/gsm8k,
// cais/mmlu) offers them.

namespace vernier {

enum class QuestionSet {
    BoolQ, ///< a file of JSON lines: title, question, passage, answer (true or false)
    CEval, ///< a folder: subject_mapping.json, whose keys are the subjects; dev/<subject>_dev.csv, val/<subject>_val.csv
    Gsm8k, ///< a file of JSON lines: question, answer (what follows its first "####" counts)
    Mmlu,  ///< a folder: subject_mapping.json with mmlu_all_sets; dev/<subject>_dev.csv, test/<subject>_test.csv, without header
};

/// "boolq", "ceval_5_shot", "gsm8k", "mmlu"
[[nodiscard]] std::string_view toString(QuestionSet set);
[[nodiscard]] std::optional<QuestionSet> questionSetFromName(std::string_view name);

/// The original asks differently in its two tools.
enum class PromptForm {
    Calibration, ///< CalibrationData: C-Eval with five solved examples, MMLU without
    Evaluation,  ///< the precision tool: both with five, and a longer first sentence
};

struct Question
{
    std::string prompt;
    Answer answer;      ///< bool for BoolQ, else a text: a letter, a number
    std::string origin; ///< file and line, for messages
};

struct QuestionList
{
    std::vector<Question> questions;
    std::vector<std::string> notes; ///< subjects that were left out, and why
};

/// All questions of a set, in the order of its files. Table cells are taken as they stand; pandas would write 0.10 as 0.1.
/// Errors: NotFound, Io, CorruptFile (with file and line: broken JSON or CSV, a missing field or cell, fewer than five solved
/// examples; a set without questions).
[[nodiscard]] Result<QuestionList> readQuestions(QuestionSet set, const std::filesystem::path &path, PromptForm form);

/// At most `wanted` of them (0: all), drawn at random, in the set's order.
[[nodiscard]] std::vector<Question> drawQuestions(std::vector<Question> questions, std::int64_t wanted, std::int64_t seed);

} // namespace vernier
