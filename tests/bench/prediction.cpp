// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/prediction.h"

#include "core/eval/windows.h"
#include "core/quant/quantize_model.h"
#include "core/search/prediction.h"
#include "core/text/documents.h"
#include "core/text/tokenizer.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <random>
#include <string>
#include <vector>

namespace vernier::bench {

namespace {

struct Case
{
    double predicted = 0.0;
    double error = 0.0; ///< of the prediction, as it says
    double measured = 0.0;
    double sum = 0.0;   ///< of the single effects: the estimate without additivity
};

Recipe recipeOf(int aBit)
{
    Recipe recipe;
    recipe.quantConfig.mmTensor = false;
    recipe.quantConfig.aBit = aBit;
    return recipe;
}

/// Everything is W8A8 but for some layers left in float and some in W8A16: a few of each, or any share.
Recipe randomEdit(std::span<const LayerInfo> layers, std::mt19937 &generator)
{
    Recipe recipe = recipeOf(8);
    std::uniform_real_distribution<double> uniform;
    const bool few = uniform(generator) < 0.5;
    const double floats = few ? 0.08 * uniform(generator) : uniform(generator);
    const double weightOnly = few ? 0.08 * uniform(generator) : (1.0 - floats) * uniform(generator);
    for (const LayerInfo &layer : layers) {
        const double draw = uniform(generator);
        if (draw < floats)
            recipe.quantConfig.disableNames.push_back(layer.name);
        else if (draw < floats + weightOnly)
            recipe.mixCfg.emplace_back(layer.name, "w8a16");
    }
    return recipe;
}

void print(const char *name, const std::vector<Case> &cases)
{
    if (cases.empty())
        return;
    double relative = 0.0, sums = 0.0;
    int one = 0, two = 0;
    for (const Case &found : cases) {
        const double miss = std::abs(found.predicted - found.measured);
        relative += miss / found.measured;
        sums += std::abs(found.sum - found.measured) / found.measured;
        one += miss <= found.error ? 1 : 0;
        two += miss <= 2.0 * found.error ? 1 : 0;
    }
    const auto count = static_cast<double>(cases.size());
    std::printf("| %s | %zu | %.1f %% | %.1f %% | %.0f %% | %.0f %% |\n", name, cases.size(), 100.0 * relative / count, 100.0 * sums / count,
                100.0 * one / count, 100.0 * two / count);
}

Result<std::vector<Case>> compare(const PredictionSettings &settings, double &secondsOfOne)
{
    SilentMonitor monitor;
    const Compute compute{.threads = settings.threads};
    VERNIER_ASSIGN(const std::shared_ptr<const Checkpoint> checkpoint, Checkpoint::open(settings.demo / settings.model));
    VERNIER_ASSIGN(const std::shared_ptr<const Tokenizer> tokenizer, openTokenizer(settings.demo / settings.model));
    const auto vocabulary = static_cast<int>(checkpoint->config().vocabulary);
    VERNIER_ASSIGN(const std::vector<Document> samples, readDocuments(settings.demo / "calibration.jsonl"));
    VERNIER_ASSIGN(const std::vector<std::vector<int>> sequences, toTokenIds(samples, tokenizer.get(), vocabulary));
    VERNIER_ASSIGN(const std::vector<Document> text, readDocuments(settings.demo / "evaluation.txt"));
    VERNIER_ASSIGN(const TokenBatch all, makeWindows(text, tokenizer.get(), vocabulary, WindowMode::Stream, 128));
    const TokenBatch windows = all.part(0, std::min(settings.windows, all.sequences()));
    Evaluator evaluator(std::make_shared<const FloatModel>(checkpoint), windows, compute);

    EffectModel effects;
    EffectModel additive; // nearest is always the float model: a plain sum
    for (const int aBit : {8, 16}) {
        VERNIER_ASSIGN(const QuantizedModel model, quantizeModel(checkpoint, recipeOf(aBit), sequences, compute, monitor));
        VERNIER_ASSIGN(EndToEndResult table, measureEndToEnd(model.network, evaluator, monitor));
        effects.add(model.network.plan(), table);
        table.jointKl = table.sumOfKl;
        table.jointLossDifference.reset();
        additive.add(model.network.plan(), table);
    }
    std::vector<Case> cases;
    std::mt19937 generator(settings.seed);
    for (int i = 0; i < settings.edits; ++i) {
        VERNIER_ASSIGN(const QuantizedModel model, quantizeModel(checkpoint, randomEdit(checkpoint->layers(), generator), sequences, compute, monitor));
        const auto begin = std::chrono::steady_clock::now();
        const std::optional<Prediction> prediction = effects.predict(model.network.plan());
        secondsOfOne = std::max(secondsOfOne, std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count());
        const std::optional<Prediction> sum = additive.predict(model.network.plan());
        VERNIER_ASSIGN(const Evaluation measured, evaluator.evaluateVariant(model.network, monitor));
        if (prediction && sum && measured.kl.mean > 0.0)
            cases.push_back({prediction->kl.mean, prediction->kl.standardError, measured.kl.mean, sum->kl.mean});
    }
    return cases;
}

} // namespace

int measurePredictions(const PredictionSettings &settings)
{
    double secondsOfOne = 0.0;
    const auto cases = compare(settings, secondsOfOne);
    if (!cases) {
        std::fprintf(stderr, "%s\n", toString(cases.error()).c_str());
        return 1;
    }
    std::vector<Case> sorted = *cases;
    std::sort(sorted.begin(), sorted.end(), [](const Case &a, const Case &b) { return a.measured < b.measured; });
    if (settings.cases) {
        std::printf("measured,predicted,error,sum\n");
        for (const Case &one : sorted)
            std::printf("%.6g,%.6g,%.6g,%.6g\n", one.measured, one.predicted, one.error, one.sum);
    }
    const auto middle = sorted.begin() + static_cast<std::ptrdiff_t>(sorted.size() / 2);
    std::printf("| edits | number | mean miss | of the plain sum | within 1 error | within 2 errors |\n"
                "| --- | --- | --- | --- | --- | --- |\n");
    print("all", sorted);
    print("the half with less KL", {sorted.begin(), middle});
    print("the half with more KL", {middle, sorted.end()});
    std::printf("\nKL from %.4f to %.4f; a prediction takes at most %.2f ms.\n", sorted.empty() ? 0.0 : sorted.front().measured,
                sorted.empty() ? 0.0 : sorted.back().measured, 1000.0 * secondsOfOne);
    return 0;
}

} // namespace vernier::bench
