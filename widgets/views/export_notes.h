// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/export/modelslim_size.h"
#include "core/export/recipe_export.h"

#include <QWidget>

#include <optional>

class QLabel;

// What is known of an export before it begins: where it goes, how large it is, what is easily overlooked, what refuses it.

namespace vernier {

class SplitGroups;
struct Workbench;

class ExportNotes final : public QWidget
{
    Q_OBJECT
public:
    explicit ExportNotes(Workbench &workbench, QWidget *parent = nullptr);

    /// typedFolder  as it stands in the field; it may be relative.
    /// failure      of the last attempt.
    /// Tells whether nothing refuses the export.
    bool showFor(const ExportRequest &wanted, const QString &typedFolder, const std::optional<Error> &failure);
    /// Where the keyboard goes when the last split group is mended.
    void setNextFocus(QWidget *next);

protected:
    void changeEvent(QEvent *event) override;

private:
    [[nodiscard]] QStringList notesOn(const ExportRequest &wanted, const QString &typedFolder) const;
    [[nodiscard]] QStringList warningsOf(const ExportRequest &wanted) const;
    [[nodiscard]] QStringList problemsOf(const ExportRequest &wanted, const std::optional<Error> &failure) const;
    [[nodiscard]] std::optional<ModelslimSize> weightSize(const ExportRequest &wanted) const;
    void applyColors();

    Workbench &m_workbench;
    QLabel *m_notes;
    QLabel *m_warnings;
    QLabel *m_split;
    SplitGroups *m_groups;
    QLabel *m_problems;
};

} // namespace vernier
