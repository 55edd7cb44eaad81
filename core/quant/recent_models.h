// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/quant/quantize_model.h"

#include <deque>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

namespace vernier {

/// Quantizes one checkpoint on one set of calibration sequences and remembers the last few results, so that measuring and
/// evaluating the same recipe calibrate once, and remembers the way to the latest, so that a changed recipe does again only
/// what it changes. Of all but the latest, and one that was begun and cancelled, it keeps plans and ranges, and codes only where they
/// depend on the data (GPTQ), of as many models as kMostBytes have room for.
class RecentModels
{
public:
    static constexpr std::size_t kKept = 8;
    static constexpr std::int64_t kMostBytes = std::int64_t{1} << 30;

    /// stateBytes  as for CalibrationMemory.
    RecentModels(std::shared_ptr<const Checkpoint> checkpoint, std::vector<std::vector<int>> sequences,
                 std::int64_t stateBytes = CalibrationMemory::kDefaultBytes);

    [[nodiscard]] const std::shared_ptr<const Checkpoint> &checkpoint() const { return m_checkpoint; }
    [[nodiscard]] const std::vector<std::vector<int>> &sequences() const { return m_sequences; }

    /// As quantizeModel, from any thread.
    [[nodiscard]] Result<std::shared_ptr<const QuantizedModel>> quantize(const Recipe &recipe, const Compute &compute, JobMonitor &monitor);

    /// As quantizeCost; 0 for what it remembers.
    [[nodiscard]] double cost(const Recipe &recipe);

private:
    using Entry = std::pair<std::string, std::shared_ptr<const QuantizedModel>>; ///< recipe's contentKey(), model
    [[nodiscard]] std::shared_ptr<const QuantizedModel> find(const std::string &key);
    [[nodiscard]] std::unique_ptr<QuantizeMemory> takeMemory();
    void dropWhatIsTooMuch();

    std::shared_ptr<const Checkpoint> m_checkpoint;
    std::vector<std::vector<int>> m_sequences;
    std::int64_t m_stateBytes;
    std::mutex m_mutex; ///< of what follows
    std::deque<Entry> m_entries; ///< the newest first
    std::unique_ptr<QuantizeMemory> m_memory; ///< null while somebody quantizes
};

} // namespace vernier
