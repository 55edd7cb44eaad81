// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/views/layer_menu.h"

#include "widgets/models/workbench.h"
#include "widgets/support/table_copy.h"
#include "widgets/views/layer_actions.h"

#include <QAction>
#include <QClipboard>
#include <QCoreApplication>
#include <QGuiApplication>
#include <QMenu>

#include <set>
#include <string_view>

namespace vernier {

namespace {

struct LayerMenuTr
{
    Q_DECLARE_TR_FUNCTIONS(vernier::LayerMenu)
};

template <typename Property>
std::vector<int> layersAlike(const LayerModel &model, const std::vector<int> &layers, Property property)
{
    std::set<decltype(property(model.layer(0)))> wanted;
    for (const int layer : layers)
        wanted.insert(property(model.layer(layer)));
    std::vector<int> found;
    for (int row = 0; row < model.rowCount(); ++row) {
        if (wanted.contains(property(model.layer(row))))
            found.push_back(row);
    }
    return found;
}

} // namespace

std::vector<int> layersOfSameKind(const LayerModel &model, const std::vector<int> &layers)
{
    return layersAlike(model, layers, [](const LayerInfo &layer) { return layer.kind(); });
}

std::vector<int> layersOfSameBlock(const LayerModel &model, const std::vector<int> &layers)
{
    return layersAlike(model, layers, [](const LayerInfo &layer) { return layer.block; });
}

QString layersAsTsv(const LayerModel &model, const std::vector<int> &layers)
{
    return tableText(model, layers);
}

void addLayerEntries(QMenu &menu, Workbench &workbench, LayerActions &actions)
{
    LayerSelection &selection = workbench.selection;
    const bool hasSelection = !selection.layers().empty();
    actions.addTo(&menu);
    menu.addSeparator();
    menu.addAction(LayerMenuTr::tr("Select the same &kind"), &menu, [&workbench, &selection] {
            selection.select(layersOfSameKind(workbench.layers, selection.layers()));
        })->setEnabled(hasSelection);
    menu.addAction(LayerMenuTr::tr("Select the same b&lock"), &menu, [&workbench, &selection] {
            selection.select(layersOfSameBlock(workbench.layers, selection.layers()));
        })->setEnabled(hasSelection);
    menu.addSeparator();
    menu.addAction(LayerMenuTr::tr("&Copy the selected layers (TSV)"), &menu, [&workbench, &selection] {
            QGuiApplication::clipboard()->setText(layersAsTsv(workbench.layers, selection.layers()));
        })->setEnabled(hasSelection);
}

} // namespace vernier
