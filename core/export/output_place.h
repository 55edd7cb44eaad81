// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <filesystem>
#include <span>
#include <string_view>

// Where an export may be written: nothing that somebody else made is replaced. Asked before the work starts.

namespace vernier {

/// Whether it is the name of a file that msModelSlim or Vernier writes with a quantized model: weights, their index or the
/// description of any type (`quant_model_weight*.safetensors`, `quant_model_weight*.safetensors.index.json`,
/// `quant_model_description*.json`), and numpyFileNames().
[[nodiscard]] bool isModelslimFile(std::string_view name);

/// For scripts and other small files: refuses the root folder and the model's folder, also below it.
/// Errors: InvalidArgument.
[[nodiscard]] Result<void> checkOutputFolder(const std::filesystem::path &folder, const std::filesystem::path &modelFolder);

/// For a quantized model, which brings config.json and tokenizer files: refuses also a folder around the model's, and one that
/// holds the weights of another model. Errors: InvalidArgument, Io.
[[nodiscard]] Result<void> checkQuantizedFolder(const std::filesystem::path &folder, const std::filesystem::path &modelFolder);

/// For an .npy file: refuses to replace one of the inputs or a file that is no .npy, and to write into the model's folder.
/// Errors: InvalidArgument.
[[nodiscard]] Result<void> checkNpyOutput(const std::filesystem::path &file, const std::filesystem::path &modelFolder,
                                          std::span<const std::filesystem::path> inputs);

} // namespace vernier
