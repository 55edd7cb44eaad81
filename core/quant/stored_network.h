// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/forward/network.h"
#include "core/quant/quantized_folder.h"
#include "core/recipe/plan.h"

// A saved quantized model as a network: every layer multiplies as its own label says. The original's FakeQuantizeCalibrator.

namespace vernier {

class StoredNetwork final : public Network
{
public:
    StoredNetwork(std::shared_ptr<const QuantizedFolder> folder, int threads);

    [[nodiscard]] const FloatModel &floatModel() const override { return *m_folder->floatModel(); }
    [[nodiscard]] const QuantizedFolder &folder() const { return *m_folder; }
    /// What the layers are, as a plan: the label is the rule.
    [[nodiscard]] const Plan &plan() const { return m_plan; }

    [[nodiscard]] Result<std::shared_ptr<const LinearOp>> linear(const LayerInfo &layer, const Compute &compute) const override;
    [[nodiscard]] Result<std::shared_ptr<const LinearOp>> headRows(std::int64_t first, std::int64_t count, const Compute &compute) const override;
    [[nodiscard]] std::string blockKey(int index) const override;
    [[nodiscard]] std::string headKey() const override;

private:
    [[nodiscard]] Result<std::shared_ptr<const LinearOp>> rowsOf(const StoredLayer &layer, std::int64_t first, std::int64_t count, const Compute &compute) const;

    std::shared_ptr<const QuantizedFolder> m_folder;
    Plan m_plan;
    std::string m_key;
    int m_threads;
};

} // namespace vernier
