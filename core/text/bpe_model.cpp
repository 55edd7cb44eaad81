// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/bpe_model.h"

#include "core/io/posix_file.h"
#include "core/text/json_fields.h"
#include "core/text/unicode.h"

#include <algorithm>
#include <bit>
#include <span>

namespace vernier {

namespace {

std::uint64_t pairKey(int left, int right)
{
    return (static_cast<std::uint64_t>(static_cast<std::uint32_t>(left)) << 32) | static_cast<std::uint32_t>(right);
}

/// Merges symbols by a table; keeps its memory from one word to the next.
class Merger
{
public:
    explicit Merger(const MergeTable &merges)
        : m_merges(merges)
    {}

    /// Appends what the ids become.
    void merge(std::span<const int> ids, std::vector<int> &out)
    {
        start(ids);
        while (!m_queue.empty()) {
            std::pop_heap(m_queue.begin(), m_queue.end());
            const Candidate top = m_queue.back();
            m_queue.pop_back();
            apply(top);
        }
        for (const Symbol &symbol : m_symbols) {
            if (!symbol.gone)
                out.push_back(symbol.id);
        }
    }

private:
    /// A token of the word; a list, because merges take elements out of the middle.
    struct Symbol
    {
        int id = 0;
        int previous = -1;
        int next = -1;
        bool gone = false;
    };

    struct Candidate
    {
        int rank = 0;
        int position = 0;
        int merged = 0;

        /// Lowest rank first, then leftmost: the heap's top is its largest element.
        bool operator<(const Candidate &other) const
        {
            return rank != other.rank ? rank > other.rank : position > other.position;
        }
    };

    void start(std::span<const int> ids)
    {
        const int count = static_cast<int>(ids.size());
        m_symbols.resize(ids.size());
        m_queue.clear();
        for (int i = 0; i < count; ++i)
            at(i) = {ids[static_cast<std::size_t>(i)], i - 1, i + 1 < count ? i + 1 : -1, false};
        for (int i = 0; i + 1 < count; ++i) {
            if (const MergeTable::Entry *merge = m_merges.find(at(i).id, at(i + 1).id))
                m_queue.push_back({merge->rank, i, merge->merged});
        }
        std::make_heap(m_queue.begin(), m_queue.end());
    }

    void apply(const Candidate &top)
    {
        Symbol &left = at(top.position);
        if (left.gone || left.next < 0)
            return;
        // The pair may have changed since it was queued. As in Hugging Face tokenizers, it is enough that what stands
        // there now makes the same token.
        const MergeTable::Entry *merge = m_merges.find(left.id, at(left.next).id);
        if (!merge || merge->merged != top.merged)
            return;
        Symbol &right = at(left.next);
        left.id = top.merged;
        left.next = right.next;
        right.gone = true;
        if (right.next >= 0)
            at(right.next).previous = top.position;
        offer(left.previous, top.position);
        offer(top.position, left.next);
    }

    void offer(int left, int right)
    {
        if (left < 0 || right < 0)
            return;
        if (const MergeTable::Entry *merge = m_merges.find(at(left).id, at(right).id)) {
            m_queue.push_back({merge->rank, left, merge->merged});
            std::push_heap(m_queue.begin(), m_queue.end());
        }
    }

    Symbol &at(int i) { return m_symbols[static_cast<std::size_t>(i)]; }

    const MergeTable &m_merges;
    std::vector<Symbol> m_symbols;
    std::vector<Candidate> m_queue;
};

} // namespace

MergeTable::MergeTable(std::size_t count)
{
    const std::size_t slots = std::bit_ceil(std::max<std::size_t>(2 * count, 2));
    m_entries.resize(slots);
    m_shift = 64 - std::countr_zero(slots);
}

std::size_t MergeTable::slotOf(std::uint64_t pair) const
{
    const std::size_t mask = m_entries.size() - 1;
    std::size_t slot = static_cast<std::size_t>((pair * 0x9E3779B97F4A7C15ULL) >> m_shift);
    while (m_entries[slot].pair != pair && m_entries[slot].pair != kFree)
        slot = (slot + 1) & mask;
    return slot;
}

void MergeTable::insert(int left, int right, int rank, int merged)
{
    const std::uint64_t pair = pairKey(left, right);
    m_entries[slotOf(pair)] = {pair, rank, merged};
}

const MergeTable::Entry *MergeTable::find(int left, int right) const
{
    const Entry &entry = m_entries[slotOf(pairKey(left, right))];
    return entry.pair == kFree ? nullptr : &entry;
}

Result<std::shared_ptr<const TokenModel>> BpeModel::fromJson(const nlohmann::json &description, const std::string &where)
{
    const auto made = std::make_shared<BpeModel>();
    BpeModel &model = *made;
    model.m_where = where;
    VERNIER_ASSIGN(model.m_byteFallback, boolField(description, "byte_fallback", false, where));
    VERNIER_ASSIGN(model.m_fuseUnknown, boolField(description, "fuse_unk", false, where));
    VERNIER_ASSIGN(model.m_ignoreMerges, boolField(description, "ignore_merges", false, where));
    VERNIER_ASSIGN(model.m_unknownToken, optionalStringField(description, "unk_token", where));
    VERNIER_ASSIGN(auto prefix, optionalStringField(description, "continuing_subword_prefix", where));
    VERNIER_ASSIGN(auto suffix, optionalStringField(description, "end_of_word_suffix", where));
    model.m_prefix = prefix.value_or("");
    model.m_suffix = suffix.value_or("");
    VERNIER_ASSIGN(model.m_vocabulary, TokenVocabulary::fromJson(description, where));
    model.findCharacters();
    if (const nlohmann::json *merges = findField(description, "merges"))
        VERNIER_TRY(model.readMerges(*merges, where));
    model.findJoints();
    return std::shared_ptr<const TokenModel>(made);
}

std::shared_ptr<const TokenModel> BpeModel::fromRanks(RankedTokens ranked, const std::string &where)
{
    const auto made = std::make_shared<BpeModel>();
    BpeModel &model = *made;
    model.m_where = where;
    model.m_ignoreMerges = ranked.wholeWords;
    model.m_byteFallback = ranked.byteFallback;
    model.m_unknownToken = std::move(ranked.unknownToken);
    model.m_vocabulary = TokenVocabulary::fromTokens(std::move(ranked.tokens));
    model.findCharacters();
    struct Merge
    {
        int left = 0;
        int right = 0;
        int merged = 0;
    };
    std::vector<Merge> merges; // every way to cut a token into two
    for (int id = 0; id < model.m_vocabulary.size(); ++id) {
        const std::string_view token = *model.m_vocabulary.token(id);
        if (ranked.ranks[static_cast<std::size_t>(id)] < 0)
            continue;
        for (std::size_t at = token.empty() ? 0 : utf8Step(token, 0).length; at < token.size(); at += utf8Step(token, at).length) {
            const std::optional<int> left = model.m_vocabulary.find(token.substr(0, at));
            const std::optional<int> right = left ? model.m_vocabulary.find(token.substr(at)) : std::nullopt;
            if (right)
                merges.push_back({*left, *right, id});
        }
    }
    model.m_merges = MergeTable(merges.size());
    for (const Merge &merge : merges) {
        model.m_merges.insert(merge.left, merge.right, ranked.ranks[static_cast<std::size_t>(merge.merged)], merge.merged);
        model.m_mergedPairs.emplace_back(merge.left, merge.right);
    }
    model.findJoints();
    return made;
}

void BpeModel::findCharacters()
{
    for (int id = 0; id < m_vocabulary.size(); ++id) {
        const std::string &token = *m_vocabulary.token(id);
        if (token.empty() || utf8Step(token, 0).length != token.size())
            continue;
        std::size_t at = 0;
        m_idOfCharacter.emplace(nextCharacter(token, at), id);
    }
    m_idOfByte = m_vocabulary.byteIds();
}

Result<void> BpeModel::readMerges(const nlohmann::json &list, const std::string &where)
{
    if (!list.is_array())
        return badField("merges", "a list", where);
    m_merges = MergeTable(list.size());
    for (std::size_t i = 0; i < list.size(); ++i) {
        const nlohmann::json &merge = list[i];
        const std::string place = where + ".merges[" + std::to_string(i) + "]";
        if (merge.is_string()) {
            const auto &text = merge.get_ref<const std::string &>();
            const std::size_t blank = text.find(' ');
            if (blank == text.npos || text.find(' ', blank + 1) != text.npos)
                return Error{ErrorCode::CorruptFile, printable(text) + " is not two tokens and a blank between", place};
            const std::string_view view = text;
            VERNIER_TRY(addMerge(view.substr(0, blank), view.substr(blank + 1), static_cast<int>(i), place));
        } else if (merge.is_array() && merge.size() == 2 && merge[0].is_string() && merge[1].is_string()) {
            VERNIER_TRY(addMerge(merge[0].get_ref<const std::string &>(), merge[1].get_ref<const std::string &>(),
                                 static_cast<int>(i), place));
        } else {
            return Error{ErrorCode::CorruptFile, "a merge must be a string of two tokens or a pair of strings", place};
        }
    }
    return {};
}

Result<void> BpeModel::addMerge(std::string_view left, std::string_view right, int rank, const std::string &where)
{
    // The prefix marks what continues a word; the merged token keeps only its first part's.
    std::string merged(left);
    merged += m_prefix.empty() || !right.starts_with(m_prefix) ? right : right.substr(m_prefix.size());
    const std::optional<int> leftId = m_vocabulary.find(left);
    const std::optional<int> rightId = m_vocabulary.find(right);
    const std::optional<int> mergedId = m_vocabulary.find(merged);
    if (!leftId || !rightId || !mergedId) {
        const std::string_view missing = !leftId ? left : !rightId ? right : std::string_view(merged);
        return Error{ErrorCode::CorruptFile, "the token " + printable(missing) + " is not in the vocabulary", where};
    }
    m_merges.insert(*leftId, *rightId, rank, *mergedId);
    m_mergedPairs.emplace_back(*leftId, *rightId);
    return {};
}

void BpeModel::findJoints()
{
    // Only where every token that merges is made of the characters of its name: no byte, no <unk>, no decoration.
    if (!m_prefix.empty() || !m_suffix.empty())
        return;
    const auto isPlain = [this](const std::string &token) {
        return !token.empty() && token.find("<0x") == token.npos && token != m_unknownToken;
    };
    m_joints = MergeTable(m_mergedPairs.size());
    for (const auto &[leftId, rightId] : m_mergedPairs) {
        const std::string &left = *m_vocabulary.token(leftId);
        const std::string &right = *m_vocabulary.token(rightId);
        if (!isPlain(left) || !isPlain(right))
            return;
        std::size_t end = left.size();
        std::size_t begin = 0;
        const auto last = m_idOfCharacter.find(previousCharacter(left, end));
        const auto first = m_idOfCharacter.find(nextCharacter(right, begin));
        if (last != m_idOfCharacter.end() && first != m_idOfCharacter.end())
            m_joints.insert(last->second, first->second, 0, 0);
    }
    m_hasJoints = true;
    m_mergedPairs = {};
}

std::optional<int> BpeModel::findCharacter(std::string_view character, bool first, bool last) const
{
    const bool decorated = (!first && !m_prefix.empty()) || (last && !m_suffix.empty());
    if (decorated)
        return m_vocabulary.find((first ? "" : m_prefix) + std::string(character) + (last ? m_suffix : ""));
    std::size_t at = 0;
    const auto found = m_idOfCharacter.find(nextCharacter(character, at));
    return found == m_idOfCharacter.end() ? std::nullopt : std::optional(found->second);
}

Result<std::vector<int>> BpeModel::symbolsOf(std::string_view word) const
{
    std::vector<int> symbols;
    symbols.reserve(word.size());
    bool afterUnknown = false;
    for (std::size_t at = 0; at < word.size();) {
        const std::size_t begin = at;
        at += utf8Step(word, at).length;
        const std::string_view character = word.substr(begin, at - begin);
        const std::optional<int> id = findCharacter(character, begin == 0, at == word.size());
        const auto hasToken = [this](char byte) { return m_idOfByte[static_cast<unsigned char>(byte)] >= 0; };
        if (id) {
            symbols.push_back(*id);
        } else if (m_byteFallback && std::all_of(character.begin(), character.end(), hasToken)) {
            for (const char byte : character)
                symbols.push_back(m_idOfByte[static_cast<unsigned char>(byte)]);
        } else if (m_unknownToken) {
            const std::optional<int> unknown = m_vocabulary.find(*m_unknownToken);
            if (!unknown)
                return unknownCharacter(character, *m_unknownToken, m_where);
            if (!m_fuseUnknown || !afterUnknown)
                symbols.push_back(*unknown);
            afterUnknown = true;
            continue;
        } // without unk_token the character is dropped
        afterUnknown = false;
    }
    return symbols;
}

Result<void> BpeModel::encode(std::string_view word, std::vector<int> &ids) const
{
    if (m_ignoreMerges) {
        if (const std::optional<int> whole = m_vocabulary.find(word)) {
            ids.push_back(*whole);
            return {};
        }
    }
    VERNIER_ASSIGN(const std::vector<int> symbols, symbolsOf(word));
    const std::span<const int> all(symbols);
    Merger merger(m_merges);
    for (std::size_t begin = 0; begin < all.size();) {
        std::size_t end = m_hasJoints ? begin + 1 : all.size();
        while (end < all.size() && m_joints.find(all[end - 1], all[end]))
            ++end;
        merger.merge(all.subspan(begin, end - begin), ids);
        begin = end;
    }
    return {};
}

} // namespace vernier
