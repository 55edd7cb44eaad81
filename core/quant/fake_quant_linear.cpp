// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/quant/fake_quant_linear.h"

#include "core/quant/int8_linear.h"

namespace vernier {

FakeQuantLinear::FakeQuantLinear(const QuantizedWeight &weight, std::vector<float> bias, std::optional<AffineParameters> activation,
                                 bool symmetricTokens, const Workers &workers)
    : m_linear(dequantize(weight, workers), std::move(bias))
    , m_activation(activation)
    , m_symmetricTokens(symmetricTokens)
{}

void FakeQuantLinear::apply(const MatrixView &x, MatrixSpan y, const Compute &compute) const
{
    const std::vector<AffineParameters> ofRows =
        m_activation ? std::vector<AffineParameters>(static_cast<std::size_t>(x.rows()), *m_activation) : perTokenParameters(x, m_symmetricTokens, compute);
    Matrix quantized = x;
    for (Eigen::Index row = 0; row < quantized.rows(); ++row)
        fakeQuantize({quantized.row(row).data(), static_cast<std::size_t>(quantized.cols())}, ofRows[static_cast<std::size_t>(row)], compute.arithmetic);
    m_linear.apply(quantized, y, compute);
}

} // namespace vernier
