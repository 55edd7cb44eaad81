// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/quant/kept_weights.h"

#include <functional>
#include <string_view>

namespace vernier {

namespace {

std::int64_t bytesOf(const QuantizedWeight &weight)
{
    return weight.codes.size() + weight.simulatedCodes.size()
        + static_cast<std::int64_t>(weight.simulated.size() * sizeof(SimulatedWeight) + weight.parameters.size() * sizeof(AffineParameters) + (weight.secondScales.size() + weight.blockAbsMax.size()) * sizeof(float));
}

std::string hashOf(const QuantizedWeight &weight)
{
    const auto hash = [](const auto *data, auto count) {
        const std::string_view bytes(reinterpret_cast<const char *>(data), static_cast<std::size_t>(count) * sizeof(*data));
        return std::to_string(std::hash<std::string_view>()(bytes));
    };
    return hash(weight.codes.data(), weight.codes.size()) + "." + hash(weight.parameters.data(), weight.parameters.size()) + "."
        + hash(weight.simulatedCodes.data(), weight.simulatedCodes.size()) + "." + hash(weight.simulated.data(), weight.simulated.size());
}

} // namespace

std::shared_ptr<const QuantizedWeight> KeptWeights::find(const std::string &layer) const
{
    const std::lock_guard lock(m_mutex);
    const auto found = m_entries.find(layer);
    return found == m_entries.end() ? nullptr : found->second.weight;
}

void KeptWeights::keep(const std::string &layer, std::shared_ptr<const QuantizedWeight> weight)
{
    std::string key = hashOf(*weight);
    const std::lock_guard lock(m_mutex);
    m_entries[layer] = {std::move(weight), std::move(key)};
}

void KeptWeights::keepIfRoom(const std::string &layer, std::shared_ptr<const QuantizedWeight> weight)
{
    const std::int64_t bytes = bytesOf(*weight);
    const std::lock_guard lock(m_mutex);
    if (m_entries.contains(layer) || m_bytes + bytes > kBudget)
        return;
    m_bytes += bytes;
    m_entries[layer] = {std::move(weight), {}};
}

void KeptWeights::takeFrom(const KeptWeights &other, const std::string &layer, bool alsoOfData)
{
    Entry entry;
    {
        const std::lock_guard lock(other.m_mutex);
        const auto found = other.m_entries.find(layer);
        if (found == other.m_entries.end())
            return;
        entry = found->second;
    }
    if (entry.contentKey.empty()) {
        keepIfRoom(layer, std::move(entry.weight));
    } else if (alsoOfData) {
        const std::lock_guard lock(m_mutex);
        m_entries[layer] = std::move(entry);
    }
}

void KeptWeights::forgetWhatCanBeMade()
{
    const std::lock_guard lock(m_mutex);
    std::erase_if(m_entries, [](const auto &entry) { return entry.second.contentKey.empty(); });
    m_bytes = 0;
}

std::int64_t KeptWeights::dataBytes() const
{
    const std::lock_guard lock(m_mutex);
    std::int64_t bytes = 0;
    for (const auto &[layer, entry] : m_entries)
        bytes += entry.contentKey.empty() ? 0 : bytesOf(*entry.weight);
    return bytes;
}

std::string KeptWeights::contentKey(const std::string &layer) const
{
    const std::lock_guard lock(m_mutex);
    const auto found = m_entries.find(layer);
    return found == m_entries.end() ? std::string() : found->second.contentKey;
}

} // namespace vernier
