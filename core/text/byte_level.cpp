// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/byte_level.h"

#include "core/text/unicode.h"

#include <array>

namespace vernier {

namespace {

constexpr std::size_t kCharacterLimit = 256 + 68; // 68 bytes are invisible and move behind the first 256 characters

struct ByteTable
{
    std::array<std::string, 256> utf8;
    std::array<int, kCharacterLimit> byteOf; ///< -1: no byte

    ByteTable()
    {
        byteOf.fill(-1);
        char32_t next = 256;
        for (int byte = 0; byte < 256; ++byte) {
            const bool visible = (byte >= '!' && byte <= '~') || (byte >= 0xA1 && byte <= 0xFF && byte != 0xAD);
            const char32_t character = visible ? static_cast<char32_t>(byte) : next++;
            appendCharacter(utf8[static_cast<std::size_t>(byte)], character);
            byteOf[character] = byte;
        }
    }
};

const ByteTable &byteTable()
{
    static const ByteTable table;
    return table;
}

} // namespace

std::string bytesAsCharacters(std::string_view bytes)
{
    const ByteTable &table = byteTable();
    std::string text;
    text.reserve(bytes.size() + bytes.size() / 4);
    for (const char byte : bytes)
        text += table.utf8[static_cast<unsigned char>(byte)];
    return text;
}

std::optional<std::string> charactersAsBytes(std::string_view text)
{
    const ByteTable &table = byteTable();
    std::string bytes;
    for (std::size_t at = 0; at < text.size();) {
        const char32_t character = nextCharacter(text, at);
        if (character >= kCharacterLimit || table.byteOf[character] < 0)
            return {};
        bytes += static_cast<char>(table.byteOf[character]);
    }
    return bytes;
}

} // namespace vernier
