// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/document/commands.h"

#include <utility>

namespace vernier {

RecipeCommand::RecipeCommand(ProjectDocument &document, const QString &text, Recipe recipe, QString mergeKey, RecipeOrigin origin)
    : QUndoCommand(text)
    , m_document(document)
    , m_recipe(std::move(recipe))
    , m_mergeKey(std::move(mergeKey))
    , m_origin(std::move(origin))
{}

bool RecipeCommand::mergeWith(const QUndoCommand *other)
{
    const auto *next = static_cast<const RecipeCommand *>(other);
    if (next->m_mergeKey != m_mergeKey)
        return false;
    // Both are done: this one holds the recipe before the first edit, which is what undo has to bring back.
    setObsolete(m_recipe == m_document.recipe());
    return true;
}

void RecipeCommand::exchange()
{
    Recipe other = m_document.recipe();
    RecipeOrigin otherOrigin = m_document.recipeOrigin();
    m_document.setOrigin(std::exchange(m_origin, std::move(otherOrigin)));
    m_document.setRecipe(std::exchange(m_recipe, std::move(other)));
}

InputsCommand::InputsCommand(ProjectDocument &document, const QString &text, ProjectDocument::Inputs inputs)
    : QUndoCommand(text)
    , m_document(document)
    , m_inputs(std::move(inputs))
{}

void InputsCommand::exchange()
{
    ProjectDocument::Inputs other{m_document.m_project.calibration, m_document.m_project.evaluation};
    m_document.setInputs(std::exchange(m_inputs, std::move(other)));
}

} // namespace vernier
