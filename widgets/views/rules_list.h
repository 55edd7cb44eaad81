// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/recipe/recipe.h"

#include <QWidget>

#include <vector>

class QAction;
class QLabel;
class QToolButton;
class QTreeView;

// The recipe's rules in order of precedence, with how many layers each decides, to be added, edited, moved and deleted.

namespace vernier {

class RulesModel;
struct Workbench;

class RulesList final : public QWidget
{
    Q_OBJECT
public:
    explicit RulesList(Workbench &workbench, QWidget *parent = nullptr);

    [[nodiscard]] QTreeView *view() const { return m_view; }
    [[nodiscard]] RulesModel *model() const { return m_model; }
    /// A refusal of disable_names or mix_cfg, above the list; empty: none.
    void showProblem(const QString &sentence);
    /// Rules in disable_names and mix_cfg.
    [[nodiscard]] int ruleCount() const;

    // What the keys do: Ins, F2 or Enter, Del, Alt+Up, Alt+Down, Ctrl+L.
    void addRule();
    void editRule();
    void removeRules();
    [[nodiscard]] Recipe editable() const;
    void moveRule(int step); ///< −1: one place up
    void selectLayers();

signals:
    /// The user wants to change a parameter that has its field in the form.
    void parameterWanted(const QString &key);
    void rulesChanged();

protected:
    void changeEvent(QEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void createActions();
    void retranslate();
    void refresh();
    void updateActions();
    void applyColors();
    void openDialog(bool inMix, std::optional<std::size_t> index);
    /// Position in mix_cfg that the current rule would move to; none: it cannot, or moving means nothing.
    [[nodiscard]] std::optional<std::size_t> moveTarget(int step) const;

    Workbench &m_workbench;
    RulesModel *m_model;
    QLabel *m_problem;
    QTreeView *m_view;
    QLabel *m_explanation;
    QAction *m_add;
    QAction *m_edit;
    QAction *m_remove;
    QAction *m_up;
    QAction *m_down;
    QAction *m_select;
    QAction *m_copy;
    std::vector<QToolButton *> m_buttons;
};

} // namespace vernier
