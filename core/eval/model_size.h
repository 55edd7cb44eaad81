// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/checkpoint.h"

#include <cstdint>

// How large a model is on disk.

namespace vernier {

struct ModelSize
{
    std::int64_t sizeBytes = 0; ///< of the files of weights; of a quantized model as quantizedSize() counts
    double bitsPerWeight = 0.0; ///< 8 · sizeBytes over all parameters of the model
};

/// Of the checkpoint itself: its tensors as they are stored.
[[nodiscard]] ModelSize floatSize(const Checkpoint &checkpoint);
/// `bytes`, related to the model's parameters.
[[nodiscard]] ModelSize modelSize(std::int64_t bytes, const Checkpoint &checkpoint);

} // namespace vernier
