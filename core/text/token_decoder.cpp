// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/token_decoder.h"

#include "core/io/posix_file.h"
#include "core/text/byte_level.h"
#include "core/text/json_fields.h"
#include "core/text/text_pattern.h"
#include "core/text/token_vocabulary.h"
#include "core/text/unicode.h"

#include <algorithm>
#include <charconv>

namespace vernier {

namespace {

using DecoderPointer = std::shared_ptr<const TokenDecoder>;

std::string joined(const std::vector<std::string> &tokens)
{
    std::size_t size = 0;
    for (const std::string &token : tokens)
        size += token.size();
    std::string text;
    text.reserve(size);
    for (const std::string &token : tokens)
        text += token;
    return text;
}

class SequenceDecoder final : public TokenDecoder
{
public:
    std::vector<DecoderPointer> steps;

    void decode(std::vector<std::string> &tokens) const override
    {
        for (const DecoderPointer &step : steps)
            step->decode(tokens);
    }

    std::string bytesOf(std::string token) const override
    {
        for (const DecoderPointer &step : steps)
            token = step->bytesOf(std::move(token));
        return token;
    }
};

class ByteLevelDecoder final : public TokenDecoder
{
public:
    void decode(std::vector<std::string> &tokens) const override
    {
        for (std::string &token : tokens)
            token = bytesOf(std::move(token));
        tokens = {toValidUtf8(joined(tokens))};
    }

    std::string bytesOf(std::string token) const override
    {
        std::optional<std::string> bytes = charactersAsBytes(token);
        return bytes ? *std::move(bytes) : token;
    }
};

class ByteFallbackDecoder final : public TokenDecoder
{
public:
    /// A run of bytes that is no text as a whole becomes one U+FFFD for each byte, as in Hugging Face tokenizers.
    void decode(std::vector<std::string> &tokens) const override
    {
        std::vector<std::string> result;
        result.reserve(tokens.size());
        std::string run;
        const auto endRun = [&] {
            if (!run.empty() && !isValidUtf8(run)) {
                const std::size_t bytes = run.size();
                run.clear();
                for (std::size_t i = 0; i < bytes; ++i)
                    appendCharacter(run, kReplacementCharacter);
            }
            if (!run.empty())
                result.push_back(run);
            run.clear();
        };
        for (std::string &token : tokens) {
            if (const std::optional<char> byte = byteNamedBy(token)) {
                run += *byte;
            } else {
                endRun();
                result.push_back(std::move(token));
            }
        }
        endRun();
        tokens = std::move(result);
    }

    std::string bytesOf(std::string token) const override
    {
        const std::optional<char> byte = byteNamedBy(token);
        return byte ? std::string(1, *byte) : token;
    }
};

class ReplaceDecoder final : public TokenDecoder
{
public:
    TextPattern pattern;
    std::string content;

    void decode(std::vector<std::string> &tokens) const override
    {
        for (std::string &token : tokens)
            token = bytesOf(std::move(token));
    }

    std::string bytesOf(std::string token) const override
    {
        Result<std::string> replaced = isValidUtf8(token) ? pattern.replaceAll(token, content) : token;
        const bool isFit = replaced && replaced->size() <= std::max(token.size(), kLongestToken);
        return isFit ? *std::move(replaced) : token; // a pattern that gives up, or grows without end, changes nothing
    }
};

class FuseDecoder final : public TokenDecoder
{
public:
    void decode(std::vector<std::string> &tokens) const override { tokens = {joined(tokens)}; }
    std::string bytesOf(std::string token) const override { return token; }
};

/// Takes up to `start` and `stop` times `content` from the ends of every token.
class StripDecoder final : public TokenDecoder
{
public:
    std::string content;
    std::int64_t start = 0;
    std::int64_t stop = 0;

    void decode(std::vector<std::string> &tokens) const override
    {
        for (std::string &token : tokens) {
            std::string_view rest = token;
            for (std::int64_t i = 0; i < start && rest.starts_with(content); ++i)
                rest.remove_prefix(content.size());
            for (std::int64_t i = 0; i < stop && rest.ends_with(content); ++i)
                rest.remove_suffix(content.size());
            if (rest.size() < token.size())
                token = std::string(rest);
        }
    }

    std::string bytesOf(std::string token) const override { return token; }
};

class MetaspaceDecoder final : public TokenDecoder
{
public:
    std::string replacement;
    bool stripFirst = true; ///< the marks of the first token were put there by encoding

    void decode(std::vector<std::string> &tokens) const override
    {
        for (std::size_t i = 0; i < tokens.size(); ++i)
            tokens[i] = replaced(tokens[i], i == 0 && stripFirst ? "" : " ");
    }

    std::string bytesOf(std::string token) const override { return replaced(token, " "); }

private:
    [[nodiscard]] std::string replaced(const std::string &token, std::string_view blank) const
    {
        Result<std::string> result = TextPattern::literal(replacement).replaceAll(token, blank);
        return result ? *std::move(result) : token;
    }
};

Result<DecoderPointer> makeDecoderSequence(const nlohmann::json &description, const std::string &where)
{
    const nlohmann::json *list = findField(description, "decoders");
    if (!list || !list->is_array())
        return badField("decoders", "a list", where);
    auto sequence = std::make_shared<SequenceDecoder>();
    for (std::size_t i = 0; i < list->size(); ++i) {
        VERNIER_ASSIGN(DecoderPointer step, makeTokenDecoder((*list)[i], where + "[" + std::to_string(i) + "]"));
        sequence->steps.push_back(std::move(step));
    }
    return DecoderPointer(std::move(sequence));
}

Result<DecoderPointer> makeDecoderMetaspace(const nlohmann::json &description, const std::string &where)
{
    auto step = std::make_shared<MetaspaceDecoder>();
    VERNIER_ASSIGN(step->replacement, characterField(description, "replacement", "\u2581", where));
    VERNIER_ASSIGN(const bool addPrefixSpace, boolField(description, "add_prefix_space", true, where));
    VERNIER_ASSIGN(const std::optional<std::string> scheme, optionalStringField(description, "prepend_scheme", where));
    step->stripFirst = scheme ? *scheme != "never" : addPrefixSpace;
    return DecoderPointer(std::move(step));
}

} // namespace

Result<DecoderPointer> makeTokenDecoder(const nlohmann::json &description, const std::string &where)
{
    VERNIER_ASSIGN(const std::string type, stringField(description, "type", where));
    if (type == "Sequence")
        return makeDecoderSequence(description, where);
    if (type == "Metaspace")
        return makeDecoderMetaspace(description, where);
    if (type == "ByteLevel")
        return DecoderPointer(std::make_shared<ByteLevelDecoder>());
    if (type == "ByteFallback")
        return DecoderPointer(std::make_shared<ByteFallbackDecoder>());
    if (type == "Fuse")
        return DecoderPointer(std::make_shared<FuseDecoder>());
    if (type == "Replace") {
        auto step = std::make_shared<ReplaceDecoder>();
        const nlohmann::json *pattern = findField(description, "pattern");
        if (!pattern)
            return badField("pattern", "given", where);
        VERNIER_ASSIGN(step->pattern, TextPattern::fromJson(*pattern, where + ".pattern"));
        VERNIER_ASSIGN(step->content, stringField(description, "content", where));
        return DecoderPointer(std::move(step));
    }
    if (type == "Strip") {
        auto step = std::make_shared<StripDecoder>();
        VERNIER_ASSIGN(step->content, characterField(description, "content", " ", where));
        VERNIER_ASSIGN(step->start, integerField(description, "start", 0, INT32_MAX, 0, where));
        VERNIER_ASSIGN(step->stop, integerField(description, "stop", 0, INT32_MAX, 0, where));
        return DecoderPointer(std::move(step));
    }
    return Error{ErrorCode::Unsupported, "the decoder " + printable(type) + " is not supported", where};
}

DecoderPointer makeSentencePieceDecoder(bool stripFirst)
{
    auto blank = std::make_shared<ReplaceDecoder>();
    blank->pattern = TextPattern::literal("\u2581");
    blank->content = " ";
    auto sequence = std::make_shared<SequenceDecoder>();
    sequence->steps = {blank, std::make_shared<ByteFallbackDecoder>(), std::make_shared<FuseDecoder>()};
    if (stripFirst) {
        auto strip = std::make_shared<StripDecoder>();
        strip->content = " ";
        strip->start = 1;
        sequence->steps.push_back(strip);
    }
    return sequence;
}

std::optional<char> byteNamedBy(std::string_view token)
{
    if (token.size() != 6 || !token.starts_with("<0x") || token.back() != '>')
        return {};
    unsigned value = 0;
    const char *end = token.data() + 5;
    const auto [stopped, error] = std::from_chars(token.data() + 3, end, value, 16);
    if (error != std::errc() || stopped != end)
        return {};
    return static_cast<char>(value);
}

std::string byteName(unsigned char byte)
{
    constexpr std::string_view digits = "0123456789ABCDEF";
    return {'<', '0', 'x', digits[byte >> 4], digits[byte & 15], '>'};
}

std::string showBytes(std::string_view bytes)
{
    std::string shown;
    for (std::size_t at = 0; at < bytes.size();) {
        const Utf8Step step = utf8Step(bytes, at);
        if (step.wellFormed) {
            shown += bytes.substr(at, step.length);
        } else {
            for (std::size_t i = 0; i < step.length; ++i)
                shown += byteName(static_cast<unsigned char>(bytes[at + i]));
        }
        at += step.length;
    }
    return shown;
}

} // namespace vernier
