// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/fused_rows.h"

#include "core/base/check.h"

namespace vernier {

std::vector<RowRange> fusedRows(const ModelConfig &config, LayerRole part)
{
    if (part == LayerRole::Gate || part == LayerRole::Up)
        return {{part == LayerRole::Gate ? 0 : config.intermediate, config.intermediate}};
    std::vector<RowRange> rows;
    if (config.latent.rank > 0) {
        VERNIER_CHECK(part == LayerRole::Value);
        const std::int64_t both = config.rotaryFirst + config.valueDim; // of each head the part of the key that does not turn comes first
        for (int head = 0; head < config.heads; ++head)
            rows.push_back({head * both + config.rotaryFirst, config.valueDim});
        return rows;
    }
    VERNIER_CHECK(part == LayerRole::Query || part == LayerRole::Key || part == LayerRole::Value);
    // Within all rows, or within those of one key head.
    const int groups = config.qkvLayout == QkvLayout::ByGroup ? config.kvHeads : 1;
    const std::int64_t queries = std::int64_t{config.heads / groups} * config.headDim;
    const std::int64_t keys = std::int64_t{config.kvHeads / groups} * config.headDim;
    const std::int64_t before = part == LayerRole::Query ? 0 : part == LayerRole::Key ? queries : queries + keys;
    for (int group = 0; group < groups; ++group)
        rows.push_back({group * (queries + 2 * keys) + before, part == LayerRole::Query ? queries : keys});
    return rows;
}

} // namespace vernier
