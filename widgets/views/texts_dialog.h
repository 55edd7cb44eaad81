// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/project/model_inputs.h"

#include <QDialog>
#include <QTimer>

#include <optional>

class QComboBox;
class QDialogButtonBox;
class QLabel;
class QSpinBox;

// Chooses the calibration data and the evaluation text. Both are read before they are accepted, so that what is wrong with
// a file is said here.

namespace vernier {

class PathField;
struct Workbench;

class TextsDialog final : public QDialog
{
    Q_OBJECT
public:
    explicit TextsDialog(Workbench &workbench, QWidget *parent = nullptr);

    /// Both files were read, and neither is refused.
    [[nodiscard]] bool isAcceptable() const;

public slots:
    void accept() override; ///< one undo step

protected:
    void changeEvent(QEvent *event) override;

private:
    /// What reading the files gave; none: there is no such file to read.
    struct Checked
    {
        std::optional<Result<TextCounts>> calibration;
        std::optional<Result<TextCounts>> evaluation;
        std::string fingerprint = {}; ///< of their tokens
    };

    void createFields();
    void retranslate();
    void inputsEdited();
    void startCheck();
    void jobsChanged();
    void checkDone(Checked checked);
    void showTexts();
    void showCounts(QLabel *label, const std::optional<Result<TextCounts>> &counts, bool isCalibration);
    [[nodiscard]] std::optional<std::filesystem::path> calibration() const;
    [[nodiscard]] std::optional<EvaluationText> evaluation() const;

    Workbench &m_workbench;
    QTimer m_soon;
    int m_job = 0;                   ///< that reads what is entered now; 0: none
    std::optional<Checked> m_checked; ///< none: not read yet
    QLabel *m_calibrationName;
    PathField *m_calibration;
    QLabel *m_calibrationResult;
    QLabel *m_evaluationName;
    PathField *m_evaluation;
    QLabel *m_modeName;
    QComboBox *m_mode;
    QLabel *m_windowName;
    QSpinBox *m_window;
    QLabel *m_evaluationResult;
    QDialogButtonBox *m_buttons;
};

} // namespace vernier
