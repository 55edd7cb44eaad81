// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/tensor/gemm.h"

#include <cstdint>
#include <memory>

// Weights in the layout that oneDNN's kernels read, packed once for many products. A product that packs them as it goes
// does so again for every piece of x.

namespace vernier {

class PackedWeights
{
public:
    // All of these return null as well when compute's interrupt says stop.

    /// Weights of 8-bit codes, for exact integer products. Null: no kernel of this processor needs packed codes, or none is
    /// exact; multiplyInt8 is what there is.
    /// w  [out, in]; in must not exceed kMaxInt8Depth.
    [[nodiscard]] static std::shared_ptr<const PackedWeights> ofCodes(const CodeMatrix &w, const Compute &compute);
    /// Weights rounded to bfloat16, for products in float32. Null: the processor has no instructions for them.
    [[nodiscard]] static std::shared_ptr<const PackedWeights> ofBfloat16(const MatrixView &w, const Compute &compute);
    /// Weights as they are. Null: this processor's products of packed ones are no faster than multiplyTransposed. Packing takes as
    /// long as a product of about 40 rows.
    [[nodiscard]] static std::shared_ptr<const PackedWeights> ofFloats(const MatrixView &w, const Compute &compute);
    ~PackedWeights();
    PackedWeights(const PackedWeights &) = delete;
    PackedWeights &operator=(const PackedWeights &) = delete;

    [[nodiscard]] Eigen::Index outputs() const { return m_outputs; }
    [[nodiscard]] Eigen::Index depth() const { return m_depth; }

    /// Outputs are packed in panels: with some hundred rows the results of one stay in the cache.
    [[nodiscard]] std::int64_t panels() const { return (m_outputs + kPanelOutputs - 1) / kPanelOutputs; }
    [[nodiscard]] Eigen::Index panelFirst(std::int64_t panel) const { return panel * kPanelOutputs; }
    [[nodiscard]] Eigen::Index panelOutputs(std::int64_t panel) const;

    /// y = x wᵀ for the outputs of one panel, on this thread: x [rows, depth] and y [rows, panelOutputs], both dense: the fast kernels
    /// do not write in between other numbers. Throws std::bad_alloc.
    void multiply(std::int64_t panel, const std::uint8_t *x, Eigen::Index rows, std::int32_t *y) const;
    /// The same with x in bfloat16, as bits; `add`: y += x wᵀ.
    void multiply(std::int64_t panel, const std::uint16_t *x, Eigen::Index rows, float *y, bool add) const;
    /// In float32.
    void multiply(std::int64_t panel, const float *x, Eigen::Index rows, float *y) const;

    /// The weights in float32, [out, in].
    [[nodiscard]] Matrix unpacked() const;

private:
    static constexpr Eigen::Index kPanelOutputs = 512;
    struct Types;
    struct Panels;

    PackedWeights(Eigen::Index outputs, Eigen::Index depth);
    /// Packs rows that lie `stride` elements apart. Null: there is no kernel.
    [[nodiscard]] static std::shared_ptr<const PackedWeights> packed(Eigen::Index outputs, Eigen::Index depth, const Types &types, const void *w,
                                                                     Eigen::Index stride, const Compute &compute);

    Eigen::Index m_outputs;
    Eigen::Index m_depth;
    std::unique_ptr<Panels> m_panels;
};

/// y = x wᵀ in float32, for weights made by ofFloats: x [n, depth], y [n, outputs].
void multiplyTransposed(const MatrixView &x, const PackedWeights &w, MatrixSpan y, const Compute &compute);

/// Whether PackedWeights::ofBfloat16 makes some here.
[[nodiscard]] bool hasBfloat16Products();
/// Whether the processor multiplies bfloat16 in matrix units (AMX), about ten times as fast as float32.
[[nodiscard]] bool hasBfloat16MatrixUnits();

} // namespace vernier
