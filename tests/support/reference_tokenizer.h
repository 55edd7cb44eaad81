// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/text/sentencepiece_tokenizer.h"

// The tokenizer that the losses of shared/data were measured with.

namespace vernier::test {

/// As the checkpoint says, but for aidreams260k: some of its documents end in the letters `</s>`, which were taken as
/// letters there, as SentencePiece does; tokenizer.json makes the end-of-text token of them.
inline Result<std::shared_ptr<const Tokenizer>> openReferenceTokenizer(const std::filesystem::path &folder)
{
    if (folder.filename() != "aidreams260k")
        return openTokenizer(folder);
    VERNIER_ASSIGN(const TokenizerConfig config, readTokenizerConfig(folder));
    return openSentencePieceTokenizer(folder / "tokenizer.model", config);
}

} // namespace vernier::test
