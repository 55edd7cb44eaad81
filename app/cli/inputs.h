// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/command.h"
#include "core/eval/windows.h"
#include "core/model/checkpoint.h"
#include "core/quant/quantize_model.h"

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

// The files that several verbs take: checkpoint, recipe, calibration data, text; and the remarks that go with them.

namespace vernier::cli {

/// MODEL, and --recipe with --calib where a verb can work on the quantized model.
struct ModelOptions
{
    std::string model;
    std::string recipe; ///< empty: none
    std::string calib;  ///< empty: none
};

/// --text, --window, --mode
struct TextOptions
{
    std::string text;
    std::int64_t window = 0; ///< 0: 512, or the model's context if that is shorter
    std::string mode = "stream";
};

void addModelOption(CLI::App *verb, ModelOptions &options);
void addRecipeOptions(CLI::App *verb, ModelOptions &options, bool recipeRequired);
void addTextOptions(CLI::App *verb, TextOptions &options, bool required);

/// The checkpoint; a remark names tensors that it should not have and that are ignored.
[[nodiscard]] Result<std::shared_ptr<const Checkpoint>> openModel(const ModelOptions &options, Session &session);

/// The recipe or the project's recipe, checked against the model as far as it goes without calibrating: what is wrong with it is
/// said with the file's name, and before minutes of work.
[[nodiscard]] Result<Recipe> readRecipe(const ModelOptions &options, const Checkpoint &checkpoint);

/// The sequences of a calibration file; the tokenizer is opened only if the file holds text. No file: no sequences.
[[nodiscard]] Result<std::vector<std::vector<int>>> readSequences(const std::string &file, const Checkpoint &checkpoint, Session &session);
/// Only lists of token ids, no text.
[[nodiscard]] Result<std::vector<std::vector<int>>> readIds(const std::string &file, const Checkpoint &checkpoint);

/// A remark where `tokens`, the length of `what`, is more than the model was made for.
void noteContext(Session &session, const Checkpoint &checkpoint, std::int64_t tokens, const std::string &what);
/// The same of the longest sequence.
void noteContext(Session &session, const Checkpoint &checkpoint, const TokenBatch &sequences, const std::string &what);

/// The recipe carried out on the model.
[[nodiscard]] Result<QuantizedModel> quantize(const ModelOptions &options, const Recipe &recipe, std::shared_ptr<const Checkpoint> checkpoint,
                                              Session &session);
/// The same with the recipe read from its file.
[[nodiscard]] Result<QuantizedModel> quantize(const ModelOptions &options, std::shared_ptr<const Checkpoint> checkpoint, Session &session);

/// The window that --window or the model says.
[[nodiscard]] std::int64_t windowOf(const TextOptions &options, const Checkpoint &checkpoint);
[[nodiscard]] Result<TokenBatch> readWindows(const TextOptions &options, const Checkpoint &checkpoint, Session &session);

} // namespace vernier::cli
