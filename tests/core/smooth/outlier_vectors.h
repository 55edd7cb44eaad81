// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/smooth/outlier_stats.h"

#include "tests/support/tiny_checkpoint.h"

#include <cmath>
#include <limits>
#include <vector>

// The group that spec/msmodelslim.md 13.9 gives every method's scales for: two linears, two samples of eight channels.

namespace vernier::test {

/// "s recovered as old norm weight / new norm weight, so ±1 ulp" (spec/msmodelslim.md 13.9), and printed with 9 digits.
inline constexpr float kSpecification = 2.0f * std::numeric_limits<float>::epsilon();

inline Matrix outlierSample(int tokens, unsigned seed)
{
    const float gains[] = {1.0f, 1.0f, 12.0f, 1.0f, 0.25f, 1.0f, 2.0f, 0.5f};
    Matrix x = pseudoRandomMatrix(tokens, 8, seed).array().cube();
    for (Eigen::Index c = 0; c < x.cols(); ++c)
        x.col(c) *= gains[c];
    return x;
}

inline InputStats outlierInput()
{
    return {.samples = {sampleStats(outlierSample(12, 30)), sampleStats(outlierSample(9, 31))}};
}

inline std::vector<Matrix> outlierWeights()
{
    return {pseudoRandomMatrix(6, 8, 21), pseudoRandomMatrix(4, 8, 22)};
}

inline std::vector<float> outlierWeightAbsMax()
{
    std::vector<float> largest;
    for (const Matrix &weight : outlierWeights())
        raiseToColumnAbsMax(largest, weight);
    return largest;
}

/// Whether two vectors are the same as closely as the specification prints them.
inline bool areTheSpecifications(const std::vector<float> &values, const std::vector<float> &expected)
{
    bool same = values.size() == expected.size();
    for (std::size_t i = 0; same && i < values.size(); ++i)
        same = std::abs(values[i] - expected[i]) <= kSpecification * std::abs(expected[i]);
    return same;
}

} // namespace vernier::test
