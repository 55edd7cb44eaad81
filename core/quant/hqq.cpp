// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/quant/hqq.h"

#include "core/base/check.h"
#include "core/base/vectorized.h"
#include "core/tensor/half.h"
#include "core/tensor/ordered_gemm.h"
#include "core/tensor/vector_math.h"

#include <algorithm>
#include <cmath>

namespace vernier {

namespace {

constexpr float kNorm = 0.7f;
constexpr double kFirstBeta = 10.0;
constexpr double kBetaGrowth = 1.01;

/// What one pass over a row finds.
struct RowSums
{
    double error = 0.0;        ///< of |w - dequantized|
    double codeTimesW = 0.0;   ///< of code · (w without its shrunk error)
    double codeSquared = 0.0;
};

constexpr std::size_t kLanes = 16; // sums that run side by side, so that the loop can be vectorized

/// Errors above this magnitude are shrunk, smaller ones vanish: |e| = |e|^(p-1) / beta.
float shrinkLimit(double beta)
{
    return static_cast<float>(std::pow(beta, -1.0 / (2.0 - static_cast<double>(kNorm))) * 0.999); // a little low: it only saves work
}

/// Sums where no error exceeds the limit; reports whether one does.
VERNIER_VECTORIZED
bool plainSums(const float *w, std::size_t count, float scale, float offset, float low, float high, float codeShift, float limit,
               double *error, double *codeTimesW, double *codeSquared)
{
    float largest = 0.0f;
    std::size_t i = 0;
    for (; i + kLanes <= count; i += kLanes) {
        for (std::size_t lane = 0; lane < kLanes; ++lane) {
            const float x = w[i + lane];
            const float code = std::min(std::max(std::rint(x / scale + offset), low), high);
            const float e = std::fabs(x - (code - offset) * scale);
            const float q = code - codeShift;
            largest = std::max(largest, e);
            error[lane] += static_cast<double>(e);
            codeTimesW[lane] += static_cast<double>(q * x);
            codeSquared[lane] += static_cast<double>(q * q);
        }
    }
    for (; i < count; ++i) {
        const float x = w[i];
        const float code = std::min(std::max(std::rint(x / scale + offset), low), high);
        const float e = std::fabs(x - (code - offset) * scale);
        const float q = code - codeShift;
        largest = std::max(largest, e);
        error[0] += static_cast<double>(e);
        codeTimesW[0] += static_cast<double>(q * x);
        codeSquared[0] += static_cast<double>(q * q);
    }
    return largest > limit;
}

/// What shrinking large errors adds to codeTimesW: -code · sign(e) · max(|e| - |e|^(p-1) / beta, 0).
double shrinkCorrection(std::span<const float> w, AffineParameters parameters, float low, float high, float codeShift, double beta)
{
    const auto inverse = static_cast<float>(1.0 / beta);
    double correction = 0.0;
    for (const float x : w) {
        const float code = std::clamp(std::rint(x / parameters.scale + parameters.offset), low, high);
        const float e = x - (code - parameters.offset) * parameters.scale;
        const float shrunk = std::abs(e) - inverse * std::pow(std::abs(e), kNorm - 1.0f);
        if (shrunk > 0.0f) {
            const float shifted = x - std::copysign(shrunk, e);
            correction += static_cast<double>((code - codeShift) * shifted) - static_cast<double>((code - codeShift) * x);
        }
    }
    return correction;
}

/// A scale for each row, in the original's order of sums: whether a step is taken turns on the last bits of a mean.
class ExactSums
{
public:
    ExactSums(const MatrixView &block, float low, float high, bool corrected, Interrupt *interrupt)
        : m_block(block)
        , m_low(low)
        , m_high(high)
        , m_corrected(corrected)
        , m_interrupt(interrupt)
        , m_codes(block.rows(), block.cols())
        , m_shifted(block.rows(), block.cols())
        , m_errors(block.rows(), block.cols())
    {}

    /// The mean error of these parameters.
    float measure(std::span<const AffineParameters> parameters, double beta)
    {
        const auto inverse = static_cast<float>(1.0 / beta);
        for (Eigen::Index row = 0; row < m_block.rows() && !(m_interrupt && m_interrupt->poll()); ++row) {
            const AffineParameters p = parameters[static_cast<std::size_t>(row)];
            for (Eigen::Index c = 0; c < m_block.cols(); ++c) {
                const float w = m_block(row, c);
                const float code = std::clamp(std::rint(w / p.scale + p.offset), m_low, m_high);
                const float e = w - (code - p.offset) * p.scale;
                const float shrunk = e == 0.0f ? 0.0f : std::max(std::abs(e) - std::pow(std::abs(e), kNorm - 1.0f) * inverse, 0.0f);
                m_codes(row, c) = m_corrected ? code - p.offset : code;
                m_shifted(row, c) = w - std::copysign(shrunk, e);
                m_errors(row, c) = std::abs(e);
            }
        }
        return blockedSum({m_errors.data(), static_cast<std::size_t>(m_errors.size())}) / static_cast<float>(m_errors.size());
    }

    /// The scales that fit what was measured last.
    void fit(std::span<AffineParameters> parameters) const
    {
        const std::vector<float> products = diagonalInOrder(m_codes, m_shifted);
        for (std::size_t row = 0; row < products.size(); ++row) {
            const float norm = m_codes.row(static_cast<Eigen::Index>(row)).norm(); // of whole numbers: exact but for the root
            if (norm > 0.0f) // a row of zeros keeps its scale
                parameters[row].scale = products[row] / (norm * norm);
        }
    }

private:
    const MatrixView &m_block;
    float m_low;
    float m_high;
    bool m_corrected;
    Interrupt *m_interrupt;
    Matrix m_codes;
    Matrix m_shifted;
    Matrix m_errors;
};

/// The same with sums in double, side by side, and one scale for the tensor too.
class FastSums
{
public:
    FastSums(const MatrixView &block, float low, float high, bool corrected, bool perTensor, const Workers &workers)
        : m_block(block)
        , m_low(low)
        , m_high(high)
        , m_corrected(corrected)
        , m_perTensor(perTensor)
        , m_workers(workers)
        , m_sums(static_cast<std::size_t>(block.rows()))
    {}

    float measure(std::span<const AffineParameters> parameters, double beta)
    {
        const float limit = shrinkLimit(beta);
        parallelFor(m_workers, m_block.rows(), [&](std::int64_t row) {
            const AffineParameters p = parameters[m_perTensor ? 0 : static_cast<std::size_t>(row)];
            const std::span<const float> w(m_block.row(row).data(), static_cast<std::size_t>(m_block.cols()));
            double lanes[3][kLanes] = {};
            const float shift = m_corrected ? p.offset : 0.0f;
            const bool shrink = plainSums(w.data(), w.size(), p.scale, p.offset, m_low, m_high, shift, limit, lanes[0], lanes[1], lanes[2]);
            RowSums &found = m_sums[static_cast<std::size_t>(row)];
            found = {};
            for (std::size_t lane = 0; lane < kLanes; ++lane) {
                found.error += lanes[0][lane];
                found.codeTimesW += lanes[1][lane];
                found.codeSquared += lanes[2][lane];
            }
            if (shrink)
                found.codeTimesW += shrinkCorrection(w, p, m_low, m_high, shift, beta);
        });
        double error = 0.0;
        for (const RowSums &row : m_sums)
            error += row.error;
        return static_cast<float>(error / static_cast<double>(m_block.size())); // compared in float32, as the original does
    }

    void fit(std::span<AffineParameters> parameters) const
    {
        RowSums whole;
        for (std::size_t row = 0; row < m_sums.size(); ++row) {
            whole.codeTimesW += m_sums[row].codeTimesW;
            whole.codeSquared += m_sums[row].codeSquared;
            if (!m_perTensor && m_sums[row].codeSquared > 0.0)
                parameters[row].scale = static_cast<float>(m_sums[row].codeTimesW) / static_cast<float>(m_sums[row].codeSquared);
        }
        if (m_perTensor && whole.codeSquared > 0.0)
            parameters.front().scale = static_cast<float>(whole.codeTimesW) / static_cast<float>(whole.codeSquared);
    }

private:
    const MatrixView &m_block;
    float m_low;
    float m_high;
    bool m_corrected;
    bool m_perTensor;
    Workers m_workers;
    std::vector<RowSums> m_sums;
};

/// Steps as long as the mean error becomes smaller.
template <typename Sums>
void refineWith(Sums sums, std::span<AffineParameters> parameters, int maxIterations, const Workers &workers)
{
    double beta = kFirstBeta;
    float best = sums.measure(parameters, beta);
    std::vector<AffineParameters> candidate(parameters.begin(), parameters.end());
    for (int iteration = 0; iteration < maxIterations; ++iteration) {
        sums.fit(candidate);
        const bool usable = std::all_of(candidate.begin(), candidate.end(), [](const AffineParameters &p) { return p.scale > 0.0f; });
        if (!usable)
            return; // negative or no scale: the fit has failed
        beta *= kBetaGrowth;
        const float error = sums.measure(candidate, beta);
        if (!(error < best) || workers.areStopped())
            return;
        best = error;
        std::copy(candidate.begin(), candidate.end(), parameters.begin());
    }
}

} // namespace

void refineScales(const MatrixView &block, std::span<AffineParameters> parameters, int bits, bool corrected, int maxIterations, const Workers &workers)
{
    const bool perTensor = parameters.size() == 1;
    VERNIER_CHECK(perTensor || parameters.size() == static_cast<std::size_t>(block.rows()));
    const float high = static_cast<float>((1 << (bits - 1)) - 1);
    const float low = -high - 1.0f;
    if (!perTensor && block.size() <= orderedWeights(SumOrder::Reference))
        refineWith(ExactSums(block, low, high, corrected, workers.interrupt), parameters, maxIterations, workers);
    else
        refineWith(FastSums(block, low, high, corrected, perTensor, workers), parameters, maxIterations, workers);
}

QuantizedWeight quantizeHqq(const MatrixView &weight, const Scheme &scheme, bool corrected, const Workers &workers)
{
    QuantizedWeight result = quantizeMinMax(weight, scheme, workers);
    refineScales(weight, result.parameters, scheme.wBit, corrected, kHqqIterations, workers);
    roundToFloat16(result.parameters);
    result.scaleType = DType::F16;
    const int high = (1 << (scheme.wBit - 1)) - 1;
    roundToCodes(weight, -high - 1, high, workers, result);
    if (scheme.wSym)
        simulateSmallestCode(result);
    return result;
}

void roundToFloat16(std::span<AffineParameters> parameters)
{
    for (AffineParameters &p : parameters) {
        p.scale = std::max(float16ToFloat(floatToFloat16(p.scale)), 0x1p-24f); // the smallest that is not 0
        p.offset = float16ToFloat(floatToFloat16(p.offset));
    }
}

} // namespace vernier
