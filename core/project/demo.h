// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/project/project.h"

#include <filesystem>

// The bundled demo: a small checkpoint with planted outlier channels, its texts, and the recipe that breaks it.

namespace vernier {

/// resources/demo of the source tree, or share/vernier/demo of the installation, that the running program belongs to.
/// Errors: NotFound.
[[nodiscard]] Result<std::filesystem::path> findDemoFolder();

/// Windows of the demo's text: as long as the checkpoint was trained on.
inline constexpr std::int64_t kDemoWindow = 256;

/// W8A8 with one weight scale for each output channel and nothing against outliers: where the demo's story begins.
[[nodiscard]] Recipe demoRecipe();

/// The demo's yes-or-no questions (BoolQ's form) where the project's checkpoint is the demo's; empty: it is not.
[[nodiscard]] std::filesystem::path demoQuestions(const Project &project);

/// Checkpoint, texts and recipe of the demo in `folder`.
[[nodiscard]] Project demoProject(const std::filesystem::path &folder);

} // namespace vernier
