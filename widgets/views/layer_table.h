// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QAction;
class QCheckBox;
class QItemSelection;
class QLabel;
class QLineEdit;
class QMenu;
class QTableView;

// All layers with all their numbers, to sort, filter, select and copy.

namespace vernier {

class ElidedLabel;
class LayerActions;
class LayerFilter;
struct Workbench;

class LayerTable : public QWidget
{
    Q_OBJECT
public:
    LayerTable(Workbench &workbench, LayerActions &actions, QWidget *parent = nullptr);

    [[nodiscard]] QTableView &table() { return *m_table; }
    [[nodiscard]] LayerFilter &filter() { return *m_filter; }
    /// The selected rows in the order shown, and the columns shown.
    [[nodiscard]] QString selectedAsTsv() const;

    /// Widths, order, visibility and sorting of the columns, to be remembered.
    [[nodiscard]] QByteArray saveColumns() const;
    bool restoreColumns(const QByteArray &state);

protected:
    void changeEvent(QEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void createTable();
    void createActions();
    void setDefaultWidths();
    void retranslate();
    void applyFilter();
    void selectionEdited();
    void showSelection();
    void updateCount();
    void addColumnEntries(QMenu &menu);
    void showMenu(const QPoint &position);
    void showHeaderMenu(const QPoint &position);
    [[nodiscard]] int visibleColumns() const;

    Workbench &m_workbench;
    LayerActions &m_actions;
    LayerFilter *m_filter;
    QLabel *m_patternLabel;
    QLineEdit *m_pattern;
    QCheckBox *m_isExpression;
    ElidedLabel *m_problem;
    QLabel *m_count;
    QTableView *m_table;
    QAction *m_copy;
    bool m_isSyncing = false; ///< selection is being taken over from the workbench, or rows come and go
};

} // namespace vernier
