// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/project/json_place.h"

#include "core/base/strings.h"
#include "core/io/posix_file.h"

#include <algorithm>
#include <limits>
#include <utility>

namespace vernier {

using Json = nlohmann::ordered_json;

namespace {

std::string nearText(const std::string &key, const std::vector<std::string> &known)
{
    const std::string nearest = nearestName(key, known);
    return nearest.empty() ? std::string() : "; did you mean \"" + nearest + "\"?";
}

} // namespace

Place Place::child(std::string_view key) const
{
    return {where, path.empty() ? std::string(key) : path + "." + std::string(key)};
}

Place Place::element(std::size_t index) const
{
    return {where, path + "[" + std::to_string(index) + "]"};
}

Error Place::error(const std::string &message) const
{
    return {ErrorCode::InvalidArgument, (path.empty() ? "the document" : path) + message, where};
}

Error Place::wrongType(const Json &value, std::string_view expected) const
{
    return error(" is " + std::string(value.type_name()) + "; expected " + std::string(expected));
}

Result<void> checkObject(const Json &json, const Place &place, std::vector<std::string> known)
{
    if (!json.is_object())
        return place.wrongType(json, "an object");
    for (const auto &[key, value] : json.items()) {
        if (std::find(known.begin(), known.end(), key) == known.end())
            return place.error(" has an unknown key \"" + printable(key) + "\"" + nearText(printable(key), known));
    }
    return {};
}

const Json *member(const Json &object, std::string_view key)
{
    const auto found = object.find(key);
    return found == object.end() || found->is_null() ? nullptr : &*found;
}

Result<void> readString(const Json &object, std::string_view key, const Place &place, std::string &out)
{
    const Json *value = member(object, key);
    if (!value)
        return {};
    if (!value->is_string())
        return place.child(key).wrongType(*value, "a string");
    out = value->get_ref<const std::string &>();
    return {};
}

Result<void> readInteger(const Json &object, std::string_view key, std::int64_t low, const Place &place, std::optional<std::int64_t> &out)
{
    const Json *value = member(object, key);
    if (!value)
        return {};
    if (!value->is_number_integer())
        return place.child(key).wrongType(*value, "an integer");
    const bool fits = value->is_number_unsigned() ? std::in_range<std::int64_t>(value->get<std::uint64_t>()) : true;
    if (!fits || value->get<std::int64_t>() < low)
        return place.child(key).error(" is " + value->dump() + "; it must lie in " + std::to_string(low) + " to "
                                      + std::to_string(std::numeric_limits<std::int64_t>::max()));
    out = value->get<std::int64_t>();
    return {};
}

Result<void> readNumber(const Json &object, std::string_view key, const Place &place, std::optional<double> &out)
{
    const Json *value = member(object, key);
    if (!value)
        return {};
    if (!value->is_number())
        return place.child(key).wrongType(*value, "a number");
    out = value->get<double>();
    return {};
}

} // namespace vernier
