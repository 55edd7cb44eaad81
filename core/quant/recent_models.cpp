// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/quant/recent_models.h"

#include <algorithm>

namespace vernier {

RecentModels::RecentModels(std::shared_ptr<const Checkpoint> checkpoint, std::vector<std::vector<int>> sequences, std::int64_t stateBytes)
    : m_checkpoint(std::move(checkpoint))
    , m_sequences(std::move(sequences))
    , m_stateBytes(stateBytes)
{}

std::shared_ptr<const QuantizedModel> RecentModels::find(const std::string &key)
{
    const std::scoped_lock lock(m_mutex);
    const auto found = std::find_if(m_entries.begin(), m_entries.end(), [&](const Entry &entry) { return entry.first == key; });
    if (found == m_entries.end())
        return nullptr;
    std::rotate(m_entries.begin(), found, found + 1);
    dropWhatIsTooMuch();
    return m_entries.front().second;
}

Result<std::shared_ptr<const QuantizedModel>> RecentModels::quantize(const Recipe &recipe, const Compute &compute, JobMonitor &monitor)
{
    const std::string key = contentKey(recipe);
    if (std::shared_ptr<const QuantizedModel> known = find(key))
        return known;
    std::unique_ptr<QuantizeMemory> memory = takeMemory();
    Result<QuantizedModel> quantized = quantizeModel(m_checkpoint, recipe, m_sequences, compute, monitor, memory.get());
    const std::scoped_lock lock(m_mutex);
    m_memory = std::move(memory);
    if (!quantized)
        return quantized.error();
    auto model = std::make_shared<const QuantizedModel>(std::move(*quantized));
    m_entries.emplace_front(key, model);
    dropWhatIsTooMuch();
    return std::shared_ptr<const QuantizedModel>(std::move(model));
}

/// A fresh one where another thread has it.
std::unique_ptr<QuantizeMemory> RecentModels::takeMemory()
{
    const std::scoped_lock lock(m_mutex);
    return m_memory ? std::move(m_memory) : std::make_unique<QuantizeMemory>(CalibrationMemory(m_stateBytes));
}

void RecentModels::dropWhatIsTooMuch()
{
    std::int64_t bytes = m_entries.front().second->network.keptWeights().dataBytes();
    for (std::size_t i = 1; i < m_entries.size(); ++i) {
        KeptWeights &kept = m_entries[i].second->network.keptWeights();
        kept.forgetWhatCanBeMade();
        bytes += kept.dataBytes();
        if (i >= kKept || bytes > kMostBytes) {
            m_entries.resize(i);
            return;
        }
    }
}

double RecentModels::cost(const Recipe &recipe)
{
    if (find(contentKey(recipe)))
        return 0.0;
    const std::scoped_lock lock(m_mutex);
    return quantizeCost(recipe, calibrationSamples(recipe, m_sequences), m_memory.get());
}

} // namespace vernier
