// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/tokenizer.h"

#include "core/text/json_tokenizer.h"
#include "core/text/sentencepiece_tokenizer.h"
#include "core/text/tokenizer_config.h"

namespace vernier {

Result<std::shared_ptr<const Tokenizer>> openTokenizer(const std::filesystem::path &checkpointFolder)
{
    std::error_code ignored;
    const std::filesystem::path json = checkpointFolder / "tokenizer.json";
    const std::filesystem::path sentencePiece = checkpointFolder / "tokenizer.model";
    const bool hasJson = std::filesystem::exists(json, ignored);
    if (!hasJson && !std::filesystem::exists(sentencePiece, ignored)) {
        return Error{
            ErrorCode::NotFound,
            "there is no tokenizer.json and no tokenizer.model here: copy the tokenizer's files from the model "
            "into this folder, or use token ids instead of text",
            checkpointFolder.string()};
    }
    VERNIER_ASSIGN(const TokenizerConfig config, readTokenizerConfig(checkpointFolder));
    return hasJson ? openJsonTokenizer(json, config) : openSentencePieceTokenizer(sentencePiece, config);
}

} // namespace vernier
