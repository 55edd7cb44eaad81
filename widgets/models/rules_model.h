// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/recipe/rule_report.h"

#include <QAbstractItemModel>

#include <array>
#include <vector>

// The rules of a recipe as a tree, strongest first: one group for each kind, and below it the entries of disable_names
// and mix_cfg.

namespace vernier {

class RulesModel final : public QAbstractItemModel
{
    Q_OBJECT
public:
    enum Columns { Rule, Type, Layers, ColumnCount };
    enum Groups { DisableNames, LastLinear, DisableLevel, MixCfg, Base, GroupCount };
    enum Roles { StateRole = Qt::UserRole };

    explicit RulesModel(QObject *parent = nullptr);

    /// In the order of ruleReport.
    void setRules(std::vector<RuleReport> rules);
    /// Null: not a rule (the head of disable_names or mix_cfg).
    [[nodiscard]] const RuleReport *rule(const QModelIndex &index) const;
    /// The rule that stands at `position` in disable_names or mix_cfg.
    [[nodiscard]] QModelIndex indexOf(Groups group, std::size_t position) const;
    [[nodiscard]] QModelIndex groupIndex(Groups group) const { return index(group, Rule); }
    /// Layers that fit the rule, or any rule of the group.
    [[nodiscard]] std::vector<int> matching(const QModelIndex &index) const;
    /// What the rule does, and why it does less than it says: a sentence or two.
    [[nodiscard]] QString explanation(const QModelIndex &index) const;
    void retranslate();

    [[nodiscard]] QModelIndex index(int row, int column, const QModelIndex &parent = {}) const override;
    [[nodiscard]] QModelIndex parent(const QModelIndex &child) const override;
    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    [[nodiscard]] const std::vector<int> *entries(int group) const;
    [[nodiscard]] QString text(const QModelIndex &index) const;
    [[nodiscard]] QString groupText(int group, int column) const;

    std::vector<RuleReport> m_rules;
    /// Rules below each group, as positions in m_rules; groups that are one rule themselves have just that.
    std::array<std::vector<int>, GroupCount> m_groups;
};

} // namespace vernier
