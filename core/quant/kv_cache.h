// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/job_monitor.h"
#include "core/forward/network.h"
#include "core/forward/token_batch.h"
#include "core/model/fused_rows.h"
#include "core/tensor/affine.h"

#include <map>
#include <string>
#include <vector>

// Scales of keys and values, for an int8 KV cache (C8).

namespace vernier {

/// Keys or values among a layer's outputs.
struct CachedPart
{
    std::string name; ///< of the layer or, where that is fused, with ".k_proj" or ".v_proj" after it
    std::vector<RowRange> rows;
    std::int64_t channels = 0;
};
/// Those of a layer: none, one, or both of a fused one.
[[nodiscard]] std::vector<CachedPart> cachedParts(const ModelConfig &config, const LayerInfo &layer);

/// Of each channel of keys and values, by CachedPart::name.
using KvCacheParameters = std::map<std::string, std::vector<AffineParameters>>;

/// From the outputs over all samples of a float network, before rotary embedding.
/// symmetric  largest magnitude on code 127, no offset. Source: spec/msmodelslim.md 3.10.
[[nodiscard]] Result<KvCacheParameters> kvCacheParameters(const Network &network, const TokenBatch &samples, bool symmetric, const Compute &compute,
                                                          JobMonitor &monitor);

} // namespace vernier
