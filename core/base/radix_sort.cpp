// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/radix_sort.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <utility>

namespace vernier {

namespace {

constexpr unsigned kDigitBits = 11;
constexpr unsigned kDigits = 3; // of 11, 11 and 10 bits
constexpr std::size_t kDigitValues = std::size_t{1} << kDigitBits;
constexpr std::uint32_t kSign = 0x80000000U;

/// Unsigned numbers in the order of the floats: negative ones are turned round, the others put above them.
std::uint32_t orderedBits(float value)
{
    const auto bits = std::bit_cast<std::uint32_t>(value);
    return (bits & kSign) != 0 ? ~bits : bits | kSign;
}

float valueOf(std::uint32_t ordered)
{
    return std::bit_cast<float>((ordered & kSign) != 0 ? ordered & ~kSign : ~ordered);
}

std::size_t digitOf(std::uint32_t key, unsigned digit)
{
    return (key >> (digit * kDigitBits)) % kDigitValues;
}

} // namespace

void radixSort(std::vector<float> &values)
{
    std::vector<std::uint32_t> keys(values.size());
    std::array<std::array<std::size_t, kDigitValues>, kDigits> places{};
    for (std::size_t i = 0; i < values.size(); ++i) {
        keys[i] = orderedBits(values[i]);
        for (unsigned digit = 0; digit < kDigits; ++digit)
            ++places[digit][digitOf(keys[i], digit)];
    }
    std::vector<std::uint32_t> moved(values.size());
    for (unsigned digit = 0; digit < kDigits; ++digit) {
        std::size_t next = 0;
        for (std::size_t &place : places[digit]) // from how many there are to where the first goes
            next += std::exchange(place, next);
        for (const std::uint32_t key : keys)
            moved[places[digit][digitOf(key, digit)]++] = key;
        keys.swap(moved);
    }
    std::transform(keys.begin(), keys.end(), values.begin(), valueOf);
}

} // namespace vernier
