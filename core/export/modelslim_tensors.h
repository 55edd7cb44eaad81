// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/quant/quantize_model.h"
#include "core/tensor/tensor_view.h"

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

// The tensors msModelSlim saves for a quantized model, as a list that knows how to make each one's bytes.

namespace vernier {

/// Which of msModelSlim's formats: they differ in packing, in a few tensors and in file names.
enum class ModelslimFormat {
    SafeTensor, ///< save_type "safe_tensor"
    AscendV1,   ///< save_type "ascendV1": 4-bit codes packed, version in the description
};

/// One tensor of the output.
struct OutputTensor
{
    std::string name;
    QuantType label = QuantType::Float; ///< its tag in the description
    DType dtype = DType::F32;
    Shape shape;
    std::function<Result<std::vector<std::byte>>()> bytes; ///< made when its turn comes, so that no two large ones live together

    [[nodiscard]] std::uint64_t sizeBytes() const
    {
        return static_cast<std::uint64_t>(elementCount(shape)) * sizeOf(dtype);
    }
};

/// The model's type as this format names it: W8A8_MIX for ascendV1 with pdmix.
[[nodiscard]] QuantType modelslimType(const QuantizedModel &model, ModelslimFormat format);

/// Columns of a two-level weight's scale_bias: 16 for layers that tensor parallelism splits by their inputs, else 1.
[[nodiscard]] std::int64_t scaleBiasSlices(const LayerInfo &layer);

/// Everything that is written, in the order of the description: modules as the model defines them, in a layer weight, bias,
/// weight_scale, weight_offset, input_scale, input_offset, quant_bias, deq_scale. Small tensors are made here, which takes
/// one pass over the weights; `model` must outlive the result.
/// Source: spec/msmodelslim.md 6.4, 6.5, 6.8.
/// Errors: Numeric (a quant_bias beyond 32 bits, naming the layer), Unsupported (a shape that cannot be packed), Cancelled.
[[nodiscard]] Result<std::vector<OutputTensor>> modelslimTensors(const QuantizedModel &model, ModelslimFormat format, JobMonitor &monitor);

} // namespace vernier
