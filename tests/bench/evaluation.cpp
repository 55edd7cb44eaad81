// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/evaluation.h"

#include "core/eval/evaluator.h"
#include "core/quant/recent_models.h"
#include "core/recipe/recipe_edit.h"
#include "tests/bench/timing.h"
#include "tests/bench/yardstick.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstdio>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace vernier::bench {

namespace {

using Json = nlohmann::ordered_json;

/// Multiplications and additions of one token through all linear layers.
double operationsPerToken(const ModelShape &shape)
{
    const double head = static_cast<double>(shape.hidden / shape.heads);
    const auto hidden = static_cast<double>(shape.hidden);
    const double attention = hidden * head * (2.0 * shape.heads + 2.0 * shape.kvHeads);
    const double mlp = 3.0 * hidden * static_cast<double>(shape.intermediate);
    return 2.0 * (shape.layers * (attention + mlp) + hidden * static_cast<double>(shape.vocabulary));
}

struct Line
{
    std::string name;
    std::function<bool()> work;
    double tokens = 0.0;
    double best = 0.0; ///< seconds
};

} // namespace

int measureEvaluation(const std::filesystem::path &folder, const ModelShape &shape, const EvaluationSettings &settings)
{
    const auto fail = [](const Error &error) {
        std::fprintf(stderr, "%s\n", toString(error).c_str());
        return 1;
    };
    if (const auto written = writeRandomCheckpoint(folder, shape); !written)
        return fail(written.error());
    const auto checkpoint = Checkpoint::open(folder);
    if (!checkpoint)
        return fail(checkpoint.error());
    const auto model = std::make_shared<const FloatModel>(*checkpoint);
    const auto calibration = randomSequences(8, 256, shape.vocabulary, 7);
    TokenBatch windows;
    for (const auto &window : randomSequences(settings.windows, settings.windowTokens, shape.vocabulary, 11))
        windows.append(window);
    const Compute compute{.threads = settings.threads, .products = FloatProducts::Float32};

    const std::pair<const char *, const char *> recipes[] = {
        {"W8A8 static", R"({"version":1,"quant_config":{"mm_tensor":false,"disable_last_linear":false}})"},
        {"W8A8 dynamic", R"({"version":1,"quant_config":{"mm_tensor":false,"is_dynamic":true,"disable_last_linear":false}})"},
        {"W8A16", R"({"version":1,"quant_config":{"mm_tensor":false,"a_bit":16,"disable_last_linear":false}})"},
    };
    std::vector<std::shared_ptr<const QuantizedNetwork>> networks;
    std::vector<Line> lines;
    const double tokens = static_cast<double>(windows.tokens());
    const FloatNetwork floats(model);
    lines.push_back({"float32", [&] { return passOnce(floats, windows, compute); }, tokens, 0.0});
    lines.push_back({"float32, 1 thread", [&] { return passOnce(floats, windows, Compute{.threads = 1, .products = FloatProducts::Float32}); }, tokens, 0.0});
    if (shape.dtype == DType::BF16) {
        for (const FloatProducts products : {FloatProducts::Bf16Terms3, FloatProducts::Bf16Terms2, FloatProducts::Bf16Terms1})
            lines.push_back({std::string(toString(products)), [&floats, &windows, byTerms = Compute{.threads = settings.threads, .products = products}] {
                                 return passOnce(floats, windows, byTerms);
                             }, tokens, 0.0});
    }
    for (const auto &[name, text] : recipes) {
        SilentMonitor monitor;
        const auto recipe = parseRecipe(Json::parse(text), name);
        if (!recipe)
            return fail(recipe.error());
        auto quantized = quantizeModel(*checkpoint, *recipe, calibration, compute, monitor);
        if (!quantized)
            return fail(quantized.error());
        networks.push_back(std::make_shared<const QuantizedNetwork>(std::move(quantized->network)));
        lines.push_back({name, [network = networks.back(), &windows, compute] { return passOnce(*network, windows, compute); }, tokens, 0.0});
    }

    // What a change in one block costs: the boundaries of the network evaluated last are kept.
    Evaluator evaluator(model, windows, compute);
    SilentMonitor monitor;
    if (const auto first = evaluator.evaluate(*networks.front(), monitor); !first)
        return fail(first.error());
    const int blocks = shape.layers;
    lines.push_back({"evaluation, all blocks", [&] {
                         Evaluator fresh(model, windows, compute);
                         return fresh.evaluate(*networks.front(), monitor).hasValue();
                     }, tokens, 0.0});
    for (const int block : {0, blocks / 4, blocks / 2, blocks - 1}) {
        auto plan = std::make_shared<Plan>(networks.front()->plan());
        plan->layers[model->blockLayers(block).front().index].scheme = Scheme{};
        networks.push_back(std::make_shared<const QuantizedNetwork>(model, plan, networks.front()->ranges(), settings.threads));
        lines.push_back({"evaluation, one layer of block " + std::to_string(block) + " changed",
                         [&, network = networks.back()] { return evaluator.evaluateVariant(*network, monitor).hasValue(); }, tokens, 0.0});
    }

    // What a change costs the user: calibration and evaluation both go on from the first block that it changes.
    std::optional<RecentModels> recent;
    Recipe edited;
    const auto edit = [&](Evaluator &edits, std::span<const std::string> layers) {
        edited = withFallback(edited, layers);
        const auto quantized = recent->quantize(edited, compute, monitor);
        return quantized && edits.evaluate((*quantized)->network, monitor).hasValue();
    };
    Evaluator edits(model, windows, compute);
    lines.push_back({"recipe, nothing known: calibrated and evaluated", [&] {
                         edited = *parseRecipe(Json::parse(recipes[0].second), recipes[0].first);
                         recent.emplace(*checkpoint, calibration);
                         edits = Evaluator(model, windows, compute);
                         return edit(edits, {});
                     }, tokens, 0.0});
    for (const int block : {blocks - 1, blocks / 2, blocks / 4, 0})
        lines.push_back({"recipe, then one layer of block " + std::to_string(block) + " made float", [&, block] {
                             const std::string layer = model->blockLayers(block).front().name;
                             return edit(edits, {&layer, 1});
                         }, tokens, 0.0});

    std::erase_if(lines, [&](const Line &line) { return &line != &lines.front() && line.name.find(settings.only) == std::string::npos; });
    double one = 0.0;
    double several = 0.0;
    double ofCodes = 0.0;
    for (int round = 0; round < settings.rounds; ++round) {
        one = std::max(one, yardstick(1));
        several = std::max(several, yardstick(settings.threads));
        ofCodes = std::max(ofCodes, codeYardstick(settings.threads));
        for (Line &line : lines) {
            const double seconds = secondsOf(line.work);
            if (seconds <= 0.0) {
                std::fprintf(stderr, "%s failed\n", line.name.c_str());
                return 1;
            }
            line.best = line.best > 0.0 ? std::min(line.best, seconds) : seconds;
        }
    }
    const double operations = operationsPerToken(shape);
    std::printf("%.0f M parameters, %d windows of %d tokens, %d threads; product of 512 x 4096 by 4096 x 4096: %.0f GFLOP/s in float32, %.0f on one thread; %.0f "
                "in 8-bit codes\n\n",
                static_cast<double>(shape.parameters()) * 1e-6, settings.windows, settings.windowTokens, settings.threads, several, one, ofCodes);
    std::printf("| pass | seconds | tokens/s | times float32 | G operations/s in linear layers |\n| --- | --- | --- | --- | --- |\n");
    for (const Line &line : lines)
        std::printf("| %s | %.2f | %.0f | %.2f | %.0f |\n", line.name.c_str(), line.best, line.tokens / line.best, lines.front().best / line.best,
                    line.tokens * operations / line.best * 1e-9);
    return 0;
}

} // namespace vernier::bench
