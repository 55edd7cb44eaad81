// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/forward/linear_op.h"
#include "core/quant/quantized_weight.h"

#include <memory>
#include <optional>

// W8A8 as the accelerator computes it: an exact integer product, then one scaling.
// y = S_x S_w (a - Z_x · rowsum(w)) + b, with a the product of the codes.

namespace vernier {

class Int8Linear final : public LinearOp
{
public:
    /// weight      symmetric, 8 bits (or fewer), at most kMaxInt8Depth columns.
    /// bias        [out] or empty.
    /// activation  range of the input for all tokens (W8A8); none: its own range for each token (W8A8_DYNAMIC).
    Int8Linear(std::shared_ptr<const QuantizedWeight> weight, std::vector<float> bias, std::optional<AffineParameters> activation);
    Int8Linear(QuantizedWeight weight, std::vector<float> bias, std::optional<AffineParameters> activation);
    ~Int8Linear() override;

    [[nodiscard]] std::int64_t inputs() const override { return m_weight->codes.cols(); }
    [[nodiscard]] std::int64_t outputs() const override { return m_weight->codes.rows(); }
    void apply(const MatrixView &x, MatrixSpan y, const Compute &compute) const override;

    /// The same with another static range, as calibration moves it along.
    void applyWith(AffineParameters activation, const MatrixView &x, MatrixSpan y, const Compute &compute) const;

private:
    struct Packed;

    void multiplyAndScale(std::span<const AffineParameters> ofRows, const MatrixView &x, MatrixSpan y, const Compute &compute) const;
    void multiplyRows(std::span<const AffineParameters> ofRows, const MatrixView &x, MatrixSpan y, const PackedWeights *weights,
                      const Compute &compute) const;
    /// Null: it does not pay for so few rows, or cannot be.
    [[nodiscard]] const PackedWeights *packedFor(Eigen::Index rows, const Compute &compute) const;

    std::shared_ptr<const QuantizedWeight> m_weight;
    std::vector<float> m_bias;
    std::optional<AffineParameters> m_activation;
    std::vector<std::int32_t> m_rowSums; ///< of the codes, [out]
    std::vector<float> m_scales;         ///< of the weight, [out]
    std::unique_ptr<Packed> m_packed;    ///< the codes once more, from the first product on that is worth it
};

/// Parameters of each row (token), 8 bits. Source: spec/msmodelslim.md 2.6.
[[nodiscard]] std::vector<AffineParameters> perTokenParameters(const MatrixView &x, bool symmetric, const Compute &compute);

} // namespace vernier
