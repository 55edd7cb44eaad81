// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/quant/group_weight.h"

#include "core/base/check.h"
#include "core/quant/hqq.h"

#include <algorithm>
#include <cmath>

namespace vernier {

namespace {

std::span<const float> groupOf(const MatrixView &weight, std::int64_t row, std::int64_t group, int size)
{
    return {weight.row(row).data() + group * size, static_cast<std::size_t>(size)};
}

float absMax(std::span<const float> values)
{
    float largest = 0.0f;
    for (const float value : values)
        largest = std::max(largest, std::abs(value));
    return largest;
}

QuantizedWeight withGroupParameters(const MatrixView &weight, const Scheme &scheme, const Workers &workers)
{
    VERNIER_CHECK(scheme.groupSize > 0 && weight.cols() % scheme.groupSize == 0);
    QuantizedWeight result;
    result.bits = scheme.wBit;
    result.groupSize = scheme.groupSize;
    const std::int64_t groups = weight.cols() / scheme.groupSize;
    result.parameters.resize(static_cast<std::size_t>(weight.rows() * groups));
    parallelFor(workers, weight.rows(), [&](std::int64_t row) {
        for (std::int64_t group = 0; group < groups; ++group)
            result.parameters[static_cast<std::size_t>(row * groups + group)] =
                groupParameters(groupOf(weight, row, group, scheme.groupSize), scheme.wBit, scheme.wSym);
    });
    return result;
}

void roundSigned(const MatrixView &weight, const Scheme &scheme, const Workers &workers, QuantizedWeight &result)
{
    const int high = (1 << (scheme.wBit - 1)) - 1;
    roundToCodes(weight, scheme.wSym ? -high : -high - 1, high, workers, result);
}

} // namespace

AffineParameters groupParameters(std::span<const float> values, int bits, bool symmetric)
{
    const float half = static_cast<float>(1 << (bits - 1));
    if (symmetric)
        return {std::max(absMax(values) / (half - 1.0f), kSmallestScale), 0.0f};
    const auto [low, high] = std::minmax_element(values.begin(), values.end());
    const float scale = std::max((*high - *low) / (2.0f * half - 1.0f), kSmallestScale);
    return {scale, -std::rint(*low / scale) - half};
}

QuantizedWeight quantizeGroups(const MatrixView &weight, const Scheme &scheme, const Workers &workers)
{
    QuantizedWeight result = withGroupParameters(weight, scheme, workers);
    roundSigned(weight, scheme, workers, result);
    return result;
}

QuantizedWeight quantizeGroupsHqq(const MatrixView &weight, const Scheme &scheme, bool corrected, const Workers &workers)
{
    QuantizedWeight result = withGroupParameters(weight, scheme, workers);
    const std::int64_t groups = result.parameters.size() / static_cast<std::size_t>(weight.rows());
    parallelFor(workers, groups, [&](std::int64_t group) { // a column of groups is accepted together
        std::vector<AffineParameters> column(static_cast<std::size_t>(weight.rows()));
        const auto at = [&](std::size_t row) -> AffineParameters & { return result.parameters[row * static_cast<std::size_t>(groups) + static_cast<std::size_t>(group)]; };
        for (std::size_t row = 0; row < column.size(); ++row)
            column[row] = at(row);
        refineScales(weight.middleCols(group * scheme.groupSize, scheme.groupSize), column, scheme.wBit, corrected, kHqqGroupIterations, 1);
        for (std::size_t row = 0; row < column.size(); ++row)
            at(row) = column[row];
    });
    roundToFloat16(result.parameters);
    result.scaleType = DType::F16;
    const int high = (1 << (scheme.wBit - 1)) - 1;
    roundToCodes(weight, -high - 1, high, workers, result); // other than rows, groups keep the smallest code
    return result;
}

QuantizedWeight quantizeTwoLevel(const MatrixView &weight, const Scheme &scheme, const Workers &workers)
{
    constexpr float kRowCode = 119.0f; // 17 · 7: what a second scale of 17 and a 4-bit code reach
    VERNIER_CHECK(scheme.groupSize > 0 && weight.cols() % scheme.groupSize == 0);
    QuantizedWeight result;
    result.bits = 4;
    result.groupSize = scheme.groupSize;
    const std::int64_t groups = weight.cols() / scheme.groupSize;
    result.parameters.resize(static_cast<std::size_t>(weight.rows()));
    result.secondScales.resize(static_cast<std::size_t>(weight.rows() * groups));
    result.codes.resize(weight.rows(), weight.cols());
    parallelFor(workers, weight.rows(), [&](std::int64_t row) {
        const float scale = std::max(absMax(groupOf(weight, row, 0, static_cast<int>(weight.cols()))) / kRowCode, kSmallestScale);
        result.parameters[static_cast<std::size_t>(row)] = {scale, 0.0f};
        std::vector<float> first(static_cast<std::size_t>(scheme.groupSize));
        for (std::int64_t group = 0; group < groups; ++group) {
            const std::span<const float> values = groupOf(weight, row, group, scheme.groupSize);
            std::transform(values.begin(), values.end(), first.begin(),
                           [&](float w) { return std::clamp(std::rint(w / scale), -kRowCode, kRowCode); });
            const float second = std::rint(std::max(1.0f, absMax(first) / 7.0f));
            result.secondScales[static_cast<std::size_t>(row * groups + group)] = second;
            std::int8_t *codes = result.codes.row(row).data() + group * scheme.groupSize;
            for (std::size_t i = 0; i < first.size(); ++i)
                codes[i] = static_cast<std::int8_t>(std::clamp(std::rint(first[i] / second), -8.0f, 7.0f));
        }
    });
    return result;
}

} // namespace vernier
