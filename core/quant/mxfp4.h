// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/forward/linear_op.h"

#include <span>

// MXFP4: 4-bit floating point (E2M1) with one power of two for each 32 consecutive input channels, of weights and of
// activations alike. Simulated: values go to the grid and back.
// Source: OCP Microscaling Formats (MX) Specification 1.0, 2023; scale and rounding as in spec/msmodelslim.md 3.13.

namespace vernier {

/// Elements that share an exponent; the last block of a row may be shorter.
inline constexpr std::size_t kMxfp4Block = 32;

/// The exponent e of a block whose largest magnitude is `most`, a number: elements are multiples of 2^e, up to 6 · 2^e. It is the
/// smallest at which `most` rounds to no more than that. As 9.6e-7 is added to `most` first, blocks of next to nothing and
/// of zeros have -22, and right below the limit the exponent may be one more. The greatest is 125, also with an infinity.
[[nodiscard]] int mxfp4Exponent(float most);

/// Rounds every element of a row to its block's grid, halves away from zero. An infinity becomes the largest
/// value of the grid; a block with a NaN becomes NaN altogether.
void fakeQuantizeMxfp4(std::span<float> row);

/// y = x Wᵀ + b with x and W on their grids, in float32.
class Mxfp4Linear final : public LinearOp
{
public:
    /// weight [out, in], in float; bias [out] or empty, stays float.
    Mxfp4Linear(Matrix weight, std::vector<float> bias, const Workers &workers);

    [[nodiscard]] std::int64_t inputs() const override { return m_linear.inputs(); }
    [[nodiscard]] std::int64_t outputs() const override { return m_linear.outputs(); }
    void apply(const MatrixView &x, MatrixSpan y, const Compute &compute) const override;

private:
    FloatLinear m_linear; ///< of the rounded weight
};

} // namespace vernier
