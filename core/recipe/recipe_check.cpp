// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/recipe/recipe_check.h"

#include "core/recipe/recipe_difference.h"
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

bool hasStaticActivations(const Recipe &recipe)
{
    const QuantConfig &c = recipe.quantConfig;
    return (c.aBit < 16 && !c.isDynamic) || mixes(recipe, "w8a8");
}

/// What the form of this version does not offer.
constexpr std::string_view kUneditable[] = {"w_method",     "co_sparse",         "fraction",   "nonuniform",   "is_lowbit", "do_smooth", "use_sigma",
                                            "sigma_factor", "use_kvcache_quant", "group_size", "open_outlier", "percdamp",
                                            "pdmix"};

bool isUneditable(std::string_view key)
{
    return std::find(std::begin(kUneditable), std::end(kUneditable), key) != std::end(kUneditable);
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
    const QuantConfig &c = recipe.quantConfig;
    const bool floatBase = c.wBit == 16 && c.aBit == 16;
    if (key == "act_method" || key == "pr")
        return hasStaticActivations(recipe);
    if (key == "is_dynamic")
        return c.aBit == 8 || c.isDynamic;
    if (key == "w_sym")
        return (c.aBit == 16 && !floatBase) || !c.wSym;
    if (key == "mm_tensor" || key == "disable_last_linear")
        return !floatBase;
    if (key == "dev_id")
        return c.devType != "cpu";
    if (key == "calibration.seed")
        return hasStaticActivations(recipe) && c.pr < 1.0;
    if (key == "anti_outlier.dev_id")
        return recipe.antiOutlier && recipe.antiOutlier->devType != "cpu";
    if (key.starts_with("anti_outlier.") && key != "anti_outlier.anti_method")
        return recipe.antiOutlier.has_value();
    return true;
}

std::vector<std::pair<std::string, std::string>> uneditableParameters(const Recipe &recipe)
{
    std::vector<std::pair<std::string, std::string>> set;
    for (const RecipeChange &change : recipeDifference(withoutUneditable(recipe), recipe))
        set.emplace_back(change.key, change.after);
    return set;
}

Recipe withoutUneditable(Recipe recipe)
{
    const QuantConfig defaults;
    forEachField<QuantConfig>([&](const auto &field) {
        if (isUneditable(field.key))
            recipe.quantConfig.*(field.member) = defaults.*(field.member);
    });
    recipe.chain.clear();
    if (recipe.antiOutlier) {
        recipe.antiOutlier->aBit = 8;
        recipe.antiOutlier->wSym = true;
        recipe.antiOutlier->disableAntiNames.clear();
        recipe.antiOutlier->flexConfig = {};
    }
    return recipe;
}

} // namespace vernier
