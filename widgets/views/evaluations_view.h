// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

#include <set>
#include <string>
#include <vector>

class QAction;
class QLabel;
class QSortFilterProxyModel;
class QSplitter;
class QTreeView;

// The history of evaluated recipes: what was tried, what it gave, and back to any of them.

namespace vernier {

class ComparisonPanel;
class HistoryModel;
class HistoryPlot;
struct HistoryEntry;
struct Workbench;

class EvaluationsView : public QWidget
{
    Q_OBJECT
public:
    explicit EvaluationsView(Workbench &workbench, QWidget *parent = nullptr);

    /// In the order of evaluation.
    [[nodiscard]] std::vector<std::string> selectedIds() const;
    void select(const std::vector<std::string> &ids);

    void restoreSelected();
    void renameSelected();
    /// Asks first: the history is not undone.
    void deleteSelected();

protected:
    void changeEvent(QEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    void createActions();
    void createTree();
    void createLayout();
    void arrange();
    void retranslate();
    QModelIndex selectRows(const std::vector<std::string> &ids); ///< returns the last of them
    void restore(const std::string &id);
    void historyWasReset();
    void updatePlot();
    /// Of another model or text than the open ones.
    [[nodiscard]] bool isOfOtherInputs(const HistoryEntry &entry) const;
    void updateEnabled();
    void selectionChanged();
    void pointClicked(const std::string &id, bool join);
    void setTree(bool tree);
    [[nodiscard]] QModelIndex proxyIndex(const std::string &id) const;

    Workbench &m_workbench;
    HistoryModel *m_model;
    QSortFilterProxyModel *m_proxy;
    QTreeView *m_tree;
    HistoryPlot *m_plot;
    ComparisonPanel *m_comparison;
    QLabel *m_empty;
    QSplitter *m_splitter;
    QSplitter *m_side; ///< plot and comparison
    QAction *m_restore = nullptr;
    QAction *m_rename = nullptr;
    QAction *m_delete = nullptr;
    QAction *m_copy = nullptr;
    QAction *m_asTree = nullptr;
    std::vector<std::string> m_selected; ///< kept while the model is arranged anew
    std::set<std::string> m_collapsed;
    bool m_arranging = false;
};

} // namespace vernier
