// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/forward/kept_states.h"
#include "core/forward/token_batch.h"
#include "core/model/layer_info.h"
#include "core/quant/calibration.h"

#include <cstdint>
#include <span>
#include <string>
#include <vector>

// What the last calibration found, and how far it came, so that another recipe's starts at the first block that it changes.

namespace vernier {

class CalibrationMemory
{
public:
    static constexpr std::int64_t kDefaultBytes = std::int64_t{1} << 28;

    /// stateBytes  that hidden states may take, as for KeptStates.
    explicit CalibrationMemory(std::int64_t stateBytes = kDefaultBytes)
        : m_states(stateBytes)
    {}

    /// Where a calibration of the same checkpoint could start that ends at block `last`; block 0 without states: at the embedding.
    /// keys    of all blocks; one that is equal to the last calibration's stands for a block that calibrates alike if those
    ///         before it do.
    [[nodiscard]] KeptStates::Boundary startOf(const TokenBatch &samples, std::span<const std::string> keys, int last) const;
    /// Begins it, at the boundary that is returned. Gives `result` what is known of the blocks before that, and codes of the others
    /// that need no data.
    [[nodiscard]] KeptStates::Boundary begin(const TokenBatch &samples, std::vector<std::string> keys, int last, std::span<const LayerInfo> layers,
                                             Calibration &result);
    /// `hidden` enters this block of the calibration that has begun.
    void reached(int block, const Matrix &hidden);
    /// It ends, be it half-way, with this; what was reached is known to the next one.
    void end(Calibration found);

private:
    std::vector<std::vector<int>> m_samples;
    std::vector<std::string> m_keys; ///< one for each block
    int m_last = 0;                  ///< where the calibration ends
    int m_reached = 0;               ///< blocks that were calibrated
    KeptStates m_states;
    Calibration m_found;
};

} // namespace vernier
