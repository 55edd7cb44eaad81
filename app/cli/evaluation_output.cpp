// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/evaluation_output.h"

#include "app/cli/text_table.h"
#include "core/base/number_text.h"

#include <cmath>

namespace vernier::cli {

namespace {

Json floatJson(const Evaluation &evaluation)
{
    return {{"loss", evaluation.floatLoss.mean},
            {"loss_se", evaluation.floatLoss.standardError},
            {"perplexity", evaluation.floatPerplexity()},
            {"perplexity_se", evaluation.floatPerplexityError()}};
}

} // namespace

Json comparisonJson(const TextOptions &text, std::int64_t window, const TokenBatch &windows, const Evaluation &evaluation, const ModelSize &floatModel,
                    FloatProducts products)
{
    Json json{{"mode", text.mode},
              {"window", window},
              {"windows", windows.sequences()},
              {"predictions", evaluation.predictions()},
              {"products", toString(products)},
              {"float", floatJson(evaluation)},
              {"quantized", nullptr}};
    json["float"]["size_bytes"] = floatModel.sizeBytes;
    json["float"]["bits_per_weight"] = floatModel.bitsPerWeight;
    return json;
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

std::string evaluationTable(const Evaluation &evaluation, const ModelSize &floatModel, const ModelSize *quantized)
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

void addMaxKl(CLI::App *verb, std::optional<double> &maxKl)
{
    const auto refuseNoBound = [](std::string &value) {
        double bound = 0.0;
        const bool valid = CLI::detail::lexical_cast(value, bound) && std::isfinite(bound) && bound >= 0.0;
        return std::string(valid ? "" : "must be a number of nats, 0 or more");
    };
    verb->add_option("--max-kl", maxKl, "Exit with code 1 if the mean KL divergence is larger")->check(CLI::Validator(refuseNoBound, ""));
}

int checkMaxKl(const std::optional<double> &maxKl, const Evaluation &evaluation, Session &session)
{
    if (!maxKl || evaluation.kl.mean <= *maxKl)
        return 0;
    session.note("KL " + significant(evaluation.kl.mean) + " is above --max-kl " + significant(*maxKl));
    return kGateFailed;
}

} // namespace vernier::cli
