// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/quant/gptq.h"

#include "core/base/check.h"
#include "core/base/job_monitor.h"
#include "core/base/vectorized.h"
#include "core/quant/group_weight.h"
#include "core/tensor/cholesky.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace vernier {

namespace {

constexpr Eigen::Index kBlock = 128; // columns between two updates of all that follow

constexpr Eigen::Index kStep = 8; // columns whose errors later columns take in one go

void subtractMultiple(float *values, const float *direction, std::size_t count, float factor)
{
    for (std::size_t i = 0; i < count; ++i)
        values[i] -= factor * direction[i];
}

/// The same of kStep directions, which lie `stride` apart, one after the other.
VERNIER_VECTORIZED
void subtractMultiples(float *values, const float *directions, std::size_t stride, std::size_t count, const float *factors)
{
    for (std::size_t i = 0; i < count; ++i) {
        float value = values[i];
        for (std::size_t k = 0; k < static_cast<std::size_t>(kStep); ++k)
            value -= factors[k] * directions[k * stride + i];
        values[i] = value;
    }
}

/// The state of one layer while its columns are rounded.
class Rounding
{
public:
    Rounding(Matrix weight, const GptqBasis &basis, const Scheme &scheme, const Compute &compute)
        : m_weight(std::move(weight))
        , m_original(basis.options.asOriginal && scheme.groupSize > 0 ? m_weight : Matrix())
        , m_factor(basis.factor)
        , m_scheme(scheme)
        , m_options(basis.options)
        , m_compute(compute)
        , m_high(static_cast<float>((1 << (scheme.wBit - 1)) - 1))
    {
        m_result.bits = scheme.wBit;
        m_result.codes.resize(m_weight.rows(), m_weight.cols());
        if (scheme.groupSize > 0) {
            m_result.groupSize = scheme.groupSize;
            m_result.parameters.resize(static_cast<std::size_t>(m_weight.rows() * (m_weight.cols() / scheme.groupSize)));
        } else {
            m_result.parameters = quantizeMinMax(m_weight, scheme, compute.threads).parameters;
        }
    }

    [[nodiscard]] Result<QuantizedWeight> run()
    {
        const Eigen::Index columns = m_weight.cols();
        Matrix update;
        for (Eigen::Index first = 0; first < columns; first += kBlock) {
            if (m_compute.interrupt && m_compute.interrupt->poll())
                return cancelledError();
            const Eigen::Index count = std::min(kBlock, columns - first);
            m_errors.resize(m_weight.rows(), count);
            parallelFor(m_compute.threads, m_weight.rows(), [&](std::int64_t row) { roundRow(row, first, count); });
            const Eigen::Index rest = columns - first - count;
            if (rest == 0)
                continue;
            update.resize(m_weight.rows(), rest);
            multiply(m_errors, m_factor.block(first, first + count, count, rest), update, m_compute);
            parallelFor(m_compute.threads, m_weight.rows(), [&](std::int64_t row) { m_weight.row(row).tail(rest) -= update.row(row); });
        }
        return finish();
    }

private:
    void roundRow(Eigen::Index row, Eigen::Index first, Eigen::Index count)
    {
        float *const weight = m_weight.row(row).data();
        // The original's groups take their scales from columns as they were when the block began.
        std::vector<float> before;
        if (m_result.hasGroups() && m_options.asOriginal)
            before.assign(weight + first, weight + first + count);
        for (Eigen::Index i = 0; i < count; ++i) {
            const Eigen::Index column = first + i;
            if (m_result.hasGroups() && column % m_result.groupSize == 0)
                groupParametersAt(row, column, first, before);
            const AffineParameters p = m_result.hasGroups()
                ? m_result.parameters[static_cast<std::size_t>(row * m_result.groupsPerRow() + column / m_result.groupSize)]
                : m_result.ofRow(row);
            const float w = weight[column];
            const float code = std::clamp(std::rint(w / p.scale + p.offset), -m_high - 1.0f, m_high);
            const float rounded = (code - p.offset) * p.scale;
            const float error = (w - rounded) / m_factor(column, column);
            m_errors(row, i) = error;
            weight[column] = rounded;
            const Eigen::Index stepEnd = std::min(i - i % kStep + kStep, count);
            subtractMultiple(weight + column + 1, m_factor.row(column).data() + column + 1, static_cast<std::size_t>(stepEnd - i - 1), error);
            if (i + 1 == stepEnd && stepEnd < count) { // a whole step
                const Eigen::Index from = i + 1 - kStep;
                subtractMultiples(weight + first + stepEnd, m_factor.row(first + from).data() + first + stepEnd,
                                  static_cast<std::size_t>(m_factor.cols()), static_cast<std::size_t>(count - stepEnd), &m_errors(row, from));
            }
        }
    }

    void groupParametersAt(Eigen::Index row, Eigen::Index column, Eigen::Index first, const std::vector<float> &before)
    {
        const float *const weight = m_weight.row(row).data();
        std::vector<float> values(weight + column, weight + column + m_result.groupSize);
        for (std::size_t i = 0; i < values.size() && m_options.asOriginal; ++i) {
            const std::size_t inBlock = static_cast<std::size_t>(column - first) + i;
            if (inBlock < before.size())
                values[i] = before[inBlock];
        }
        m_result.parameters[static_cast<std::size_t>(row * m_result.groupsPerRow() + column / m_result.groupSize)] =
            groupParameters(values, m_scheme.wBit, m_scheme.wSym);
    }

    [[nodiscard]] QuantizedWeight finish()
    {
        const int high = static_cast<int>(m_high);
        if (m_options.asOriginal && !m_result.hasGroups())
            return quantizeMinMax(m_weight, m_scheme, m_compute.threads);
        if (m_options.asOriginal) { // saved are the float weights on the scales found
            roundToCodes(m_original, m_scheme.wSym ? -high : -high - 1, high, m_compute.threads, m_result);
            QuantizedWeight found = m_result;
            roundToCodes(m_weight, -high - 1, high, m_compute.threads, found);
            m_result.simulatedCodes = std::move(found.codes);
            return std::move(m_result);
        }
        roundToCodes(m_weight, m_scheme.wSym ? -high : -high - 1, high, m_compute.threads, m_result);
        return std::move(m_result);
    }

    Matrix m_weight; ///< columns behind the current one are rounded, those before it corrected
    Matrix m_original; ///< as given; empty where it is not needed
    const Matrix &m_factor;
    const Scheme &m_scheme;
    const GptqOptions &m_options;
    const Compute &m_compute;
    float m_high;
    Matrix m_errors; ///< of the block's columns, over the factor's diagonal
    QuantizedWeight m_result;
};

Matrix permutedColumns(const MatrixView &matrix, std::span<const Eigen::Index> order)
{
    Matrix permuted(matrix.rows(), matrix.cols());
    for (std::size_t i = 0; i < order.size(); ++i)
        permuted.col(static_cast<Eigen::Index>(i)) = matrix.col(order[i]);
    return permuted;
}

} // namespace

void addToHessian(const MatrixView &x, Matrix &hessian, const Compute &compute)
{
    VERNIER_CHECK(hessian.rows() == x.cols() && hessian.cols() == x.cols());
    constexpr Eigen::Index kExact = 256; // columns up to which sums are taken in double
    if (x.cols() <= kExact) {
        const Eigen::MatrixXd exact = x.cast<double>();
        hessian += (2.0 * (exact.transpose() * exact)).cast<float>();
        return;
    }
    const Matrix transposed = x.transpose();
    Matrix product(x.cols(), x.cols());
    multiply(transposed, x, product, compute);
    hessian += 2.0f * product;
}

Result<std::shared_ptr<const GptqBasis>> gptqBasis(Matrix hessian, const GptqOptions &options, const Compute &compute)
{
    auto basis = std::make_shared<GptqBasis>();
    basis->options = options;
    double trace = 0.0;
    for (Eigen::Index i = 0; i < hessian.rows(); ++i) {
        if (hessian(i, i) == 0.0f) {
            hessian(i, i) = 1.0f;
            basis->dead.push_back(i);
        }
        trace += static_cast<double>(hessian(i, i));
    }
    hessian.diagonal().array() += static_cast<float>(options.damping * trace / static_cast<double>(hessian.rows()));
    if (options.actOrder) {
        basis->order.resize(static_cast<std::size_t>(hessian.rows()));
        std::iota(basis->order.begin(), basis->order.end(), Eigen::Index{0});
        std::stable_sort(basis->order.begin(), basis->order.end(), [&](Eigen::Index a, Eigen::Index b) { return hessian(a, a) > hessian(b, b); });
        const Matrix rows = permutedColumns(hessian, basis->order).transpose();
        hessian = permutedColumns(rows, basis->order);
    }
    if (!inverseUpperFactor(hessian, compute)) {
        if (compute.interrupt && compute.interrupt->requested())
            return cancelledError();
        return Error{ErrorCode::Numeric,
                     "the inputs' second moments are not positive definite even when damped, so GPTQ cannot be computed; use w_method MinMax "
                     "or HQQ, more calibration data, or leave the layer in float",
                     {}};
    }
    basis->factor = std::move(hessian);
    return std::shared_ptr<const GptqBasis>(std::move(basis));
}

Result<QuantizedWeight> quantizeGptq(const MatrixView &weight, const GptqBasis &basis, const Scheme &scheme, const Compute &compute)
{
    VERNIER_CHECK(basis.factor.rows() == weight.cols());
    VERNIER_CHECK(scheme.groupSize < 0 || (weight.cols() % scheme.groupSize == 0 && basis.order.empty()));
    Matrix current = weight;
    for (const Eigen::Index column : basis.dead)
        current.col(column).setZero();
    if (basis.order.empty())
        return Rounding(std::move(current), basis, scheme, compute).run();
    VERNIER_ASSIGN(QuantizedWeight result, Rounding(permutedColumns(current, basis.order), basis, scheme, compute).run());
    CodeMatrix restored(result.codes.rows(), result.codes.cols());
    for (std::size_t i = 0; i < basis.order.size(); ++i)
        restored.col(basis.order[i]) = result.codes.col(static_cast<Eigen::Index>(i));
    result.codes = std::move(restored);
    return result;
}

} // namespace vernier
