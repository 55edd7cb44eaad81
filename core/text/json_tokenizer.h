// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/text/tokenizer.h"
#include "core/text/tokenizer_config.h"

#include <filesystem>
#include <memory>

// tokenizer.json of Hugging Face tokenizers, with a BPE model.

namespace vernier {

/// Errors: NotFound, Io, CorruptFile, Unsupported (another model, or a step we do not know, by name).
[[nodiscard]] Result<std::shared_ptr<const Tokenizer>> openJsonTokenizer(const std::filesystem::path &path,
                                                                         const TokenizerConfig &config);

} // namespace vernier
