// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/export/recipe_export.h"

#include <QDialog>

#include <optional>

class QCheckBox;
class QComboBox;
class QLabel;
class QProgressBar;
class QPushButton;
class QSpinBox;
class QStackedWidget;

// Writes the quantized weights and the files that repeat the recipe elsewhere: what, where, the work with its progress,
// and what came of it.

namespace vernier {

class CodeView;
class ExportNotes;
class PathField;
struct JobInfo;
struct Workbench;

class ExportDialog final : public QDialog
{
    Q_OBJECT
public:
    enum Pages { Choose, Working, Done };

    explicit ExportDialog(Workbench &workbench, QWidget *parent = nullptr);

    /// Where exports went last: the folder that the suggested one is made in.
    void setParentFolder(const QString &folder);
    /// Where this model went last: the same again, unless the name was suggested for another type.
    void setLastFolder(const QString &folder);
    void setFolder(const QString &folder);
    [[nodiscard]] ExportRequest request() const;
    [[nodiscard]] Pages page() const;
    void start();

signals:
    /// Complete in `folder`.
    void exported(const QString &folder);

public slots:
    void reject() override; ///< while it works: cancel, and back to the choice

protected:
    void changeEvent(QEvent *event) override;
    void showEvent(QShowEvent *event) override;

private:
    QWidget *createChoice();
    QLayout *createFormat(QWidget *page);
    QWidget *createWorking();
    QWidget *createDone();
    void retranslate();
    void check();
    void growToFit();
    /// Asks where files of the folder would go.
    [[nodiscard]] bool mayReplace(const ExportRequest &wanted);
    void showProgress();
    void jobsChanged();
    void finished(const Exported &exported);
    void showPage(Pages page);
    void applyColors();
    [[nodiscard]] QString modelName() const;
    [[nodiscard]] std::filesystem::path recipeFile(const ExportRequest &request) const;

    Workbench &m_workbench;
    int m_job = 0; ///< that runs; 0: none
    std::optional<ExportRequest> m_running;
    std::optional<Error> m_failure; ///< of the last attempt, until something is changed
    std::optional<qint64> m_sizeBytes; ///< of the weights that were written

    QStackedWidget *m_stack;
    QLabel *m_contentHead;
    QCheckBox *m_weights;
    QLabel *m_formatName;
    QComboBox *m_format;
    QLabel *m_partName;
    QSpinBox *m_part;
    QCheckBox *m_script;
    QCheckBox *m_pin;
    QCheckBox *m_yaml;
    QCheckBox *m_recipe;
    QLabel *m_folderHead;
    PathField *m_folder;
    ExportNotes *m_notes;
    QLabel *m_step;
    QProgressBar *m_progress;
    QLabel *m_result;
    QLabel *m_exportNotes;
    QLabel *m_commandHead;
    CodeView *m_command;
    QPushButton *m_copy;
    QPushButton *m_open;
    QPushButton *m_start;
    QPushButton *m_close;
};

} // namespace vernier
