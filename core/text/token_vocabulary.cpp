// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/token_vocabulary.h"

#include "core/io/posix_file.h"
#include "core/text/added_tokens.h"
#include "core/text/json_fields.h"
#include "core/text/token_decoder.h"

#include <algorithm>

namespace vernier {

Result<TokenVocabulary> TokenVocabulary::fromJson(const nlohmann::json &model, const std::string &where)
{
    const nlohmann::json *entries = findField(model, "vocab");
    if (!entries || !entries->is_object())
        return badField("vocab", "an object of tokens and ids", where);
    if (entries->empty())
        return badField("vocab", "not empty", where);
    std::int64_t largest = 0;
    for (const auto &[token, value] : entries->items()) {
        const auto id = integerIn(value, 0, kMaxTokenId);
        if (!id) {
            return Error{ErrorCode::CorruptFile,
                         "the id of the token " + printable(token) + " must be a whole number from 0 to "
                             + std::to_string(kMaxTokenId),
                         where + ".vocab"};
        }
        largest = std::max(largest, *id);
    }
    TokenVocabulary vocabulary;
    std::vector<bool> taken(static_cast<std::size_t>(largest) + 1, false);
    vocabulary.m_tokens.resize(static_cast<std::size_t>(largest) + 1);
    vocabulary.m_idOf.reserve(entries->size());
    for (const auto &[token, value] : entries->items()) {
        const int id = value.get<int>();
        const auto index = static_cast<std::size_t>(id);
        if (taken[index]) {
            return Error{ErrorCode::CorruptFile,
                         "the id " + std::to_string(id) + " belongs to two tokens, " + printable(vocabulary.m_tokens[index])
                             + " and " + printable(token),
                         where + ".vocab"};
        }
        taken[index] = true;
        vocabulary.m_tokens[index] = token;
        vocabulary.m_idOf.emplace(token, id);
    }
    return vocabulary;
}

TokenVocabulary TokenVocabulary::fromTokens(std::vector<std::string> tokens)
{
    TokenVocabulary vocabulary;
    vocabulary.m_tokens = std::move(tokens);
    vocabulary.m_idOf.reserve(vocabulary.m_tokens.size());
    for (std::size_t id = 0; id < vocabulary.m_tokens.size(); ++id) {
        if (!vocabulary.m_tokens[id].empty())
            vocabulary.m_idOf.emplace(vocabulary.m_tokens[id], static_cast<int>(id));
    }
    return vocabulary;
}

std::optional<int> TokenVocabulary::find(std::string_view token) const
{
    const auto found = m_idOf.find(token);
    return found == m_idOf.end() ? std::nullopt : std::optional(found->second);
}

const std::string *TokenVocabulary::token(int id) const
{
    return id < 0 || id >= size() ? nullptr : &m_tokens[static_cast<std::size_t>(id)];
}

std::vector<int> TokenVocabulary::byteIds() const
{
    std::vector<int> ids(256, -1);
    for (int byte = 0; byte < 256; ++byte)
        ids[static_cast<std::size_t>(byte)] = find(byteName(static_cast<unsigned char>(byte))).value_or(-1);
    return ids;
}

} // namespace vernier
