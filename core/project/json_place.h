// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <nlohmann/json.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// Reading a project's values with messages that say where they stand.

namespace vernier {

/// Where a value stands: the document, and the keys to it.
struct Place
{
    const std::string &where;
    std::string path;

    [[nodiscard]] Place child(std::string_view key) const;
    [[nodiscard]] Place element(std::size_t index) const;
    [[nodiscard]] Error error(const std::string &message) const;
    [[nodiscard]] Error wrongType(const nlohmann::ordered_json &value, std::string_view expected) const;
};

/// Refuses what is no object, or has other keys than these.
[[nodiscard]] Result<void> checkObject(const nlohmann::ordered_json &json, const Place &place, std::vector<std::string> known);

/// The value of a key; null if it is missing or null.
[[nodiscard]] const nlohmann::ordered_json *member(const nlohmann::ordered_json &object, std::string_view key);

// Without the key, `out` stays as it is.

[[nodiscard]] Result<void> readString(const nlohmann::ordered_json &object, std::string_view key, const Place &place, std::string &out);
/// An integer in [low, 2^63 - 1].
[[nodiscard]] Result<void> readInteger(const nlohmann::ordered_json &object, std::string_view key, std::int64_t low, const Place &place,
                                       std::optional<std::int64_t> &out);
[[nodiscard]] Result<void> readNumber(const nlohmann::ordered_json &object, std::string_view key, const Place &place, std::optional<double> &out);

} // namespace vernier
