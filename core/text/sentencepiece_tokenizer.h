// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/text/tokenizer.h"
#include "core/text/tokenizer_config.h"

#include <filesystem>
#include <memory>

// tokenizer.model of the SentencePiece library: BPE, unigram and the rest.

namespace vernier {

/// Added tokens and BOS come from the configuration; without a word about BOS it is added where the model has one, as
/// Llama's tokenizer does. ChatGLM's own special tokens are known by its class name.
/// Errors: NotFound, Io, CorruptFile, Unsupported (a tiktoken file under this name).
[[nodiscard]] Result<std::shared_ptr<const Tokenizer>> openSentencePieceTokenizer(const std::filesystem::path &path,
                                                                                  const TokenizerConfig &config);

} // namespace vernier
