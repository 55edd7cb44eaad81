// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/eval/paired_difference.h"
#include "core/project/project.h"
#include "core/search/prediction.h"

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

    /// As it is shown: "72.08 ± 1.42"; "≈72.1 ± 0.4": predicted; "–": not known.
    [[nodiscard]] QString numberText(Number number) const;
    /// Whether the numbers are of an earlier recipe than the present one.
    [[nodiscard]] bool isStale() const { return m_shown == Shown::Earlier; }
    /// Whether they are told from single layers, before the recipe is evaluated.
    [[nodiscard]] bool isPredicted() const { return m_shown == Shown::Predicted; }
    [[nodiscard]] QString stateText() const;

signals:
    /// The user switched it here; the preferences want to know.
    void autoEvaluateToggled(bool on);
    /// Nothing can be evaluated without them.
    void textsRequested();

protected:
    void changeEvent(QEvent *event) override;

private:
    [[nodiscard]] std::array<QWidget *, 4> runWidgets() const; ///< shown while a job runs
    void createNumbers();
    void createControls();
    void retranslate();
    /// What the numbers are.
    enum class Shown { Nothing, Exact, SoFar, Stored, Predicted, Earlier };

    void updateNumbers();
    void showPrediction(const Prediction &prediction);
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
    Shown m_shown = Shown::Nothing;
    bool m_evaluationFailed = false;
    bool m_warns = false; ///< the state needs the user
    bool m_lacksTexts = false; ///< of calibration or evaluation: the button asks for them
};

} // namespace vernier
