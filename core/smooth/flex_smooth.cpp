// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/smooth/flex_smooth.h"

#include "core/base/parallel.h"
#include "core/base/vectorized.h"
#include "core/smooth/outlier_stats.h"
#include "core/tensor/affine.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <numeric>
#include <vector>

namespace vernier {

namespace {

constexpr int kSteps = 20;
constexpr int kFlexBits = 8;
constexpr int kLargestCode = 127;
constexpr std::int32_t kCodeShift = 128; // of quantizeShifted
constexpr Eigen::Index kRowsPerPiece = 64;
constexpr Eigen::Index kRowsPerChunk = 256; // of an integer product

double exponentAt(int step)
{
    return std::round(step * 100.0 / kSteps) / 100.0;
}

/// A weight multiplied by scales and quantized.
struct QuantizedRows
{
    CodeMatrix codes;               ///< [out, channels]
    std::vector<float> scales;      ///< [out]
    std::vector<std::int32_t> sums; ///< [out] of the codes
};

/// Sum of squares of what a row of integer products stands for, less the exact values.
VERNIER_VECTORIZED
double squaredError(const std::int32_t *sums, std::int32_t offset, const std::int32_t *rowSums, float tokenScale, const float *rowScales,
                    const float *exact, std::int64_t count)
{
    double error = 0.0;
    constexpr std::int64_t kLanes = 8;
    double lanes[kLanes] = {};
    std::int64_t i = 0;
    const auto difference = [&](std::int64_t j) {
        return static_cast<double>(static_cast<float>(sums[j] - offset * rowSums[j]) * (tokenScale * rowScales[j]) - exact[j]);
    };
    for (; i + kLanes <= count; i += kLanes) {
        for (std::int64_t lane = 0; lane < kLanes; ++lane) {
            const double d = difference(i + lane);
            lanes[lane] += d * d;
        }
    }
    for (; i < count; ++i)
        error += difference(i) * difference(i);
    for (const double lane : lanes)
        error += lane;
    return error;
}

/// Tries scales on one group.
class Search
{
public:
    Search(const MatrixView &tokens, std::span<const Matrix> weights, const Compute &compute, JobMonitor &monitor)
        : m_tokens(tokens)
        , m_weights(weights)
        , m_monitor(monitor)
        , m_interrupt([this] { return m_monitor.keepGoing(m_done, 2 * (kSteps + 1), "outlier suppression"); })
        , m_compute(compute)
        , m_least(static_cast<std::size_t>(tokens.cols()), std::numeric_limits<float>::infinity())
        , m_most(m_least.size(), -std::numeric_limits<float>::infinity())
        , m_rows(weights.size())
        , m_codes(static_cast<std::size_t>(tokens.size()))
    {
        m_compute.interrupt = &m_interrupt;
        Eigen::Map<Eigen::RowVectorXf> least(m_least.data(), tokens.cols());
        Eigen::Map<Eigen::RowVectorXf> most(m_most.data(), tokens.cols());
        for (Eigen::Index row = 0; row < tokens.rows(); ++row) {
            least = least.cwiseMin(tokens.row(row));
            most = most.cwiseMax(tokens.row(row));
        }
        for (std::size_t c = 0; c < m_least.size(); ++c)
            m_activation.push_back(std::max(std::abs(m_least[c]), std::abs(m_most[c])));
        for (const Matrix &weight : weights) {
            raiseToColumnAbsMax(m_weight, weight);
            m_exact.emplace_back(tokens.rows(), weight.rows());
            multiplyTransposed(tokens, weight, m_exact.back(), m_compute);
            m_exactSquares += m_exact.back().cast<double>().squaredNorm();
        }
    }

    Result<FlexExponents> run()
    {
        FlexExponents best{.error = std::numeric_limits<double>::infinity()};
        for (int step = 0; step <= kSteps; ++step)
            VERNIER_TRY(tryExponents({.alpha = exponentAt(step), .beta = 1.0 - exponentAt(step)}, best));
        const double alpha = best.alpha;
        for (int step = 0; step <= kSteps; ++step)
            VERNIER_TRY(tryExponents({.alpha = alpha, .beta = exponentAt(step)}, best));
        return best;
    }

private:
    Result<void> tryExponents(FlexExponents exponents, FlexExponents &best)
    {
        const std::vector<float> scales = balancedScales(m_activation, m_weight, exponents.alpha, exponents.beta);
        const AffineParameters parameters = quantizeTokens(scales);
        for (std::size_t i = 0; i < m_weights.size(); ++i)
            quantizeWeight(m_weights[i], scales, m_rows[i]);
        const double squares = squaredErrors(parameters);
        if (m_interrupt.poll())
            return cancelledError();
        exponents.error = std::sqrt(squares / m_exactSquares);
        if (exponents.error <= best.error)
            best = exponents;
        ++m_done;
        return {};
    }

    AffineParameters quantizeTokens(const std::vector<float> &scales)
    {
        float least = std::numeric_limits<float>::infinity();
        float most = -least;
        for (std::size_t c = 0; c < scales.size(); ++c) { // dividing by a positive number keeps the order
            least = std::min(least, m_least[c] / scales[c]);
            most = std::max(most, m_most[c] / scales[c]);
        }
        const AffineParameters parameters = affineParameters(least, most, kFlexBits, false);
        const Eigen::Map<const Eigen::RowVectorXf> divisors(scales.data(), m_tokens.cols());
        const std::size_t columns = scales.size();
        forRows(m_tokens.rows(), [&](Eigen::Index row, Eigen::RowVectorXf &scaled) {
            scaled = m_tokens.row(row).cwiseQuotient(divisors);
            quantizeShifted({scaled.data(), columns}, parameters, std::span(m_codes).subspan(static_cast<std::size_t>(row) * columns, columns));
        });
        return parameters;
    }

    void quantizeWeight(const Matrix &weight, const std::vector<float> &scales, QuantizedRows &rows)
    {
        const Eigen::Map<const Eigen::RowVectorXf> factors(scales.data(), weight.cols());
        rows.codes.resize(weight.rows(), weight.cols());
        rows.scales.resize(static_cast<std::size_t>(weight.rows()));
        rows.sums.resize(rows.scales.size());
        forRows(weight.rows(), [&](Eigen::Index row, Eigen::RowVectorXf &scaled) {
            scaled = weight.row(row).cwiseProduct(factors);
            const float largest = scaled.cwiseAbs().maxCoeff();
            const AffineParameters parameters = affineParameters(-largest, largest, kFlexBits, true);
            quantize({scaled.data(), scales.size()}, parameters, -kLargestCode, kLargestCode, {rows.codes.row(row).data(), scales.size()});
            rows.scales[static_cast<std::size_t>(row)] = parameters.scale;
            rows.sums[static_cast<std::size_t>(row)] = rows.codes.row(row).cast<std::int32_t>().sum();
        });
    }

    /// Over all linears, from the codes.
    [[nodiscard]] double squaredErrors(AffineParameters parameters)
    {
        const std::int64_t chunks = (m_tokens.rows() + kRowsPerChunk - 1) / kRowsPerChunk;
        std::vector<double> errors(static_cast<std::size_t>(chunks) * m_weights.size());
        const std::int32_t offset = kCodeShift + static_cast<std::int32_t>(parameters.offset);
        parallelFor(
            {m_compute.threads, &m_interrupt}, static_cast<std::int64_t>(errors.size()),
            [&](std::int64_t piece) {
                const std::size_t linear = static_cast<std::size_t>(piece / chunks);
                const Eigen::Index first = piece % chunks * kRowsPerChunk;
                const Eigen::Index count = std::min(kRowsPerChunk, m_tokens.rows() - first);
                const QuantizedRows &rows = m_rows[linear];
                const Eigen::Index outputs = rows.codes.rows();
                std::vector<std::int32_t> sums(static_cast<std::size_t>(count * outputs));
                multiplyInt8(std::span(m_codes).subspan(static_cast<std::size_t>(first * m_tokens.cols()), static_cast<std::size_t>(count * m_tokens.cols())),
                             rows.codes, sums, {.threads = 1, .backend = m_compute.backend});
                for (Eigen::Index row = 0; row < count; ++row)
                    errors[static_cast<std::size_t>(piece)] += squaredError(sums.data() + row * outputs, offset, rows.sums.data(), parameters.scale,
                                                                            rows.scales.data(), m_exact[linear].row(first + row).data(), outputs);
            });
        return std::accumulate(errors.begin(), errors.end(), 0.0);
    }

    /// Calls body(row, a buffer for a row) for every row.
    template <typename Body>
    void forRows(Eigen::Index count, Body body)
    {
        parallelFor(
            {m_compute.threads, &m_interrupt}, (count + kRowsPerPiece - 1) / kRowsPerPiece,
            [&](std::int64_t piece) {
                Eigen::RowVectorXf buffer(m_tokens.cols());
                for (Eigen::Index row = piece * kRowsPerPiece; row < std::min(count, (piece + 1) * kRowsPerPiece); ++row)
                    body(row, buffer);
            });
    }

    const MatrixView &m_tokens;
    std::span<const Matrix> m_weights;
    JobMonitor &m_monitor;
    Interrupt m_interrupt;
    Compute m_compute;
    std::int64_t m_done = 0;         ///< candidates
    std::vector<float> m_least;      ///< [channels]
    std::vector<float> m_most;       ///< [channels]
    std::vector<float> m_activation; ///< [channels] abs-max
    std::vector<float> m_weight;     ///< [channels] abs-max over all linears
    std::vector<Matrix> m_exact;     ///< [tokens, out] of each linear
    double m_exactSquares = 0.0;
    std::vector<QuantizedRows> m_rows;  ///< of each linear
    std::vector<std::uint8_t> m_codes;  ///< [tokens, channels] plus kCodeShift
};

} // namespace

Result<FlexExponents> searchFlexExponents(const MatrixView &tokens, std::span<const Matrix> weights, const Compute &compute, JobMonitor &monitor)
{
    return Search(tokens, weights, compute, monitor).run();
}

} // namespace vernier
