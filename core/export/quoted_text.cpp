// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/export/quoted_text.h"

#include <array>
#include <cstdint>

namespace vernier {

namespace {

constexpr char32_t kReplacement = 0xFFFD;

/// The code point at text[at], moving `at` behind it; U+FFFD for one byte that starts none.
char32_t nextCodePoint(std::string_view text, std::size_t &at)
{
    const auto byte = [text](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const unsigned char first = byte(at++);
    if (first < 0x80)
        return first;
    const std::size_t more = first >= 0xF0 ? 3 : first >= 0xE0 ? 2 : 1;
    if (first < 0xC2 || first > 0xF4 || at + more > text.size())
        return kReplacement;
    char32_t point = first & (0x3FU >> more);
    for (std::size_t i = 0; i < more; ++i) {
        if ((byte(at + i) & 0xC0) != 0x80)
            return kReplacement;
        point = (point << 6) | (byte(at + i) & 0x3FU);
    }
    constexpr std::array<char32_t, 4> kSmallest{0, 0x80, 0x800, 0x10000}; // anything less is an overlong form
    if (point < kSmallest[more] || point > 0x10FFFF || (point >= 0xD800 && point <= 0xDFFF))
        return kReplacement;
    at += more;
    return point;
}

void appendHex(std::string &out, char kind, char32_t point, int digits)
{
    out += '\\';
    out += kind;
    for (int shift = 4 * (digits - 1); shift >= 0; shift -= 4)
        out += "0123456789abcdef"[(point >> shift) & 0xF];
}

} // namespace

std::string quotedText(std::string_view text)
{
    std::string out = "\"";
    for (std::size_t at = 0; at < text.size();) {
        const char32_t point = nextCodePoint(text, at);
        if (point == '"' || point == '\\') {
            out += '\\';
            out += static_cast<char>(point);
        } else if (point == '\n') {
            out += "\\n";
        } else if (point == '\t') {
            out += "\\t";
        } else if (point >= 0x20 && point < 0x7F) {
            out += static_cast<char>(point);
        } else if (point <= 0xFF) {
            appendHex(out, 'x', point, 2);
        } else if (point <= 0xFFFF) {
            appendHex(out, 'u', point, 4);
        } else {
            appendHex(out, 'U', point, 8);
        }
    }
    return out + '"';
}

} // namespace vernier
