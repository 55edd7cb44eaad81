// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/views/layer_heading.h"

#include "widgets/models/workbench.h"
#include "widgets/support/scheme_text.h"
#include "widgets/support/text.h"

#include <QCoreApplication>
#include <QLabel>

namespace vernier {

namespace {

struct LayerHeadingTr
{
    Q_DECLARE_TR_FUNCTIONS(vernier::LayerHeading)
};

} // namespace

QString layerHeading(const Workbench &workbench, int layer)
{
    const LayerInfo &info = workbench.layers.layer(layer);
    QString second = LayerHeadingTr::tr("%1 outputs × %2 inputs").arg(info.out).arg(info.in);
    if (const LayerDecision *decision = workbench.layers.decision(layer))
        second = LayerHeadingTr::tr("%1 · %2 · decided by %3").arg(second, schemeDescription(decision->scheme), toText(decision->rule));
    return QStringLiteral("<b>%1</b><br>%2").arg(toText(info.name).toHtmlEscaped(), second.toHtmlEscaped());
}

QLabel *makeHeadingLabel(QWidget *parent)
{
    auto *label = new QLabel(parent);
    label->setTextFormat(Qt::RichText);
    label->setWordWrap(true);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    return label;
}

QLabel *makeNotesLabel(QWidget *parent)
{
    auto *label = new QLabel(parent);
    label->setWordWrap(true);
    label->setForegroundRole(QPalette::PlaceholderText);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    return label;
}

QLabel *makeEmptyLabel(QWidget *parent)
{
    auto *label = new QLabel(parent);
    label->setAlignment(Qt::AlignCenter);
    label->setWordWrap(true);
    label->setMargin(24);
    label->setForegroundRole(QPalette::PlaceholderText);
    return label;
}

} // namespace vernier
