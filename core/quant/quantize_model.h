// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/job_monitor.h"
#include "core/forward/token_batch.h"
#include "core/quant/calibration_memory.h"
#include "core/quant/kv_cache.h"
#include "core/quant/quantized_network.h"
#include "core/recipe/recipe.h"

#include <memory>
#include <utility>
#include <vector>

// From a recipe and calibration samples to a quantized model: suppression, scores, plan, calibration, in that order.

namespace vernier {

struct QuantizedModel
{
    Recipe recipe;                 ///< as it ran (data-free rules applied)
    QuantizedNetwork network;
    std::vector<double> layerScores; ///< of the plan's layers; empty: the recipe did not need them
    KvCacheParameters kvCache;       ///< empty: not quantized
};

/// What quantizing leaves behind for the next recipe on the same checkpoint and sequences: it does again only what it changes.
struct QuantizeMemory
{
    explicit QuantizeMemory(CalibrationMemory calibrationMemory)
        : calibration(std::move(calibrationMemory))
    {}

    std::string suppressedAs;                     ///< what suppression depends on; empty: nothing is known
    std::shared_ptr<const FloatModel> suppressed; ///< after it
    std::vector<double> scores;                   ///< range scores of that model; empty: not measured
    CalibrationMemory calibration;
};

/// The type that the recipe loads this checkpoint in: F32 or BF16. Errors: Unsupported.
[[nodiscard]] Result<DType> loadDtypeOf(const Recipe &recipe, const Checkpoint &checkpoint);

/// The float model that the recipe starts from, in that type.
[[nodiscard]] Result<std::shared_ptr<const FloatModel>> loadFor(const Recipe &recipe, std::shared_ptr<const Checkpoint> checkpoint);

/// The calibration samples a recipe uses: its first `samples` sequences, each cut to `max_length` tokens.
[[nodiscard]] TokenBatch calibrationSamples(const Recipe &recipe, const std::vector<std::vector<int>> &sequences);

/// The float model after the recipe's outlier suppression (the model itself without one).
/// Errors: InvalidArgument (no samples), Numeric, Cancelled.
[[nodiscard]] Result<std::shared_ptr<const FloatModel>> suppressOutliers(const Recipe &recipe, std::shared_ptr<const FloatModel> model,
                                                                         const TokenBatch &samples, const Compute &compute,
                                                                         JobMonitor &monitor);

/// The scores that resolvePlan wants for this recipe, measured on the model after outlier suppression; empty if it wants
/// none. `model` is the original, `samples` the calibration samples.
[[nodiscard]] Result<std::vector<double>> layerScoresFor(const Recipe &recipe, std::shared_ptr<const FloatModel> model,
                                                         const TokenBatch &samples, const Compute &compute, JobMonitor &monitor);

/// About what quantizeModel costs on these samples, in the unit of EvaluationCosts.
[[nodiscard]] double quantizeCost(const Recipe &recipe, const TokenBatch &samples, const QuantizeMemory *memory = nullptr);

/// Quantizes a float model. `sequences` may be empty for recipes that need no data.
/// memory  of what was quantized before; null: everything is done. The result is the same, bit for bit.
/// Errors: those of validate, checkSupported, checkCalibration and resolvePlan; InvalidArgument (an empty sequence, a
/// token id outside the vocabulary), Unsupported (load_dtype), Numeric, Cancelled.
[[nodiscard]] Result<QuantizedModel> quantizeModel(std::shared_ptr<const Checkpoint> checkpoint, const Recipe &recipe,
                                                   const std::vector<std::vector<int>> &sequences, const Compute &compute,
                                                   JobMonitor &monitor, QuantizeMemory *memory = nullptr);

} // namespace vernier
