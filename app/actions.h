// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

// Every command of the window that is not about single layers: its text, its key, its explanation. What they do is
// connected by the window.

class QAction;
class QUndoStack;

namespace vernier {

class Actions : public QObject
{
    Q_OBJECT
public:
    explicit Actions(QUndoStack &undoStack, QObject *parent = nullptr);

    void retranslate();

    QAction *openDemo;
    QAction *openFolder;
    QAction *openProject;
    QAction *openQuantized;
    QAction *openRecipe;
    QAction *save;
    QAction *saveAs;
    QAction *texts;
    QAction *exportModel;
    QAction *quit;

    QAction *undo; ///< its data() and that of redo: the name alone, without the step
    QAction *redo;
    QAction *preferences;

    QAction *evaluate;
    QAction *autoEvaluate; ///< checkable
    QAction *measureLocal;
    QAction *measureEndToEnd;
    QAction *measureEndToEndTypes;
    QAction *cancelJobs;
    QAction *copyCommandLine;

    QAction *palette;
    QAction *closePanel;
    QAction *resetLayout;

    QAction *shortcuts;
    QAction *about;
};

} // namespace vernier
