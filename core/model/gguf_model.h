// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/io/tensor_folder.h"

#include <nlohmann/json.hpp>

#include <filesystem>
#include <memory>
#include <string_view>

// A GGUF file as the Hugging Face checkpoint that it was converted from: the metadata become config.json's keys, tensors get
// their names back, and the rows of Llama's queries and keys their order. Nothing is copied.
// Source: llama.cpp, gguf-py/gguf/tensor_mapping.py (names) and convert_hf_to_gguf.py (LlamaModel.permute).

namespace vernier {

struct GgufModel
{
    nlohmann::json config;                       ///< as config.json would have it
    std::shared_ptr<const TensorFolder> tensors; ///< tensors without another name keep theirs
};

/// Whether a file of this name is meant to be one: *.gguf.
[[nodiscard]] bool isGgufName(std::string_view name);

/// Families llama (also Mistral, which is stored as one), qwen2 and qwen3.
/// Errors: those of GgufFile::open; Unsupported (another architecture, experts, one of several parts, scaling of rotary
/// frequencies that is no known one); CorruptFile (metadata that are missing).
[[nodiscard]] Result<GgufModel> openGgufModel(const std::filesystem::path &file);

} // namespace vernier
