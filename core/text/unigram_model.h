// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/text/byte_trie.h"
#include "core/text/token_model.h"

// Unigram language model: of all ways to cut a word into tokens the one whose log-probabilities have the largest sum.
// Source: T. Kudo, Subword Regularization, 2018, arXiv:1804.10959; corner cases as in Hugging Face tokenizers.

namespace vernier {

class UnigramModel final : public TokenModel
{
public:
    /// `vocab` is a list of [token, log-probability], unk_id a position in it.
    /// Errors: CorruptFile (wrong types, empty, unk_id outside the list).
    [[nodiscard]] static Result<std::shared_ptr<const TokenModel>> fromJson(const nlohmann::json &description, const std::string &where);

    /// Time: length of the word times the longest token that begins like a part of it.
    [[nodiscard]] Result<void> encode(std::string_view word, std::vector<int> &ids) const override;

private:
    Result<void> readVocabulary(const nlohmann::json &description, const std::string &where);
    Result<void> appendUnknown(std::string_view text, std::vector<int> &ids) const;

    std::string m_where;
    std::vector<double> m_scores;  ///< by id
    std::vector<int> m_idOfByte;   ///< as TokenVocabulary::byteIds
    ByteTrie m_tokens;
    double m_unknownScore = 0;     ///< of a character that is no token
    std::optional<int> m_unknown;
    bool m_byteFallback = false;
};

} // namespace vernier
