// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/config_keys.h"

#include <nlohmann/json.hpp>

#include <cmath>

namespace vernier {

namespace {

std::string shortDump(const nlohmann::json &value)
{
    constexpr std::size_t kLongest = 60;
    std::string text = value.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
    if (text.size() > kLongest)
        text = text.substr(0, kLongest) + "…";
    return text;
}

} // namespace

ConfigKeys::ConfigKeys(const nlohmann::json &object, std::string where, std::span<const KeyAlias> aliases)
    : m_object(object)
    , m_where(std::move(where))
    , m_aliases(aliases)
{}

std::string_view ConfigKeys::spelling(std::string_view key) const
{
    std::string_view spelt = key;
    for (const KeyAlias &alias : m_aliases) {
        if (alias.key != key)
            continue;
        if (m_object.contains(alias.alias))
            return alias.alias;
        if (!m_object.contains(key))
            spelt = alias.alias; // what is missing is called as the family calls it
    }
    return spelt;
}

const nlohmann::json *ConfigKeys::find(std::string_view key) const
{
    const auto found = m_object.find(spelling(key));
    return found == m_object.end() || found->is_null() ? nullptr : &*found;
}

std::int64_t ConfigKeys::integer(std::string_view key, std::int64_t low, std::int64_t high, std::optional<std::int64_t> fallback)
{
    const nlohmann::json *value = find(key);
    if (!value) {
        if (!fallback)
            fail(key, "is missing");
        return fallback.value_or(low);
    }
    if (!value->is_number_integer() || *value < low || *value > high) {
        fail(key, "is " + shortDump(*value) + "; expected an integer from " + std::to_string(low) + " to " + std::to_string(high));
        return low;
    }
    return value->get<std::int64_t>();
}

double ConfigKeys::number(std::string_view key, double low, double high, double fallback)
{
    const nlohmann::json *value = find(key);
    if (!value)
        return fallback;
    const double read = value->is_number() ? value->get<double>() : std::nan("");
    if (!(read >= low && read <= high)) {
        fail(key, "is " + shortDump(*value) + "; expected a number from " + std::to_string(low) + " to " + std::to_string(high));
        return fallback;
    }
    return read;
}

bool ConfigKeys::boolean(std::string_view key, bool fallback)
{
    const nlohmann::json *value = find(key);
    if (!value)
        return fallback;
    if (!value->is_boolean()) {
        fail(key, "is " + shortDump(*value) + "; expected true or false");
        return fallback;
    }
    return value->get<bool>();
}

std::string ConfigKeys::string(std::string_view key, std::string fallback)
{
    const nlohmann::json *value = find(key);
    if (!value)
        return fallback;
    if (!value->is_string()) {
        fail(key, "is " + shortDump(*value) + "; expected a string");
        return fallback;
    }
    return value->get<std::string>();
}

void ConfigKeys::fail(std::string_view key, const std::string &what, ErrorCode code)
{
    if (!m_error)
        m_error = Error{code, "\"" + std::string(spelling(key)) + "\" " + what, m_where};
}

} // namespace vernier
