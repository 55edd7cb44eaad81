// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/tensor/dtype.h"
#include "core/tensor/matrix.h"
#include "core/tensor/tensor_view.h"

#include <nlohmann/json.hpp>

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

// Small random checkpoints, the same numbers on every machine, so that a test needs nothing but itself.

namespace vernier::test {

/// The generator of spec/msmodelslim.md 13.1: `count` numbers in [-1, 1) that depend on the seed alone.
[[nodiscard]] std::vector<float> pseudoRandom(std::int64_t count, std::uint32_t seed);
[[nodiscard]] Matrix pseudoRandomMatrix(Eigen::Index rows, Eigen::Index cols, std::uint32_t seed);
/// Token ids below `vocabulary`, one sequence of each length.
[[nodiscard]] std::vector<std::vector<int>> pseudoRandomSequences(const std::vector<int> &lengths, int vocabulary,
                                                                  std::uint32_t seed);

struct TinyCheckpointOptions
{
    std::string modelType = "llama"; ///< llama, mistral, qwen2 or qwen3
    std::int64_t hidden = 32;
    std::int64_t intermediate = 48;
    int blocks = 2;
    int heads = 4;
    int kvHeads = 2;
    std::int64_t vocabulary = 64;
    bool tied = false;
    std::uint32_t seed = 1;
    DType dtype = DType::F32; ///< stored type: F32, F16 or BF16
    float outlierGain = 1.0f; ///< channel 3 of every block's norms is multiplied by it: outliers at what they feed
};

struct TinyTensor
{
    std::string name;
    DType dtype = DType::F32;
    Shape shape;
    std::vector<std::byte> bytes;
};

/// A checkpoint in memory, to be damaged before it is written.
struct TinyCheckpoint
{
    nlohmann::json config;
    std::vector<TinyTensor> tensors;

    /// The tensor of that name, which must exist.
    [[nodiscard]] TinyTensor &tensor(std::string_view name);
    void remove(std::string_view name);
};

[[nodiscard]] TinyCheckpoint makeTinyCheckpoint(const TinyCheckpointOptions &options = {});

/// Makes the folder and writes config.json and model.safetensors; returns the folder. Stops the program if it cannot.
std::filesystem::path writeCheckpoint(const std::filesystem::path &folder, const TinyCheckpoint &checkpoint);
std::filesystem::path writeTinyCheckpoint(const std::filesystem::path &folder,
                                          const TinyCheckpointOptions &options = {});

} // namespace vernier::test
