// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/growth.h"

#include "core/quant/quantize_model.h"
#include "tests/bench/timing.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstdio>
#include <string>
#include <vector>

namespace vernier::bench {

namespace {

constexpr int kRounds = 3; // the best of them counts

Recipe benchRecipe(const std::string &quantConfig)
{
    return parseRecipe(nlohmann::ordered_json::parse(R"({"version":1,"quant_config":{)" + quantConfig + "}}"), "benchmark").value();
}

/// Calibrates where the recipe needs it, and makes the codes of every layer.
bool quantizeAll(const std::shared_ptr<const Checkpoint> &checkpoint, const Recipe &recipe, const std::vector<std::vector<int>> &sequences, const Compute &compute)
{
    SilentMonitor monitor;
    const auto model = quantizeModel(checkpoint, recipe, sequences, compute, monitor);
    if (!model) {
        std::fprintf(stderr, "%s\n", toString(model.error()).c_str());
        return false;
    }
    for (const LayerInfo &layer : checkpoint->layers()) {
        if (!model->network.schemeOf(layer).isFloat() && !model->network.quantizedWeight(layer))
            return false;
    }
    return true;
}

struct Size
{
    int layers = 2;
    std::int64_t hidden = 512;
    int tokens = 256;
};

bool measureSize(const std::filesystem::path &folder, const Size &size, const char *axis, const Compute &compute)
{
    ModelShape shape;
    shape.layers = size.layers;
    shape.hidden = size.hidden;
    shape.intermediate = size.hidden * 11 / 4;
    shape.heads = shape.kvHeads = static_cast<int>(size.hidden / 64);
    if (!writeRandomCheckpoint(folder, shape))
        return false;
    const auto checkpoint = Checkpoint::open(folder);
    if (!checkpoint)
        return false;
    const auto sequences = randomSequences(1, size.tokens, shape.vocabulary, 7);
    const TokenBatch window(sequences);
    const FloatNetwork floats(std::make_shared<const FloatModel>(*checkpoint));
    const Recipe recipe = benchRecipe(R"("mm_tensor":false,"is_dynamic":true,"disable_last_linear":false)");
    SilentMonitor monitor;
    const auto quantized = quantizeModel(*checkpoint, recipe, {}, compute, monitor);
    if (!quantized)
        return false;
    double best[3] = {};
    for (int round = 0; round < kRounds; ++round) {
        const double seconds[] = {secondsOf([&] { return passOnce(floats, window, compute); }),
                                  secondsOf([&] { return passOnce(quantized->network, window, compute); }),
                                  secondsOf([&] { return quantizeAll(*checkpoint, recipe, {}, compute); })};
        for (int i = 0; i < 3; ++i)
            best[i] = round == 0 ? seconds[i] : std::min(best[i], seconds[i]);
    }
    std::printf("%s,%d,%lld,%d,%.4f,%.4f,%.4f\n", axis, size.layers, static_cast<long long>(size.hidden), size.tokens, best[0], best[1], best[2]);
    std::fflush(stdout);
    return true;
}

} // namespace

int measureGrowth(const std::filesystem::path &folder, int threads)
{
    const Compute compute{.threads = threads};
    std::printf("axis,layers,hidden,tokens,float32_seconds,w8a8_seconds,quantize_seconds\n");
    bool good = true;
    for (const int layers : {2, 4, 8, 16})
        good = measureSize(folder, {.layers = layers}, "layers", compute) && good;
    for (const int hidden : {256, 512, 1024, 2048})
        good = measureSize(folder, {.hidden = hidden}, "hidden", compute) && good;
    for (const int tokens : {128, 256, 512, 1024, 2048})
        good = measureSize(folder, {.tokens = tokens}, "tokens", compute) && good;
    return good ? 0 : 1;
}

int measureMethods(const std::filesystem::path &folder, const ModelShape &shape, int threads)
{
    struct Method
    {
        const char *name;
        const char *quantConfig;
        bool needsData = false;
    };
    constexpr Method kMethods[] = {
        {"W8A16 min-max, per channel", R"("mm_tensor":false,"a_bit":16)"},
        {"W8A16 min-max, per tensor", R"("a_bit":16)"},
        {"W4A16 min-max, groups of 64", R"("w_bit":4,"a_bit":16,"mm_tensor":false,"is_lowbit":true,"open_outlier":false,"group_size":64)"},
        {"W4A16 HQQ", R"("w_bit":4,"a_bit":16,"mm_tensor":false,"w_method":"HQQ")"},
        {"W4A16 GPTQ, 128 tokens", R"("w_bit":4,"a_bit":16,"mm_tensor":false,"w_method":"GPTQ")", true},
        {"W8A8 min-max, 128 tokens", R"("mm_tensor":false)", true},
        {"W8A8S low-bit sigma, 128 tokens", R"("w_bit":4,"mm_tensor":false,"is_lowbit":true,"use_sigma":true)", true},
    };
    if (const auto written = writeRandomCheckpoint(folder, shape); !written) {
        std::fprintf(stderr, "%s\n", toString(written.error()).c_str());
        return 1;
    }
    const auto checkpoint = Checkpoint::open(folder);
    if (!checkpoint)
        return 1;
    const auto sequences = randomSequences(1, 128, shape.vocabulary, 7);
    double weights = 0.0;
    for (const LayerInfo &layer : (*checkpoint)->layers())
        weights += layer.block < 0 ? 0.0 : static_cast<double>(layer.out * layer.in);
    std::printf("%.0f M weights, %d threads\n\n| method | seconds | M weights/s |\n| --- | --- | --- |\n", weights * 1e-6, threads);
    int result = 0;
    for (const Method &method : kMethods) {
        const Recipe recipe = benchRecipe(method.quantConfig);
        double best = 0.0;
        for (int round = 0; round < kRounds; ++round) {
            const double seconds = secondsOf([&] { return quantizeAll(*checkpoint, recipe, method.needsData ? sequences : std::vector<std::vector<int>>{}, Compute{.threads = threads}); });
            best = round == 0 ? seconds : std::min(best, seconds);
        }
        if (best <= 0.0)
            result = 1;
        else
            std::printf("| %s | %.2f | %.1f |\n", method.name, best, weights / best * 1e-6);
        std::fflush(stdout);
    }
    return result;
}

} // namespace vernier::bench
