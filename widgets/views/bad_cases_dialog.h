// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/text/question_sets.h"

#include <QDialog>

#include <optional>
#include <string>
#include <vector>

class QCheckBox;
class QDialogButtonBox;
class QLabel;

// Puts questions that a recipe lost between the calibration samples: a new file, which the project then uses. The file that was
// used before stays, so that the one undo step leads back to it.

namespace vernier {

class PathField;
struct Workbench;

class BadCasesDialog final : public QDialog
{
    Q_OBJECT
public:
    BadCasesDialog(Workbench &workbench, std::vector<Question> cases, QWidget *parent = nullptr);

    /// The new set is made, and can be written.
    [[nodiscard]] bool isReady() const { return m_made && !m_made->problem; }

public slots:
    void accept() override; ///< one undo step

protected:
    void changeEvent(QEvent *event) override;

private:
    struct Made
    {
        std::vector<Question> questions;
        std::size_t added = 0;
        std::size_t offered = 0; ///< cases that the set did not have
        std::string family;      ///< of the model's chat template; empty: none that is known
        std::optional<Error> problem;
    };

    void retranslate();
    /// Mixes anew, for what is ticked now.
    void make();
    void finish(Made made);
    void jobsChanged();
    void say(const std::optional<Error> &error, const QString &text);
    void refresh();
    [[nodiscard]] QString suggestedPath() const;

    Workbench &m_workbench;
    std::vector<Question> m_cases;
    int m_job = 0;
    std::optional<Made> m_made;
    QLabel *m_about;
    QCheckBox *m_chat;
    QLabel *m_fileName;
    PathField *m_file;
    QLabel *m_result;
    QDialogButtonBox *m_buttons;
};

} // namespace vernier
