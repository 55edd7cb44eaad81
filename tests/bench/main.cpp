// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/export/modelslim_folder.h"
#include "core/io/json_file.h"
#include "core/quant/quantize_model.h"
#include "tests/bench/child_process.h"
#include "tests/bench/evaluation.h"
#include "tests/bench/growth.h"
#include "tests/bench/memory.h"
#include "tests/bench/prediction.h"
#include "tests/bench/random_checkpoint.h"
#include "tests/bench/yardstick.h"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <string>

// Time and peak memory of what users wait for. See README.md beside this file.

namespace {

using namespace vernier;
using namespace vernier::bench;
namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

/// A configuration that the original was timed on, and its name there.
struct Job
{
    const char *name;
    const char *recipe;
    bool dataFree = false;
};

constexpr Job kJobs[] = {
    {"big_w8a8", R"({"version":1,"quant_config":{"mm_tensor":false}})"},
    {"big_w8a8_L5", R"({"version":1,"quant_config":{"mm_tensor":false},"disable_level":"L5"})"},
    {"big_w8a8_act3_L5", R"({"version":1,"quant_config":{"mm_tensor":false,"act_method":3},"disable_level":"L5"})"},
    {"big_w4a16_gptq", R"({"version":1,"quant_config":{"w_bit":4,"a_bit":16,"mm_tensor":false,"w_method":"GPTQ"}})"},
    {"big_w4a16_hqq", R"({"version":1,"quant_config":{"w_bit":4,"a_bit":16,"mm_tensor":false,"w_method":"HQQ"}})"},
    {"big_w8a16_minmax_datafree", R"({"version":1,"quant_config":{"a_bit":16,"mm_tensor":false}})", true},
    {"big_anti_m2_w8a8", R"({"version":1,"quant_config":{"mm_tensor":false},"anti_outlier":{"anti_method":"m2"}})"},
    {"big_anti_m4_w8a8", R"({"version":1,"quant_config":{"mm_tensor":false},"anti_outlier":{"anti_method":"m4"}})"},
    {"big_anti_m6_w8a8", R"({"version":1,"quant_config":{"mm_tensor":false},"anti_outlier":{"anti_method":"m6"}})"},
    {"big_w8a8s_lowbit_sigma", R"({"version":1,"quant_config":{"w_bit":4,"mm_tensor":false,"is_lowbit":true,"use_sigma":true}})"},
};

/// Opens, calibrates, quantizes and saves, as `vernier-cli quantize` does.
bool quantizeAndSave(const fs::path &model, const Job &job, const std::vector<std::vector<int>> &sequences, int threads, JobMonitor &monitor)
{
    const auto fail = [&](const Error &error) {
        std::fprintf(stderr, "%s: %s\n", job.name, toString(error).c_str());
        return false;
    };
    const auto recipe = parseRecipe(Json::parse(job.recipe), job.name);
    if (!recipe)
        return fail(recipe.error());
    const auto checkpoint = Checkpoint::open(model);
    if (!checkpoint)
        return fail(checkpoint.error());
    const auto quantized = quantizeModel(*checkpoint, *recipe, job.dataFree ? std::vector<std::vector<int>>{} : sequences, Compute{.threads = threads}, monitor);
    if (!quantized)
        return fail(quantized.error());
    const auto written = writeModelslimFolder(*quantized, fs::path(model.string() + "-quantized") / job.name, {}, monitor);
    return written ? true : fail(written.error());
}

std::map<std::string, double> originalSeconds()
{
    std::map<std::string, double> seconds;
    const char *shared = std::getenv("VERNIER_SHARED");
    const auto timing = readOrderedJsonFile(fs::path(shared ? shared : "../shared") / "golden" / "timing.json");
    if (timing && timing->contains("jobs")) {
        for (const auto &[name, job] : (*timing)["jobs"].items())
            seconds[name] = job.value("wall_s", 0.0);
    }
    return seconds;
}

int compareWithOriginal(const fs::path &folder, const ModelShape &shape, int threads, const std::string &only)
{
    constexpr double kOriginalYardstick = 175.0; // GFLOP/s of one thread on the machine where the original was timed
    if (const auto written = writeRandomCheckpoint(folder, shape); !written) {
        std::fprintf(stderr, "%s\n", toString(written.error()).c_str());
        return 1;
    }
    const auto sequences = randomSequences(8, 256, shape.vocabulary, 7);
    const std::map<std::string, double> original = originalSeconds();
    double one = 0.0;
    int result = 0;
    std::printf("| job | seconds | processor seconds | peak MiB | stops after, ms | the original's seconds, scaled | times faster |\n| --- | --- | --- | --- | --- | --- | --- |\n");
    for (const Job &job : kJobs) {
        if (!only.empty() && std::string(job.name).find(only) == std::string::npos)
            continue;
        const std::optional<Cost> cost = measured([&](JobMonitor &monitor) { return quantizeAndSave(folder, job, sequences, threads, monitor); });
        if (!cost) {
            result = 1;
            continue;
        }
        if (one == 0.0)
            one = yardstick(1); // not before the first child: it starts threads
        const auto theirs = original.find(job.name);
        const double scaled = theirs == original.end() ? 0.0 : theirs->second * kOriginalYardstick / one;
        std::printf("| %s | %.2f | %.2f | %.0f | %.0f | %.1f | %.1f |\n", job.name, cost->seconds, cost->processorSeconds, cost->peakMib, 1e3 * cost->longestWait, scaled, scaled / cost->seconds);
        std::fflush(stdout);
    }
    std::printf("\nYardstick (float32 product of 512 x 4096 by 4096 x 4096): %.0f GFLOP/s on one thread; %.0f where the original was timed.\n", one,
                kOriginalYardstick);
    return result;
}

} // namespace

int main(int argc, char **argv)
{
    CLI::App app("Time and peak memory of what users wait for");
    app.require_subcommand(1);
    fs::path folder = fs::temp_directory_path() / "vernier-bench";
    ModelShape shape;
    int threads = defaultThreadCount();
    std::string only;
    EvaluationSettings evaluation;
    const auto withShape = [&](CLI::App *verb) {
        verb->add_option("--folder", folder, "where the random checkpoint and the results go");
        verb->add_option("--threads", threads, "threads");
        verb->add_option("--hidden", shape.hidden, "hidden size");
        verb->add_option("--intermediate", shape.intermediate, "size of the feed-forward layer");
        verb->add_option("--layers", shape.layers, "decoder blocks");
        verb->add_option("--heads", shape.heads, "attention heads");
        verb->add_option("--kv-heads", shape.kvHeads, "heads of keys and values");
        verb->add_option("--vocabulary", shape.vocabulary, "vocabulary");
        verb->add_flag_callback("--bfloat16", [&] { shape.dtype = DType::BF16; }, "weights in bfloat16");
        return verb;
    };
    CLI::App *const quantize = withShape(app.add_subcommand("quantize", "opening, calibrating, quantizing and saving, beside msModelSlim's times"));
    quantize->add_option("--only", only, "jobs whose name contains this");
    CLI::App *const evaluate = withShape(app.add_subcommand("evaluate", "passes in float32 and quantized, and the cost of a change in one block"));
    evaluate->add_option("--windows", evaluation.windows, "windows");
    evaluate->add_option("--window-tokens", evaluation.windowTokens, "tokens in a window");
    evaluate->add_option("--only", evaluation.only, "lines whose name contains this, and float32");
    evaluate->add_option("--rounds", evaluation.rounds, "rounds, of which the best counts");
    CLI::App *const methods = withShape(app.add_subcommand("methods", "weights a second of each weight method"));
    CLI::App *const growth = app.add_subcommand("growth", "how times grow with layers, hidden size and tokens, for plot_growth.py");
    growth->add_option("--folder", folder, "where the random checkpoints go");
    growth->add_option("--threads", threads, "threads");
    CLI::App *const memory = withShape(app.add_subcommand("memory", "peak memory with a bfloat16 checkpoint that need not fit into memory; 7B unless other sizes are given"));
    memory->preparse_callback([&](std::size_t) { shape = sevenBillion(); });
    MemorySettings memorySettings;
    memory->add_option("--tokens", memorySettings.tokens, "of calibration and of evaluation");
    memory->add_option("--only", memorySettings.only, "lines whose name contains this");
    PredictionSettings prediction{.demo = fs::path(VERNIER_SOURCE_DIR) / "resources/demo"};
    CLI::App *const predict = app.add_subcommand("predict", "estimates of random recipes beside their evaluations");
    predict->add_option("--demo", prediction.demo, "folder with model, calibration.jsonl and evaluation.txt");
    predict->add_option("--edits", prediction.edits, "random recipes");
    predict->add_option("--windows", prediction.windows, "windows of 128 tokens");
    predict->add_option("--threads", threads, "threads");
    predict->add_option("--seed", prediction.seed, "of the random recipes");
    predict->add_option("--model", prediction.model, "folder of the model in the demo's");
    predict->add_flag("--cases", prediction.cases, "print every recipe's numbers");
    CLI11_PARSE(app, argc, argv);
    if (methods->parsed())
        return measureMethods(folder, shape, threads);
    if (growth->parsed())
        return measureGrowth(folder, threads);
    if (memory->parsed()) {
        memorySettings.threads = threads;
        return measureMemory(folder / "large", shape, memorySettings);
    }
    if (predict->parsed()) {
        prediction.threads = threads;
        return measurePredictions(prediction);
    }
    if (quantize->parsed())
        return compareWithOriginal(folder, shape, threads, only);
    evaluation.threads = threads;
    return measureEvaluation(folder, shape, evaluation);
}
