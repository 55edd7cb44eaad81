// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/views/scheme_delegate.h"

#include "core/recipe/quant_type.h"
#include "widgets/support/text.h"
#include "widgets/support/theme.h"

#include <QApplication>
#include <QPainter>
#include <QStyle>

namespace vernier {

namespace {

constexpr int kChip = 10;
constexpr int kChipSpace = 5;

} // namespace

void SchemeDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    QStyleOptionViewItem all = option;
    initStyleOption(&all, index);
    const std::optional<QuantType> type = quantTypeFromString(toUtf8(all.text));
    const QStyle *style = all.widget ? all.widget->style() : QApplication::style();
    const QString text = std::exchange(all.text, QString());
    style->drawControl(QStyle::CE_ItemViewItem, &all, painter, all.widget); // background and focus
    const int margin = style->pixelMetric(QStyle::PM_FocusFrameHMargin, nullptr, all.widget) + 1;
    QRect place = all.rect.adjusted(margin, 0, -margin, 0);
    if (type) {
        const QRect chip(place.left() + 1, place.top() + (place.height() - kChip) / 2, kChip, kChip);
        painter->fillRect(chip, schemeColor(*type));
        painter->setPen(all.palette.color(QPalette::Base)); // keeps it apart from the selection
        painter->drawRect(chip.adjusted(-1, -1, 0, 0));
        place.setLeft(chip.right() + 1 + kChipSpace);
    }
    const bool isSelected = all.state.testFlag(QStyle::State_Selected);
    const QPalette::ColorGroup group = all.state.testFlag(QStyle::State_Active) ? QPalette::Active : QPalette::Inactive;
    painter->setPen(all.palette.color(group, isSelected ? QPalette::HighlightedText : QPalette::Text));
    painter->setFont(all.font);
    painter->drawText(place, static_cast<int>(Qt::AlignLeft | Qt::AlignVCenter), all.fontMetrics.elidedText(text, Qt::ElideRight, place.width()));
}

QSize SchemeDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    return QStyledItemDelegate::sizeHint(option, index) + QSize(kChip + kChipSpace, 0);
}

} // namespace vernier
