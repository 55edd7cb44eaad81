// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/support/duration_text.h"

#include "core/base/number_text.h"
#include "widgets/support/text.h"

#include <QCoreApplication>
#include <QStringList>

namespace vernier {

namespace {

struct DurationTextTr
{
    Q_DECLARE_TR_FUNCTIONS(vernier::DurationText)
};

} // namespace

QString durationText(double seconds)
{
    const QString text = toText(duration(seconds)); // numbers and units in turn; a lone sign for what is no time
    const QStringList parts = text.split(QLatin1Char(' '));
    if (parts.size() == 2)
        return DurationTextTr::tr("%1 s").arg(parts[0]);
    if (parts.size() == 4)
        return (parts[1] == QLatin1String("min") ? DurationTextTr::tr("%1 min %2 s") : DurationTextTr::tr("%1 h %2 min")).arg(parts[0], parts[2]);
    return text;
}

} // namespace vernier
