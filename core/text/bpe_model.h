// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/text/token_model.h"

#include <nlohmann/json.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

// Byte-pair encoding: a word becomes characters, then neighbours are merged, the pair with the lowest rank first.
// Source: Sennrich et al. 2016, arXiv:1508.07909; order and corner cases as in Hugging Face tokenizers.

namespace vernier {

/// Two neighbouring tokens -> the rank of their merge and what it makes. Open addressing; ids are below 2^22.
class MergeTable
{
public:
    struct Entry
    {
        std::uint64_t pair = kFree;
        int rank = 0;
        int merged = 0;
    };

    explicit MergeTable(std::size_t count = 0);
    /// A pair that is there already gets the new rank.
    void insert(int left, int right, int rank, int merged);
    /// nullptr if the two do not merge.
    [[nodiscard]] const Entry *find(int left, int right) const;

private:
    static constexpr std::uint64_t kFree = ~std::uint64_t{0};

    [[nodiscard]] std::size_t slotOf(std::uint64_t pair) const;

    std::vector<Entry> m_entries; ///< a power of two of them, at most half in use
    int m_shift = 63;
};

/// Tokens of which two neighbours merge wherever that makes a token, the one of the lowest rank first.
struct RankedTokens
{
    std::vector<std::string> tokens; ///< by id; empty: no token
    std::vector<int> ranks;          ///< by id; negative: never made by merging
    bool wholeWords = false;         ///< a word that is a token is not cut
    bool byteFallback = false;       ///< characters that are no token become <0xE4>, …
    std::optional<std::string> unknownToken = {};
};

class BpeModel final : public TokenModel
{
public:
    /// The `model` of tokenizer.json. Dropout is not done: it belongs to training.
    /// Errors: CorruptFile (wrong types, ids that are not unique or outside [0, kMaxTokenId], merges of tokens that are
    /// not there).
    [[nodiscard]] static Result<std::shared_ptr<const TokenModel>> fromJson(const nlohmann::json &description, const std::string &where);

    /// As tiktoken (ranks are ids) and SentencePiece (ranks follow the scores) do it.
    [[nodiscard]] static std::shared_ptr<const TokenModel> fromRanks(RankedTokens ranked, const std::string &where);

    /// n log n in the length of the word. Errors: CorruptFile, when unk_token is needed and not in the vocabulary.
    [[nodiscard]] Result<void> encode(std::string_view word, std::vector<int> &ids) const override;

private:
    void findCharacters();
    Result<void> readMerges(const nlohmann::json &list, const std::string &where);
    Result<void> addMerge(std::string_view left, std::string_view right, int rank, const std::string &where);
    void findJoints();
    Result<std::vector<int>> symbolsOf(std::string_view word) const;
    [[nodiscard]] std::optional<int> findCharacter(std::string_view character, bool first, bool last) const;

    std::string m_where;
    std::unordered_map<char32_t, int> m_idOfCharacter; ///< the tokens of one character
    std::vector<int> m_idOfByte;                       ///< as TokenVocabulary::byteIds
    MergeTable m_merges;
    std::vector<std::pair<int, int>> m_mergedPairs; ///< the keys of m_merges; only while reading
    /// Pairs of single characters that some merge brings together. A long word falls apart between all others, which
    /// keeps the merging of a whole text without word limits in small, near memory.
    MergeTable m_joints;
    bool m_hasJoints = false; ///< m_joints is known to be complete
    bool m_byteFallback = false;
    bool m_fuseUnknown = false;
    bool m_ignoreMerges = false;
    std::optional<std::string> m_unknownToken;
    std::string m_prefix; ///< continuing_subword_prefix
    std::string m_suffix; ///< end_of_word_suffix
};

} // namespace vernier
