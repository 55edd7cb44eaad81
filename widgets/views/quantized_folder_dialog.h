// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/eval/model_size.h"
#include "core/quant/recipe_import.h"

#include <QDialog>

#include <filesystem>
#include <memory>
#include <optional>

class QLabel;
class QPlainTextEdit;
class QPushButton;
class QSortFilterProxyModel;
class QTableView;

// A quantized model that msModelSlim or Vernier saved from the open checkpoint: what became of each layer. It can be evaluated
// beside the recipes, and its rules can become the recipe. It does not stop the window: the layers selected in it are selected
// everywhere.

namespace vernier {

class ElidedLabel;
class StoredLayerModel;
struct JobInfo;
struct Workbench;

class QuantizedFolderDialog final : public QDialog
{
    Q_OBJECT
public:
    /// path  a folder, or the description in it.
    QuantizedFolderDialog(Workbench &workbench, const std::filesystem::path &path, QWidget *parent = nullptr);
    ~QuantizedFolderDialog() override;

    /// The files were read, and nothing is wrong with them.
    [[nodiscard]] bool isOpen() const { return m_opened != nullptr; }

signals:
    void evaluating();                  ///< the result will be in the evaluations list
    void imported(const QString &name); ///< the recipe is that of the files now

protected:
    void changeEvent(QEvent *event) override;

private:
    struct Opened
    {
        std::shared_ptr<const QuantizedFolder> folder;
        ImportedRecipe imported;
        ModelSize size;
    };

    void createTable();
    void createLayout();
    void retranslate();
    void read();
    void jobsChanged();
    void jobFailed(const JobInfo &job);
    void showAll();
    void showFacts();
    void showNotes();
    void showState();
    void evaluate();
    void importRules();
    void selectLayers();
    [[nodiscard]] QString name() const;

    Workbench &m_workbench;
    std::filesystem::path m_path;
    int m_reading = 0; ///< the job; 0: none
    int m_evaluating = 0; ///< the last such job
    std::shared_ptr<const Opened> m_opened;
    std::optional<Error> m_error; ///< of reading, or of the evaluation
    StoredLayerModel *m_model;
    QSortFilterProxyModel *m_proxy;
    ElidedLabel *m_place;
    QLabel *m_facts;
    QTableView *m_table;
    QAction *m_copy;
    QLabel *m_notesName;
    QPlainTextEdit *m_notes;
    QLabel *m_state; ///< what the evaluation gave, or what is wrong
    QPushButton *m_evaluate;
    QPushButton *m_import;
    QPushButton *m_close;
};

} // namespace vernier
