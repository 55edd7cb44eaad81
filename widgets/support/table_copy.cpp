// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/support/table_copy.h"

#include <QAbstractItemView>
#include <QAction>
#include <QClipboard>
#include <QGuiApplication>
#include <QHeaderView>
#include <QRegularExpression>
#include <QTableView>
#include <QTreeView>

#include <numeric>
#include <vector>

namespace vernier {

namespace {

const QHeaderView *headerOf(const QAbstractItemView &view)
{
    if (const auto *table = qobject_cast<const QTableView *>(&view))
        return table->horizontalHeader();
    if (const auto *tree = qobject_cast<const QTreeView *>(&view))
        return tree->header();
    return nullptr;
}

std::vector<int> shownColumns(const QAbstractItemView &view)
{
    std::vector<int> columns;
    const QHeaderView *header = headerOf(view);
    for (int visual = 0; visual < view.model()->columnCount(); ++visual) {
        const int column = header ? header->logicalIndex(visual) : visual;
        if (!header || !header->isSectionHidden(column))
            columns.push_back(column);
    }
    return columns;
}

QString plain(const QVariant &exact, const QVariant &shown)
{
    static const QRegularExpression breaks(QStringLiteral("[\\t\\r\\n]+"));
    return exact.isValid() ? exact.toString() : shown.toString().replace(breaks, QStringLiteral(" "));
}

QString headLine(const QAbstractItemModel &model, const std::vector<int> &columns)
{
    QStringList heads;
    for (const int column : columns)
        heads << plain(model.headerData(column, Qt::Horizontal, kTableTextRole), model.headerData(column, Qt::Horizontal));
    return heads.join(QLatin1Char('\t')) + QLatin1Char('\n');
}

QString rowLine(const QAbstractItemModel &model, int row, const std::vector<int> &columns, const QModelIndex &parent)
{
    QStringList cells;
    for (const int column : columns) {
        const QModelIndex index = model.index(row, column, parent);
        cells << plain(index.data(kTableTextRole), index.data());
    }
    return cells.join(QLatin1Char('\t')) + QLatin1Char('\n');
}

void addRows(QString &text, const QAbstractItemView &view, const std::vector<int> &columns, bool all, const QModelIndex &parent)
{
    const QAbstractItemModel &model = *view.model();
    for (int row = 0; row < model.rowCount(parent); ++row) {
        if (all || view.selectionModel()->rowIntersectsSelection(row, parent))
            text += rowLine(model, row, columns, parent);
        addRows(text, view, columns, all, model.index(row, 0, parent));
    }
}

} // namespace

QString tableText(const QAbstractItemView &view)
{
    if (!view.model())
        return {};
    const std::vector<int> columns = shownColumns(view);
    QString text = headLine(*view.model(), columns);
    addRows(text, view, columns, !view.selectionModel()->hasSelection(), view.rootIndex());
    return text;
}

QString tableText(const QAbstractItemModel &model, const std::vector<int> &rows)
{
    std::vector<int> columns(static_cast<std::size_t>(model.columnCount()));
    std::iota(columns.begin(), columns.end(), 0);
    QString text = headLine(model, columns);
    for (const int row : rows)
        text += rowLine(model, row, columns, {});
    return text;
}

QAction *addTableCopy(QAbstractItemView *view)
{
    auto *action = new QAction(view);
    action->setShortcut(QKeySequence::Copy);
    action->setShortcutContext(Qt::WidgetShortcut);
    QObject::connect(action, &QAction::triggered, view, [view] { QGuiApplication::clipboard()->setText(tableText(*view)); });
    view->addAction(action);
    return action;
}

} // namespace vernier
