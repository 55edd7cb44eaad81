// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <optional>
#include <vector>

// Finding things by a few of their letters: "evr" finds "Evaluate the recipe", "3 down" finds layers.3.mlp.down_proj.

namespace vernier {

struct FuzzyMatch
{
    int score = 0;              ///< larger is better; comparable between texts for one pattern
    std::vector<int> positions; ///< of the matched characters in the text, ascending
};

/// Whether every word of `pattern` occurs in `text` as letters in order, not necessarily adjoining; case does not
/// count. Letters at the start of words and adjoining ones score more, and shorter texts win between equals. An empty
/// pattern matches everything with score 0.
[[nodiscard]] std::optional<FuzzyMatch> fuzzyMatch(const QString &pattern, const QString &text);

} // namespace vernier
