// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/checkpoint.h"
#include "core/recipe/plan.h"

#include <cstdint>

// How large a model is once it is deployed.

namespace vernier {

struct ModelSize
{
    std::int64_t sizeBytes = 0;   ///< weights at their bit width, scales and offsets as float32, the rest as stored
    double bitsPerWeight = 0.0;   ///< 8 · sizeBytes over all parameters of the model
};

/// Of the checkpoint itself.
[[nodiscard]] ModelSize floatSize(const Checkpoint &checkpoint);
/// With the plan's schemes. 4-bit codes count half a byte, whatever the container makes of them.
[[nodiscard]] ModelSize quantizedSize(const Checkpoint &checkpoint, const Plan &plan);

} // namespace vernier
