// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/inputs.h"
#include "core/search/block_sensitivity.h"
#include "core/search/layer_selector.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>

// analyze MODEL --calib F [--metrics M] [--topk N] [--threshold T] [--pattern GLOB] [--quant_modules GLOB…]: layers ranked by
// their inputs alone, or blocks by what MXFP4 does to them.

namespace vernier::cli {

namespace {

const std::map<std::string, SelectorMethod> kLayerMetrics{
    {"std", SelectorMethod::Std}, {"quantile", SelectorMethod::Quantile}, {"kurtosis", SelectorMethod::Kurtosis}};
const std::map<std::string, BlockMetric> kBlockMetrics{{"mse_layer_wise", BlockMetric::LayerWise}, {"mse_model_wise", BlockMetric::ModelWise}};

struct AnalyzeOptions
{
    ModelOptions model;
    std::string metrics = "kurtosis";
    std::size_t top = 15;
    std::optional<double> threshold;
    std::string pattern = "*";
    std::vector<std::string> quantModules; ///< empty: all
};

/// Why a value of --metrics is refused; empty if it is not.
std::string whyNoMetric(const std::string &name)
{
    if (kLayerMetrics.contains(name) || kBlockMetrics.contains(name))
        return {};
    if (name == "mse" || name == "attention_mse")
        return name + " compares attention with and without fa3 quantization, which is not built; mse_layer_wise and mse_model_wise "
                      "measure whole blocks";
    return name + " is none of std, quantile, kurtosis, mse_layer_wise, mse_model_wise";
}

/// Of layers, from the float model's activations; nothing is quantized.
Result<std::vector<LayerScore>> scoresOfLayers(SelectorMethod method, const AnalyzeOptions &options, std::shared_ptr<const Checkpoint> checkpoint,
                                            Session &session)
{
    if (!options.quantModules.empty())
        return Error{ErrorCode::InvalidArgument, "only mse_layer_wise and mse_model_wise quantize modules; choose layers with --pattern", "--quant_modules"};
    VERNIER_ASSIGN(const std::vector<std::vector<int>> sequences, readSequences(options.model.calib, *checkpoint, session));
    Recipe floats;
    floats.quantConfig.wBit = floats.quantConfig.aBit = 16;
    VERNIER_ASSIGN(const QuantizedModel model, quantize(options.model, floats, checkpoint, session));
    VERNIER_ASSIGN(const std::vector<LocalSensitivity> local,
                   measureLocally(model.network, calibrationSamples(floats, sequences), session.compute(), session.monitor()));
    return matching(rankedScores(local, method), options.pattern);
}

Result<std::vector<LayerScore>> scoresOfBlocks(BlockMetric metric, const AnalyzeOptions &options, std::shared_ptr<const Checkpoint> checkpoint,
                                            Session &session)
{
    VERNIER_ASSIGN(const std::vector<std::vector<int>> sequences, readSequences(options.model.calib, *checkpoint, session));
    const TokenBatch samples(sequences);
    noteContext(session, *checkpoint, samples, "the longest calibration sample");
    BlockAnalysis analysis{.metric = metric, .blocks = options.pattern};
    if (!options.quantModules.empty())
        analysis.modules = options.quantModules;
    const auto model = std::make_shared<const FloatModel>(std::move(checkpoint));
    VERNIER_ASSIGN(std::vector<LayerScore> scores, measureBlocks(model, samples, analysis, session.compute(), session.monitor()));
    const auto overflowed = [](const LayerScore &block) { return !std::isfinite(block.score); };
    if (const auto first = std::find_if(scores.begin(), scores.end(), overflowed); first != scores.end())
        session.note("the errors of " + std::to_string(std::count_if(scores.begin(), scores.end(), overflowed))
                     + " blocks are not finite, the first being " + first->layer + ": an activation overflowed");
    return highestFirst(std::move(scores));
}

Result<int> analyze(const AnalyzeOptions &options, Session &session)
{
    VERNIER_ASSIGN(const std::shared_ptr<const Checkpoint> checkpoint, openModel(options.model, session));
    const auto ofBlocks = kBlockMetrics.find(options.metrics);
    const bool blocks = ofBlocks != kBlockMetrics.end();
    VERNIER_ASSIGN(const std::vector<LayerScore> ranked,
                   blocks ? scoresOfBlocks(ofBlocks->second, options, checkpoint, session)
                          : scoresOfLayers(kLayerMetrics.at(options.metrics), options, checkpoint, session));
    std::vector<std::string> chosen = options.threshold ? layersAbove(ranked, *options.threshold) : layersOfLevels(ranked, options.top);
    if (blocks)
        chosen = wholeBlocks(std::move(chosen));
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
    CLI::App *verb = addVerb(app, chosen, "analyze",
                             "Rank layers by the outliers of their inputs, or blocks by their error in MXFP4, as msmodelslim analyze does",
                             [options](Session &session) { return analyze(*options, session); });
    addModelOption(verb, options->model);
    addPath(verb, "--calib", options->model.calib, "Calibration data: token ids (JSON), JSONL or text");
    verb->get_option("--calib")->required();
    verb->add_option("--metrics", options->metrics,
                     "std, quantile or kurtosis of each layer's input; mse_layer_wise, mse_model_wise: error of each block in MXFP4, at "
                     "its own output or at the last block's")
        ->check(whyNoMetric)
        ->option_text("M [kurtosis]");
    verb->add_option("--topk", options->top, "select the layers of this many highest scores; equal scores count once")
        ->check(CLI::PositiveNumber)
        ->option_text("N [15]");
    verb->add_option("--threshold", options->threshold, "select the layers with a higher score instead")->option_text("T");
    verb->add_option("--pattern", options->pattern, "only layers (of the mse metrics: blocks) whose name matches")->option_text("GLOB");
    verb->add_option("--quant_modules", options->quantModules, "of the mse metrics: quantize only linear layers whose name matches one of these")
        ->option_text("GLOB... [*]");
}

} // namespace vernier::cli
