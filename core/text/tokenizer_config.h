// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/text/added_tokens.h"
#include "core/text/post_processor.h"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

// What tokenizer_config.json and its smaller companions say beside the vocabulary.

namespace vernier {

struct TokenizerConfig
{
    std::string where;                      ///< path of tokenizer_config.json, for messages
    bool isGiven = false;                   ///< one of the files exists
    std::string tokenizerClass;             ///< "LlamaTokenizer"; may be empty
    std::optional<bool> addBeginOfText;     ///< add_bos_token
    std::optional<bool> addEndOfText;       ///< add_eos_token
    std::optional<std::string> beginOfText; ///< bos_token, as text
    std::optional<std::string> endOfText;   ///< eos_token, as text
    std::vector<AddedToken> addedTokens;    ///< added_tokens_decoder and added_tokens.json
};

/// tokenizer_config.json, special_tokens_map.json and added_tokens.json of the folder; each may be missing.
/// Errors: CorruptFile (wrong types), Io.
[[nodiscard]] Result<TokenizerConfig> readTokenizerConfig(const std::filesystem::path &folder);

/// add_bos_token and add_eos_token, where they are given, decide over the frame of the tokenizer's own file.
/// Errors: CorruptFile (a token is to be added and nobody knows which).
[[nodiscard]] Result<void> applyConfig(const TokenizerConfig &config, std::optional<int> beginOfText,
                                       std::optional<int> endOfText, TokenFrame &frame);

} // namespace vernier
