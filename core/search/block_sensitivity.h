// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/job_monitor.h"
#include "core/model/float_model.h"
#include "core/search/layer_selector.h"

#include <memory>
#include <string>
#include <vector>

// Decoder blocks ranked by what 4-bit floating point does to them: msModelSlim's `analyze layer`, which takes MXFP4 of weights and
// activations as its yardstick, whatever the model is to be quantized to.

namespace vernier {

/// Where the error of a quantized block is measured.
enum class BlockMetric {
    LayerWise, ///< mse_layer_wise: at the block's own output, its input being the float model's
    ModelWise, ///< mse_model_wise: at the last block's output, all other blocks being float
};

struct BlockAnalysis
{
    BlockMetric metric = BlockMetric::LayerWise;
    /// Globs: a linear layer of the block is quantized if one of them matches its full name.
    std::vector<std::string> modules{"*"};
    /// Glob: only blocks whose full name (model.layers.0) matches are measured.
    std::string blocks = "*";
};

/// For each block the mean over samples of the mean squared difference that its MXFP4 makes, in module order. A score is not finite
/// where an output overflowed. The original takes the states behind the last block as the model's output, before the final norm.
///
/// mse_layer_wise is what its documentation says. The original (as of 2026-07) does not get there: for its "float" pass it copies
/// the float weights into the quantized modules, which go on rounding activations and multiply the weights with the
/// blocks' powers of two.
///
/// Errors: InvalidArgument (no samples; no linear layer matches), those of the model, Cancelled.
/// Source: spec/msmodelslim.md 5.3.
[[nodiscard]] Result<std::vector<LayerScore>> measureBlocks(std::shared_ptr<const FloatModel> model, const TokenBatch &samples,
                                                            const BlockAnalysis &analysis, const Compute &compute, JobMonitor &monitor);

/// The pattern of everything in a block, as disable names want it: model.layers.0.*
[[nodiscard]] std::vector<std::string> wholeBlocks(std::vector<std::string> blocks);

} // namespace vernier
