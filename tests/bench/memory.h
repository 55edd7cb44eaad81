// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/bench/random_checkpoint.h"

#include <filesystem>
#include <string>

// Models larger than memory: what stays resident while they are opened, calibrated, quantized, evaluated and saved.

namespace vernier::bench {

struct MemorySettings
{
    int tokens = 256; ///< of calibration, and of evaluation
    int threads = 1;
    std::string only = {}; ///< lines whose name contains this
};

/// The shape of a Llama of seven billion parameters, in bfloat16.
[[nodiscard]] ModelShape sevenBillion();

/// Prints time and peak memory of each piece of work beside the bound: three blocks in float32, the hidden states and 300 MB.
/// Writes the checkpoint unless it is there. Returns the program's exit code.
int measureMemory(const std::filesystem::path &folder, const ModelShape &shape, const MemorySettings &settings);

} // namespace vernier::bench
