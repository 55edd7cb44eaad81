// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/eval/windows.h"

#include <algorithm>

namespace vernier {

std::string_view toString(WindowMode mode)
{
    return mode == WindowMode::Stream ? "stream" : "documents";
}

std::optional<WindowMode> windowModeFromName(std::string_view name)
{
    for (const WindowMode mode : {WindowMode::Stream, WindowMode::Documents}) {
        if (toString(mode) == name)
            return mode;
    }
    return std::nullopt;
}

Result<TokenBatch> makeWindows(const std::vector<Document> &documents, const Tokenizer *tokenizer, std::int64_t vocabulary,
                               WindowMode mode, std::int64_t window)
{
    if (window < 2)
        return Error{ErrorCode::InvalidArgument,
                     "a window of " + std::to_string(window)
                         + " tokens predicts nothing: its first token is given; use 2 or more",
                     {}};
    VERNIER_ASSIGN(const std::vector<std::vector<int>> sequences, toTokenIds(documents, tokenizer, static_cast<int>(vocabulary)));
    const auto size = static_cast<std::size_t>(window);
    TokenBatch windows;
    if (mode == WindowMode::Documents) {
        for (const std::vector<int> &sequence : sequences)
            windows.append(std::span(sequence).first(std::min(size, sequence.size())));
    } else {
        std::vector<int> stream;
        for (const std::vector<int> &sequence : sequences)
            stream.insert(stream.end(), sequence.begin(), sequence.end());
        for (std::size_t first = 0; first + size <= stream.size(); first += size)
            windows.append(std::span(stream).subspan(first, size));
        if (windows.sequences() == 0)
            return Error{ErrorCode::InvalidArgument,
                         "the text has " + std::to_string(stream.size()) + " tokens, less than one window of " + std::to_string(window)
                             + "; give more text or a smaller --window",
                         documents.empty() ? std::string() : documents.front().origin};
    }
    if (predictionCount(windows) == 0)
        return Error{ErrorCode::InvalidArgument, "no document has two tokens, so there is nothing to predict; give more text",
                     documents.empty() ? std::string() : documents.front().origin};
    return windows;
}

std::int64_t predictionCount(const TokenBatch &windows)
{
    std::int64_t count = 0;
    for (const Segment &segment : windows.segments())
        count += std::max<std::int64_t>(0, segment.rows - 1);
    return count;
}

} // namespace vernier
