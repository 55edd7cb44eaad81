// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <QWidget>

#include <vector>

class QComboBox;
class QLabel;
class QScrollArea;
class QStackedWidget;
class QTabWidget;

// The recipe as a form, as a list of rules, and as the files it becomes. It shows what is refused beside the parameter
// that is refused, and what changed since the numbers on the screen were measured.

namespace vernier {

class CalibrationForm;
class ChainList;
class FallbackForm;
class RecipeForm;
class RecipePreview;
class RulesList;
struct Recipe;
struct Workbench;

class RecipeInspector final : public QWidget
{
    Q_OBJECT
public:
    enum Pages { Parameters, Rules, Notes, Preview };

    explicit RecipeInspector(Workbench &workbench, QWidget *parent = nullptr);

    void showPage(Pages page);
    /// Puts the cursor where a parameter is edited, on whichever page that is.
    void focusParameter(const QString &key);
    [[nodiscard]] RulesList *rules() const { return m_rules; }
    [[nodiscard]] RecipePreview *preview() const { return m_preview; }

    [[nodiscard]] QSize sizeHint() const override;

protected:
    void changeEvent(QEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    QWidget *createHead();
    QWidget *createParameters();
    QWidget *createNotes();
    void connectWorkbench();
    void retranslate();
    void applyColors();

    void recipeChanged();
    void modelChanged();
    void showProblem();
    void showNotes();
    void showChosen();
    void showNotesTab(int count);
    void showDifference();
    void showPreset();
    void choosePreset(int index);
    [[nodiscard]] QLabel *addHeading(QWidget *page);

    Workbench &m_workbench;
    QStackedWidget *m_stack;
    QLabel *m_empty;
    QLabel *m_presetName;
    QComboBox *m_preset;
    QLabel *m_difference;
    QLabel *m_problem;
    QTabWidget *m_tabs;
    QScrollArea *m_scroll;
    QLabel *m_chainName;
    ChainList *m_chain;
    QLabel *m_notes;
    FallbackForm *m_fallback;
    CalibrationForm *m_calibration;
    std::vector<RecipeForm *> m_forms;
    std::vector<QLabel *> m_headings;
    RulesList *m_rules;
    RecipePreview *m_preview;
};

} // namespace vernier
