// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/sentencepiece_check.h"

#include "core/text/added_tokens.h"
#include "core/text/unicode.h"

#include <bit>
#include <cmath>
#include <cstdint>
#include <optional>
#include <vector>

namespace vernier {

namespace {

/// The library keeps this many results of one trie search and does not look whether there were more.
constexpr int kMaxTrieResults = 32;

/// One field of a protocol buffer message.
struct Field
{
    std::uint64_t number = 0;
    int wireType = 0;
    std::uint64_t value = 0; ///< wire types 0, 1 and 5
    std::string_view bytes;  ///< wire type 2
};

class FieldReader
{
public:
    explicit FieldReader(std::string_view bytes)
        : m_bytes(bytes)
    {}

    [[nodiscard]] bool atEnd() const { return m_bytes.empty(); }

    /// Nothing if the message is malformed here.
    std::optional<Field> next()
    {
        std::uint64_t tag = 0;
        if (!varint(tag) || (tag >> 3) == 0)
            return {};
        Field field{tag >> 3, static_cast<int>(tag & 7), 0, {}};
        std::uint64_t length = 0;
        switch (field.wireType) {
        case 0: return varint(field.value) ? std::optional(field) : std::nullopt;
        case 1: return fixed(8, field.value) ? std::optional(field) : std::nullopt;
        case 2:
            if (!varint(length) || length > m_bytes.size())
                return {};
            field.bytes = m_bytes.substr(0, length);
            m_bytes.remove_prefix(length);
            return field;
        case 5: return fixed(4, field.value) ? std::optional(field) : std::nullopt;
        default: return {};
        }
    }

private:
    bool varint(std::uint64_t &value)
    {
        value = 0;
        for (unsigned shift = 0; shift < 64 && !m_bytes.empty(); shift += 7) {
            const auto byte = static_cast<unsigned char>(m_bytes.front());
            m_bytes.remove_prefix(1);
            value |= static_cast<std::uint64_t>(byte & 0x7F) << shift;
            if (byte < 0x80)
                return true;
        }
        return false;
    }

    bool fixed(std::size_t count, std::uint64_t &value)
    {
        if (m_bytes.size() < count)
            return false;
        value = 0;
        for (std::size_t i = 0; i < count; ++i)
            value |= static_cast<std::uint64_t>(static_cast<unsigned char>(m_bytes[i])) << (8 * i);
        m_bytes.remove_prefix(count);
        return true;
    }

    std::string_view m_bytes;
};

std::uint32_t littleEndian(std::string_view bytes, std::size_t at)
{
    std::uint32_t value = 0;
    for (std::size_t i = 0; i < 4; ++i)
        value |= static_cast<std::uint32_t>(static_cast<unsigned char>(bytes[at + i])) << (8 * i);
    return value;
}

constexpr std::uint64_t kNormalPiece = 1;
constexpr std::uint64_t kBpeModel = 2;

/// Whether a TrainerSpec, field 2 of the model, says BPE in its field 3. Of several specs the last one counts.
bool isBpe(std::string_view model)
{
    std::uint64_t type = 0;
    FieldReader reader(model);
    while (!reader.atEnd()) {
        const std::optional<Field> field = reader.next();
        if (!field)
            return false;
        if (field->number != 2 || field->wireType != 2)
            continue;
        FieldReader spec(field->bytes);
        while (!spec.atEnd()) {
            const std::optional<Field> option = spec.next();
            if (!option)
                return false;
            if (option->number == 3 && option->wireType == 0)
                type = option->value;
        }
    }
    return type == kBpeModel;
}

/// What is wrong with a piece; empty if nothing is. A NUL, which ends the keys of the library's tries, is all right in normal pieces of
/// BPE models, which go into none: InternLM2 has one.
std::string faultOfPiece(std::string_view message, bool bpe)
{
    std::string_view piece;
    std::uint64_t type = kNormalPiece;
    FieldReader reader(message);
    while (!reader.atEnd()) {
        const std::optional<Field> field = reader.next();
        if (!field)
            return "is cut off";
        if (field->number == 1 && field->wireType == 2)
            piece = field->bytes;
        if (field->number == 2 && field->wireType == 5
            && !std::isfinite(std::bit_cast<float>(static_cast<std::uint32_t>(field->value))))
            return "has a score that is no number";
        if (field->number == 3 && field->wireType == 0)
            type = field->value;
    }
    if (piece.empty())
        return "is empty";
    const bool mayHaveNul = bpe && type == kNormalPiece;
    if ((piece.find('\0') != piece.npos && !mayHaveNul) || !isValidUtf8(piece))
        return "is not text";
    return {};
}

/// A precompiled_charsmap: the size of a double-array trie (Darts), the trie, then texts that end with NUL.
/// Walks the trie as the library does and sees that no step leaves it. Source: Yata 2009, darts-clone.
std::string faultOfCharsMap(std::string_view map)
{
    if (map.empty())
        return {};
    if (map.size() < 8)
        return "is cut off";
    const std::size_t trieBytes = littleEndian(map, 0);
    if (trieBytes % 4 != 0 || trieBytes < 1024 || trieBytes > map.size() - 4)
        return "has a trie of impossible size";
    const std::string_view trie = map.substr(4, trieBytes);
    const std::string_view texts = map.substr(4 + trieBytes);
    if (texts.empty() || texts.back() != '\0' || !isValidUtf8(texts))
        return "has replacements that are not text";
    const std::size_t count = trieBytes / 4;

    struct Place
    {
        std::size_t base = 0; ///< the children are at base ^ byte
        int results = 0;      ///< keys that end on the way here
    };
    const auto unitAt = [&](std::size_t i) { return littleEndian(trie, 4 * i); };
    const auto offsetOf = [](std::uint32_t unit) { return std::size_t{unit >> 10} << ((unit & (1U << 9)) >> 6); };
    std::vector<int> resultsAt(count, -1); // ends of keys may be shared, so a unit can be reached on several ways
    std::vector<Place> open{{offsetOf(unitAt(0)), 0}};
    while (!open.empty()) {
        const Place place = open.back();
        open.pop_back();
        if ((place.base | 0xFF) >= count)
            return "has a trie that points outside itself";
        for (std::size_t byte = 0; byte < 256; ++byte) {
            const std::size_t child = place.base ^ byte;
            const std::uint32_t unit = unitAt(child);
            if ((unit & ((1U << 31) | 0xFF)) != byte)
                continue;
            if (resultsAt[child] >= place.results)
                continue;
            resultsAt[child] = place.results;
            Place next{child ^ offsetOf(unit), place.results};
            if ((unit >> 8) & 1) {
                ++next.results;
                if (next.base >= count || (unitAt(next.base) & 0x7FFFFFFFU) >= texts.size()
                    || next.results > kMaxTrieResults)
                    return "has a trie with impossible values";
            }
            open.push_back(next);
        }
    }
    return {};
}

/// A NormalizerSpec; its field 2 is the map.
std::string faultOfNormalizer(std::string_view message)
{
    FieldReader reader(message);
    while (!reader.atEnd()) {
        const std::optional<Field> field = reader.next();
        if (!field)
            return "is cut off";
        if (field->number == 2 && field->wireType == 2) {
            if (std::string fault = faultOfCharsMap(field->bytes); !fault.empty())
                return fault;
        }
    }
    return {};
}

} // namespace

Result<void> checkSentencePieceModel(std::string_view bytes, const std::string &where)
{
    int pieces = 0;
    const bool bpe = isBpe(bytes);
    FieldReader reader(bytes);
    while (!reader.atEnd()) {
        const std::optional<Field> field = reader.next();
        if (!field)
            return Error{ErrorCode::CorruptFile, "the file is not a SentencePiece model, or it is cut off", where};
        if (field->wireType != 2)
            continue;
        std::string fault;
        if (field->number == 1) {
            fault = faultOfPiece(field->bytes, bpe);
            if (!fault.empty())
                fault = "piece " + std::to_string(pieces) + " " + fault;
            if (++pieces > kMaxTokenId)
                fault = "there are too many pieces";
        } else if (field->number == 3 || field->number == 5) {
            fault = faultOfNormalizer(field->bytes);
            if (!fault.empty())
                fault = "the normalization table " + fault;
        }
        if (!fault.empty())
            return Error{ErrorCode::CorruptFile, "the SentencePiece model is broken: " + fault, where};
    }
    if (pieces == 0)
        return Error{ErrorCode::CorruptFile, "the file is not a SentencePiece model: it has no pieces", where};
    return {};
}

} // namespace vernier
