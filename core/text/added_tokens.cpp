// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/added_tokens.h"

#include "core/text/json_fields.h"
#include "core/text/token_vocabulary.h"
#include "core/text/unicode.h"

#include <algorithm>

namespace vernier {

namespace {

bool endsWithWord(std::string_view text)
{
    std::size_t at = text.size();
    return at > 0 && isWordCharacter(previousCharacter(text, at));
}

bool startsWithWord(std::string_view text)
{
    std::size_t at = 0;
    return !text.empty() && isWordCharacter(nextCharacter(text, at));
}

/// Where the run of blanks begins that ends at `end`.
std::size_t blanksBefore(std::string_view text, std::size_t end, std::size_t from)
{
    for (std::size_t at = end; at > from && isWhitespace(previousCharacter(text, at));)
        end = at;
    return std::max(end, from);
}

/// Where the run of blanks ends that begins at `begin`.
std::size_t blanksAfter(std::string_view text, std::size_t begin)
{
    for (std::size_t at = begin; at < text.size() && isWhitespace(nextCharacter(text, at));)
        begin = at;
    return begin;
}

} // namespace

Result<AddedToken> readAddedToken(const nlohmann::json &entry, int id, const std::string &where)
{
    AddedToken token;
    VERNIER_ASSIGN(token.content, stringField(entry, "content", where));
    if (token.content.size() > kLongestToken)
        return badField("content", "at most " + std::to_string(kLongestToken) + " bytes long", where);
    VERNIER_ASSIGN(const std::int64_t givenId, integerField(entry, "id", 0, kMaxTokenId, id, where));
    if (givenId < 0)
        return badField("id", "given", where);
    token.id = static_cast<int>(givenId);
    VERNIER_ASSIGN(token.special, boolField(entry, "special", false, where));
    VERNIER_ASSIGN(token.singleWord, boolField(entry, "single_word", false, where));
    VERNIER_ASSIGN(token.leftStrip, boolField(entry, "lstrip", false, where));
    VERNIER_ASSIGN(token.rightStrip, boolField(entry, "rstrip", false, where));
    VERNIER_ASSIGN(token.normalized, boolField(entry, "normalized", !token.special, where));
    return token;
}

AddedTokenFinder::AddedTokenFinder(std::vector<AddedToken> tokens)
    : m_tokens(std::move(tokens))
{
    for (std::size_t index = m_tokens.size(); index-- > 0;) // of equal ones the last counts
        m_contents.insert(m_tokens[index].content, static_cast<int>(index));
}

void AddedTokenFinder::cutPiece(const TextPiece &piece, std::vector<TextPiece> &out) const
{
    const std::string_view text = piece.text;
    std::size_t done = 0;
    const auto keepText = [&](std::size_t until) {
        if (done < until)
            out.push_back({std::string(text.substr(done, until - done)), -1, piece.atStart && done == 0});
    };
    for (std::size_t at = 0; at < text.size();) {
        std::size_t end = 0;
        int index = -1;
        m_contents.keysAt(text, at, [&](std::size_t behind, int found) {
            end = behind;
            index = found;
        });
        if (index < 0) {
            ++at;
            continue;
        }
        const AddedToken &token = m_tokens[static_cast<std::size_t>(index)];
        const bool insideWord = endsWithWord(text.substr(0, at)) || startsWithWord(text.substr(end));
        if (at < done || (token.singleWord && insideWord)) {
            at = end; // a place that is passed over is not looked at again
            continue;
        }
        keepText(token.leftStrip ? blanksBefore(text, at, done) : at);
        out.push_back({{}, token.id, false});
        done = token.rightStrip ? blanksAfter(text, end) : end;
        at = end;
    }
    keepText(text.size());
}

void AddedTokenFinder::cut(std::vector<TextPiece> &pieces) const
{
    if (m_tokens.empty())
        return;
    std::vector<TextPiece> smaller;
    for (TextPiece &piece : pieces) {
        if (piece.id >= 0)
            smaller.push_back(std::move(piece));
        else
            cutPiece(piece, smaller);
    }
    pieces = std::move(smaller);
}

} // namespace vernier
