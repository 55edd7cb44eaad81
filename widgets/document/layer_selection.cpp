// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/document/layer_selection.h"

#include <algorithm>

namespace vernier {

bool LayerSelection::contains(int layer) const
{
    return std::binary_search(m_layers.begin(), m_layers.end(), layer);
}

void LayerSelection::select(std::vector<int> layers, int current)
{
    std::sort(layers.begin(), layers.end());
    layers.erase(std::unique(layers.begin(), layers.end()), layers.end());
    const int wanted = current >= 0 ? current : m_current;
    const bool isSelected = std::binary_search(layers.begin(), layers.end(), wanted);
    const int chosen = isSelected ? wanted : (layers.empty() ? -1 : layers.front());
    if (layers == m_layers && chosen == m_current)
        return;
    m_layers = std::move(layers);
    m_current = chosen;
    emit changed();
}

void LayerSelection::toggle(int layer)
{
    std::vector<int> layers = m_layers;
    const auto position = std::lower_bound(layers.begin(), layers.end(), layer);
    if (position != layers.end() && *position == layer) {
        layers.erase(position);
        select(std::move(layers));
    } else {
        layers.insert(position, layer);
        select(std::move(layers), layer);
    }
}

} // namespace vernier
