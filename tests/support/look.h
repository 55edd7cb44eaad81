// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QTranslator>
#include <QWidget>

// How a view looks, for the person who works on it, and in another language.

namespace vernier::test {

/// Writes a picture of the widget into the folder $VERNIER_TEST_PICTURES, if that is set.
inline void lookAt(QWidget &widget, const char *name)
{
    const QByteArray folder = qgetenv("VERNIER_TEST_PICTURES");
    if (!folder.isEmpty())
        widget.grab().save(QString::fromUtf8(folder) + QLatin1Char('/') + QLatin1String(name) + QStringLiteral(".png"));
}

/// A language in which every text stands in guillemets: what does not, was not translated (again).
class GuillemetTranslator final : public QTranslator
{
public:
    using QTranslator::QTranslator;
    [[nodiscard]] bool isEmpty() const override { return false; }
    [[nodiscard]] QString translate(const char *, const char *source, const char *, int) const override
    {
        return QStringLiteral("«%1»").arg(QString::fromUtf8(source));
    }
};

} // namespace vernier::test
