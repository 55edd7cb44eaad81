// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/vocabulary_files_tokenizer.h"

#include "core/io/json_file.h"
#include "core/text/json_tokenizer.h"
#include "core/text/token_model.h"
#include "core/text/word_patterns.h"

namespace vernier {

namespace {

/// The largest such file we know has 8 MB.
constexpr std::size_t kMaxVocabularyBytes = std::size_t{64} << 20;

/// The lines of merges.txt but for its version.
nlohmann::json mergeLines(std::string_view text)
{
    nlohmann::json merges = nlohmann::json::array();
    while (!text.empty()) {
        const std::size_t end = text.find('\n');
        std::string_view line = text.substr(0, end);
        text.remove_prefix(end == text.npos ? text.size() : end + 1);
        if (line.ends_with('\r'))
            line.remove_suffix(1);
        if (!line.empty() && !line.starts_with("#version"))
            merges.push_back(line);
    }
    return merges;
}

} // namespace

Result<std::shared_ptr<const Tokenizer>> openVocabularyFilesTokenizer(const std::filesystem::path &vocabulary, const TokenizerConfig &config)
{
    nlohmann::json model{{"type", "BPE"}};
    VERNIER_ASSIGN(model["vocab"], readJsonFile(vocabulary, kMaxVocabularyBytes));
    VERNIER_ASSIGN(const std::string merges, readTextFile(vocabulary.parent_path() / "merges.txt", kMaxVocabularyBytes));
    model["merges"] = mergeLines(merges);
    VERNIER_ASSIGN(std::shared_ptr<const TokenModel> made, makeTokenModel(model, vocabulary.string()));
    const bool isQwen = config.tokenizerClass == "Qwen2Tokenizer";
    nlohmann::json file = byteLevelSteps(isQwen ? kQwenPattern : "");
    if (isQwen)
        file["normalizer"] = {{"type", "NFC"}};
    return makeTokenizer(std::move(made), file, vocabulary.string(), config);
}

} // namespace vernier
