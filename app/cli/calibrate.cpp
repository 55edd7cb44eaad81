// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/inputs.h"
#include "app/cli/text_table.h"
#include "core/base/number_text.h"
#include "core/calib/activation_stats.h"
#include "core/calib/channel_outliers.h"
#include "core/calib/range_score.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <span>

// calibrate MODEL --calib F [--recipe R]: what enters each layer, and the static ranges a recipe makes of it.

namespace vernier::cli {

namespace {

constexpr std::size_t kMostOutliersNamed = 16;

/// The sums know of every value: those of finite floats cannot overflow in double.
bool isFinite(const InputStats &stats)
{
    const auto finite = [](double sum) { return std::isfinite(sum); };
    return std::all_of(stats.samples.begin(), stats.samples.end(), [&](const SampleStats &sample) {
        return std::all_of(sample.channelSum.begin(), sample.channelSum.end(), finite);
    });
}

struct LayerReport
{
    Json json;
    std::vector<std::string> cells;
};

Json finiteOrNull(float value)
{
    return std::isfinite(value) ? Json(value) : Json(nullptr);
}

/// The static range of a layer's input; of each rank, in an array, where tensor parallelism splits it.
struct InputRange
{
    Json scales = nullptr;
    Json offsets = nullptr;
    std::string scaleText;
    std::string offsetText;
};

InputRange inputRange(const QuantizedNetwork &network, const LayerInfo &layer)
{
    const Scheme &scheme = network.schemeOf(layer);
    InputRange result;
    if (!scheme.hasStaticActivations())
        return result;
    for (int rank = 0; rank < std::max(scheme.ranks, 1); ++rank) {
        const auto found = network.ranges().find(scheme.ranks > 0 ? rankName(layer.name, rank) : layer.name);
        if (found == network.ranges().end())
            return {};
        const auto &[scale, offset] = found->second;
        result.scaleText += (rank > 0 ? " " : "") + significant(static_cast<double>(scale), 6);
        result.offsetText += (rank > 0 ? " " : "") + fixedPoint(static_cast<double>(offset), 0);
        if (scheme.ranks > 0) {
            result.scales.push_back(scale);
            result.offsets.push_back(offset);
        } else {
            result.scales = scale;
            result.offsets = offset;
        }
    }
    return result;
}

LayerReport report(const LayerInfo &layer, const InputStats &stats, const QuantizedModel *quantized)
{
    const std::vector<OutlierChannel> outliers = outlierChannels(stats.channelAbsMax());
    const double score = rangeScore(std::span(stats.samples).first(std::min<std::size_t>(stats.samples.size(), kRangeScoreSamples))); // as disable_level
    const std::size_t widest = widestSample(stats);
    Json named = Json::array();
    std::string names;
    for (std::size_t i = 0; i < std::min(outliers.size(), kMostOutliersNamed); ++i) {
        named.push_back({{"channel", outliers[i].channel}, {"abs_max", outliers[i].absMax}});
        if (i < 4)
            names += (i ? ", " : "") + std::to_string(outliers[i].channel);
    }
    if (outliers.size() > 4)
        names += ", … (" + std::to_string(outliers.size()) + ")";
    LayerReport result;
    result.json = {{"name", layer.name},
                   {"min", finiteOrNull(stats.min())},
                   {"max", finiteOrNull(stats.max())},
                   {"range_score", std::isfinite(score) ? Json(score) : Json(nullptr)},
                   {"widest_sample", widest},
                   {"outlier_channel_count", outliers.size()},
                   {"outlier_channels", named}};
    result.cells = {layer.name, significant(static_cast<double>(stats.min())), significant(static_cast<double>(stats.max())),
                    significant(score, 3), std::to_string(widest), names};
    if (quantized) {
        const Scheme &scheme = quantized->network.schemeOf(layer);
        const InputRange range = inputRange(quantized->network, layer);
        result.json["type"] = toString(scheme.type);
        result.json["input_scale"] = range.scales;
        result.json["input_offset"] = range.offsets;
        result.cells.insert(result.cells.end(), {std::string(toString(scheme.type)), range.scaleText, range.offsetText});
    }
    return result;
}

Result<int> calibrate(const ModelOptions &options, Session &session)
{
    VERNIER_ASSIGN(const std::shared_ptr<const Checkpoint> checkpoint, openModel(options, session));
    VERNIER_ASSIGN(const std::vector<std::vector<int>> sequences, readSequences(options.calib, *checkpoint, session));
    Recipe recipe;
    std::optional<QuantizedModel> quantized;
    if (!options.recipe.empty()) {
        VERNIER_ASSIGN(QuantizedModel made, quantize(options, checkpoint, session));
        recipe = made.recipe;
        quantized.emplace(std::move(made));
    }
    const TokenBatch samples = calibrationSamples(recipe, sequences);
    if (!quantized)
        noteContext(session, *checkpoint, samples, "the longest calibration sample");
    const std::shared_ptr<const FloatModel> model =
        quantized ? quantized->network.sharedFloatModel() : std::make_shared<const FloatModel>(checkpoint);
    VERNIER_ASSIGN(const ActivationStats stats, collectActivations(FloatNetwork(model), samples, session.compute(), session.monitor()));

    Json json{{"samples", samples.sequences()}, {"tokens", samples.tokens()}, {"layers", Json::array()}};
    std::vector<TextTable::Column> columns{{"layer input", TextTable::Align::Left}, {"min"}, {"max"}, {"max/std"}, {"widest sample"},
                                           {"outlier channels", TextTable::Align::Left}};
    if (quantized)
        columns.insert(columns.end(), {{"type", TextTable::Align::Left}, {"input scale"}, {"offset"}});
    TextTable table(columns);
    int overflowed = 0;
    std::string firstOverflow;
    for (const LayerInfo &layer : checkpoint->layers()) {
        const InputStats &inputs = stats.of(layer);
        if (!isFinite(inputs) && overflowed++ == 0)
            firstOverflow = layer.name;
        LayerReport row = report(layer, inputs, quantized ? &*quantized : nullptr);
        json["layers"].push_back(std::move(row.json));
        table.addRow(std::move(row.cells));
    }
    if (overflowed > 0)
        session.note("the inputs of " + std::to_string(overflowed) + " layers are not finite, the first being " + firstOverflow
                     + ": a weight or an activation overflowed");
    session.print(json, std::to_string(samples.sequences()) + " samples, " + grouped(samples.tokens()) + " tokens"
                            + (quantized && quantized->recipe.antiOutlier ? ", after outlier suppression" : "") + "\n\n" + table.text());
    return 0;
}

} // namespace

void addCalibrate(CLI::App &app, Chosen &chosen)
{
    auto options = std::make_shared<ModelOptions>();
    CLI::App *verb = addVerb(app, chosen, "calibrate", "Show the range of every layer's input on calibration data",
                             [options](Session &session) { return calibrate(*options, session); });
    addModelOption(verb, *options);
    addRecipeOptions(verb, *options, false);
    verb->get_option("--calib")->required();
}

} // namespace vernier::cli
