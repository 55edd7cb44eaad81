// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/calib/range_score.h"

#include "core/base/radix_sort.h"
#include "core/tensor/rounding.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>

namespace vernier {

double shiftedDeviation(const SampleStats &sample, std::span<const float> shift)
{
    const auto tokens = static_cast<double>(sample.tokens());
    double sum = 0.0;
    double squares = 0.0;
    for (std::size_t c = 0; c < sample.channelSum.size(); ++c) {
        const auto middle = static_cast<double>(shift[c]);
        sum += sample.channelSum[c] - tokens * middle;
        squares += sample.channelSumSquares[c] - 2.0 * middle * sample.channelSum[c] + tokens * middle * middle;
    }
    const double count = tokens * static_cast<double>(sample.channelSum.size());
    return count > 1 ? std::sqrt(std::max(0.0, squares - sum * sum / count) / (count - 1)) : 0.0;
}

double rangeScore(std::span<const SampleStats> samples, DType arithmetic)
{
    const auto rounded = [arithmetic](double value) { // in double as long as nothing narrower is asked for
        return arithmetic == DType::F32 ? value : static_cast<double>(roundedTo(arithmetic, static_cast<float>(value)));
    };
    double largest = 0.0;
    double deviation = 0.0;
    for (const SampleStats &sample : samples) {
        if (sample.tokens() == 0)
            continue;
        largest = std::max({largest, std::abs(static_cast<double>(sample.min())), std::abs(static_cast<double>(sample.max()))});
        std::vector<float> shift(sample.channelMax);
        std::transform(shift.begin(), shift.end(), sample.channelMin.begin(), shift.begin(), std::plus<>()); // in float32, as the original
        roundTo(arithmetic, shift);
        deviation = std::max(deviation, rounded(shiftedDeviation(sample, shift)));
    }
    return deviation > 0.0 ? rounded(largest / deviation) : std::numeric_limits<double>::quiet_NaN();
}

std::vector<double> rangeScores(const ActivationStats &stats, std::span<const LayerInfo> layers, DType arithmetic)
{
    const auto used = static_cast<std::size_t>(std::min(stats.samples(), kRangeScoreSamples));
    std::vector<double> scores;
    for (const LayerInfo &layer : layers)
        scores.push_back(rangeScore(std::span(stats.of(layer).samples).first(used), arithmetic));
    return scores;
}

int automaticActMethod(double score)
{
    constexpr double kMinMaxAbove = 50.0;
    return score > kMinMaxAbove ? 1 : 2;
}

std::vector<float> subsample(const MatrixView &x)
{
    constexpr std::size_t kStep = 100;
    std::vector<float> values;
    values.reserve(static_cast<std::size_t>(x.size()));
    for (Eigen::Index row = 0; row < x.rows(); ++row)
        values.insert(values.end(), x.row(row).begin(), x.row(row).end());
    radixSort(values);
    if (values.size() < kStep)
        return values;
    std::vector<float> kept;
    for (std::size_t i = kStep / 2; i < values.size(); i += kStep)
        kept.push_back(values[i]);
    return kept;
}

double quantileScore(std::span<const float> sortedValues)
{
    const std::size_t quarter = sortedValues.size() / 4;
    if (quarter == 0)
        return std::numeric_limits<double>::quiet_NaN();
    const double spread = static_cast<double>(sortedValues[3 * quarter]) - static_cast<double>(sortedValues[quarter]);
    const double absMax = std::max(std::abs(static_cast<double>(sortedValues.front())), std::abs(static_cast<double>(sortedValues.back())));
    return spread > 0.0 ? 2.0 * absMax / 254.0 / spread : std::numeric_limits<double>::quiet_NaN();
}

double kurtosisScore(std::span<const float> values)
{
    if (values.empty())
        return std::numeric_limits<double>::quiet_NaN();
    const auto count = static_cast<double>(values.size());
    double mean = 0.0;
    for (const float value : values)
        mean += static_cast<double>(value) / count;
    double variance = 0.0;
    for (const float value : values)
        variance += std::pow(static_cast<double>(value) - mean, 2) / count;
    const double deviation = std::sqrt(variance) + 1e-10;
    double fourth = 0.0;
    for (const float value : values)
        fourth += std::pow((static_cast<double>(value) - mean) / deviation, 4) / count;
    return fourth - 3.0;
}

} // namespace vernier
