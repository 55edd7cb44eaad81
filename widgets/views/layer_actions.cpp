// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/views/layer_actions.h"

#include "core/recipe/recipe_edit.h"
#include "widgets/models/workbench.h"
#include "widgets/support/core_messages.h"
#include "widgets/support/text.h"

#include <QAction>
#include <QApplication>
#include <QEvent>
#include <QMenu>
#include <QMessageBox>
#include <QScopedValueRollback>

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

constexpr std::size_t kManyAtOnce = 20;

/// Knows whether its shortcut triggered it, not a menu or the palette.
class KeyAction final : public QAction
{
public:
    using QAction::QAction;

    [[nodiscard]] bool isByKey() const { return m_isByKey; }

protected:
    bool event(QEvent *event) override
    {
        const QScopedValueRollback<bool> byKey(m_isByKey, event->type() == QEvent::Shortcut);
        return QAction::event(event);
    }

private:
    bool m_isByKey = false;
};

} // namespace

LayerActions::LayerActions(Workbench &workbench, QObject *parent)
    : QObject(parent)
    , m_workbench(workbench)
{
    for (const Assignment &assignment : kAssignments) {
        auto *action = new KeyAction(this);
        action->setShortcut(assignment.key);
        action->setShortcutContext(Qt::WidgetWithChildrenShortcut);
        const QString type = QString::fromLatin1(assignment.type);
        connect(action, &QAction::triggered, this, [this, action, type] {
            if (type.isEmpty())
                setDefault(action->isByKey());
            else if (type == QLatin1String("float"))
                fallback(action->isByKey());
            else
                setType(type, action->isByKey());
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

bool LayerActions::mayChange(const QString &step, bool byKey) const
{
    const std::size_t count = m_workbench.selection.layers().size();
    const bool isAll = count > 1 && count == static_cast<std::size_t>(m_workbench.layers.rowCount());
    if (!byKey || (count <= kManyAtOnce && !isAll))
        return true;
    return QMessageBox::question(QApplication::activeWindow(), tr("Change many layers"),
                                 tr("A single key was pressed while %n layer(s) are selected. %1?", nullptr, static_cast<int>(count)).arg(step),
                                 QMessageBox::Yes | QMessageBox::Cancel, QMessageBox::Cancel)
        == QMessageBox::Yes;
}

std::vector<std::string> LayerActions::quantizedNames() const
{
    std::vector<int> quantized;
    for (const int layer : m_workbench.selection.layers()) {
        const LayerDecision *decision = m_workbench.layers.decision(layer);
        if (!decision || !decision->scheme.isFloat())
            quantized.push_back(layer);
    }
    return m_workbench.layers.names(quantized);
}

void LayerActions::edit(const QString &step, const QString &message, const QString &already, const Recipe &recipe, bool byKey)
{
    const bool isMany = m_workbench.selection.layers().size() > 1;
    if (recipe == m_workbench.document.recipe()) {
        emit done(already);
        return;
    }
    if (!mayChange(step, byKey))
        return;
    m_workbench.document.editRecipe(step, recipe);
    if (!isMany)
        emit done({});
    else
        emit done(message + QLatin1Char(' ') + tr("%1 undoes it.").arg(QKeySequence(QKeySequence::Undo).toString(QKeySequence::NativeText)));
}

void LayerActions::fallback(bool byKey)
{
    const std::vector<std::string> layers = quantizedNames();
    const auto count = static_cast<int>(layers.size());
    const auto selected = static_cast<int>(m_workbench.selection.layers().size());
    edit(tr("Leave %n layer(s) in float", nullptr, count), tr("%n layer(s) left in float.", nullptr, count),
         tr("%n layer(s) are in float already.", nullptr, selected), withFallback(m_workbench.document.recipe(), layers), byKey);
}

void LayerActions::setType(const QString &type, bool byKey)
{
    const std::vector<std::string> layers = names();
    const Recipe recipe = m_workbench.analysis.model() ? withMixWrittenOut(m_workbench.document.recipe(), m_workbench.analysis.model()->layers()) : m_workbench.document.recipe();
    const Result<Recipe> edited = withType(recipe, layers, toUtf8(type));
    if (!edited) {
        emit refused(coreText(edited.error().message));
        return;
    }
    const auto count = static_cast<int>(layers.size());
    const QString name = type.toUpper();
    edit(tr("Set %n layer(s) to %1", nullptr, count).arg(name), tr("%n layer(s) set to %1.", nullptr, count).arg(name),
         tr("%n layer(s) are set to %1 already.", nullptr, count).arg(name), *edited, byKey);
}

void LayerActions::setDefault(bool byKey)
{
    const std::vector<std::string> layers = names();
    const auto count = static_cast<int>(layers.size());
    edit(tr("Set %n layer(s) back to the configuration", nullptr, count), tr("%n layer(s) set back to the configuration.", nullptr, count),
         tr("Nothing names the %n selected layer(s): the configuration decides already.", nullptr, count), withDefault(m_workbench.document.recipe(), layers), byKey);
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
