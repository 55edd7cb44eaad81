// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

// What tokenizers ask about characters: UTF-8, classes, normal forms (tables: utf8proc).

namespace vernier {

inline constexpr char32_t kReplacementCharacter = 0xFFFD;

/// What stands at text[at]: a well-formed character, or the longest malformed part that one U+FFFD replaces.
struct Utf8Step
{
    std::size_t length = 0; ///< bytes, at least 1
    bool wellFormed = false;
};
[[nodiscard]] Utf8Step utf8Step(std::string_view text, std::size_t at);

/// The character at text[at]; moves `at` behind it. The text must be valid UTF-8.
[[nodiscard]] char32_t nextCharacter(std::string_view text, std::size_t &at);
/// The character that ends before text[at] (at > 0); moves `at` to its start. The text must be valid UTF-8.
[[nodiscard]] char32_t previousCharacter(std::string_view text, std::size_t &at);
void appendCharacter(std::string &text, char32_t character);

[[nodiscard]] bool isValidUtf8(std::string_view text);
/// Malformed parts replaced by U+FFFD, one for each maximal subpart as Unicode 3.9 recommends.
[[nodiscard]] std::string toValidUtf8(std::string_view text);

[[nodiscard]] bool isWhitespace(char32_t character);     ///< White_Space
[[nodiscard]] bool isNumeric(char32_t character);        ///< Nd, Nl, No
[[nodiscard]] bool isPunctuation(char32_t character);    ///< P*, and ASCII's $+<=>^`|~
[[nodiscard]] bool isNonspacingMark(char32_t character); ///< Mn
[[nodiscard]] bool isWordCharacter(char32_t character);  ///< UTS 18 \w: Alphabetic, M, Nd, Pc, Join_Control

/// Characters: the most combining marks (of a combining class other than 0) in a row. The text must be valid UTF-8.
[[nodiscard]] std::size_t longestRunOfMarks(std::string_view text);

enum class NormalForm { C, D, KC, KD };
/// The text must be valid UTF-8.
[[nodiscard]] std::string normalForm(std::string_view text, NormalForm form);
/// Character by character, without context: a final sigma is an ordinary one.
[[nodiscard]] std::string lowerCase(std::string_view text);

} // namespace vernier
