// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <vector>

class QMenu;

// What the context menus of all views of layers offer: what can be made of the selected layers, selecting more of them,
// and copying what is known of them.

namespace vernier {

class LayerActions;
class LayerModel;
struct Workbench;

/// All layers that are of the same kind as (in the same block as) one of `layers`.
[[nodiscard]] std::vector<int> layersOfSameKind(const LayerModel &model, const std::vector<int> &layers);
[[nodiscard]] std::vector<int> layersOfSameBlock(const LayerModel &model, const std::vector<int> &layers);
/// Every column of these layers as TSV.
[[nodiscard]] QString layersAsTsv(const LayerModel &model, const std::vector<int> &layers);

void addLayerEntries(QMenu &menu, Workbench &workbench, LayerActions &actions);

} // namespace vernier
