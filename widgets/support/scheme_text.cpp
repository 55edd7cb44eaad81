// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/support/scheme_text.h"

#include "widgets/support/text.h"

#include <QCoreApplication>
#include <QStringList>

namespace vernier {

namespace {

struct SchemeTextTr
{
    Q_DECLARE_TR_FUNCTIONS(vernier::SchemeText)
};

QString observerText(int actMethod)
{
    switch (actMethod) {
    case 1: return SchemeTextTr::tr("static min-max");
    case 2: return SchemeTextTr::tr("static histogram");
    case 3: return SchemeTextTr::tr("static, method chosen after calibration");
    default: return {};
    }
}

} // namespace

QString schemeBadge(QuantType type)
{
    switch (type) {
    case QuantType::Float: return QStringLiteral("F");
    case QuantType::W8A8: return QStringLiteral("8");
    case QuantType::W8A8Dynamic: return QStringLiteral("8d");
    case QuantType::W8A16: return QStringLiteral("8/16");
    case QuantType::W4A16: return QStringLiteral("4/16");
    case QuantType::W4A8Dynamic: return QStringLiteral("4d");
    default: return toText(toString(type));
    }
}

QString schemeDescription(const Scheme &scheme)
{
    QStringList parts{toText(toString(scheme.type))};
    if (scheme.isFloat())
        return parts.front();
    if (scheme.groupSize > 0)
        parts << SchemeTextTr::tr("groups of %1").arg(scheme.groupSize);
    else
        parts << (scheme.mmTensor ? SchemeTextTr::tr("one weight scale per tensor") : SchemeTextTr::tr("one weight scale per channel"));
    if (!scheme.wSym)
        parts << SchemeTextTr::tr("asymmetric weights");
    if (scheme.isDynamic)
        parts << SchemeTextTr::tr("activations per token");
    else if (scheme.hasStaticActivations())
        parts << observerText(scheme.actMethod);
    return parts.join(SchemeTextTr::tr(", "));
}

} // namespace vernier
