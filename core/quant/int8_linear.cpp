// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/quant/int8_linear.h"

#include "core/base/check.h"
#include "core/base/vectorized.h"
#include "core/tensor/packed_weights.h"

#include <algorithm>
#include <mutex>

namespace vernier {

namespace {

/// y = (sums - shift · rowSums) · (activationScale · weightScale); one weight scale for all or one for each output.
VERNIER_VECTORIZED
void scaleRow(const std::int32_t *sums, const std::int32_t *rowSums, std::size_t count, std::int32_t shift,
              float activationScale, const float *weightScales, float *y)
{
    for (std::size_t i = 0; i < count; ++i)
        y[i] = static_cast<float>(sums[i] - shift * rowSums[i]) * (activationScale * weightScales[i]);
}

} // namespace

struct Int8Linear::Packed
{
    std::mutex mutex;
    bool tried = false;
    std::shared_ptr<const PackedWeights> weights;
};

Int8Linear::Int8Linear(std::shared_ptr<const QuantizedWeight> weight, std::vector<float> bias, std::optional<AffineParameters> activation)
    : m_weight(std::move(weight))
    , m_bias(std::move(bias))
    , m_activation(activation)
    , m_packed(std::make_unique<Packed>())
{
    VERNIER_CHECK(m_weight->codes.cols() <= kMaxInt8Depth);
    for (const AffineParameters &row : m_weight->parameters)
        VERNIER_CHECK(row.offset == 0.0f);
    for (Eigen::Index row = 0; row < m_weight->codes.rows(); ++row) {
        m_rowSums.push_back(m_weight->codes.row(row).cast<std::int32_t>().sum());
        m_scales.push_back(m_weight->ofRow(row).scale);
    }
}

Int8Linear::Int8Linear(QuantizedWeight weight, std::vector<float> bias, std::optional<AffineParameters> activation)
    : Int8Linear(std::make_shared<const QuantizedWeight>(std::move(weight)), std::move(bias), activation)
{}

Int8Linear::~Int8Linear() = default;

void Int8Linear::apply(const MatrixView &x, MatrixSpan y, const Compute &compute) const
{
    if (m_activation)
        applyWith(*m_activation, x, y, compute);
    else
        multiplyAndScale(perTokenParameters(x, false, compute), x, y, compute);
}

void Int8Linear::applyWith(AffineParameters activation, const MatrixView &x, MatrixSpan y, const Compute &compute) const
{
    const std::vector<AffineParameters> ofRows(static_cast<std::size_t>(x.rows()), activation);
    multiplyAndScale(ofRows, x, y, compute);
}

const PackedWeights *Int8Linear::packedFor(Eigen::Index rows, const Compute &compute) const
{
    constexpr Eigen::Index kWorthPacking = 16; // packing takes as long as a product of about so many rows
    if (compute.backend != GemmBackend::OneDnn || m_weight->codes.size() == 0)
        return nullptr;
    const std::lock_guard lock(m_packed->mutex);
    if (!m_packed->tried && rows >= kWorthPacking) {
        m_packed->weights = PackedWeights::ofCodes(m_weight->codes, compute);
        m_packed->tried = !compute.workers().areStopped();
    }
    return m_packed->weights.get();
}

void Int8Linear::multiplyAndScale(std::span<const AffineParameters> ofRows, const MatrixView &x, MatrixSpan y, const Compute &compute) const
{
    // Codes and sums of a share stay in the cache between quantizing, multiplying and scaling.
    constexpr Eigen::Index kRowsPerShare = 128;
    const PackedWeights *const weights = packedFor(x.rows(), compute);
    if (x.rows() <= kRowsPerShare) {
        multiplyRows(ofRows, x, y, weights, compute);
        return;
    }
    Compute serial = compute;
    serial.threads = 1;
    serial.interrupt = nullptr; // asked between the shares
    parallelFor(compute.workers(), (x.rows() + kRowsPerShare - 1) / kRowsPerShare, [&](std::int64_t share) {
        const Eigen::Index first = share * kRowsPerShare;
        const Eigen::Index rows = std::min(kRowsPerShare, x.rows() - first);
        multiplyRows(ofRows.subspan(static_cast<std::size_t>(first), static_cast<std::size_t>(rows)), x.middleRows(first, rows),
                     y.middleRows(first, rows), weights, serial);
    });
}

void Int8Linear::multiplyRows(std::span<const AffineParameters> ofRows, const MatrixView &x, MatrixSpan y, const PackedWeights *weights,
                              const Compute &compute) const
{
    const auto in = static_cast<std::size_t>(x.cols());
    const auto rows = static_cast<std::size_t>(x.rows());
    const auto codes = std::make_unique_for_overwrite<std::uint8_t[]>(rows * in);
    parallelFor(compute.threads, x.rows(), [&](std::int64_t row) {
        const auto r = static_cast<std::size_t>(row);
        quantizeShifted({x.row(row).data(), in}, ofRows[r], {codes.get() + r * in, in});
    });
    /// One row of sums of outputs [first, first + count), scaled.
    const auto scale = [&](Eigen::Index row, const std::int32_t *sums, Eigen::Index first, Eigen::Index count) {
        const auto r = static_cast<std::size_t>(row);
        const std::int32_t shift = static_cast<std::int32_t>(ofRows[r].offset) + 128; // codes were moved up by 128
        scaleRow(sums, m_rowSums.data() + first, static_cast<std::size_t>(count), shift, ofRows[r].scale, m_scales.data() + first,
                 y.row(row).data() + first);
    };
    if (weights) {
        parallelFor(compute.threads, weights->panels(), [&](std::int64_t panel) {
            const Eigen::Index count = weights->panelOutputs(panel);
            const auto sums = std::make_unique_for_overwrite<std::int32_t[]>(rows * static_cast<std::size_t>(count));
            weights->multiply(panel, codes.get(), x.rows(), sums.get());
            for (Eigen::Index row = 0; row < x.rows(); ++row)
                scale(row, sums.get() + row * count, weights->panelFirst(panel), count);
        });
    } else {
        const Eigen::Index out = outputs();
        const auto sums = std::make_unique_for_overwrite<std::int32_t[]>(rows * static_cast<std::size_t>(out));
        multiplyInt8({codes.get(), rows * in}, m_weight->codes, {sums.get(), rows * static_cast<std::size_t>(out)}, compute);
        parallelFor(compute.threads, x.rows(), [&](std::int64_t row) { scale(row, sums.get() + row * out, 0, out); });
    }
    addBias(y, m_bias);
}

std::vector<AffineParameters> perTokenParameters(const MatrixView &x, bool symmetric, const Compute &compute)
{
    std::vector<AffineParameters> parameters(static_cast<std::size_t>(x.rows()));
    parallelFor(compute.threads, x.rows(), [&](std::int64_t row) {
        parameters[static_cast<std::size_t>(row)] = affineParameters(x.row(row).minCoeff(), x.row(row).maxCoeff(), 8, symmetric, compute.arithmetic);
    });
    return parameters;
}

} // namespace vernier
