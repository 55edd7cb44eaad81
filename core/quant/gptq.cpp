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

/// Subtracts multiples of kStep directions, which lie `stride` apart, one after the other.
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

constexpr Eigen::Index kLanesOfRows = 16; // rows that are rounded side by side

/// kStep columns of kLanesOfRows rows, column by column, so that the compiler can work on all rows at once.
struct RowLanes
{
    float weight[kStep][kLanesOfRows];
    float error[kStep][kLanesOfRows];
    float scale[kLanesOfRows];
    float offset[kLanesOfRows];
};

/// Rounds the columns, each with what those before it left behind; errors are over the factor's diagonal.
/// factor  its rows and columns from the first column on, rows `stride` apart.
VERNIER_VECTORIZED
void roundColumns(RowLanes &lanes, const float *factor, std::size_t stride, std::size_t columns, float low, float high)
{
    for (std::size_t i = 0; i < columns; ++i) {
        const float *const row = factor + i * stride;
        float *const weight = lanes.weight[i];
        float *const error = lanes.error[i];
        for (std::size_t lane = 0; lane < static_cast<std::size_t>(kLanesOfRows); ++lane) {
            const float w = weight[lane];
            const float code = std::min(std::max(std::rint(w / lanes.scale[lane] + lanes.offset[lane]), low), high);
            const float rounded = (code - lanes.offset[lane]) * lanes.scale[lane];
            error[lane] = (w - rounded) / row[i];
            weight[lane] = rounded;
        }
        for (std::size_t later = i + 1; later < columns; ++later) {
            float *const rest = lanes.weight[later];
            for (std::size_t lane = 0; lane < static_cast<std::size_t>(kLanesOfRows); ++lane)
                rest[lane] -= error[lane] * row[later];
        }
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
        , m_low(scheme.wSym && !m_options.asOriginal ? -m_high : -m_high - 1.0f) // the original rounds to a code that it does not save
    {
        m_result.bits = scheme.wBit;
        m_result.codes.resize(m_weight.rows(), m_weight.cols());
        if (scheme.groupSize > 0) {
            m_result.groupSize = scheme.groupSize;
            m_result.parameters.resize(static_cast<std::size_t>(m_weight.rows() * (m_weight.cols() / scheme.groupSize)));
        } else {
            m_result.parameters = quantizeMinMax(m_weight, scheme, compute.workers()).parameters;
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
            const std::int64_t pieces = (m_weight.rows() + kLanesOfRows - 1) / kLanesOfRows;
            parallelFor(m_compute.workers(), pieces, [&](std::int64_t piece) { roundRows(piece * kLanesOfRows, first, count); });
            const Eigen::Index rest = columns - first - count;
            if (rest == 0)
                continue;
            update.resize(m_weight.rows(), rest);
            multiply(m_errors, m_factor.block(first, first + count, count, rest), update, m_compute);
            parallelFor(m_compute.workers(), m_weight.rows(), [&](std::int64_t row) { m_weight.row(row).tail(rest) -= update.row(row); });
        }
        QuantizedWeight found = finish();
        if (m_compute.workers().areStopped())
            return cancelledError();
        return found;
    }

private:
    void roundRows(Eigen::Index firstRow, Eigen::Index first, Eigen::Index count)
    {
        const Eigen::Index rows = std::min(kLanesOfRows, m_weight.rows() - firstRow);
        const auto stride = static_cast<std::size_t>(m_factor.cols());
        // The original's groups take their scales from columns as they were when the block began.
        Matrix before;
        if (m_result.hasGroups() && m_options.asOriginal)
            before = m_weight.block(firstRow, first, rows, count);
        RowLanes lanes{};
        std::fill(std::begin(lanes.scale), std::end(lanes.scale), 1.0f); // of lanes without a row
        for (Eigen::Index begin = 0; begin < count; begin += kStep) {
            const Eigen::Index column = first + begin;
            const Eigen::Index size = std::min(kStep, count - begin);
            for (Eigen::Index lane = 0; lane < rows; ++lane) {
                const Eigen::Index row = firstRow + lane;
                if (m_result.hasGroups() && column % m_result.groupSize == 0) // groups are multiples of a step
                    groupParametersAt(row, column, begin, before.size() > 0 ? before.row(lane).data() : nullptr, count);
                const AffineParameters p = m_result.hasGroups()
                    ? m_result.parameters[static_cast<std::size_t>(row * m_result.groupsPerRow() + column / m_result.groupSize)]
                    : m_result.ofRow(row);
                lanes.scale[lane] = p.scale;
                lanes.offset[lane] = p.offset;
                for (Eigen::Index i = 0; i < size; ++i)
                    lanes.weight[i][lane] = m_weight(row, column + i);
            }
            roundColumns(lanes, &m_factor(column, column), stride, static_cast<std::size_t>(size), m_low, m_high);
            for (Eigen::Index lane = 0; lane < rows; ++lane) {
                const Eigen::Index row = firstRow + lane;
                for (Eigen::Index i = 0; i < size; ++i) {
                    m_weight(row, column + i) = lanes.weight[i][lane];
                    m_errors(row, begin + i) = lanes.error[i][lane];
                }
                if (begin + size < count)
                    subtractMultiples(&m_weight(row, column + size), &m_factor(column, column + size), stride,
                                      static_cast<std::size_t>(count - begin - size), &m_errors(row, begin));
            }
        }
    }

    /// before  the row's columns of this block as they were when it began, or null; `inBlock` is where the group begins in it.
    void groupParametersAt(Eigen::Index row, Eigen::Index column, Eigen::Index inBlock, const float *before, Eigen::Index blockColumns)
    {
        const float *const weight = m_weight.row(row).data();
        std::vector<float> values(weight + column, weight + column + m_result.groupSize);
        if (before)
            std::copy_n(before + inBlock, std::min<Eigen::Index>(m_result.groupSize, blockColumns - inBlock), values.begin());
        m_result.parameters[static_cast<std::size_t>(row * m_result.groupsPerRow() + column / m_result.groupSize)] =
            groupParameters(values, m_scheme.wBit, m_scheme.wSym);
    }

    [[nodiscard]] QuantizedWeight finish()
    {
        const int high = static_cast<int>(m_high);
        if (m_options.asOriginal && !m_result.hasGroups())
            return quantizeMinMax(m_weight, m_scheme, m_compute.workers());
        if (m_options.asOriginal) { // saved are the float weights on the scales found
            roundToCodes(m_original, m_scheme.wSym ? -high : -high - 1, high, m_compute.workers(), m_result);
            QuantizedWeight found = m_result;
            roundToCodes(m_weight, -high - 1, high, m_compute.workers(), found);
            m_result.simulatedCodes = std::move(found.codes);
            return std::move(m_result);
        }
        roundToCodes(m_weight, static_cast<int>(m_low), high, m_compute.workers(), m_result);
        return std::move(m_result);
    }

    Matrix m_weight; ///< columns behind the current one are rounded, those before it corrected
    Matrix m_original; ///< as given; empty where it is not needed
    const Matrix &m_factor;
    const Scheme &m_scheme;
    const GptqOptions &m_options;
    const Compute &m_compute;
    float m_high;
    float m_low;
    Matrix m_errors; ///< of the block's columns, over the factor's diagonal
    QuantizedWeight m_result;
};

Matrix permutedColumns(const MatrixView &matrix, std::span<const Eigen::Index> order, const Workers &workers)
{
    Matrix permuted(matrix.rows(), matrix.cols());
    parallelFor(workers, matrix.rows(), [&](std::int64_t row) {
        for (std::size_t i = 0; i < order.size(); ++i)
            permuted(row, static_cast<Eigen::Index>(i)) = matrix(row, order[i]);
    });
    return permuted;
}

/// Of a symmetric matrix.
Matrix permutedBothWays(const MatrixView &matrix, std::span<const Eigen::Index> order, const Workers &workers)
{
    Matrix permuted(matrix.rows(), matrix.cols());
    parallelFor(workers, matrix.rows(), [&](std::int64_t row) {
        const auto from = matrix.row(order[static_cast<std::size_t>(row)]);
        for (std::size_t i = 0; i < order.size(); ++i)
            permuted(row, static_cast<Eigen::Index>(i)) = from(order[i]);
    });
    return permuted;
}

} // namespace

void addToHessian(const MatrixView &x, Matrix &hessian, const Compute &compute)
{
    const Eigen::Index size = x.cols();
    const bool isFirst = hessian.size() == 0;
    if (isFirst)
        hessian.resize(size, size);
    VERNIER_CHECK(hessian.rows() == size && hessian.cols() == size);
    constexpr Eigen::Index kExact = 256; // columns up to which sums are taken in double
    if (size <= kExact) {
        const Eigen::MatrixXd exact = x.cast<double>();
        const Matrix product = (2.0 * (exact.transpose() * exact)).cast<float>();
        hessian = isFirst ? product : Matrix(hessian + product);
        return;
    }
    // In pieces: of a wide layer the whole is half a gigabyte, too much to make twice.
    constexpr Eigen::Index kMostRows = 256;
    constexpr Eigen::Index kMostProducts = Eigen::Index{1} << 29; // of a piece, after which whoever waits is asked
    const Eigen::Index bands = (size + kMostRows - 1) / kMostRows;
    const Eigen::Index mostColumns = std::max(kMostRows, kMostProducts / (kMostRows * std::max<Eigen::Index>(1, x.rows())));
    const Eigen::Index parts = (size + mostColumns - 1) / mostColumns;
    Compute serial = compute;
    serial.threads = 1;
    serial.interrupt = nullptr; // asked between the pieces
    parallelFor(compute.workers(), bands * parts, [&](std::int64_t piece) {
        const Eigen::Index band = piece / parts;
        const Eigen::Index part = piece % parts;
        const Eigen::Index row = size * band / bands;
        const Eigen::Index column = size * part / parts;
        const Matrix inputs = x.middleCols(row, size * (band + 1) / bands - row).transpose();
        Matrix product(inputs.rows(), size * (part + 1) / parts - column);
        multiply(inputs, x.middleCols(column, product.cols()), product, serial);
        auto sums = hessian.block(row, column, product.rows(), product.cols());
        if (isFirst)
            sums = 2.0f * product;
        else
            sums += 2.0f * product;
    });
}

Result<std::shared_ptr<const GptqBasis>> gptqBasis(Matrix hessian, const GptqOptions &options, const Compute &compute)
{
    if (compute.workers().areStopped()) // the moments may not be whole
        return cancelledError();
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
        hessian = permutedBothWays(hessian, basis->order, compute.workers());
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

Result<QuantizedWeight> quantizeGptq(Matrix weight, const GptqBasis &basis, const Scheme &scheme, const Compute &compute)
{
    VERNIER_CHECK(basis.factor.rows() == weight.cols());
    VERNIER_CHECK(scheme.groupSize < 0 || (weight.cols() % scheme.groupSize == 0 && scheme.groupSize % kStep == 0 && basis.order.empty()));
    for (const Eigen::Index column : basis.dead)
        weight.col(column).setZero();
    if (basis.order.empty())
        return Rounding(std::move(weight), basis, scheme, compute).run();
    VERNIER_ASSIGN(QuantizedWeight result, Rounding(permutedColumns(weight, basis.order, compute.workers()), basis, scheme, compute).run());
    CodeMatrix restored(result.codes.rows(), result.codes.cols());
    for (std::size_t i = 0; i < basis.order.size(); ++i)
        restored.col(basis.order[i]) = result.codes.col(static_cast<Eigen::Index>(i));
    result.codes = std::move(restored);
    return result;
}

} // namespace vernier
