// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <nlohmann/json.hpp>

// Patterns that cut texts into words, of byte-level tokenizers whose own files do not say them.

namespace vernier {

/// Llama 3's tokenizer.
inline constexpr const char *kLlama3Pattern =
    R"((?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+)";
/// Qwen's first two generations: each digit by itself.
inline constexpr const char *kQwenPattern =
    R"((?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+)";

/// What tokenizer.json says of the steps before and after the model. pattern: empty for GPT-2's own.
[[nodiscard]] nlohmann::json byteLevelSteps(const char *pattern);

} // namespace vernier
