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

KeptStates::Boundary CalibrationMemory::startOf(const TokenBatch &samples, std::span<const std::string> keys, int last) const
{
    if (!m_found.kept || m_samples != sequencesOf(samples))
        return {};
    const int most = std::min({m_reached, last, static_cast<int>(std::min(keys.size(), m_keys.size()))});
    const auto different = std::mismatch(keys.begin(), keys.begin() + most, m_keys.begin()).first;
    return m_states.lastUntil(static_cast<int>(different - keys.begin()));
}

KeptStates::Boundary CalibrationMemory::begin(const TokenBatch &samples, std::vector<std::string> keys, int last, std::span<const LayerInfo> layers,
                                              Calibration &result)
{
    const KeptStates::Boundary start = startOf(samples, keys, last);
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
    m_samples = sequencesOf(samples);
    m_keys = std::move(keys);
    m_last = last;
    m_reached = start.block;
    m_states.forgetBehind(start.block);
    return start;
}

void CalibrationMemory::reached(int block, const Matrix &hidden)
{
    m_reached = block;
    m_states.keep(block, m_last, static_cast<int>(m_keys.size()), hidden);
}

void CalibrationMemory::end(Calibration found)
{
    m_found = std::move(found);
}

} // namespace vernier
