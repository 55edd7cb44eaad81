// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/eval/paired_difference.h"
#include "core/project/project.h"

#include <QWidget>

#include <array>
#include <optional>

class QCheckBox;
class QLabel;
class QProgressBar;
class QPushButton;
class QToolButton;

// The numbers the user came for, always visible and large; what they belong to; and what is running.

namespace vernier {

class ElidedLabel;
class NumberCell;
struct Workbench;

class StatusStrip : public QWidget
{
    Q_OBJECT
public:
    enum Number { FloatPerplexity, Perplexity, Difference, Divergence, SameTop1, Size, BitsPerWeight, NumberCount };

    explicit StatusStrip(Workbench &workbench, QWidget *parent = nullptr);

    /// As it is shown: "72.08 ± 1.42"; "–": not known.
    [[nodiscard]] QString numberText(Number number) const;
    /// Whether the numbers are of an earlier recipe than the present one.
    [[nodiscard]] bool isStale() const { return m_stale; }
    [[nodiscard]] QString stateText() const;

signals:
    /// The user switched it here; the preferences want to know.
    void autoEvaluateToggled(bool on);

protected:
    void changeEvent(QEvent *event) override;

private:
    [[nodiscard]] std::array<QWidget *, 4> runWidgets() const; ///< shown while a job runs
    void createNumbers();
    void createControls();
    void retranslate();
    void updateNumbers();
    /// difference  of the perplexities, with its error if that is known.
    void showNumbers(const HistoryMetrics &metrics, const std::optional<Estimate> &difference, const QString &hint);
    void updateState();
    void updateRun();
    void updateColors();

    Workbench &m_workbench;
    std::array<NumberCell *, NumberCount> m_numbers{};
    ElidedLabel *m_state;
    QCheckBox *m_auto;
    QPushButton *m_evaluate;
    ElidedLabel *m_step;
    QLabel *m_left; ///< time
    QProgressBar *m_progress;
    QToolButton *m_cancel;
    bool m_stale = false;
    bool m_stored = false; ///< the numbers are those of the project's history
    bool m_evaluationFailed = false;
    bool m_warns = false; ///< the state needs the user
};

} // namespace vernier
