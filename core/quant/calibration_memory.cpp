// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/quant/calibration_memory.h"

#include <algorithm>
#include <utility>

namespace vernier {

namespace {

std::vector<std::vector<int>> sequencesOf(const TokenBatch &samples)
{
    std::vector<std::vector<int>> sequences;
    for (int i = 0; i < samples.sequences(); ++i) {
        const std::span<const int> ids = samples.sequence(i);
        sequences.emplace_back(ids.begin(), ids.end());
    }
    return sequences;
}

/// Entries of a layer and of its ranks.
template <typename Map>
void copyOfLayer(const Map &from, const LayerInfo &layer, Map &to)
{
    const auto copy = [&](const std::string &name) {
        const auto found = from.find(name);
        if (found != from.end())
            to.insert(*found);
        return found != from.end();
    };
    copy(layer.name);
    for (int rank = 0; copy(rankName(layer.name, rank));)
        ++rank;
}

} // namespace

KeptStates::Boundary CalibrationMemory::begin(const TokenBatch &samples, const Compute &compute, std::vector<std::string> keys,
                                              std::span<const LayerInfo> layers, Calibration &result)
{
    std::vector<std::vector<int>> sequences = sequencesOf(samples);
    const bool comparable = m_found.kept && m_samples == sequences && m_threads == compute.threads && m_backend == compute.backend;
    int alike = 0; // blocks from the first on
    while (comparable && alike < m_reached && alike < static_cast<int>(keys.size()) && m_keys[static_cast<std::size_t>(alike)] == keys[static_cast<std::size_t>(alike)])
        ++alike;
    const KeptStates::Boundary start = m_states.lastUntil(alike);

    for (const LayerInfo &layer : layers) {
        const auto block = static_cast<std::size_t>(layer.block);
        if (!m_found.kept || layer.block < 0 || block >= keys.size() || block >= m_keys.size() || m_keys[block] != keys[block])
            continue;
        const bool isKnown = layer.block < start.block;
        result.kept->takeFrom(*m_found.kept, layer.name, isKnown);
        if (isKnown) {
            copyOfLayer(m_found.ranges, layer, result.ranges);
            copyOfLayer(m_found.communication, layer, result.communication);
        }
    }
    m_samples = std::move(sequences);
    m_threads = compute.threads;
    m_backend = compute.backend;
    m_keys = std::move(keys);
    m_reached = start.block;
    m_states.forgetBehind(start.block);
    return start;
}

void CalibrationMemory::reached(int block, int last, const Matrix &hidden)
{
    m_reached = block;
    m_states.keep(block, last, hidden);
}

void CalibrationMemory::end(Calibration found)
{
    m_found = std::move(found);
}

} // namespace vernier
