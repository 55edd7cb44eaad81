// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/support/table_copy.h"

#include <QAbstractItemView>
#include <QAction>
#include <QClipboard>
#include <QGuiApplication>
#include <QHeaderView>
#include <QTableView>
#include <QTreeView>

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
    if (exact.isValid())
        return exact.toString();
    QString text = shown.toString();
    return text.replace(QLatin1Char('\t'), QLatin1Char(' ')).replace(QLatin1Char('\n'), QLatin1Char(' '));
}

void addRows(QString &text, const QAbstractItemView &view, const std::vector<int> &columns, bool all, const QModelIndex &parent)
{
    const QAbstractItemModel &model = *view.model();
    for (int row = 0; row < model.rowCount(parent); ++row) {
        if (all || view.selectionModel()->rowIntersectsSelection(row, parent)) {
            QStringList cells;
            for (const int column : columns) {
                const QModelIndex index = model.index(row, column, parent);
                cells << plain(index.data(kTableTextRole), index.data());
            }
            text += cells.join(QLatin1Char('\t')) + QLatin1Char('\n');
        }
        addRows(text, view, columns, all, model.index(row, 0, parent));
    }
}

} // namespace

QString tableText(const QAbstractItemView &view)
{
    if (!view.model())
        return {};
    const std::vector<int> columns = shownColumns(view);
    QStringList heads;
    for (const int column : columns) {
        heads << plain(view.model()->headerData(column, Qt::Horizontal, kTableTextRole),
                       view.model()->headerData(column, Qt::Horizontal));
    }
    QString text = heads.join(QLatin1Char('\t')) + QLatin1Char('\n');
    addRows(text, view, columns, !view.selectionModel()->hasSelection(), view.rootIndex());
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
