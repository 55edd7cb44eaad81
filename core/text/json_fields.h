// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <nlohmann/json.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

// Reading the keys of a JSON object whose types nobody promised. `where` is the file and the object's place in it.

namespace vernier {

/// CorruptFile: "`key` must be <expected>".
[[nodiscard]] Error badField(std::string_view key, std::string_view expected, const std::string &where);

/// The value of `key`; nullptr when the key is missing, its value null, or `object` not an object.
[[nodiscard]] const nlohmann::json *findField(const nlohmann::json &object, std::string_view key);

[[nodiscard]] Result<std::string> stringField(const nlohmann::json &object, std::string_view key,
                                              const std::string &where);
[[nodiscard]] Result<std::optional<std::string>> optionalStringField(const nlohmann::json &object, std::string_view key,
                                                                     const std::string &where);
[[nodiscard]] Result<bool> boolField(const nlohmann::json &object, std::string_view key, bool fallback,
                                     const std::string &where);
[[nodiscard]] Result<std::optional<bool>> optionalBoolField(const nlohmann::json &object, std::string_view key,
                                                            const std::string &where);

/// The integer in [low, high] that `value` holds; nothing for every other number or type.
[[nodiscard]] std::optional<std::int64_t> integerIn(const nlohmann::json &value, std::int64_t low, std::int64_t high);
[[nodiscard]] Result<std::int64_t> integerField(const nlohmann::json &object, std::string_view key, std::int64_t low,
                                                std::int64_t high, std::int64_t fallback, const std::string &where);
/// A string of exactly one character.
[[nodiscard]] Result<std::string> characterField(const nlohmann::json &object, std::string_view key,
                                                 std::string_view fallback, const std::string &where);

} // namespace vernier
