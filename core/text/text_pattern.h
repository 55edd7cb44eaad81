// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <nlohmann/json.hpp>

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

struct pcre2_real_code_8;

// The patterns of tokenizer.json: literal strings and regular expressions, searched with a bound on the work.

namespace vernier {

/// How long a text may become in normalization: what a hostile file asks for has no end.
[[nodiscard]] constexpr std::size_t grownLimit(std::size_t bytes)
{
    return 16 * bytes + (std::size_t{1} << 20);
}

/// Bytes [begin, end) of a text.
struct TextSpan
{
    std::size_t begin = 0;
    std::size_t end = 0;

    bool operator==(const TextSpan &) const = default;
};

/// A regular expression over Unicode text. The syntax is Oniguruma's as far as tokenizers use it, run by PCRE2: `^` and
/// `$` are line ends, `\w` includes marks, classes may contain classes. Class intersections (`&&`) are Unsupported.
class Regex
{
public:
    /// Errors: CorruptFile (not a pattern), Unsupported (syntax we do not translate).
    [[nodiscard]] static Result<Regex> compile(std::string_view pattern, const std::string &where);

    /// All matches from left to right, none overlapping; an empty match never touches the end of the one before.
    /// text    valid UTF-8.
    /// Errors: Unsupported, when backtracking takes more steps than a pattern for this purpose may need.
    [[nodiscard]] Result<std::vector<TextSpan>> findAll(std::string_view text) const;

private:
    std::shared_ptr<pcre2_real_code_8> m_code;
    std::string m_pattern;
    std::string m_where;
};

/// `{"String": "..."}` or `{"Regex": "..."}`.
class TextPattern
{
public:
    [[nodiscard]] static Result<TextPattern> fromJson(const nlohmann::json &value, const std::string &where);
    [[nodiscard]] static TextPattern literal(std::string text);

    /// As Regex::findAll. An empty literal matches nowhere.
    [[nodiscard]] Result<std::vector<TextSpan>> findAll(std::string_view text) const;
    /// Every match replaced by `content`, which is taken literally. Errors: as findAll; Unsupported (longer than grownLimit).
    [[nodiscard]] Result<std::string> replaceAll(std::string_view text, std::string_view content) const;

private:
    std::string m_literal;
    std::shared_ptr<const Regex> m_regex; ///< nullptr: the literal counts
};

} // namespace vernier
