// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QTranslator>

// The language of the window, changed while it runs: installing a translator sends LanguageChange to every widget.

namespace vernier {

class Language
{
public:
    /// "en", "zh_CN", or empty: the system's, if there is a translation for it.
    void use(const QString &language);

private:
    QTranslator m_ours;
    QTranslator m_qt; ///< buttons of standard dialogs
};

} // namespace vernier
