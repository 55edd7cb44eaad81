// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/quant/nf4.h"

#include "core/base/check.h"

#include <algorithm>
#include <cmath>

namespace vernier {

const std::array<float, 16> &nf4Table()
{
    static constexpr std::array<float, 16> kTable{
        -1.0f,
        -0.6961928009986877f,
        -0.5250730514526367f,
        -0.39491748809814453f,
        -0.28444138169288635f,
        -0.18477343022823334f,
        -0.09105003625154495f,
        0.0f,
        0.07958029955625534f,
        0.16093020141124725f,
        0.24611230194568634f,
        0.33791524171829224f,
        0.44070982933044434f,
        0.5626170039176941f,
        0.7229568362236023f,
        1.0f,
    };
    return kTable;
}

namespace {

/// The nearest entry of the table, the first of two as near.
std::int8_t nearestCode(float x)
{
    const std::array<float, 16> &table = nf4Table();
    std::size_t best = 0;
    for (std::size_t code = 1; code < table.size(); ++code) {
        if (std::abs(x - table[code]) < std::abs(x - table[best]))
            best = code;
    }
    return static_cast<std::int8_t>(best);
}

} // namespace

QuantizedWeight quantizeNf4(const MatrixView &weight, int blockSize, const Workers &workers)
{
    VERNIER_CHECK(blockSize > 0 && weight.size() % blockSize == 0 && weight.outerStride() == weight.cols());
    QuantizedWeight result;
    result.bits = 4;
    result.blockSize = blockSize;
    result.codes.resize(weight.rows(), weight.cols());
    const std::int64_t blocks = weight.size() / blockSize;
    result.blockAbsMax.resize(static_cast<std::size_t>(blocks));
    parallelFor(workers, blocks, [&](std::int64_t block) {
        const std::span<const float> values(weight.data() + block * blockSize, static_cast<std::size_t>(blockSize));
        float absMax = 0.0f;
        for (const float value : values)
            absMax = std::max(absMax, std::abs(value));
        result.blockAbsMax[static_cast<std::size_t>(block)] = absMax;
        std::int8_t *codes = result.codes.data() + block * blockSize;
        for (std::size_t i = 0; i < values.size(); ++i)
            codes[i] = nearestCode(absMax > 0.0f ? values[i] / absMax : 0.0f);
    });
    return result;
}

std::vector<std::byte> packNf4(const CodeMatrix &codes)
{
    std::vector<std::byte> packed(static_cast<std::size_t>(codes.size() / 2));
    const std::int8_t *code = codes.data();
    for (std::size_t i = 0; i < packed.size(); ++i)
        packed[i] = static_cast<std::byte>(code[2 * i] << 4 | code[2 * i + 1]);
    return packed;
}

} // namespace vernier
