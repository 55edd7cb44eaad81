// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/main_window.h"
#include "app/project_files.h"

#include <CLI/CLI.hpp>

#include <QApplication>
#include <QIcon>
#include <QStandardPaths>
#include <QTimer>

#include <csignal>
#include <string>
#include <string_view>

// vernier [PATH]: the workbench, on a project, a checkpoint folder or the demo.

int main(int argc, char **argv)
{
    std::signal(SIGXFSZ, SIG_IGN); // a file that grows beyond a limit is an error to report, not a reason to die
    CLI::App options{"Workbench for tuning the precision of quantized language models"};
    std::string path;
    bool demo = false;
    options.add_option("PATH", path, "A project (.vernier) or the folder of a Hugging Face checkpoint");
    options.add_flag("--demo", demo, "Open the bundled demo");
    options.set_version_flag("--version", VERNIER_VERSION);
    // What is only said needs no display; else Qt takes its own options out first.
    if (argc == 2 && (std::string_view(argv[1]) == "--help" || std::string_view(argv[1]) == "-h" || std::string_view(argv[1]) == "--version"))
        CLI11_PARSE(options, argc, argv);
    QApplication application(argc, argv);
    QApplication::setApplicationName(QStringLiteral("Vernier"));
    QApplication::setOrganizationName(QStringLiteral("Vernier"));
    QApplication::setApplicationVersion(QStringLiteral(VERNIER_VERSION));

    QApplication::setWindowIcon(QIcon(QStringLiteral(":/icons/vernier.svg")));
    QApplication::setDesktopFileName(QStringLiteral("vernier"));

    CLI11_PARSE(options, argc, argv);

    vernier::Settings settings;
    const QString autosaveFolder = QStandardPaths::writableLocation(QStandardPaths::AppLocalDataLocation) + QStringLiteral("/autosave");
    vernier::MainWindow window(settings, autosaveFolder);
    window.show();
    // After the first paint, so that the window is there at once.
    QTimer::singleShot(0, &window, [&] {
        if (!path.empty())
            window.files().openPath(QString::fromStdString(path));
        else if (demo)
            window.files().openDemo();
        else
            window.files().offerRecovery();
    });
    return QApplication::exec();
}
