// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/actions.h"
#include "app/language.h"
#include "app/settings.h"
#include "widgets/models/workbench.h"

#include <QMainWindow>
#include <QTimer>

#include <functional>
#include <utility>
#include <vector>

// The one window: it wires views, actions and settings together and computes nothing.

class QLabel;
class QStackedWidget;
class QTabBar;
class QToolBar;

namespace vernier {

class CommandPalette;
class JobsView;
class LayerActions;
class LayerTable;
class PrecisionMapView;
class ProjectFiles;
class RecipeInspector;
class SensitivityView;
class StatusStrip;
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

    [[nodiscard]] ProjectFiles &files() { return *m_files; }

    /// Shown now; what is kept for the next start is the settings' business.
    void applyPreferences(const Preferences &preferences);

protected:
    void changeEvent(QEvent *event) override;
    void closeEvent(QCloseEvent *event) override;
    void dragEnterEvent(QDragEnterEvent *event) override;
    void dropEvent(QDropEvent *event) override;

private:
    void createDocks();
    void createMenus();
    void connectActions();
    void connectDocument();
    void retranslate();
    void resetLayout();
    /// The panels around the map, or nothing but the welcome page.
    void showPanels(bool shown);

    void setAutoEvaluate(bool on);
    void say(const QString &message);
    void updateTitle();
    void updateDockTitles();
    void showTabMenu(QTabBar &tabs, const QPoint &at);
    void showPanel(QDockWidget *dock);
    void closePanel();
    void updateState();
    void updateRecent();
    void showTexts();
    void showExport();
    void showQuantized(const QString &path);
    /// To the front, whatever has the keyboard.
    void raisePanel(const char *name);
    void showPreferences();
    void showPalette();
    void showShortcuts();
    void showAbout();
    void copyCommandLine();

    Settings &m_settings;
    Language m_language;
    Workbench m_workbench;
    Actions m_actions;
    ProjectFiles *m_files;
    LayerActions *m_layerActions;
    StatusStrip *m_strip;
    QToolBar *m_stripBar;
    QStackedWidget *m_center;
    WelcomePage *m_welcome;
    PrecisionMapView *m_map;
    SensitivityView *m_sensitivity;
    RecipeInspector *m_inspector;
    JobsView *m_jobs;
    LayerTable *m_layerTable;
    CommandPalette *m_palette;
    std::vector<std::pair<QMenu *, std::function<QString()>>> m_menuTitles;
    std::vector<std::pair<QDockWidget *, std::function<QString()>>> m_docks; ///< in the order of the View menu
    QTimer m_titlesSoon;
    QMenu *m_recentMenu = nullptr;
    QByteArray m_defaultLayout;
    QByteArray m_layout; ///< of the panels when they are shown next; empty: the default
    bool m_panelsShown = true;
    int m_unreadMessages = 0;
};

} // namespace vernier
