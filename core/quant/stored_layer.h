// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/layer_info.h"
#include "core/quant/quantized_description.h"
#include "core/quant/quantized_weight.h"

#include <optional>

// One linear layer as a quantized file stores it. Source: spec/msmodelslim.md 6.4, 6.5, 6.8.

namespace vernier {

struct StoredLayer
{
    /// How codes lie in bytes.
    enum class Packing {
        None,        ///< one in each: [out, in]
        AlongInput,  ///< two, the even column in the low half: [out, in / 2]
        AlongOutput, ///< two, the even row in the low half: [out / 2, in]
        Flat,        ///< two, the first in the high half: [out · in / 2] (NF4)
    };

    LayerInfo info;
    QuantType label = QuantType::Float; ///< in the description; FLOAT also for what only the float checkpoint has
    Scheme scheme;                      ///< as far as the file shows it
    Packing packing = Packing::None;
    std::optional<AffineParameters> activation; ///< of static activations
};

/// What a label makes of a layer: checked against the layer's sizes without reading weights.
/// Errors: NotFound (a tensor that the label needs), CorruptFile (its shape or type), Numeric (input_scale), Unsupported (a label
/// that cannot be computed with), naming file, tensor and remedy.
[[nodiscard]] Result<StoredLayer> inspectStoredLayer(const TensorFolder &tensors, const LayerInfo &layer, QuantType label);

/// Rows [first, first + count) of a quantized layer.
/// Errors: Numeric (a scale or offset that is not finite), CorruptFile (codes beyond 4 bits; a zero point where there can be none).
[[nodiscard]] Result<QuantizedWeight> readStoredWeight(const TensorFolder &tensors, const StoredLayer &layer, std::int64_t first, std::int64_t count);

/// All elements of a tensor as float32. Errors: NotFound, CorruptFile (no numbers), Numeric (not finite).
[[nodiscard]] Result<std::vector<float>> readStoredFloats(const TensorFolder &tensors, const std::string &name);

/// The bias of a layer: floats, or NF4 codes with their block maxima; empty if the file has none.
[[nodiscard]] Result<std::vector<float>> readStoredBias(const TensorFolder &tensors, const LayerInfo &layer);

} // namespace vernier
