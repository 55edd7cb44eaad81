// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/document/project_document.h"

#include "widgets/document/commands.h"
#include "widgets/support/text.h"

#include <QFileInfo>

#include <algorithm>
#include <utility>

namespace vernier {

namespace {

constexpr const char *kOriginKey = "recipe_origin"; ///< in Project::view: { name: [notes] }

/// The first "e<n>" that the history does not have, or "s<n>" for a saved model: its own name is shown, and no recipe's number
/// is to be missing because of it.
std::string freeId(const std::vector<HistoryEntry> &history, bool isFolder)
{
    const auto count = std::count_if(history.begin(), history.end(), [&](const HistoryEntry &entry) { return entry.folder.has_value() == isFolder; });
    for (std::ptrdiff_t n = count + 1;; ++n) {
        const std::string id = (isFolder ? "s" : "e") + std::to_string(n);
        if (std::none_of(history.begin(), history.end(), [&](const HistoryEntry &entry) { return entry.id == id; }))
            return id;
    }
}

std::vector<HistoryEntry>::iterator findEntry(std::vector<HistoryEntry> &history, const std::string &id)
{
    return std::find_if(history.begin(), history.end(), [&](const HistoryEntry &entry) { return entry.id == id; });
}

} // namespace

ProjectDocument::ProjectDocument(QObject *parent)
    : QObject(parent)
{
    m_project.recipe = Recipe{};
    const auto announce = [this] {
        if (isModified() != m_wasModified) {
            m_wasModified = isModified();
            emit modifiedChanged(m_wasModified);
        }
    };
    connect(&m_undoStack, &QUndoStack::cleanChanged, this, announce);
}

QString ProjectDocument::displayName() const
{
    if (!m_filePath.isEmpty())
        return QFileInfo(m_filePath).fileName();
    if (m_project.checkpoint)
        return pathText(m_project.checkpoint->path.filename());
    return {};
}

bool ProjectDocument::isModified() const
{
    return !m_undoStack.isClean() || m_unsavedResults;
}

void ProjectDocument::reset(Project project, const QString &filePath)
{
    m_project = std::move(project);
    if (!m_project.recipe)
        m_project.recipe = Recipe{};
    m_filePath = filePath;
    m_currentHistory.clear();
    if (const HistoryEntry *same = entryOf(m_project.history, *m_project.recipe))
        m_currentHistory = same->id;
    m_undoStack.clear();
    setUnsavedResults(false);
    emit wasReset();
    emit filePathChanged();
}

void ProjectDocument::restore(Project project, const QString &filePath)
{
    reset(std::move(project), filePath);
    setUnsavedResults(true);
}

void ProjectDocument::editRecipe(const QString &text, const Recipe &recipe, const QString &mergeKey)
{
    if (!(recipe == *m_project.recipe))
        m_undoStack.push(new RecipeCommand(*this, text, recipe, mergeKey, recipeOrigin()));
}

void ProjectDocument::replaceRecipe(const QString &text, const Recipe &recipe, const RecipeOrigin &origin)
{
    if (!(recipe == *m_project.recipe) || !(origin == recipeOrigin()))
        m_undoStack.push(new RecipeCommand(*this, text, recipe, {}, origin));
}

RecipeOrigin ProjectDocument::recipeOrigin() const
{
    RecipeOrigin origin;
    const auto stored = m_project.view.find(kOriginKey);
    if (stored == m_project.view.end() || !stored->is_object()) // the file may hold anything
        return origin;
    for (const auto &[name, notes] : stored->items()) {
        origin.name = name;
        for (const auto &note : notes) {
            if (note.is_string())
                origin.notes.push_back(note.get<std::string>());
        }
    }
    return origin;
}

void ProjectDocument::forgetOrigin(const QString &text)
{
    replaceRecipe(text, *m_project.recipe);
}

void ProjectDocument::editInputs(const QString &text, std::optional<std::filesystem::path> calibration, std::optional<EvaluationText> evaluation)
{
    if (calibration != m_project.calibration || evaluation != m_project.evaluation)
        m_undoStack.push(new InputsCommand(*this, text, {std::move(calibration), std::move(evaluation)}));
}

void ProjectDocument::addHistory(HistoryEntry entry)
{
    std::vector<HistoryEntry> &history = m_project.history;
    const auto same = std::find_if(history.begin(), history.end(), [&](const HistoryEntry &old) { return sameSubject(old, entry); });
    if (same != history.end()) {
        if (!entry.folder)
            m_currentHistory = same->id;
        refresh(*same, entry);
        return;
    }
    entry.id = freeId(history, entry.folder.has_value());
    if (!entry.folder)
        entry.parent = std::exchange(m_currentHistory, entry.id);
    history.push_back(std::move(entry));
    resultsChanged();
}

void ProjectDocument::refreshHistory(const HistoryEntry &entry)
{
    std::vector<HistoryEntry> &history = m_project.history;
    const auto same = std::find_if(history.begin(), history.end(), [&](const HistoryEntry &old) { return sameSubject(old, entry); });
    if (same != history.end())
        refresh(*same, entry);
}

void ProjectDocument::refresh(HistoryEntry &old, const HistoryEntry &entry)
{
    const bool saysTheSame = old.recipe == entry.recipe && sameText(old.metrics, entry.metrics) && sameNumbers(old.metrics, entry.metrics);
    old.recipe = entry.recipe; // what the files of a saved model show may be another one now
    old.metrics = entry.metrics;
    old.time = entry.time;
    old.calibratedOn = entry.calibratedOn;
    old.evaluatedOn = entry.evaluatedOn;
    if (saysTheSame)
        emit historyChanged();
    else
        resultsChanged();
}

void ProjectDocument::resultsChanged()
{
    // The numbers of a project as it was opened can be had again: they alone are nothing to ask about at the end.
    if (!m_filePath.isEmpty() || m_undoStack.count() > 0)
        setUnsavedResults(true);
    emit historyChanged();
}

void ProjectDocument::setEndToEnd(EndToEndMeasurement measured)
{
    std::vector<EndToEndMeasurement> &all = m_project.endToEnd;
    std::erase_if(all, [&](const EndToEndMeasurement &old) { return old.measuredOn != measured.measuredOn || sameContent(old.recipe, measured.recipe); });
    all.push_back(std::move(measured));
    setUnsavedResults(true);
    emit endToEndChanged();
}

void ProjectDocument::renameHistory(const std::string &id, const QString &name)
{
    const auto entry = findEntry(m_project.history, id);
    if (entry == m_project.history.end() || entry->name == toUtf8(name))
        return;
    entry->name = toUtf8(name);
    setUnsavedResults(true);
    emit historyChanged();
}

void ProjectDocument::removeHistory(const std::string &id)
{
    const auto entry = findEntry(m_project.history, id);
    if (entry == m_project.history.end())
        return;
    const std::string parent = entry->parent;
    m_project.history.erase(entry);
    for (HistoryEntry &child : m_project.history) {
        if (child.parent == id)
            child.parent = parent;
    }
    if (m_currentHistory == id)
        m_currentHistory = parent;
    setUnsavedResults(true);
    emit historyChanged();
}

void ProjectDocument::restoreHistory(const std::string &id)
{
    const auto entry = findEntry(m_project.history, id);
    if (entry == m_project.history.end())
        return;
    m_currentHistory = id;
    const QString name = entry->name.empty() ? toText(id) : toText(entry->name);
    Recipe recipe = entry->recipe;
    RecipeOrigin origin;
    if (entry->folder) {
        recipe.calibration = m_project.recipe->calibration; // the files know nothing of it
        origin = {toUtf8(name), {"what the files do not show was assumed; open the quantized model to read what that is"}};
    }
    replaceRecipe(tr("Restore %1").arg(name), recipe, origin);
    emit historyChanged();
}

void ProjectDocument::setFingerprint(const std::string &fingerprint)
{
    if (m_project.checkpoint)
        m_project.checkpoint->fingerprint = fingerprint;
}

Result<void> ProjectDocument::save(const QString &filePath)
{
    VERNIER_TRY(writeProject(m_project, toPath(filePath)));
    const bool moved = filePath != m_filePath;
    m_filePath = filePath;
    m_undoStack.setClean();
    setUnsavedResults(false);
    if (moved)
        emit filePathChanged();
    return {};
}

void ProjectDocument::setRecipe(Recipe recipe)
{
    m_project.recipe = std::move(recipe);
    // Undo leads back to an evaluated recipe too: what is evaluated next was changed from that one. Two entries are never
    // of the same recipe.
    if (const HistoryEntry *same = entryOf(m_project.history, *m_project.recipe))
        m_currentHistory = same->id;
    emit recipeChanged();
}

void ProjectDocument::setOrigin(const RecipeOrigin &origin)
{
    if (origin == RecipeOrigin{})
        m_project.view.erase(kOriginKey);
    else
        m_project.view[kOriginKey] = {{origin.name, origin.notes}};
}

void ProjectDocument::setInputs(Inputs inputs)
{
    m_project.calibration = std::move(inputs.calibration);
    m_project.evaluation = std::move(inputs.evaluation);
    emit inputsChanged();
}

void ProjectDocument::setUnsavedResults(bool unsaved)
{
    m_unsavedResults = unsaved;
    if (isModified() != m_wasModified) {
        m_wasModified = isModified();
        emit modifiedChanged(m_wasModified);
    }
}

} // namespace vernier
