// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/python_random.h"

#include "core/base/check.h"

#include <bit>

namespace vernier {

namespace {

constexpr std::uint32_t kArraySeed = 19650218u; // of init_by_array

} // namespace

PythonRandom::PythonRandom(std::int64_t seed)
{
    const std::size_t n = m_state.size();
    m_state[0] = kArraySeed;
    for (std::size_t i = 1; i < n; ++i)
        m_state[i] = 1812433253u * (m_state[i - 1] ^ (m_state[i - 1] >> 30)) + static_cast<std::uint32_t>(i);

    // The magnitude in 32-bit words, at least one.
    const std::uint64_t magnitude = seed < 0 ? 0 - static_cast<std::uint64_t>(seed) : static_cast<std::uint64_t>(seed);
    const std::array<std::uint32_t, 2> key{static_cast<std::uint32_t>(magnitude), static_cast<std::uint32_t>(magnitude >> 32)};
    const std::size_t words = key[1] == 0 ? 1 : 2;
    std::size_t i = 1;
    const auto advance = [&] {
        if (++i < n)
            return;
        m_state[0] = m_state[n - 1];
        i = 1;
    };
    for (std::size_t step = 0; step < n; ++step) {
        const std::size_t word = step % words;
        m_state[i] = (m_state[i] ^ ((m_state[i - 1] ^ (m_state[i - 1] >> 30)) * 1664525u)) + key[word] + static_cast<std::uint32_t>(word);
        advance();
    }
    for (std::size_t step = 1; step < n; ++step) {
        m_state[i] = (m_state[i] ^ ((m_state[i - 1] ^ (m_state[i - 1] >> 30)) * 1566083941u)) - static_cast<std::uint32_t>(i);
        advance();
    }
    m_state[0] = 0x80000000u;
}

void PythonRandom::refill()
{
    constexpr std::size_t kMiddle = 397;
    const std::size_t n = m_state.size();
    for (std::size_t i = 0; i < n; ++i) {
        const std::uint32_t mixed = (m_state[i] & 0x80000000u) | (m_state[(i + 1) % n] & 0x7fffffffu);
        m_state[i] = m_state[(i + kMiddle) % n] ^ (mixed >> 1) ^ ((mixed & 1u) != 0 ? 0x9908b0dfu : 0u);
    }
    m_used = 0;
}

std::uint32_t PythonRandom::next()
{
    if (m_used == m_state.size())
        refill();
    std::uint32_t value = m_state[m_used++];
    value ^= value >> 11;
    value ^= (value << 7) & 0x9d2c5680u;
    value ^= (value << 15) & 0xefc60000u;
    return value ^ (value >> 18);
}

std::uint64_t PythonRandom::bits(int bits)
{
    VERNIER_CHECK(bits >= 1 && bits <= 64);
    if (bits <= 32)
        return next() >> (32 - bits);
    const std::uint64_t low = next();
    return low | static_cast<std::uint64_t>(next() >> (64 - bits)) << 32;
}

std::uint64_t PythonRandom::below(std::uint64_t bound)
{
    VERNIER_CHECK(bound >= 1);
    const int width = static_cast<int>(std::bit_width(bound)); // of the bound itself, not of bound - 1
    std::uint64_t value = bits(width);
    while (value >= bound)
        value = bits(width);
    return value;
}

} // namespace vernier
