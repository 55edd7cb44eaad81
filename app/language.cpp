// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/language.h"

#include <QCoreApplication>
#include <QLibraryInfo>
#include <QLocale>

namespace vernier {

void Language::use(const QString &language)
{
    QCoreApplication::removeTranslator(&m_qt);
    QCoreApplication::removeTranslator(&m_ours);
    const QLocale locale = language.isEmpty() ? QLocale::system() : QLocale(language);
    QLocale::setDefault(locale);
    if (m_qt.load(locale, QStringLiteral("qtbase"), QStringLiteral("_"), QLibraryInfo::path(QLibraryInfo::TranslationsPath)))
        QCoreApplication::installTranslator(&m_qt);
    // English has a translation, too: it holds the plurals.
    if (m_ours.load(locale, QStringLiteral("vernier"), QStringLiteral("_"), QStringLiteral(":/i18n"))
        || m_ours.load(QStringLiteral(":/i18n/vernier_en.qm")))
        QCoreApplication::installTranslator(&m_ours);
}

} // namespace vernier
