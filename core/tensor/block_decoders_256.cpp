// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/tensor/block_decoders.h"

// Super-blocks of 256 elements, whose groups' scales are codes themselves ("k-quants"). A group has 16 elements (Q2_K, Q3_K,
// Q6_K) or 32 (Q4_K, Q5_K). The products are taken in ggml's order: super-scale times code of the scale, then times the code.

namespace vernier {

namespace {

constexpr int kElements = 256;

/// The two bits of an element where byte 32 c + l has elements 128 c + l + 32 k at bits 2 k.
int twoBits(const std::byte *codes, int element)
{
    return bitsOf(codes[element / 128 * 32 + element % 32], element % 128 / 32 * 2, 2);
}

/// The four bits of an element where byte 32 c + l has elements 64 c + l and 64 c + 32 + l.
int fourBits(const std::byte *codes, int element)
{
    return bitsOf(codes[element / 64 * 32 + element % 32], element % 64 / 32 * 4, 4);
}

struct SixBitPair
{
    int scale = 0;
    int minimum = 0;
};

/// Scale and minimum of group j out of the 12 bytes of Q4_K and Q5_K.
SixBitPair sixBitPair(const std::byte *b, int j)
{
    if (j < 4)
        return {bitsOf(b[j], 0, 6), bitsOf(b[j + 4], 0, 6)};
    return {bitsOf(b[j + 4], 0, 4) | bitsOf(b[j - 4], 6, 2) << 4, bitsOf(b[j + 4], 4, 4) | bitsOf(b[j], 6, 2) << 4};
}

/// Q4_K and Q5_K: code(element) gives the element's code.
template <typename Code>
void decodeWithMinima(const std::byte *block, float *values, Code code)
{
    const float d = halfAt(block);
    const float dMin = halfAt(block + 2);
    for (int j = 0; j < 8; ++j) {
        const SixBitPair pair = sixBitPair(block + 4, j);
        const float scale = d * static_cast<float>(pair.scale);
        const float minimum = dMin * static_cast<float>(pair.minimum);
        for (int e = 32 * j; e < 32 * (j + 1); ++e)
            values[e] = scale * static_cast<float>(code(e)) - minimum;
    }
}

} // namespace

void decodeQ2_K(const std::byte *block, float *values)
{
    const std::byte *scales = block;
    const std::byte *codes = block + 16;
    const float d = halfAt(block + 80);
    const float dMin = halfAt(block + 82);
    for (int j = 0; j < 16; ++j) {
        const float scale = d * static_cast<float>(bitsOf(scales[j], 0, 4));
        const float minimum = dMin * static_cast<float>(bitsOf(scales[j], 4, 4));
        for (int e = 16 * j; e < 16 * (j + 1); ++e)
            values[e] = scale * static_cast<float>(twoBits(codes, e)) - minimum;
    }
}

void decodeQ3_K(const std::byte *block, float *values)
{
    const std::byte *highBits = block;
    const std::byte *codes = block + 32;
    const std::byte *scales = block + 96;
    const float d = halfAt(block + 108);
    for (int j = 0; j < 16; ++j) {
        const int low = bitsOf(scales[j % 8], j / 8 * 4, 4);
        const int high = bitsOf(scales[8 + j % 4], j / 4 * 2, 2);
        const float scale = d * static_cast<float>((low | high << 4) - 32);
        for (int e = 16 * j; e < 16 * (j + 1); ++e)
            values[e] = scale * static_cast<float>(twoBits(codes, e) + 4 * bitsOf(highBits[e % 32], e / 32, 1) - 4);
    }
}

void decodeQ4_K(const std::byte *block, float *values)
{
    decodeWithMinima(block, values, [codes = block + 16](int e) { return fourBits(codes, e); });
}

void decodeQ5_K(const std::byte *block, float *values)
{
    decodeWithMinima(block, values, [fifth = block + 16, codes = block + 48](int e) { return fourBits(codes, e) | bitsOf(fifth[e % 32], e / 32, 1) << 4; });
}

void decodeQ6_K(const std::byte *block, float *values)
{
    const std::byte *low = block;         // half c, byte 64 c + l: elements 128 c + l and + 64; byte + 32: + 32 and + 96
    const std::byte *high = block + 128;  // as twoBits
    const std::byte *scales = block + 192;
    const float d = halfAt(block + 208);
    for (int e = 0; e < kElements; ++e) {
        const int inHalf = e % 128;
        const int nibble = bitsOf(low[e / 128 * 64 + inHalf % 64], inHalf / 64 * 4, 4);
        const int code = (nibble | twoBits(high, e) << 4) - 32;
        values[e] = d * static_cast<float>(std::to_integer<std::int8_t>(scales[e / 16])) * static_cast<float>(code);
    }
}

} // namespace vernier
