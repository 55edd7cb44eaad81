// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/inputs.h"
#include "core/search/layer_selector.h"

#include <map>
#include <optional>

// analyze MODEL --calib F [--metrics M] [--topk N] [--threshold T] [--pattern GLOB]: layers ranked by their inputs alone.

namespace vernier::cli {

namespace {

struct AnalyzeOptions
{
    ModelOptions model;
    SelectorMethod method = SelectorMethod::Kurtosis;
    std::size_t top = 15;
    std::optional<double> threshold;
    std::string pattern = "*";
};

Result<int> analyze(const AnalyzeOptions &options, Session &session)
{
    VERNIER_ASSIGN(const std::shared_ptr<const Checkpoint> checkpoint, openModel(options.model, session));
    VERNIER_ASSIGN(const std::vector<std::vector<int>> sequences, readSequences(options.model.calib, *checkpoint, session));
    Recipe floats; // scores need no quantized layer
    floats.quantConfig.wBit = floats.quantConfig.aBit = 16;
    VERNIER_ASSIGN(const QuantizedModel model, quantize(options.model, floats, checkpoint, session));
    VERNIER_ASSIGN(const std::vector<LocalSensitivity> local,
                   measureLocally(model.network, calibrationSamples(floats, sequences), session.compute(), session.monitor()));
    const std::vector<LayerScore> ranked = matching(rankedScores(local, options.method), options.pattern);
    const std::vector<std::string> chosen =
        options.threshold ? layersAbove(ranked, *options.threshold) : layersOfLevels(ranked, options.top);
    Json json{{"layers", Json::array()}, {"selected", chosen}};
    for (const LayerScore &layer : ranked)
        json["layers"].push_back({{"layer", layer.layer}, {"score", layer.score}});
    session.print(json, analysisTable(ranked) + "\n" + analysisYaml(chosen));
    return 0;
}

} // namespace

void addAnalyze(CLI::App &app, Chosen &chosen)
{
    auto options = std::make_shared<AnalyzeOptions>();
    CLI::App *verb = addVerb(app, chosen, "analyze", "Rank the layers by the outliers of their inputs, as msmodelslim analyze does",
                             [options](Session &session) { return analyze(*options, session); });
    addModelOption(verb, options->model);
    addPath(verb, "--calib", options->model.calib, "Calibration data: token ids (JSON), JSONL or text");
    verb->get_option("--calib")->required();
    const std::map<std::string, SelectorMethod> methods{
        {"std", SelectorMethod::Std}, {"quantile", SelectorMethod::Quantile}, {"kurtosis", SelectorMethod::Kurtosis}};
    verb->add_option("--metrics", options->method, "std, quantile or kurtosis")->transform(CLI::CheckedTransformer(methods))->option_text("M [kurtosis]");
    verb->add_option("--topk", options->top, "select the layers of this many highest scores; equal scores count once")
        ->check(CLI::PositiveNumber)
        ->option_text("N [15]");
    verb->add_option("--threshold", options->threshold, "select the layers with a higher score instead")->option_text("T");
    verb->add_option("--pattern", options->pattern, "only layers whose name matches")->option_text("GLOB");
}

} // namespace vernier::cli
