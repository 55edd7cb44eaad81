// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/quant/quantized_weight.h"

#include <array>

// NF4: 4-bit codes for normally distributed weights, scaled by the largest magnitude of each block of consecutive elements.
// Source: Dettmers et al. 2023, QLoRA, arXiv:2305.14314; spec/msmodelslim.md 3.4.

namespace vernier {

/// The quantiles that the codes 0…15 stand for.
[[nodiscard]] const std::array<float, 16> &nf4Table();

/// Elements [out, in] in row-major order, cut into blocks of `blockSize`; the number of elements must be a multiple of it.
[[nodiscard]] QuantizedWeight quantizeNf4(const MatrixView &weight, int blockSize, const Workers &workers);

/// Two codes to a byte, the first in the high half. [elements / 2]
[[nodiscard]] std::vector<std::byte> packNf4(const CodeMatrix &codes);

} // namespace vernier
