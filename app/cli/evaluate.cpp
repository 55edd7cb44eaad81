// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/evaluation_output.h"
#include "app/cli/inputs.h"
#include "core/eval/evaluator.h"
#include "core/export/modelslim_size.h"

#include <optional>

// evaluate MODEL --text F [--recipe R --calib F]: perplexity of the float model, and what quantization does to it.

namespace vernier::cli {

namespace {

struct EvaluateOptions
{
    ModelOptions model;
    TextOptions text;
    std::optional<double> maxKl;
};

Result<int> evaluate(const EvaluateOptions &options, Session &session)
{
    if (options.maxKl && options.model.recipe.empty())
        return Error{ErrorCode::InvalidArgument,
                     "compares the quantized model with the float one, and there is none; give --recipe, too", "--max-kl"};
    VERNIER_ASSIGN(const std::shared_ptr<const Checkpoint> checkpoint, openModel(options.model, session));
    VERNIER_ASSIGN(const TokenBatch windows, readWindows(options.text, *checkpoint, session));
    const std::int64_t window = windowOf(options.text, *checkpoint);
    noteContext(session, *checkpoint, windows, "the longest window");
    const auto model = std::make_shared<const FloatModel>(checkpoint);
    constexpr std::int64_t kNoBoundaries = 0; // one network is evaluated once, so what a second could reuse is not kept
    Evaluator evaluator(model, windows, session.compute(), kNoBoundaries);

    std::optional<QuantizedModel> quantized;
    if (!options.model.recipe.empty()) {
        VERNIER_ASSIGN(QuantizedModel made, quantize(options.model, checkpoint, session));
        quantized.emplace(std::move(made));
    }
    const FloatNetwork floatNetwork(model);
    const Network &network = quantized ? static_cast<const Network &>(quantized->network) : floatNetwork;
    VERNIER_ASSIGN(const Evaluation evaluation, evaluator.evaluate(network, session.monitor()));

    const ModelSize floatModel = floatSize(*checkpoint);
    Json json = comparisonJson(options.text, window, windows, evaluation, floatModel);
    std::string text = std::to_string(evaluation.predictions()) + " predictions in " + std::to_string(windows.sequences())
        + (options.text.mode == "stream" ? " windows of " + std::to_string(window) + " tokens\n" : " documents\n");
    if (quantized) {
        VERNIER_ASSIGN(const ModelSize size, quantizedSize(*checkpoint, quantized->recipe, quantized->network.plan()));
        json["quantized"] = quantizedJson(evaluation, size, quantized->network.plan());
        text += evaluationTable(evaluation, floatModel, &size);
    } else {
        text += evaluationTable(evaluation, floatModel, nullptr);
    }
    session.print(json, text);
    return quantized ? checkMaxKl(options.maxKl, evaluation, session) : 0;
}

} // namespace

void addEvaluate(CLI::App &app, Chosen &chosen)
{
    auto options = std::make_shared<EvaluateOptions>();
    CLI::App *verb = addVerb(app, chosen, "evaluate", "Measure perplexity and, with a recipe, KL divergence against the float model",
                             [options](Session &session) { return evaluate(*options, session); });
    addModelOption(verb, options->model);
    addRecipeOptions(verb, options->model, false);
    addTextOptions(verb, options->text, true);
    addMaxKl(verb, options->maxKl);
}

} // namespace vernier::cli
