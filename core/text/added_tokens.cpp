// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/added_tokens.h"

#include "core/text/json_fields.h"
#include "core/text/unicode.h"

#include <algorithm>

namespace vernier {

namespace {

constexpr std::size_t kMaxContentBytes = 4096; // bounds the search at one place of the text

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
    if (token.content.size() > kMaxContentBytes)
        return badField("content", "at most " + std::to_string(kMaxContentBytes) + " bytes long", where);
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
    , m_tokenOfNode(1, -1)
    , m_begins(256, false)
{
    std::erase_if(m_tokens, [](const AddedToken &token) { return token.content.empty(); });
    for (std::size_t index = 0; index < m_tokens.size(); ++index) {
        const std::string &content = m_tokens[index].content;
        m_begins[static_cast<unsigned char>(content.front())] = true;
        std::uint32_t node = 0;
        for (const char c : content) {
            const std::uint64_t key = (std::uint64_t{node} << 8) | static_cast<unsigned char>(c);
            const auto [child, isNew] = m_childOf.try_emplace(key, static_cast<std::uint32_t>(m_tokenOfNode.size()));
            if (isNew)
                m_tokenOfNode.push_back(-1);
            node = child->second;
        }
        m_tokenOfNode[node] = static_cast<int>(index);
    }
}

int AddedTokenFinder::longestAt(std::string_view text, std::size_t at, std::size_t &end) const
{
    int longest = -1;
    std::uint32_t node = 0;
    for (std::size_t i = at; i < text.size(); ++i) {
        const auto child = m_childOf.find((std::uint64_t{node} << 8) | static_cast<unsigned char>(text[i]));
        if (child == m_childOf.end())
            break;
        node = child->second;
        if (m_tokenOfNode[node] >= 0) {
            longest = m_tokenOfNode[node];
            end = i + 1;
        }
    }
    return longest;
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
        const int index = m_begins[static_cast<unsigned char>(text[at])] ? longestAt(text, at, end) : -1;
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
