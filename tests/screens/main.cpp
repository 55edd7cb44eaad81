// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/main_window.h"
#include "app/project_files.h"
#include "core/recipe/recipe_edit.h"
#include "tests/support/demo_workbench.h"

#include <CLI/CLI.hpp>

#include <QApplication>
#include <QDir>
#include <QDockWidget>
#include <QTemporaryDir>

// vernier-screens FOLDER: every view of the demo as PNG, in both languages and themes, at a small and a large size. For
// eyes, and for the README's picture.

namespace vernier {

namespace {

struct Look
{
    const char *language;
    ThemeChoice theme;
    QSize size;
};

constexpr const char *kPanels[] = {"activations", "weights", "sensitivity", "layers", "evaluations", "jobs"};

QString nameOf(const Look &look, const QString &view)
{
    return QStringLiteral("%1-%2-%3-%4.png")
        .arg(view, QString::fromLatin1(look.language), look.theme == ThemeChoice::Dark ? QStringLiteral("dark") : QStringLiteral("light"))
        .arg(look.size.width());
}

void settle()
{
    QTest::qWait(400);
}

/// The demo's story up to the repair: everything is measured, the worst layers are back in float.
bool prepare(MainWindow &window)
{
    Workbench &workbench = window.workbench();
    window.files().openDemo();
    if (!test::waitUntilIdle(workbench) || !workbench.analysis.model())
        return false;
    workbench.analysis.measureEndToEnd();
    if (!test::waitUntilIdle(workbench, 600000) || !workbench.analysis.endToEnd())
        return false;
    const std::vector<std::string> worst = mostSensitive(workbench.analysis.endToEnd()->result, 10);
    workbench.document.editRecipe(QStringLiteral("repair"), withFallback(workbench.document.recipe(), worst));
    workbench.analysis.evaluate();
    if (!test::waitUntilIdle(workbench))
        return false;
    workbench.selection.selectOnly(6);
    return true;
}

void capture(MainWindow &window, const Look &look, const QDir &folder)
{
    window.resize(look.size);
    for (const char *panel : kPanels) {
        auto *dock = window.findChild<QDockWidget *>(QString::fromLatin1(panel));
        if (!dock)
            continue;
        dock->raise();
        settle();
        window.grab().save(folder.filePath(nameOf(look, QString::fromLatin1(panel))));
    }
}

int run(const std::string &output)
{
    QDir folder(QString::fromStdString(output));
    if (!folder.mkpath(QStringLiteral(".")))
        return 2;
    const QTemporaryDir scratch;
    for (const Look &look : {Look{"en", ThemeChoice::Light, {1366, 768}}, Look{"en", ThemeChoice::Dark, {2560, 1440}},
                             Look{"zh_CN", ThemeChoice::Dark, {1366, 768}}, Look{"zh_CN", ThemeChoice::Light, {2560, 1440}}}) {
        Settings settings(scratch.filePath(QStringLiteral("settings-%1-%2.ini").arg(QLatin1String(look.language)).arg(look.size.width())));
        Preferences preferences;
        preferences.language = QString::fromLatin1(look.language);
        preferences.theme = look.theme;
        settings.setPreferences(preferences);
        MainWindow window(settings, scratch.filePath(QStringLiteral("autosave")));
        window.resize(look.size);
        window.show();
        settle();
        window.grab().save(folder.filePath(nameOf(look, QStringLiteral("welcome"))));
        if (!prepare(window))
            return 1;
        capture(window, look, folder);
    }
    return 0;
}

} // namespace

} // namespace vernier

int main(int argc, char **argv)
{
    QApplication application(argc, argv);
    CLI::App options{"Pictures of every view of the demo"};
    std::string folder;
    options.add_option("FOLDER", folder, "Where the PNG files go")->required();
    CLI11_PARSE(options, argc, argv);
    return vernier::run(folder);
}
