// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/support/preferences.h"

#include <QByteArray>
#include <QSettings>
#include <QStringList>

// A typed front to QSettings: layout, recent projects, preferences. Nothing here changes a number: that belongs into the
// project file.

namespace vernier {

class Settings
{
public:
    /// The user's own.
    Settings();
    /// A file of its own, for tests.
    explicit Settings(const QString &filePath);

    [[nodiscard]] Preferences preferences() const;
    void setPreferences(const Preferences &preferences);

    [[nodiscard]] QStringList recent() const;
    void addRecent(const QString &path);
    void removeRecent(const QString &path);

    [[nodiscard]] QByteArray geometry() const { return m_settings.value(QStringLiteral("window/geometry")).toByteArray(); }
    [[nodiscard]] QByteArray layout() const { return m_settings.value(QStringLiteral("window/layout")).toByteArray(); }
    void setWindow(const QByteArray &geometry, const QByteArray &layout);
    [[nodiscard]] QByteArray layerColumns() const { return m_settings.value(QStringLiteral("window/layerColumns")).toByteArray(); }
    void setLayerColumns(const QByteArray &columns);

    [[nodiscard]] QString lastFolder() const;
    void setLastFolder(const QString &folder);
    /// Where exports went last; empty: nowhere yet.
    [[nodiscard]] QString exportFolder() const;
    /// The checkpoint that went there.
    [[nodiscard]] QString exportedModel() const;
    void setExport(const QString &folder, const QString &model);

private:
    QSettings m_settings;
};

} // namespace vernier
