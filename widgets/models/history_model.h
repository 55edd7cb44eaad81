// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/project/project.h"
#include "core/recipe/recipe_difference.h"

#include <QAbstractItemModel>

#include <functional>
#include <span>
#include <vector>

// The evaluated recipes of the project: a tree in which an entry hangs on the one it was changed from, or a plain list.

namespace vernier {

class ProjectDocument;

class HistoryModel : public QAbstractItemModel
{
    Q_OBJECT
public:
    enum Columns { Name, Changes, Divergence, Perplexity, PerplexityDifference, SameTop1, Size, BitsPerWeight, Seconds, Time, ColumnCount };
    enum Roles {
        SortRole = Qt::UserRole, ///< the number or text behind a cell; invalid: not measured
        IdRole,                  ///< QString
        CurrentRole,             ///< bool: it is the present recipe
    };

    explicit HistoryModel(ProjectDocument &document, QObject *parent = nullptr);

    /// Off: all entries are roots, in the order of evaluation, so that they can be sorted.
    void setTree(bool tree);

    [[nodiscard]] QModelIndex index(int row, int column, const QModelIndex &parent = {}) const override;
    [[nodiscard]] QModelIndex parent(const QModelIndex &child) const override;
    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] bool setData(const QModelIndex &index, const QVariant &value, int role) override;
    [[nodiscard]] Qt::ItemFlags flags(const QModelIndex &index) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

    [[nodiscard]] const std::vector<HistoryEntry> &entries() const { return m_entries; }
    [[nodiscard]] const HistoryEntry *entry(const QModelIndex &index) const;
    /// Column 0; invalid if there is none of that id.
    [[nodiscard]] QModelIndex indexOf(const std::string &id) const;
    /// The entry whose recipe is the present one; empty: it was not evaluated.
    [[nodiscard]] std::string presentId() const;
    void retranslate();
    /// Tells entries of another model or text, which are shown in grey.
    void setOutdated(std::function<bool(const HistoryEntry &)> isOutdated);
    /// What setOutdated tells may be another.
    void refresh();

private:
    struct Node
    {
        int parent = -1; ///< index of an entry; -1: a root
        int row = 0;     ///< among the parent's children
        std::vector<int> children;
        QString changes; ///< against the parent
        QString changedNames;
    };
    void historyChanged();
    [[nodiscard]] std::vector<Node> arranged(const std::vector<HistoryEntry> &entries) const;
    void describeChanges();
    [[nodiscard]] static QString changesSince(const HistoryEntry &before, const HistoryEntry &entry, std::span<const RecipeChange> changes);
    [[nodiscard]] int nodeOf(const QModelIndex &index) const;
    [[nodiscard]] const std::vector<int> &childrenOf(const QModelIndex &parent) const;
    [[nodiscard]] QVariant value(const HistoryEntry &entry, const Node &node, int column) const;
    [[nodiscard]] QString text(const HistoryEntry &entry, const Node &node, int column) const;
    [[nodiscard]] QString tableText(const HistoryEntry &entry, const Node &node, int column) const;

    ProjectDocument &m_document;
    bool m_tree = true;
    std::vector<HistoryEntry> m_entries; ///< a copy: the document changes before it says so
    std::vector<Node> m_nodes;           ///< one for each entry
    std::vector<int> m_roots;
    std::string m_present;
    std::function<bool(const HistoryEntry &)> m_isOutdated;
};

/// The name the user gave, else the id.
[[nodiscard]] QString historyName(const HistoryEntry &entry);

} // namespace vernier
