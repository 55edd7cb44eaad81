// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/views/fused_groups.h"

#include "core/recipe/recipe_edit.h"
#include "widgets/models/workbench.h"
#include "widgets/support/text.h"

#include <QCoreApplication>
#include <QStringList>

namespace vernier {

namespace {

struct FusedGroupsTr
{
    Q_DECLARE_TR_FUNCTIONS(vernier::FusedGroups)
};

} // namespace

QString splitGroupsText(const Workbench &workbench)
{
    const auto &plan = workbench.analysis.plan();
    const auto &model = workbench.analysis.model();
    if (!plan || !model)
        return {};
    const std::vector<std::vector<std::size_t>> split = splitGroups(*plan, model->layers());
    if (split.empty())
        return {};
    QStringList members;
    for (const std::size_t i : split.front())
        members << toText(model->layers()[i].name) + QLatin1Char(' ') + toText(toString(plan->layers[i].scheme.type));
    return FusedGroupsTr::tr("Serving engines that fuse q/k/v or gate/up refuse groups of different types. %n group(s) are split, the first being %1.", nullptr,
                  static_cast<int>(split.size()))
        .arg(members.join(FusedGroupsTr::tr(", ", "between layers")));
}

void makeFusedGroupsWhole(Workbench &workbench)
{
    const auto &plan = workbench.analysis.plan();
    const auto &model = workbench.analysis.model();
    if (!plan || !model)
        return;
    const std::vector<std::string> layers = splitGroupLayers(*plan, model->layers());
    if (!layers.empty())
        workbench.document.editRecipe(FusedGroupsTr::tr("Leave the rest of split groups in float"), withFallback(workbench.document.recipe(), layers));
}

} // namespace vernier
