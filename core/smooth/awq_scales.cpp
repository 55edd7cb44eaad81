// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/smooth/awq_scales.h"

#include "core/base/parallel.h"
#include "core/tensor/affine.h"
#include "core/tensor/vector_math.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>

namespace vernier {

namespace {

std::vector<float> absMeans(const MatrixView &tokens)
{
    const Matrix magnitudes = tokens.cwiseAbs();
    return columnMeans({magnitudes.data(), static_cast<std::size_t>(magnitudes.size())}, static_cast<std::size_t>(magnitudes.cols()));
}

/// error = fq(W s) / s - W, row by row.
void weightError(const Matrix &weight, const std::vector<float> &scales, int bits, bool symmetric, Matrix &error, const Compute &compute)
{
    const Eigen::Map<const Eigen::RowVectorXf> factors(scales.data(), weight.cols());
    const int half = 1 << (bits - 1);
    error.resize(weight.rows(), weight.cols());
    parallelFor(
        compute.workers(), weight.rows(),
        [&](std::int64_t index) {
            const std::span<float> row(error.row(index).data(), static_cast<std::size_t>(weight.cols()));
            std::vector<std::int8_t> codes(row.size());
            error.row(index) = weight.row(index).cwiseProduct(factors);
            const AffineParameters parameters = affineParameters(error.row(index).minCoeff(), error.row(index).maxCoeff(), bits, symmetric);
            quantize(row, parameters, -half, half - 1, codes);
            dequantize(codes, parameters, row);
            error.row(index) = error.row(index).cwiseQuotient(factors) - weight.row(index);
        });
}

} // namespace

std::vector<float> awqScales(std::span<const float> absMean, int ratio)
{
    constexpr float kSmallest = 1e-4f;
    std::vector<float> scales(absMean.begin(), absMean.end());
    power(scales, static_cast<double>(ratio) / kAwqRatios);
    for (float &scale : scales)
        scale = std::max(scale, kSmallest);
    const auto [least, most] = std::minmax_element(scales.begin(), scales.end());
    const float middle = std::sqrt(*most * *least);
    for (float &scale : scales)
        scale /= middle;
    return scales;
}

Result<std::vector<float>> searchAwqScales(const MatrixView &tokens, std::span<const Matrix> weights, int bits, bool symmetric,
                                           const Compute &compute, JobMonitor &monitor)
{
    int ratio = 0;
    Interrupt interrupt([&] { return monitor.keepGoing(ratio, kAwqRatios, "outlier suppression"); });
    Compute interruptible = compute;
    interruptible.interrupt = &interrupt;
    const std::vector<float> means = absMeans(tokens);
    std::vector<float> best;
    double smallest = std::numeric_limits<double>::infinity();
    Matrix error;
    for (; ratio < kAwqRatios; ++ratio) {
        const std::vector<float> scales = awqScales(means, ratio);
        double loss = 0.0;
        for (const Matrix &weight : weights) {
            weightError(weight, scales, bits, symmetric, error, interruptible);
            Matrix output(tokens.rows(), weight.rows());
            multiplyTransposed(tokens, error, output, interruptible);
            loss += output.cast<double>().squaredNorm() / static_cast<double>(output.size());
        }
        if (interrupt.poll())
            return cancelledError();
        if (loss < smallest) {
            smallest = loss;
            best = scales;
        }
    }
    return best;
}

} // namespace vernier
