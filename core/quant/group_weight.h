// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/quant/quantized_weight.h"

// Weights with a scale for every group of consecutive columns of a row. Source: spec/msmodelslim.md 3.7, 3.8.

namespace vernier {

/// Parameters of one group's values: symmetric max|w| / 7 (or / 127); asymmetric (max - min) / 15 (/ 255), where the range
/// need not contain zero. In float32.
[[nodiscard]] AffineParameters groupParameters(std::span<const float> values, int bits, bool symmetric);

/// Rounds to nearest with scheme.groupSize, wBit and wSym. weight [out, in], in a multiple of the group.
[[nodiscard]] QuantizedWeight quantizeGroups(const MatrixView &weight, const Scheme &scheme, const Workers &workers);

/// The same with every group's scale refined by HQQ (see hqq.h); whole columns of groups are accepted together.
/// Scales and offsets are float16 numbers.
[[nodiscard]] QuantizedWeight quantizeGroupsHqq(const MatrixView &weight, const Scheme &scheme, bool corrected, const Workers &workers);

/// Two levels (W4A8_DYNAMIC): 8 bits with a scale for each row, whose 4-bit codes carry a second, whole-numbered scale
/// for each group: w = code · second · row scale. With scheme.wMethod Hqq second scales are saved as float16; they are the
/// same numbers.
[[nodiscard]] QuantizedWeight quantizeTwoLevel(const MatrixView &weight, const Scheme &scheme, const Workers &workers);

} // namespace vernier
