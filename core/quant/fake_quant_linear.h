// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/forward/linear_op.h"
#include "core/quant/quantized_weight.h"

#include <optional>

// W8A8 as msModelSlim simulates it: activations quantized and back, times the dequantized weight, in the arithmetic of the
// model. In float32 it equals Int8Linear up to rounding; but rounding decides ties, so only this one can have the
// original's bits. In bfloat16 rounding is no longer small.

namespace vernier {

class FakeQuantLinear final : public LinearOp
{
public:
    /// Arguments as for Int8Linear, and any kind of weight. symmetricTokens: the tokens' own ranges have no zero point (W4A8_DYNAMIC).
    FakeQuantLinear(const QuantizedWeight &weight, std::vector<float> bias, std::optional<AffineParameters> activation, bool symmetricTokens,
                    const Workers &workers);

    [[nodiscard]] std::int64_t inputs() const override { return m_linear.inputs(); }
    [[nodiscard]] std::int64_t outputs() const override { return m_linear.outputs(); }
    void apply(const MatrixView &x, MatrixSpan y, const Compute &compute) const override;

private:
    FloatLinear m_linear;
    std::optional<AffineParameters> m_activation;
    bool m_symmetricTokens;
};

} // namespace vernier
