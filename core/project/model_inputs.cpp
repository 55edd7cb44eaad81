// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/project/model_inputs.h"

#include "core/text/documents.h"

#include <algorithm>

namespace vernier {

namespace {

struct TextSource
{
    std::vector<Document> documents;
    std::shared_ptr<const Tokenizer> tokenizer; ///< null if all documents are ids
};

Result<TextSource> readText(const std::filesystem::path &file, const Checkpoint &checkpoint)
{
    TextSource source;
    VERNIER_ASSIGN(source.documents, readDocuments(file));
    const bool needsTokenizer =
        std::any_of(source.documents.begin(), source.documents.end(), [](const Document &document) { return !document.isTokens(); });
    if (needsTokenizer) {
        VERNIER_ASSIGN(source.tokenizer, openTokenizer(checkpoint.path()));
    }
    return source;
}

} // namespace

Result<std::vector<std::vector<int>>> readCalibration(const std::filesystem::path &file, const Checkpoint &checkpoint)
{
    VERNIER_ASSIGN(const TextSource source, readText(file, checkpoint));
    return toTokenIds(source.documents, source.tokenizer.get(), static_cast<int>(checkpoint.config().vocabulary));
}

Result<TokenBatch> readWindows(const EvaluationText &text, const Checkpoint &checkpoint)
{
    VERNIER_ASSIGN(const TextSource source, readText(text.path, checkpoint));
    return makeWindows(source.documents, source.tokenizer.get(), checkpoint.config().vocabulary, text.mode, text.window);
}

TextCounts textCounts(const TokenBatch &batch)
{
    TextCounts counts{batch.sequences(), batch.tokens(), 0, predictionCount(batch)};
    for (const Segment &segment : batch.segments())
        counts.longest = std::max(counts.longest, segment.rows);
    return counts;
}

std::int64_t defaultWindow(const Checkpoint &checkpoint)
{
    constexpr std::int64_t kDefaultWindow = 512;
    return std::max<std::int64_t>(2, std::min(kDefaultWindow, checkpoint.config().context));
}

std::shared_ptr<const Tokenizer> tokenizerOrNull(const Checkpoint &checkpoint)
{
    Result<std::shared_ptr<const Tokenizer>> tokenizer = openTokenizer(checkpoint.path());
    return tokenizer ? *tokenizer : nullptr;
}

} // namespace vernier
