// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <span>
#include <vector>

// Token sequences of different lengths laid end to end: row r of a hidden-state matrix belongs to token r.

namespace vernier {

/// Consecutive rows of a matrix that form (part of) one sequence.
struct Segment
{
    int sequence = 0;               ///< index of the sequence in its batch
    std::int64_t firstRow = 0;      ///< in the matrix it is used with
    std::int64_t rows = 0;          ///< tokens
    std::int64_t firstPosition = 0; ///< position of the first token in its sequence
    std::span<const int> positions = {}; ///< of each row in its sequence, where the rows are only some of its tokens; empty: consecutive
};

class TokenBatch
{
public:
    TokenBatch() = default;
    explicit TokenBatch(const std::vector<std::vector<int>> &sequences)
    {
        for (const std::vector<int> &sequence : sequences)
            append(sequence);
    }

    void append(std::span<const int> sequence)
    {
        m_segments.push_back({.sequence = static_cast<int>(m_segments.size()),
                              .firstRow = static_cast<std::int64_t>(m_ids.size()),
                              .rows = static_cast<std::int64_t>(sequence.size()),
                              .firstPosition = 0});
        m_ids.insert(m_ids.end(), sequence.begin(), sequence.end());
    }

    [[nodiscard]] std::span<const int> ids() const { return m_ids; }
    [[nodiscard]] std::span<const Segment> segments() const { return m_segments; }
    [[nodiscard]] std::int64_t tokens() const { return static_cast<std::int64_t>(m_ids.size()); }
    [[nodiscard]] int sequences() const { return static_cast<int>(m_segments.size()); }
    [[nodiscard]] std::span<const int> sequence(int index) const
    {
        const Segment &segment = m_segments[static_cast<std::size_t>(index)];
        return std::span(m_ids).subspan(static_cast<std::size_t>(segment.firstRow), static_cast<std::size_t>(segment.rows));
    }

    /// Sequences [first, first + count), counted from 0 again.
    [[nodiscard]] TokenBatch part(int first, int count) const
    {
        TokenBatch batch;
        for (int i = 0; i < count; ++i)
            batch.append(sequence(first + i));
        return batch;
    }

private:
    std::vector<int> m_ids;
    std::vector<Segment> m_segments;
};

} // namespace vernier
