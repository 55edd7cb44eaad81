// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

#include <vector>

// The layers that are selected everywhere: map, table, sensitivity and plots show the same ones. A layer is its index
// among the model's layers.

namespace vernier {

class LayerSelection : public QObject
{
    Q_OBJECT
public:
    using QObject::QObject;

    /// Ascending, without repetition.
    [[nodiscard]] const std::vector<int> &layers() const { return m_layers; }
    /// The one whose details are shown; -1: none. Always one of layers() unless that is empty.
    [[nodiscard]] int current() const { return m_current; }
    [[nodiscard]] bool contains(int layer) const;

    /// current -1: the old one if it is still selected, else the first.
    void select(std::vector<int> layers, int current = -1);
    void selectOnly(int layer) { select({layer}, layer); }
    /// Adds the layer if it is not selected, else removes it.
    void toggle(int layer);
    void clear() { select({}); }

signals:
    void changed();

private:
    std::vector<int> m_layers;
    int m_current = -1;
};

} // namespace vernier
