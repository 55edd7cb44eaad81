// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

// Text from outside, made safe to stand in a generated file.

namespace vernier {

/// `text` in double quotes and ASCII, with the escapes that Python and YAML share; both read the text back.
/// Bytes that are not UTF-8 become U+FFFD.
[[nodiscard]] std::string quotedText(std::string_view text);

} // namespace vernier
