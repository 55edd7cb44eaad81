// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/job_monitor.h"
#include "core/forward/linear_op.h"
#include "core/model/float_model.h"
#include "core/recipe/plan.h"

#include <cstdint>
#include <vector>

// What rounding does to the weight of one layer: ranges, steps and errors of its rows.

namespace vernier {

/// One way to quantize a weight.
struct WeightError
{
    std::vector<float> rowScale;  ///< step of each row's grid; all the same when the scale is the tensor's
    std::vector<double> rowError; ///< of each row: root of squared error over squared weights; 0 for a row of zeros
    double error = 0.0;           ///< the same of the whole tensor
};

/// Counts of equal bins over [low, high].
struct WeightHistogram
{
    float low = 0.0f;
    float high = 0.0f;
    std::vector<std::int64_t> counts;
};

struct WeightStats
{
    int bits = 8;
    bool symmetric = true;
    std::vector<float> rowMin; ///< [out]
    std::vector<float> rowMax; ///< [out]
    WeightError perChannel;
    WeightError perTensor;
    WeightHistogram histogram;
};

/// Whether weightStats can show this scheme: rounding to nearest with a scale per row or per tensor.
[[nodiscard]] bool hasWeightStats(const Scheme &scheme);

/// Statistics of a weight under the scheme's bits and symmetry, for both granularities. The weight is read in slabs, twice.
/// Errors: those of FloatModel::weightRows, Cancelled.
[[nodiscard]] Result<WeightStats> weightStats(const FloatModel &model, const LayerInfo &layer, const Scheme &scheme,
                                              const Compute &compute, JobMonitor &monitor);

} // namespace vernier
