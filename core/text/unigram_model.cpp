// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/unigram_model.h"

#include "core/text/added_tokens.h"
#include "core/text/json_fields.h"
#include "core/text/unicode.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace vernier {

namespace {

/// How much worse than the worst token an unknown character is.
constexpr double kUnknownPenalty = 10.0;
constexpr int kUnknownPiece = -1;

/// The best way to the end of a character: the last token of it, and where that begins.
struct BestPath
{
    double score = -std::numeric_limits<double>::infinity();
    std::size_t begin = 0;
    int id = kUnknownPiece;
};

} // namespace

Result<std::shared_ptr<const TokenModel>> UnigramModel::fromJson(const nlohmann::json &description, const std::string &where)
{
    const auto model = std::make_shared<UnigramModel>();
    model->m_where = where;
    VERNIER_ASSIGN(model->m_byteFallback, boolField(description, "byte_fallback", false, where));
    VERNIER_TRY(model->readVocabulary(description, where));
    if (const nlohmann::json *unknown = findField(description, "unk_id")) {
        const auto id = integerIn(*unknown, 0, model->m_vocabulary.size() - 1);
        if (!id)
            return badField("unk_id", "the position of a token in vocab", where);
        model->m_unknown = static_cast<int>(*id);
    }
    return std::shared_ptr<const TokenModel>(model);
}

Result<void> UnigramModel::readVocabulary(const nlohmann::json &description, const std::string &where)
{
    const nlohmann::json *list = findField(description, "vocab");
    const bool isList = list && list->is_array() && !list->empty() && list->size() <= static_cast<std::size_t>(kMaxTokenId);
    const auto isPair = [](const nlohmann::json &entry) {
        return entry.is_array() && entry.size() == 2 && entry[0].is_string() && entry[1].is_number() && std::isfinite(entry[1].get<double>());
    };
    if (!isList || !std::all_of(list->begin(), list->end(), isPair))
        return badField("vocab", "a list of tokens and their logarithmic probabilities", where);
    std::vector<std::string> tokens;
    for (const nlohmann::json &entry : *list) {
        tokens.push_back(entry[0].get<std::string>());
        m_scores.push_back(entry[1].get<double>());
    }
    m_unknownScore = *std::min_element(m_scores.begin(), m_scores.end()) - kUnknownPenalty;
    m_vocabulary = TokenVocabulary::fromTokens(std::move(tokens));
    for (int id = 0; id < m_vocabulary.size(); ++id) {
        const std::string &token = *m_vocabulary.token(id);
        m_tokens.insert(token, m_vocabulary.find(token).value_or(id)); // of equal tokens the one that is looked up
    }
    m_idOfByte = m_vocabulary.byteIds();
    return {};
}

Result<void> UnigramModel::encode(std::string_view word, std::vector<int> &ids) const
{
    std::vector<BestPath> best(word.size() + 1); // by the byte at which the path ends
    best[0].score = 0;
    for (std::size_t begin = 0; begin < word.size(); begin += utf8Step(word, begin).length) {
        const auto offer = [&, from = best[begin].score](std::size_t end, double score, int id) {
            if (from + score > best[end].score)
                best[end] = {from + score, begin, id};
        };
        const std::size_t first = begin + utf8Step(word, begin).length;
        if (!m_vocabulary.find(word.substr(begin, first - begin)))
            offer(first, m_unknownScore, kUnknownPiece);
        m_tokens.keysAt(word, begin, [&](std::size_t end, int id) { offer(end, m_scores[static_cast<std::size_t>(id)], id); });
    }
    std::vector<std::size_t> ends;
    for (std::size_t end = word.size(); end > 0; end = best[end].begin)
        ends.push_back(end);
    for (auto end = ends.rbegin(); end != ends.rend(); ++end) {
        if (best[*end].id != kUnknownPiece) {
            ids.push_back(best[*end].id);
            continue;
        }
        const std::size_t begin = best[*end].begin;
        while (std::next(end) != ends.rend() && best[*std::next(end)].id == kUnknownPiece) // neighbours are one piece
            ++end;
        VERNIER_TRY(appendUnknown(word.substr(begin, *end - begin), ids));
    }
    return {};
}

Result<void> UnigramModel::appendUnknown(std::string_view text, std::vector<int> &ids) const
{
    const auto idOf = [this](char byte) { return m_idOfByte[static_cast<unsigned char>(byte)]; };
    if (m_byteFallback && std::all_of(text.begin(), text.end(), [&](char byte) { return idOf(byte) >= 0; })) {
        std::transform(text.begin(), text.end(), std::back_inserter(ids), idOf);
        return {};
    }
    if (!m_unknown)
        return unknownCharacter(text, "", m_where);
    ids.push_back(*m_unknown);
    return {};
}

} // namespace vernier
