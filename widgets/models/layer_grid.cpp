// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/models/layer_grid.h"

#include "widgets/support/text.h"

#include <algorithm>
#include <cstdlib>
#include <map>
#include <string>
#include <string_view>
#include <tuple>

namespace vernier {

namespace {

/// What tells a layer from the others of its block: "mlp.down_proj" of "model.layers.3.mlp.down_proj".
std::string_view pathInBlock(const LayerInfo &layer)
{
    const std::string_view name = layer.name;
    if (layer.block < 0)
        return name;
    const std::string number = "." + std::to_string(layer.block) + ".";
    const std::size_t found = name.find(number);
    return found == std::string_view::npos ? name : name.substr(found + number.size());
}

struct RowKey
{
    std::string_view path;
    std::string_view kind;
};

} // namespace

LayerGrid::LayerGrid(std::span<const LayerInfo> layers)
{
    std::vector<RowKey> rowKeys;
    std::map<std::string_view, int> rowOfPath;
    std::map<std::string_view, int> rowsOfKind; // how many rows end in the same kind
    const auto addRows = [&](bool outside) {
        for (const LayerInfo &layer : layers) {
            if ((layer.block < 0) != outside)
                continue;
            m_outsideColumn = std::max(m_outsideColumn, layer.block + 1);
            const std::string_view path = pathInBlock(layer);
            if (rowOfPath.try_emplace(path, static_cast<int>(rowKeys.size())).second) {
                rowKeys.push_back({path, layer.kind()});
                ++rowsOfKind[layer.kind()];
            }
        }
    };
    addRows(false);
    m_outsideRow = static_cast<int>(rowKeys.size());
    addRows(true);
    m_columns = m_outsideColumn + (static_cast<int>(rowKeys.size()) > m_outsideRow ? 1 : 0);
    for (const RowKey &key : rowKeys)
        m_rowLabels.push_back(toText(rowsOfKind[key.kind] == 1 ? key.kind : key.path));
    m_cells.assign(static_cast<std::size_t>(m_columns) * rowKeys.size(), -1);
    for (const LayerInfo &layer : layers) {
        const Place place{layer.block < 0 ? m_outsideColumn : layer.block, rowOfPath.at(pathInBlock(layer))};
        m_cells[static_cast<std::size_t>(place.row * m_columns + place.column)] = static_cast<int>(m_places.size());
        m_places.push_back(place);
    }
}

int LayerGrid::layerAt(int column, int row) const
{
    if (column < 0 || column >= m_columns || row < 0 || row >= rows())
        return -1;
    return m_cells[static_cast<std::size_t>(row * m_columns + column)];
}

QString LayerGrid::columnLabel(int column) const
{
    return column < m_outsideColumn ? QString::number(column) : QStringLiteral("–");
}

std::vector<int> LayerGrid::inRectangle(int columnA, int rowA, int columnB, int rowB) const
{
    std::vector<int> found;
    for (int row = std::min(rowA, rowB); row <= std::max(rowA, rowB); ++row) {
        for (int column = std::min(columnA, columnB); column <= std::max(columnA, columnB); ++column) {
            if (const int layer = layerAt(column, row); layer >= 0)
                found.push_back(layer);
        }
    }
    std::sort(found.begin(), found.end());
    return found;
}

int LayerGrid::neighbour(int layer, int right, int down) const
{
    const Place from = m_places[static_cast<std::size_t>(layer)];
    for (int step = 1; step < std::max(m_columns, rows()); ++step) {
        if (const int next = layerAt(from.column + step * right, from.row + step * down); next >= 0)
            return next;
    }
    int nearest = layer;
    auto least = std::make_tuple(std::max(m_columns, rows()), 0);
    for (int other = 0; other < layers(); ++other) {
        const Place &to = m_places[static_cast<std::size_t>(other)];
        const int ahead = (to.column - from.column) * right + (to.row - from.row) * down;
        const int aside = std::abs(right != 0 ? to.row - from.row : to.column - from.column);
        if (ahead > 0 && std::make_tuple(ahead, aside) < least) {
            least = {ahead, aside};
            nearest = other;
        }
    }
    return nearest;
}

} // namespace vernier
