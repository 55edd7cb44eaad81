// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/smooth/outlier_stats.h"

#include "core/base/check.h"
#include "core/calib/range_score.h"
#include "core/tensor/rounding.h"
#include "core/tensor/vector_math.h"

#include <algorithm>
#include <limits>

namespace vernier {

OutlierStats outlierStats(const InputStats &input)
{
    const SampleStats &first = input.samples.front();
    const std::size_t channels = first.channelMin.size();
    constexpr float kLowest = std::numeric_limits<float>::lowest();
    OutlierStats stats{.absMax = input.channelAbsMax(),
                       .channelMin = first.channelMin,
                       .channelMax = first.channelMax,
                       .shift = std::vector<float>(channels),
                       .shiftedMax = std::vector<float>(channels, kLowest)};
    double deviation = 0.0;
    for (const SampleStats &sample : input.samples) {
        for (std::size_t c = 0; c < channels; ++c) {
            stats.channelMin[c] = std::min(stats.channelMin[c], sample.channelMin[c]);
            stats.channelMax[c] = std::max(stats.channelMax[c], sample.channelMax[c]);
            stats.shift[c] = (stats.channelMax[c] + stats.channelMin[c]) / 2.0f;
            stats.shiftedMax[c] = std::max(stats.shiftedMax[c], sample.channelMax[c] - stats.shift[c]);
        }
        deviation = std::max(deviation, shiftedDeviation(sample, stats.shift));
    }
    stats.largest = *std::max_element(stats.shiftedMax.begin(), stats.shiftedMax.end());
    stats.deviation = static_cast<float>(deviation);
    return stats;
}

void raiseToColumnAbsMax(std::vector<float> &largest, const MatrixView &weight)
{
    largest.resize(static_cast<std::size_t>(weight.cols()), 0.0f);
    Eigen::Map<Eigen::RowVectorXf> columns(largest.data(), weight.cols());
    for (Eigen::Index row = 0; row < weight.rows(); ++row)
        columns = columns.cwiseMax(weight.row(row).cwiseAbs());
}

std::vector<float> balancedScales(std::span<const float> activation, std::span<const float> weight, double alpha, double beta,
                                  DType arithmetic)
{
    VERNIER_CHECK(activation.size() == weight.size());
    std::vector<float> scales(activation.begin(), activation.end());
    std::vector<float> divisors(weight.size());
    std::transform(weight.begin(), weight.end(), divisors.begin(), [](float value) { return std::max(value, kSmallestFactor); });
    roundTo(arithmetic, divisors);
    const auto raise = [arithmetic](std::vector<float> &values, double exponent) {
        power(values, arithmetic == DType::F32 ? exponent : static_cast<double>(roundedTo(arithmetic, static_cast<float>(exponent))));
        roundTo(arithmetic, values);
    };
    raise(scales, alpha);
    raise(divisors, beta);
    for (std::size_t c = 0; c < scales.size(); ++c)
        scales[c] = std::max(scales[c] / divisors[c], kSmallestFactor);
    roundTo(arithmetic, scales); // the same before the limit as after it
    return scales;
}

} // namespace vernier
