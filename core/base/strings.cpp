// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/strings.h"

#include <algorithm>
#include <numeric>
#include <vector>

namespace vernier {

namespace {

/// Matches one character against the set that starts at pattern[at] == '['; `next` is set behind its ']'.
/// Returns -1 when the set is not closed, else whether it matched.
int matchSet(std::string_view pattern, std::size_t at, char c, std::size_t &next)
{
    std::size_t i = at + 1;
    const bool negated = i < pattern.size() && pattern[i] == '!';
    if (negated)
        ++i;
    const std::size_t first = i;
    std::size_t close = i;
    while (close < pattern.size() && (pattern[close] != ']' || close == first)) // a ']' in first place is a member
        ++close;
    if (close >= pattern.size())
        return -1;
    bool found = false;
    const auto byte = [](char ch) { return static_cast<unsigned char>(ch); };
    for (; i < close; ++i) {
        if (i + 2 < close && pattern[i + 1] == '-') {
            found = found || (byte(pattern[i]) <= byte(c) && byte(c) <= byte(pattern[i + 2]));
            i += 2;
        } else {
            found = found || pattern[i] == c;
        }
    }
    next = close + 1;
    return found != negated ? 1 : 0;
}

std::size_t editDistance(std::string_view a, std::string_view b)
{
    std::vector<std::size_t> row(b.size() + 1);
    std::iota(row.begin(), row.end(), std::size_t{0});
    for (std::size_t i = 0; i < a.size(); ++i) {
        std::size_t diagonal = row[0];
        row[0] = i + 1;
        for (std::size_t j = 0; j < b.size(); ++j) {
            const std::size_t substitute = diagonal + (a[i] == b[j] ? 0 : 1);
            diagonal = row[j + 1];
            row[j + 1] = std::min({row[j] + 1, row[j + 1] + 1, substitute});
        }
    }
    return row[b.size()];
}

/// A name as it is compared: "wBit" and "w_bit" are the same.
std::string compared(std::string_view name)
{
    std::string text;
    for (const char c : name) {
        if (c != '_')
            text += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    }
    return text;
}

/// Bytes of the UTF-8 character that begins the text; 0 if none does.
std::size_t characterLength(std::string_view text)
{
    const auto byte = static_cast<unsigned char>(text[0]);
    std::size_t length = 0;
    if (byte < 0x80)
        length = 1;
    else if (byte >= 0xC2 && byte < 0xE0)
        length = 2;
    else if (byte >= 0xE0 && byte < 0xF0)
        length = 3;
    else if (byte >= 0xF0 && byte < 0xF5)
        length = 4;
    if (length > text.size())
        return 0;
    for (std::size_t i = 1; i < length; ++i) {
        if ((static_cast<unsigned char>(text[i]) & 0xC0u) != 0x80u)
            return 0;
    }
    return length;
}

} // namespace

bool globMatch(std::string_view pattern, std::string_view name)
{
    // Greedy with one point to come back to: linear in practice, quadratic at worst.
    constexpr auto kNone = std::string_view::npos;
    std::size_t p = 0;
    std::size_t n = 0;
    std::size_t starPattern = kNone;
    std::size_t starName = 0;
    while (n < name.size()) {
        std::size_t next = p + 1;
        bool matches = false;
        if (p < pattern.size() && pattern[p] == '*') {
            starPattern = p++;
            starName = n;
            continue;
        }
        if (p < pattern.size()) {
            const int set = pattern[p] == '[' ? matchSet(pattern, p, name[n], next) : -1;
            matches = set >= 0 ? set == 1 : pattern[p] == '?' || pattern[p] == name[n];
        }
        if (matches) {
            p = next;
            ++n;
        } else if (starPattern != kNone) {
            p = starPattern + 1;
            n = ++starName;
        } else {
            return false;
        }
    }
    while (p < pattern.size() && pattern[p] == '*')
        ++p;
    return p == pattern.size();
}

std::string nearestName(std::string_view name, std::span<const std::string> candidates)
{
    const std::string wanted = compared(name);
    std::string best;
    std::size_t bestDistance = std::max<std::size_t>(2, wanted.size() / 3) + 1;
    for (const std::string &candidate : candidates) {
        const std::string known = compared(candidate);
        const std::size_t distance = editDistance(wanted, known);
        if (distance < bestDistance && distance < std::max(wanted.size(), known.size())) {
            bestDistance = distance;
            best = candidate;
        }
    }
    return best;
}

std::string_view trimmed(std::string_view text, std::string_view blanks)
{
    const std::size_t first = std::min(text.find_first_not_of(blanks), text.size());
    return text.substr(first, text.find_last_not_of(blanks) + 1 - first);
}

std::string withoutControls(std::string_view text, std::string_view kept)
{
    constexpr std::string_view kDigits = "0123456789abcdef";
    std::string out;
    out.reserve(text.size());
    for (std::size_t i = 0; i < text.size();) {
        const std::size_t length = characterLength(text.substr(i));
        const auto byte = static_cast<unsigned char>(text[i]);
        const bool control = length == 0 || byte < 0x20 || byte == 0x7f
            || (length == 2 && byte == 0xC2 && static_cast<unsigned char>(text[i + 1]) < 0xA0);
        const std::size_t taken = std::max<std::size_t>(1, length);
        if (!control || kept.find(text[i]) != kept.npos) {
            out += text.substr(i, taken);
        } else {
            for (const char c : text.substr(i, taken)) {
                out += "\\x";
                out += kDigits[static_cast<unsigned char>(c) >> 4];
                out += kDigits[static_cast<unsigned char>(c) & 15];
            }
        }
        i += taken;
    }
    return out;
}

std::string shortenedText(std::string_view text, std::size_t longest)
{
    constexpr std::string_view kGap = "…";
    if (text.size() <= longest)
        return std::string(text);
    const auto continues = [&](std::size_t at) { return (static_cast<unsigned char>(text[at]) & 0xC0u) == 0x80u; };
    std::size_t head = (longest - kGap.size()) / 2;
    std::size_t tail = text.size() - (longest - kGap.size() - head);
    while (head > 0 && continues(head))
        --head;
    while (tail < text.size() && continues(tail))
        ++tail;
    return std::string(text.substr(0, head)) + std::string(kGap) + std::string(text.substr(tail));
}

} // namespace vernier
