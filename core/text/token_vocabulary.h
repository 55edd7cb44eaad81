// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <nlohmann/json.hpp>

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

// The tokens of a tokenizer's model and their ids.

namespace vernier {

/// Bytes; tokenizers with longer ones are refused, which bounds the work at one place of a text.
inline constexpr std::size_t kLongestToken = 4096;

/// Lets a table of tokens be asked with a view.
struct TokenHash
{
    using is_transparent = void;
    std::size_t operator()(std::string_view token) const { return std::hash<std::string_view>()(token); }
};

class TokenVocabulary
{
public:
    TokenVocabulary() = default;

    /// `vocab` of a model in tokenizer.json: an object of tokens and ids.
    /// Errors: CorruptFile (wrong types, empty, ids that are not unique or outside [0, kMaxTokenId]).
    [[nodiscard]] static Result<TokenVocabulary> fromJson(const nlohmann::json &model, const std::string &where);
    /// By id; empty texts are no tokens. Of equal ones the first counts when a token is looked for.
    [[nodiscard]] static TokenVocabulary fromTokens(std::vector<std::string> tokens);

    [[nodiscard]] int size() const { return static_cast<int>(m_tokens.size()); } ///< largest id + 1
    [[nodiscard]] std::optional<int> find(std::string_view token) const;
    /// Empty if no token has this id; nullptr outside [0, size()).
    [[nodiscard]] const std::string *token(int id) const;
    /// By id; empty: no token.
    [[nodiscard]] const std::vector<std::string> &tokens() const { return m_tokens; }
    /// 256 ids of <0x00>…<0xFF>, -1 where there is none.
    [[nodiscard]] std::vector<int> byteIds() const;

private:
    std::vector<std::string> m_tokens;
    std::unordered_map<std::string, int, TokenHash, std::equal_to<>> m_idOf;
};

} // namespace vernier
