// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/tensor/gemm.h"
#include "core/tensor/matrix.h"

#include <cstdint>
#include <vector>

// How a linear layer multiplies: the seam between the forward pass and the number formats.

namespace vernier {

class LinearOp
{
public:
    virtual ~LinearOp() = default;

    [[nodiscard]] virtual std::int64_t inputs() const = 0;
    [[nodiscard]] virtual std::int64_t outputs() const = 0;

    /// y [n, outputs] from x [n, inputs]; y is overwritten. compute's arithmetic is the model's (inArithmeticOf).
    virtual void apply(const MatrixView &x, MatrixSpan y, const Compute &compute) const = 0;
};

/// y = x Wᵀ + b in float32, rounded once to compute's arithmetic.
class FloatLinear final : public LinearOp
{
public:
    /// weight [out, in]; bias [out] or empty.
    FloatLinear(Matrix weight, std::vector<float> bias);

    [[nodiscard]] std::int64_t inputs() const override { return m_weight.cols(); }
    [[nodiscard]] std::int64_t outputs() const override { return m_weight.rows(); }
    void apply(const MatrixView &x, MatrixSpan y, const Compute &compute) const override;

    [[nodiscard]] const Matrix &weight() const { return m_weight; }

private:
    Matrix m_weight;
    std::vector<float> m_bias;
};

/// Adds bias [columns] to every row of y; an empty bias adds nothing.
void addBias(MatrixSpan y, const std::vector<float> &bias);

} // namespace vernier
