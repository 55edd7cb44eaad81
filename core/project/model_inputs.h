// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/forward/token_batch.h"
#include "core/model/checkpoint.h"
#include "core/project/project.h"
#include "core/text/tokenizer.h"

#include <filesystem>
#include <memory>
#include <vector>

// The texts that a project brings to its model, as token ids of that model.

namespace vernier {

/// Sequences of a calibration file; the tokenizer is opened only if the file holds text.
/// Errors: those of readDocuments, openTokenizer and toTokenIds.
[[nodiscard]] Result<std::vector<std::vector<int>>> readCalibration(const std::filesystem::path &file, const Checkpoint &checkpoint);

/// Windows of an evaluation text. Errors: the same, and those of makeWindows.
[[nodiscard]] Result<TokenBatch> readWindows(const EvaluationText &text, const Checkpoint &checkpoint);

/// How much text there is, for people who choose it.
struct TextCounts
{
    std::int64_t sequences = 0; ///< calibration samples or evaluation windows
    std::int64_t tokens = 0;
    std::int64_t longest = 0;     ///< tokens of the longest sequence
    std::int64_t predictions = 0; ///< tokens that are predicted when the text is evaluated
};
[[nodiscard]] TextCounts textCounts(const TokenBatch &batch);

/// The window where nobody says otherwise: 512 tokens, or the model's context if that is shorter.
[[nodiscard]] std::int64_t defaultWindow(const Checkpoint &checkpoint);

/// Null where the checkpoint has none that can be read.
[[nodiscard]] std::shared_ptr<const Tokenizer> tokenizerOrNull(const Checkpoint &checkpoint);

} // namespace vernier
