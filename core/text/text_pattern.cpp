// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/text_pattern.h"

#include "core/io/posix_file.h"
#include "core/text/json_fields.h"
#include "core/text/unicode.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include <algorithm>

namespace vernier {

namespace {

/// Longest pattern we compile; the longest in use has about 500 bytes.
constexpr std::size_t kMaxPatternBytes = 64 * 1024;
/// Steps of one match: the first try, the growth after running out, the last try.
constexpr std::uint32_t kFirstMatchLimit = 4'000;
constexpr std::uint32_t kMatchLimitGrowth = 32;
constexpr std::uint32_t kLastMatchLimit = 8'000'000;
/// Steps that the searches of one text may waste beyond their first tries: this much, and this much per byte. A long
/// run of blanks under `\s*[\r\n]+` honestly needs one step per byte.
constexpr std::uint64_t kWasteAllowed = 64'000'000;
constexpr std::uint64_t kWasteAllowedPerByte = 64;
/// Memory for backtracking, KiB.
constexpr std::uint32_t kHeapLimit = 64 * 1024;

constexpr std::string_view kWordClass = "\\p{L}\\p{M}\\p{Nd}\\p{Nl}\\p{Pc}";

using Code = std::shared_ptr<pcre2_code>;

Code compilePcre(const std::string &pattern, int &errorNumber, PCRE2_SIZE &errorOffset)
{
    return {pcre2_compile(reinterpret_cast<PCRE2_SPTR>(pattern.data()), pattern.size(),
                          PCRE2_UTF | PCRE2_UCP | PCRE2_MULTILINE | PCRE2_NEVER_BACKSLASH_C, &errorNumber, &errorOffset,
                          nullptr),
            &pcre2_code_free};
}

std::string pcreMessage(int errorNumber)
{
    PCRE2_UCHAR buffer[256] = {};
    pcre2_get_error_message(errorNumber, buffer, sizeof buffer);
    return reinterpret_cast<const char *>(buffer);
}

/// Where the two syntaxes differ, in PCRE2's words.
class PatternTranslator
{
public:
    PatternTranslator(std::string_view pattern, const std::string &where)
        : m_in(pattern)
        , m_where(where)
    {}

    Result<std::string> translate()
    {
        while (m_at < m_in.size()) {
            if (m_in[m_at] == '\\')
                escape();
            else if (m_depth > 0)
                VERNIER_TRY(classMember());
            else if (m_in[m_at] == '[')
                openClass();
            else
                m_out += m_in[m_at++];
        }
        return std::move(m_out);
    }

private:
    [[nodiscard]] char peek(std::size_t ahead) const { return m_at + ahead < m_in.size() ? m_in[m_at + ahead] : '\0'; }

    void openClass()
    {
        m_depth = 1;
        m_out += m_in[m_at++];
        if (peek(0) == '^')
            m_out += m_in[m_at++];
        if (peek(0) == ']') { // a member in first place
            m_out += "\\]";
            ++m_at;
        }
    }

    Result<void> classMember()
    {
        const char c = m_in[m_at];
        if (c == '[' && peek(1) == ':' && m_in.find(":]", m_at) != std::string_view::npos) {
            const std::size_t end = m_in.find(":]", m_at) + 2;
            m_out += m_in.substr(m_at, end - m_at);
            m_at = end;
            return {};
        }
        if (c == '[') { // a class in a class is a union; PCRE2 would read the bracket as a member
            if (peek(1) == '^')
                return unsupported("a negated class inside a class");
            ++m_depth;
            ++m_at;
            return {};
        }
        if (c == ']') {
            if (--m_depth == 0)
                m_out += c;
            ++m_at;
            return {};
        }
        if (c == '&' && peek(1) == '&')
            return unsupported("a class intersection (&&)");
        m_out += c;
        ++m_at;
        return {};
    }

    void escape()
    {
        const char kind = peek(1);
        const bool inClass = m_depth > 0;
        if ((kind == 'p' || kind == 'P') && peek(2) == '{')
            return property();
        if (kind == 'h') { // a hexadecimal digit there, a horizontal blank here
            m_out += inClass ? "0-9a-fA-F" : "[0-9a-fA-F]";
        } else if (kind == 'w') {
            m_out += inClass ? std::string(kWordClass) : "[" + std::string(kWordClass) + "]";
        } else if (kind == 'W' && !inClass) {
            m_out += "[^" + std::string(kWordClass) + "]";
        } else {
            m_out += m_in.substr(m_at, 2);
        }
        m_at = std::min(m_at + 2, m_in.size());
    }

    /// \p{Han} means the script there and the script's extensions too in PCRE2 since 10.40.
    void property()
    {
        const std::size_t end = std::min(m_in.find('}', m_at), m_in.size() - 1) + 1;
        const std::string whole(m_in.substr(m_at, end - m_at));
        m_at = end;
        std::string name = whole.substr(3, whole.size() - 4);
        const bool negated = name.starts_with('^');
        if (negated)
            name.erase(0, 1);
        int errorNumber = 0;
        PCRE2_SIZE errorOffset = 0;
        const bool isScript = name.size() > 2 && name.size() < 40
            && compilePcre("\\p{sc:" + name + "}", errorNumber, errorOffset) != nullptr;
        if (isScript)
            m_out += whole.substr(0, 3) + (negated ? "^sc:" : "sc:") + name + "}";
        else
            m_out += whole;
    }

    [[nodiscard]] Error unsupported(std::string_view what) const
    {
        return {ErrorCode::Unsupported,
                "the pattern " + printable(m_in) + " uses " + std::string(what) + ", which is not supported", m_where};
    }

    std::string_view m_in;
    const std::string &m_where;
    std::size_t m_at = 0;
    int m_depth = 0; ///< brackets open
    std::string m_out;
};

/// One search of one text: the scratch memory of PCRE2 and the steps left.
class Search
{
public:
    Search(const pcre2_code *code, std::string_view text)
        : m_code(code)
        , m_text(text)
        , m_data(pcre2_match_data_create_from_pattern(code, nullptr), &pcre2_match_data_free)
        , m_context(pcre2_match_context_create(nullptr), &pcre2_match_context_free)
        , m_wasteLeft(kWasteAllowed + kWasteAllowedPerByte * text.size())
    {
        if (m_context)
            pcre2_set_heap_limit(m_context.get(), kHeapLimit);
    }

    /// PCRE2's return code; `span` is set when it is positive.
    int next(std::size_t from, TextSpan &span)
    {
        if (!m_data || !m_context)
            return PCRE2_ERROR_NOMEMORY;
        std::uint32_t options = PCRE2_NO_UTF_CHECK;
        for (std::uint32_t limit = kFirstMatchLimit;;) {
            pcre2_set_match_limit(m_context.get(), limit);
            const int found = pcre2_match(m_code, reinterpret_cast<PCRE2_SPTR>(m_text.data()), m_text.size(), from,
                                          options, m_data.get(), m_context.get());
            if (found == PCRE2_ERROR_JIT_STACKLIMIT && !(options & PCRE2_NO_JIT)) {
                options |= PCRE2_NO_JIT;
                continue;
            }
            if (found == PCRE2_ERROR_MATCHLIMIT && limit < kLastMatchLimit && limit <= m_wasteLeft) {
                m_wasteLeft -= limit;
                limit = std::min(limit * kMatchLimitGrowth, kLastMatchLimit);
                continue;
            }
            if (found >= 0) {
                const PCRE2_SIZE *bounds = pcre2_get_ovector_pointer(m_data.get());
                span = {bounds[0], bounds[1]};
                if (span.begin < from || span.end < span.begin || span.end > m_text.size())
                    return PCRE2_ERROR_BADOFFSET; // \K can do that
            }
            return found;
        }
    }

private:
    const pcre2_code *m_code;
    std::string_view m_text;
    std::unique_ptr<pcre2_match_data, decltype(&pcre2_match_data_free)> m_data;
    std::unique_ptr<pcre2_match_context, decltype(&pcre2_match_context_free)> m_context;
    std::uint64_t m_wasteLeft;
};

} // namespace

Result<Regex> Regex::compile(std::string_view pattern, const std::string &where)
{
    if (pattern.size() > kMaxPatternBytes)
        return Error{ErrorCode::Unsupported, "a pattern of " + std::to_string(pattern.size()) + " bytes is too long",
                     where};
    VERNIER_ASSIGN(const std::string translated, PatternTranslator(pattern, where).translate());
    Regex regex;
    int errorNumber = 0;
    PCRE2_SIZE errorOffset = 0;
    regex.m_code = compilePcre(translated, errorNumber, errorOffset);
    if (!regex.m_code) {
        return Error{ErrorCode::CorruptFile,
                     "the pattern " + printable(pattern) + " is not a regular expression: " + pcreMessage(errorNumber)
                         + " (at byte " + std::to_string(errorOffset) + ")",
                     where};
    }
    pcre2_jit_compile(regex.m_code.get(), PCRE2_JIT_COMPLETE); // without it the interpreter does the same, slower
    regex.m_pattern = pattern;
    regex.m_where = where;
    return regex;
}

Result<std::vector<TextSpan>> Regex::findAll(std::string_view text) const
{
    std::vector<TextSpan> matches;
    Search search(m_code.get(), text);
    std::size_t from = 0;
    while (from <= text.size()) {
        TextSpan span;
        const int found = search.next(from, span);
        if (found == PCRE2_ERROR_NOMATCH)
            break;
        if (found < 0) {
            return Error{ErrorCode::Unsupported,
                         "searching the pattern " + printable(m_pattern) + " in a text of "
                             + std::to_string(text.size()) + " bytes was given up: " + pcreMessage(found),
                         m_where};
        }
        if (span.begin == span.end && !matches.empty() && matches.back().end == span.end) {
            if (from >= text.size())
                break;
            from += utf8Step(text, from).length;
            continue;
        }
        matches.push_back(span);
        from = span.end;
    }
    return matches;
}

Result<TextPattern> TextPattern::fromJson(const nlohmann::json &value, const std::string &where)
{
    if (findField(value, "Regex")) {
        VERNIER_ASSIGN(const std::string pattern, stringField(value, "Regex", where));
        VERNIER_ASSIGN(Regex regex, Regex::compile(pattern, where));
        TextPattern result;
        result.m_regex = std::make_shared<const Regex>(std::move(regex));
        return result;
    }
    VERNIER_ASSIGN(std::string text, stringField(value, "String", where));
    return literal(std::move(text));
}

TextPattern TextPattern::literal(std::string text)
{
    TextPattern result;
    result.m_literal = std::move(text);
    return result;
}

Result<std::vector<TextSpan>> TextPattern::findAll(std::string_view text) const
{
    if (m_regex)
        return m_regex->findAll(text);
    std::vector<TextSpan> matches;
    if (m_literal.empty())
        return matches;
    for (std::size_t at = text.find(m_literal); at != text.npos; at = text.find(m_literal, at + m_literal.size()))
        matches.push_back({at, at + m_literal.size()});
    return matches;
}

Result<std::string> TextPattern::replaceAll(std::string_view text, std::string_view content) const
{
    VERNIER_ASSIGN(const std::vector<TextSpan> matches, findAll(text));
    if (text.size() + matches.size() * content.size() > grownLimit(text.size()))
        return Error{ErrorCode::Unsupported, "a replacement makes the text more than 16 times longer, which no tokenizer of a model does; take its original files", {}};
    std::string replaced;
    replaced.reserve(text.size() + matches.size() * content.size());
    std::size_t done = 0;
    for (const TextSpan &match : matches) {
        replaced += text.substr(done, match.begin - done);
        replaced += content;
        done = match.end;
    }
    replaced += text.substr(done);
    return replaced;
}

} // namespace vernier
