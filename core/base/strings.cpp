// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/strings.h"

#include <algorithm>
#include <limits>
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
    std::string best;
    std::size_t bestDistance = std::numeric_limits<std::size_t>::max();
    for (const std::string &candidate : candidates) {
        const std::size_t distance = editDistance(name, candidate);
        if (distance < bestDistance) {
            bestDistance = distance;
            best = candidate;
        }
    }
    return best;
}

} // namespace vernier
