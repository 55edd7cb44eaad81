// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/project/project.h"

#include <QObject>
#include <QString>
#include <QUndoStack>

// The open project behind an undo stack: what the user changes goes through here, and what is saved is here. Results of
// measurements are not: see Analysis.

namespace vernier {

/// Where a recipe was read from, and what the place could not tell. It belongs to the recipe: it is undone and saved with it.
struct RecipeOrigin
{
    std::string name;
    std::vector<std::string> notes; ///< of core, in English

    bool operator==(const RecipeOrigin &) const = default;
};

class ProjectDocument : public QObject
{
    Q_OBJECT
public:
    explicit ProjectDocument(QObject *parent = nullptr);

    [[nodiscard]] const Project &project() const { return m_project; }
    [[nodiscard]] const Recipe &recipe() const { return *m_project.recipe; }
    [[nodiscard]] bool hasModel() const { return m_project.checkpoint.has_value(); }
    /// Empty until the project was saved or opened.
    [[nodiscard]] const QString &filePath() const { return m_filePath; }
    /// File name, or the model's folder for a project that was never saved.
    [[nodiscard]] QString displayName() const;
    [[nodiscard]] bool isModified() const;
    [[nodiscard]] QUndoStack *undoStack() { return &m_undoStack; }

    /// Another project; undo begins anew. The recipe is the default one if the project has none.
    void reset(Project project, const QString &filePath = {});
    /// A project that was restored after a crash: as reset, but it counts as modified.
    void restore(Project project, const QString &filePath);

    /// One undo step named `text`; nothing happens if the recipe stays the same. Successive edits with the same
    /// `mergeKey` (not empty) become one step, for sliders and spin boxes.
    void editRecipe(const QString &text, const Recipe &recipe, const QString &mergeKey = {});
    /// The same with a recipe that takes the place of the present one as a whole, from wherever it comes.
    void replaceRecipe(const QString &text, const Recipe &recipe, const RecipeOrigin &origin = {});
    /// Of the present recipe, whatever edits it has had since; without notes: there is nothing to know.
    [[nodiscard]] RecipeOrigin recipeOrigin() const;
    /// One undo step: the notes were read, and are not shown again.
    void forgetOrigin(const QString &text);
    /// Says that what the inputs' files hold is to be read again.
    void reloadInputs() { emit inputsChanged(); }
    /// One undo step: calibration data and evaluation text.
    void editInputs(const QString &text, std::optional<std::filesystem::path> calibration, std::optional<EvaluationText> evaluation);

    /// What was measured for a recipe or a saved model; not undoable. An entry of the same one is replaced, keeping its id,
    /// parent and name. A recipe's becomes the current one, a saved model's is a root. It counts as a change, except in a project that was neither saved nor edited,
    /// and where it says again what an entry said.
    void addHistory(HistoryEntry entry);
    /// Replaces the numbers of the entry of the same subject, if there is one; the current entry stays.
    void refreshHistory(const HistoryEntry &entry);
    void renameHistory(const std::string &id, const QString &name);
    void removeHistory(const std::string &id);
    /// The recipe of a history entry again: one undo step.
    void restoreHistory(const std::string &id);
    /// Id of the entry that the recipe was last evaluated as or restored from; empty: none.
    [[nodiscard]] const std::string &currentHistory() const { return m_currentHistory; }

    /// Not undoable, and a change: it took minutes.
    void setEndToEnd(EndToEndMeasurement measured);
    void setFingerprint(const std::string &fingerprint);

    /// Writes the project, and from then on counts as saved there.
    [[nodiscard]] Result<void> save(const QString &filePath);

signals:
    void wasReset();
    void recipeChanged();
    void inputsChanged();
    void historyChanged();
    void endToEndChanged();
    void filePathChanged();
    void modifiedChanged(bool modified);

private:
    friend class RecipeCommand;
    friend class InputsCommand;
    struct Inputs
    {
        std::optional<std::filesystem::path> calibration;
        std::optional<EvaluationText> evaluation;
    };
    void setRecipe(Recipe recipe);
    void setOrigin(const RecipeOrigin &origin);
    void setInputs(Inputs inputs);
    void setUnsavedResults(bool unsaved);
    void refresh(HistoryEntry &old, const HistoryEntry &entry);
    void resultsChanged();

    Project m_project;
    QString m_filePath;
    QUndoStack m_undoStack;
    std::string m_currentHistory;
    bool m_unsavedResults = false; ///< changes outside the undo stack: history
    bool m_wasModified = false;
};

} // namespace vernier
