// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/tokenizer.h"

#include "core/io/posix_file.h"
#include "core/text/gguf_tokenizer.h"
#include "core/text/json_tokenizer.h"
#include "core/text/sentencepiece_tokenizer.h"
#include "core/text/tiktoken_tokenizer.h"
#include "core/text/tokenizer_config.h"
#include "core/text/vocabulary_files_tokenizer.h"

#include <algorithm>
#include <array>

namespace vernier {

namespace {

using Opened = Result<std::shared_ptr<const Tokenizer>>;

struct TokenizerFile
{
    const char *name;
    Opened (*open)(const std::filesystem::path &path, const TokenizerConfig &config);
};

/// What a tokenizer is opened by, the best first.
constexpr std::array<TokenizerFile, 4> kTokenizerFiles{{{"tokenizer.json", openJsonTokenizer},
                                                        {"tokenizer.model", openSentencePieceTokenizer},
                                                        {"qwen.tiktoken", openTiktokenTokenizer},
                                                        {"vocab.json", openVocabularyFilesTokenizer}}};

/// Something of that name that cannot be read (a dangling link, a pipe) is meant, and must not be passed over.
bool isThere(const std::filesystem::path &path)
{
    std::error_code ignored;
    return std::filesystem::exists(std::filesystem::symlink_status(path, ignored));
}

} // namespace

Opened openTokenizer(const std::filesystem::path &checkpoint)
{
    std::error_code ignored;
    const bool isFolder = !std::filesystem::is_regular_file(checkpoint, ignored);
    const std::filesystem::path folder = isFolder ? checkpoint : checkpoint.parent_path();
    const auto file = std::find_if(kTokenizerFiles.begin(), kTokenizerFiles.end(), [&](const TokenizerFile &each) { return isThere(folder / each.name); });
    if (file == kTokenizerFiles.end() && !isFolder)
        return openGgufTokenizer(checkpoint);
    if (file == kTokenizerFiles.end()) {
        return Error{
            ErrorCode::NotFound,
            "there is no tokenizer.json and no tokenizer.model, qwen.tiktoken or vocab.json here: copy the tokenizer's files from the model "
            "into this folder, or use token ids instead of text",
            folder.string()};
    }
    const std::filesystem::path chosen = folder / file->name;
    if (std::filesystem::is_symlink(chosen, ignored) && !std::filesystem::exists(chosen, ignored))
        return Error{ErrorCode::NotFound,
                     "this is a link to " + printable(std::filesystem::read_symlink(chosen, ignored).string())
                         + ", which does not exist: download the file again, or remove the link",
                     chosen.string()};
    if (!std::filesystem::is_regular_file(chosen, ignored))
        return Error{ErrorCode::InvalidArgument,
                     "this is a folder, pipe or device and no tokenizer: put the tokenizer's file in its place", chosen.string()};
    VERNIER_ASSIGN(const TokenizerConfig config, readTokenizerConfig(folder));
    return file->open(chosen, config);
}

} // namespace vernier
