// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QRegularExpression>
#include <QSortFilterProxyModel>

#include <string>

// Sorts and filters the layers: by name, with a glob as mix_cfg takes it or with a regular expression. What was not
// measured comes last, whichever way the rest is sorted.

namespace vernier {

class LayerFilter : public QSortFilterProxyModel
{
    Q_OBJECT
public:
    enum class Syntax { Glob, RegularExpression };

    explicit LayerFilter(QObject *parent = nullptr);

    /// Shows the layers whose name matches: the whole name for a glob (text without *, ? and [ may stand anywhere in it),
    /// any part of it for a regular expression. An empty pattern shows all. A pattern that is no regular expression
    /// changes nothing; the reason is returned, else an empty text.
    [[nodiscard]] QString setPattern(const QString &pattern, Syntax syntax);

    /// The layer of a row, and the other way round; -1: filtered out.
    [[nodiscard]] int layerOf(int row) const;
    [[nodiscard]] int rowOf(int layer) const;

protected:
    [[nodiscard]] bool filterAcceptsRow(int sourceRow, const QModelIndex &sourceParent) const override;
    [[nodiscard]] bool lessThan(const QModelIndex &left, const QModelIndex &right) const override;

private:
    Syntax m_syntax = Syntax::Glob;
    std::string m_glob = "*";
    QRegularExpression m_expression;
};

} // namespace vernier
