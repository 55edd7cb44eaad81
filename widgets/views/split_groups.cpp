// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/views/split_groups.h"

#include "core/recipe/recipe_edit.h"
#include "widgets/models/workbench.h"
#include "widgets/support/edit_guard.h"
#include "widgets/support/text.h"

#include <QComboBox>
#include <QEvent>
#include <QHBoxLayout>
#include <QPushButton>
#include <QSignalBlocker>
#include <QVBoxLayout>

#include <algorithm>

namespace vernier {

namespace {

constexpr int kShortestChoice = 24; // characters

} // namespace

SplitGroups::SplitGroups(Workbench &workbench, QWidget *parent)
    : QWidget(parent)
    , m_workbench(workbench)
    , m_group(new QComboBox(this))
    , m_float(new QPushButton(this))
    , m_common(new QPushButton(this))
{
    m_group->setObjectName(QStringLiteral("splitGroup"));
    m_group->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_group->setMinimumContentsLength(kShortestChoice);
    guardEdits(*m_group);
    m_float->setObjectName(QStringLiteral("groupInFloat"));
    m_common->setObjectName(QStringLiteral("commonType"));
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_group);
    auto *buttons = new QHBoxLayout;
    for (QPushButton *button : {m_float, m_common}) {
        button->setAutoDefault(false);
        buttons->addWidget(button);
    }
    buttons->addStretch(1);
    layout->addLayout(buttons);
    connect(m_group, &QComboBox::currentIndexChanged, this, &SplitGroups::showChoice);
    connect(m_float, &QPushButton::clicked, this, &SplitGroups::leaveInFloat);
    connect(m_common, &QPushButton::clicked, this, &SplitGroups::adoptCommonType);
    connect(&workbench.analysis, &Analysis::planChanged, this, &SplitGroups::refresh);
    connect(&workbench.analysis, &Analysis::modelChanged, this, &SplitGroups::refresh);
    retranslate();
}

void SplitGroups::refresh()
{
    const auto &plan = m_workbench.analysis.plan();
    const auto &model = m_workbench.analysis.model();
    m_groups = plan && model ? splitGroups(*plan, model->layers()) : std::vector<Group>();
    const int before = m_group->currentIndex();
    {
        const QSignalBlocker blocker(m_group);
        m_group->clear();
        for (const Group &group : m_groups) {
            m_group->addItem(tr("Block %1: %2").arg(model->layers()[group.front()].block).arg(membersText(group, false)));
            m_group->setItemData(m_group->count() - 1, membersText(group, true), Qt::ToolTipRole);
        }
        if (count() > 1)
            m_group->addItem(tr("All %n group(s)", nullptr, count()));
        m_group->setCurrentIndex(std::clamp(before, 0, std::max(0, count() - 1)));
    }
    if (m_groups.empty() && m_next && isAncestorOf(window()->focusWidget()))
        m_next->setFocus(Qt::OtherFocusReason);
    setVisible(!m_groups.empty());
    showChoice();
    emit changed();
}

/// full: with names as a recipe spells them and the rules that decided.
QString SplitGroups::membersText(const Group &group, bool full) const
{
    const Plan &plan = *m_workbench.analysis.plan();
    QStringList members;
    for (const std::size_t i : group) {
        const LayerDecision &decision = plan.layers[i];
        const QString type = toText(toString(decision.scheme.type));
        if (full) {
            members << tr("%1: %2, decided by %3").arg(toText(decision.layer), type, toText(decision.rule));
            continue;
        }
        const QString name = toText(decision.layer).section(QLatin1Char('.'), -1) + QLatin1Char(' ') + type;
        const bool byHand = decision.reason == Reason::DisableNames || decision.reason == Reason::MixExact;
        members << (byHand                                     ? tr("%1 (by hand)").arg(name)
                    : decision.reason == Reason::DisableLevel ? tr("%1 (disable_level)").arg(name)
                                                               : name);
    }
    return members.join(full ? QStringLiteral("\n") : tr(", ", "between layers"));
}

std::vector<SplitGroups::Group> SplitGroups::chosen() const
{
    const int at = m_group->currentIndex();
    if (at >= 0 && at < count())
        return {m_groups[static_cast<std::size_t>(at)]};
    return m_groups;
}

void SplitGroups::showChoice()
{
    const auto &plan = m_workbench.analysis.plan();
    m_group->setToolTip(m_group->currentData(Qt::ToolTipRole).toString());
    std::vector<QuantType> types;
    for (const Group &group : chosen()) {
        if (const std::optional<QuantType> type = commonType(*plan, group))
            types.push_back(*type);
    }
    const bool possible = !types.empty();
    if (!possible && window()->focusWidget() == m_common)
        m_group->setFocus(Qt::OtherFocusReason);
    m_common->setEnabled(possible);
    const bool isOneType = possible && std::all_of(types.begin(), types.end(), [&](QuantType type) { return type == types.front(); });
    m_common->setText(isOneType ? tr("Set all to %1").arg(toText(toString(types.front()))) : tr("Set all to the group's type"));
}

void SplitGroups::leaveInFloat()
{
    const auto &plan = m_workbench.analysis.plan();
    std::vector<std::string> layers;
    for (const Group &group : chosen()) {
        const std::vector<std::string> quantized = quantizedLayers(*plan, group);
        layers.insert(layers.end(), quantized.begin(), quantized.end());
    }
    if (!layers.empty())
        m_workbench.document.editRecipe(tr("Leave the rest of split groups in float"), withFallback(m_workbench.document.recipe(), layers));
}

void SplitGroups::adoptCommonType()
{
    const std::shared_ptr<const Plan> plan = m_workbench.analysis.plan();
    Recipe recipe = withMixWrittenOut(m_workbench.document.recipe(), m_workbench.analysis.model()->layers());
    for (const Group &group : chosen()) {
        const std::optional<QuantType> type = commonType(*plan, group);
        if (!type)
            continue;
        const std::vector<std::string> named = namedLayers(*plan, group);
        // Types that only the configuration gives cannot be asked for by name.
        Result<Recipe> edited = withType(recipe, named, fileSpelling(*type));
        recipe = edited ? std::move(*edited) : withDefault(recipe, named);
    }
    m_workbench.document.editRecipe(tr("Give split groups one type"), recipe);
}

void SplitGroups::retranslate()
{
    m_group->setAccessibleName(tr("Split group"));
    m_float->setText(tr("Leave all in float"));
    m_float->setToolTip(tr("<qt>Leave the other layers of the chosen group in float, too (disable_names); a scheme that one of them was given by "
                           "hand goes. One step that can be undone.</qt>"));
    m_common->setToolTip(tr("<qt>Give the layers that were set by hand the type of the others in the chosen group. One step that can be "
                            "undone.</qt>"));
    refresh();
}

void SplitGroups::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::LanguageChange)
        retranslate();
}

} // namespace vernier
