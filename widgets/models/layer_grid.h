// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/layer_info.h"

#include <QString>

#include <span>
#include <vector>

// Where each linear layer stands in a picture of the model: a column for each decoder block, a row for each kind of layer
// in module order. Layers outside the blocks (the output head) have one column after the blocks and rows of their own.
// A layer is its index among the model's layers.

namespace vernier {

class LayerGrid
{
public:
    LayerGrid() = default;
    explicit LayerGrid(std::span<const LayerInfo> layers);

    [[nodiscard]] int layers() const { return static_cast<int>(m_places.size()); }
    [[nodiscard]] int columns() const { return m_columns; }
    [[nodiscard]] int rows() const { return static_cast<int>(m_rowLabels.size()); }
    /// The first column and row that lie outside the blocks; columns(), rows() if there are none.
    [[nodiscard]] int outsideColumn() const { return m_outsideColumn; }
    [[nodiscard]] int outsideRow() const { return m_outsideRow; }

    /// -1: no layer there, or outside the grid.
    [[nodiscard]] int layerAt(int column, int row) const;
    [[nodiscard]] int columnOf(int layer) const { return m_places[static_cast<std::size_t>(layer)].column; }
    [[nodiscard]] int rowOf(int layer) const { return m_places[static_cast<std::size_t>(layer)].row; }
    /// Number of the block, "–" outside the blocks.
    [[nodiscard]] QString columnLabel(int column) const;
    /// "down_proj"; with its path in the block where that alone does not tell rows apart.
    [[nodiscard]] const QString &rowLabel(int row) const { return m_rowLabels[static_cast<std::size_t>(row)]; }

    /// All layers between two corners, both included, in whatever order the corners come; ascending.
    [[nodiscard]] std::vector<int> inRectangle(int columnA, int rowA, int columnB, int rowB) const;
    [[nodiscard]] std::vector<int> inRow(int row) const { return inRectangle(0, row, m_columns - 1, row); }
    /// The next layer to the right (1, 0), left, down (0, 1) or up: in the same line if there is one, else the nearest;
    /// the layer itself at the border.
    [[nodiscard]] int neighbour(int layer, int right, int down) const;

private:
    struct Place
    {
        int column = 0;
        int row = 0;
    };

    int m_columns = 0;
    int m_outsideColumn = 0;
    int m_outsideRow = 0;
    std::vector<Place> m_places;   ///< of each layer
    std::vector<int> m_cells;      ///< [rows, columns], layer or -1
    std::vector<QString> m_rowLabels;
};

} // namespace vernier
