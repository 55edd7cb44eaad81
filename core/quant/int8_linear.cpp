// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/quant/int8_linear.h"

#include "core/base/check.h"
#include "core/base/vectorized.h"

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

Int8Linear::Int8Linear(QuantizedWeight weight, std::vector<float> bias, std::optional<AffineParameters> activation)
    : m_weight(std::move(weight))
    , m_bias(std::move(bias))
    , m_activation(activation)
{
    VERNIER_CHECK(m_weight.codes.cols() <= kMaxInt8Depth);
    for (const AffineParameters &row : m_weight.parameters)
        VERNIER_CHECK(row.offset == 0.0f);
    m_rowSums.resize(static_cast<std::size_t>(m_weight.codes.rows()));
    for (Eigen::Index row = 0; row < m_weight.codes.rows(); ++row)
        m_rowSums[static_cast<std::size_t>(row)] = m_weight.codes.row(row).cast<std::int32_t>().sum();
}

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

void Int8Linear::multiplyAndScale(std::span<const AffineParameters> ofRows, const MatrixView &x, MatrixSpan y, const Compute &compute) const
{
    const auto in = static_cast<std::size_t>(x.cols());
    const auto out = static_cast<std::size_t>(m_weight.codes.rows());
    std::vector<std::uint8_t> codes(static_cast<std::size_t>(x.rows()) * in);
    parallelFor(compute.threads, x.rows(), [&](std::int64_t row) {
        const auto r = static_cast<std::size_t>(row);
        quantizeShifted({x.row(row).data(), in}, ofRows[r], std::span(codes).subspan(r * in, in));
    });

    std::vector<std::int32_t> sums(static_cast<std::size_t>(x.rows()) * out);
    multiplyInt8(codes, m_weight.codes, sums, compute);

    std::vector<float> weightScales(out);
    for (std::size_t i = 0; i < out; ++i)
        weightScales[i] = m_weight.ofRow(static_cast<Eigen::Index>(i)).scale;
    parallelFor(compute.threads, x.rows(), [&](std::int64_t row) {
        const auto r = static_cast<std::size_t>(row);
        const std::int32_t shift = static_cast<std::int32_t>(ofRows[r].offset) + 128; // codes were moved up by 128
        scaleRow(sums.data() + r * out, m_rowSums.data(), out, shift, ofRows[r].scale, weightScales.data(), y.row(row).data());
    });
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
