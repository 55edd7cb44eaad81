// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/export/modelslim_layout.h"
#include "core/quant/quantize_model.h"

#include <cstddef>
#include <functional>
#include <span>
#include <string>
#include <vector>

// The tensors msModelSlim saves for a quantized model, each with what makes its bytes.

namespace vernier {

/// Takes the next bytes of a tensor.
using ByteSink = std::function<Result<void>(std::span<const std::byte> bytes)>;

/// One tensor of the output.
struct OutputTensor : TensorOutline
{
    /// Makes the bytes when their turn comes and hands them on in pieces, so that no two large tensors live together.
    /// interrupt  null, or polled between pieces; when it says stop, the error is Cancelled.
    std::function<Result<void>(const ByteSink &take, Interrupt *interrupt)> write;
};

/// The layout's tensors with what makes their bytes. Small tensors are made here, which takes one pass over the weights;
/// `model` must outlive the result.
/// Source: spec/msmodelslim.md 6.4, 6.5, 6.8.
/// Errors: Numeric (a quant_bias beyond 32 bits, naming the layer), Unsupported (a shape that cannot be packed), Cancelled.
[[nodiscard]] Result<std::vector<OutputTensor>> modelslimTensors(const QuantizedModel &model, ModelslimFormat format, JobMonitor &monitor);

} // namespace vernier
