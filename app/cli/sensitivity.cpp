// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/inputs.h"
#include "app/cli/text_table.h"
#include "core/base/number_text.h"
#include "core/recipe/recipe_edit.h"
#include "core/search/sensitivity.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <optional>

// sensitivity MODEL --recipe R --calib F [--text F]: what each layer costs, at its own output and at the model's.

namespace vernier::cli {

namespace {

struct SensitivityOptions
{
    ModelOptions model;
    TextOptions text;
    int noiseControls = 0;
};

Json orNull(std::optional<double> value)
{
    return value && std::isfinite(*value) ? Json(*value) : Json(nullptr);
}

std::string orDash(std::optional<double> value, int digits)
{
    return value ? significant(*value, digits) : "–";
}

Json localJson(const LocalSensitivity &local)
{
    return {{"layer", local.layer},
            {"sqnr_db", orNull(local.sqnrDb)},
            {"mse", orNull(local.mse)},
            {"cosine", orNull(local.cosine)},
            {"std_score", orNull(local.rangeScore)},
            {"quantile_score", orNull(local.quantileScore)},
            {"kurtosis_score", orNull(local.kurtosis)}};
}

Json endToEndJson(const EndToEndResult &result)
{
    Json layers = Json::array();
    for (const EndToEndSensitivity &layer : result.layers)
        layers.push_back({{"layer", layer.layer},
                          {"kl_mean", layer.kl.mean},
                          {"kl_mean_se", layer.kl.standardError},
                          {"loss_difference", layer.lossDifference.mean},
                          {"loss_difference_se", layer.lossDifference.standardError},
                          {"noise_kl_mean", layer.noiseKl ? Json(layer.noiseKl->mean) : Json(nullptr)}});
    return {{"layers", layers}, {"sum_of_kl", result.sumOfKl}, {"joint_kl", orNull(result.jointKl)}, {"additivity", orNull(result.additivity())}};
}

/// Worst layers first: by KL where it was measured, else by SQNR; layers without either come last.
std::vector<std::size_t> order(const std::vector<LocalSensitivity> &local, const std::map<std::string, EndToEndSensitivity> &endToEnd)
{
    const auto badness = [&](std::size_t i) {
        if (const auto found = endToEnd.find(local[i].layer); found != endToEnd.end())
            return found->second.kl.mean;
        return local[i].sqnrDb && endToEnd.empty() ? -*local[i].sqnrDb : -HUGE_VAL;
    };
    std::vector<std::size_t> indices(local.size());
    std::iota(indices.begin(), indices.end(), std::size_t{0});
    std::stable_sort(indices.begin(), indices.end(), [&](std::size_t a, std::size_t b) { return badness(a) > badness(b); });
    return indices;
}

std::string tableText(const std::vector<LocalSensitivity> &local, const std::optional<EndToEndResult> &endToEnd)
{
    std::map<std::string, EndToEndSensitivity> byName;
    if (endToEnd) {
        for (const EndToEndSensitivity &layer : endToEnd->layers)
            byName[layer.layer] = layer;
    }
    std::vector<TextTable::Column> columns{{"layer", TextTable::Align::Left}};
    if (endToEnd)
        columns.insert(columns.end(), {{"KL alone"}, {"± KL"}});
    const bool hasControls = std::any_of(byName.begin(), byName.end(), [](const auto &entry) { return entry.second.noiseKl.has_value(); });
    if (hasControls)
        columns.push_back({"KL of noise"});
    columns.insert(columns.end(), {{"SQNR dB"}, {"MSE"}, {"cosine"}, {"std"}, {"quantile"}, {"kurtosis"}});
    TextTable table(columns);
    for (const std::size_t i : order(local, byName)) {
        const LocalSensitivity &layer = local[i];
        std::vector<std::string> cells{layer.layer};
        if (endToEnd) {
            const auto found = byName.find(layer.layer);
            cells.push_back(found == byName.end() ? "–" : significant(found->second.kl.mean, 3));
            cells.push_back(found == byName.end() ? "–" : significant(found->second.kl.standardError, 2));
            if (hasControls)
                cells.push_back(found == byName.end() || !found->second.noiseKl ? "–" : significant(found->second.noiseKl->mean, 3));
        }
        cells.insert(cells.end(), {layer.sqnrDb ? fixedPoint(*layer.sqnrDb, 1) : "–", orDash(layer.mse, 3),
                                   layer.cosine ? fixedPoint(*layer.cosine, 6) : "–", significant(layer.rangeScore, 3),
                                   significant(layer.quantileScore, 3), significant(layer.kurtosis, 3)});
        table.addRow(std::move(cells));
    }
    std::string text = table.text();
    if (endToEnd) {
        text += "\nKL of all together " + (endToEnd->jointKl ? significant(*endToEnd->jointKl) : "not finite") + ", sum of the single ones " + significant(endToEnd->sumOfKl);
        if (const std::optional<double> ratio = endToEnd->additivity())
            text += ": " + fixedPoint(*ratio, 2) + " of what addition would give";
        text += "\n";
    }
    return text;
}

Result<int> sensitivity(const SensitivityOptions &options, Session &session)
{
    VERNIER_ASSIGN(const std::shared_ptr<const Checkpoint> checkpoint, openModel(options.model, session));
    VERNIER_ASSIGN(const Recipe recipe, readRecipe(options.model, *checkpoint));
    VERNIER_ASSIGN(const std::vector<std::vector<int>> sequences, readSequences(options.model.calib, *checkpoint, session));
    const Recipe measured = withoutFallback(recipe);
    if (!(measured == recipe))
        session.note("disable_names, disable_level and the float rules of mix_cfg are left out, so that the layers they protect are measured, too");
    VERNIER_ASSIGN(const QuantizedModel quantized, quantize(options.model, measured, checkpoint, session));
    VERNIER_ASSIGN(const std::vector<LocalSensitivity> local,
                   measureLocally(quantized.network, calibrationSamples(recipe, sequences), session.compute(), session.monitor()));
    std::optional<EndToEndResult> endToEnd;
    if (!options.text.text.empty()) {
        VERNIER_ASSIGN(const TokenBatch windows, readWindows(options.text, *checkpoint, session));
        Evaluator evaluator(std::make_shared<const FloatModel>(checkpoint), windows, session.compute());
        EndToEndOptions endToEndOptions;
        endToEndOptions.order = worstFirst(local);
        endToEndOptions.noiseControls = options.noiseControls;
        VERNIER_ASSIGN(EndToEndResult result, measureEndToEnd(quantized.network, evaluator, session.monitor(), endToEndOptions));
        endToEnd = std::move(result);
    }
    const auto overflowed = [](const LocalSensitivity &layer) { return layer.mse && !std::isfinite(*layer.mse); };
    if (const auto first = std::find_if(local.begin(), local.end(), overflowed); first != local.end())
        session.note("the outputs of " + std::to_string(std::count_if(local.begin(), local.end(), overflowed))
                     + " layers are not finite, the first being " + first->layer + ": a weight or an activation overflowed");
    Json json{{"local", Json::array()}, {"end_to_end", endToEnd ? endToEndJson(*endToEnd) : Json(nullptr)}};
    for (const LocalSensitivity &layer : local)
        json["local"].push_back(localJson(layer));
    session.print(json, tableText(local, endToEnd));
    return 0;
}

} // namespace

void addSensitivity(CLI::App &app, Chosen &chosen)
{
    auto options = std::make_shared<SensitivityOptions>();
    CLI::App *verb = addVerb(app, chosen, "sensitivity", "Rank the layers by what quantizing them costs",
                             [options](Session &session) { return sensitivity(*options, session); });
    addModelOption(verb, options->model);
    addRecipeOptions(verb, options->model, true);
    verb->get_option("--calib")->required();
    addTextOptions(verb, options->text, false);
    verb->add_option("--noise-controls", options->noiseControls,
                     "for so many of the worst layers measure evenly spread noise of the same size, too: where it costs far less, a better method helps, else more bits")
        ->check(CLI::Range(0, 100000));
}

} // namespace vernier::cli
