// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/eval/model_size.h"
#include "core/export/modelslim_folder.h"
#include "core/quant/quantized_folder.h"

#include <cstdint>

// How large the files of weights become, known from shapes and types alone before anything is quantized.

namespace vernier {

struct ModelslimSize
{
    std::int64_t fileBytes = 0;     ///< of all .safetensors and .npy files together, headers included
    std::int64_t widenedBytes = 0;  ///< of these, what load_dtype "float32" adds: floats of 16 bits are saved as F32 (in .npy files they always are)
    std::int64_t unpackedBytes = 0; ///< of these, what safe_tensor and numpy add: 4-bit codes take a byte each
};

/// Of the files that writeModelslimFiles() would write.
/// recipe  as it runs; one that validates and is supported.
/// plan    of that recipe.
/// Errors: Unsupported (load_dtype), InvalidArgument (a name that is not UTF-8).
[[nodiscard]] Result<ModelslimSize> modelslimSize(const Checkpoint &checkpoint, const Recipe &recipe, const Plan &plan,
                                                  const ModelslimFolderOptions &options);

/// The size of a quantized model, the same wherever one is shown: the file of weights that an export writes, with 4-bit codes two
/// to a byte as ascendV1 packs them. What safe_tensor takes more for these is a matter of the format (unpackedBytes).
/// Arguments and errors as above.
[[nodiscard]] Result<ModelSize> quantizedSize(const Checkpoint &checkpoint, const Recipe &recipe, const Plan &plan);
/// The same of a saved one: its files as they are, less what 4-bit codes with a byte each take more.
[[nodiscard]] ModelSize quantizedSize(const QuantizedFolder &folder);

} // namespace vernier
