// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/tensor/dtype.h"

#include <cstdint>
#include <filesystem>
#include <vector>

// Checkpoints of any Llama shape with random weights: what takes time does not depend on what the weights say.

namespace vernier::bench {

struct ModelShape
{
    std::int64_t hidden = 1024;
    std::int64_t intermediate = 2816;
    int layers = 8;
    int heads = 16;
    int kvHeads = 16;
    std::int64_t vocabulary = 4096;
    DType dtype = DType::F32; ///< F32 or BF16
    std::uint64_t seed = 2024;
    double deviation = 0.02; ///< standard deviation of the weights

    [[nodiscard]] std::int64_t parameters() const;
};

/// Writes config.json and model.safetensors, tensor by tensor, so that no more than one is in memory.
/// Errors: Io, InvalidArgument (a shape that is none).
[[nodiscard]] Result<void> writeRandomCheckpoint(const std::filesystem::path &folder, const ModelShape &shape);

/// Sequences of random tokens.
[[nodiscard]] std::vector<std::vector<int>> randomSequences(int count, int tokens, std::int64_t vocabulary, std::uint64_t seed);

} // namespace vernier::bench
