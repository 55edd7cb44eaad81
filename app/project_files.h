// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/project/project.h"
#include "widgets/document/autosave.h"

#include <QObject>
#include <QString>

// Opening, saving and leaving projects, with the questions and messages that go with it.

class QFileInfo;
class QWidget;

namespace vernier {

class Settings;
struct Workbench;

class ProjectFiles : public QObject
{
    Q_OBJECT
public:
    /// window          what dialogs stand over.
    /// autosaveFolder  where unsaved work is kept for the case of a crash.
    ProjectFiles(Workbench &workbench, Settings &settings, const QString &autosaveFolder, QWidget *window);

    void openDemo();
    /// A project file, a checkpoint folder, or a file in one; beside an open model also what was quantized from it,
    /// or a recipe. What cannot be opened leaves the present project where it is.
    void openPath(const QString &path);
    void chooseFolder();
    void chooseProject();
    void chooseQuantized();
    void chooseRecipe();
    bool save();
    bool saveAs();
    /// Asks about unsaved changes; false: the user wants to stay.
    [[nodiscard]] bool mayLeave();
    /// Offers what a crash left behind.
    void offerRecovery();
    /// The clean end: nothing is left for recovery.
    void close() { m_autosave.close(); }

    /// title  what could not be done; empty: the kind of the error.
    void showError(const Error &error, const QString &title = {});

signals:
    void recentChanged();
    void quantizedChosen(const QString &path); ///< a folder or a description
    void said(const QString &message);                           ///< for a moment
    void autosaveFailed(const vernier::Error &error);

private:
    void show(Project project, const QString &filePath);
    [[nodiscard]] bool openRecipe(const QFileInfo &file);
    bool saveTo(const QString &path);
    void remember(const QString &path);

    Workbench &m_workbench;
    Settings &m_settings;
    QWidget *m_window;
    QString m_autosaveFolder;
    AutoSave m_autosave;
};

} // namespace vernier
