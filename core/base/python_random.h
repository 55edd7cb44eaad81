// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

// The numbers that Python's module `random` draws after random.seed(n), so that what is shuffled there and here is in one order.
// Source: M. Matsumoto, T. Nishimura. Mersenne Twister, ACM TOMACS 8(1), 1998 (MT19937, init_by_array); docs.python.org/3/library/random.

namespace vernier {

class PythonRandom
{
public:
    /// random.seed(seed): the sign does not count.
    explicit PythonRandom(std::int64_t seed);

    /// random.getrandbits(bits), 1 to 64.
    [[nodiscard]] std::uint64_t bits(int bits);
    /// random.randrange(bound), bound at least 1.
    [[nodiscard]] std::uint64_t below(std::uint64_t bound);

    /// random.shuffle(values)
    template <typename T>
    void shuffle(std::vector<T> &values)
    {
        for (std::size_t i = values.size(); i-- > 1;)
            std::swap(values[i], values[static_cast<std::size_t>(below(i + 1))]);
    }

private:
    [[nodiscard]] std::uint32_t next();
    void refill();

    std::array<std::uint32_t, 624> m_state{};
    std::size_t m_used = m_state.size();
};

} // namespace vernier
