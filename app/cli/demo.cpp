// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/inputs.h"
#include "app/cli/text_table.h"
#include "core/base/number_text.h"
#include "core/export/modelslim_size.h"
#include "core/project/demo.h"
#include "core/search/sensitivity.h"

#include <chrono>
#include <filesystem>

// demo: the bundled checkpoint, quantized naively and repaired in three ways.

namespace vernier::cli {

namespace {

struct DemoOptions
{
    std::string folder; ///< empty: found beside the program
    int floatLayers = 10;
};

/// The folder that was named, or else the bundled one.
Result<std::filesystem::path> demoFolder(const DemoOptions &options)
{
    if (!options.folder.empty())
        return std::filesystem::path(options.folder);
    Result<std::filesystem::path> found = findDemoFolder();
    if (!found)
        return Error{found.error().code, found.error().message + "; name their folder with --folder", found.error().where};
    return found;
}

class Demo
{
public:
    Demo(std::shared_ptr<const Checkpoint> checkpoint, std::vector<std::vector<int>> samples, TokenBatch windows, Session &session)
        : m_checkpoint(std::move(checkpoint))
        , m_samples(std::move(samples))
        , m_session(session)
        , m_evaluator(std::make_shared<const FloatModel>(m_checkpoint), std::move(windows), session.compute())
    {}

    Result<void> run(int floatLayers)
    {
        const auto started = std::chrono::steady_clock::now();
        VERNIER_ASSIGN(const Evaluation reference, m_evaluator.evaluate(FloatNetwork(std::make_shared<const FloatModel>(m_checkpoint)), m_session.monitor()));
        addRow("float", reference, floatSize(*m_checkpoint), started);

        const Recipe naive = demoRecipe();
        VERNIER_TRY(addRecipe("W8A8, static, naive", naive));
        Recipe suppressed = naive;
        AntiOutlierConfig m1;
        m1.antiMethod = AntiMethod::M1;
        suppressed.antiOutlier = m1;
        VERNIER_TRY(addRecipe("+ outlier suppression m1", suppressed));
        Recipe dynamic = naive;
        dynamic.quantConfig.isDynamic = true;
        VERNIER_TRY(addRecipe("+ dynamic activations", dynamic));

        VERNIER_ASSIGN(const QuantizedModel quantized, make(naive));
        VERNIER_ASSIGN(const EndToEndResult sensitivity, measureEndToEnd(quantized.network, m_evaluator, m_session.monitor()));
        Recipe fallback = naive;
        fallback.quantConfig.disableNames = mostSensitive(sensitivity, static_cast<std::size_t>(floatLayers));
        m_fallback = fallback.quantConfig.disableNames;
        return addRecipe("+ the " + std::to_string(floatLayers) + " most sensitive layers in float", fallback);
    }

    void print()
    {
        std::string text = m_table.text() + "\nmost sensitive layers, by their KL alone:\n";
        for (const std::string &name : m_fallback)
            text += "  " + name + "\n";
        m_session.print({{"rows", m_rows}, {"most_sensitive", m_fallback}}, text);
    }

private:
    using TimePoint = std::chrono::steady_clock::time_point;

    Result<QuantizedModel> make(const Recipe &recipe)
    {
        return quantizeModel(m_checkpoint, recipe, m_samples, m_session.compute(), m_session.monitor());
    }

    Result<void> addRecipe(const std::string &name, const Recipe &recipe)
    {
        const auto started = std::chrono::steady_clock::now();
        VERNIER_ASSIGN(const QuantizedModel quantized, make(recipe));
        VERNIER_ASSIGN(const Evaluation evaluation, m_evaluator.evaluate(quantized.network, m_session.monitor()));
        VERNIER_ASSIGN(const ModelSize size, quantizedSize(*m_checkpoint, quantized.recipe, quantized.network.plan()));
        addRow(name, evaluation, size, started);
        return {};
    }

    void addRow(const std::string &name, const Evaluation &evaluation, const ModelSize &size, TimePoint started)
    {
        const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - started).count();
        m_rows.push_back({{"plan", name},
                          {"perplexity", evaluation.quantizedPerplexity()},
                          {"kl_mean", evaluation.kl.mean},
                          {"kl_mean_se", evaluation.kl.standardError},
                          {"same_top1", evaluation.sameTop1.mean},
                          {"size_bytes", size.sizeBytes},
                          {"seconds", seconds}});
        m_table.addRow({name, fixedPoint(evaluation.quantizedPerplexity(), 2), withError(evaluation.kl.mean, evaluation.kl.standardError, 4),
                        percent(evaluation.sameTop1.mean), byteSize(size.sizeBytes), fixedPoint(seconds, 1) + " s"});
    }

    std::shared_ptr<const Checkpoint> m_checkpoint;
    std::vector<std::vector<int>> m_samples;
    Session &m_session;
    Evaluator m_evaluator;
    TextTable m_table{{{"plan", TextTable::Align::Left}, {"perplexity"}, {"KL"}, {"same top-1"}, {"size"}, {"time"}}};
    Json m_rows = Json::array();
    std::vector<std::string> m_fallback;
};

Result<int> demo(const DemoOptions &options, Session &session)
{
    VERNIER_ASSIGN(const std::filesystem::path folder, demoFolder(options));
    VERNIER_ASSIGN(const std::shared_ptr<const Checkpoint> checkpoint, Checkpoint::open(folder / "model-outliers"));
    VERNIER_ASSIGN(std::vector<std::vector<int>> samples, readSequences((folder / "calibration.jsonl").string(), *checkpoint, session));
    const TextOptions text{.text = (folder / "evaluation.txt").string(), .window = kDemoWindow, .mode = "stream"};
    VERNIER_ASSIGN(TokenBatch windows, readWindows(text, *checkpoint, session));
    Demo story(checkpoint, std::move(samples), std::move(windows), session);
    VERNIER_TRY(story.run(options.floatLayers));
    story.print();
    return 0;
}

} // namespace

void addDemo(CLI::App &app, Chosen &chosen)
{
    auto options = std::make_shared<DemoOptions>();
    CLI::App *verb = addVerb(app, chosen, "demo", "Quantize the bundled checkpoint naively, then repair it in three ways",
                             [options](Session &session) { return demo(*options, session); });
    addPath(verb, "--folder", options->folder, "Folder of the demo's files (default: found beside the program)");
    verb->add_option("--float-layers", options->floatLayers, "How many layers the last row leaves in float")->check(CLI::Range(1, 1000))->capture_default_str();
}

} // namespace vernier::cli
