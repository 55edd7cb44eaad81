// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTranslator>

// A language that is easy to recognize: every text in angle brackets. Shows which texts a view forgets to translate anew.

namespace vernier::test {

class ShoutingTranslator : public QTranslator
{
public:
    [[nodiscard]] QString translate(const char *, const char *source, const char *, int) const override
    {
        return QLatin1Char('<') + QString::fromUtf8(source) + QLatin1Char('>');
    }
    [[nodiscard]] bool isEmpty() const override { return false; }
};

} // namespace vernier::test
