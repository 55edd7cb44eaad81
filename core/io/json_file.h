// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <nlohmann/json.hpp>

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>

// JSON that others wrote, read without trusting it; one of the places where exceptions of nlohmann::json end.

namespace vernier {

/// Largest text file read whole unless the caller says otherwise: three times the largest tokenizer.json we know.
inline constexpr std::size_t kMaxTextFileBytes = std::size_t{64} << 20;
/// Deepest nesting of objects and arrays; real model files stay below 10.
inline constexpr std::size_t kMaxJsonDepth = 64;

/// The whole file as bytes.
/// Errors: NotFound, Io, InvalidArgument (a folder, FIFO or device), Unsupported (larger than maxBytes).
[[nodiscard]] Result<std::string> readTextFile(const std::filesystem::path &path,
                                               std::size_t maxBytes = kMaxTextFileBytes);

/// One JSON value; `where` (file name, key) goes into the error, which also names line and byte.
/// Errors: CorruptFile (syntax, text that is not UTF-8, duplicate key, nesting beyond kMaxJsonDepth, number out of
/// range).
[[nodiscard]] Result<nlohmann::json> parseJson(std::string_view text, std::string where);
/// The same with the keys in the order of the text. Look up by iteration where an object is large: ordered_json
/// searches its keys one by one.
[[nodiscard]] Result<nlohmann::ordered_json> parseOrderedJson(std::string_view text, std::string where);

/// readTextFile and parseJson with the path as `where`.
[[nodiscard]] Result<nlohmann::json> readJsonFile(const std::filesystem::path &path,
                                                  std::size_t maxBytes = kMaxTextFileBytes);
[[nodiscard]] Result<nlohmann::ordered_json> readOrderedJsonFile(const std::filesystem::path &path,
                                                                 std::size_t maxBytes = kMaxTextFileBytes);

} // namespace vernier
