// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/views/rules_list.h"

#include "core/recipe/recipe_edit.h"
#include "widgets/models/rules_model.h"
#include "widgets/models/workbench.h"
#include "widgets/support/table_copy.h"
#include "widgets/support/text.h"
#include "widgets/support/theme.h"
#include "widgets/views/rule_dialog.h"

#include <QAction>
#include <QEvent>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QKeyEvent>
#include <QLabel>
#include <QStyledItemDelegate>
#include <QToolButton>
#include <QTreeView>
#include <QVBoxLayout>

#include <algorithm>

namespace vernier {

namespace {

constexpr int kExplanationLines = 3;
constexpr int kIndentation = 14;

/// Rules that do nothing, or not what they say, look so.
class StateDelegate final : public QStyledItemDelegate
{
public:
    using QStyledItemDelegate::QStyledItemDelegate;

protected:
    void initStyleOption(QStyleOptionViewItem *option, const QModelIndex &index) const override
    {
        QStyledItemDelegate::initStyleOption(option, index);
        const ThemeColors colors = themeColors(option->palette);
        const QVariant state = index.siblingAtColumn(0).data(RulesModel::StateRole);
        if (state.isValid()) {
            switch (static_cast<RuleReport::State>(state.toInt())) {
            case RuleReport::State::Shadowed:
            case RuleReport::State::Unmatched: option->palette.setColor(QPalette::Text, colors.warning); break;
            case RuleReport::State::Off: option->palette.setColor(QPalette::Text, colors.mutedText); break;
            default: break;
            }
        }
        if (index.column() == RulesModel::Rule)
            option->textElideMode = Qt::ElideLeft; // layers differ at the end of their names
    }
};

} // namespace

RulesList::RulesList(Workbench &workbench, QWidget *parent)
    : QWidget(parent)
    , m_workbench(workbench)
    , m_model(new RulesModel(this))
    , m_problem(new QLabel(this))
    , m_view(new QTreeView(this))
    , m_explanation(new QLabel(this))
{
    m_view->setModel(m_model);
    m_view->installEventFilter(this);
    m_view->setItemDelegate(new StateDelegate(m_view));
    m_view->setSelectionMode(QAbstractItemView::ExtendedSelection);
    m_view->setUniformRowHeights(true);
    m_view->setAlternatingRowColors(true);
    m_view->setIndentation(kIndentation);
    m_view->setExpandsOnDoubleClick(false);
    m_view->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_view->header()->setStretchLastSection(false);
    m_view->header()->setSectionResizeMode(QHeaderView::ResizeToContents);
    m_view->header()->setSectionResizeMode(RulesModel::Rule, QHeaderView::Stretch);
    m_view->header()->setSectionsMovable(false);
    m_problem->setObjectName(QStringLiteral("rules.problem"));
    m_problem->setWordWrap(true);
    m_problem->hide();
    m_explanation->setObjectName(QStringLiteral("rules.explanation"));
    m_explanation->setWordWrap(true);
    m_explanation->setAlignment(Qt::AlignTop | Qt::AlignLeft);
    m_explanation->setMinimumHeight(m_explanation->fontMetrics().lineSpacing() * kExplanationLines);

    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(8, 8, 8, 8);
    layout->addWidget(m_problem);
    layout->addWidget(m_view, 1);
    layout->addWidget(m_explanation);
    auto *buttons = new QHBoxLayout;
    buttons->setSpacing(4);
    layout->addLayout(buttons);
    createActions();
    for (QAction *action : {m_add, m_edit, m_remove, m_up, m_down, m_select}) {
        auto *button = new QToolButton(this);
        button->setDefaultAction(action);
        button->setToolButtonStyle(Qt::ToolButtonTextOnly);
        button->setFocusPolicy(Qt::StrongFocus);
        if (action == m_select)
            buttons->addStretch(1);
        buttons->addWidget(button);
        m_buttons.push_back(button);
    }

    connect(m_view, &QTreeView::doubleClicked, this, &RulesList::selectLayers);
    connect(m_view->selectionModel(), &QItemSelectionModel::currentChanged, this, &RulesList::updateActions);
    connect(m_view->selectionModel(), &QItemSelectionModel::selectionChanged, this, &RulesList::updateActions);
    connect(&workbench.document, &ProjectDocument::recipeChanged, this, &RulesList::refresh);
    connect(&workbench.document, &ProjectDocument::wasReset, this, &RulesList::refresh);
    connect(&workbench.analysis, &Analysis::planChanged, this, &RulesList::refresh);
    connect(&workbench.analysis, &Analysis::modelChanged, this, &RulesList::refresh);
    retranslate();
    refresh();
}

void RulesList::createActions()
{
    const auto make = [this](const QList<QKeySequence> &keys, auto slot) {
        auto *action = new QAction(this);
        action->setShortcuts(keys);
        action->setShortcutContext(Qt::WidgetWithChildrenShortcut);
        connect(action, &QAction::triggered, this, slot);
        m_view->addAction(action);
        return action;
    };
    m_add = make({Qt::Key_Insert}, [this] { addRule(); });
    m_edit = make({Qt::Key_F2, Qt::Key_Return, Qt::Key_Enter}, [this] { editRule(); });
    m_remove = make({QKeySequence::Delete}, [this] { removeRules(); });
    m_up = make({Qt::ALT | Qt::Key_Up}, [this] { moveRule(-1); });
    m_down = make({Qt::ALT | Qt::Key_Down}, [this] { moveRule(1); });
    m_select = make({Qt::CTRL | Qt::Key_L}, [this] { selectLayers(); });
    m_copy = addTableCopy(m_view);
    m_view->setContextMenuPolicy(Qt::ActionsContextMenu);
}

void RulesList::retranslate()
{
    m_model->retranslate();
    m_view->setAccessibleName(tr("Rules in order of precedence"));
    const auto name = [](QAction *action, const QString &text, const QString &tip) {
        action->setText(text);
        action->setToolTip(tr("%1 (%2)").arg(tip, action->shortcut().toString(QKeySequence::NativeText)));
    };
    name(m_add, tr("Add…"), tr("Add a rule"));
    name(m_edit, tr("Edit…"), tr("Change the rule"));
    name(m_remove, tr("Delete"), tr("Delete the selected rules, or switch them off"));
    name(m_up, tr("Up"), tr("Try this pattern before the one above it"));
    name(m_down, tr("Down"), tr("Try this pattern after the one below it"));
    name(m_select, tr("Select layers"), tr("Select the layers that the rule matches, in every view"));
    m_copy->setText(tr("Copy"));
    updateActions();
    applyColors();
}

void RulesList::applyColors()
{
    QPalette colors = palette();
    colors.setColor(QPalette::WindowText, themeColors(palette()).error);
    m_problem->setPalette(colors);
    colors.setColor(QPalette::WindowText, themeColors(palette()).mutedText);
    m_explanation->setPalette(colors);
}

void RulesList::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::LanguageChange)
        retranslate();
    else if (event->type() == QEvent::PaletteChange)
        applyColors();
}

bool RulesList::eventFilter(QObject *watched, QEvent *event)
{
    // Where a rule cannot move, its key must not move the cursor instead.
    if (event->type() == QEvent::KeyPress) {
        const auto *key = static_cast<QKeyEvent *>(event);
        if (key->modifiers() == Qt::AltModifier && (key->key() == Qt::Key_Up || key->key() == Qt::Key_Down))
            return true;
    }
    return QWidget::eventFilter(watched, event);
}

void RulesList::showProblem(const QString &sentence)
{
    m_problem->setText(sentence);
    m_problem->setVisible(!sentence.isEmpty());
}

int RulesList::ruleCount() const
{
    const Recipe &recipe = m_workbench.document.recipe();
    const auto &model = m_workbench.analysis.model();
    return static_cast<int>(recipe.quantConfig.disableNames.size() + (model ? effectiveMix(recipe, model->layers()) : recipe.mixCfg).size());
}

void RulesList::refresh()
{
    const auto &model = m_workbench.analysis.model();
    // The same rule stays current: by what it says, or else by its place.
    const QModelIndex before = m_view->currentIndex();
    const RuleReport *rule = m_model->rule(before);
    const std::string text = rule ? rule->text() : std::string();
    const int row = before.row();
    const int parentRow = before.parent().isValid() ? before.parent().row() : -1;
    m_model->setRules(model ? ruleReport(m_workbench.document.recipe(), model->layers(), m_workbench.analysis.plan().get())
                            : std::vector<RuleReport>());
    m_view->expandAll();
    if (before.isValid() || row >= 0) {
        QModelIndex now;
        const QModelIndex parent = parentRow < 0 ? QModelIndex() : m_model->index(parentRow, 0);
        for (int i = 0; i < m_model->rowCount(parent) && !now.isValid(); ++i) {
            const RuleReport *other = m_model->rule(m_model->index(i, 0, parent));
            if (other && other->text() == text)
                now = m_model->index(i, 0, parent);
        }
        if (!now.isValid())
            now = m_model->rowCount(parent) > 0 ? m_model->index(std::clamp(row, 0, m_model->rowCount(parent) - 1), 0, parent) : parent;
        if (now.isValid())
            m_view->setCurrentIndex(now);
    }
    updateActions();
    emit rulesChanged();
}

std::optional<std::size_t> RulesList::moveTarget(int step) const
{
    const QModelIndex index = m_view->currentIndex();
    const RuleReport *rule = m_model->rule(index);
    if (!rule || rule->reason != Reason::MixGlob)
        return std::nullopt;
    const RuleReport *other = m_model->rule(index.sibling(index.row() + step, 0));
    return other && other->reason == Reason::MixGlob ? std::optional(other->index) : std::nullopt;
}

void RulesList::updateActions()
{
    const QModelIndex current = m_view->currentIndex();
    const RuleReport *rule = m_model->rule(current);
    m_explanation->setText(current.isValid() ? m_model->explanation(current)
                                             : tr("The upper rule wins. Double-click a rule to select its layers."));
    m_add->setEnabled(m_workbench.analysis.model() != nullptr);
    m_edit->setEnabled(rule && rule->reason != Reason::Base);
    m_remove->setEnabled(rule && rule->reason != Reason::Base && rule->state != RuleReport::State::Off);
    m_up->setEnabled(moveTarget(-1).has_value());
    m_down->setEnabled(moveTarget(1).has_value());
    m_select->setEnabled(!m_model->matching(current).empty());
}

void RulesList::openDialog(bool inMix, std::optional<std::size_t> index)
{
    auto *dialog =
        new RuleDialog(editable(), m_workbench.analysis.model()->layers(), RuleDialog::Target{inMix, index}, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::accepted, this, [this, dialog, index] {
        if (dialog->recipe()) {
            m_workbench.document.editRecipe(index ? tr("Edit rule %1").arg(dialog->pattern()) : tr("Add rule %1").arg(dialog->pattern()),
                                            *dialog->recipe());
        }
    });
    dialog->open();
}

void RulesList::addRule()
{
    if (!m_workbench.analysis.model())
        return;
    const QModelIndex current = m_view->currentIndex();
    const int group = current.parent().isValid() ? current.parent().row() : current.row();
    openDialog(group != RulesModel::DisableNames, std::nullopt);
}

void RulesList::editRule()
{
    const RuleReport *rule = m_model->rule(m_view->currentIndex());
    if (!rule)
        return;
    switch (rule->reason) {
    case Reason::DisableNames: openDialog(false, rule->index); break;
    case Reason::MixExact:
    case Reason::MixGlob: openDialog(true, rule->index); break;
    case Reason::LastLinear: emit parameterWanted(QStringLiteral("disable_last_linear")); break;
    case Reason::DisableLevel: emit parameterWanted(QStringLiteral("disable_level")); break;
    case Reason::Base: break;
    }
}

/// With every rule that is shown.
Recipe RulesList::editable() const
{
    const auto &model = m_workbench.analysis.model();
    return model ? withMixWrittenOut(m_workbench.document.recipe(), model->layers()) : m_workbench.document.recipe();
}

void RulesList::removeRules()
{
    Recipe recipe = editable();
    std::vector<std::size_t> names;
    std::vector<std::size_t> mix;
    int removed = 0;
    for (const QModelIndex &index : m_view->selectionModel()->selectedRows()) {
        const RuleReport *rule = m_model->rule(index);
        if (!rule || rule->reason == Reason::Base)
            continue;
        ++removed;
        switch (rule->reason) {
        case Reason::DisableNames: names.push_back(rule->index); break;
        case Reason::LastLinear: recipe.quantConfig.disableLastLinear = false; break;
        case Reason::DisableLevel: recipe.disableLevel = "L0"; break;
        default: mix.push_back(rule->index); break;
        }
    }
    m_workbench.document.editRecipe(tr("Delete %n rule(s)", nullptr, removed), withoutRules(std::move(recipe), names, mix));
}

void RulesList::moveRule(int step)
{
    const std::optional<std::size_t> target = moveTarget(step);
    if (!target)
        return;
    const RuleReport *rule = m_model->rule(m_view->currentIndex());
    m_workbench.document.editRecipe(tr("Move rule %1").arg(toText(rule->subject)),
                                    withMixRuleMoved(editable(), rule->index, *target));
}

void RulesList::selectLayers()
{
    if (std::vector<int> layers = m_model->matching(m_view->currentIndex()); !layers.empty())
        m_workbench.selection.select(std::move(layers));
}

} // namespace vernier
