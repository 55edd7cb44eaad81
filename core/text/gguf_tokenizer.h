// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/text/tokenizer.h"

// The tokenizer in a GGUF file: its tokens with their kinds, and merges (byte-level BPE) or scores (SentencePiece).
// Source: ggml, docs/gguf.md, "Tokenizer"; llama.cpp, src/llama-vocab.cpp, for what the kinds mean and the patterns' names.

namespace vernier {

/// The chat template in a GGUF file, and its begin and end of text as texts; each may be empty.
struct GgufChat
{
    std::string jinja;
    std::string beginOfText;
    std::string endOfText;
};

/// Errors: those of GgufFile::open.
[[nodiscard]] Result<GgufChat> readGgufChat(const std::filesystem::path &file);

/// Models "llama", and "gpt2" with a pattern that is known: gpt-2, qwen2, llama-bpe.
/// Errors: those of GgufFile::open; NotFound (none in the file), CorruptFile, Unsupported (another kind, by name).
[[nodiscard]] Result<std::shared_ptr<const Tokenizer>> openGgufTokenizer(const std::filesystem::path &file);

} // namespace vernier
