// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/document/project_document.h"

#include <QUndoCommand>

// The undo steps of a project: each exchanges a whole value, which is small, so redo and undo cannot disagree.

namespace vernier {

class RecipeCommand final : public QUndoCommand
{
public:
    RecipeCommand(ProjectDocument &document, const QString &text, Recipe recipe, QString mergeKey, RecipeOrigin origin);

    void undo() override { exchange(); }
    void redo() override { exchange(); }
    [[nodiscard]] int id() const override { return m_mergeKey.isEmpty() ? -1 : 1; }
    bool mergeWith(const QUndoCommand *other) override;

private:
    void exchange();

    ProjectDocument &m_document;
    Recipe m_recipe; ///< the one that is not in the document now
    QString m_mergeKey;
    RecipeOrigin m_origin; ///< of m_recipe
};

class InputsCommand final : public QUndoCommand
{
public:
    InputsCommand(ProjectDocument &document, const QString &text, ProjectDocument::Inputs inputs);

    void undo() override { exchange(); }
    void redo() override { exchange(); }

private:
    void exchange();

    ProjectDocument &m_document;
    ProjectDocument::Inputs m_inputs;
};

} // namespace vernier
