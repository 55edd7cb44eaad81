// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/json_fields.h"

#include "core/text/unicode.h"

namespace vernier {

Error badField(std::string_view key, std::string_view expected, const std::string &where)
{
    return {ErrorCode::CorruptFile, "`" + std::string(key) + "` must be " + std::string(expected), where};
}

const nlohmann::json *findField(const nlohmann::json &object, std::string_view key)
{
    const auto found = object.find(key);
    return found == object.end() || found->is_null() ? nullptr : &*found;
}

Result<std::string> stringField(const nlohmann::json &object, std::string_view key, const std::string &where)
{
    const nlohmann::json *value = findField(object, key);
    if (!value || !value->is_string())
        return badField(key, "a string", where);
    return value->get_ref<const std::string &>();
}

Result<std::optional<std::string>> optionalStringField(const nlohmann::json &object, std::string_view key,
                                                       const std::string &where)
{
    if (!findField(object, key))
        return std::optional<std::string>();
    VERNIER_ASSIGN(std::string text, stringField(object, key, where));
    return std::optional<std::string>(std::move(text));
}

Result<bool> boolField(const nlohmann::json &object, std::string_view key, bool fallback, const std::string &where)
{
    VERNIER_ASSIGN(const std::optional<bool> value, optionalBoolField(object, key, where));
    return value.value_or(fallback);
}

Result<std::optional<bool>> optionalBoolField(const nlohmann::json &object, std::string_view key,
                                              const std::string &where)
{
    const nlohmann::json *value = findField(object, key);
    if (!value)
        return std::optional<bool>();
    if (!value->is_boolean())
        return badField(key, "true or false", where);
    return std::optional<bool>(value->get<bool>());
}

std::optional<std::int64_t> integerIn(const nlohmann::json &value, std::int64_t low, std::int64_t high)
{
    if (value.is_number_unsigned()) {
        const auto number = value.get<std::uint64_t>();
        if (high < 0 || number > static_cast<std::uint64_t>(high))
            return {};
        const auto integer = static_cast<std::int64_t>(number);
        return integer < low ? std::nullopt : std::optional(integer);
    }
    if (!value.is_number_integer())
        return {};
    const auto integer = value.get<std::int64_t>();
    return integer < low || integer > high ? std::nullopt : std::optional(integer);
}

Result<std::int64_t> integerField(const nlohmann::json &object, std::string_view key, std::int64_t low,
                                  std::int64_t high, std::int64_t fallback, const std::string &where)
{
    const nlohmann::json *value = findField(object, key);
    if (!value)
        return fallback;
    const std::optional<std::int64_t> integer = integerIn(*value, low, high);
    if (!integer)
        return badField(key, "a whole number from " + std::to_string(low) + " to " + std::to_string(high), where);
    return *integer;
}

Result<std::string> characterField(const nlohmann::json &object, std::string_view key, std::string_view fallback,
                                   const std::string &where)
{
    if (!findField(object, key))
        return std::string(fallback);
    VERNIER_ASSIGN(std::string text, stringField(object, key, where));
    if (text.empty() || utf8Step(text, 0).length != text.size())
        return badField(key, "one character", where);
    return text;
}

} // namespace vernier
