// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/model/checkpoint.h"

#include <filesystem>
#include <string>
#include <vector>

// What lies beside a checkpoint's weights and has to go along with an export: configuration, tokenizer, chat template.

namespace vernier {

/// Names of the files that go along, sorted. Errors: Io.
[[nodiscard]] Result<std::vector<std::string>> companionFiles(const Checkpoint &checkpoint);

/// Copies configuration, tokenizer and template files (by name) into a folder that is being built.
[[nodiscard]] Result<void> copyCompanionFiles(const Checkpoint &checkpoint, const std::filesystem::path &folder,
                                              std::filesystem::perms permissions);

/// Entries of the checkpoint's folder that have such a name and cannot be copied: pipes, links to nothing, folders.
[[nodiscard]] std::vector<std::string> companionsNotCopied(const Checkpoint &checkpoint);

} // namespace vernier
