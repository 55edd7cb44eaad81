// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/views/activation_page.h"

#include "core/base/number_text.h"
#include "widgets/plots/range_lines.h"
#include "widgets/support/text.h"

#include <QCoreApplication>

namespace vernier {

namespace {

struct ActivationPageTr
{
    Q_DECLARE_TR_FUNCTIONS(vernier::ActivationPage)
};

} // namespace

QString rangeText(Range range, int digits)
{
    return ActivationPageTr::tr("%1 … %2").arg(toText(significant(static_cast<double>(range.min), digits)), toText(significant(static_cast<double>(range.max), digits)));
}

QString methodText(int method)
{
    return ActivationPageTr::tr("act_method %1").arg(actMethodText(method));
}

} // namespace vernier
