// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/search/sensitivity.h"

#include <span>
#include <string>
#include <string_view>
#include <vector>

// msModelSlim's LayerSelector and the ranking of its `analyze`: layers by how badly the range of their input fits its bulk.

namespace vernier {

/// Which score: quantile and std as LayerSelector has them, kurtosis as analyze has it.
enum class SelectorMethod { Quantile, Std, Kurtosis };

struct LayerScore
{
    std::string layer;
    double score = 0.0; ///< high: sensitive
};

/// Highest score first, equal ones in the order given; layers without a score (not a number) are left out.
[[nodiscard]] std::vector<LayerScore> highestFirst(std::vector<LayerScore> scores);
[[nodiscard]] std::vector<LayerScore> rankedScores(std::span<const LocalSensitivity> layers, SelectorMethod method);

/// Layers with a score above the threshold, highest first. Source: spec/msmodelslim.md 5.2.
[[nodiscard]] std::vector<std::string> layersAbove(std::span<const LayerScore> ranked, double threshold);

/// The layers of the `levels` highest scores: equal scores are one level, so that query, key and value go together, which
/// disable_level itself does not do. Source: spec/msmodelslim.md 5.2.
[[nodiscard]] std::vector<std::string> layersOfLevels(std::span<const LayerScore> ranked, std::size_t levels);

/// Only the layers whose full name matches the pattern (*, ?, [seq]).
[[nodiscard]] std::vector<LayerScore> matching(std::span<const LayerScore> ranked, std::string_view pattern);

/// The table and the YAML list of names that `msmodelslim analyze` prints. Source: spec/msmodelslim.md 5.3.
[[nodiscard]] std::string analysisTable(std::span<const LayerScore> ranked);
[[nodiscard]] std::string analysisYaml(std::span<const std::string> layers);

} // namespace vernier
