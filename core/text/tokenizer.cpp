// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/tokenizer.h"

#include "core/io/posix_file.h"
#include "core/text/json_tokenizer.h"
#include "core/text/sentencepiece_tokenizer.h"
#include "core/text/tokenizer_config.h"

namespace vernier {

Result<std::shared_ptr<const Tokenizer>> openTokenizer(const std::filesystem::path &checkpointFolder)
{
    std::error_code ignored;
    const std::filesystem::path json = checkpointFolder / "tokenizer.json";
    const std::filesystem::path sentencePiece = checkpointFolder / "tokenizer.model";
    // Something of that name that cannot be read (a dangling link, a pipe) is meant, and must not be passed over.
    const auto isThere = [&](const std::filesystem::path &path) {
        const std::filesystem::file_status status = std::filesystem::symlink_status(path, ignored);
        return std::filesystem::exists(status);
    };
    const bool hasJson = isThere(json);
    if (!hasJson && !isThere(sentencePiece)) {
        return Error{
            ErrorCode::NotFound,
            "there is no tokenizer.json and no tokenizer.model here: copy the tokenizer's files from the model "
            "into this folder, or use token ids instead of text",
            checkpointFolder.string()};
    }
    const std::filesystem::path &chosen = hasJson ? json : sentencePiece;
    if (std::filesystem::is_symlink(chosen, ignored) && !std::filesystem::exists(chosen, ignored))
        return Error{ErrorCode::NotFound,
                     "this is a link to " + printable(std::filesystem::read_symlink(chosen, ignored).string())
                         + ", which does not exist: download the file again, or remove the link",
                     chosen.string()};
    if (!std::filesystem::is_regular_file(chosen, ignored))
        return Error{ErrorCode::InvalidArgument,
                     "this is a folder, pipe or device and no tokenizer: put the tokenizer's file in its place", chosen.string()};
    VERNIER_ASSIGN(const TokenizerConfig config, readTokenizerConfig(checkpointFolder));
    return hasJson ? openJsonTokenizer(json, config) : openSentencePieceTokenizer(sentencePiece, config);
}

} // namespace vernier
