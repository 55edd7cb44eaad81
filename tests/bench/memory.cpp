// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/memory.h"

#include "core/eval/evaluator.h"
#include "core/export/modelslim_folder.h"
#include "core/quant/quantize_model.h"
#include "tests/bench/child_process.h"

#include <nlohmann/json.hpp>

#include <cstdio>
#include <functional>
#include <vector>

namespace vernier::bench {

namespace {

namespace fs = std::filesystem;

struct Setting
{
    fs::path folder;
    ModelShape shape;
    Compute compute;
    std::vector<std::vector<int>> sequences;
};

fs::path outputOf(const Setting &setting)
{
    return setting.folder.string() + "-quantized";
}

bool fails(const Error &error)
{
    std::fprintf(stderr, "%s\n", toString(error).c_str());
    return false;
}

Recipe recipeFrom(const char *text)
{
    return parseRecipe(nlohmann::ordered_json::parse(text), "benchmark").value();
}

bool open(const Setting &setting, JobMonitor &)
{
    const auto checkpoint = Checkpoint::open(setting.folder);
    return checkpoint ? !(*checkpoint)->layers().empty() : fails(checkpoint.error());
}

bool evaluate(const Setting &setting, const char *recipe, JobMonitor &monitor)
{
    const auto checkpoint = Checkpoint::open(setting.folder);
    if (!checkpoint)
        return fails(checkpoint.error());
    constexpr std::int64_t kNoBoundaries = 0;
    Evaluator evaluator(std::make_shared<const FloatModel>(*checkpoint), TokenBatch(setting.sequences), setting.compute, kNoBoundaries);
    const auto quantized = quantizeModel(*checkpoint, recipeFrom(recipe), {}, setting.compute, monitor);
    if (!quantized)
        return fails(quantized.error());
    const auto evaluation = evaluator.evaluate(quantized->network, monitor);
    return evaluation ? true : fails(evaluation.error());
}

bool quantizeAndSave(const Setting &setting, const char *recipe, bool hasData, JobMonitor &monitor)
{
    const auto checkpoint = Checkpoint::open(setting.folder);
    if (!checkpoint)
        return fails(checkpoint.error());
    const auto quantized = quantizeModel(*checkpoint, recipeFrom(recipe), hasData ? setting.sequences : std::vector<std::vector<int>>{}, setting.compute, monitor);
    if (!quantized)
        return fails(quantized.error());
    const auto written = writeModelslimFolder(*quantized, outputOf(setting), {}, monitor);
    return written ? true : fails(written.error());
}

/// In MiB.
double boundOf(const ModelShape &shape, int tokens)
{
    ModelShape one = shape;
    one.layers = 1;
    ModelShape two = shape;
    two.layers = 2;
    const auto block = static_cast<double>(two.parameters() - one.parameters());
    return (3.0 * 4.0 * block + 4.0 * static_cast<double>(shape.hidden) * tokens + 300e6) / 1048576.0;
}

} // namespace

ModelShape sevenBillion()
{
    ModelShape shape;
    shape.hidden = 4096;
    shape.intermediate = 11008;
    shape.layers = 32;
    shape.heads = 32;
    shape.kvHeads = 32;
    shape.vocabulary = 32000;
    shape.dtype = DType::BF16;
    return shape;
}

int measureMemory(const fs::path &folder, const ModelShape &shape, const MemorySettings &settings)
{
    if (!fs::exists(folder / "model.safetensors")) {
        if (const auto written = writeRandomCheckpoint(folder, shape); !written)
            return fails(written.error()) ? 0 : 1;
    }
    constexpr const char *kStatic = R"({"version":1,"quant_config":{"mm_tensor":false}})";
    constexpr const char *kDynamic = R"({"version":1,"quant_config":{"mm_tensor":false,"is_dynamic":true}})";
    constexpr const char *kWeights = R"({"version":1,"quant_config":{"mm_tensor":false,"a_bit":16}})";
    constexpr const char *kGptq = R"({"version":1,"quant_config":{"mm_tensor":false,"w_bit":4,"a_bit":16,"w_method":"GPTQ"}})";
    const Setting setting{folder, shape, Compute{.threads = settings.threads}, randomSequences(2, settings.tokens / 2, shape.vocabulary, 7)};
    const std::pair<const char *, std::function<bool(JobMonitor &)>> jobs[] = {
        {"open", [&](JobMonitor &monitor) { return open(setting, monitor); }},
        {"evaluate float and W8A8 dynamic", [&](JobMonitor &monitor) { return evaluate(setting, kDynamic, monitor); }},
        {"evaluate float and W8A16", [&](JobMonitor &monitor) { return evaluate(setting, kWeights, monitor); }},
        {"W8A16 without data, save", [&](JobMonitor &monitor) { return quantizeAndSave(setting, kWeights, false, monitor); }},
        {"W8A8, calibrate and save", [&](JobMonitor &monitor) { return quantizeAndSave(setting, kStatic, true, monitor); }},
        {"W4A16 GPTQ, calibrate and save", [&](JobMonitor &monitor) { return quantizeAndSave(setting, kGptq, true, monitor); }},
    };
    std::printf("%.2f G parameters, %d tokens, %d threads; bound %.0f MiB\n\n| work | seconds | processor seconds | peak MiB | stops after, ms |\n| --- | --- | --- | --- | --- |\n",
                static_cast<double>(shape.parameters()) * 1e-9, settings.tokens, settings.threads, boundOf(shape, settings.tokens));
    int result = 0;
    for (const auto &[name, work] : jobs) {
        if (std::string(name).find(settings.only) == std::string::npos)
            continue;
        const std::optional<Cost> cost = measured(work);
        std::error_code ignored;
        fs::remove_all(outputOf(setting), ignored); // gigabytes, which take a while
        if (!cost) {
            result = 1;
            continue;
        }
        std::printf("| %s | %.2f | %.2f | %.0f | %.0f |\n", name, cost->seconds, cost->processorSeconds, cost->peakMib, 1e3 * cost->longestWait);
        std::fflush(stdout);
    }
    return result;
}

} // namespace vernier::bench
