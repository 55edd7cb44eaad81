// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/bench/random_checkpoint.h"

#include <filesystem>
#include <string>

namespace vernier::bench {

struct EvaluationSettings
{
    int windows = 4;
    int windowTokens = 512;
    int rounds = 3; ///< each measures everything once, in turn; the best of each counts
    int threads = 2;
    std::string only; ///< lines whose name contains this
};

/// Prints tokens a second of passes with the logits of all tokens, in float32 and quantized, what part of the machine's own product
/// that is, and what a change in one block costs against a full pass. Returns the program's exit code.
int measureEvaluation(const std::filesystem::path &folder, const ModelShape &shape, const EvaluationSettings &settings);

} // namespace vernier::bench
