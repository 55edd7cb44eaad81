// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/main_window.h"

#include "app/about.h"
#include "core/project/demo.h"
#include "core/project/model_inputs.h"
#include "widgets/support/error_text.h"
#include "widgets/support/text.h"
#include "widgets/support/theme.h"
#include "widgets/views/activations_view.h"
#include "widgets/views/command_palette.h"
#include "widgets/views/evaluations_view.h"
#include "widgets/views/export_dialog.h"
#include "widgets/views/jobs_view.h"
#include "widgets/views/layer_actions.h"
#include "widgets/views/layer_table.h"
#include "widgets/views/precision_map_view.h"
#include "widgets/views/preferences_dialog.h"
#include "widgets/views/recipe_inspector.h"
#include "widgets/views/sensitivity_view.h"
#include "widgets/views/status_strip.h"
#include "widgets/views/texts_dialog.h"
#include "widgets/views/weights_view.h"
#include "widgets/views/welcome_page.h"

#include <QAction>
#include <QClipboard>
#include <QCloseEvent>
#include <QDockWidget>
#include <QDragEnterEvent>
#include <QFileDialog>
#include <QFileInfo>
#include <QGuiApplication>
#include <QMenuBar>
#include <QMessageBox>
#include <QMimeData>
#include <QStackedWidget>
#include <QStatusBar>
#include <QTimer>
#include <QToolBar>

namespace vernier {

namespace {

const QString kProjectEnding = QStringLiteral(".vernier");
constexpr int kMessageTime = 8000; // ms
constexpr int kInspectorWidth = 380;
constexpr int kBottomHeight = 320;

/// The folder of a checkpoint when `path` is one, or a file in one; else empty.
QString checkpointFolder(const QString &path)
{
    const QFileInfo info(path);
    const QString folder = info.isDir() ? info.absoluteFilePath() : info.absolutePath();
    return QFileInfo::exists(folder + QStringLiteral("/config.json")) ? folder : QString();
}

} // namespace

MainWindow::MainWindow(Settings &settings, const QString &autosaveFolder, QWidget *parent)
    : QMainWindow(parent)
    , m_settings(settings)
    , m_actions(*m_workbench.document.undoStack())
    , m_autosave(m_workbench.document, autosaveFolder)
    , m_layerActions(new LayerActions(m_workbench, this))
    , m_strip(new StatusStrip(m_workbench))
    , m_stripBar(new QToolBar(this))
    , m_center(new QStackedWidget(this))
    , m_welcome(new WelcomePage)
    , m_map(new PrecisionMapView(m_workbench, *m_layerActions))
{
    setAcceptDrops(true);
    setDockNestingEnabled(true);
    setTabPosition(Qt::AllDockWidgetAreas, QTabWidget::North);
    m_stripBar->setObjectName(QStringLiteral("statusStrip"));
    m_stripBar->setMovable(false);
    m_stripBar->setFloatable(false);
    m_stripBar->setContextMenuPolicy(Qt::PreventContextMenu);
    m_stripBar->addWidget(m_strip);
    addToolBar(Qt::TopToolBarArea, m_stripBar);
    m_center->addWidget(m_welcome);
    m_center->addWidget(m_map);
    setCentralWidget(m_center);
    createDocks();
    createMenus();
    connectActions();
    connectDocument();
    applyPreferences(m_settings.preferences());
    resize(1366, 768);
    m_defaultLayout = saveState();
    restoreGeometry(m_settings.geometry());
    if (!m_settings.layout().isEmpty())
        restoreState(m_settings.layout());
    retranslate();
    updateRecent();
    updateState();
}

MainWindow::~MainWindow()
{
    m_workbench.runner.cancelAll();
}

QDockWidget *MainWindow::addDock(const QString &name, QWidget *view, Qt::DockWidgetArea area, QAction *)
{
    auto *dock = new QDockWidget(this);
    dock->setObjectName(name);
    dock->setWidget(view);
    addDockWidget(area, dock);
    m_docks.push_back(dock);
    return dock;
}

void MainWindow::createDocks()
{
    setCorner(Qt::BottomRightCorner, Qt::RightDockWidgetArea);
    m_inspector = new RecipeInspector(m_workbench);
    m_jobs = new JobsView(m_workbench);
    const auto add = [this](const char *name, QWidget *view, Qt::DockWidgetArea area, std::function<QString()> title) {
        QDockWidget *dock = addDock(QString::fromLatin1(name), view, area, nullptr);
        m_dockTitles.emplace_back(dock, std::move(title));
        return dock;
    };
    QDockWidget *inspector = add("recipe", m_inspector, Qt::RightDockWidgetArea, [] { return tr("Recipe"); });
    QDockWidget *activations =
        add("activations", new ActivationsView(m_workbench), Qt::BottomDockWidgetArea, [] { return tr("Activations"); });
    QDockWidget *weights = add("weights", new WeightsView(m_workbench), Qt::BottomDockWidgetArea, [] { return tr("Weights"); });
    QDockWidget *sensitivity =
        add("sensitivity", new SensitivityView(m_workbench, *m_layerActions), Qt::BottomDockWidgetArea, [] { return tr("Sensitivity"); });
    QDockWidget *layers = add("layers", new LayerTable(m_workbench, *m_layerActions), Qt::BottomDockWidgetArea, [] { return tr("Layers"); });
    QDockWidget *evaluations =
        add("evaluations", new EvaluationsView(m_workbench), Qt::BottomDockWidgetArea, [] { return tr("Evaluations"); });
    QDockWidget *jobs = add("jobs", m_jobs, Qt::BottomDockWidgetArea, [this] {
        return m_unreadMessages > 0 ? tr("Jobs and messages (%1)").arg(m_unreadMessages) : tr("Jobs and messages");
    });
    for (QDockWidget *next : {weights, sensitivity, layers, evaluations, jobs})
        tabifyDockWidget(activations, next);
    activations->raise();
    resizeDocks({inspector}, {kInspectorWidth}, Qt::Horizontal);
    resizeDocks({activations}, {kBottomHeight}, Qt::Vertical);
}

void MainWindow::createMenus()
{
    const auto addMenu = [this](std::function<QString()> title) {
        QMenu *menu = menuBar()->addMenu(QString());
        menu->setToolTipsVisible(true);
        m_menuTitles.emplace_back(menu, std::move(title));
        return menu;
    };
    QMenu *file = addMenu([] { return tr("&File"); });
    file->addActions({m_actions.openDemo, m_actions.openFolder, m_actions.openProject});
    m_recentMenu = file->addMenu(QString());
    m_menuTitles.emplace_back(m_recentMenu, [] { return tr("Open &recent"); });
    file->addSeparator();
    file->addActions({m_actions.save, m_actions.saveAs});
    file->addSeparator();
    file->addActions({m_actions.texts, m_actions.exportModel});
    file->addSeparator();
    file->addAction(m_actions.quit);

    QMenu *edit = addMenu([] { return tr("&Edit"); });
    edit->addActions({m_actions.undo, m_actions.redo});
    edit->addSeparator();
    m_layerActions->addTo(edit);
    edit->addSeparator();
    edit->addAction(m_actions.preferences);

    QMenu *run = addMenu([] { return tr("&Measure"); });
    run->addActions({m_actions.evaluate, m_actions.autoEvaluate});
    run->addSeparator();
    run->addActions({m_actions.measureLocal, m_actions.measureEndToEnd});
    run->addSeparator();
    run->addActions({m_actions.cancelJobs, m_actions.copyCommandLine});

    QMenu *view = addMenu([] { return tr("&View"); });
    view->addAction(m_actions.palette);
    view->addSeparator();
    int number = 1;
    for (QDockWidget *dock : m_docks) {
        QAction *toggle = dock->toggleViewAction();
        toggle->setShortcut(QKeySequence(Qt::ALT | static_cast<Qt::Key>(Qt::Key_0 + number++)));
        view->addAction(toggle);
    }
    view->addSeparator();
    view->addAction(m_actions.resetLayout);

    QMenu *help = addMenu([] { return tr("&Help"); });
    help->addActions({m_actions.shortcuts, m_actions.about});
}

void MainWindow::connectActions()
{
    connect(m_actions.openDemo, &QAction::triggered, this, &MainWindow::openDemo);
    connect(m_actions.openFolder, &QAction::triggered, this, &MainWindow::chooseFolder);
    connect(m_actions.openProject, &QAction::triggered, this, &MainWindow::chooseProject);
    connect(m_actions.save, &QAction::triggered, this, &MainWindow::save);
    connect(m_actions.saveAs, &QAction::triggered, this, &MainWindow::saveAs);
    connect(m_actions.texts, &QAction::triggered, this, &MainWindow::showTexts);
    connect(m_actions.exportModel, &QAction::triggered, this, &MainWindow::showExport);
    connect(m_actions.quit, &QAction::triggered, this, &QWidget::close);
    connect(m_actions.preferences, &QAction::triggered, this, &MainWindow::showPreferences);
    connect(m_actions.evaluate, &QAction::triggered, &m_workbench.analysis, &Analysis::evaluate);
    connect(m_actions.autoEvaluate, &QAction::toggled, this, [this](bool on) {
        m_workbench.analysis.setAutoEvaluate(on);
        Preferences preferences = m_settings.preferences();
        preferences.autoEvaluate = on;
        m_settings.setPreferences(preferences);
    });
    connect(m_actions.measureLocal, &QAction::triggered, &m_workbench.analysis, &Analysis::measureLocal);
    connect(m_actions.measureEndToEnd, &QAction::triggered, &m_workbench.analysis, &Analysis::measureEndToEnd);
    connect(m_actions.cancelJobs, &QAction::triggered, &m_workbench.runner, &JobRunner::cancelAll);
    connect(m_actions.copyCommandLine, &QAction::triggered, this, &MainWindow::copyCommandLine);
    connect(m_actions.palette, &QAction::triggered, this, &MainWindow::showPalette);
    connect(m_actions.resetLayout, &QAction::triggered, this, &MainWindow::resetLayout);
    connect(m_actions.shortcuts, &QAction::triggered, this, &MainWindow::showShortcuts);
    connect(m_actions.about, &QAction::triggered, this, [this] { showAbout(); });

    connect(m_welcome, &WelcomePage::openDemo, this, &MainWindow::openDemo);
    connect(m_welcome, &WelcomePage::openFolder, this, &MainWindow::chooseFolder);
    connect(m_welcome, &WelcomePage::openProject, this, &MainWindow::chooseProject);
    connect(m_welcome, &WelcomePage::openRecent, this, &MainWindow::openPath);
    connect(m_layerActions, &LayerActions::refused, this, [this](const QString &message) { statusBar()->showMessage(message, kMessageTime); });
}

void MainWindow::connectDocument()
{
    ProjectDocument &document = m_workbench.document;
    connect(&document, &ProjectDocument::wasReset, this, [this] {
        m_workbench.selection.clear();
        updateState();
    });
    connect(&document, &ProjectDocument::filePathChanged, this, &MainWindow::updateTitle);
    connect(&document, &ProjectDocument::modifiedChanged, this, &MainWindow::updateTitle);
    connect(&m_workbench.analysis, &Analysis::modelChanged, this, [this] {
        const auto &model = m_workbench.analysis.model();
        if (model && m_workbench.selection.layers().empty() && !model->layers().empty())
            m_workbench.selection.selectOnly(0);
        updateState();
    });
    connect(&m_workbench.runner, &JobRunner::jobsChanged, this, &MainWindow::updateState);
    connect(&m_workbench.runner, &JobRunner::failed, this, [this](const JobInfo &job) {
        statusBar()->showMessage(tr("%1 failed: %2").arg(job.title, toText(job.error->message)), kMessageTime);
        if (job.kind == JobKind::Load)
            showError(*job.error);
    });
    connect(m_jobs, &JobsView::unreadChanged, this, [this](int unread) {
        m_unreadMessages = unread;
        for (const auto &[dock, title] : m_dockTitles)
            dock->setWindowTitle(title());
    });
}

void MainWindow::retranslate()
{
    m_actions.retranslate();
    m_layerActions->retranslate();
    m_workbench.layers.retranslate();
    for (const auto &[menu, title] : m_menuTitles)
        menu->setTitle(title());
    for (const auto &[dock, title] : m_dockTitles)
        dock->setWindowTitle(title());
    m_stripBar->setWindowTitle(tr("Numbers"));
    updateTitle();
}

void MainWindow::changeEvent(QEvent *event)
{
    QMainWindow::changeEvent(event);
    if (event->type() == QEvent::LanguageChange)
        retranslate();
}

void MainWindow::applyPreferences(const Preferences &preferences)
{
    applyTheme(preferences.theme);
    m_language.use(preferences.language);
    m_workbench.analysis.setThreads(preferences.threads);
    m_actions.autoEvaluate->setChecked(preferences.autoEvaluate);
    m_workbench.analysis.setAutoEvaluate(preferences.autoEvaluate);
}

void MainWindow::resetLayout()
{
    restoreState(m_defaultLayout);
}

void MainWindow::updateTitle()
{
    const ProjectDocument &document = m_workbench.document;
    setWindowModified(document.isModified());
    setWindowFilePath(document.filePath());
    const QString name = document.displayName();
    setWindowTitle(name.isEmpty() ? tr("Vernier") : tr("%1[*] – Vernier").arg(name));
}

void MainWindow::updateState()
{
    const bool hasProject = m_workbench.document.hasModel();
    const auto &model = m_workbench.analysis.model();
    m_center->setCurrentWidget(hasProject ? static_cast<QWidget *>(m_map) : m_welcome);
    m_stripBar->setVisible(hasProject);
    for (QAction *action : {m_actions.save, m_actions.saveAs, m_actions.texts, m_actions.copyCommandLine})
        action->setEnabled(hasProject);
    m_actions.exportModel->setEnabled(model != nullptr);
    m_actions.evaluate->setEnabled(model && model->evaluator);
    m_actions.measureEndToEnd->setEnabled(model && model->evaluator);
    m_actions.measureLocal->setEnabled(model && !model->calibration.empty());
    m_actions.cancelJobs->setEnabled(m_workbench.runner.isBusy());
    updateTitle();
}

void MainWindow::updateRecent()
{
    const QStringList recent = m_settings.recent();
    m_recentMenu->clear();
    for (const QString &path : recent)
        m_recentMenu->addAction(path, this, [this, path] { openPath(path); });
    m_recentMenu->setEnabled(!recent.isEmpty());
    m_welcome->setRecent(recent);
}

void MainWindow::showProject(Project project, const QString &filePath)
{
    if (!mayLeave())
        return;
    m_workbench.document.reset(std::move(project), filePath);
}

void MainWindow::openDemo()
{
    const Result<std::filesystem::path> folder = findDemoFolder();
    if (!folder) {
        showError(folder.error());
        return;
    }
    showProject(demoProject(*folder), {});
}

void MainWindow::openPath(const QString &path)
{
    const QFileInfo info(path);
    m_settings.setLastFolder(info.absolutePath());
    if (!info.isDir() && (info.suffix() == QLatin1String("vernier") || checkpointFolder(path).isEmpty())) {
        Result<Project> project = readProject(toPath(info.absoluteFilePath()));
        if (!project) {
            showError(project.error());
            return;
        }
        showProject(std::move(*project), info.absoluteFilePath());
    } else {
        const QString folder = info.isDir() ? info.absoluteFilePath() : checkpointFolder(path);
        // Looked at first, so that a folder without a model leaves the present project where it is.
        const Result<std::shared_ptr<const Checkpoint>> checkpoint = Checkpoint::open(toPath(folder));
        if (!checkpoint) {
            showError(checkpoint.error());
            return;
        }
        Project project;
        project.checkpoint = CheckpointReference{toPath(folder), {}};
        showProject(std::move(project), {});
    }
    m_settings.addRecent(info.absoluteFilePath());
    updateRecent();
}

void MainWindow::chooseFolder()
{
    const QString folder = QFileDialog::getExistingDirectory(this, tr("Open checkpoint folder"), m_settings.lastFolder());
    if (!folder.isEmpty())
        openPath(folder);
}

void MainWindow::chooseProject()
{
    const QString path = QFileDialog::getOpenFileName(this, tr("Open project"), m_settings.lastFolder(),
                                                      tr("Vernier projects (*.vernier);;All files (*)"));
    if (!path.isEmpty())
        openPath(path);
}

bool MainWindow::save()
{
    const QString path = m_workbench.document.filePath();
    if (path.isEmpty())
        return saveAs();
    const Result<void> saved = m_workbench.document.save(path);
    if (!saved) {
        showError(saved.error());
        return false;
    }
    m_settings.addRecent(path);
    updateRecent();
    statusBar()->showMessage(tr("Saved %1").arg(path), kMessageTime);
    return true;
}

bool MainWindow::saveAs()
{
    QString path = QFileDialog::getSaveFileName(this, tr("Save project"),
                                                m_settings.lastFolder() + QLatin1Char('/') + m_workbench.document.displayName() + kProjectEnding,
                                                tr("Vernier projects (*.vernier)"));
    if (path.isEmpty())
        return false;
    if (!path.endsWith(kProjectEnding))
        path += kProjectEnding;
    const Result<void> saved = m_workbench.document.save(path);
    if (!saved) {
        showError(saved.error());
        return false;
    }
    m_settings.setLastFolder(QFileInfo(path).absolutePath());
    m_settings.addRecent(path);
    updateRecent();
    return true;
}

bool MainWindow::mayLeave()
{
    if (!m_workbench.document.isModified() || !m_workbench.document.hasModel())
        return true;
    const QMessageBox::StandardButton answer =
        QMessageBox::question(this, tr("Unsaved changes"),
                              tr("The project has changes that are not saved: its recipe, or results in its history. Save them?"),
                              QMessageBox::Save | QMessageBox::Discard | QMessageBox::Cancel, QMessageBox::Save);
    if (answer == QMessageBox::Save)
        return save();
    return answer == QMessageBox::Discard;
}

void MainWindow::closeEvent(QCloseEvent *event)
{
    if (!mayLeave()) {
        event->ignore();
        return;
    }
    m_workbench.runner.cancelAll();
    m_autosave.discard();
    m_settings.setWindow(saveGeometry(), saveState());
    event->accept();
}

void MainWindow::dragEnterEvent(QDragEnterEvent *event)
{
    if (event->mimeData()->hasUrls() && event->mimeData()->urls().size() == 1 && event->mimeData()->urls().front().isLocalFile())
        event->acceptProposedAction();
}

void MainWindow::dropEvent(QDropEvent *event)
{
    const QString path = event->mimeData()->urls().front().toLocalFile();
    event->acceptProposedAction();
    // The sender waits for the end of the drop, so the questions that opening may ask come after it.
    QTimer::singleShot(0, this, [this, path] { openPath(path); });
}

void MainWindow::offerRecovery()
{
    for (const Recoverable &found : AutoSave::recoverable(m_autosave.folder())) {
        const QString name = found.originalPath.isEmpty() ? tr("a project that was never saved") : found.originalPath;
        const QMessageBox::StandardButton answer = QMessageBox::question(
            this, tr("Restore unsaved work"),
            tr("Vernier did not end properly. It kept unsaved work on %1 from %2. Restore it?").arg(name, QLocale().toString(found.time)),
            QMessageBox::Yes | QMessageBox::Discard | QMessageBox::Cancel, QMessageBox::Yes);
        if (answer == QMessageBox::Cancel)
            return;
        Result<Project> project = readProject(toPath(found.file));
        if (answer == QMessageBox::Yes && project) {
            m_workbench.document.restore(std::move(*project), found.originalPath);
            m_autosave.saveNow();
        } else if (answer == QMessageBox::Yes) {
            showError(project.error());
        }
        AutoSave::remove(found);
        if (answer == QMessageBox::Yes)
            return;
    }
}

void MainWindow::showError(const Error &error)
{
    QMessageBox box(QMessageBox::Warning, tr("Vernier"), errorTitle(error.code), QMessageBox::Ok, this);
    box.setInformativeText(errorDetail(error));
    box.setTextInteractionFlags(Qt::TextSelectableByMouse);
    box.exec();
}

void MainWindow::showTexts()
{
    TextsDialog dialog(m_workbench, this);
    dialog.exec();
}

void MainWindow::showExport()
{
    ExportDialog dialog(m_workbench, this);
    dialog.exec();
}

void MainWindow::showPreferences()
{
    PreferencesDialog dialog(m_settings.preferences(), this);
    connect(&dialog, &PreferencesDialog::changed, this, &MainWindow::applyPreferences);
    if (dialog.exec() == QDialog::Accepted)
        m_settings.setPreferences(dialog.preferences());
}

void MainWindow::showPalette()
{
    CommandPalette palette(m_workbench, *this, this);
    palette.exec();
}

void MainWindow::showShortcuts()
{
    QMessageBox box(QMessageBox::NoIcon, tr("Keyboard shortcuts"), shortcutsText(*this, m_layerActions->all()), QMessageBox::Close, this);
    box.setTextFormat(Qt::RichText);
    box.exec();
}

void MainWindow::showAbout()
{
    QMessageBox::about(this, tr("About Vernier"), aboutText());
}

void MainWindow::copyCommandLine()
{
    const Project &project = m_workbench.document.project();
    if (m_workbench.document.filePath().isEmpty()) {
        statusBar()->showMessage(tr("Save the project first: the command reads the recipe from its file."), kMessageTime);
        return;
    }
    QGuiApplication::clipboard()->setText(evaluateCommand(project, m_workbench.document.filePath()));
    statusBar()->showMessage(tr("The command line is on the clipboard."), kMessageTime);
}

} // namespace vernier
