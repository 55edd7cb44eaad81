// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/smooth/enhanced_smooth.h"

#include "core/base/check.h"
#include "core/base/parallel.h"
#include "core/smooth/smooth_quant.h"
#include "core/tensor/affine.h"
#include "core/tensor/vector_math.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace vernier {

namespace {

/// Queries, keys and values.
constexpr std::size_t kAttentionInputs = 3;
constexpr int kBits = 8;

float scaleOf(float ratio, float threshold, float weightAbsMax)
{
    // Rounded as the original does, which first divides by the threshold and then multiplies.
    return std::max(std::sqrt(ratio * threshold) / std::sqrt(std::max(weightAbsMax, kSmallestFactor)), kSmallestFactor);
}

/// One candidate after the other, in the original's arithmetic: thresholds that scale the same channels differ only by
/// roundings, and roundings decide which of them wins.
class ThresholdSearch
{
public:
    ThresholdSearch(const OutlierStats &stats, std::span<const float> weightAbsMax, const MatrixView &tokens, const ReadingLinears &linears,
                    const Compute &compute)
        : m_stats(stats)
        , m_weightAbsMax(weightAbsMax)
        , m_tokens(tokens)
        , m_linears(linears)
        , m_compute(compute)
        , m_used(linears.weights.size() == kAttentionInputs ? kAttentionInputs : 1)
        , m_shift(Eigen::Map<const Matrix>(stats.shift.data(), 1, tokens.cols()))
    {
        std::vector<Matrix> outputs;
        for (std::size_t i = 0; i < m_used; ++i) {
            const std::vector<float> &bias = linears.biases[i];
            outputs.push_back(times(linears.weights[i], tokens));
            m_biases.push_back(times(linears.weights[i], m_shift).row(0)); // of the shifted input
            if (!bias.empty()) {
                const Eigen::Map<const Eigen::RowVectorXf> own(bias.data(), outputs.back().cols());
                outputs.back().rowwise() += own;
                m_biases.back() += own;
            }
        }
        m_exact = resultOf(std::move(outputs));
    }

    [[nodiscard]] std::vector<float> scalesAbove(float threshold) const
    {
        std::vector<float> scales(m_weightAbsMax.size(), 1.0f);
        for (std::size_t c = 0; c < scales.size(); ++c) {
            if (const float ratio = m_stats.shiftedMax[c] / threshold; ratio > 1.0f)
                scales[c] = scaleOf(ratio, threshold, m_weightAbsMax[c]);
        }
        return scales;
    }

    [[nodiscard]] float lossOf(const std::vector<float> &scales) const
    {
        const Eigen::Map<const Eigen::RowVectorXf> factors(scales.data(), m_tokens.cols());
        Matrix x = (m_tokens.rowwise() - m_shift.row(0)).array().rowwise() / factors.array();
        fakeQuantize(asSpan(x), affineParameters(x.minCoeff(), x.maxCoeff(), kBits, false));
        std::vector<Matrix> outputs;
        for (std::size_t i = 0; i < m_used; ++i) {
            outputs.push_back(times(scaledWeight(m_linears.weights[i], factors), x));
            outputs.back().rowwise() += m_biases[i];
        }
        Matrix error = m_exact - resultOf(std::move(outputs));
        return blockedSumOfSquares(asSpan(error)) / static_cast<float>(error.size());
    }

private:
    static std::span<float> asSpan(Matrix &matrix) { return {matrix.data(), static_cast<std::size_t>(matrix.size())}; }

    [[nodiscard]] Matrix times(const Matrix &weight, const MatrixView &x) const
    {
        Matrix output(x.rows(), weight.rows());
        multiplyTransposed(x, weight, output, m_compute);
        return output;
    }

    /// To codes and back, where the original forgets to round.
    [[nodiscard]] Matrix scaledWeight(const Matrix &weight, const Eigen::Map<const Eigen::RowVectorXf> &factors) const
    {
        Matrix scaled = weight.array().rowwise() * factors.array();
        const float step = affineParameters(scaled.minCoeff(), scaled.maxCoeff(), kBits, true).scale;
        constexpr float kLowest = -128.0f;
        constexpr float kHighest = 127.0f;
        scaled = (scaled / step).cwiseMax(kLowest).cwiseMin(kHighest) * step;
        return scaled;
    }

    /// What the loss compares: the attention's output of [queries, keys, values], or the only output.
    [[nodiscard]] Matrix resultOf(std::vector<Matrix> outputs) const
    {
        if (outputs.size() < kAttentionInputs)
            return std::move(outputs.front());
        const Matrix &queries = outputs[0];
        const Matrix &keys = outputs[1];
        const Eigen::Index width = keys.cols();
        const Eigen::Index tokens = keys.rows();
        Matrix result(tokens, queries.cols());
        Matrix scores(tokens, tokens);
        for (Eigen::Index first = 0; first + width <= result.cols(); first += width) {
            multiplyTransposed(queries.middleCols(first, width), keys, scores, m_compute);
            scores /= std::sqrt(static_cast<float>(width));
            parallelFor(m_compute.threads, tokens, [&](std::int64_t row) {
                softmax({scores.row(row).data(), static_cast<std::size_t>(tokens)}, static_cast<std::size_t>(tokens));
            });
            multiply(scores, outputs[2], result.middleCols(first, width), m_compute);
        }
        return result;
    }

    const OutlierStats &m_stats;
    std::span<const float> m_weightAbsMax;
    const MatrixView &m_tokens;
    const ReadingLinears &m_linears;
    Compute m_compute;
    std::size_t m_used; ///< linears that the loss looks at
    Matrix m_shift;     ///< [1, channels]
    std::vector<Eigen::RowVectorXf> m_biases;
    Matrix m_exact; ///< what quantization should leave as it is
};

} // namespace

Result<std::vector<float>> enhancedScales(const OutlierStats &stats, std::span<const float> weightAbsMax, const MatrixView &tokens,
                                          const ReadingLinears &linears, const Compute &compute, JobMonitor &monitor)
{
    constexpr float kFarFromBulk = 3.0f;
    VERNIER_CHECK(linears.biases.size() == linears.weights.size());
    if (kFarFromBulk * stats.deviation >= stats.largest)
        return smoothQuantScales(stats.absMax, weightAbsMax);
    int index = 0;
    Interrupt interrupt([&] { return monitor.keepGoing(index, kThresholds, "outlier suppression"); });
    Compute interruptible = compute;
    interruptible.interrupt = &interrupt;
    const ThresholdSearch search(stats, weightAbsMax, tokens, linears, interruptible);
    std::vector<float> best;
    float smallest = std::numeric_limits<float>::infinity();
    std::ptrdiff_t tried = -1;
    for (; index < kThresholds; ++index) {
        const float threshold = stats.deviation + static_cast<float>(index) * (stats.largest - stats.deviation) / static_cast<float>(kThresholds - 1);
        std::vector<float> scales = search.scalesAbove(threshold);
        const auto unscaled = std::count(scales.begin(), scales.end(), 1.0f);
        if (unscaled == tried && compute.order != SumOrder::Reference)
            continue; // the channels of the threshold before, and roundings that decide nothing of the original's
        tried = unscaled;
        const float loss = search.lossOf(scales);
        if (interrupt.poll())
            return cancelledError();
        if (loss < smallest) {
            smallest = loss;
            best = std::move(scales);
        }
    }
    return best;
}

} // namespace vernier
