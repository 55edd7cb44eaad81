// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <nlohmann/json.hpp>

#include <memory>
#include <string>
#include <vector>

// The `pre_tokenizer` of tokenizer.json: how a text is cut into the words inside which tokens are merged.

namespace vernier {

/// A part of a text on its way to ids.
struct TextPiece
{
    std::string text;     ///< valid UTF-8
    int id = -1;          ///< an added token was found here: its id, and the text is done
    bool atStart = false; ///< nothing of the original text stands before it
};

class PreTokenizer
{
public:
    virtual ~PreTokenizer() = default;
    /// Replaces the pieces without id by smaller ones; empty ones disappear. Errors: those of Regex::findAll.
    [[nodiscard]] virtual Result<void> cut(std::vector<TextPiece> &pieces) const = 0;
};

/// Sequence, ByteLevel, Split, Digits, Punctuation, Whitespace, WhitespaceSplit, CharDelimiterSplit,
/// BertPreTokenizer, Metaspace.
/// Errors: CorruptFile (wrong types), Unsupported (any other pre-tokenizer, by name).
[[nodiscard]] Result<std::shared_ptr<const PreTokenizer>> makePreTokenizer(const nlohmann::json &description,
                                                                           const std::string &where);

} // namespace vernier
