// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/eval/paired_difference.h"
#include "core/project/project.h"

#include <QWidget>

#include <optional>
#include <string>

class QAction;
class QLabel;
class QPushButton;
class QTableWidget;

// Two evaluated recipes side by side: what was changed, and whether it made a difference.

namespace vernier {

class ElidedLabel;
struct Workbench;

class ComparisonPanel : public QWidget
{
    Q_OBJECT
public:
    explicit ComparisonPanel(Workbench &workbench, QWidget *parent = nullptr);

    /// Ids of history entries; what is said is about `second`, compared with `first`.
    void compare(const std::string &first, const std::string &second);
    /// Nothing to compare.
    void clear();

    /// The verdict in words.
    [[nodiscard]] QString verdict() const;

protected:
    void changeEvent(QEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    enum Column { First, Second, Change, Range, Verdict, ColumnCount };
    struct Row
    {
        QString name;
        QString first;
        QString second;
        std::optional<double> difference;
        std::optional<Interval> interval; ///< 95 %
        int decimals = 4;
        bool isShare = false; ///< shown in percent
        int betterSign = 0;   ///< sign of a difference that is an improvement; 0: neither
    };
    void refresh();
    void retranslate();
    /// What it takes to compare the two token by token.
    void evaluateAgain();
    void showPair(const HistoryEntry &first, const HistoryEntry &second);
    void addMetricRows(const HistoryEntry &first, const HistoryEntry &second);
    [[nodiscard]] static QString verdictText(const Row &kl, const QString &name, bool comparable, bool isPaired);
    void addSizeRows(const HistoryMetrics &first, const HistoryMetrics &second);
    void addRow(const Row &row);
    void fitColumns();
    void showRecipes(const HistoryEntry &first, const HistoryEntry &second);
    [[nodiscard]] const HistoryEntry *find(const std::string &id) const;

    Workbench &m_workbench;
    std::string m_first;
    std::string m_second;
    QLabel *m_hint;
    QWidget *m_content;
    ElidedLabel *m_title;
    QLabel *m_verdict;
    QPushButton *m_again;
    QTableWidget *m_metrics;
    QTableWidget *m_recipes;
    QAction *m_copyMetrics;
    QAction *m_copyRecipes;
};

} // namespace vernier
