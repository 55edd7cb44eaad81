// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <nlohmann/json.hpp>

#include <string>
#include <vector>

// The `post_processor` of tokenizer.json, for a single text: which ids are put around it.

namespace vernier {

struct TokenFrame
{
    std::vector<int> before;
    std::vector<int> after;
};

/// TemplateProcessing, BertProcessing, RobertaProcessing, ByteLevel (moves offsets only), Sequence.
/// vocabularySize  ids must be below it.
/// Errors: CorruptFile (wrong types, ids out of range), Unsupported (any other post-processor, by name).
[[nodiscard]] Result<TokenFrame> readTokenFrame(const nlohmann::json &description, int vocabularySize,
                                                const std::string &where);

} // namespace vernier
