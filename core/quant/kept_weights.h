// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/quant/quantized_weight.h"

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <string>

namespace vernier {

/// Codes of layers that have been made, and those that depend on the calibration data, by layer name. Safe from any thread.
class KeptWeights
{
public:
    /// What codes that can be made again may take.
    static constexpr std::int64_t kBudget = std::int64_t{1} << 28; // bytes

    /// Null if there are none.
    [[nodiscard]] std::shared_ptr<const QuantizedWeight> find(const std::string &layer) const;
    /// Codes that depend on data: kept whatever they take.
    void keep(const std::string &layer, std::shared_ptr<const QuantizedWeight> weight);
    /// Codes that can be made again: kept within the budget.
    void keepIfRoom(const std::string &layer, std::shared_ptr<const QuantizedWeight> weight);
    /// Another's codes of a layer, if it has any; those that depend on data only if that is wanted.
    void takeFrom(const KeptWeights &other, const std::string &layer, bool alsoOfData);
    /// Drops what can be made again.
    void forgetWhatCanBeMade();
    /// Bytes of what cannot be made again.
    [[nodiscard]] std::int64_t dataBytes() const;
    /// Tells codes of equal schemes apart; empty for those that depend on the scheme and the weight alone.
    [[nodiscard]] std::string contentKey(const std::string &layer) const;

private:
    struct Entry
    {
        std::shared_ptr<const QuantizedWeight> weight;
        std::string contentKey;
    };

    mutable std::mutex m_mutex;
    std::map<std::string, Entry> m_entries;
    std::int64_t m_bytes = 0;
};

} // namespace vernier
