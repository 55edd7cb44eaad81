// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/tensor/gemm.h"
#include "core/tensor/matrix.h"

#include <cstdint>
#include <memory>
#include <vector>

// How a linear layer multiplies: the seam between the forward pass and the number formats.

namespace vernier {

class PackedWeights;

class LinearOp
{
public:
    virtual ~LinearOp() = default;

    [[nodiscard]] virtual std::int64_t inputs() const = 0;
    [[nodiscard]] virtual std::int64_t outputs() const = 0;

    /// y [n, outputs] from x [n, inputs]; y is overwritten. compute's arithmetic is the model's (inArithmeticOf).
    virtual void apply(const MatrixView &x, MatrixSpan y, const Compute &compute) const = 0;
};

/// y = x Wᵀ + b in float32, rounded once to compute's arithmetic. The first input of many rows packs the weight, so the last bits may
/// depend on whether there was one; a pass, which makes its layers anew, always gives the same. By bfloat16 terms (Compute::products) if
/// that is asked for and the weight is exact in bfloat16; a preview rounds the input for other weights, too, so that models differ by
/// their weights alone.
class FloatLinear final : public LinearOp
{
public:
    /// weight [out, in]; bias [out] or empty.
    FloatLinear(Matrix weight, std::vector<float> bias);

    ~FloatLinear() override;
    FloatLinear(FloatLinear &&) noexcept;
    FloatLinear &operator=(FloatLinear &&) noexcept;

    [[nodiscard]] std::int64_t inputs() const override { return m_inputs; }
    [[nodiscard]] std::int64_t outputs() const override { return m_outputs; }
    void apply(const MatrixView &x, MatrixSpan y, const Compute &compute) const override;

private:
    struct Weights;

    void multiply(const MatrixView &x, MatrixSpan y, const Compute &compute) const;
    /// Null: not exact, or the processor does not multiply so.
    [[nodiscard]] std::shared_ptr<const PackedWeights> inBfloat16(const Compute &compute) const;
    /// Null: it does not pay for so few rows, or nowhere on this processor.
    [[nodiscard]] std::shared_ptr<const PackedWeights> inFloats(Eigen::Index rows, const Compute &compute) const;
    [[nodiscard]] std::shared_ptr<const Matrix> plain() const;
    [[nodiscard]] std::shared_ptr<const Matrix> plainLocked() const; ///< for who has the mutex

    std::int64_t m_inputs;
    std::int64_t m_outputs;
    std::unique_ptr<Weights> m_weights; ///< in the form that was last asked for
    std::vector<float> m_bias;
};

/// Another layer's outputs y as cap · tanh(y / cap), rounded once.
class CappedLinear final : public LinearOp
{
public:
    CappedLinear(std::shared_ptr<const LinearOp> linear, float cap);

    [[nodiscard]] std::int64_t inputs() const override { return m_linear->inputs(); }
    [[nodiscard]] std::int64_t outputs() const override { return m_linear->outputs(); }
    void apply(const MatrixView &x, MatrixSpan y, const Compute &compute) const override;

private:
    std::shared_ptr<const LinearOp> m_linear;
    float m_cap;
};

/// Adds bias [columns] to every row of y; an empty bias adds nothing.
void addBias(MatrixSpan y, const std::vector<float> &bias);

} // namespace vernier
