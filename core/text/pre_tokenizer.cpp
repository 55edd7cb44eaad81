// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/pre_tokenizer.h"

#include "core/io/posix_file.h"
#include "core/text/byte_level.h"
#include "core/text/json_fields.h"
#include "core/text/text_pattern.h"
#include "core/text/unicode.h"

#include <algorithm>
#include <functional>
#include <optional>

namespace vernier {

namespace {

using PreTokenizerPointer = std::shared_ptr<const PreTokenizer>;

/// What becomes of the places a pattern matches.
enum class SplitBehavior { Removed, Isolated, MergedWithPrevious, MergedWithNext, Contiguous };

constexpr std::string_view kGpt2Pattern = R"('(?:[sdmt]|ll|ve|re)| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+)";

struct Part
{
    TextSpan span;
    bool isMatch = false;
};

/// The matches and what lies between them, in order, without gaps.
std::vector<Part> partsOf(const std::vector<TextSpan> &matches, std::size_t size, bool invert)
{
    std::vector<Part> parts;
    parts.reserve(2 * matches.size() + 1);
    std::size_t done = 0;
    for (const TextSpan &match : matches) {
        if (match.begin > done)
            parts.push_back({{done, match.begin}, invert});
        parts.push_back({match, !invert});
        done = match.end;
    }
    if (done < size)
        parts.push_back({{done, size}, invert});
    return parts;
}

std::vector<TextSpan> arrange(const std::vector<Part> &parts, SplitBehavior behavior)
{
    std::vector<TextSpan> spans;
    spans.reserve(parts.size());
    bool previousMatch = false;
    switch (behavior) {
    case SplitBehavior::Removed:
        for (const Part &part : parts) {
            if (!part.isMatch)
                spans.push_back(part.span);
        }
        break;
    case SplitBehavior::Isolated:
        for (const Part &part : parts)
            spans.push_back(part.span);
        break;
    case SplitBehavior::Contiguous:
        for (const Part &part : parts) {
            if (part.isMatch == previousMatch && !spans.empty())
                spans.back().end = part.span.end;
            else
                spans.push_back(part.span);
            previousMatch = part.isMatch;
        }
        break;
    case SplitBehavior::MergedWithPrevious:
        for (const Part &part : parts) {
            if (part.isMatch && !previousMatch && !spans.empty())
                spans.back().end = part.span.end;
            else
                spans.push_back(part.span);
            previousMatch = part.isMatch;
        }
        break;
    case SplitBehavior::MergedWithNext:
        for (auto part = parts.rbegin(); part != parts.rend(); ++part) {
            if (part->isMatch && !previousMatch && !spans.empty())
                spans.back().begin = part->span.begin;
            else
                spans.push_back(part->span);
            previousMatch = part->isMatch;
        }
        std::reverse(spans.begin(), spans.end());
        break;
    }
    return spans;
}

using FindMatches = std::function<Result<std::vector<TextSpan>>(const std::string &)>;

Result<void> splitPieces(std::vector<TextPiece> &pieces, const FindMatches &find, SplitBehavior behavior, bool invert)
{
    std::vector<TextPiece> smaller;
    smaller.reserve(pieces.size());
    for (TextPiece &piece : pieces) {
        if (piece.id >= 0) {
            smaller.push_back(std::move(piece));
            continue;
        }
        VERNIER_ASSIGN(const std::vector<TextSpan> matches, find(piece.text));
        for (const TextSpan &span : arrange(partsOf(matches, piece.text.size(), invert), behavior)) {
            if (span.begin < span.end)
                smaller.push_back(
                    {piece.text.substr(span.begin, span.end - span.begin), -1, piece.atStart && span.begin == 0});
        }
    }
    pieces = std::move(smaller);
    return {};
}

/// Every single character of the class is a match.
template <typename IsInClass>
FindMatches charactersThat(IsInClass isInClass)
{
    return [isInClass](const std::string &text) -> Result<std::vector<TextSpan>> {
        std::vector<TextSpan> matches;
        for (std::size_t at = 0; at < text.size();) {
            const std::size_t begin = at;
            if (isInClass(nextCharacter(text, at)))
                matches.push_back({begin, at});
        }
        return matches;
    };
}

class SequencePreTokenizer final : public PreTokenizer
{
public:
    std::vector<PreTokenizerPointer> steps;

    Result<void> cut(std::vector<TextPiece> &pieces) const override
    {
        for (const PreTokenizerPointer &step : steps)
            VERNIER_TRY(step->cut(pieces));
        return {};
    }
};

/// Digits, Punctuation, Split and the like: they differ in what matches and what becomes of it.
class SplitPreTokenizer final : public PreTokenizer
{
public:
    SplitPreTokenizer(FindMatches find, SplitBehavior behavior, bool invert = false)
        : m_find(std::move(find))
        , m_behavior(behavior)
        , m_invert(invert)
    {}

    Result<void> cut(std::vector<TextPiece> &pieces) const override
    {
        return splitPieces(pieces, m_find, m_behavior, m_invert);
    }

private:
    FindMatches m_find;
    SplitBehavior m_behavior;
    bool m_invert;
};

class ByteLevelPreTokenizer final : public PreTokenizer
{
public:
    bool addPrefixSpace = true;
    std::optional<Regex> words;

    Result<void> cut(std::vector<TextPiece> &pieces) const override
    {
        if (addPrefixSpace) {
            for (TextPiece &piece : pieces) {
                if (piece.id < 0 && !piece.text.starts_with(' '))
                    piece.text.insert(0, 1, ' ');
            }
        }
        if (words) {
            const FindMatches find = [this](const std::string &text) { return words->findAll(text); };
            VERNIER_TRY(splitPieces(pieces, find, SplitBehavior::Isolated, false));
        }
        for (TextPiece &piece : pieces) {
            if (piece.id < 0)
                piece.text = bytesAsCharacters(piece.text);
        }
        return {};
    }
};

class MetaspacePreTokenizer final : public PreTokenizer
{
public:
    enum class Prepend { Always, First, Never };

    std::string replacement; ///< one character, usually U+2581
    Prepend prepend = Prepend::Always;
    bool split = true;

    Result<void> cut(std::vector<TextPiece> &pieces) const override
    {
        const TextPattern space = TextPattern::literal(" ");
        for (TextPiece &piece : pieces) {
            if (piece.id >= 0)
                continue;
            VERNIER_ASSIGN(piece.text, space.replaceAll(piece.text, replacement));
            const bool wanted = prepend == Prepend::Always || (prepend == Prepend::First && piece.atStart);
            if (wanted && !piece.text.starts_with(replacement))
                piece.text.insert(0, replacement);
        }
        if (!split)
            return {};
        const TextPattern mark = TextPattern::literal(replacement);
        const FindMatches find = [&mark](const std::string &text) { return mark.findAll(text); };
        return splitPieces(pieces, find, SplitBehavior::MergedWithNext, false);
    }
};

Result<SplitBehavior> behaviorField(const nlohmann::json &description, const char *fallback, const std::string &where)
{
    std::string name = fallback;
    if (findField(description, "behavior")) {
        VERNIER_ASSIGN(name, stringField(description, "behavior", where));
    }
    if (name == "Removed")
        return SplitBehavior::Removed;
    if (name == "Isolated")
        return SplitBehavior::Isolated;
    if (name == "MergedWithPrevious")
        return SplitBehavior::MergedWithPrevious;
    if (name == "MergedWithNext")
        return SplitBehavior::MergedWithNext;
    if (name == "Contiguous")
        return SplitBehavior::Contiguous;
    return badField("behavior", "Removed, Isolated, MergedWithPrevious, MergedWithNext or Contiguous", where);
}

Result<PreTokenizerPointer> makePreTokenizerSequence(const nlohmann::json &description, const std::string &where)
{
    const nlohmann::json *list = findField(description, "pretokenizers");
    if (!list || !list->is_array())
        return badField("pretokenizers", "a list", where);
    auto sequence = std::make_shared<SequencePreTokenizer>();
    for (std::size_t i = 0; i < list->size(); ++i) {
        VERNIER_ASSIGN(PreTokenizerPointer step, makePreTokenizer((*list)[i], where + "[" + std::to_string(i) + "]"));
        sequence->steps.push_back(std::move(step));
    }
    return PreTokenizerPointer(std::move(sequence));
}

Result<PreTokenizerPointer> makeByteLevel(const nlohmann::json &description, const std::string &where)
{
    auto step = std::make_shared<ByteLevelPreTokenizer>();
    VERNIER_ASSIGN(step->addPrefixSpace, boolField(description, "add_prefix_space", true, where));
    VERNIER_ASSIGN(const bool useRegex, boolField(description, "use_regex", true, where));
    if (useRegex) {
        VERNIER_ASSIGN(step->words, Regex::compile(kGpt2Pattern, where));
    }
    return PreTokenizerPointer(std::move(step));
}

Result<PreTokenizerPointer> makeSplit(const nlohmann::json &description, const std::string &where)
{
    const nlohmann::json *pattern = findField(description, "pattern");
    if (!pattern)
        return badField("pattern", "given", where);
    VERNIER_ASSIGN(const TextPattern compiled, TextPattern::fromJson(*pattern, where + ".pattern"));
    VERNIER_ASSIGN(const SplitBehavior behavior, behaviorField(description, "", where));
    VERNIER_ASSIGN(const bool invert, boolField(description, "invert", false, where));
    const FindMatches find = [compiled](const std::string &text) { return compiled.findAll(text); };
    return PreTokenizerPointer(std::make_shared<SplitPreTokenizer>(find, behavior, invert));
}

Result<PreTokenizerPointer> makePreTokenizerMetaspace(const nlohmann::json &description, const std::string &where)
{
    using Prepend = MetaspacePreTokenizer::Prepend;
    auto step = std::make_shared<MetaspacePreTokenizer>();
    VERNIER_ASSIGN(step->replacement, characterField(description, "replacement", "\u2581", where));
    VERNIER_ASSIGN(step->split, boolField(description, "split", true, where));
    // Files written before prepend_scheme say add_prefix_space instead.
    VERNIER_ASSIGN(const bool addPrefixSpace, boolField(description, "add_prefix_space", true, where));
    VERNIER_ASSIGN(const std::optional<std::string> scheme, optionalStringField(description, "prepend_scheme", where));
    if (!scheme)
        step->prepend = addPrefixSpace ? Prepend::Always : Prepend::Never;
    else if (*scheme == "always")
        step->prepend = Prepend::Always;
    else if (*scheme == "first")
        step->prepend = Prepend::First;
    else if (*scheme == "never")
        step->prepend = Prepend::Never;
    else
        return badField("prepend_scheme", "always, first or never", where);
    return PreTokenizerPointer(std::move(step));
}

PreTokenizerPointer makeWhitespace()
{
    // \w+|[^\w\s]+ with its matches kept: runs of word characters, and runs of what is neither word nor blank.
    const FindMatches find = [](const std::string &text) -> Result<std::vector<TextSpan>> {
        std::vector<TextSpan> runs;
        int previousKind = 0;
        for (std::size_t at = 0; at < text.size();) {
            const std::size_t begin = at;
            const char32_t character = nextCharacter(text, at);
            const int kind = isWordCharacter(character) ? 1 : isWhitespace(character) ? 0 : 2;
            if (kind != 0 && kind == previousKind)
                runs.back().end = at;
            else if (kind != 0)
                runs.push_back({begin, at});
            previousKind = kind;
        }
        return runs;
    };
    return std::make_shared<SplitPreTokenizer>(find, SplitBehavior::Removed, true);
}

PreTokenizerPointer makeBert()
{
    auto sequence = std::make_shared<SequencePreTokenizer>();
    sequence->steps = {
        std::make_shared<SplitPreTokenizer>(charactersThat(isWhitespace), SplitBehavior::Removed),
        std::make_shared<SplitPreTokenizer>(charactersThat(isPunctuation), SplitBehavior::Isolated),
    };
    return sequence;
}

} // namespace

Result<PreTokenizerPointer> makePreTokenizer(const nlohmann::json &description, const std::string &where)
{
    VERNIER_ASSIGN(const std::string type, stringField(description, "type", where));
    if (type == "Sequence")
        return makePreTokenizerSequence(description, where);
    if (type == "ByteLevel")
        return makeByteLevel(description, where);
    if (type == "Split")
        return makeSplit(description, where);
    if (type == "Metaspace")
        return makePreTokenizerMetaspace(description, where);
    if (type == "Whitespace")
        return makeWhitespace();
    if (type == "BertPreTokenizer")
        return makeBert();
    if (type == "WhitespaceSplit") {
        return PreTokenizerPointer(
            std::make_shared<SplitPreTokenizer>(charactersThat(isWhitespace), SplitBehavior::Removed));
    }
    if (type == "Digits") {
        VERNIER_ASSIGN(const bool individual, boolField(description, "individual_digits", false, where));
        return PreTokenizerPointer(std::make_shared<SplitPreTokenizer>(
            charactersThat(isNumeric), individual ? SplitBehavior::Isolated : SplitBehavior::Contiguous));
    }
    if (type == "Punctuation") {
        VERNIER_ASSIGN(const SplitBehavior behavior, behaviorField(description, "Isolated", where));
        return PreTokenizerPointer(std::make_shared<SplitPreTokenizer>(charactersThat(isPunctuation), behavior));
    }
    if (type == "CharDelimiterSplit") {
        VERNIER_ASSIGN(const std::string delimiter, characterField(description, "delimiter", "", where));
        const TextPattern pattern = TextPattern::literal(delimiter);
        const FindMatches find = [pattern](const std::string &text) { return pattern.findAll(text); };
        return PreTokenizerPointer(std::make_shared<SplitPreTokenizer>(find, SplitBehavior::Removed));
    }
    return Error{ErrorCode::Unsupported, "the pre-tokenizer " + printable(type) + " is not supported", where};
}

} // namespace vernier
