// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/checkpoint.h"
#include "core/recipe/plan.h"
#include "core/tensor/tensor_view.h"

#include <cstdint>
#include <string>
#include <vector>

// Which tensors msModelSlim saves for a plan: names, labels, types and shapes, known before anything is quantized.

namespace vernier {

/// Which of msModelSlim's formats: they differ in packing, in a few tensors and in file names.
enum class ModelslimFormat {
    SafeTensor, ///< save_type "safe_tensor"
    AscendV1,   ///< save_type "ascendV1": 4-bit codes packed, version in the description
};

/// What a tensor holds.
enum class TensorPart {
    Loaded,      ///< a tensor of the checkpoint in the type the model is loaded in
    FloatWeight, ///< of a layer in float, after outlier suppression
    RankFloats,  ///< one tensor-parallel rank's columns of a layer in float
    Bias,        ///< of a layer that suppression gave another
    NormWeight,
    NormBias,
    Codes,
    WeightScale,
    WeightOffset,
    SecondScale,
    SecondOffset,
    ScaleBias,
    InputScale,
    InputOffset,
    QuantBias,
    DeqScale,
    Nf4Codes,
    Nf4AbsMax,
    Nf4Bias,
    Nf4BiasAbsMax,
    CacheScale,
    CacheOffset,
    GatherScale, ///< of what tensor-parallel ranks send
    ReduceScale,
};

struct TensorOutline
{
    std::string name;
    QuantType label = QuantType::Float; ///< its tag in the description
    DType dtype = DType::F32;
    Shape shape;
    TensorPart part = TensorPart::Loaded;
    std::string source;  ///< the checkpoint's tensor it comes from, the norm's module, or what the cache's channels are called; empty where there is none
    std::size_t layer = 0; ///< of the parts of a layer: position in the checkpoint's layers
    int rank = -1;         ///< of the parts of one tensor-parallel rank; -1: of the whole layer

    [[nodiscard]] std::uint64_t sizeBytes() const { return static_cast<std::uint64_t>(elementCount(shape)) * sizeOf(dtype); }
};

/// How ascendV1 packs the 4-bit codes of a layer, two to a byte. Source: spec/msmodelslim.md 6.8.
enum class CodePacking {
    None,
    AlongInput,  ///< [out, in / 2]: where a row has one scale
    AlongOutput, ///< [out / 2, in]: where it has several, and for two levels
};
[[nodiscard]] CodePacking codePacking(const LayerInfo &layer, const Scheme &scheme, ModelslimFormat format);

/// The model's type as this format names it: W8A8_MIX for ascendV1 with pdmix.
[[nodiscard]] QuantType modelslimType(const Recipe &recipe, const Plan &plan, ModelslimFormat format);

/// In the order of the description: modules as the model defines them, in a layer weight, bias, weight_scale, weight_offset,
/// input_scale, input_offset, quant_bias, deq_scale.
/// recipe  as it runs; one that validates and is supported. plan: of that recipe. loadDtype: as the recipe loads the model.
/// Source: spec/msmodelslim.md 6.4, 6.8.
[[nodiscard]] std::vector<TensorOutline> modelslimLayout(const Checkpoint &checkpoint, const Recipe &recipe, const Plan &plan, DType loadDtype,
                                                         ModelslimFormat format);

} // namespace vernier
