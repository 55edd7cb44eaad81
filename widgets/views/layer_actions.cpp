// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/views/layer_actions.h"

#include "core/recipe/recipe_edit.h"
#include "widgets/models/workbench.h"
#include "widgets/support/core_messages.h"
#include "widgets/support/text.h"

#include <QAction>
#include <QMenu>

namespace vernier {

namespace {

struct Assignment
{
    const char *type; ///< mix_cfg's spelling; "float": fallback, "": the configuration
    Qt::Key key;
};

constexpr Assignment kAssignments[] = {
    {"float", Qt::Key_F}, {"w8a8", Qt::Key_8}, {"w8a8_dynamic", Qt::Key_D}, {"w8a16", Qt::Key_6}, {"w4a16", Qt::Key_4}, {"", Qt::Key_Delete},
};

} // namespace

LayerActions::LayerActions(Workbench &workbench, QObject *parent)
    : QObject(parent)
    , m_workbench(workbench)
{
    for (const Assignment &assignment : kAssignments) {
        auto *action = new QAction(this);
        action->setShortcut(assignment.key);
        action->setShortcutContext(Qt::WidgetWithChildrenShortcut);
        const QString type = QString::fromLatin1(assignment.type);
        connect(action, &QAction::triggered, this, [this, type] {
            if (type.isEmpty())
                setDefault();
            else if (type == QLatin1String("float"))
                fallback();
            else
                setType(type);
        });
        m_actions.push_back(action);
    }
    retranslate();
    connect(&workbench.selection, &LayerSelection::changed, this, &LayerActions::updateEnabled);
    updateEnabled();
}

void LayerActions::addTo(QWidget *view)
{
    for (QAction *action : m_actions)
        view->addAction(action);
}

void LayerActions::addTo(QMenu *menu)
{
    for (QAction *action : m_actions)
        menu->addAction(action);
}

std::vector<std::string> LayerActions::names() const
{
    return m_workbench.layers.names(m_workbench.selection.layers());
}

void LayerActions::fallback()
{
    const std::vector<std::string> layers = names();
    m_workbench.document.editRecipe(tr("Leave %n layer(s) in float", nullptr, static_cast<int>(layers.size())),
                                    withFallback(m_workbench.document.recipe(), layers));
}

void LayerActions::setType(const QString &type)
{
    const std::vector<std::string> layers = names();
    Result<Recipe> edited = withType(m_workbench.document.recipe(), layers, toUtf8(type));
    if (!edited) {
        emit refused(coreText(edited.error().message));
        return;
    }
    m_workbench.document.editRecipe(tr("Set %n layer(s) to %1", nullptr, static_cast<int>(layers.size())).arg(type.toUpper()), *edited);
}

void LayerActions::setDefault()
{
    const std::vector<std::string> layers = names();
    m_workbench.document.editRecipe(tr("Set %n layer(s) back to the configuration", nullptr, static_cast<int>(layers.size())),
                                    withDefault(m_workbench.document.recipe(), layers));
}

void LayerActions::updateEnabled()
{
    for (QAction *action : m_actions)
        action->setEnabled(!m_workbench.selection.layers().empty());
}

void LayerActions::retranslate()
{
    const QString texts[] = {tr("&Fallback to float"), tr("W&8A8, static"),           tr("W8A8, &dynamic"),
                             tr("W8A1&6, weights only"), tr("W&4A16, weights only"), tr("&Back to the configuration")};
    const QString tips[] = {tr("Leave the selected layers in float (disable_names)"),
                            tr("8-bit weights, activations with a calibrated range"),
                            tr("8-bit weights, activations with a range for each token"),
                            tr("8-bit weights, float activations"),
                            tr("4-bit weights, float activations"),
                            tr("Remove what names the selected layers in disable_names and mix_cfg")};
    for (std::size_t i = 0; i < m_actions.size(); ++i) {
        m_actions[i]->setText(texts[i]);
        m_actions[i]->setToolTip(tips[i]);
    }
}

} // namespace vernier
