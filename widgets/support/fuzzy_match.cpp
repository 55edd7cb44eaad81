// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/support/fuzzy_match.h"

#include <QStringList>

#include <algorithm>
#include <limits>

namespace vernier {

namespace {

constexpr int kLetter = 1;
constexpr int kWordStart = 8;
constexpr int kAdjoining = 6;
constexpr int kWholeWord = 10; // "3" is layer 3 rather than a digit of 13
constexpr int kNever = std::numeric_limits<int>::min() / 2;

bool isWordStart(const QString &text, qsizetype at)
{
    if (at == 0)
        return true;
    const QChar before = text[at - 1];
    const QChar here = text[at];
    if (!before.isLetterOrNumber())
        return here.isLetterOrNumber();
    return (here.isUpper() && before.isLower()) || here.isDigit() != before.isDigit();
}

bool isWordEnd(const QString &text, qsizetype after)
{
    return after == text.size() || !text[after].isLetterOrNumber();
}

/// Best placement of one word: best[i][j] is the score of the first i + 1 letters with letter i at text[j].
std::optional<FuzzyMatch> matchWord(const QString &word, const QString &text, const QString &folded)
{
    const auto letters = static_cast<std::size_t>(word.size());
    const auto length = static_cast<std::size_t>(text.size());
    std::vector<int> best(letters * length, kNever);
    std::vector<int> previous(letters * length, -1);
    for (std::size_t i = 0; i < letters; ++i) {
        int reachable = kNever; // best of letter i - 1 anywhere before j
        int from = -1;
        for (std::size_t j = 0; j < length; ++j) {
            if (i > 0 && j > 0 && best[(i - 1) * length + j - 1] > reachable) {
                reachable = best[(i - 1) * length + j - 1];
                from = static_cast<int>(j) - 1;
            }
            if (folded[static_cast<qsizetype>(j)] != word[static_cast<qsizetype>(i)])
                continue;
            const int own = kLetter + (isWordStart(text, static_cast<qsizetype>(j)) ? kWordStart : 0);
            if (i == 0) {
                best[j] = own;
                continue;
            }
            int score = reachable;
            int origin = from;
            if (j > 0 && best[(i - 1) * length + j - 1] + kAdjoining >= reachable) {
                score = best[(i - 1) * length + j - 1] + kAdjoining;
                origin = static_cast<int>(j) - 1;
            }
            if (score <= kNever / 2)
                continue;
            best[i * length + j] = score + own;
            previous[i * length + j] = origin;
        }
    }
    const auto last = best.begin() + static_cast<std::ptrdiff_t>((letters - 1) * length);
    const auto top = std::max_element(last, best.end());
    if (top == best.end() || *top <= kNever / 2)
        return std::nullopt;
    FuzzyMatch match{*top, {}};
    int at = static_cast<int>(top - last);
    for (std::size_t i = letters; i-- > 0;) {
        match.positions.insert(match.positions.begin(), at);
        at = previous[i * length + static_cast<std::size_t>(at)];
    }
    return match;
}

} // namespace

std::optional<FuzzyMatch> fuzzyMatch(const QString &pattern, const QString &text)
{
    FuzzyMatch whole;
    const QString folded = text.toLower();
    if (folded.size() != text.size()) // a letter that is two in lower case
        return text.contains(pattern, Qt::CaseInsensitive) ? std::optional(whole) : std::nullopt;
    for (const QString &word : pattern.toLower().split(QLatin1Char(' '), Qt::SkipEmptyParts)) {
        std::optional<FuzzyMatch> match = matchWord(word, text, folded);
        if (!match)
            return std::nullopt;
        const int first = match->positions.front();
        const int last = match->positions.back();
        if (last - first + 1 == word.size() && isWordStart(text, first) && isWordEnd(text, last + 1))
            match->score += kWholeWord;
        whole.score += match->score;
        whole.positions.insert(whole.positions.end(), match->positions.begin(), match->positions.end());
    }
    std::sort(whole.positions.begin(), whole.positions.end());
    whole.positions.erase(std::unique(whole.positions.begin(), whole.positions.end()), whole.positions.end());
    return whole;
}

} // namespace vernier
