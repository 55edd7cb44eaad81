// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/export/modelslim_size.h"

#include <QString>

#include <cstdint>
#include <string>
#include <vector>

// What the user should know of an export before it is written.

namespace vernier {

/// Why the files are larger than the checkpoint's weights, and the remedy; empty: they are not.
/// floatBytes  of the checkpoint's weights.
[[nodiscard]] QString largerExportText(const ModelslimSize &size, std::int64_t floatBytes, const Recipe &recipe, const Checkpoint &checkpoint);

/// How much of the files is there because what stays in float is saved as F32, and 4-bit codes with a byte each; empty: nothing,
/// or largerExportText() says so.
[[nodiscard]] QString addedText(const ModelslimSize &size, std::int64_t floatBytes);

/// What the size of a quantized model counts, wherever one is shown.
[[nodiscard]] QString modelSizeText();

/// "2 files of the folder are replaced: …", naming the first few; empty without any.
[[nodiscard]] QString replacedFilesText(const std::vector<std::string> &names);

} // namespace vernier
