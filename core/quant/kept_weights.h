// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/quant/quantized_weight.h"

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <string>

namespace vernier {

class TemporaryFile;

/// Codes of layers that have been made, and those that depend on the calibration data, by layer name. Safe from any thread.
class KeptWeights
{
public:
    /// What they may take in memory. Codes that depend on data lie on disk beyond that, others are made again.
    static constexpr std::int64_t kBudget = std::int64_t{1} << 28; // bytes

    explicit KeptWeights(std::int64_t budget = kBudget)
        : m_budget(budget)
    {}

    /// Null if there are none. Errors: Io (they lie on disk, and it cannot be read).
    [[nodiscard]] Result<std::shared_ptr<const QuantizedWeight>> find(const std::string &layer) const;
    /// Codes that depend on data. Where the disk is full, too, they stay in memory.
    /// interrupt  null, or polled. Errors: Cancelled; then they are not kept.
    Result<void> keep(const std::string &layer, std::shared_ptr<const QuantizedWeight> weight, Interrupt *interrupt = nullptr);
    /// Codes that can be made again: kept if there is room.
    void keepIfRoom(const std::string &layer, std::shared_ptr<const QuantizedWeight> weight);
    /// Another's codes of a layer, if it has any; those that depend on data only if that is wanted.
    void takeFrom(const KeptWeights &other, const std::string &layer, bool alsoOfData);
    /// Drops what can be made again.
    void forgetWhatCanBeMade();
    /// Bytes of what cannot be made again, in memory and on disk.
    [[nodiscard]] std::int64_t dataBytes() const;
    /// Tells codes of equal schemes apart; empty for those that depend on the scheme and the weight alone.
    [[nodiscard]] std::string contentKey(const std::string &layer) const;

private:
    class OnDisk;
    struct Entry
    {
        std::shared_ptr<const QuantizedWeight> weight; ///< null: it lies on disk
        std::shared_ptr<const OnDisk> onDisk;
        std::int64_t bytes = 0;
        std::string contentKey; ///< empty: can be made again
    };

    void put(const std::string &layer, Entry entry);

    std::int64_t m_budget;
    mutable std::mutex m_mutex;
    std::map<std::string, Entry> m_entries;
    std::int64_t m_bytes = 0; ///< in memory
    std::shared_ptr<TemporaryFile> m_disk; ///< null until it is needed
};

} // namespace vernier
