// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/checkpoint.h"
#include "core/recipe/recipe.h"

#include <set>
#include <span>
#include <string>
#include <vector>

// The sub-graphs that outlier suppression works on: what makes an activation, and the linear layers that read it.

namespace vernier {

struct OutlierGroup
{
    std::string norm;                   ///< module that makes the activation; empty: `source` does
    const LayerInfo *source = nullptr;  ///< layer whose outputs make it: value (also as a part of a fused layer) or up
    std::vector<LayerInfo> readers;     ///< the linear layers that read it
    double alpha = 0.0;                 ///< exponent of the activation in m4's scales
    bool isShifted = false;             ///< m4 moves the middle of each channel into the biases

    /// Stands for the input of all readers.
    [[nodiscard]] const LayerInfo &reader() const { return readers.front(); }
    [[nodiscard]] bool isReadBy(const LayerInfo &layer) const;
    /// Whether the layer's weight changes with the group's scales.
    [[nodiscard]] bool changes(const LayerInfo &layer) const { return isReadBy(layer) || (source && source->name == layer.name); }
};

/// Whether every norm of the model gets a bias, be it zero and the norm in no group: with all methods but m6. A LayerNorm has its own.
[[nodiscard]] bool givesEveryNormABias(AntiMethod method, const ModelConfig &config);

/// The groups of one block in the order in which the original treats them. A group one of whose readers is in
/// disable_anti_names is left out with m3, m4 and m6. No group reaches into another block, so blocks may be treated
/// one after the other although the original first treats all norms, then all linear -> linear groups.
///
/// What experts read, the shared one included, is in no group. Mostly: norm -> query, key, value; norm -> gate, up; value -> attention output; up -> down, with alpha 0.9.
/// For Qwen3 and Qwen3-MoE the original's adapter: value -> attention output before the norm, up -> down before the norm, alpha 0.5 and
/// shifted norms. Source: spec/msmodelslim.md 4.2, 4.8, 4.11.
[[nodiscard]] std::vector<OutlierGroup> outlierGroups(const AntiOutlierConfig &config, const Checkpoint &checkpoint, int block);

/// What do_smooth works on, what every method calls its first two groups: norm -> attention's layers, norm -> the MLP's; shifted.
[[nodiscard]] std::vector<OutlierGroup> smoothedGroups(const Checkpoint &checkpoint, int block);

/// Whether the input of a layer is divided by scales.
[[nodiscard]] bool suppressesInput(const AntiOutlierConfig &config, const Checkpoint &checkpoint, const LayerInfo &layer);

/// Whether rows of a weight are divided before its columns are multiplied: what the order of groups above comes to.
[[nodiscard]] bool dividesRowsFirst(const ModelConfig &config);

/// Modules whose parameters suppression changes, anti_outlier and do_smooth: what the Rewrites will name.
struct SuppressedModules
{
    std::set<std::string> norms;
    std::set<std::string> weights; ///< of linear layers
    std::set<std::string> biases;  ///< of linear layers
    bool normsHaveBias = false;    ///< every norm
};
[[nodiscard]] SuppressedModules suppressedModules(const Recipe &recipe, const Checkpoint &checkpoint);

} // namespace vernier
