// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/project_files.h"

#include "app/settings.h"
#include "core/io/json_file.h"
#include "core/model/checkpoint.h"
#include "core/model/gguf_model.h"
#include "core/project/demo.h"
#include "core/quant/quantized_description.h"
#include "core/recipe/recipe.h"
#include "widgets/models/workbench.h"
#include "widgets/support/error_text.h"
#include "widgets/support/text.h"

#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QLocale>
#include <QMessageBox>

namespace vernier {

namespace {

const QString kProjectEnding = QStringLiteral(".vernier");

/// The folder of a checkpoint when `path` is one, or a file in one; else empty.
QString checkpointFolder(const QString &path)
{
    const QFileInfo info(path);
    const QString folder = info.isDir() ? info.absoluteFilePath() : info.absolutePath();
    return QFileInfo::exists(folder + QStringLiteral("/config.json")) ? folder : QString();
}

/// Errors: those of readProject and Checkpoint::open.
Result<Project> projectAt(const QFileInfo &info)
{
    const bool isOpenedItself = info.isDir() || isGgufName(toUtf8(info.fileName()));
    const QString place = isOpenedItself ? info.absoluteFilePath() : checkpointFolder(info.absoluteFilePath());
    const bool isProject = !info.isDir() && (place.isEmpty() || info.fileName().endsWith(kProjectEnding));
    if (isProject)
        return readProject(toPath(info.absoluteFilePath()));
    VERNIER_ASSIGN(const std::shared_ptr<const Checkpoint> checkpoint, Checkpoint::open(toPath(place)));
    Project project;
    project.checkpoint = CheckpointReference{checkpoint->path(), {}};
    return project;
}

} // namespace

ProjectFiles::ProjectFiles(Workbench &workbench, Settings &settings, const QString &autosaveFolder, QWidget *window)
    : QObject(window)
    , m_workbench(workbench)
    , m_settings(settings)
    , m_window(window)
    , m_autosaveFolder(autosaveFolder)
    , m_autosave(workbench.document, autosaveFolder)
{
    connect(&m_autosave, &AutoSave::failed, this, &ProjectFiles::autosaveFailed);
}

void ProjectFiles::show(Project project, const QString &filePath)
{
    if (mayLeave())
        m_workbench.document.reset(std::move(project), filePath);
}

void ProjectFiles::openDemo()
{
    const Result<std::filesystem::path> folder = findDemoFolder();
    if (folder)
        show(demoProject(*folder), {});
    else
        showError(folder.error());
}

void ProjectFiles::openPath(const QString &path)
{
    const QFileInfo info(path);
    if (m_workbench.document.hasModel() && holdsQuantizedModel(toPath(info.absoluteFilePath()))) {
        m_settings.setLastFolder(info.absolutePath());
        emit quantizedChosen(QDir::cleanPath(info.absoluteFilePath()));
        return;
    }
    if (m_workbench.document.hasModel() && openRecipe(info))
        return;
    Result<Project> project = projectAt(info);
    if (!project) {
        showError(project.error(), tr("“%1” cannot be opened").arg(info.fileName()));
        return;
    }
    const bool isFile = !info.isDir() && info.fileName().endsWith(kProjectEnding);
    remember(isFile ? info.absoluteFilePath() : pathText(project->checkpoint ? project->checkpoint->path : toPath(path)));
    show(std::move(*project), isFile ? info.absoluteFilePath() : QString());
}

/// False: it is no recipe.
bool ProjectFiles::openRecipe(const QFileInfo &file)
{
    if (!file.isFile() || file.suffix() != QLatin1String("json"))
        return false;
    const std::filesystem::path path = toPath(file.absoluteFilePath());
    const Result<Recipe> recipe = readRecipe(path);
    if (!recipe) {
        const auto json = readOrderedJsonFile(path);
        if (!json || !json->is_object() || !(json->contains("quant_config") || json->contains("mix_cfg") || json->contains("anti_outlier")))
            return false;
        showError(recipe.error(), tr("“%1” cannot be opened").arg(file.fileName()));
        return true;
    }
    m_settings.setLastFolder(file.absolutePath());
    m_workbench.document.replaceRecipe(tr("Open %1").arg(file.fileName()), *recipe);
    emit said(tr("The recipe is that of %1. Ctrl+Z undoes it.").arg(file.fileName()));
    return true;
}

void ProjectFiles::remember(const QString &path)
{
    m_settings.setLastFolder(QFileInfo(path).absolutePath());
    m_settings.addRecent(path);
    emit recentChanged();
}

void ProjectFiles::chooseFolder()
{
    const QString folder = QFileDialog::getExistingDirectory(m_window, tr("Open checkpoint folder"), m_settings.lastFolder());
    if (!folder.isEmpty())
        openPath(folder);
}

void ProjectFiles::chooseQuantized()
{
    const QString beside = QFileInfo(m_settings.exportFolder()).absolutePath(); // where exports went last, and so one may lie
    const bool exported = !m_settings.exportFolder().isEmpty() && QFileInfo(beside).isDir();
    const QString folder = QFileDialog::getExistingDirectory(m_window, tr("Open quantized model"), exported ? beside : m_settings.lastFolder());
    if (!folder.isEmpty())
        emit quantizedChosen(folder); // what is wrong with it is said there
}

void ProjectFiles::chooseRecipe()
{
    const QString path = QFileDialog::getOpenFileName(m_window, tr("Open recipe"), m_settings.lastFolder(), tr("Recipes (*.json);;All files (*)"));
    if (!path.isEmpty() && !openRecipe(QFileInfo(path)))
        showError(Error{ErrorCode::InvalidArgument, "this is no recipe; a recipe is a JSON object with \"version\", \"quant_config\" and the like", toUtf8(path)});
}

void ProjectFiles::chooseProject()
{
    const QString path = QFileDialog::getOpenFileName(m_window, tr("Open project"), m_settings.lastFolder(),
                                                      tr("Vernier projects and GGUF models (*.vernier *.gguf);;All files (*)"));
    if (!path.isEmpty())
        openPath(path);
}

bool ProjectFiles::save()
{
    const QString path = m_workbench.document.filePath();
    return path.isEmpty() ? saveAs() : saveTo(path);
}

bool ProjectFiles::saveAs()
{
    const ProjectDocument &document = m_workbench.document;
    const QString suggested = document.filePath().isEmpty()
        ? m_settings.lastFolder() + QLatin1Char('/') + document.displayName() + kProjectEnding
        : document.filePath();
    QFileDialog dialog(m_window, tr("Save project"), QFileInfo(suggested).absolutePath(), tr("Vernier projects (*.vernier)"));
    dialog.setAcceptMode(QFileDialog::AcceptSave);
    dialog.setDefaultSuffix(kProjectEnding.mid(1)); // before the question whether a file may be replaced
    dialog.selectFile(QFileInfo(suggested).fileName());
    return dialog.exec() == QDialog::Accepted && saveTo(dialog.selectedFiles().constFirst());
}

bool ProjectFiles::saveTo(const QString &path)
{
    const Result<void> saved = m_workbench.document.save(path);
    if (!saved) {
        showError(saved.error(), tr("“%1” cannot be saved").arg(QFileInfo(path).fileName()));
        return false;
    }
    remember(path);
    emit said(tr("Saved %1").arg(path));
    return true;
}

bool ProjectFiles::mayLeave()
{
    if (!m_workbench.document.isModified() || !m_workbench.document.hasModel())
        return true;
    const QMessageBox::StandardButton answer =
        QMessageBox::question(m_window, tr("Unsaved changes"),
                              tr("The project has changes that are not saved: its recipe, or results in its history. Save them?"),
                              QMessageBox::Save | QMessageBox::Discard | QMessageBox::Cancel, QMessageBox::Save);
    if (answer == QMessageBox::Save)
        return save();
    return answer == QMessageBox::Discard;
}

void ProjectFiles::offerRecovery()
{
    for (const Recoverable &found : AutoSave::recoverable(m_autosaveFolder)) {
        const QString name = found.originalPath.isEmpty() ? tr("a project that was never saved") : found.originalPath;
        const QMessageBox::StandardButton answer = QMessageBox::question(
            m_window, tr("Restore unsaved work"),
            tr("Vernier did not end properly. It kept unsaved work on %1 from %2. Restore it?")
                .arg(name, QLocale().toString(found.time.date(), QLocale::ShortFormat) + found.time.toString(QStringLiteral(" HH:mm:ss"))),
            QMessageBox::Yes | QMessageBox::Discard | QMessageBox::Cancel, QMessageBox::Yes);
        if (answer == QMessageBox::Cancel)
            return;
        if (answer == QMessageBox::Yes) {
            Result<Project> project = AutoSave::read(found);
            if (!project) {
                showError(project.error());
                continue;
            }
            m_workbench.document.restore(std::move(*project), found.originalPath);
            if (!m_autosave.saveNow()) // said by autosaveFailed; the old files stay
                return;
        }
        AutoSave::discard(found);
        if (answer == QMessageBox::Yes)
            return;
    }
}

void ProjectFiles::showError(const Error &error, const QString &title)
{
    QMessageBox box(QMessageBox::Warning, tr("Vernier"), title.isEmpty() ? errorTitle(error.code) : title, QMessageBox::Ok, m_window);
    box.setInformativeText(errorDetail(error));
    box.setTextInteractionFlags(Qt::TextSelectableByMouse);
    box.exec();
}

} // namespace vernier
