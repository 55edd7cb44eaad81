// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/parallel.h"
#include "core/recipe/plan.h"
#include "core/tensor/affine.h"
#include "core/tensor/dtype.h"
#include "core/tensor/matrix.h"

#include <vector>

// A weight as integer codes with its scales: what is multiplied and what is saved.

namespace vernier {

struct SimulatedWeight
{
    std::int64_t element = 0; ///< row · in + column
    float value = 0.0f;
};

struct QuantizedWeight
{
    CodeMatrix codes; ///< [out, in]; 4-bit codes lie in -8…7
    int bits = 8;
    /// One for the whole tensor, one for each row, or one for each group of groupSize columns: row-major [out, in / groupSize].
    std::vector<AffineParameters> parameters;
    int groupSize = -1; ///< columns that share parameters (or a second scale); -1: a whole row
    /// Two-level weights (W4A8_DYNAMIC): codes times these are the codes of `parameters`, which then are of rows. [out, in / groupSize]
    std::vector<float> secondScales;
    DType arithmetic = DType::F32; ///< F32 or BF16: what its operations were rounded to
    DType scaleType = DType::F32;  ///< what scales and offsets are saved as: F32, BF16 or F16

    /// Power-law grid: a code stands for sign · |code · scale|^(1 / exponent), a simulated weight likewise. Only in memory: files
    /// say nothing of it.
    float exponent = 1.0f;

    /// NF4 instead of affine codes: codes are indices 0…15 into the table, blockSize consecutive elements share an abs-max.
    std::vector<float> blockAbsMax;
    int blockSize = 0;

    /// What msModelSlim computes with in memory where that is not what it saves: all codes on the same scales (GPTQ in groups), or
    /// single weights (outliers on a grid of their own, codes that are cut when they are saved). Empty: what is saved.
    CodeMatrix simulatedCodes;
    std::vector<SimulatedWeight> simulated;

    /// Parameters of a row that has one set, its own or the tensor's.
    [[nodiscard]] AffineParameters ofRow(Eigen::Index row) const
    {
        return parameters[parameters.size() == 1 ? 0 : static_cast<std::size_t>(row)];
    }
    [[nodiscard]] bool isNf4() const { return blockSize > 0; }
    [[nodiscard]] bool hasGroups() const { return groupSize > 0; }
    [[nodiscard]] std::int64_t groupsPerRow() const { return hasGroups() ? codes.cols() / groupSize : 1; }
};

/// Smallest and largest element.
struct Extremes
{
    float min = 0.0f;
    float max = 0.0f;
};
[[nodiscard]] Extremes extremes(const MatrixView &weight, const Workers &workers);

/// MinMax rounding: bits, symmetry and granularity as the scheme says; symmetric codes stay inside ±(2^(bits-1) - 1).
///
/// weight  [out, in].
/// whole   extremes of the whole tensor when `weight` is a part of it and the scheme is per tensor; else null.
/// arithmetic  F32, or BF16: every operation rounded to it; the weight's elements must then be such numbers.
/// Source: spec/msmodelslim.md 0.2, 3.1.
[[nodiscard]] QuantizedWeight quantizeMinMax(const MatrixView &weight, const Scheme &scheme, const Workers &workers,
                                             const Extremes *whole = nullptr, DType arithmetic = DType::F32);

/// Codes of the weight with parameters that are already in `result` (of rows, the tensor or groups), clamped to [low, high].
void roundToCodes(const MatrixView &weight, int low, int high, const Workers &workers, QuantizedWeight &result);

/// For symmetric codes on the full grid: the smallest code is computed with in memory, but it is saved as the one above.
void simulateSmallestCode(QuantizedWeight &weight);

/// Rows [first, first + count) as a weight of their own.
[[nodiscard]] QuantizedWeight rowsOf(const QuantizedWeight &whole, std::int64_t first, std::int64_t count);

/// The numbers that the layer multiplies with, [out, in].
[[nodiscard]] Matrix dequantize(const QuantizedWeight &weight, const Workers &workers);

} // namespace vernier
