// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <string_view>

// GPT-2's way to write any byte as a visible character: 256 characters stand for the 256 bytes.
// Source: Radford et al. 2019, GPT-2, bytes_to_unicode.

namespace vernier {

/// Every byte written as its character, UTF-8.
[[nodiscard]] std::string bytesAsCharacters(std::string_view bytes);
/// The way back; nothing if a character stands for no byte. The text must be valid UTF-8.
[[nodiscard]] std::optional<std::string> charactersAsBytes(std::string_view text);

} // namespace vernier
