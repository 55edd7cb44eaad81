// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/main_window.h"

#include "app/about.h"
#include "app/project_files.h"
#include "widgets/models/message_model.h"
#include "widgets/support/core_messages.h"
#include "widgets/support/error_text.h"
#include "widgets/support/text.h"
#include "widgets/support/theme.h"
#include "widgets/views/accuracy_view.h"
#include "widgets/views/activations_view.h"
#include "widgets/views/command_palette.h"
#include "widgets/views/evaluations_view.h"
#include "widgets/views/export_dialog.h"
#include "widgets/views/guide_view.h"
#include "widgets/views/jobs_view.h"
#include "widgets/views/layer_actions.h"
#include "widgets/views/layer_table.h"
#include "widgets/views/precision_map_view.h"
#include "widgets/views/preferences_dialog.h"
#include "widgets/views/quantized_folder_dialog.h"
#include "widgets/views/recipe_inspector.h"
#include "widgets/views/sensitivity_view.h"
#include "widgets/views/status_strip.h"
#include "widgets/views/texts_dialog.h"
#include "widgets/views/weights_view.h"
#include "widgets/views/welcome_page.h"

#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QCloseEvent>
#include <QDockWidget>
#include <QDragEnterEvent>
#include <QFileInfo>
#include <QGuiApplication>
#include <QMenuBar>
#include <QMessageBox>
#include <QMimeData>
#include <QScreen>
#include <QStackedWidget>
#include <QStatusBar>
#include <QTabBar>
#include <QTimer>
#include <QToolBar>

#include <algorithm>

namespace vernier {

namespace {

constexpr int kMessageTime = 8000; // ms
constexpr int kInspectorWidth = 380;
constexpr QSize kLargestStart{1600, 1000};
constexpr QSize kWindowFrame{16, 48}; // what the title bar and borders may take; not known before the window is shown
constexpr int kLeastPanelHeight = 160;
constexpr double kBottomShare = 0.43; // of the height, for the panels below the map

/// A panel takes the height that it had between the others along when it floats: more than a low screen has.
void keepOnScreen(QDockWidget &dock)
{
    const QRect room = dock.screen()->availableGeometry();
    const QSize most = room.size() - kWindowFrame;
    if (dock.width() > most.width() || dock.height() > most.height())
        dock.resize(dock.size().boundedTo(most));
    const int lowest = room.bottom() - dock.frameGeometry().height() + 1;
    if (dock.frameGeometry().top() > lowest || dock.frameGeometry().top() < room.top())
        dock.move(dock.x(), std::clamp(dock.y(), room.top(), std::max(room.top(), lowest)));
}

} // namespace

MainWindow::MainWindow(Settings &settings, const QString &autosaveFolder, QWidget *parent)
    : QMainWindow(parent)
    , m_settings(settings)
    , m_actions(*m_workbench.document.undoStack())
    , m_files(new ProjectFiles(m_workbench, settings, autosaveFolder, this))
    , m_layerActions(new LayerActions(m_workbench, this))
    , m_strip(new StatusStrip(m_workbench))
    , m_stripBar(new QToolBar(this))
    , m_center(new QStackedWidget(this))
    , m_welcome(new WelcomePage)
    , m_map(new PrecisionMapView(m_workbench, *m_layerActions))
    , m_palette(new CommandPalette(m_workbench, this))
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
    statusBar(); // always there: its coming and going would move what is above it
    connect(statusBar(), &QStatusBar::messageChanged, this, [this] { statusBar()->setToolTip(QString()); });
    createDocks();
    createMenus();
    connectActions();
    connectDocument();
    applyPreferences(m_settings.preferences());
    m_defaultLayout = saveState();
    resize((screen()->availableSize() - kWindowFrame).boundedTo(kLargestStart).expandedTo({1024, 640}));
    restoreGeometry(m_settings.geometry());
    m_layout = m_settings.layout();
    showPanels(false);
    m_layerTable->restoreColumns(m_settings.layerColumns());
    retranslate();
    updateRecent();
    updateState();
}

MainWindow::~MainWindow()
{
    m_workbench.runner.cancelAll();
}

void MainWindow::createDocks()
{
    setCorner(Qt::BottomRightCorner, Qt::RightDockWidgetArea);
    m_inspector = new RecipeInspector(m_workbench);
    m_jobs = new JobsView(m_workbench);
    const auto add = [this](const char *name, QWidget *view, Qt::DockWidgetArea area, std::function<QString()> title) {
        auto *dock = new QDockWidget(this);
        dock->setObjectName(QString::fromLatin1(name));
        view->setMinimumHeight(kLeastPanelHeight); // all the same: the map does not jump when another comes to the front
        dock->setWidget(view);
        addDockWidget(area, dock);
        m_docks.emplace_back(dock, std::move(title));
        for (const auto moved : {&QDockWidget::topLevelChanged, &QDockWidget::visibilityChanged})
            connect(dock, moved, &m_titlesSoon, qOverload<>(&QTimer::start));
        connect(dock, &QDockWidget::dockLocationChanged, &m_titlesSoon, qOverload<>(&QTimer::start));
        return dock;
    };
    m_titlesSoon.setSingleShot(true); // the main window arranges its tabs after it tells of a change
    connect(&m_titlesSoon, &QTimer::timeout, this, &MainWindow::updateDockTitles);
    QDockWidget *recipe = add("recipe", m_inspector, Qt::RightDockWidgetArea, [] { return tr("Recipe"); });
    auto *activationsView = new ActivationsView(m_workbench);
    auto *weightsView = new WeightsView(m_workbench);
    for (QWidget *ofLayer : std::initializer_list<QWidget *>{activationsView, weightsView})
        m_layerActions->addTo(ofLayer);
    QDockWidget *activations = add("activations", activationsView, Qt::BottomDockWidgetArea, [] { return tr("Activations"); });
    QDockWidget *weights = add("weights", weightsView, Qt::BottomDockWidgetArea, [] { return tr("Weights"); });
    m_sensitivity = new SensitivityView(m_workbench, *m_layerActions);
    QDockWidget *sensitivity =
        add("sensitivity", m_sensitivity, Qt::BottomDockWidgetArea, [] { return tr("Sensitivity"); });
    m_layerTable = new LayerTable(m_workbench, *m_layerActions);
    QDockWidget *layers = add("layers", m_layerTable, Qt::BottomDockWidgetArea, [] { return tr("Layers"); });
    QDockWidget *evaluations =
        add("evaluations", new EvaluationsView(m_workbench), Qt::BottomDockWidgetArea, [] { return tr("Evaluations"); });
    QDockWidget *jobs = add("jobs", m_jobs, Qt::BottomDockWidgetArea, [this] {
        return m_unreadMessages > 0 ? tr("Jobs and messages (%1)").arg(m_unreadMessages) : tr("Jobs and messages");
    });
    auto *guideView = new GuideView(m_workbench);
    connect(guideView, &GuideView::textsRequested, this, &MainWindow::showTexts);
    connect(guideView, &GuideView::casesRequested, this, [this] { raisePanel("accuracy"); });
    QDockWidget *guide = add("guide", guideView, Qt::RightDockWidgetArea, [] { return tr("Tuning guide"); });
    QDockWidget *accuracy = add("accuracy", new AccuracyView(m_workbench), Qt::BottomDockWidgetArea, [] { return tr("Accuracy"); });
    for (QDockWidget *next : {weights, sensitivity, layers, evaluations, accuracy, jobs})
        tabifyDockWidget(activations, next);
    tabifyDockWidget(recipe, guide);
    for (QDockWidget *front : {activations, recipe}) // after all are tabs: side by side they would make the window as wide as they are
        front->raise();
}

/// A panel among tabs is named by its tab; a title under it would say the same again.
void MainWindow::updateDockTitles()
{
    for (const auto &[dock, title] : m_docks) {
        const bool tabbed = !dock->isFloating() && !tabifiedDockWidgets(dock).isEmpty();
        QWidget *bar = dock->titleBarWidget();
        if (tabbed == (bar != nullptr))
            continue;
        auto *none = tabbed ? new QWidget(dock) : nullptr;
        if (none)
            none->setFixedHeight(0);
        dock->setTitleBarWidget(none);
        delete bar;
    }
    for (const auto &[dock, title] : m_docks) {
        if (dock->isFloating())
            keepOnScreen(*dock);
    }
    for (QTabBar *tabs : findChildren<QTabBar *>(Qt::FindDirectChildrenOnly)) { // which the main window makes as it needs them
        if (tabs->contextMenuPolicy() == Qt::CustomContextMenu)
            continue;
        tabs->setContextMenuPolicy(Qt::CustomContextMenu);
        connect(tabs, &QWidget::customContextMenuRequested, this, [this, tabs](const QPoint &at) { showTabMenu(*tabs, at); });
    }
}

/// What a panel's title offers while it has one.
void MainWindow::showTabMenu(QTabBar &tabs, const QPoint &at)
{
    const QString title = tabs.tabText(tabs.tabAt(at));
    for (const auto &[dock, name] : m_docks) {
        if (title.isEmpty() || dock->windowTitle() != title)
            continue;
        QMenu menu(this);
        menu.addAction(tr("&Float"), dock, [panel = dock] { panel->setFloating(true); });
        menu.addAction(tr("&Close"), dock, &QWidget::hide);
        menu.exec(tabs.mapToGlobal(at));
        return;
    }
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
    file->addAction(m_actions.openQuantized);
    file->addAction(m_actions.openRecipe);
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
    run->addActions({m_actions.measureLocal, m_actions.measureEndToEnd, m_actions.measureEndToEndTypes});
    run->addSeparator();
    run->addActions({m_actions.cancelJobs, m_actions.copyCommandLine});

    QMenu *view = addMenu([] { return tr("&View"); });
    view->addAction(m_actions.palette);
    view->addSeparator();
    int number = 1;
    for (const auto &[dock, title] : m_docks) {
        QAction *show = view->addAction(QString());
        show->setShortcut(QKeySequence(Qt::ALT | static_cast<Qt::Key>(Qt::Key_0 + number++)));
        connect(show, &QAction::triggered, this, [this, panel = dock] { showPanel(panel); });
        connect(dock, &QWidget::windowTitleChanged, show, &QAction::setText);
    }
    view->addSeparator();
    view->addActions({m_actions.closePanel, m_actions.resetLayout});

    QMenu *help = addMenu([] { return tr("&Help"); });
    help->addActions({m_actions.shortcuts, m_actions.about});
}

void MainWindow::connectActions()
{
    connect(m_actions.openDemo, &QAction::triggered, m_files, &ProjectFiles::openDemo);
    connect(m_actions.openFolder, &QAction::triggered, m_files, &ProjectFiles::chooseFolder);
    connect(m_actions.openProject, &QAction::triggered, m_files, &ProjectFiles::chooseProject);
    connect(m_actions.openQuantized, &QAction::triggered, m_files, &ProjectFiles::chooseQuantized);
    connect(m_actions.openRecipe, &QAction::triggered, m_files, &ProjectFiles::chooseRecipe);
    connect(m_actions.save, &QAction::triggered, m_files, &ProjectFiles::save);
    connect(m_actions.saveAs, &QAction::triggered, m_files, &ProjectFiles::saveAs);
    connect(m_actions.texts, &QAction::triggered, this, &MainWindow::showTexts);
    connect(m_actions.exportModel, &QAction::triggered, this, &MainWindow::showExport);
    connect(m_actions.quit, &QAction::triggered, this, &QWidget::close);
    connect(m_actions.preferences, &QAction::triggered, this, &MainWindow::showPreferences);
    connect(m_actions.evaluate, &QAction::triggered, &m_workbench.analysis, &Analysis::evaluate);
    connect(m_actions.autoEvaluate, &QAction::triggered, this, &MainWindow::setAutoEvaluate);
    connect(m_strip, &StatusStrip::autoEvaluateToggled, this, &MainWindow::setAutoEvaluate);
    connect(m_strip, &StatusStrip::textsRequested, this, &MainWindow::showTexts);
    m_actions.autoEvaluate->setChecked(m_workbench.analysis.autoEvaluate());
    connect(&m_workbench.analysis, &Analysis::autoEvaluateChanged, m_actions.autoEvaluate, &QAction::setChecked);
    connect(m_actions.measureLocal, &QAction::triggered, &m_workbench.analysis, &Analysis::measureLocal);
    connect(m_actions.measureEndToEnd, &QAction::triggered, &m_workbench.analysis, &Analysis::measureEndToEnd);
    connect(m_actions.measureEndToEndTypes, &QAction::triggered, &m_workbench.analysis, &Analysis::measureEndToEndTypes);
    connect(m_actions.measureLocal, &QAction::triggered, m_map, [this] { m_map->setMetric(LayerMetric::LocalSqnr); });
    connect(m_actions.measureEndToEnd, &QAction::triggered, m_map, [this] { m_map->setMetric(LayerMetric::EndToEndKl); });
    connect(m_map, &PrecisionMapView::metricChanged, this, [this] { m_sensitivity->setMetric(m_map->metric()); });
    connect(m_sensitivity, &SensitivityView::metricChanged, this, [this] { m_map->setMetric(m_sensitivity->metric()); });
    connect(m_actions.cancelJobs, &QAction::triggered, &m_workbench.runner, &JobRunner::cancelAll);
    connect(m_actions.copyCommandLine, &QAction::triggered, this, &MainWindow::copyCommandLine);
    connect(m_actions.palette, &QAction::triggered, this, &MainWindow::showPalette);
    // The next key is meant for the layer, not for the field that had the keyboard before.
    connect(m_palette, &CommandPalette::layerChosen, m_map, [this] { m_map->setFocus(Qt::OtherFocusReason); });
    connect(m_actions.closePanel, &QAction::triggered, this, &MainWindow::closePanel);
    connect(m_actions.resetLayout, &QAction::triggered, this, &MainWindow::resetLayout);
    connect(m_actions.shortcuts, &QAction::triggered, this, &MainWindow::showShortcuts);
    connect(m_actions.about, &QAction::triggered, this, [this] { showAbout(); });

    connect(m_welcome, &WelcomePage::openDemo, m_files, &ProjectFiles::openDemo);
    connect(m_welcome, &WelcomePage::openFolder, m_files, &ProjectFiles::chooseFolder);
    connect(m_welcome, &WelcomePage::openProject, m_files, &ProjectFiles::chooseProject);
    connect(m_welcome, &WelcomePage::openRecent, m_files, &ProjectFiles::openPath);
    connect(m_welcome, &WelcomePage::openDropped, m_files, &ProjectFiles::openPath);
    connect(m_welcome, &WelcomePage::forgetRecent, this, [this](const QString &path) {
        m_settings.removeRecent(path);
        updateRecent();
    });
    connect(m_files, &ProjectFiles::recentChanged, this, &MainWindow::updateRecent);
    connect(m_files, &ProjectFiles::quantizedChosen, this, &MainWindow::showQuantized);
    connect(m_files, &ProjectFiles::said, this, &MainWindow::say);
    connect(m_files, &ProjectFiles::autosaveFailed, this, [this](const Error &error) {
        m_jobs->messages().say(tr("Autosave failed: unsaved work would be lost in a crash"), errorDetail(error));
    });
    connect(m_layerActions, &LayerActions::refused, this, [this](const QString &message) {
        say(message);
        m_jobs->messages().say(tr("Refused"), message);
    });
    connect(m_layerActions, &LayerActions::done, this, &MainWindow::say);
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
        say(tr("%1 failed: %2").arg(job.title(), coreText(job.error->message)));
        if (job.kind == JobKind::Load)
            m_files->showError(*job.error, tr("The model of “%1” cannot be opened").arg(m_workbench.document.displayName()));
    });
    connect(m_jobs, &JobsView::unreadChanged, this, [this](int unread) {
        m_unreadMessages = unread;
        for (const auto &[dock, title] : m_docks)
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
    for (const auto &[dock, title] : m_docks)
        dock->setWindowTitle(title());
    m_stripBar->setWindowTitle(tr("Status strip"));
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
    m_workbench.analysis.setStateMemory(std::int64_t{preferences.stateMegabytes} * 1000 * 1000);
    m_workbench.analysis.setProducts(preferences.products);
    m_workbench.analysis.setAutoEvaluate(preferences.autoEvaluate);
}

void MainWindow::setAutoEvaluate(bool on)
{
    m_workbench.analysis.setAutoEvaluate(on);
    Preferences preferences = m_settings.preferences();
    preferences.autoEvaluate = on;
    m_settings.setPreferences(preferences);
}

void MainWindow::say(const QString &message)
{
    const QFontMetrics metrics = statusBar()->fontMetrics();
    const int room = statusBar()->width() - statusBar()->height(); // without the grip
    statusBar()->showMessage(metrics.elidedText(message, Qt::ElideRight, room), kMessageTime);
    statusBar()->setToolTip(metrics.horizontalAdvance(message) > room ? message : QString());
}

void MainWindow::resetLayout()
{
    restoreState(m_defaultLayout);
    resizeDocks({m_docks[0].first}, {kInspectorWidth}, Qt::Horizontal);
    resizeDocks({m_docks[1].first}, {static_cast<int>(kBottomShare * height())}, Qt::Vertical);
}

void MainWindow::showPanels(bool shown)
{
    if (shown == m_panelsShown)
        return;
    m_panelsShown = shown;
    if (!shown) {
        if (m_layout.isEmpty() && isVisible())
            m_layout = saveState();
        for (const auto &[dock, title] : m_docks)
            dock->hide();
    } else if (m_layout.isEmpty() || !restoreState(m_layout)) {
        resetLayout();
    }
}

/// Brings it to the front with the keyboard in it.
void MainWindow::showPanel(QDockWidget *dock)
{
    dock->show();
    dock->raise();
    dock->widget()->setFocus(Qt::ShortcutFocusReason);
}

/// The one with the keyboard.
void MainWindow::closePanel()
{
    for (const auto &[dock, title] : m_docks) {
        if (!dock->isAncestorOf(QApplication::focusWidget()))
            continue;
        dock->hide();
        m_map->setFocus(Qt::OtherFocusReason);
        return;
    }
    say(tr("The keyboard is in no panel that could be closed."));
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
    showPanels(hasProject);
    for (QAction *action : {m_actions.openQuantized, m_actions.openRecipe, m_actions.save, m_actions.saveAs, m_actions.texts, m_actions.copyCommandLine, m_actions.closePanel, m_actions.resetLayout})
        action->setEnabled(hasProject);
    m_actions.exportModel->setEnabled(model != nullptr);
    m_actions.evaluate->setEnabled(model && model->evaluator);
    m_actions.measureEndToEnd->setEnabled(model && model->evaluator);
    m_actions.measureEndToEndTypes->setEnabled(model && model->evaluator);
    m_actions.measureLocal->setEnabled(model && !model->calibration.empty());
    m_actions.cancelJobs->setEnabled(m_workbench.runner.isBusy());
    updateTitle();
}

void MainWindow::updateRecent()
{
    const QStringList recent = m_settings.recent();
    m_recentMenu->clear();
    for (const QString &path : recent)
        m_recentMenu->addAction(path, this, [this, path] { m_files->openPath(path); });
    m_recentMenu->setEnabled(!recent.isEmpty());
    m_welcome->setRecent(recent);
}

void MainWindow::closeEvent(QCloseEvent *event)
{
    if (!m_files->mayLeave()) {
        event->ignore();
        return;
    }
    m_workbench.runner.cancelAll();
    m_files->close();
    m_settings.setWindow(saveGeometry(), m_panelsShown ? saveState() : m_layout);
    m_settings.setLayerColumns(m_layerTable->saveColumns());
    event->accept();
}

void MainWindow::dragEnterEvent(QDragEnterEvent *event)
{
    if (!WelcomePage::droppedPath(event->mimeData()).isEmpty())
        event->acceptProposedAction();
}

void MainWindow::dropEvent(QDropEvent *event)
{
    const QString path = WelcomePage::droppedPath(event->mimeData());
    event->acceptProposedAction();
    // The sender waits for the end of the drop, so the questions that opening may ask come after it.
    QTimer::singleShot(0, this, [this, path] { m_files->openPath(path); });
}

void MainWindow::showTexts()
{
    TextsDialog dialog(m_workbench, this);
    dialog.exec();
}

void MainWindow::showExport()
{
    ExportDialog dialog(m_workbench, this);
    const Project &project = m_workbench.document.project();
    const QString model = project.checkpoint ? pathText(project.checkpoint->path) : QString();
    const QString last = m_settings.exportFolder();
    if (model == m_settings.exportedModel() && !last.isEmpty())
        dialog.setLastFolder(last);
    else if (!last.isEmpty())
        dialog.setParentFolder(QFileInfo(last).absolutePath());
    connect(&dialog, &ExportDialog::exported, this, [this, model](const QString &folder) {
        m_settings.setExport(folder, model);
        say(tr("Exported to %1").arg(folder));
    });
    dialog.exec();
}

void MainWindow::showQuantized(const QString &path)
{
    auto *dialog = new QuantizedFolderDialog(m_workbench, toPath(path), this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QuantizedFolderDialog::evaluating, this, [this] { raisePanel("evaluations"); });
    connect(dialog, &QuantizedFolderDialog::imported, this, [this](const QString &name) {
        raisePanel("recipe");
        say(tr("The recipe is that of %1. Ctrl+Z undoes it.").arg(name));
    });
    dialog->show();
}

void MainWindow::raisePanel(const char *name)
{
    auto *dock = findChild<QDockWidget *>(QString::fromLatin1(name));
    dock->show();
    dock->raise();
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
    m_palette->open(this);
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
        say(tr("Save the project first: the command reads the recipe from its file."));
        return;
    }
    QGuiApplication::clipboard()->setText(evaluateCommand(project, m_workbench.document.filePath()));
    say(tr("The command line is on the clipboard."));
}

} // namespace vernier
