// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/strings.h"
#include "core/io/json_file.h"
#include "core/recipe/recipe_fields.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <utility>

// Reading and writing of recipes as JSON, with Python's idea of types: a bool is no int.

namespace vernier {

namespace {

using Json = nlohmann::ordered_json;

constexpr std::array<std::string_view, 9> kRecipeKeys{"version", "quant_config", "chain",      "anti_outlier", "disable_level",
                                                     "mix_cfg", "calibration",  "load_dtype", "improvements"};
constexpr std::size_t kMaxShown = 60;             // bytes of a value or key repeated in a message
constexpr std::size_t kMaxRecipeBytes = 16 << 20; // far above a recipe that names every layer of the largest model

std::string shortened(std::string_view text)
{
    if (text.size() <= kMaxShown)
        return std::string(text);
    std::size_t end = kMaxShown;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) // not inside a UTF-8 character
        --end;
    return std::string(text.substr(0, end)) + "...";
}

/// The value as a message shows it; nested values only by kind, so their depth does not matter.
std::string shown(const Json &value)
{
    switch (value.type()) {
    case Json::value_t::object: return "an object";
    case Json::value_t::array: return "an array";
    case Json::value_t::string:
        return std::string("\"") + shortened(value.get_ref<const std::string &>()) + "\" (a string)";
    case Json::value_t::number_float: return value.dump() + " (a float)";
    default: return value.dump();
    }
}

/// Where a value stands: the document, and the keys to it.
struct Place
{
    const std::string &where;
    std::string path;

    [[nodiscard]] Place child(std::string_view key) const
    {
        return {where, path.empty() ? shortened(key) : path + "." + shortened(key)};
    }
    [[nodiscard]] Error error(std::string message) const
    {
        return {ErrorCode::InvalidArgument, std::move(message), where};
    }
    [[nodiscard]] Error wrongType(const Json &value, std::string_view expected) const
    {
        return error((path.empty() ? "the document" : path) + " is " + shown(value) + "; expected "
                     + std::string(expected));
    }
};

/// The known name that `name` is a part of ("method" of "anti_method"), else the nearest; empty if none is near.
std::string suggestion(const std::string &name, const std::vector<std::string> &known)
{
    const auto part =
        std::find_if(known.begin(), known.end(), [&](const std::string &k) { return k.find(name) != k.npos; });
    return part != known.end() && name.size() > 2 ? *part : nearestName(name, known);
}

/// What to write instead: the suggestion, or all there is.
std::string remedy(const std::string &name, const std::vector<std::string> &known)
{
    if (const std::string near = suggestion(name, known); !near.empty())
        return "; did you mean \"" + near + "\"?";
    std::string all;
    for (const std::string &k : known)
        all += (all.empty() ? "" : ", ") + k;
    return "; known are " + all;
}

/// Every key of `json` must be known.
Result<void> checkKeys(const Json &json, const Place &place, const std::vector<std::string> &known)
{
    for (const auto &[key, value] : json.items()) {
        if (std::find(known.begin(), known.end(), key) == known.end()) {
            return place.error("unknown key \"" + shortened(key) + "\""
                               + (place.path.empty() ? std::string() : " in " + place.path) + remedy(shortened(key), known));
        }
    }
    return {};
}

template <typename Int>
Result<void> readInteger(const Json &json, Int &out, const Place &place)
{
    if (!json.is_number_integer())
        return place.wrongType(json, "an integer");
    bool fits = false;
    if (json.is_number_unsigned())
        fits = std::in_range<Int>(json.get<std::uint64_t>());
    else
        fits = std::in_range<Int>(json.get<std::int64_t>());
    if (!fits) {
        return place.error(place.path + " is " + json.dump() + "; it must lie in "
                           + std::to_string(std::numeric_limits<Int>::min()) + " to "
                           + std::to_string(std::numeric_limits<Int>::max()));
    }
    out = json.get<Int>();
    return {};
}

Result<void> read(const Json &json, int &out, const Place &place, bool)
{
    return readInteger(json, out, place);
}

Result<void> read(const Json &json, std::uint32_t &out, const Place &place, bool)
{
    return readInteger(json, out, place);
}

Result<void> read(const Json &json, std::int64_t &out, const Place &place, bool)
{
    return readInteger(json, out, place);
}

Result<void> read(const Json &json, bool &out, const Place &place, bool)
{
    if (!json.is_boolean())
        return place.wrongType(json, "true or false");
    out = json.get<bool>();
    return {};
}

Result<void> read(const Json &json, double &out, const Place &place, bool intForFloat)
{
    if (!json.is_number_float() && !(intForFloat && json.is_number_integer()))
        return place.wrongType(json, intForFloat ? "a number" : "a float, written with a point, such as 0.05 or 3.0");
    out = json.get<double>();
    if (!std::isfinite(out))
        return place.error(place.path + " is not a finite number");
    return {};
}

Result<void> read(const Json &json, std::string &out, const Place &place, bool)
{
    if (!json.is_string())
        return place.wrongType(json, "a string");
    out = json.get_ref<const std::string &>();
    return {};
}

Result<void> read(const Json &json, std::vector<std::string> &out, const Place &place, bool)
{
    out.clear();
    if (json.is_null())
        return {};
    if (!json.is_array())
        return place.wrongType(json, "a list of strings or null");
    for (std::size_t i = 0; i < json.size(); ++i) {
        if (!json[i].is_string())
            return Place{place.where, place.path + "[" + std::to_string(i) + "]"}.wrongType(json[i], "a string");
        out.push_back(json[i].get_ref<const std::string &>());
    }
    return {};
}

template <typename T>
Result<void> read(const Json &json, std::optional<T> &out, const Place &place, bool intForFloat)
{
    out.reset();
    if (json.is_null())
        return {};
    T value{};
    VERNIER_TRY(read(json, value, place, intForFloat));
    out = value;
    return {};
}

template <typename Enum, typename Values>
Result<void> readEnum(const Json &json, Enum &out, const Place &place, const Values &values)
{
    if (!json.is_string())
        return place.wrongType(json, "a string");
    const std::string &text = json.get_ref<const std::string &>();
    std::vector<std::string> names;
    std::string list;
    for (const Enum value : values) {
        if (toString(value) == text) {
            out = value;
            return {};
        }
        names.emplace_back(toString(value));
        list += (list.empty() ? "" : ", ") + names.back();
    }
    return place.error(place.path + " is \"" + shortened(text) + "\"; allowed are " + list + "; did you mean \""
                       + suggestion(shortened(text), names) + "\"?");
}

Result<void> read(const Json &json, WeightMethod &out, const Place &place, bool)
{
    if (json.is_string() && json.get_ref<const std::string &>() == "AWQ")
        return place.error(place.path
                           + " is \"AWQ\", which msModelSlim has as anti_outlier.anti_method m3, not as a w_method");
    return readEnum(json, out, place, kWeightMethods);
}

Result<void> read(const Json &json, AntiMethod &out, const Place &place, bool)
{
    return readEnum(json, out, place, kAntiMethods);
}

Result<void> read(const Json &json, LoadDtype &out, const Place &place, bool)
{
    return readEnum(json, out, place, kLoadDtypes);
}

/// The members of `json` into the struct; absent keys keep their default.
template <typename Struct>
Result<void> readStruct(const Json &json, Struct &out, const Place &place)
{
    if (!json.is_object())
        return place.wrongType(json, "an object");
    std::vector<std::string> known;
    forEachField<Struct>([&](const auto &field) { known.emplace_back(field.key); });
    VERNIER_TRY(checkKeys(json, place, known));
    Result<void> result;
    forEachField<Struct>([&](const auto &field) {
        const auto found = json.find(field.key);
        if (result && found != json.end())
            result = read(*found, out.*(field.member), place.child(field.key), field.intForFloat);
    });
    return result;
}

Result<void> read(const Json &json, FlexConfig &out, const Place &place, bool)
{
    out = {};
    return json.is_null() ? Result<void>() : readStruct(json, out, place);
}

// Writing. Strings are assumed to be UTF-8, as everything read is.

Json written(int value)
{
    return value;
}
Json written(std::int64_t value)
{
    return value;
}
Json written(std::uint32_t value)
{
    return value;
}
Json written(bool value)
{
    return value;
}
Json written(double value)
{
    return value;
}
Json written(const std::string &value)
{
    return value;
}
Json written(const std::vector<std::string> &value)
{
    return value;
}
Json written(WeightMethod value)
{
    return toString(value);
}
Json written(AntiMethod value)
{
    return toString(value);
}
template <typename Struct>
Json writtenStruct(const Struct &value);
Json written(const FlexConfig &value)
{
    return writtenStruct(value);
}
template <typename T>
Json written(const std::optional<T> &value)
{
    return value ? written(*value) : Json(nullptr);
}

/// The members that differ from the default.
template <typename Struct>
Json writtenStruct(const Struct &value)
{
    Json json = Json::object();
    const Struct defaults{};
    forEachField<Struct>([&](const auto &field) {
        if (value.*(field.member) != defaults.*(field.member))
            json[std::string(field.key)] = written(value.*(field.member));
    });
    return json;
}

/// Tries the alternatives of ChainCall one after the other.
template <std::size_t Index = 0>
Result<ChainCall> readChainCall(const std::string &method, const Json &arguments, const Place &place)
{
    if constexpr (Index < std::variant_size_v<ChainCall>) {
        using Call = std::variant_alternative_t<Index, ChainCall>;
        if (method != Call::kMethod)
            return readChainCall<Index + 1>(method, arguments, place);
        Call call;
        VERNIER_TRY(readStruct(arguments, call, place));
        return ChainCall(call);
    } else {
        const std::vector<std::string> names = []<std::size_t... I>(std::index_sequence<I...>)
        {
            return std::vector<std::string>{std::string(std::variant_alternative_t<I, ChainCall>::kMethod)...};
        }
        (std::make_index_sequence<std::variant_size_v<ChainCall>>());
        return place.error("unknown chain method \"" + shortened(method) + "\"" + remedy(shortened(method), names));
    }
}

Result<void> readChain(const Json &json, std::vector<ChainCall> &out, const Place &place)
{
    if (!json.is_array())
        return place.wrongType(json, "a list of [method, {arguments}]");
    const Json none = Json::object();
    for (std::size_t i = 0; i < json.size(); ++i) {
        const Json &entry = json[i];
        const Place here{place.where, place.path + "[" + std::to_string(i) + "]"};
        if (!entry.is_array() || entry.empty() || entry.size() > 2 || !entry[0].is_string())
            return here.wrongType(entry, "[method, {arguments}], such as [\"kv_quant\", {\"kv_sym\": false}]");
        const std::string &method = entry[0].get_ref<const std::string &>();
        const Json &arguments = entry.size() == 2 ? entry[1] : none;
        VERNIER_ASSIGN(ChainCall call, readChainCall(method, arguments, here.child(method)));
        out.push_back(std::move(call));
    }
    return {};
}

Result<void> readMix(const Json &json, MixConfig &out, const Place &place)
{
    if (!json.is_object())
        return place.wrongType(json, "an object of name patterns and types, such as {\"*down*\": \"w8a16\"}");
    for (const auto &[pattern, type] : json.items()) {
        if (!type.is_string())
            return place.child(pattern).wrongType(type, "a string such as \"w8a16\"");
        out.emplace_back(pattern, type.get_ref<const std::string &>());
    }
    return {};
}

Result<void> readVersion(const Json &json, int &out, const Place &place)
{
    const auto found = json.find("version");
    if (found == json.end())
        return place.error("\"version\" is missing; add \"version\": " + std::to_string(kRecipeVersion));
    VERNIER_TRY(read(*found, out, place.child("version"), false));
    if (out != kRecipeVersion) {
        return Error{ErrorCode::Unsupported,
                     "version is " + std::to_string(out) + "; this program reads recipes of version "
                         + std::to_string(kRecipeVersion),
                     place.where};
    }
    return {};
}

/// Files that are given by mistake: without a version and with nothing of a recipe's.
Result<void> checkIsRecipe(const Json &json, const Place &root)
{
    const auto has = [&json](std::string_view key) { return json.contains(key); };
    if (has("version") || std::any_of(kRecipeKeys.begin(), kRecipeKeys.end(), has))
        return {};
    if (has("model_type") || has("architectures"))
        return root.error("this is no recipe but a model's config.json; a recipe has \"version\" and \"quant_config\"");
    if (json.empty())
        return {}; // the missing version is named
    return root.error("this is no recipe: it has neither \"version\" nor \"quant_config\" nor another key of a recipe");
}

} // namespace

Result<Recipe> parseRecipe(const nlohmann::ordered_json &json, const std::string &where)
{
    const Place root{where, {}};
    if (!json.is_object())
        return root.wrongType(json, "an object with \"version\"");
    VERNIER_TRY(checkIsRecipe(json, root));
    Recipe recipe;
    VERNIER_TRY(readVersion(json, recipe.version, root));
    VERNIER_TRY(checkKeys(json, root, {kRecipeKeys.begin(), kRecipeKeys.end()}));
    const auto member = [&json](const char *key) {
        const auto found = json.find(key);
        return found == json.end() ? nullptr : &*found;
    };
    if (const Json *value = member("quant_config"))
        VERNIER_TRY(readStruct(*value, recipe.quantConfig, root.child("quant_config")));
    if (const Json *value = member("chain"))
        VERNIER_TRY(readChain(*value, recipe.chain, root.child("chain")));
    if (const Json *value = member("anti_outlier"); value && !value->is_null())
        VERNIER_TRY(readStruct(*value, recipe.antiOutlier.emplace(), root.child("anti_outlier")));
    if (const Json *value = member("disable_level"))
        VERNIER_TRY(read(*value, recipe.disableLevel, root.child("disable_level"), false));
    if (const Json *value = member("mix_cfg"))
        VERNIER_TRY(readMix(*value, recipe.mixCfg, root.child("mix_cfg")));
    if (const Json *value = member("calibration"))
        VERNIER_TRY(readStruct(*value, recipe.calibration, root.child("calibration")));
    if (const Json *value = member("load_dtype"))
        VERNIER_TRY(read(*value, recipe.loadDtype, root.child("load_dtype"), false));
    if (const Json *value = member("improvements"))
        VERNIER_TRY(readStruct(*value, recipe.improvements, root.child("improvements")));
    return recipe;
}

Result<Recipe> readRecipe(const std::filesystem::path &path)
{
    VERNIER_ASSIGN(const nlohmann::ordered_json json, readOrderedJsonFile(path, kMaxRecipeBytes));
    return parseRecipe(json, path.string());
}

nlohmann::ordered_json toJson(const Recipe &recipe)
{
    const Recipe defaults;
    Json json = Json::object();
    json["version"] = recipe.version;
    if (recipe.quantConfig != defaults.quantConfig)
        json["quant_config"] = writtenStruct(recipe.quantConfig);
    for (const ChainCall &call : recipe.chain) {
        Json entry = Json::array();
        entry.push_back(methodName(call));
        entry.push_back(std::visit([](const auto &method) { return writtenStruct(method); }, call));
        json["chain"].push_back(std::move(entry));
    }
    if (recipe.antiOutlier)
        json["anti_outlier"] = writtenStruct(*recipe.antiOutlier);
    if (recipe.disableLevel != defaults.disableLevel)
        json["disable_level"] = recipe.disableLevel;
    for (const auto &[pattern, type] : recipe.mixCfg)
        json["mix_cfg"][pattern] = type;
    if (recipe.calibration != defaults.calibration)
        json["calibration"] = writtenStruct(recipe.calibration);
    if (recipe.loadDtype != defaults.loadDtype)
        json["load_dtype"] = toString(recipe.loadDtype);
    if (recipe.improvements != defaults.improvements)
        json["improvements"] = writtenStruct(recipe.improvements);
    return json;
}

namespace {

/// In the order that all recipes of the same content have.
Recipe ordered(Recipe recipe)
{
    std::vector<std::string> &names = recipe.quantConfig.disableNames;
    std::sort(names.begin(), names.end());
    names.erase(std::unique(names.begin(), names.end()), names.end());
    // A full name wins over patterns wherever it stands.
    const auto patterns = std::stable_partition(recipe.mixCfg.begin(), recipe.mixCfg.end(),
                                                [](const auto &rule) { return rule.first.find_first_of("*?[") == std::string::npos; });
    std::sort(recipe.mixCfg.begin(), patterns);
    return recipe;
}

} // namespace

bool sameContent(const Recipe &a, const Recipe &b)
{
    if (a == b)
        return true;
    // Almost all recipes differ in something that has no order, or in length.
    if (a.mixCfg.size() != b.mixCfg.size() || a.disableLevel != b.disableLevel || a.antiOutlier != b.antiOutlier || a.chain != b.chain
        || a.calibration != b.calibration || a.loadDtype != b.loadDtype || a.improvements != b.improvements)
        return false;
    return ordered(a) == ordered(b);
}

std::string contentKey(const Recipe &recipe)
{
    return toJson(ordered(recipe)).dump();
}

} // namespace vernier
