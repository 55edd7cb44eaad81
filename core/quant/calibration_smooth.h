// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/job_monitor.h"
#include "core/forward/token_batch.h"
#include "core/model/float_model.h"
#include "core/recipe/plan.h"
#include "core/tensor/gemm.h"

#include <memory>
#include <span>
#include <vector>

// do_smooth of the low-bit family: outlier suppression by a search while the first sample is calibrated.

namespace vernier {

/// What one group's search has found: x' = (x - shift) / scales, W' = W scales, one number per channel.
struct ShiftedScales
{
    float alpha = 0.0f;
    std::vector<float> shift;
    std::vector<float> scales;
};

/// Searches s = xmax^alpha / wmax^(1-alpha) for the alpha of least loss, xmax of x - shift with the shift in the middle of
/// each channel, wmax over all rows of the weights: eleven exponents from 0 to 1, then eleven within 1/11 of the best. The
/// loss is the 2-norm of (Y - Y')², element by element: Y' has x' on one symmetric 8-bit grid and weights of `bits` bits;
/// 4-bit weights are sparse, with outliers beyond three standard deviations of their row.
///
/// x        what reaches the group [tokens, in], at least one token.
/// weights  of all layers of the group, [out, in] each.
/// Errors:  Cancelled.
/// Source:  spec/msmodelslim.md 3.9, and what msModelSlim 3de0a3c computes where that leaves off.
[[nodiscard]] Result<ShiftedScales> searchShiftedScales(const MatrixView &x, std::span<const Matrix> weights, int bits, const Compute &compute,
                                                        JobMonitor &monitor);

/// Rewrites the norms of every block and the layers that read them, group by group, from what reaches them while the first
/// sample passes through the network as calibrateJointly quantizes it. Every norm of the model gets a bias, every layer of a
/// group too. On top of the rewrites that the model has.
///
/// plan     what holds while the first sample passes.
/// bits     of the search's weights: w_bit.
/// Errors:  those of calibrateJointly, Cancelled.
[[nodiscard]] Result<Rewrites> smoothDuringCalibration(const std::shared_ptr<const FloatModel> &model, const std::shared_ptr<const Plan> &plan,
                                                       const TokenBatch &samples, int bits, const Compute &compute, JobMonitor &monitor);

/// About what it costs, in passes of one token through the model.
[[nodiscard]] double smoothingCost(const TokenBatch &samples);

} // namespace vernier
