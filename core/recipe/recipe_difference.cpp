// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/recipe/recipe_difference.h"

#include "core/recipe/recipe_fields.h"

#include <algorithm>
#include <unordered_map>
#include <unordered_set>

namespace vernier {

namespace {

std::string valueText(bool value)
{
    return value ? "true" : "false";
}
std::string valueText(int value)
{
    return std::to_string(value);
}
std::string valueText(std::int64_t value)
{
    return std::to_string(value);
}
std::string valueText(std::uint32_t value)
{
    return std::to_string(value);
}
std::string valueText(double value)
{
    return nlohmann::json(value).dump(); // the shortest text that reads back the same
}
std::string valueText(const std::string &value)
{
    return value;
}
std::string valueText(WeightMethod value)
{
    return std::string(toString(value));
}
std::string valueText(AntiMethod value)
{
    return std::string(toString(value));
}
std::string valueText(const std::vector<std::string> &values)
{
    std::string text;
    for (const std::string &value : values)
        text += (text.empty() ? "" : ", ") + value;
    return text.empty() ? "none" : text;
}
template <typename T>
std::string valueText(const std::optional<T> &value)
{
    return value ? valueText(*value) : "none";
}
std::string valueText(const FlexConfig &value)
{
    return "alpha " + valueText(value.alpha) + ", beta " + valueText(value.beta);
}

std::string chainText(const std::vector<ChainCall> &chain)
{
    std::string text;
    for (const ChainCall &call : chain)
        text += (text.empty() ? "" : ", ") + toString(call);
    return text.empty() ? "none" : text;
}

class Collector
{
public:
    void value(std::string key, std::string before, std::string after)
    {
        m_changes.push_back({RecipeChange::Kind::Value, std::move(key), std::move(before), std::move(after), {}});
    }

    /// Every field that differs, but for those in `except`.
    template <typename Struct>
    void fields(const std::string &prefix, const Struct &before, const Struct &after, std::string_view except = {})
    {
        forEachField<Struct>([&](const auto &field) {
            const auto &a = before.*(field.member);
            const auto &b = after.*(field.member);
            if (field.key != except && !(a == b))
                value(prefix + std::string(field.key), valueText(a), valueText(b));
        });
    }

    void fallback(const std::vector<std::string> &before, const std::vector<std::string> &after)
    {
        const auto missingFrom = [](const std::vector<std::string> &from, const std::vector<std::string> &names) {
            const std::unordered_set<std::string_view> known(from.begin(), from.end());
            std::vector<std::string> missing;
            std::copy_if(names.begin(), names.end(), std::back_inserter(missing),
                         [&known](const std::string &name) { return !known.contains(name); });
            return missing;
        };
        const std::vector<std::string> added = missingFrom(before, after);
        const std::vector<std::string> removed = missingFrom(after, before);
        if (!added.empty())
            m_changes.push_back({RecipeChange::Kind::Fallback, "disable_names", {}, "float", added});
        if (!removed.empty())
            m_changes.push_back({RecipeChange::Kind::Fallback, "disable_names", "float", {}, removed});
        if (added.empty() && removed.empty() && before != after)
            m_changes.push_back({RecipeChange::Kind::Order, "disable_names", valueText(before), valueText(after), {}});
    }

    void mix(const MixConfig &before, const MixConfig &after)
    {
        const auto typesOf = [](const MixConfig &mix) {
            std::unordered_map<std::string_view, std::string_view> types;
            for (const auto &[pattern, type] : mix)
                types.emplace(pattern, type); // the first of two with the same pattern decides
            return types;
        };
        const auto old = typesOf(before);
        const auto now = typesOf(after);
        const auto type = [](const auto &types, const std::string &pattern) {
            const auto found = types.find(pattern);
            return std::string(found == types.end() ? std::string_view() : found->second);
        };
        // Entries that changed alike are one change, in the order in which the first of them appears.
        std::vector<RecipeChange> changes;
        const auto note = [&](const std::string &pattern) {
            RecipeChange change{RecipeChange::Kind::Mix, "mix_cfg", type(old, pattern), type(now, pattern), {}};
            if (change.before == change.after)
                return;
            auto same = std::find_if(changes.begin(), changes.end(), [&change](const RecipeChange &other) {
                return other.before == change.before && other.after == change.after;
            });
            if (same == changes.end())
                same = changes.insert(changes.end(), std::move(change));
            if (std::find(same->names.begin(), same->names.end(), pattern) == same->names.end())
                same->names.push_back(pattern);
        };
        for (const auto &[pattern, ignored] : before)
            note(pattern);
        for (const auto &[pattern, ignored] : after) {
            if (!old.contains(pattern))
                note(pattern);
        }
        mixOrder(before, after, old, now, changes.empty());
        m_changes.insert(m_changes.end(), std::make_move_iterator(changes.begin()), std::make_move_iterator(changes.end()));
    }

    std::vector<RecipeChange> take() { return std::move(m_changes); }

private:
    template <typename Types>
    void mixOrder(const MixConfig &before, const MixConfig &after, const Types &old, const Types &now, bool nothingElse)
    {
        const auto common = [](const MixConfig &mix, const Types &other) {
            std::vector<std::string> patterns;
            for (const auto &[pattern, ignored] : mix) {
                if (other.contains(pattern))
                    patterns.push_back(pattern);
            }
            return patterns;
        };
        const std::vector<std::string> first = common(before, now);
        const std::vector<std::string> second = common(after, old);
        if (first != second || (nothingElse && before != after))
            m_changes.push_back({RecipeChange::Kind::Order, "mix_cfg", valueText(first), valueText(second), {}});
    }

    std::vector<RecipeChange> m_changes;
};

std::string antiOutlierText(const std::optional<AntiOutlierConfig> &config)
{
    return config ? std::string(toString(config->antiMethod)) : "off";
}

std::string counted(std::size_t count, std::string_view noun)
{
    return std::to_string(count) + ' ' + std::string(noun) + (count == 1 ? "" : "s");
}

} // namespace

std::vector<RecipeChange> recipeDifference(const Recipe &before, const Recipe &after)
{
    Collector collector;
    if (before.version != after.version)
        collector.value("version", valueText(before.version), valueText(after.version));
    collector.fields({}, before.quantConfig, after.quantConfig, "disable_names");
    if (before.chain != after.chain)
        collector.value("chain", chainText(before.chain), chainText(after.chain));
    if (before.antiOutlier.has_value() != after.antiOutlier.has_value())
        collector.value("anti_outlier", antiOutlierText(before.antiOutlier), antiOutlierText(after.antiOutlier));
    else if (before.antiOutlier)
        collector.fields("anti_outlier.", *before.antiOutlier, *after.antiOutlier);
    if (before.disableLevel != after.disableLevel)
        collector.value("disable_level", before.disableLevel, after.disableLevel);
    collector.fallback(before.quantConfig.disableNames, after.quantConfig.disableNames);
    collector.mix(before.mixCfg, after.mixCfg);
    collector.fields("calibration.", before.calibration, after.calibration);
    if (before.loadDtype != after.loadDtype)
        collector.value("load_dtype", std::string(toString(before.loadDtype)), std::string(toString(after.loadDtype)));
    collector.fields("improvements.", before.improvements, after.improvements);
    return collector.take();
}

std::string toString(const ChainCall &call)
{
    std::string arguments;
    std::visit(
        [&arguments](const auto &method) {
            using Method = std::decay_t<decltype(method)>;
            const Method defaults{};
            forEachField<Method>([&](const auto &field) {
                if (method.*(field.member) != defaults.*(field.member))
                    arguments += (arguments.empty() ? "" : ", ") + std::string(field.key) + "=" + valueText(method.*(field.member));
            });
        },
        call);
    return std::string(methodName(call)) + "(" + arguments + ")";
}

std::string toString(const RecipeChange &change)
{
    const auto orNone = [](const std::string &text) { return text.empty() ? std::string("none") : text; };
    switch (change.kind) {
    case RecipeChange::Kind::Fallback:
        return counted(change.names.size(), "layer") + (change.before.empty() ? " more in float" : " less in float");
    case RecipeChange::Kind::Mix:
        return "mix_cfg "
            + (change.names.size() == 1 ? '"' + change.names.front() + '"' : "of " + std::to_string(change.names.size()) + " layers or patterns")
            + ": " + orNone(change.before) + " → " + orNone(change.after);
    case RecipeChange::Kind::Order: return change.key + " in another order";
    case RecipeChange::Kind::Value: break;
    }
    return change.key + ' ' + change.before + " → " + change.after;
}

std::string toString(std::span<const RecipeChange> changes)
{
    std::string text;
    for (const RecipeChange &change : changes)
        text += (text.empty() ? "" : "; ") + toString(change);
    return text.empty() ? "no change" : text;
}

} // namespace vernier
