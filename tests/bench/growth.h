// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/bench/random_checkpoint.h"

#include <filesystem>

// How times grow with the size of the model and of the text, and how fast each weight method is.

namespace vernier::bench {

/// Prints one line of comma-separated values for each size: a float32 and a W8A8 pass, and quantizing, with layers, hidden size and tokens
/// doubled one at a time from a small model. plot_growth.py draws them. Returns the program's exit code.
int measureGrowth(const std::filesystem::path &folder, int threads);

/// Prints weights a second of every weight method, on one model of this shape. Returns the program's exit code.
int measureMethods(const std::filesystem::path &folder, const ModelShape &shape, int threads);

} // namespace vernier::bench
