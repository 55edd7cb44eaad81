// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/views/evaluations_view.h"

#include "core/base/number_text.h"
#include "widgets/models/history_model.h"
#include "widgets/models/workbench.h"
#include "widgets/plots/history_plot.h"
#include "widgets/support/table_copy.h"
#include "widgets/support/text.h"
#include "widgets/views/comparison_panel.h"

#include <QAction>
#include <QEvent>
#include <QHeaderView>
#include <QLabel>
#include <QMessageBox>
#include <QPushButton>
#include <QScrollArea>
#include <QSortFilterProxyModel>
#include <QSplitter>
#include <QStyledItemDelegate>
#include <QToolBar>
#include <QTreeView>
#include <QVBoxLayout>

#include <algorithm>

namespace vernier {

namespace {

constexpr int kLowView = 400; // pixels of height below which things stand side by side

/// Rows with some air between them.
class RowDelegate final : public QStyledItemDelegate
{
public:
    using QStyledItemDelegate::QStyledItemDelegate;
    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override
    {
        const QSize size = QStyledItemDelegate::sizeHint(option, index);
        return {size.width(), size.height() + option.fontMetrics.height() / 3};
    }
};

} // namespace

EvaluationsView::EvaluationsView(Workbench &workbench, QWidget *parent)
    : QWidget(parent)
    , m_workbench(workbench)
    , m_model(new HistoryModel(workbench.document, this))
    , m_proxy(new QSortFilterProxyModel(this))
    , m_tree(new QTreeView(this))
    , m_plot(new HistoryPlot(this))
    , m_comparison(new ComparisonPanel(workbench, this))
    , m_empty(new QLabel(this))
    , m_splitter(new QSplitter(Qt::Vertical, this))
    , m_side(new QSplitter(Qt::Horizontal, m_splitter))
{
    createTree();
    createActions();
    createLayout();
    connect(m_proxy, &QAbstractItemModel::modelAboutToBeReset, this, [this] { m_arranging = true; });
    connect(m_proxy, &QAbstractItemModel::modelReset, this, &EvaluationsView::historyWasReset);
    m_model->setOutdated([this](const HistoryEntry &entry) { return isOfOtherInputs(entry); });
    connect(&workbench.analysis, &Analysis::modelChanged, this, [this] {
        m_model->refresh();
        updatePlot();
    });
    // After the model, which listens to the same.
    connect(&workbench.document, &ProjectDocument::historyChanged, this, &EvaluationsView::updatePlot);
    connect(&workbench.document, &ProjectDocument::recipeChanged, this, &EvaluationsView::updatePlot);
    connect(&workbench.document, &ProjectDocument::wasReset, this, [this] { // ids of another project mean nothing here
        m_collapsed.clear();
        m_tree->expandAll();
        select({m_model->presentId()});
    });
    connect(m_tree->selectionModel(), &QItemSelectionModel::selectionChanged, this, &EvaluationsView::selectionChanged);
    connect(m_tree, &QTreeView::activated, this, &EvaluationsView::restoreSelected);
    const auto follow = [this](const QModelIndex &index, bool collapsed) {
        if (m_arranging)
            return;
        const std::string id = toUtf8(index.data(HistoryModel::IdRole).toString());
        if (collapsed)
            m_collapsed.insert(id);
        else
            m_collapsed.erase(id);
    };
    connect(m_tree, &QTreeView::collapsed, this, [follow](const QModelIndex &index) { follow(index, true); });
    connect(m_tree, &QTreeView::expanded, this, [follow](const QModelIndex &index) { follow(index, false); });
    connect(m_plot, &HistoryPlot::clicked, this, &EvaluationsView::pointClicked);
    connect(m_plot, &HistoryPlot::activated, this, &EvaluationsView::restore);
    setFocusProxy(m_tree);
    retranslate();
    historyWasReset();
}

void EvaluationsView::createTree()
{
    m_proxy->setSourceModel(m_model);
    m_proxy->setSortRole(HistoryModel::SortRole);
    m_tree->setModel(m_proxy);
    m_tree->setSelectionMode(QAbstractItemView::ExtendedSelection);
    m_tree->setEditTriggers(QAbstractItemView::EditKeyPressed);
    m_tree->setAlternatingRowColors(true);
    m_tree->setUniformRowHeights(true);
    m_tree->setAllColumnsShowFocus(true);
    m_tree->setIndentation(fontMetrics().height() * 3 / 4); // long chains must not push the names out
    m_tree->setItemDelegate(new RowDelegate(m_tree));
    m_tree->setMinimumSize(200, 80);
    QHeaderView *header = m_tree->header();
    header->setStretchLastSection(false);
    header->setHighlightSections(false);
    header->setSortIndicatorClearable(true);
    const int digit = fontMetrics().horizontalAdvance(QLatin1Char('0'));
    const int widths[] = {11, 24, 18, 15, 13, 12, 11, 12, 11, 23}; // of digits
    for (int column = 0; column < HistoryModel::ColumnCount; ++column)
        header->resizeSection(column, digit * widths[column]);
}

void EvaluationsView::createActions()
{
    const auto make = [this](const QKeySequence &key, void (EvaluationsView::*slot)()) {
        auto *action = new QAction(this);
        action->setShortcut(key);
        action->setShortcutContext(Qt::WidgetShortcut);
        connect(action, &QAction::triggered, this, slot);
        m_tree->addAction(action);
        return action;
    };
    m_restore = make({}, &EvaluationsView::restoreSelected); // Enter, through QTreeView::activated
    m_rename = make({}, &EvaluationsView::renameSelected);   // F2 is the tree's own
    m_delete = make(QKeySequence::Delete, &EvaluationsView::deleteSelected);
    m_copy = addTableCopy(m_tree);
    m_asTree = new QAction(this);
    m_asTree->setCheckable(true);
    m_asTree->setChecked(true);
    m_tree->addAction(m_asTree);
    connect(m_asTree, &QAction::toggled, this, &EvaluationsView::setTree);
    m_tree->setContextMenuPolicy(Qt::ActionsContextMenu);
}

void EvaluationsView::createLayout()
{
    auto *bar = new QToolBar(this);
    bar->setToolButtonStyle(Qt::ToolButtonTextOnly);
    bar->addActions({m_restore, m_rename, m_delete});
    bar->addSeparator();
    bar->addAction(m_asTree);
    bar->addAction(m_copy);
    auto *list = new QWidget(m_splitter);
    auto *listLayout = new QVBoxLayout(list);
    listLayout->setContentsMargins(0, 0, 0, 0);
    listLayout->setSpacing(0);
    listLayout->addWidget(bar);
    listLayout->addWidget(m_tree);
    m_side->addWidget(m_plot);
    auto *scroll = new QScrollArea(m_side);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setMinimumHeight(70);
    scroll->setWidget(m_comparison);
    m_side->addWidget(scroll);
    m_side->setStretchFactor(0, 2);
    m_side->setStretchFactor(1, 3);
    m_splitter->addWidget(list);
    m_splitter->addWidget(m_side);
    for (QSplitter *splitter : {m_splitter, m_side})
        splitter->setChildrenCollapsible(false);
    m_splitter->setSizes({300, 250});
    m_side->setSizes({200, 300});
    arrange();
    m_empty->setAlignment(Qt::AlignCenter);
    m_empty->setWordWrap(true);
    m_empty->setForegroundRole(QPalette::PlaceholderText);
    m_empty->setMargin(24);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_empty);
    layout->addWidget(m_splitter);
}

void EvaluationsView::arrange()
{
    const bool low = height() < kLowView;
    m_splitter->setOrientation(low ? Qt::Horizontal : Qt::Vertical);
    m_side->setOrientation(low ? Qt::Vertical : Qt::Horizontal);
}

void EvaluationsView::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    arrange();
}

QModelIndex EvaluationsView::proxyIndex(const std::string &id) const
{
    return m_proxy->mapFromSource(m_model->indexOf(id));
}

std::vector<std::string> EvaluationsView::selectedIds() const
{
    std::vector<std::string> ids;
    for (const HistoryEntry &entry : m_model->entries()) {
        if (m_tree->selectionModel()->isSelected(proxyIndex(entry.id)))
            ids.push_back(entry.id);
    }
    return ids;
}

QModelIndex EvaluationsView::selectRows(const std::vector<std::string> &ids)
{
    QItemSelection selection;
    QModelIndex last;
    for (const std::string &id : ids) {
        if (const QModelIndex index = proxyIndex(id); index.isValid()) {
            selection.select(index, index.siblingAtColumn(HistoryModel::ColumnCount - 1));
            last = index;
        }
    }
    if (last.isValid())
        m_tree->selectionModel()->setCurrentIndex(last, QItemSelectionModel::NoUpdate);
    m_tree->selectionModel()->select(selection, QItemSelectionModel::ClearAndSelect);
    return last;
}

void EvaluationsView::select(const std::vector<std::string> &ids)
{
    if (const QModelIndex last = selectRows(ids); last.isValid())
        m_tree->scrollTo(last); // which opens what is collapsed above it
}

void EvaluationsView::historyWasReset()
{
    const bool hasEntries = !m_model->entries().empty();
    m_empty->setVisible(!hasEntries);
    m_splitter->setVisible(hasEntries);
    m_tree->expandAll();
    selectRows(m_selected);
    for (const std::string &id : m_collapsed)
        m_tree->collapse(proxyIndex(id));
    m_arranging = false;
    selectionChanged();
    updatePlot();
}

void EvaluationsView::updatePlot()
{
    std::vector<TradeOffPoint> points;
    for (const HistoryEntry &entry : m_model->entries()) {
        const HistoryMetrics &metrics = entry.metrics;
        if (!metrics.klMean || !metrics.sizeBytes || isOfOtherInputs(entry)) // one plot compares numbers of one model on one text
            continue;
        const QModelIndex index = m_model->indexOf(entry.id);
        const auto cell = [&](int column) { return index.siblingAtColumn(column).data().toString(); };
        const QString tip = tr("%1\n%2\nKL %3, %4").arg(historyName(entry), cell(HistoryModel::Changes), cell(HistoryModel::Divergence), cell(HistoryModel::Size));
        points.push_back({entry.id, historyName(entry), static_cast<double>(*metrics.sizeBytes), *metrics.klMean, metrics.klMeanError.value_or(0.0), tip});
    }
    m_plot->setPoints(std::move(points));
    m_plot->setPresent(m_model->presentId());
    updateEnabled();
}

bool EvaluationsView::isOfOtherInputs(const HistoryEntry &entry) const
{
    return m_workbench.analysis.model() && !m_workbench.analysis.isOfPresentInputs(entry);
}

void EvaluationsView::updateEnabled()
{
    const std::vector<std::string> ids = selectedIds();
    m_restore->setEnabled(ids.size() == 1 && ids.front() != m_model->presentId());
    m_rename->setEnabled(ids.size() == 1);
    m_delete->setEnabled(!ids.empty());
}

void EvaluationsView::selectionChanged()
{
    if (m_arranging)
        return;
    m_selected = selectedIds();
    m_plot->setSelected(m_selected);
    if (m_selected.size() == 2) {
        m_comparison->compare(m_selected.front(), m_selected.back());
    } else if (m_selected.size() == 1) {
        const HistoryEntry *entry = m_model->entry(m_model->indexOf(m_selected.front()));
        m_comparison->compare(entry ? entry->parent : std::string(), m_selected.front());
    } else {
        m_comparison->clear();
    }
    updateEnabled();
}

void EvaluationsView::pointClicked(const std::string &id, bool join)
{
    std::vector<std::string> ids{id};
    if (join) {
        ids = selectedIds();
        if (const auto found = std::find(ids.begin(), ids.end(), id); found != ids.end())
            ids.erase(found);
        else
            ids.push_back(id);
    }
    select(ids);
}

void EvaluationsView::restore(const std::string &id)
{
    m_workbench.document.restoreHistory(id);
}

void EvaluationsView::restoreSelected()
{
    if (const std::vector<std::string> ids = selectedIds(); ids.size() == 1)
        restore(ids.front());
}

void EvaluationsView::renameSelected()
{
    if (const std::vector<std::string> ids = selectedIds(); ids.size() == 1)
        m_tree->edit(proxyIndex(ids.front()));
}

void EvaluationsView::deleteSelected()
{
    const std::vector<std::string> ids = selectedIds();
    if (ids.empty())
        return;
    QMessageBox question(QMessageBox::Question, tr("Delete from the history"),
                         tr("Delete %n evaluation(s) from the history? This cannot be undone; the recipe in use stays as it is.", nullptr, static_cast<int>(ids.size())),
                         QMessageBox::Cancel, this);
    QPushButton *confirm = question.addButton(tr("&Delete"), QMessageBox::DestructiveRole);
    question.setDefaultButton(QMessageBox::Cancel);
    question.exec();
    if (question.clickedButton() != static_cast<QAbstractButton *>(confirm))
        return;
    for (const std::string &id : ids)
        m_workbench.document.removeHistory(id);
}

void EvaluationsView::setTree(bool tree)
{
    m_tree->setSortingEnabled(!tree);
    m_tree->header()->setSortIndicator(-1, Qt::AscendingOrder);
    m_proxy->sort(-1);
    m_tree->setRootIsDecorated(tree);
    m_model->setTree(tree);
}

void EvaluationsView::retranslate()
{
    m_empty->setText(tr("No recipe has been evaluated yet. Press Evaluate in the status strip; every recipe that is evaluated is kept here with its numbers."));
    m_restore->setText(tr("&Restore"));
    m_restore->setToolTip(tr("Make this the present recipe again (Enter); it can be undone."));
    m_rename->setText(tr("Re&name"));
    m_rename->setToolTip(tr("Give it a name of your own (F2)."));
    m_delete->setText(tr("&Delete"));
    m_delete->setToolTip(tr("Forget it; evaluations that were changed from it move up (Delete)."));
    m_copy->setText(tr("&Copy"));
    m_copy->setToolTip(tr("Copy the selected rows, or all, as tab-separated text (Ctrl+C)."));
    m_asTree->setText(tr("&Tree"));
    m_asTree->setToolTip(tr("On: each evaluation hangs on the one it was changed from. Off: a list that a click on a heading sorts."));
    m_tree->setAccessibleName(tr("Evaluated recipes"));
    m_model->retranslate();
    m_plot->retranslate();
}

void EvaluationsView::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::LanguageChange)
        retranslate();
}

} // namespace vernier
