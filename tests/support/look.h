// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QImage>
#include <QPixmap>
#include <QString>
#include <QTranslator>
#include <QWidget>

#include <algorithm>

// How a view looks, for the person who works on it, and in another language.

namespace vernier::test {

/// Writes a picture of the widget into the folder $VERNIER_TEST_PICTURES, if that is set.
inline void lookAt(QWidget &widget, const char *name)
{
    const QByteArray folder = qgetenv("VERNIER_TEST_PICTURES");
    if (!folder.isEmpty())
        widget.grab().save(QString::fromUtf8(folder) + QLatin1Char('/') + QLatin1String(name) + QStringLiteral(".png"));
}

/// Of all pixels in a part of a widget, as it is drawn: 0 black, 255 white.
inline int darkest(QWidget &widget, const QRect &part)
{
    const QImage image = widget.grab(part).toImage();
    int dark = 255;
    for (int y = 0; y < image.height(); ++y) {
        for (int x = 0; x < image.width(); ++x)
            dark = std::min(dark, qGray(image.pixel(x, y)));
    }
    return dark;
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
