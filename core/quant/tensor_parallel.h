// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/forward/linear_op.h"
#include "core/quant/quantized_weight.h"

#include <memory>
#include <string>
#include <vector>

// Layers as tensor parallelism runs them (simulate_tp): every rank holds a part of the input columns, quantized by itself, and
// what the ranks add up is sent in 8 bits. Source: spec/msmodelslim.md 3.12.

namespace vernier {

/// `<layer>.tp_list.<rank>`: what ranges and files call a rank's part.
[[nodiscard]] std::string rankName(const std::string &layer, int rank);

/// Codes of all ranks side by side [out, in]; the columns of a rank share parameters, of a row or (mmTensor) of all its rows.
[[nodiscard]] QuantizedWeight quantizeRanks(const MatrixView &weight, const Scheme &scheme, const Workers &workers);
/// One rank's part of such codes, as a weight of its own.
[[nodiscard]] QuantizedWeight rankOf(const QuantizedWeight &all, const Scheme &scheme, int rank);

/// Largest |output| of each channel: of each rank's own part, or of all together where ranks share a scale, and of the sum.
struct CommunicationRanges
{
    std::vector<std::vector<float>> reduce; ///< [1 or ranks][out]
    std::vector<float> gather;              ///< [out]
};

/// y = sent(Σ sent(part)), each sent on a symmetric 8-bit grid of its channel.
class ParallelLinear final : public LinearOp
{
public:
    /// Sends nothing in 8 bits: y = Σ part.
    explicit ParallelLinear(std::vector<std::shared_ptr<const LinearOp>> ranks);
    /// Sends on grids that calibration has found.
    ParallelLinear(std::vector<std::shared_ptr<const LinearOp>> ranks, CommunicationRanges ranges);
    /// Calibrates: sends on each call's own grids, and remembers the largest.
    ParallelLinear(std::vector<std::shared_ptr<const LinearOp>> ranks, bool ownScales);

    [[nodiscard]] std::int64_t inputs() const override;
    [[nodiscard]] std::int64_t outputs() const override { return m_ranks.front()->outputs(); }
    void apply(const MatrixView &x, MatrixSpan y, const Compute &compute) const override;

    /// What it sends on, or has found so far.
    [[nodiscard]] const CommunicationRanges &ranges() const { return m_ranges; }

private:
    enum class Sending { Floats, OnRanges, Calibrating };
    void send(std::vector<Matrix> &parts) const;
    void sendSum(MatrixSpan sum) const;

    std::vector<std::shared_ptr<const LinearOp>> m_ranks;
    Sending m_sending;
    bool m_ownScales = false;
    mutable CommunicationRanges m_ranges; ///< moved along by apply() while calibrating: one pass, one thread
};

} // namespace vernier
