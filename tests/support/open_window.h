// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/main_window.h"

#include <QTemporaryDir>
#include <QTest>

#include <memory>

// The real window in English, with settings and autosaves of its own.

namespace vernier::test {

struct OpenWindow
{
    QTemporaryDir scratch;
    std::unique_ptr<Settings> settings;
    std::unique_ptr<MainWindow> window;

    /// Whether it is on the screen.
    bool open()
    {
        settings = std::make_unique<Settings>(scratch.filePath(QStringLiteral("settings.ini")));
        Preferences preferences;
        preferences.language = QStringLiteral("en");
        settings->setPreferences(preferences);
        window = std::make_unique<MainWindow>(*settings, scratch.filePath(QStringLiteral("autosave")));
        window->show();
        return QTest::qWaitForWindowExposed(window.get());
    }
};

} // namespace vernier::test
