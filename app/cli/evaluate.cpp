// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/inputs.h"
#include "app/cli/text_table.h"
#include "core/base/number_text.h"
#include "core/eval/evaluator.h"
#include "core/eval/model_size.h"

#include <cmath>
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

Json floatJson(const Evaluation &evaluation)
{
    return {{"loss", evaluation.floatLoss.mean},
            {"loss_se", evaluation.floatLoss.standardError},
            {"perplexity", evaluation.floatPerplexity()},
            {"perplexity_se", evaluation.floatPerplexityError()}};
}

Json quantizedJson(const Evaluation &evaluation, const ModelSize &size, const Plan &plan)
{
    Json rollback = Json::array();
    for (const std::string &name : plan.rollback)
        rollback.push_back(name);
    return {{"loss", evaluation.quantizedLoss.mean},
            {"loss_se", evaluation.quantizedLoss.standardError},
            {"perplexity", evaluation.quantizedPerplexity()},
            {"perplexity_se", evaluation.quantizedPerplexityError()},
            {"loss_difference", evaluation.lossDifference.mean},
            {"loss_difference_se", evaluation.lossDifference.standardError},
            {"kl_mean", evaluation.kl.mean},
            {"kl_mean_se", evaluation.kl.standardError},
            {"kl_median", evaluation.klMedian},
            {"kl_p90", evaluation.kl90},
            {"kl_p99", evaluation.kl99},
            {"kl_max", evaluation.klMax},
            {"same_top1", evaluation.sameTop1.mean},
            {"same_top1_se", evaluation.sameTop1.standardError},
            {"size_bytes", size.sizeBytes},
            {"bits_per_weight", size.bitsPerWeight},
            {"model_quant_type", toString(plan.modelType)},
            {"float_layers", rollback}};
}

std::string tableText(const Evaluation &evaluation, const ModelSize &floatModel, const ModelSize *quantized)
{
    if (!quantized) {
        TextTable table({{"", TextTable::Align::Left}, {"perplexity"}, {"loss"}, {"size"}, {"bits/weight"}});
        table.addRow({"float", withError(evaluation.floatPerplexity(), evaluation.floatPerplexityError(), 3),
                      fixedPoint(evaluation.floatLoss.mean, 4), byteSize(floatModel.sizeBytes), fixedPoint(floatModel.bitsPerWeight, 2)});
        return table.text();
    }
    TextTable table({{"", TextTable::Align::Left}, {"perplexity"}, {"loss"}, {"KL"}, {"KL median / 99 %"}, {"same top-1"}, {"size"}, {"bits/weight"}});
    table.addRow({"float", withError(evaluation.floatPerplexity(), evaluation.floatPerplexityError(), 3),
                  fixedPoint(evaluation.floatLoss.mean, 4), "", "", "", byteSize(floatModel.sizeBytes), fixedPoint(floatModel.bitsPerWeight, 2)});
    table.addRow({"quantized", withError(evaluation.quantizedPerplexity(), evaluation.quantizedPerplexityError(), 3),
                  fixedPoint(evaluation.quantizedLoss.mean, 4), withError(evaluation.kl.mean, evaluation.kl.standardError, 5),
                  significant(evaluation.klMedian, 3) + " / " + significant(evaluation.kl99, 3), percent(evaluation.sameTop1.mean),
                  byteSize(quantized->sizeBytes), fixedPoint(quantized->bitsPerWeight, 2)});
    return table.text() + "loss difference, token by token: "
        + withError(evaluation.lossDifference.mean, evaluation.lossDifference.standardError, 5) + "\n";
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
    Json json{{"mode", options.text.mode},
              {"window", window},
              {"windows", windows.sequences()},
              {"predictions", evaluation.predictions()},
              {"float", floatJson(evaluation)},
              {"quantized", nullptr}};
    json["float"]["size_bytes"] = floatModel.sizeBytes;
    json["float"]["bits_per_weight"] = floatModel.bitsPerWeight;
    std::string text = std::to_string(evaluation.predictions()) + " predictions in " + std::to_string(windows.sequences())
        + (options.text.mode == "stream" ? " windows of " + std::to_string(window) + " tokens\n" : " documents\n");
    if (quantized) {
        const ModelSize size = quantizedSize(*checkpoint, quantized->network.plan());
        json["quantized"] = quantizedJson(evaluation, size, quantized->network.plan());
        text += tableText(evaluation, floatModel, &size);
    } else {
        text += tableText(evaluation, floatModel, nullptr);
    }
    session.print(json, text);
    if (options.maxKl && quantized && !(evaluation.kl.mean <= *options.maxKl)) {
        session.note("KL " + significant(evaluation.kl.mean) + " is above --max-kl " + significant(*options.maxKl));
        return kGateFailed;
    }
    return 0;
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
    const auto refuseNoBound = [](std::string &value) {
        double bound = 0.0;
        const bool valid = CLI::detail::lexical_cast(value, bound) && std::isfinite(bound) && bound >= 0.0;
        return std::string(valid ? "" : "must be a number of nats, 0 or more");
    };
    verb->add_option("--max-kl", options->maxKl, "Exit with code 1 if the mean KL divergence is larger")->check(CLI::Validator(refuseNoBound, ""));
}

} // namespace vernier::cli
