// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/export/modelslim_yaml.h"

#include "core/base/strings.h"
#include "core/export/quoted_text.h"

#include <algorithm>

namespace vernier {

namespace {

/// Layers of one scheme, hence one linear_quant entry.
struct YamlBlock
{
    Scheme scheme;
    std::vector<std::string> layers;
    std::vector<std::string> include; // fnmatch patterns
    std::vector<std::string> exclude;
};

/// A pattern that matches only `name`.
std::string literalPattern(const std::string &name)
{
    std::string pattern;
    for (const char c : name) {
        if (c == '*' || c == '?' || c == '[')
            pattern += std::string("[") + c + "]";
        else
            pattern += c;
    }
    return pattern;
}

/// Blocks in the order of their first layer. `pr` has no counterpart in v1 and does not divide them.
std::vector<YamlBlock> blocksOf(const Plan &plan)
{
    std::vector<YamlBlock> blocks;
    for (const LayerDecision &decision : plan.layers) {
        if (decision.scheme.isFloat())
            continue;
        Scheme scheme = decision.scheme;
        scheme.pr = 1.0;
        auto found = std::find_if(blocks.begin(), blocks.end(), [&](const YamlBlock &b) { return b.scheme == scheme; });
        if (found == blocks.end())
            found = blocks.insert(blocks.end(), YamlBlock{scheme, {}, {}, {}});
        found->layers.push_back(decision.layer);
    }
    return blocks;
}

/// The largest block takes everything but the others' layers and the float ones; the others name their layers.
void choosePatterns(std::vector<YamlBlock> &blocks, const Plan &plan)
{
    if (blocks.empty())
        return;
    const auto largest = std::max_element(
        blocks.begin(), blocks.end(), [](const YamlBlock &a, const YamlBlock &b) { return a.layers.size() < b.layers.size(); });
    for (YamlBlock &block : blocks) {
        if (&block == &*largest) {
            block.include.emplace_back("*");
            continue;
        }
        for (const std::string &layer : block.layers)
            block.include.push_back(literalPattern(layer));
    }
    std::size_t next = 0; // layers of a block are in the plan's order
    for (const LayerDecision &decision : plan.layers) {
        if (next < largest->layers.size() && largest->layers[next] == decision.layer)
            ++next;
        else
            largest->exclude.push_back(literalPattern(decision.layer));
    }
}

/// What belongs to the whole model and v1's linear_quant cannot say.
Result<void> checkExpressible(const ResolvedConfig &resolved)
{
    const auto refused = [](std::string_view what) {
        return Error{ErrorCode::Unsupported, "the v1 YAML of " + std::string(what) + " is not built yet; export quant.py instead", {}};
    };
    if (resolved.config.useKvcacheQuant)
        return refused("KV cache quantization (kv_quant, use_kvcache_quant)");
    if (resolved.faQuant)
        return refused("fa_quant");
    if (resolved.simulateTp)
        return refused("simulate_tp");
    if (resolved.timestepQuant)
        return refused("timestep_quant");
    if (resolved.config.pdmix)
        return refused("pdmix");
    return {};
}

Result<void> checkExpressible(const Scheme &scheme)
{
    const std::string type(toString(scheme.type));
    const bool known = scheme.type == QuantType::W8A8 || scheme.type == QuantType::W8A8Dynamic
        || scheme.type == QuantType::W8A16 || scheme.type == QuantType::W4A16;
    if (!known || scheme.wMethod != WeightMethod::MinMax || scheme.groupSize > 0 || scheme.sparsity != Sparsity::None) {
        return Error{ErrorCode::Unsupported,
                     "the v1 YAML of type " + type + " with w_method " + std::string(toString(scheme.wMethod))
                         + (scheme.groupSize > 0 ? " per group" : "") + " is not built yet; export quant.py instead",
                     {}};
    }
    if (scheme.hasStaticActivations() && scheme.actMethod == 3) {
        return Error{
            ErrorCode::InvalidArgument,
            "act_method 3 is not decided yet for every layer; measure the range scores before exporting the v1 YAML",
            {}};
    }
    return {};
}

std::string quantizer(std::string_view scope, std::string_view dtype, bool symmetric, std::string_view method)
{
    return "{scope: " + std::string(scope) + ", dtype: " + std::string(dtype)
        + ", symmetric: " + (symmetric ? "true" : "false") + ", method: " + std::string(method) + "}";
}

std::string patternList(std::string_view key, const std::vector<std::string> &patterns)
{
    if (patterns.empty())
        return {};
    std::string out = "      " + std::string(key) + ":\n";
    for (const std::string &pattern : patterns)
        out += "        - " + quotedText(pattern) + "\n";
    return out;
}

std::string linearQuant(const YamlBlock &block)
{
    const Scheme &scheme = block.scheme;
    std::string out = "    - type: linear_quant  # " + std::string(toString(scheme.type)) + "\n      qconfig:\n";
    if (scheme.isDynamic)
        out += "        act: " + quantizer("per_token", "int8", true, "minmax")
            + "  # what the engines do; v0 emulates it asymmetric\n";
    else if (scheme.hasStaticActivations())
        out += "        act: "
            + quantizer("per_tensor", "int8", scheme.aSym, scheme.actMethod == 2 ? "histogram" : "minmax") + "\n";
    out += "        weight: "
        + quantizer(scheme.mmTensor ? "per_tensor" : "per_channel", scheme.wBit == 4 ? "int4" : "int8", scheme.wSym,
                    "minmax")
        + "\n";
    return out + patternList("include", block.include) + patternList("exclude", block.exclude);
}

std::string notes(const Recipe &recipe, const std::vector<YamlBlock> &blocks)
{
    std::string out =
        "# msModelSlim v1 configuration of a recipe of Vernier: msmodelslim quant --config_path <this file>\n"
        "# v1 orders its roundings differently from v0: the result is close to Vernier's, not equal to it.\n";
    const auto any = [&blocks](auto predicate) {
        return std::any_of(blocks.begin(), blocks.end(), [&](const YamlBlock &block) { return predicate(block.scheme); });
    };
    if (any([](const Scheme &s) { return s.hasStaticActivations() && s.actMethod == 1; }))
        out +=
            "# Activation minmax: v0's act_method 1 is the mean of the samples' extremes, which v1 does not promise.\n";
    if (any([](const Scheme &s) { return s.hasStaticActivations() && s.actMethod == 2; }))
        out += "# Activation histogram: v1 searches the range in another way than v0 (act_method 2).\n";
    const auto resolved = resolve(recipe.quantConfig, recipe.chain);
    if (resolved && resolved->config.pr < 1.0)
        out += "# pr has no counterpart in v1 and is left out.\n";
    if (recipe.calibration.samples || recipe.calibration.maxLength)
        out += "# calibration.samples and max_length have no counterpart here; shorten the dataset instead.\n";
    return out;
}

Result<std::string> outlierSuppression(const Recipe &recipe)
{
    if (!recipe.antiOutlier)
        return std::string();
    if (recipe.antiOutlier->antiMethod != AntiMethod::M1) {
        return Error{ErrorCode::Unsupported,
                     "the v1 YAML of anti_method " + std::string(toString(recipe.antiOutlier->antiMethod))
                         + " is not built yet; export quant.py instead",
                     {}};
    }
    return std::string(
        "    # Approximates anti_method m1: v1 has no plain SmoothQuant; this has its exponent and its groups.\n"
        "    - type: iter_smooth\n"
        "      alpha: 0.5\n"
        "      scale_min: 1.0e-5\n"
        "      symmetric: true\n"
        "      enable_subgraph_type: [norm-linear]\n"
        "      include:\n"
        "        - \"*\"\n");
}

/// The patterns, read back with fnmatch's rules, must give every layer to its own block alone.
bool patternsMeanThePlan(const std::vector<YamlBlock> &blocks, const Plan &plan)
{
    const auto matches = [](const std::vector<std::string> &patterns, const std::string &name) {
        return std::any_of(patterns.begin(), patterns.end(),
                           [&name](const std::string &p) { return globMatch(p, name); });
    };
    for (const LayerDecision &decision : plan.layers) {
        for (const YamlBlock &block : blocks) {
            Scheme scheme = decision.scheme;
            scheme.pr = 1.0;
            const bool taken = matches(block.include, decision.layer) && !matches(block.exclude, decision.layer);
            if (taken != (scheme == block.scheme))
                return false;
        }
    }
    return true;
}

} // namespace

Result<std::string> modelslimYaml(const Recipe &recipe, const Plan &plan, const ModelslimYamlOptions &options)
{
    VERNIER_ASSIGN(const ResolvedConfig resolved, resolve(recipe.quantConfig, recipe.chain));
    VERNIER_TRY(checkExpressible(resolved));
    std::vector<YamlBlock> blocks = blocksOf(plan);
    for (const YamlBlock &block : blocks)
        VERNIER_TRY(checkExpressible(block.scheme));
    choosePatterns(blocks, plan);
    VERNIER_CHECK(patternsMeanThePlan(blocks, plan));
    VERNIER_ASSIGN(const std::string suppression, outlierSuppression(recipe));
    const auto bits = [](int value) { return std::to_string(value); };

    std::string out = notes(recipe, blocks);
    out += "apiversion: modelslim_v1\nmetadata:\n  config_id: " + quotedText(options.configId)
        + "\n  label: {w_bit: " + bits(resolved.config.wBit) + ", a_bit: " + bits(resolved.config.aBit)
        + ", is_sparse: false, kv_cache: false}\nspec:\n  runner: auto\n";
    std::string process = suppression;
    for (const YamlBlock &block : blocks)
        process += linearQuant(block);
    out += process.empty() ? "  process: []\n" : "  process:\n" + process;
    out += "  save:\n    - type: ascendv1_saver\n      part_file_size: " + std::to_string(options.partFileSizeGib)
        + "  # GB; 0: one file\n  dataset: " + quotedText(options.dataset) + "\n";
    return out;
}

} // namespace vernier
