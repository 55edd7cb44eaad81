// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/evaluation_output.h"
#include "app/cli/inputs.h"
#include "core/eval/evaluator.h"
#include "core/export/modelslim_size.h"

#include <algorithm>
#include <iterator>
#include <optional>
#include <string>
#include <vector>

// evaluate MODEL --text F [--recipe R --calib F]: perplexity of the float model, and what quantization does to it.

namespace vernier::cli {

namespace {

struct EvaluateOptions
{
    ModelOptions model;
    TextOptions text;
    std::optional<double> maxKl;
    std::string products = "auto";
};

/// How float layers multiply in this model; a remark if that is not what was asked for.
FloatProducts resolved(const FloatModel &model, const Compute &compute, Session &session)
{
    const FloatProducts products = resolvedProducts(model, compute);
    if (compute.products != FloatProducts::Automatic && compute.products != products)
        session.note("--products " + std::string(toString(compute.products)) + " needs weights stored in bfloat16, a model that is not small and "
                     "a processor with bfloat16 instructions; computed in float32");
    return products;
}

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
    Compute compute = session.compute();
    compute.products = *floatProductsFromName(options.products);
    Evaluator evaluator(model, windows, compute, kNoBoundaries);

    std::optional<QuantizedModel> quantized;
    if (!options.model.recipe.empty()) {
        VERNIER_ASSIGN(QuantizedModel made, quantize(options.model, checkpoint, session));
        quantized.emplace(std::move(made));
    }
    const FloatNetwork floatNetwork(model);
    const Network &network = quantized ? static_cast<const Network &>(quantized->network) : floatNetwork;
    VERNIER_ASSIGN(const Evaluation evaluation, evaluator.evaluate(network, session.monitor()));

    const FloatProducts products = resolved(network.floatModel(), compute, session);
    const ModelSize floatModel = floatSize(*checkpoint);
    Json json = comparisonJson(options.text, window, windows, evaluation, floatModel, products);
    std::string text = std::to_string(evaluation.predictions()) + " predictions in " + std::to_string(windows.sequences())
        + (options.text.mode == "stream" ? " windows of " + std::to_string(window) + " tokens\n" : " documents\n");
    if (quantized) {
        VERNIER_ASSIGN(const ModelSize size, quantizedSize(*checkpoint, quantized->recipe, quantized->network.plan()));
        json["quantized"] = quantizedJson(evaluation, size, quantized->network.plan());
        text += evaluationTable(evaluation, floatModel, &size);
    } else {
        text += evaluationTable(evaluation, floatModel, nullptr);
    }
    text += "float layers multiplied in " + std::string(toString(products)) + "\n";
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
    std::vector<std::string> names;
    for (const FloatProducts products : kAllFloatProducts)
        names.emplace_back(toString(products));
    verb->add_option("--products", options->products,
                     "How float layers with bfloat16 weights multiply: auto (float32, or bf16x3 where that is faster), float32, bf16x3 (activations "
                     "as three bfloat16 terms, as exact as float32), bf16x2 and bf16x1 (previews with 16 and 8 bits of the activations)")
        ->check(CLI::IsMember(names));
}

} // namespace vernier::cli
