// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/support/table_text.h"

#include <QAbstractItemModel>
#include <QLocale>
#include <QRegularExpression>
#include <QStringList>

namespace vernier {

namespace {

QString plain(QString text)
{
    static const QRegularExpression breaks(QStringLiteral("[\\t\\r\\n]+"));
    return text.replace(breaks, QStringLiteral(" "));
}

QString cellText(const QModelIndex &index, int numberRole)
{
    const QVariant number = index.data(numberRole);
    if (!number.isValid())
        return {};
    if (number.typeId() == QMetaType::Double)
        return QString::number(number.toDouble(), 'g', QLocale::FloatingPointShortest);
    return plain(index.data(Qt::DisplayRole).toString());
}

} // namespace

QString toTsv(const QAbstractItemModel &model, const std::vector<int> &rows, const std::vector<int> &columns, int numberRole)
{
    QStringList head;
    for (const int column : columns)
        head << plain(model.headerData(column, Qt::Horizontal).toString());
    QString text = head.join(QLatin1Char('\t')) + QLatin1Char('\n');
    for (const int row : rows) {
        QStringList cells;
        for (const int column : columns)
            cells << cellText(model.index(row, column), numberRole);
        text += cells.join(QLatin1Char('\t')) + QLatin1Char('\n');
    }
    return text;
}

} // namespace vernier
