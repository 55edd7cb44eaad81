// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/forward/kept_states.h"
#include "core/forward/token_batch.h"
#include "core/model/layer_info.h"
#include "core/quant/calibration.h"
#include "core/tensor/gemm.h"

#include <cstdint>
#include <optional>
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

    /// Begins a calibration of the same checkpoint. Gives `result` what is known of the blocks before the start, and codes of
    /// the others that need no data.
    /// keys    of all blocks; one that is equal to the last calibration's stands for a block that calibrates alike if those
    ///         before it do.
    /// Returns the boundary to start from; block 0 without states: from the embedding.
    [[nodiscard]] KeptStates::Boundary begin(const TokenBatch &samples, const Compute &compute, std::vector<std::string> keys,
                                             std::span<const LayerInfo> layers, Calibration &result);
    /// `hidden` enters this block of the calibration that has begun, which ends at `last`.
    void reached(int block, int last, const Matrix &hidden);
    /// It ends, be it half-way, with this; what was reached is known to the next one.
    void end(Calibration found);

private:
    std::vector<std::vector<int>> m_samples;
    int m_threads = 0;
    GemmBackend m_backend = GemmBackend::OneDnn;
    std::vector<std::string> m_keys; ///< one for each block
    int m_reached = 0;               ///< blocks that were calibrated
    KeptStates m_states;
    Calibration m_found;
};

} // namespace vernier
