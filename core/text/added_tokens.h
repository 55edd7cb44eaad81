// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/text/byte_trie.h"
#include "core/text/pre_tokenizer.h"

#include <nlohmann/json.hpp>

#include <string>
#include <string_view>
#include <vector>

// Tokens that are found in a text as they are written, before anything else cuts it: <s>, <|im_start|> and the like.

namespace vernier {

/// Ids up to here are believed; the largest vocabularies have some 300 000 tokens.
inline constexpr int kMaxTokenId = (1 << 22) - 1;

struct AddedToken
{
    std::string content;
    int id = 0;
    bool singleWord = false; ///< only where no word character touches it
    bool leftStrip = false;  ///< takes the blanks before it
    bool rightStrip = false; ///< takes the blanks after it
    bool normalized = true;  ///< looked for in the normalized text
    bool special = false;    ///< left out when text is made from ids
};

/// One entry of `added_tokens`, whose id is `id` when it is not inside (added_tokens_decoder has it as the key).
/// Errors: CorruptFile (wrong types, id outside [0, kMaxTokenId], content longer than 4096 bytes).
[[nodiscard]] Result<AddedToken> readAddedToken(const nlohmann::json &entry, int id, const std::string &where);

class AddedTokenFinder
{
public:
    AddedTokenFinder() = default;
    explicit AddedTokenFinder(std::vector<AddedToken> tokens);

    [[nodiscard]] bool isEmpty() const { return m_tokens.empty(); }
    /// Cuts the tokens out of the pieces without id: leftmost first, of those that begin there the longest.
    void cut(std::vector<TextPiece> &pieces) const;

private:
    void cutPiece(const TextPiece &piece, std::vector<TextPiece> &out) const;

    std::vector<AddedToken> m_tokens;
    ByteTrie m_contents; ///< -> index into m_tokens
};

} // namespace vernier
