// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/actions.h"
#include "app/language.h"
#include "app/settings.h"
#include "widgets/document/autosave.h"
#include "widgets/models/workbench.h"

#include <QMainWindow>

#include <functional>

// The one window: it wires views, actions and settings together and computes nothing.

class QLabel;
class QStackedWidget;
class QToolBar;

namespace vernier {

class ActivationsView;
class EvaluationsView;
class JobsView;
class LayerActions;
class LayerTable;
class PrecisionMapView;
class RecipeInspector;
class SensitivityView;
class StatusStrip;
class WeightsView;
class WelcomePage;

class MainWindow : public QMainWindow
{
    Q_OBJECT
public:
    /// autosaveFolder  where unsaved work is kept for the case of a crash.
    MainWindow(Settings &settings, const QString &autosaveFolder, QWidget *parent = nullptr);
    ~MainWindow() override;

    [[nodiscard]] Workbench &workbench() { return m_workbench; }
    [[nodiscard]] Actions &actions() { return m_actions; }

    void openDemo();
    /// A project file, a checkpoint folder, or a file in one.
    void openPath(const QString &path);
    /// Offers what a crash left behind.
    void offerRecovery();

protected:
    void changeEvent(QEvent *event) override;
    void closeEvent(QCloseEvent *event) override;
    void dragEnterEvent(QDragEnterEvent *event) override;
    void dropEvent(QDropEvent *event) override;

private:
    void createDocks();
    QDockWidget *addDock(const QString &name, QWidget *view, Qt::DockWidgetArea area, QAction *action);
    void createMenus();
    void connectActions();
    void connectDocument();
    void retranslate();
    void applyPreferences(const Preferences &preferences);
    void resetLayout();

    void showProject(Project project, const QString &filePath);
    void chooseFolder();
    void chooseProject();
    bool save();
    bool saveAs();
    /// Asks about unsaved changes; false: the user wants to stay.
    bool mayLeave();
    void showError(const Error &error);
    void updateTitle();
    void updateState();
    void updateRecent();
    void showTexts();
    void showExport();
    void showPreferences();
    void showPalette();
    void showShortcuts();
    void showAbout();
    void copyCommandLine();

    Settings &m_settings;
    Language m_language;
    Workbench m_workbench;
    Actions m_actions;
    AutoSave m_autosave;
    LayerActions *m_layerActions;
    StatusStrip *m_strip;
    QToolBar *m_stripBar;
    QStackedWidget *m_center;
    WelcomePage *m_welcome;
    PrecisionMapView *m_map;
    RecipeInspector *m_inspector;
    JobsView *m_jobs;
    std::vector<QDockWidget *> m_docks; ///< in the order of the View menu
    std::vector<std::pair<QMenu *, std::function<QString()>>> m_menuTitles;
    std::vector<std::pair<QDockWidget *, std::function<QString()>>> m_dockTitles;
    QMenu *m_recentMenu = nullptr;
    QByteArray m_defaultLayout;
    int m_unreadMessages = 0;
};

} // namespace vernier
