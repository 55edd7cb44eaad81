// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/recipe/recipe_check.h"

#include "core/recipe/chain_parameters.h"
#include "core/recipe/recipe_fields.h"

#include <algorithm>
#include <cctype>

namespace vernier {

namespace {

/// A word of a message, and the parameter that it means.
struct Word
{
    std::string word;
    std::string key;
};

template <typename Struct>
void addFields(std::vector<Word> &words, const std::string &prefix)
{
    forEachField<Struct>([&](const auto &field) { words.push_back({std::string(field.key), prefix + std::string(field.key)}); });
}

std::vector<Word> wordsOf(bool ofSuppression)
{
    std::vector<Word> words;
    if (ofSuppression) {
        addFields<AntiOutlierConfig>(words, "anti_outlier.");
        return words;
    }
    addFields<QuantConfig>(words, {});
    for (const char *key : {"disable_level", "mix_cfg", "anti_outlier", "calibration.samples", "calibration.max_length", "calibration.seed",
                            "load_dtype"})
        words.push_back({key, key});
    words.push_back({"anti_method", "anti_outlier.anti_method"});
    words.push_back({"chain method", "chain"});
    words.push_back({"quantization type", "w_bit"});
    return words;
}

bool isWordCharacter(char c)
{
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_';
}

/// Position of `word` as a whole word; npos if it is not there.
std::size_t findWord(std::string_view text, std::string_view word)
{
    for (std::size_t at = text.find(word); at != text.npos; at = text.find(word, at + 1)) {
        const std::size_t end = at + word.size();
        if ((at == 0 || !isWordCharacter(text[at - 1])) && (end == text.size() || !isWordCharacter(text[end])))
            return at;
    }
    return text.npos;
}

/// The configuration as parameters see it: what counts after the chain, and the families it belongs to.
struct Situation
{
    explicit Situation(const Recipe &r)
        : recipe(r)
        , c(chainedConfig(r))
        , sparse(c.coSparse && !c.isLowbit)
        , floating(c.wBit == 16 && c.aBit == 16 && !sparse)
        , staticActivations(((c.aBit < 16 || sparse) && !c.isDynamic) || mixes(r, "w8a8"))
        , perGroup(c.isLowbit && !c.openOutlier && (c.aBit == 16 || (c.wBit == 4 && c.aBit == 8)))
        , rowOutliers(c.isLowbit && c.openOutlier && c.wBit == 4)
    {
    }

    const Recipe &recipe;
    QuantConfig c;
    bool sparse;            ///< co_sparse, which decides bits and pr itself
    bool floating;
    bool staticActivations; ///< of some layer
    bool perGroup;
    bool rowOutliers;       ///< the low-bit family's outliers
};

bool weightParameterApplies(const Situation &s, std::string_view key)
{
    const bool nf = s.c.wMethod == WeightMethod::Nf;
    if (key == "w_bit")
        return !s.sparse;
    if (key == "w_method")
        return !s.floating && !s.sparse && (s.c.aBit == 16 || s.c.isDynamic || s.c.wMethod != WeightMethod::MinMax);
    if (key == "mm_tensor")
        return !s.floating && !s.perGroup && !nf;
    if (key == "w_sym")
        return (s.c.aBit == 16 && !s.floating && !nf) || !s.c.wSym;
    if (key == "group_size")
        return s.perGroup;
    if (key == "block_size")
        return nf;
    if (key == "percdamp")
        return s.c.wMethod == WeightMethod::Gptq && s.recipe.improvements.gptq;
    return true;
}

bool sparseParameterApplies(const Situation &s, std::string_view key)
{
    if (key == "co_sparse")
        return !s.c.isLowbit;
    if (key == "is_lowbit")
        return !s.floating || s.c.isLowbit;
    if (key == "open_outlier")
        return s.c.isLowbit;
    if (key == "use_sigma")
        return s.rowOutliers;
    if (key == "sigma_factor")
        return s.rowOutliers && s.c.useSigma;
    if (key == "fraction")
        return s.sparse || (s.rowOutliers && !s.c.useSigma);
    if (key == "nonuniform")
        return s.sparse || s.c.nonuniform;
    if (key == "do_smooth")
        return (s.c.isLowbit && !s.perGroup) || s.c.doSmooth;
    return true;
}

bool activationParameterApplies(const Situation &s, std::string_view key)
{
    if (key == "a_bit")
        return !s.sparse;
    if (key == "act_method")
        return s.staticActivations;
    if (key == "pr")
        return s.staticActivations && !s.sparse;
    if (key == "is_dynamic")
        return s.c.aBit == 8 || s.c.isDynamic;
    if (key == "pdmix")
        return (s.c.wBit == 8 && s.c.aBit == 8 && !s.c.isDynamic && !s.sparse) || s.c.pdmix;
    if (key == "use_kvcache_quant")
        return s.c.wMethod != WeightMethod::Nf || s.c.useKvcacheQuant;
    if (key == "kv_sym")
        return s.c.useKvcacheQuant;
    return true;
}

bool suppressionParameterApplies(const Recipe &recipe, std::string_view key)
{
    if (key == "anti_method")
        return true;
    if (!recipe.antiOutlier)
        return false;
    const AntiMethod method = recipe.antiOutlier->antiMethod;
    if (key == "w_bit")
        return method == AntiMethod::M3;
    if (key == "a_bit")
        return method == AntiMethod::M3 || recipe.antiOutlier->aBit != 8;
    if (key == "w_sym")
        return method == AntiMethod::M3 || !recipe.antiOutlier->wSym;
    if (key == "disable_anti_names")
        return method == AntiMethod::M3 || method == AntiMethod::M4 || method == AntiMethod::M6;
    if (key.starts_with("flex_config"))
        return method == AntiMethod::M6;
    if (key == "dev_id")
        return recipe.antiOutlier->devType != "cpu";
    return true;
}

bool improvementApplies(const Situation &s, std::string_view key)
{
    const bool gptq = s.c.wMethod == WeightMethod::Gptq;
    if (key == "gptq")
        return gptq;
    if (key == "act_order")
        return gptq && !s.perGroup && s.recipe.improvements.gptq;
    if (key == "hqq")
        return s.c.wMethod == WeightMethod::Hqq;
    return s.recipe.disableLevel != "L0"; // expand_siblings
}

} // namespace

std::string parameterOf(const Error &error)
{
    constexpr std::string_view kSuppression = "anti_outlier: ";
    const bool ofSuppression = error.message.starts_with(kSuppression);
    const std::string_view message = std::string_view(error.message).substr(ofSuppression ? kSuppression.size() : 0);
    std::size_t first = std::string_view::npos;
    std::string key;
    for (const Word &word : wordsOf(ofSuppression)) {
        const std::size_t at = findWord(message, word.word);
        if (at < first) {
            first = at;
            key = word.key;
        }
    }
    return key.empty() && error.where == "mix_cfg" ? error.where : key;
}

std::optional<RecipeProblem> recipeProblem(const Recipe &recipe, bool hasCalibration)
{
    const auto problem = [](const Error &error) { return RecipeProblem{error, parameterOf(error)}; };
    if (const Result<void> valid = validate(recipe); !valid)
        return problem(valid.error());
    if (const Result<void> supported = checkSupported(recipe); !supported)
        return problem(supported.error());
    if (const Result<void> calibrated = checkCalibration(recipe, hasCalibration); !calibrated)
        return RecipeProblem{calibrated.error(), {}}; // the remedy is a file, not a parameter
    return std::nullopt;
}

bool parameterApplies(const Recipe &recipe, std::string_view key)
{
    constexpr std::string_view kSuppression = "anti_outlier.";
    constexpr std::string_view kImprovements = "improvements.";
    if (key.starts_with(kSuppression))
        return suppressionParameterApplies(recipe, key.substr(kSuppression.size()));
    const Situation situation(recipe);
    if (key.starts_with(kImprovements))
        return improvementApplies(situation, key.substr(kImprovements.size()));
    if (key == "disable_last_linear")
        return !situation.floating;
    if (key == "dev_id")
        return recipe.quantConfig.devType != "cpu";
    if (key == "tp_size")
        return simulateTp(recipe).tpSize || (situation.staticActivations && !situation.sparse && situation.c.wBit == 8 && !situation.c.isLowbit);
    if (key == "enable_communication_quant")
        return simulateTp(recipe).tpSize.has_value();
    if (key == "enable_per_device_quant")
        return simulateTp(recipe).tpSize && simulateTp(recipe).enableCommunicationQuant;
    if (key == "calibration.seed")
        return situation.staticActivations && !situation.sparse && situation.c.pr < 1.0;
    return weightParameterApplies(situation, key) && activationParameterApplies(situation, key) && sparseParameterApplies(situation, key);
}

} // namespace vernier
