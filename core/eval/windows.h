// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/forward/token_batch.h"
#include "core/text/documents.h"
#include "core/text/tokenizer.h"

#include <cstdint>
#include <optional>
#include <string_view>

// How a text is cut into the fixed windows that a model predicts; the first token of a window is given, not predicted.

namespace vernier {

enum class WindowMode {
    Stream,    ///< all documents joined, each with its beginning-of-text token, cut every `window` tokens; the rest is dropped
    Documents, ///< every document by itself, with its beginning-of-text token, cut to its first `window` tokens
};

/// "stream", "documents"
[[nodiscard]] std::string_view toString(WindowMode mode);
[[nodiscard]] std::optional<WindowMode> windowModeFromName(std::string_view name);

/// The windows of a text. `tokenizer` may be null if all documents are token ids, which are taken as they are.
/// Errors: those of toTokenIds; InvalidArgument (a window below 2, too little text for one window).
[[nodiscard]] Result<TokenBatch> makeWindows(const std::vector<Document> &documents, const Tokenizer *tokenizer,
                                             std::int64_t vocabulary, WindowMode mode, std::int64_t window);

/// Tokens of a batch that are predicted: all but the first of each sequence.
[[nodiscard]] std::int64_t predictionCount(const TokenBatch &windows);

} // namespace vernier
