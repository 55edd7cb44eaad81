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
    /// "safe_tensor", "numpy" or both; "ascendV1" replaces them.
    std::vector<std::string> saveTypes{"safe_tensor"};
    int partFileSizeGib = 0; ///< weights are cut into shards of this size; 0: one file
};

[[nodiscard]] ModelslimFormat formatOf(const ModelslimFolderOptions &options);
/// Whether .safetensors files and a description are written: not with "numpy" alone.
[[nodiscard]] bool savesSafetensors(const ModelslimFolderOptions &options);
/// Whether .npy files are: beside "safe_tensor", but never for W4A8_DYNAMIC, whose second scales they have no place for.
[[nodiscard]] bool savesNumpy(const ModelslimFolderOptions &options, QuantType modelType);

/// Refuses what the original's save() refuses. Errors: InvalidArgument.
[[nodiscard]] Result<void> validate(const ModelslimFolderOptions &options);
/// The same, and W4A8_DYNAMIC with "numpy" alone. Errors: also those of resolve.
[[nodiscard]] Result<void> validate(const ModelslimFolderOptions &options, const Recipe &recipe);

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
