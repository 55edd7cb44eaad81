// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/text/tokenizer.h"
#include "core/text/tokenizer_config.h"

// tiktoken ranks: lines of a token in base64 and its id, which is also the rank of its merge. What stands around them (the
// pattern that cuts words, the special tokens) is in the code of the two families that ship such files, and known here.
// Source: openai/tiktoken, src/lib.rs; Qwen's tokenization_qwen.py; Llama 3's llama/tokenizer.py.

namespace vernier {

/// Whether the first line of a file is such a line: Llama 3 ships its ranks under the name of SentencePiece's model.
[[nodiscard]] bool looksLikeTiktoken(std::string_view bytes);

/// Opens qwen.tiktoken (151643 ranks) or Llama 3's tokenizer.model (128000).
/// Errors: Io, CorruptFile (a line that is none, an id twice or missing, a byte that is no token), Unsupported (another number of ranks).
[[nodiscard]] Result<std::shared_ptr<const Tokenizer>> openTiktokenTokenizer(const std::filesystem::path &path, const TokenizerConfig &config);

} // namespace vernier
