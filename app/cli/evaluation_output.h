// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/inputs.h"
#include "core/eval/evaluator.h"
#include "core/eval/model_size.h"

#include <optional>
#include <string>

// How the verbs that compare a quantized model with the float one say what came out.

namespace vernier::cli {

/// The keys of `evaluate`; "quantized" is null. products: how float layers multiplied.
[[nodiscard]] Json comparisonJson(const TextOptions &text, std::int64_t window, const TokenBatch &windows, const Evaluation &evaluation,
                                  const ModelSize &floatModel, FloatProducts products);
[[nodiscard]] Json quantizedJson(const Evaluation &evaluation, const ModelSize &size, const Plan &plan);
/// quantized: null if there is only the float model.
[[nodiscard]] std::string evaluationTable(const Evaluation &evaluation, const ModelSize &floatModel, const ModelSize *quantized);

/// --max-kl, and the exit code that it asks for.
void addMaxKl(CLI::App *verb, std::optional<double> &maxKl);
[[nodiscard]] int checkMaxKl(const std::optional<double> &maxKl, const Evaluation &evaluation, Session &session);

} // namespace vernier::cli
