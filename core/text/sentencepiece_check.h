// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <string>
#include <string_view>

// A look at a SentencePiece model before the library sees it, which trusts some of what it reads.

namespace vernier {

/// Checks the protocol buffer's structure, the pieces (UTF-8, no NUL, finite scores) and the normalization tries, whose
/// links the library follows without looking.
/// Errors: CorruptFile.
[[nodiscard]] Result<void> checkSentencePieceModel(std::string_view bytes, const std::string &where);

} // namespace vernier
