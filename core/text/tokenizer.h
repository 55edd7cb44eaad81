// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

// Text to token ids and back, by the files that a checkpoint brings along.

namespace vernier {

/// Shared as std::shared_ptr<const Tokenizer>; all functions may be called from several threads at once.
class Tokenizer
{
public:
    virtual ~Tokenizer() = default;

    /// text              UTF-8; malformed parts count as U+FFFD.
    /// addSpecialTokens  puts around it what the tokenizer's files say: BOS, EOS, a template.
    /// Errors: Unsupported (a pattern of the tokenizer needs too much backtracking), CorruptFile (an unknown token is
    /// needed and missing).
    [[nodiscard]] virtual Result<std::vector<int>> encode(std::string_view text, bool addSpecialTokens) const = 0;
    /// Special tokens are left out; ids that no token has become U+FFFD. Valid UTF-8.
    [[nodiscard]] virtual std::string decode(std::span<const int> ids) const = 0;
    /// One token for people: blanks as blanks, bytes that are no text by themselves as <0xE4>.
    [[nodiscard]] virtual std::string tokenText(int id) const = 0;
    /// Largest id + 1, added tokens included.
    [[nodiscard]] virtual int vocabularySize() const = 0;
    [[nodiscard]] virtual std::optional<int> beginOfText() const = 0;
    [[nodiscard]] virtual std::optional<int> endOfText() const = 0;
};

/// checkpoint  its folder, or a .gguf file.
/// Opens tokenizer.json, or else tokenizer.model (SentencePiece, or Llama 3's tiktoken ranks), qwen.tiktoken, or vocab.json
/// with merges.txt, with what tokenizer_config.json says about BOS, EOS and added tokens; where a .gguf file has none of
/// them beside it, what is in itself.
/// Errors: NotFound (no such file), CorruptFile, Unsupported (a kind of tokenizer, by name), Io.
[[nodiscard]] Result<std::shared_ptr<const Tokenizer>> openTokenizer(const std::filesystem::path &checkpoint);

} // namespace vernier
