// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/quant/kept_weights.h"

#include "core/io/temporary_file.h"

#include <array>
#include <functional>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

namespace vernier {

namespace {

constexpr std::size_t kParts = 6;

/// Everything in a weight that grows with it. Weight: QuantizedWeight, const or not; body(data, count) for each part, in this order.
template <typename Weight, typename Body>
void forParts(Weight &weight, Body body)
{
    body(weight.codes.data(), static_cast<std::size_t>(weight.codes.size()));
    body(weight.parameters.data(), weight.parameters.size());
    body(weight.secondScales.data(), weight.secondScales.size());
    body(weight.blockAbsMax.data(), weight.blockAbsMax.size());
    body(weight.simulatedCodes.data(), static_cast<std::size_t>(weight.simulatedCodes.size()));
    body(weight.simulated.data(), weight.simulated.size());
}

using Parts = std::array<std::span<const std::byte>, kParts>;

Parts partsOf(const QuantizedWeight &weight)
{
    Parts parts;
    std::size_t i = 0;
    forParts(weight, [&](const auto *data, std::size_t count) { parts[i++] = std::as_bytes(std::span(data, count)); });
    return parts;
}

std::int64_t bytesOf(const QuantizedWeight &weight)
{
    std::size_t bytes = 0;
    for (const std::span<const std::byte> part : partsOf(weight))
        bytes += part.size();
    return static_cast<std::int64_t>(bytes);
}

std::string hashOf(const QuantizedWeight &weight)
{
    const auto hash = [](std::span<const std::byte> bytes) {
        return std::to_string(std::hash<std::string_view>()({reinterpret_cast<const char *>(bytes.data()), bytes.size()})) + '.';
    };
    const Parts parts = partsOf(weight);
    std::string key;
    for (const std::span<const std::byte> part : std::span(parts).first(kParts - 1))
        key += hash(part);
    std::vector<float> simulated; // its structs have gaps
    for (const SimulatedWeight &one : weight.simulated)
        simulated.insert(simulated.end(), {static_cast<float>(one.element / weight.codes.cols()), static_cast<float>(one.element % weight.codes.cols()), one.value});
    return key + hash(std::as_bytes(std::span(simulated)));
}

} // namespace

/// A weight in a temporary file.
class KeptWeights::OnDisk
{
public:
    OnDisk(std::shared_ptr<const TemporaryFile> file, std::uint64_t place, const QuantizedWeight &weight)
        : m_file(std::move(file))
        , m_place(place)
        , m_rows(weight.codes.rows())
        , m_columns(weight.codes.cols())
        , m_hasSimulatedCodes(weight.simulatedCodes.size() > 0)
        , m_parameters(weight.parameters.size())
        , m_secondScales(weight.secondScales.size())
        , m_blockAbsMax(weight.blockAbsMax.size())
        , m_simulated(weight.simulated.size())
    {
        m_outline.bits = weight.bits;
        m_outline.groupSize = weight.groupSize;
        m_outline.arithmetic = weight.arithmetic;
        m_outline.scaleType = weight.scaleType;
        m_outline.exponent = weight.exponent;
        m_outline.blockSize = weight.blockSize;
        for (const std::span<const std::byte> part : partsOf(weight))
            m_bytes += part.size();
    }
    ~OnDisk() { m_file->discard(m_place, m_bytes); }
    OnDisk(const OnDisk &) = delete;
    OnDisk &operator=(const OnDisk &) = delete;

    [[nodiscard]] Result<std::shared_ptr<const QuantizedWeight>> read() const
    {
        auto weight = std::make_shared<QuantizedWeight>(m_outline);
        weight->codes.resize(m_rows, m_columns);
        weight->parameters.resize(m_parameters);
        weight->secondScales.resize(m_secondScales);
        weight->blockAbsMax.resize(m_blockAbsMax);
        if (m_hasSimulatedCodes)
            weight->simulatedCodes.resize(m_rows, m_columns);
        weight->simulated.resize(m_simulated);
        std::uint64_t place = m_place;
        Result<void> done;
        forParts(*weight, [&](auto *data, std::size_t count) {
            const std::span<std::byte> bytes = std::as_writable_bytes(std::span(data, count));
            if (done)
                done = m_file->read(place, bytes);
            place += bytes.size();
        });
        if (!done)
            return done.error();
        return std::shared_ptr<const QuantizedWeight>(std::move(weight));
    }

private:
    std::shared_ptr<const TemporaryFile> m_file;
    std::uint64_t m_place;
    std::uint64_t m_bytes = 0;
    QuantizedWeight m_outline; ///< its small members
    Eigen::Index m_rows;
    Eigen::Index m_columns;
    bool m_hasSimulatedCodes;
    std::size_t m_parameters;
    std::size_t m_secondScales;
    std::size_t m_blockAbsMax;
    std::size_t m_simulated;
};

Result<std::shared_ptr<const QuantizedWeight>> KeptWeights::find(const std::string &layer) const
{
    std::shared_ptr<const OnDisk> onDisk;
    {
        const std::lock_guard lock(m_mutex);
        const auto found = m_entries.find(layer);
        if (found == m_entries.end())
            return std::shared_ptr<const QuantizedWeight>();
        if (found->second.weight)
            return found->second.weight;
        onDisk = found->second.onDisk;
    }
    return onDisk->read();
}

void KeptWeights::put(const std::string &layer, Entry entry)
{
    Entry &place = m_entries[layer];
    m_bytes += (entry.weight ? entry.bytes : 0) - (place.weight ? place.bytes : 0);
    place = std::move(entry);
}

Result<void> KeptWeights::keep(const std::string &layer, std::shared_ptr<const QuantizedWeight> weight, Interrupt *interrupt)
{
    Entry entry{weight, nullptr, bytesOf(*weight), hashOf(*weight)};
    const std::lock_guard lock(m_mutex);
    if (m_bytes + entry.bytes > m_budget) {
        if (!m_disk) {
            if (auto created = TemporaryFile::create())
                m_disk = std::move(*created);
        }
        const Result<std::uint64_t> place = m_disk ? m_disk->append(partsOf(*weight), interrupt) : Error{};
        if (!place && place.error().code == ErrorCode::Cancelled)
            return place.error();
        if (place) {
            entry.onDisk = std::make_shared<const OnDisk>(m_disk, *place, *weight);
            entry.weight.reset();
        }
    }
    put(layer, std::move(entry));
    return {};
}

void KeptWeights::keepIfRoom(const std::string &layer, std::shared_ptr<const QuantizedWeight> weight)
{
    const std::int64_t bytes = bytesOf(*weight);
    const std::lock_guard lock(m_mutex);
    if (!m_entries.contains(layer) && m_bytes + bytes <= m_budget)
        put(layer, {std::move(weight), nullptr, bytes, {}});
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
        put(layer, std::move(entry));
    }
}

void KeptWeights::forgetWhatCanBeMade()
{
    const std::lock_guard lock(m_mutex);
    std::erase_if(m_entries, [this](const auto &entry) {
        const bool canBeMade = entry.second.contentKey.empty();
        m_bytes -= canBeMade ? entry.second.bytes : 0;
        return canBeMade;
    });
}

std::int64_t KeptWeights::dataBytes() const
{
    const std::lock_guard lock(m_mutex);
    std::int64_t bytes = 0;
    for (const auto &[layer, entry] : m_entries)
        bytes += entry.contentKey.empty() ? 0 : entry.bytes;
    return bytes;
}

std::string KeptWeights::contentKey(const std::string &layer) const
{
    const std::lock_guard lock(m_mutex);
    const auto found = m_entries.find(layer);
    return found == m_entries.end() ? std::string() : found->second.contentKey;
}

} // namespace vernier
