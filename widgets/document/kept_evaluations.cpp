// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/document/kept_evaluations.h"

#include <algorithm>

namespace vernier {

namespace {

constexpr std::size_t kKeptPairs = 32;

/// No recipe has the key of a saved model.
std::string subjectKey(const Recipe &recipe, const std::optional<std::filesystem::path> &folder)
{
    return folder ? "folder " + folder->string() : contentKey(recipe);
}

} // namespace

KeptEvaluations::Pointer KeptEvaluations::find(const Recipe &recipe, const std::optional<std::filesystem::path> &folder) const
{
    const std::string key = subjectKey(recipe, folder);
    const auto found = std::find_if(m_entries.begin(), m_entries.end(), [&](const Entry &entry) { return entry.key == key; });
    return found == m_entries.end() ? nullptr : found->evaluated;
}

std::vector<KeptEvaluations::Pointer> KeptEvaluations::all() const
{
    std::vector<Pointer> evaluated;
    for (const Entry &entry : m_entries)
        evaluated.push_back(entry.evaluated);
    return evaluated;
}

void KeptEvaluations::keep(Pointer evaluated, const Recipe &present)
{
    std::string key = subjectKey(evaluated->recipe, evaluated->folder);
    std::erase_if(m_entries, [&](const Entry &entry) { return entry.key == key; });
    m_entries.push_back({std::move(key), std::move(evaluated)});
    trim(subjectKey(present, {}));
}

void KeptEvaluations::trim(const std::string &present)
{
    std::size_t tokens = 0;
    for (const Entry &entry : m_entries)
        tokens += entry.evaluated->evaluation.tokens.size();
    for (std::size_t i = 0; tokens > m_mostTokens && i + 1 < m_entries.size();) {
        if (m_entries[i].key == present) {
            ++i;
            continue;
        }
        tokens -= m_entries[i].evaluated->evaluation.tokens.size();
        m_entries.erase(m_entries.begin() + static_cast<std::ptrdiff_t>(i));
    }
}

void KeptEvaluations::clear()
{
    m_entries.clear();
    m_pairs.clear();
}

std::optional<PairedDifference> KeptEvaluations::difference(const Pointer &a, const Pointer &b) const
{
    const auto known = std::find_if(m_pairs.begin(), m_pairs.end(), [&](const Pair &pair) { return pair.a == a && pair.b == b; });
    if (known != m_pairs.end())
        return known->difference;
    if (m_pairs.size() >= kKeptPairs)
        m_pairs.erase(m_pairs.begin());
    m_pairs.push_back({a, b, pairedDifference(a->evaluation, b->evaluation)});
    return m_pairs.back().difference;
}

} // namespace vernier
