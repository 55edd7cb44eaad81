// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <nlohmann/json_fwd.hpp>

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

// Keys of config.json, each checked as it is read.

namespace vernier {

/// A family's own spelling of a key.
struct KeyAlias
{
    std::string_view key;   ///< as most families spell it: "hidden_size"
    std::string_view alias; ///< "n_embd"; where the file has both, this one counts
};

/// Reads keys of one JSON object; remembers the first thing that is wrong. An explicit null is like a missing key.
class ConfigKeys
{
public:
    /// object and aliases must live longer.
    ConfigKeys(const nlohmann::json &object, std::string where, std::span<const KeyAlias> aliases = {});

    [[nodiscard]] bool has(std::string_view key) const { return find(key) != nullptr; }
    /// The value, or null.
    [[nodiscard]] const nlohmann::json *find(std::string_view key) const;

    /// In [low, high]; without a fallback a missing key is an error.
    std::int64_t integer(std::string_view key, std::int64_t low, std::int64_t high, std::optional<std::int64_t> fallback);
    double number(std::string_view key, double low, double high, double fallback);
    bool boolean(std::string_view key, bool fallback);
    std::string string(std::string_view key, std::string fallback);

    /// what: goes on where the key's name ends, "is missing".
    void fail(std::string_view key, const std::string &what, ErrorCode code = ErrorCode::InvalidArgument);
    [[nodiscard]] const std::optional<Error> &error() const { return m_error; }

private:
    [[nodiscard]] std::string_view spelling(std::string_view key) const;

    const nlohmann::json &m_object;
    std::string m_where;
    std::span<const KeyAlias> m_aliases;
    std::optional<Error> m_error;
};

} // namespace vernier
