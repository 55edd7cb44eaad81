// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/actions.h"

#include <QAction>
#include <QKeySequence>
#include <QUndoStack>

namespace vernier {

Actions::Actions(QUndoStack &undoStack, QObject *parent)
    : QObject(parent)
    , openDemo(new QAction(this))
    , openFolder(new QAction(this))
    , openProject(new QAction(this))
    , openQuantized(new QAction(this))
    , openRecipe(new QAction(this))
    , save(new QAction(this))
    , saveAs(new QAction(this))
    , texts(new QAction(this))
    , exportModel(new QAction(this))
    , quit(new QAction(this))
    , undo(new QAction(this))
    , redo(new QAction(this))
    , preferences(new QAction(this))
    , evaluate(new QAction(this))
    , autoEvaluate(new QAction(this))
    , measureLocal(new QAction(this))
    , measureEndToEnd(new QAction(this))
    , measureEndToEndTypes(new QAction(this))
    , cancelJobs(new QAction(this))
    , copyCommandLine(new QAction(this))
    , palette(new QAction(this))
    , closePanel(new QAction(this))
    , resetLayout(new QAction(this))
    , shortcuts(new QAction(this))
    , about(new QAction(this))
{
    openFolder->setShortcut(QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_O));
    openProject->setShortcut(QKeySequence::Open);
    openQuantized->setShortcut(QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_I));
    save->setShortcut(QKeySequence::Save);
    saveAs->setShortcut(QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_S));
    exportModel->setShortcut(QKeySequence(Qt::CTRL | Qt::Key_E));
    quit->setShortcut(QKeySequence(Qt::CTRL | Qt::Key_Q));
    quit->setMenuRole(QAction::QuitRole);
    undo->setShortcut(QKeySequence::Undo);
    redo->setShortcuts({QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_Z), QKeySequence(Qt::CTRL | Qt::Key_Y)});
    preferences->setShortcut(QKeySequence(Qt::CTRL | Qt::Key_Comma));
    preferences->setMenuRole(QAction::PreferencesRole);
    evaluate->setShortcut(QKeySequence(Qt::Key_F5));
    autoEvaluate->setCheckable(true);
    measureLocal->setShortcut(QKeySequence(Qt::Key_F6));
    measureEndToEnd->setShortcut(QKeySequence(Qt::Key_F7));
    measureEndToEndTypes->setShortcut(QKeySequence(Qt::SHIFT | Qt::Key_F7));
    cancelJobs->setShortcut(QKeySequence(Qt::CTRL | Qt::Key_Period));
    palette->setShortcut(QKeySequence(Qt::CTRL | Qt::Key_K));
    closePanel->setShortcut(QKeySequence(Qt::CTRL | Qt::Key_W));
    shortcuts->setShortcut(QKeySequence(Qt::Key_F1));
    about->setMenuRole(QAction::AboutRole);

    connect(undo, &QAction::triggered, &undoStack, &QUndoStack::undo);
    connect(redo, &QAction::triggered, &undoStack, &QUndoStack::redo);
    const auto update = [this, &undoStack] {
        undo->setEnabled(undoStack.canUndo());
        redo->setEnabled(undoStack.canRedo());
        undo->setText(undoStack.canUndo() ? tr("&Undo: %1").arg(undoStack.undoText()) : tr("&Undo"));
        redo->setText(undoStack.canRedo() ? tr("&Redo: %1").arg(undoStack.redoText()) : tr("&Redo"));
    };
    connect(&undoStack, &QUndoStack::indexChanged, this, update);
    connect(&undoStack, &QUndoStack::undoTextChanged, this, update);
    connect(&undoStack, &QUndoStack::redoTextChanged, this, update);
    update();
    retranslate();
}

void Actions::retranslate()
{
    const auto say = [](QAction *action, const QString &text, const QString &tip) {
        action->setText(text);
        action->setToolTip(tip);
        action->setStatusTip(tip);
    };
    say(openDemo, tr("Open &demo"), tr("A small model with planted outliers: quantization breaks it, and a few edits of the recipe repair it"));
    say(openFolder, tr("Open &checkpoint folder…"), tr("A Hugging Face folder: config.json and safetensors or pytorch_model.bin; or one with a .gguf file"));
    say(openProject, tr("&Open project…"), tr("A project saved by Vernier, or a .gguf file"));
    say(openRecipe, tr("Open &recipe…"), tr("A recipe.json: it takes the place of the present recipe, in one step that can be undone"));
    say(openQuantized, tr("Open &quantized model…"), tr("What msModelSlim or Vernier saved from the open checkpoint: its layers, its loss, its rules as a recipe"));
    say(save, tr("&Save"), tr("Save the project: model, texts, recipe and history"));
    say(saveAs, tr("Save &as…"), tr("Save the project under another name"));
    say(texts, tr("Calibration and evaluation &texts…"), tr("Choose the data that ranges are calibrated on and the text that models are compared on"));
    say(exportModel, tr("&Export…"), tr("Write the quantized model, quant.py, YAML or the recipe"));
    say(quit, tr("&Quit"), tr("Close the program"));
    say(preferences, tr("&Preferences…"), tr("Threads, language, theme"));
    say(evaluate, tr("&Evaluate the recipe"), tr("Quantize and compare with the float model on the evaluation text"));
    say(autoEvaluate, tr("Evaluate &automatically"), tr("Evaluate a moment after every change of the recipe"));
    say(measureLocal, tr("Measure &local sensitivity"), tr("Error of each layer's own output, in one pass"));
    say(measureEndToEnd, tr("Measure &end-to-end sensitivity"), tr("KL divergence of the model with one layer quantized at a time"));
    say(measureEndToEndTypes, tr("Measure end-to-end sensitivity of all &types"), tr("The same for every type that mix_cfg could give a layer instead: what a change would gain is then estimated at once"));
    say(cancelJobs, tr("&Cancel all jobs"), tr("Stop what is running or waiting"));
    say(copyCommandLine, tr("Copy as command li&ne"), tr("The vernier-cli command that evaluates the saved project's recipe"));
    say(palette, tr("Command &palette…"), tr("Find a command or a layer by typing"));
    say(closePanel, tr("&Close panel"), tr("Close the panel that has the keyboard; its entry above brings it back"));
    say(resetLayout, tr("&Reset layout"), tr("Put all panels back where they were at first"));
    say(shortcuts, tr("&Keyboard shortcuts"), tr("All keys at a glance"));
    say(about, tr("&About Vernier"), tr("Version and licences"));
    undo->setToolTip(tr("Take back the last change of recipe or texts"));
    redo->setToolTip(tr("Do again what was taken back"));
    undo->setData(tr("Undo"));
    redo->setData(tr("Redo"));
    if (!undo->isEnabled())
        undo->setText(tr("&Undo"));
    if (!redo->isEnabled())
        redo->setText(tr("&Redo"));
}

} // namespace vernier
