// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/quant/sparse_weight.h"

#include "core/base/check.h"
#include "core/quant/power_grid.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace vernier {

namespace {

constexpr int kInlierCode = 7;
constexpr int kOutlierCode = 127;

/// The k-th largest magnitude.
float kthLargest(std::vector<float> magnitudes, std::size_t k)
{
    const auto at = magnitudes.begin() + static_cast<std::ptrdiff_t>(k - 1);
    std::nth_element(magnitudes.begin(), at, magnitudes.end(), std::greater<>());
    return *at;
}

std::vector<float> magnitudesOf(const MatrixView &weight)
{
    std::vector<float> magnitudes(static_cast<std::size_t>(weight.size()));
    Eigen::Map<Matrix>(magnitudes.data(), weight.rows(), weight.cols()) = weight.cwiseAbs();
    return magnitudes;
}

Error tooFew(const Scheme &scheme, Eigen::Index elements, std::string_view of)
{
    return {ErrorCode::InvalidArgument,
            "fraction of " + std::to_string(elements) + " weights in a " + std::string(of) + " is less than one; raise fraction"
                + (scheme.sparsity == Sparsity::RowFraction ? ", set use_sigma true," : "") + " or leave the layer in float",
            {}};
}

/// Above which magnitude a weight of each row is an outlier.
Result<std::vector<float>> thresholds(const MatrixView &weight, const Scheme &scheme, const Workers &workers)
{
    std::vector<float> result(static_cast<std::size_t>(weight.rows()));
    const auto share = [&](Eigen::Index elements) { return static_cast<std::size_t>(scheme.fraction * static_cast<double>(elements)); };
    if (scheme.sparsity == Sparsity::WholeTensor) {
        if (share(weight.size()) == 0)
            return tooFew(scheme, weight.size(), "tensor");
        std::fill(result.begin(), result.end(), kthLargest(magnitudesOf(weight), share(weight.size())));
        return result;
    }
    if (scheme.sparsity == Sparsity::RowFraction && share(weight.cols()) == 0)
        return tooFew(scheme, weight.cols(), "row");
    parallelFor(workers, weight.rows(), [&](std::int64_t row) {
        result[static_cast<std::size_t>(row)] = scheme.sparsity == Sparsity::RowFraction
            ? kthLargest(magnitudesOf(weight.row(row)), share(weight.cols()))
            : magnitudeDeviation({weight.row(row).data(), static_cast<std::size_t>(weight.cols())}); // the test divides by it
    });
    return result;
}

/// Decides outliers as the original's comparison rounds.
struct OutlierTest
{
    float threshold;
    float sigmaFactor; ///< 0: threshold is a magnitude; else threshold is a standard deviation

    [[nodiscard]] bool operator()(float w) const
    {
        return sigmaFactor > 0.0f ? std::abs(w) / threshold > sigmaFactor : std::abs(w) > threshold;
    }
};

/// Range of the inliers; outliers count as 0.
Extremes inlierRange(std::span<const float> row, const OutlierTest &isOutlier)
{
    Extremes range{row.empty() || isOutlier(row[0]) ? 0.0f : row[0], row.empty() || isOutlier(row[0]) ? 0.0f : row[0]};
    for (const float w : row) {
        const float inlier = isOutlier(w) ? 0.0f : w;
        range = {std::min(range.min, inlier), std::max(range.max, inlier)};
    }
    return range;
}

AffineParameters parametersOf(const Extremes &range, bool symmetric)
{
    if (symmetric)
        return {std::max(std::max(-range.min, range.max) / static_cast<float>(kInlierCode), kSmallestScale), 0.0f};
    const float scale = std::max((range.max - range.min) / 15.0f, kSmallestScale);
    return {scale, -std::rint(range.min / scale) - 8.0f};
}

/// The step of symmetric outliers: the inliers' grid continued to 8 bits, which comes out of two more roundings.
float outlierScale(float inlierMax)
{
    constexpr auto kHigh = static_cast<float>(kOutlierCode);
    return std::max(inlierMax * kHigh / static_cast<float>(kInlierCode) / kHigh, kSmallestScale);
}

/// Inliers saturate at ±7, outliers at ±127. inlierMax: of the row or the tensor that the scales are from.
template <typename TestOf, typename MaxOf>
void roundApart(const MatrixView &weight, const TestOf &testOf, const MaxOf &inlierMax, const Workers &workers, QuantizedWeight &result)
{
    result.codes.resize(weight.rows(), weight.cols());
    parallelFor(workers, weight.rows(), [&](std::int64_t row) {
        const OutlierTest isOutlier = testOf(row);
        const float ofOutliers = outlierScale(inlierMax(row));
        const float ofInliers = result.ofRow(row).scale;
        for (Eigen::Index c = 0; c < weight.cols(); ++c) {
            const bool outlier = isOutlier(weight(row, c));
            const auto bound = static_cast<float>(outlier ? kOutlierCode : kInlierCode);
            result.codes(row, c) = static_cast<std::int8_t>(std::clamp(std::rint(weight(row, c) / (outlier ? ofOutliers : ofInliers)), -bound, bound));
        }
    });
}

/// The outliers as they are computed with in memory: symmetric ones on their continued grid, asymmetric ones on an 8-bit grid of
/// their own.
template <typename TestOf, typename MaxOf>
void simulateOutliers(const MatrixView &weight, const TestOf &testOf, const MaxOf &inlierMax, const Scheme &scheme, QuantizedWeight &result)
{
    constexpr auto kHigh = static_cast<float>(kOutlierCode);
    for (Eigen::Index row = 0; row < weight.rows(); ++row) {
        const OutlierTest isOutlier = testOf(row);
        std::vector<Eigen::Index> columns;
        Extremes range;
        for (Eigen::Index c = 0; c < weight.cols(); ++c) {
            if (!isOutlier(weight(row, c)))
                continue;
            columns.push_back(c);
            range = {std::min(range.min, weight(row, c)), std::max(range.max, weight(row, c))};
        }
        const float symmetricScale = outlierScale(inlierMax(row));
        const float ownScale = std::max((range.max - range.min) / 255.0f, kSmallestScale);
        const float ownOffset = -std::rint(range.min / ownScale) - 128.0f;
        for (const Eigen::Index c : columns) {
            const float w = weight(row, c);
            const float value = scheme.wSym
                ? std::clamp(std::rint(w / symmetricScale), -kHigh, kHigh) * symmetricScale
                : (std::clamp(std::rint(w / ownScale) + ownOffset, -128.0f, 127.0f) - ownOffset) * ownScale;
            result.simulated.push_back({row * weight.cols() + c, value});
        }
    }
}

/// Rounds sign · |w|^exponent evenly. Which weights are outliers stays the same.
Result<QuantizedWeight> quantizeOnPowerGrid(const MatrixView &weight, float exponent, Scheme scheme, const Workers &workers)
{
    scheme.nonuniform = false;
    Matrix raised = weight;
    signedPower({raised.data(), static_cast<std::size_t>(raised.size())}, exponent, workers);
    VERNIER_ASSIGN(QuantizedWeight result, quantizeSparse(raised, scheme, workers));
    result.exponent = exponent;
    return result;
}

} // namespace

float magnitudeDeviation(std::span<const float> row)
{
    double sum = 0.0;
    for (const float value : row)
        sum += static_cast<double>(std::abs(value));
    const double mean = sum / static_cast<double>(row.size());
    double squares = 0.0;
    for (const float value : row)
        squares += (static_cast<double>(std::abs(value)) - mean) * (static_cast<double>(std::abs(value)) - mean);
    return static_cast<float>(std::sqrt(squares / static_cast<double>(row.size() - 1)));
}

Result<QuantizedWeight> quantizeSparse(const MatrixView &weight, const Scheme &scheme, const Workers &workers)
{
    VERNIER_CHECK(scheme.sparsity != Sparsity::None && scheme.wBit == 4);
    VERNIER_ASSIGN(const std::vector<float> limits, thresholds(weight, scheme, workers));
    if (workers.areStopped()) // with thresholds that are not there all weights would be outliers
        return cancelledError();
    if (scheme.nonuniform) {
        const float limit = limits.front();
        const Matrix inliers = weight.unaryExpr([limit](float w) { return std::abs(w) > limit ? 0.0f : w; });
        return quantizeOnPowerGrid(weight, static_cast<float>(searchGridExponent(inliers, scheme.mmTensor, workers)), scheme, workers);
    }
    const bool wholeTensor = scheme.sparsity == Sparsity::WholeTensor;
    const auto testOf = [&](std::int64_t row) {
        return OutlierTest{limits[static_cast<std::size_t>(row)], static_cast<float>(scheme.sigmaFactor)};
    };
    const auto rowOf = [&](std::int64_t row) {
        return std::span<const float>(weight.row(row).data(), static_cast<std::size_t>(weight.cols()));
    };

    std::vector<Extremes> ranges(limits.size());
    parallelFor(workers, weight.rows(), [&](std::int64_t row) { ranges[static_cast<std::size_t>(row)] = inlierRange(rowOf(row), testOf(row)); });
    if (workers.areStopped())
        return cancelledError();
    Extremes wholeInliers = ranges.front();
    for (const Extremes &range : ranges)
        wholeInliers = {std::min(wholeInliers.min, range.min), std::max(wholeInliers.max, range.max)};
    QuantizedWeight result;
    if (scheme.mmTensor) {
        result.parameters = {parametersOf(wholeTensor ? Extremes{-limits.front(), limits.front()} : wholeInliers, scheme.wSym)};
    } else {
        for (const Extremes &range : ranges)
            result.parameters.push_back(parametersOf(range, scheme.wSym));
    }

    const auto inlierMax = [&](std::int64_t row) {
        const Extremes &bounds = scheme.mmTensor ? wholeInliers : ranges[static_cast<std::size_t>(row)];
        return wholeTensor && scheme.mmTensor ? limits.front() : std::max(-bounds.min, bounds.max);
    };

    const bool eightBits = scheme.aBit == 8;
    result.bits = eightBits ? 8 : 4;
    if (wholeTensor)
        roundApart(weight, testOf, inlierMax, workers, result);
    else // told apart only in memory: what is saved is rounded once more, from the float weight
        roundToCodes(weight, eightBits ? -128 : -8, eightBits ? 127 : 7, workers, result);
    simulateOutliers(weight, testOf, inlierMax, scheme, result);
    return result;
}

} // namespace vernier
