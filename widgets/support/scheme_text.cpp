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

/// Empty: rounded to the nearest code.
QString methodText(const Scheme &scheme)
{
    switch (scheme.wMethod) {
    case WeightMethod::Gptq:
        if (scheme.actOrder)
            return SchemeTextTr::tr("GPTQ as published, largest inputs first");
        return scheme.corrected ? SchemeTextTr::tr("GPTQ as published") : QStringLiteral("GPTQ");
    case WeightMethod::Hqq: return scheme.corrected ? SchemeTextTr::tr("HQQ as published") : QStringLiteral("HQQ");
    case WeightMethod::MinMax:
    case WeightMethod::Nf: break;
    }
    return {};
}

/// Which weights are outliers; empty: none.
QString sparsityText(const Scheme &scheme)
{
    const auto share = [&scheme] { return QString::number(100.0 * scheme.fraction, 'g', 4) + QStringLiteral(" %"); };
    switch (scheme.sparsity) {
    case Sparsity::WholeTensor: return SchemeTextTr::tr("sparse, the largest %1 of the tensor are outliers").arg(share());
    case Sparsity::RowFraction: return SchemeTextTr::tr("sparse, the largest %1 of each row are outliers").arg(share());
    case Sparsity::RowSigma: return SchemeTextTr::tr("sparse, outliers beyond %1 sigma").arg(scheme.sigmaFactor);
    case Sparsity::None: break;
    }
    return {};
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
    case QuantType::W8A8S: return QStringLiteral("8s");
    case QuantType::NF4: return QStringLiteral("nf4");
    default: return toText(toString(type));
    }
}

QString granularityText(const Scheme &scheme)
{
    if (scheme.blockSize > 0)
        return SchemeTextTr::tr("blocks of %1").arg(scheme.blockSize);
    if (scheme.twoLevel)
        return SchemeTextTr::tr("two levels of weight scales, per channel and in groups of %1").arg(scheme.groupSize);
    if (scheme.groupSize > 0)
        return SchemeTextTr::tr("groups of %1").arg(scheme.groupSize);
    return scheme.mmTensor ? SchemeTextTr::tr("one weight scale per tensor") : SchemeTextTr::tr("one weight scale per channel");
}

QString schemeDescription(const Scheme &scheme)
{
    QStringList parts{toText(toString(scheme.type))};
    if (scheme.isFloat())
        return parts.front();
    for (const QString &part : {granularityText(scheme), methodText(scheme), sparsityText(scheme)}) {
        if (!part.isEmpty())
            parts << part;
    }
    if (!scheme.wSym)
        parts << SchemeTextTr::tr("asymmetric weights");
    if (scheme.isDynamic)
        parts << SchemeTextTr::tr("activations per token");
    else if (scheme.hasStaticActivations())
        parts << observerText(scheme.actMethod);
    return parts.join(SchemeTextTr::tr(", "));
}

} // namespace vernier
