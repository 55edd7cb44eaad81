// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <nlohmann/json.hpp>

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// The `decoder` of tokenizer.json: how the tokens of a vocabulary become text again.

namespace vernier {

class TokenDecoder
{
public:
    virtual ~TokenDecoder() = default;
    /// Changes the tokens of a text in place; the text is what they are when joined.
    virtual void decode(std::vector<std::string> &tokens) const = 0;
    /// What one token contributes wherever it stands: bytes, not always UTF-8; nothing is cut off at its ends.
    [[nodiscard]] virtual std::string bytesOf(std::string token) const = 0;
};

/// Sequence, ByteLevel, ByteFallback, Replace, Fuse, Strip, Metaspace.
/// Errors: CorruptFile (wrong types), Unsupported (any other decoder, by name).
[[nodiscard]] Result<std::shared_ptr<const TokenDecoder>> makeTokenDecoder(const nlohmann::json &description,
                                                                           const std::string &where);

/// The decoder of a SentencePiece model with byte fallback: U+2581 is a blank, <0xE4> a byte.
/// stripFirst: the blank that encoding puts before a text is taken away again.
[[nodiscard]] std::shared_ptr<const TokenDecoder> makeSentencePieceDecoder(bool stripFirst);

/// "<0xE4>" names the byte E4.
[[nodiscard]] std::optional<char> byteNamedBy(std::string_view token);
/// "<0xE4>" for the byte E4.
[[nodiscard]] std::string byteName(unsigned char byte);

/// Bytes as people can read them: valid UTF-8 as it is, every other byte as <0xE4>.
[[nodiscard]] std::string showBytes(std::string_view bytes);

} // namespace vernier
