// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/recipe/plan.h"

#include "core/calib/range_score.h"

#include "core/base/check.h"
#include "core/base/strings.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <map>
#include <tuple>
#include <unordered_map>
#include <unordered_set>

namespace vernier {

namespace {

struct Rule
{
    Reason reason;
    std::string text;
};

std::string inQuotes(std::string_view text)
{
    return '"' + std::string(text) + '"';
}

bool hasLatents(std::span<const LayerInfo> layers)
{
    return std::any_of(layers.begin(), layers.end(), [](const LayerInfo &layer) { return layer.role == LayerRole::KvLatent; });
}

/// Everything the layers share while their decisions are made.
class Resolver
{
public:
    Resolver(const Recipe &recipe, ResolvedConfig base, std::span<const LayerInfo> layers,
             std::span<const double> scores)
        : m_recipe(recipe)
        , m_base(std::move(base))
        , m_layers(layers)
        , m_scores(scores)
        , m_fallback(layers.size())
        , m_mix(effectiveMix(recipe, layers))
    {
        if (recipe.mixCfg.empty() && !m_mix.empty()) {
            m_plan.notes.emplace_back("for DeepSeek models without a mix_cfg msModelSlim takes {\"*.mlp.*\": \"w8a8_dynamic\", \"*\": \"w8a8\"}, and so does this plan; "
                                      "a mix_cfg of your own replaces it");
        }
        m_decided.resize(m_mix.size());
        m_matched.resize(m_mix.size());
    }

    Result<Plan> run(std::size_t level)
    {
        if ((m_base.config.coSparse || m_base.config.isLowbit) && std::any_of(m_layers.begin(), m_layers.end(), [](const LayerInfo &layer) { return layer.isRouted(); }))
            return Error{ErrorCode::Unsupported, "msModelSlim does not support sparse and low-bit quantization (co_sparse, is_lowbit) of models with experts; take W8A8, "
                                                 "W8A8_DYNAMIC or W8A16", {}};
        m_plan.modelType = m_base.type;
        m_plan.notes.insert(m_plan.notes.begin(), m_base.warnings.begin(), m_base.warnings.end());
        VERNIER_TRY(applyDisableNames());
        if (m_base.config.disableLastLinear && !m_layers.empty())
            m_fallback.back().push_back({Reason::LastLinear, "disable_last_linear"});
        applyDisableLevel(level);
        for (std::size_t i = 0; i < m_layers.size(); ++i)
            VERNIER_TRY(decide(i));
        noteIdleRules();
        noteUnknownAntiNames();
        noteSimulation();
        noteUndecidedObservers();
        noteSplitGroups();
        return std::move(m_plan);
    }

private:
    Result<void> applyDisableNames()
    {
        if (m_base.config.disableNames.empty())
            return {};
        std::unordered_map<std::string_view, std::size_t> index;
        std::unordered_set<std::string_view> attention;
        for (std::size_t i = 0; i < m_layers.size(); ++i) {
            const std::string_view name = m_layers[i].name;
            index.emplace(name, i);
            if (m_layers[i].role == LayerRole::AttentionOutput && name.rfind('.') != name.npos)
                attention.insert(name.substr(0, name.rfind('.')));
        }
        for (const std::string &entry : m_base.config.disableNames) {
            if (const auto found = index.find(entry); found != index.end()) {
                if (m_fallback[found->second].empty())
                    m_fallback[found->second].push_back({Reason::DisableNames, "disable_names " + inQuotes(entry)});
            } else if (attention.contains(entry)) {
                m_plan.notes.push_back("disable_names " + inQuotes(entry)
                                       + " is an attention module, which matters to fa_quant only; its linear layers "
                                         "stay quantized");
            } else {
                return unmatched(entry);
            }
        }
        return {};
    }

    [[nodiscard]] Error unmatched(const std::string &entry) const
    {
        constexpr std::size_t kLongestCompared = 300; // bytes; longer than any layer's name
        std::vector<std::string> names;
        for (const LayerInfo &layer : m_layers)
            names.push_back(layer.name);
        const std::string cut = entry.substr(0, kLongestCompared);
        std::string message = "disable_names " + inQuotes(cut) + " matches nothing";
        if (entry.find_first_of("*?[") != entry.npos)
            message += "; entries are full names, not patterns (mix_cfg takes patterns, with type float)";
        const std::string nearest = nearestName(cut, names);
        if (!nearest.empty())
            message += "; the nearest layer is " + inQuotes(nearest);
        else if (!names.empty())
            message += "; layers have names such as " + inQuotes(names.front());
        return {ErrorCode::NotFound, message, {}};
    }

    /// The `level` layers with the highest score that are not float already; equal scores in module order.
    void applyDisableLevel(std::size_t level)
    {
        if (level == 0)
            return;
        std::vector<std::size_t> order;
        for (std::size_t i = 0; i < m_layers.size(); ++i) {
            if (m_fallback[i].empty() && !std::isnan(m_scores[i]))
                order.push_back(i);
        }
        std::stable_sort(order.begin(), order.end(),
                         [this](std::size_t a, std::size_t b) { return m_scores[a] > m_scores[b]; });
        if (level > order.size()) {
            m_plan.notes.push_back("disable_level " + m_recipe.disableLevel + " asks for more layers than the "
                                   + std::to_string(order.size()) + " that are left; all of them are float");
            level = order.size();
        }
        for (std::size_t rank = 0; rank < level; ++rank) {
            m_fallback[order[rank]].push_back(
                {Reason::DisableLevel,
                 "disable_level " + m_recipe.disableLevel + " (rank " + std::to_string(rank + 1) + ")"});
        }
        if (m_recipe.improvements.expandSiblings) {
            for (std::size_t rank = 0; rank < level; ++rank)
                expandToSiblings(order[rank]);
        }
    }

    /// The layers that engines fuse with this one stay float with it.
    void expandToSiblings(std::size_t chosen)
    {
        for (std::size_t i = 0; i < m_layers.size(); ++i) {
            if (areFused(m_layers[i], m_layers[chosen]) && m_fallback[i].empty())
                m_fallback[i].push_back({Reason::DisableLevel, "disable_level " + m_recipe.disableLevel + " (fused with " + m_layers[chosen].name + ")"});
        }
    }

    Result<void> decide(std::size_t i)
    {
        LayerDecision decision;
        decision.layer = m_layers[i].name;
        const std::vector<std::size_t> mix = matchingMixRules(decision.layer);
        if (!m_fallback[i].empty()) {
            decision.reason = m_fallback[i].front().reason;
            decision.rule = m_fallback[i].front().text;
            m_plan.rollback.push_back(decision.layer);
            for (std::size_t k = 1; k < m_fallback[i].size(); ++k)
                decision.beaten.push_back(m_fallback[i][k].text);
            for (const std::size_t k : mix)
                decision.beaten.push_back(mixText(k));
        } else if (!mix.empty()) {
            const auto &[pattern, type] = m_mix[mix.front()];
            ++m_decided[mix.front()];
            decision.reason = pattern == decision.layer ? Reason::MixExact : Reason::MixGlob;
            decision.rule = mixText(mix.front());
            for (std::size_t k = 1; k < mix.size(); ++k)
                decision.beaten.push_back(mixText(mix[k]));
            VERNIER_ASSIGN(decision.scheme, mixScheme(i, pattern, type));
        } else {
            decision.rule = "quant_config";
            decision.scheme = improved(schemeOf(m_base, score(i)));
        }
        splitBetweenRanks(m_layers[i], decision.scheme);
        m_plan.layers.push_back(std::move(decision));
        return {};
    }

    /// Indices of the mix_cfg rules that match, the winning one first.
    std::vector<std::size_t> matchingMixRules(const std::string &layer)
    {
        std::vector<std::size_t> matching;
        for (std::size_t k = 0; k < m_mix.size(); ++k) {
            const std::string &pattern = m_mix[k].first;
            if (pattern == layer)
                matching.insert(matching.begin(), k);
            else if (globMatch(pattern, layer))
                matching.push_back(k);
            else
                continue;
            ++m_matched[k];
        }
        return matching;
    }

    Result<Scheme> mixScheme(std::size_t i, const std::string &pattern, const std::string &type)
    {
        if (type == "float")
            return Scheme{};
        auto found = m_derived.find(type);
        if (found == m_derived.end()) {
            const QuantType target = type == "w8a8" ? QuantType::W8A8
                : type == "w8a16"                   ? QuantType::W8A16
                : type == "w8a8_dynamic"            ? QuantType::W8A8Dynamic
                                                    : QuantType::W4A8Dynamic;
            found = m_derived.emplace(type, derive(m_base, target)).first;
        }
        if (!found->second) {
            return Error{ErrorCode::InvalidArgument,
                         "mix_cfg " + inQuotes(pattern) + " asks for " + type + " for layer "
                             + inQuotes(m_layers[i].name)
                             + ", which is not available beside this quant_config: " + found->second.error().message,
                         {}};
        }
        return improved(schemeOf(*found->second, score(i)));
    }

    /// Tensor parallelism splits the inputs of the layers whose outputs its ranks add up.
    void splitBetweenRanks(const LayerInfo &layer, Scheme &scheme)
    {
        if (!m_base.simulateTp || (layer.role != LayerRole::AttentionOutput && layer.role != LayerRole::Down))
            return;
        if (scheme.type != QuantType::W8A8 && !scheme.isFloat()) {
            m_hasUnsplit = true;
            return;
        }
        scheme.ranks = m_base.simulateTp->tpSize.value_or(0);
        scheme.sendsEightBits = m_base.simulateTp->enableCommunicationQuant;
        scheme.ownSendScales = scheme.sendsEightBits && m_base.simulateTp->enablePerDeviceQuant;
    }

    [[nodiscard]] Scheme improved(Scheme scheme) const
    {
        const Improvements &improvements = m_recipe.improvements;
        if (scheme.wMethod == WeightMethod::Gptq && improvements.gptq) {
            scheme.corrected = true;
            scheme.percdamp = m_base.config.percdamp;
            scheme.actOrder = improvements.actOrder && scheme.groupSize < 0;
        }
        if (scheme.wMethod == WeightMethod::Hqq)
            scheme.corrected = improvements.hqq;
        return scheme;
    }

    [[nodiscard]] std::string mixText(std::size_t k) const
    {
        return "mix_cfg " + inQuotes(m_mix[k].first) + ": " + m_mix[k].second;
    }

    [[nodiscard]] std::optional<double> score(std::size_t i) const
    {
        return m_scores.empty() ? std::nullopt : std::optional(m_scores[i]);
    }

    void noteIdleRules()
    {
        for (std::size_t k = 0; k < m_mix.size(); ++k) {
            if (m_matched[k] == 0)
                m_plan.notes.push_back(mixText(k) + " matches no layer");
            else if (m_decided[k] == 0)
                m_plan.notes.push_back(mixText(k) + " decides nothing: stronger rules have all its layers");
        }
    }

    void noteUnknownAntiNames()
    {
        if (!m_recipe.antiOutlier)
            return;
        for (const std::string &name : m_recipe.antiOutlier->disableAntiNames) {
            if (std::none_of(m_layers.begin(), m_layers.end(), [&](const LayerInfo &layer) { return layer.name == name; }))
                m_plan.notes.push_back("disable_anti_names " + inQuotes(name) + " is no layer of the model");
        }
    }

    /// Where msModelSlim's simulation, which is followed here, and what it saves are not the same model.
    void noteSimulation()
    {
        const auto any = [this](auto &&test) {
            return std::any_of(m_plan.layers.begin(), m_plan.layers.end(), [&](const LayerDecision &d) { return test(d.scheme); });
        };
        if (any([](const Scheme &s) { return s.sparsity != Sparsity::None && s.aBit == 16; }))
            m_plan.notes.emplace_back("the evaluation keeps outliers in 8 bits, as msModelSlim does in memory; the exported 4-bit codes clamp them, so "
                                      "open the exported folder to see its own numbers");
        if (any([](const Scheme &s) { return s.wMethod == WeightMethod::Gptq && s.groupSize > 0 && !s.corrected; }))
            m_plan.notes.emplace_back("msModelSlim saves the float weights rounded on GPTQ's group scales, while its simulation, followed in the "
                                      "evaluation, computes with GPTQ's own codes; improvements.gptq saves those");
        if (any([](const Scheme &s) { return s.msd; }))
            m_plan.notes.emplace_back("the evaluation expands 16-bit activations into three digits (MSD), as the per-group kernels do; the exported "
                                      "weights are not affected");
        if (any([](const Scheme &s) { return s.blockSize > 0; }))
            m_plan.notes.emplace_back("msModelSlim's NF4 files lack the blocks' scales and cannot be read back; Vernier saves them besides, as "
                                      "weight_absmax");
        if (any([](const Scheme &s) { return s.ranks > 0; }))
            m_plan.notes.emplace_back("a folder saved with simulate_tp cannot be opened here again: its layers are stored rank by rank");
        if (m_hasUnsplit)
            m_plan.notes.emplace_back("simulate_tp splits layers in W8A8 and in float; attention outputs and down projections of another type are computed whole");
        if (any([](const Scheme &s) { return s.nonuniform; }))
            m_plan.notes.emplace_back("the power law of nonuniform is not part of msModelSlim's files, whose codes look evenly spaced; the evaluation follows "
                                      "the power law");
        if (std::any_of(m_layers.begin(), m_layers.end(), [this](const LayerInfo &layer) { return layer.isTransposed && !m_plan.layers[static_cast<std::size_t>(&layer - m_layers.data())].scheme.isFloat(); }))
            m_plan.notes.emplace_back("msModelSlim quantizes nn.Linear alone and leaves this family's Conv1D layers in float; engines that read its folders will "
                                      "not expect them otherwise");
        if (m_base.config.useKvcacheQuant)
            m_plan.notes.emplace_back(hasLatents(m_layers) ? "use_kvcache_quant finds no key and value layers here: DeepSeek's cache holds the latent, and no scales are saved"
                                                   : "the evaluation keeps no KV cache: what its 8 bits cost is not part of the numbers");
    }

    void noteUndecidedObservers()
    {
        const bool undecided = std::any_of(m_plan.layers.begin(), m_plan.layers.end(),
                                           [](const LayerDecision &d) { return d.scheme.actMethod == 3; });
        if (undecided)
            m_plan.notes.emplace_back(
                "act_method 3 is not decided yet: the range scores of the layers are not measured");
    }

    void noteSplitGroups()
    {
        const std::vector<std::vector<std::size_t>> split = splitGroups(m_plan, m_layers);
        if (split.empty())
            return;
        std::string first;
        for (const std::size_t i : split.front()) {
            first += (first.empty() ? "" : ", ") + m_layers[i].name + ' ' + std::string(toString(m_plan.layers[i].scheme.type));
            if (m_plan.layers[i].reason == Reason::DisableLevel) // chosen by nobody's hand
                first += " (disable_level " + m_recipe.disableLevel + ")";
        }
        m_plan.notes.push_back("serving engines that fuse q/k/v or gate/up refuse parts of different types; " + std::to_string(split.size())
                               + (split.size() == 1 ? " group is" : " groups are") + " split, the first being " + first);
    }

    const Recipe &m_recipe;
    ResolvedConfig m_base;
    std::span<const LayerInfo> m_layers;
    std::span<const double> m_scores;
    std::vector<std::vector<Rule>> m_fallback; // per layer, strongest first
    MixConfig m_mix; // effectiveMix
    std::vector<std::size_t> m_decided;        // per mix_cfg rule: layers it won
    std::vector<std::size_t> m_matched;        // per mix_cfg rule: layers it matches
    std::map<std::string, Result<ResolvedConfig>> m_derived;
    bool m_hasUnsplit = false; ///< a layer that tensor parallelism would split
    Plan m_plan;
};

} // namespace

MixConfig effectiveMix(const Recipe &recipe, std::span<const LayerInfo> layers)
{
    if (!recipe.mixCfg.empty() || !hasLatents(layers))
        return recipe.mixCfg;
    const Result<ResolvedConfig> resolved = resolve(recipe.quantConfig, recipe.chain);
    if (!resolved || resolved->type != QuantType::W8A8)
        return {};
    return {{"*.mlp.*", "w8a8_dynamic"}, {"*", "w8a8"}};
}

std::optional<LayerRole> fusedRole(LayerRole role)
{
    switch (role) {
    case LayerRole::Query:
    case LayerRole::Key:
    case LayerRole::Value: return LayerRole::Query;
    case LayerRole::Gate:
    case LayerRole::Up: return LayerRole::Gate;
    default: return std::nullopt;
    }
}

bool areFused(const LayerInfo &a, const LayerInfo &b)
{
    return a.block == b.block && a.expert == b.expert && fusedRole(a.role) && fusedRole(a.role) == fusedRole(b.role);
}

std::vector<std::vector<std::size_t>> splitGroups(const Plan &plan, std::span<const LayerInfo> layers)
{
    VERNIER_CHECK(plan.layers.size() == layers.size());
    std::map<std::tuple<int, int, LayerRole>, std::vector<std::size_t>> groups;
    for (std::size_t i = 0; i < layers.size(); ++i) {
        if (const std::optional<LayerRole> fused = fusedRole(layers[i].role))
            groups[{layers[i].block, layers[i].expert, *fused}].push_back(i);
    }
    std::vector<std::vector<std::size_t>> split;
    for (auto &[key, members] : groups) {
        const QuantType type = plan.layers[members.front()].scheme.type;
        if (std::any_of(members.begin(), members.end(), [&](std::size_t i) { return plan.layers[i].scheme.type != type; }))
            split.push_back(std::move(members));
    }
    return split;
}

std::string_view toString(Reason reason)
{
    switch (reason) {
    case Reason::DisableNames: return "disable_names";
    case Reason::LastLinear: return "disable_last_linear";
    case Reason::DisableLevel: return "disable_level";
    case Reason::MixExact: return "mix_cfg (name)";
    case Reason::MixGlob: return "mix_cfg (pattern)";
    case Reason::Base: return "quant_config";
    }
    return "quant_config";
}

namespace {

/// 8-bit weights of the low-bit family have no outliers: their rows are MinMax's.
void setSparsity(const QuantConfig &config, Scheme &scheme)
{
    if (config.coSparse)
        scheme.sparsity = Sparsity::WholeTensor;
    else if (config.isLowbit && config.openOutlier && config.wBit == 4)
        scheme.sparsity = config.useSigma ? Sparsity::RowSigma : Sparsity::RowFraction;
    if (scheme.sparsity == Sparsity::RowSigma)
        scheme.sigmaFactor = config.sigmaFactor;
    else if (scheme.sparsity != Sparsity::None)
        scheme.fraction = config.fraction;
    scheme.nonuniform = config.coSparse && config.nonuniform;
}

} // namespace

std::string schemeKey(const Scheme &scheme)
{
    std::string key(toString(scheme.type));
    for (const int value : {scheme.wBit, scheme.aBit, int(scheme.wSym), int(scheme.mmTensor), int(scheme.wMethod), int(scheme.corrected), int(scheme.actOrder),
                            scheme.groupSize, int(scheme.twoLevel), scheme.blockSize, int(scheme.sparsity), int(scheme.nonuniform), int(scheme.msd), scheme.actMethod,
                            int(scheme.aSym), int(scheme.isDynamic), scheme.ranks, int(scheme.sendsEightBits), int(scheme.ownSendScales)})
        key += '.' + std::to_string(value);
    for (const double value : {scheme.percdamp, scheme.fraction, scheme.sigmaFactor, scheme.pr})
        key += ':' + std::to_string(std::bit_cast<std::uint64_t>(value));
    return key + ';';
}

Scheme schemeOf(const ResolvedConfig &config, std::optional<double> score)
{
    const QuantConfig &c = config.config;
    Scheme scheme;
    if (config.type == QuantType::Float)
        return scheme;
    scheme.type = config.type;
    scheme.wBit = c.wBit;
    scheme.aBit = c.aBit;
    scheme.wSym = c.wSym;
    scheme.mmTensor = c.mmTensor;
    scheme.wMethod = c.wMethod;
    scheme.groupSize = c.groupSize;
    scheme.twoLevel = config.twoStageWeights;
    if (config.type == QuantType::NF4)
        scheme.blockSize = config.blockSize;
    setSparsity(c, scheme);
    if (c.aBit == 16) {
        scheme.msd = config.perGroup;
        return scheme;
    }
    scheme.aSym = config.aSym;
    scheme.isDynamic = c.isDynamic;
    scheme.pr = std::min(c.pr, 1.0); // above 1 acts as 1
    scheme.actMethod = c.actMethod;
    if (c.actMethod == 3 && score)
        scheme.actMethod = automaticActMethod(*score);
    return scheme;
}

const LayerDecision *Plan::find(std::string_view layer) const
{
    const auto found =
        std::find_if(layers.begin(), layers.end(), [layer](const LayerDecision &d) { return d.layer == layer; });
    return found == layers.end() ? nullptr : &*found;
}

Result<Plan> resolvePlan(const Recipe &recipe, std::span<const LayerInfo> layers, std::span<const double> scores)
{
    VERNIER_CHECK(scores.empty() || scores.size() == layers.size());
    VERNIER_TRY(validate(recipe));
    VERNIER_ASSIGN(ResolvedConfig base, resolve(recipe.quantConfig, recipe.chain));
    VERNIER_ASSIGN(const std::size_t level, parseDisableLevel(recipe.disableLevel));
    if (level > 0 && scores.empty() && !layers.empty()) {
        return Error{
            ErrorCode::InvalidArgument,
            "disable_level " + recipe.disableLevel
                + " needs the range scores of the layers, which are measured on calibration data; give some, or use L0",
            {}};
    }
    return Resolver(recipe, std::move(base), layers, scores).run(level);
}

bool quantizeAlike(const Recipe &a, const Recipe &b, std::span<const LayerInfo> layers)
{
    if (a == b)
        return true;
    const Result<ResolvedConfig> configA = resolve(a.quantConfig, a.chain);
    const Result<ResolvedConfig> configB = resolve(b.quantConfig, b.chain);
    const bool sameModel = a.antiOutlier == b.antiOutlier && a.calibration == b.calibration && a.loadDtype == b.loadDtype && configA && configB
        && configA->config.doSmooth == configB->config.doSmooth; // what is quantized
    if (!sameModel)
        return false;
    const Result<Plan> planA = resolvePlan(a, layers);
    const Result<Plan> planB = resolvePlan(b, layers);
    return planA && planB
        && std::equal(planA->layers.begin(), planA->layers.end(), planB->layers.begin(), planB->layers.end(),
                      [](const LayerDecision &x, const LayerDecision &y) { return x.scheme == y.scheme; });
}

} // namespace vernier
