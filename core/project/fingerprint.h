// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/forward/token_batch.h"
#include "core/model/checkpoint.h"

#include <string>
#include <string_view>
#include <vector>

// Tells whether a checkpoint is still the one that a project was made with, without reading it.

namespace vernier {

/// "fnv1a64:" and 16 hexadecimal digits over config.json and, for every file of weights in the order of their names: its
/// name, size, header, and 64 KiB of its data in evenly spread pieces (whole, if it has less). The folder's own name does
/// not count. Headers alone would not tell a model from its fine-tuned sister; to read all data would take minutes.
/// A fingerprint finds mistakes, not forgeries: a change between the pieces goes unseen.
/// Errors: those of reading config.json.
/// Source: Fowler, Noll, Vo, draft-eastlake-fnv.
[[nodiscard]] Result<std::string> checkpointFingerprint(const Checkpoint &checkpoint);

/// Likewise of what a measurement starts from: a checkpoint's fingerprint, and the tokens of the texts; each may be left out.
[[nodiscard]] std::string inputsFingerprint(std::string_view checkpoint, const std::vector<std::vector<int>> &calibration,
                                            const TokenBatch &windows);

} // namespace vernier
