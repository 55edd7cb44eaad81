// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/eval/evaluator.h"
#include "core/quant/quantized_network.h"

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

// Which layers are hurt by quantization: measured at the layer's own output, and at the model's output.

namespace vernier {

/// One layer by itself, fed with the float model's activations. Empty values were not measured.
struct LocalSensitivity
{
    std::string layer;
    std::optional<double> sqnrDb;   ///< 10 log10(Σ y² / Σ (y - y')²) of the output; infinite for an exact layer
    std::optional<double> mse;      ///< mean (y - y')²
    std::optional<double> cosine;   ///< of y and y' over all elements
    double rangeScore = 0.0;        ///< msModelSlim's "std" score, over all samples; not a number without spread
    double quantileScore = 0.0;
    double kurtosis = 0.0;
};

/// Every layer of the network's plan in one pass of its float model; layers that the plan leaves in float get scores only.
/// Errors: InvalidArgument (no samples), those of the network, Cancelled.
[[nodiscard]] Result<std::vector<LocalSensitivity>> measureLocally(const QuantizedNetwork &network, const TokenBatch &samples,
                                                                   const Compute &compute, JobMonitor &monitor);

/// One layer quantized, all others float.
struct EndToEndSensitivity
{
    std::string layer;
    Estimate kl;             ///< KL(float ‖ with this layer quantized)
    Estimate lossDifference;
    /// KL with noise of the same size in place of the layer's error (see EqualNoiseNetwork); nothing: not measured.
    std::optional<Estimate> noiseKl = {};

    bool operator==(const EndToEndSensitivity &) const = default;
};

struct EndToEndResult
{
    std::vector<EndToEndSensitivity> layers; ///< those that the plan quantizes, in module order, as far as they are measured
    int missing = 0;                         ///< layers that are not measured yet
    double sumOfKl = 0.0;                    ///< over the layers
    std::optional<double> jointKl = {};      ///< with all of them quantized; nothing: the model's output is not finite
    std::optional<double> jointLossDifference = {};
    /// jointKl / sumOfKl: 1 means that single effects add up. Nothing when the sum is 0, there is no joint KL, or layers are missing.
    [[nodiscard]] std::optional<double> additivity() const;
    /// Every layer is measured and, for so many of the most sensitive ones, the noise.
    [[nodiscard]] bool isComplete(int noiseControls) const;

    bool operator==(const EndToEndResult &) const = default;
};

struct EndToEndOptions
{
    /// Of the same network and windows, stopped half-way: what it measured is not measured again.
    std::optional<EndToEndResult> begun = {};
    /// Layers by what they are expected to cost, worst first; the others follow in module order.
    std::vector<std::string> order = {};
    /// For so many of the most sensitive layers noise of equal size is measured, too.
    int noiseControls = 0;
    /// What is known so far, after every layer.
    std::function<void(const EndToEndResult &)> onLayer = {};
};

/// Swaps one layer at a time, re-running only the blocks behind it. A layer with which the model's output overflows stays missing; the
/// others are measured all the same, and then the error names it.
/// Errors: Numeric (such a layer; the float model's own output is not finite), those of the network, Cancelled.
[[nodiscard]] Result<EndToEndResult> measureEndToEnd(const QuantizedNetwork &network, Evaluator &evaluator, JobMonitor &monitor,
                                                     const EndToEndOptions &options = {});

/// Names of layers by their local measurement, worst first: by SQNR, those without one last.
[[nodiscard]] std::vector<std::string> worstFirst(std::span<const LocalSensitivity> layers);

/// Names of the `count` layers with the largest KL, largest first.
[[nodiscard]] std::vector<std::string> mostSensitive(const EndToEndResult &result, std::size_t count);

} // namespace vernier
