// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/document/task_comparison.h"

#include <QWidget>

#include <memory>
#include <optional>
#include <vector>

class QAction;
class QComboBox;
class QLabel;
class QPushButton;
class QSortFilterProxyModel;
class QSpinBox;
class QStackedWidget;
class QTableView;
class QToolBar;

// Right answers on a public question set, the float model and the present recipe side by side, and the questions that the recipe
// lost: the bad cases, which can join the calibration data.

namespace vernier {

class OutcomeModel;
class PathField;
struct JobInfo;
struct Workbench;

class AccuracyView : public QWidget
{
    Q_OBJECT
public:
    explicit AccuracyView(Workbench &workbench, QWidget *parent = nullptr);

    /// What is asked next.
    void setRequest(const TaskRequest &request);
    [[nodiscard]] TaskRequest request() const;
    void ask();
    /// The last result; null: none.
    [[nodiscard]] const std::shared_ptr<const TaskComparison> &comparison() const { return m_comparison; }
    /// The selected questions, else all that the recipe lost.
    [[nodiscard]] std::vector<Question> chosenCases() const;

protected:
    void changeEvent(QEvent *event) override;

private:
    void createControls();
    void createTable();
    void createLayout();
    void retranslate();
    void filterChanged();
    void jobFailed(const JobInfo &job);
    void finished(TaskComparison comparison);
    void refresh();
    [[nodiscard]] QString summary() const;
    [[nodiscard]] static QString formatText(QuestionSet set);
    [[nodiscard]] QString obstacle() const; ///< why nothing can be asked now; empty: it can
    void exportTable();
    void addCases();
    [[nodiscard]] PathField &path(QuestionSet set) const;

    Workbench &m_workbench;
    OutcomeModel *m_model;
    QSortFilterProxyModel *m_proxy;
    QLabel *m_setName;
    QComboBox *m_set;
    QStackedWidget *m_paths; ///< a field for each set
    QLabel *m_limitName;
    QSpinBox *m_limit;
    QPushButton *m_ask;
    QLabel *m_summary;
    QLabel *m_showName;
    QComboBox *m_show;
    QLabel *m_count;
    QToolBar *m_tools;
    QTableView *m_table;
    QAction *m_copy;
    QAction *m_export;
    QAction *m_add;
    QLabel *m_empty;
    std::shared_ptr<const TaskComparison> m_comparison;
    std::optional<std::filesystem::path> m_calibration; ///< the data that the comparison was calibrated on
    std::optional<Error> m_error;                       ///< of the last attempt
};

} // namespace vernier
