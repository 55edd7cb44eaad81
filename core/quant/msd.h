// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/forward/linear_op.h"

#include <memory>
#include <span>

// 16-bit activations as the accelerator's per-group kernels take them apart (MSD): three digits of a base per token.

namespace vernier {

/// A token's activations by their three-digit expansion, in place; a token of zeros stays. In float32.
/// bits  of a digit, 4 or 8: the weight's. Source: spec/msmodelslim.md 3.7.
void expandDigits(std::span<float> x, int bits);

/// The same of every row of x [tokens, channels].
[[nodiscard]] Matrix expandedDigits(const MatrixView &x, int bits, const Compute &compute);

/// A float layer whose input is expanded first.
class MsdLinear final : public LinearOp
{
public:
    MsdLinear(FloatLinear linear, int bits);

    [[nodiscard]] std::int64_t inputs() const override { return m_linear.inputs(); }
    [[nodiscard]] std::int64_t outputs() const override { return m_linear.outputs(); }
    void apply(const MatrixView &x, MatrixSpan y, const Compute &compute) const override;

private:
    FloatLinear m_linear;
    int m_bits;
};

} // namespace vernier
