// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/settings.h"

#include "widgets/support/text.h"

#include <QDir>

namespace vernier {

namespace {

constexpr int kMostRecent = 10;

QString themeName(ThemeChoice choice)
{
    switch (choice) {
    case ThemeChoice::Light: return QStringLiteral("light");
    case ThemeChoice::Dark: return QStringLiteral("dark");
    case ThemeChoice::System: break;
    }
    return QStringLiteral("system");
}

ThemeChoice themeFromName(const QString &name)
{
    if (name == QLatin1String("light"))
        return ThemeChoice::Light;
    return name == QLatin1String("dark") ? ThemeChoice::Dark : ThemeChoice::System;
}

} // namespace

Settings::Settings() = default;

Settings::Settings(const QString &filePath)
    : m_settings(filePath, QSettings::IniFormat)
{}

Preferences Settings::preferences() const
{
    Preferences preferences;
    preferences.stateMegabytes = m_settings.value(QStringLiteral("preferences/stateMegabytes"), preferences.stateMegabytes).toInt();
    const QString products = m_settings.value(QStringLiteral("preferences/products")).toString();
    preferences.products = floatProductsFromName(toUtf8(products)).value_or(preferences.products);
    preferences.threads = m_settings.value(QStringLiteral("preferences/threads"), preferences.threads).toInt();
    preferences.language = m_settings.value(QStringLiteral("preferences/language")).toString();
    preferences.theme = themeFromName(m_settings.value(QStringLiteral("preferences/theme")).toString());
    preferences.autoEvaluate = m_settings.value(QStringLiteral("preferences/autoEvaluate"), preferences.autoEvaluate).toBool();
    return preferences;
}

void Settings::setPreferences(const Preferences &preferences)
{
    m_settings.setValue(QStringLiteral("preferences/stateMegabytes"), preferences.stateMegabytes);
    m_settings.setValue(QStringLiteral("preferences/products"), toText(toString(preferences.products)));
    m_settings.setValue(QStringLiteral("preferences/threads"), preferences.threads);
    m_settings.setValue(QStringLiteral("preferences/language"), preferences.language);
    m_settings.setValue(QStringLiteral("preferences/theme"), themeName(preferences.theme));
    m_settings.setValue(QStringLiteral("preferences/autoEvaluate"), preferences.autoEvaluate);
}

QStringList Settings::recent() const
{
    return m_settings.value(QStringLiteral("recent")).toStringList();
}

void Settings::addRecent(const QString &path)
{
    QStringList paths = recent();
    paths.removeAll(path);
    paths.prepend(path);
    m_settings.setValue(QStringLiteral("recent"), QVariant(paths.mid(0, kMostRecent)));
}

void Settings::removeRecent(const QString &path)
{
    QStringList paths = recent();
    paths.removeAll(path);
    m_settings.setValue(QStringLiteral("recent"), paths);
}

void Settings::setLayerColumns(const QByteArray &columns)
{
    m_settings.setValue(QStringLiteral("window/layerColumns"), columns);
}

QString Settings::exportFolder() const
{
    return m_settings.value(QStringLiteral("export/folder")).toString();
}

QString Settings::exportedModel() const
{
    return m_settings.value(QStringLiteral("export/model")).toString();
}

void Settings::setExport(const QString &folder, const QString &model)
{
    m_settings.setValue(QStringLiteral("export/folder"), folder);
    m_settings.setValue(QStringLiteral("export/model"), model);
}

void Settings::setWindow(const QByteArray &geometry, const QByteArray &layout)
{
    m_settings.setValue(QStringLiteral("window/geometry"), geometry);
    m_settings.setValue(QStringLiteral("window/layout"), layout);
}

QString Settings::lastFolder() const
{
    return m_settings.value(QStringLiteral("lastFolder"), QDir::homePath()).toString();
}

void Settings::setLastFolder(const QString &folder)
{
    m_settings.setValue(QStringLiteral("lastFolder"), folder);
}

} // namespace vernier
