// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string_view>
#include <unordered_map>
#include <vector>

// Finds which of many byte strings a text begins with, in time that grows with the longest of them alone.

namespace vernier {

class ByteTrie
{
public:
    /// Of equal keys the first counts; an empty one is never found. value: not negative.
    void insert(std::string_view key, int value)
    {
        if (key.empty())
            return;
        std::uint32_t node = 0;
        for (const char byte : key) {
            const auto [child, isNew] = m_childOf.try_emplace(edge(node, byte), static_cast<std::uint32_t>(m_valueOfNode.size()));
            if (isNew)
                m_valueOfNode.push_back(kNone);
            node = child->second;
        }
        if (m_valueOfNode[node] == kNone)
            m_valueOfNode[node] = value;
    }

    /// Calls found(end, value) for every key that stands at text[at], the shortest first; end: behind it.
    template <typename Found>
    void keysAt(std::string_view text, std::size_t at, Found found) const
    {
        std::uint32_t node = 0;
        while (at < text.size()) {
            const auto child = m_childOf.find(edge(node, text[at]));
            if (child == m_childOf.end())
                return;
            node = child->second;
            ++at;
            if (m_valueOfNode[node] != kNone)
                found(at, m_valueOfNode[node]);
        }
    }

private:
    static constexpr int kNone = -1;
    static std::uint64_t edge(std::uint32_t node, char byte) { return std::uint64_t{node} << 8 | static_cast<unsigned char>(byte); }

    std::vector<int> m_valueOfNode{kNone};
    std::unordered_map<std::uint64_t, std::uint32_t> m_childOf; ///< node and byte -> node
};

} // namespace vernier
