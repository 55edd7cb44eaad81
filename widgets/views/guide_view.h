// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/project/project.h"
#include "core/search/tuning_guide.h"

#include <QTimer>
#include <QWidget>

#include <optional>
#include <vector>

class QCheckBox;
class QComboBox;
class QLabel;
class QPushButton;
class QScrollArea;
class QSpinBox;
class QVBoxLayout;

// msModelSlim's way back to accuracy, step by step: the user says what is wrong, the guide says what to try next, does it, and
// shows what it brought.

namespace vernier {

class GuideStepRow;
struct HistoryEntry;
struct Workbench;

class GuideView : public QWidget
{
    Q_OBJECT
public:
    explicit GuideView(Workbench &workbench, QWidget *parent = nullptr);

    [[nodiscard]] Symptom symptom() const;
    void setSymptom(Symptom symptom);
    /// In the order of the guide.
    [[nodiscard]] const std::vector<GuideStepRow *> &rows() const { return m_rows; }
    [[nodiscard]] GuideStepRow *row(GuideStepId step) const; ///< null: not of this symptom
    /// What is said of the present recipe.
    [[nodiscard]] QString status() const;

signals:
    void textsRequested();
    void casesRequested(); ///< questions that the recipe lost, to calibrate on

protected:
    void changeEvent(QEvent *event) override;
    void showEvent(QShowEvent *event) override;

private:
    void createLayout();
    void retranslate();
    void updateSoon();
    void refresh();
    void refreshStatus();
    void makeRows(std::size_t count);
    void showStep(int at, const GuideStep &step);
    void press(const GuideStep &step);
    /// A step by sensitivity of which nothing was measured.
    [[nodiscard]] bool needsSensitivity(const GuideStep &step) const;
    [[nodiscard]] std::vector<std::optional<double>> sensitivity() const;
    [[nodiscard]] const HistoryEntry *presentEntry() const;
    [[nodiscard]] QString actionText(const GuideStep &step) const;
    [[nodiscard]] QString remark(const GuideStep &step) const;
    [[nodiscard]] QString gain(GuideStepId step) const;
    [[nodiscard]] bool canEvaluate() const;

    Workbench &m_workbench;
    QTimer m_soon;
    QLabel *m_symptomName;
    QComboBox *m_symptom;
    QLabel *m_worstName;
    QSpinBox *m_worst;
    QCheckBox *m_groups;
    QLabel *m_status;
    QPushButton *m_evaluate;
    QScrollArea *m_scroll;
    QVBoxLayout *m_list;
    std::vector<GuideStepRow *> m_rows;
    std::vector<HistoryEntry> m_entries; ///< recipes of the history
    std::vector<Recipe> m_evaluated;     ///< theirs
};

} // namespace vernier
