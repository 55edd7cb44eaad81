// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/eval/paired_difference.h"
#include "widgets/document/measurements.h"

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

// Evaluations that are in memory token by token, so that undo shows their numbers at once and any two can be compared in pairs.

namespace vernier {

class KeptEvaluations
{
public:
    using Pointer = std::shared_ptr<const EvaluatedRecipe>;

    /// Of all evaluations together, 36 bytes each; what was evaluated longest ago goes first.
    static constexpr std::size_t kMostTokens = std::size_t{1} << 24;

    explicit KeptEvaluations(std::size_t mostTokens = kMostTokens)
        : m_mostTokens(mostTokens)
    {}

    /// Of a recipe or, where a folder is given, of a saved model in it. Null: there is none.
    [[nodiscard]] Pointer find(const Recipe &recipe, const std::optional<std::filesystem::path> &folder = {}) const;
    /// In the order of evaluation.
    [[nodiscard]] std::vector<Pointer> all() const;

    /// In the place of an earlier one of the same subject. It stays itself, and so does what is known of `present`.
    void keep(Pointer evaluated, const Recipe &present);
    void clear();

    /// Of two, token by token; views ask for it whenever anything changes, so the last few are remembered. Nothing: they are of different
    /// windows.
    [[nodiscard]] std::optional<PairedDifference> difference(const Pointer &a, const Pointer &b) const;

private:
    struct Entry
    {
        std::string key;
        Pointer evaluated;
    };
    struct Pair
    {
        Pointer a;
        Pointer b;
        std::optional<PairedDifference> difference;
    };

    void trim(const std::string &present);

    std::size_t m_mostTokens;
    std::vector<Entry> m_entries; ///< the latest last
    mutable std::vector<Pair> m_pairs; ///< the oldest first
};

} // namespace vernier
