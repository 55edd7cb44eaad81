// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/text/tokenizer.h"
#include "core/text/tokenizer_config.h"

// vocab.json and merges.txt: byte-level BPE as GPT-2 published it, and Qwen2 beside its tokenizer.json.

namespace vernier {

/// vocabulary  vocab.json; merges.txt lies beside it.
/// The words are cut as GPT-2's, or as Qwen2's where tokenizer_class says so.
/// Errors: Io, CorruptFile (wrong types, a merge of tokens that are not there).
[[nodiscard]] Result<std::shared_ptr<const Tokenizer>> openVocabularyFilesTokenizer(const std::filesystem::path &vocabulary, const TokenizerConfig &config);

} // namespace vernier
