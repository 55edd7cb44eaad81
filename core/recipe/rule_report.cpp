// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/recipe/rule_report.h"

#include "core/base/strings.h"

#include <algorithm>
#include <map>
#include <unordered_map>

namespace vernier {

namespace {

constexpr int kNobody = -1;

class Reporter
{
public:
    Reporter(const Recipe &recipe, std::span<const LayerInfo> layers, const Plan *plan)
        : m_recipe(recipe)
        , m_layers(layers)
        , m_plan(plan)
        , m_owner(layers.size(), kNobody)
    {
        for (std::size_t i = 0; i < layers.size(); ++i)
            m_index.emplace(layers[i].name, static_cast<int>(i));
        // What the chain makes of the configuration counts; what does not resolve counts as it stands.
        const Result<ResolvedConfig> resolved = resolve(recipe.quantConfig, recipe.chain);
        m_config = resolved ? resolved->config : recipe.quantConfig;
        m_type = resolved ? fileSpelling(resolved->type) : std::string();
        m_mix = effectiveMix(recipe, layers);
    }

    std::vector<RuleReport> run()
    {
        for (std::size_t k = 0; k < m_config.disableNames.size(); ++k)
            add(Reason::DisableNames, m_config.disableNames[k], "float", k, exact(m_config.disableNames[k]));
        addLastLinear();
        addLevel();
        for (const bool exactNames : {true, false}) {
            for (std::size_t k = 0; k < m_mix.size(); ++k) {
                const auto &[pattern, type] = m_mix[k];
                if (m_index.contains(pattern) == exactNames)
                    add(exactNames ? Reason::MixExact : Reason::MixGlob, pattern, type, k, exactNames ? exact(pattern) : glob(pattern));
            }
        }
        add(Reason::Base, {}, m_type, 0, everything());
        if (m_rules.back().state == RuleReport::State::Partial) // it is there for the rest
            m_rules.back().state = RuleReport::State::Active;
        return std::move(m_rules);
    }

private:
    [[nodiscard]] std::vector<int> exact(const std::string &name) const
    {
        const auto found = m_index.find(name);
        return found == m_index.end() ? std::vector<int>{} : std::vector<int>{found->second};
    }

    [[nodiscard]] std::vector<int> glob(const std::string &pattern) const
    {
        std::vector<int> matching;
        for (std::size_t i = 0; i < m_layers.size(); ++i) {
            if (globMatch(pattern, m_layers[i].name))
                matching.push_back(static_cast<int>(i));
        }
        return matching;
    }

    [[nodiscard]] std::vector<int> everything() const
    {
        std::vector<int> all(m_layers.size());
        for (std::size_t i = 0; i < all.size(); ++i)
            all[i] = static_cast<int>(i);
        return all;
    }

    void addLastLinear()
    {
        std::vector<int> last;
        if (m_config.disableLastLinear && !m_layers.empty())
            last.push_back(static_cast<int>(m_layers.size()) - 1);
        add(Reason::LastLinear, {}, "float", 0, std::move(last));
        if (!m_config.disableLastLinear)
            m_rules.back().state = RuleReport::State::Off;
    }

    /// disable_level never takes a layer that is in float already, so what it matches is what it decides.
    void addLevel()
    {
        std::vector<int> chosen;
        if (m_plan) {
            for (std::size_t i = 0; i < std::min(m_layers.size(), m_plan->layers.size()); ++i) {
                if (m_plan->layers[i].reason == Reason::DisableLevel)
                    chosen.push_back(static_cast<int>(i));
            }
        }
        const bool none = chosen.empty();
        add(Reason::DisableLevel, m_recipe.disableLevel, "float", 0, std::move(chosen));
        if (m_recipe.disableLevel == "L0")
            m_rules.back().state = RuleReport::State::Off;
        else if (none)
            m_rules.back().state = RuleReport::State::Unknown;
    }

    void add(Reason reason, const std::string &subject, const std::string &type, std::size_t index, std::vector<int> matching)
    {
        RuleReport rule;
        rule.reason = reason;
        rule.subject = subject;
        rule.type = type;
        rule.index = index;
        rule.matching = std::move(matching);
        std::map<int, std::size_t> lost; // to which rule how many
        const int self = static_cast<int>(m_rules.size());
        for (const int layer : rule.matching) {
            int &owner = m_owner[static_cast<std::size_t>(layer)];
            if (owner == kNobody) {
                owner = self;
                rule.deciding.push_back(layer);
            } else {
                ++lost[owner];
            }
        }
        rule.state = rule.matching.empty() ? RuleReport::State::Unmatched
            : rule.deciding.empty()        ? RuleReport::State::Shadowed
            : lost.empty()                 ? RuleReport::State::Active
                                           : RuleReport::State::Partial;
        if (!lost.empty()) {
            const auto most = std::max_element(lost.begin(), lost.end(), [](const auto &a, const auto &b) { return a.second < b.second; });
            rule.strongest = m_rules[static_cast<std::size_t>(most->first)].text();
        }
        m_rules.push_back(std::move(rule));
    }

    const Recipe &m_recipe;
    std::span<const LayerInfo> m_layers;
    const Plan *m_plan;
    QuantConfig m_config;
    std::string m_type; ///< of the base; empty: it does not resolve
    MixConfig m_mix;
    std::unordered_map<std::string_view, int> m_index;
    std::vector<int> m_owner; ///< for each layer the rule that has it
    std::vector<RuleReport> m_rules;
};

} // namespace

std::string RuleReport::text() const
{
    switch (reason) {
    case Reason::DisableNames: return "disable_names \"" + subject + '"';
    case Reason::LastLinear: return "disable_last_linear";
    case Reason::DisableLevel: return "disable_level " + subject;
    case Reason::MixExact:
    case Reason::MixGlob: return "mix_cfg \"" + subject + "\": " + type;
    case Reason::Base: break;
    }
    return "quant_config";
}

std::vector<RuleReport> ruleReport(const Recipe &recipe, std::span<const LayerInfo> layers, const Plan *plan)
{
    return Reporter(recipe, layers, plan).run();
}

} // namespace vernier
