// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/models/layer_filter.h"

#include "core/base/strings.h"
#include "widgets/models/layer_model.h"
#include "widgets/support/text.h"

#include <cmath>

namespace vernier {

namespace {

bool isMeasured(const QVariant &value)
{
    return value.isValid() && !(value.typeId() == QMetaType::Double && std::isnan(value.toDouble()));
}

} // namespace

LayerFilter::LayerFilter(QObject *parent)
    : QSortFilterProxyModel(parent)
{
    setSortRole(LayerModel::SortRole);
}

QString LayerFilter::setPattern(const QString &pattern, Syntax syntax)
{
    if (syntax == Syntax::RegularExpression) {
        const QRegularExpression expression(pattern);
        if (!expression.isValid())
            return tr("Not a valid regular expression: %1, at character %2.").arg(expression.errorString()).arg(expression.patternErrorOffset() + 1);
        m_expression = expression;
    } else {
        static const QRegularExpression wildcard(QStringLiteral("[*?\\[]"));
        m_glob = toUtf8(pattern.contains(wildcard) ? pattern : QLatin1Char('*') + pattern + QLatin1Char('*'));
    }
    m_syntax = syntax;
    invalidateFilter();
    return {};
}

int LayerFilter::layerOf(int row) const
{
    return mapToSource(index(row, 0)).row();
}

int LayerFilter::rowOf(int layer) const
{
    return sourceModel() ? mapFromSource(sourceModel()->index(layer, 0)).row() : -1;
}

bool LayerFilter::filterAcceptsRow(int sourceRow, const QModelIndex &sourceParent) const
{
    const QString name = sourceModel()->index(sourceRow, LayerModel::Name, sourceParent).data(Qt::DisplayRole).toString();
    return m_syntax == Syntax::Glob ? globMatch(m_glob, toUtf8(name)) : m_expression.match(name).hasMatch();
}

bool LayerFilter::lessThan(const QModelIndex &left, const QModelIndex &right) const
{
    const bool leftMeasured = isMeasured(left.data(sortRole()));
    const bool rightMeasured = isMeasured(right.data(sortRole()));
    if (leftMeasured && rightMeasured)
        return QSortFilterProxyModel::lessThan(left, right);
    // Descending order asks for the opposite of what it shows.
    return sortOrder() == Qt::AscendingOrder ? leftMeasured && !rightMeasured : !leftMeasured && rightMeasured;
}

} // namespace vernier
