// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/quant/quantized_weight.h"

// From a scheme to the algorithm that makes its codes.

namespace vernier {

/// Whether codes of a row depend on other rows: then a part of the rows cannot be quantized by itself.
[[nodiscard]] bool needsWholeTensor(const Scheme &scheme);

/// Codes of a layer that needs no data: every method but GPTQ, which without data is MinMax, as in the original.
/// Errors: InvalidArgument (a fraction of less than one weight), Cancelled (the workers were stopped).
[[nodiscard]] Result<QuantizedWeight> quantizeWeight(const MatrixView &weight, const Scheme &scheme, const Workers &workers,
                                                     DType arithmetic = DType::F32);

/// What the layers' shapes forbid: columns that are no multiple of the group, elements no multiple of NF4's block, more
/// inputs than integer sums are exact for. Errors: Unsupported or InvalidArgument, naming the layer and the remedy.
[[nodiscard]] Result<void> checkShapes(const Plan &plan, std::span<const LayerInfo> layers);

} // namespace vernier
