// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/job_monitor.h"
#include "core/calib/activation_stats.h"
#include "core/forward/token_batch.h"
#include "core/model/float_model.h"
#include "core/recipe/anti_outlier_config.h"

#include <memory>
#include <span>
#include <vector>

// Outlier suppression as a whole: every method, over every group of the model.

namespace vernier {

/// Runs the samples through the model, block by block, and rewrites each block from what reaches its layers. Statistics
/// are those of the model as it was; weights are taken as the groups before have left them.
///
/// model    without rewrites
/// samples  at least one; m2 and m3 look at the tokens of the first only, m6 without given exponents at all of them, and
///          then the inputs of one block and the outputs of one group are in memory: tokens · (3 hidden + 3 intermediate)
///          floats
/// Errors: Numeric (reading weights), Cancelled.
[[nodiscard]] Result<Rewrites> suppress(const AntiOutlierConfig &config, const std::shared_ptr<const FloatModel> &model,
                                        const TokenBatch &samples, const Compute &compute, JobMonitor &monitor);

/// About what suppress costs, in passes of one token through the model.
[[nodiscard]] double suppressionCost(const AntiOutlierConfig &config, const TokenBatch &samples);

/// What suppression does to one layer: the weight and bias of `layer` come out as in the whole rewrites, others perhaps not.
/// Where the method looks at tokens, the samples run up to the layer's block.
///
/// stats  of the samples, from the model itself
/// Errors: those of suppress.
[[nodiscard]] Result<Rewrites> suppressLayer(const AntiOutlierConfig &config, const std::shared_ptr<const FloatModel> &model,
                                             const ActivationStats &stats, const TokenBatch &samples, const LayerInfo &layer,
                                             const Compute &compute, JobMonitor &monitor);

/// What the rewrites divide a layer's input by: one scale per input channel, shared by the layers that read the same. Empty
/// where the input is left as it is.
[[nodiscard]] std::vector<float> inputScales(const Rewrites &rewrites, const LayerInfo &layer);

/// What the channels' abs-maxima become when the input is divided by the scales.
[[nodiscard]] std::vector<float> suppressedAbsMax(std::span<const float> absMax, std::span<const float> scales);

} // namespace vernier
