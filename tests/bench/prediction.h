// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

// How far estimates from single layers are from what evaluations then say.

namespace vernier::bench {

struct PredictionSettings
{
    std::filesystem::path demo; ///< folder with models, calibration.jsonl and evaluation.txt
    std::string model = "model"; ///< folder in it
    int edits = 200;            ///< random recipes of several layers
    int windows = 8;            ///< of 128 tokens
    int threads = 1;
    std::uint32_t seed = 1;
    bool cases = false; ///< print every one
};

/// Prints the comparison. Returns the program's exit code.
int measurePredictions(const PredictionSettings &settings);

} // namespace vernier::bench
