// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/export/modelslim_tensors.h"

#include <filesystem>
#include <string>
#include <vector>

// The folder that msModelSlim's `calibrator.save()` leaves behind: weights, description, and the files beside them.

namespace vernier {

struct ModelslimFolderOptions
{
    std::vector<std::string> saveTypes{"safe_tensor"}; ///< "safe_tensor", "ascendV1" (alone); "numpy" is not built yet
    int partFileSizeGib = 0; ///< weights are cut into shards of this size; 0: one file
};

[[nodiscard]] ModelslimFormat formatOf(const ModelslimFolderOptions &options);

/// Refuses what the original's save() refuses or what is not built. Errors: InvalidArgument, Unsupported.
[[nodiscard]] Result<void> validate(const ModelslimFolderOptions &options);

/// Writes the folder: all of it or nothing. An existing folder is kept; files of the same name are replaced, and those that
/// isModelslimFile() knows as an earlier export's are removed once the new ones are complete. What checkQuantizedFolder()
/// refuses is refused.
/// Weights get mode 0400, the description 0600, a new folder 0750; configuration and tokenizer files of the checkpoint are
/// copied. Source: spec/msmodelslim.md 6.6, 6.7.
/// Errors: those of modelslimTensors, Io, Cancelled.
[[nodiscard]] Result<void> writeModelslimFolder(const QuantizedModel &model, const std::filesystem::path &folder,
                                                const ModelslimFolderOptions &options, JobMonitor &monitor);

/// The same files into a folder that somebody else makes appear; after an error some may be there.
[[nodiscard]] Result<void> writeModelslimFiles(const QuantizedModel &model, const std::filesystem::path &folder,
                                               const ModelslimFolderOptions &options, JobMonitor &monitor);

} // namespace vernier
