// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/views/layer_table.h"

#include "widgets/models/layer_filter.h"
#include "widgets/models/metric_state.h"
#include "widgets/models/workbench.h"
#include "widgets/support/elided_label.h"
#include "widgets/support/table_copy.h"
#include "widgets/support/theme.h"
#include "widgets/views/layer_actions.h"
#include "widgets/views/layer_menu.h"
#include "widgets/views/scheme_delegate.h"

#include <QAction>
#include <QCheckBox>
#include <QClipboard>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QItemSelection>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QScopedValueRollback>
#include <QTableView>
#include <QVBoxLayout>

#include <algorithm>

namespace vernier {

namespace {

/// Widest usual text of each column, from which the first widths come: at the usual font all fit into 1366 pixels.
constexpr const char *kWidestTexts[LayerModel::ColumnCount] = {
    "model.layers.00.self_attn.gate_proj", "Block 0", "gate_proj", "W8A8_DYNAMIC__", "the configuration (w8a8, act 1)",
    "00000 × 00000", "Range/std 0", "-0000.00", "-0000.00", "SQNR, dB 0", "0.000000 0", "KL alone 0", "1.00e-06 0"};

/// Few ranges for many neighbouring rows: thousands of single ones would make the view slow.
QItemSelection toRanges(const QAbstractItemModel &model, std::vector<int> rows)
{
    std::sort(rows.begin(), rows.end());
    QItemSelection ranges;
    for (std::size_t first = 0; first < rows.size();) {
        std::size_t last = first;
        while (last + 1 < rows.size() && rows[last + 1] == rows[last] + 1)
            ++last;
        ranges.select(model.index(rows[first], 0), model.index(rows[last], model.columnCount() - 1));
        first = last + 1;
    }
    return ranges;
}

} // namespace

LayerTable::LayerTable(Workbench &workbench, LayerActions &actions, QWidget *parent)
    : QWidget(parent)
    , m_workbench(workbench)
    , m_actions(actions)
    , m_filter(new LayerFilter(this))
    , m_patternLabel(new QLabel(this))
    , m_pattern(new QLineEdit(this))
    , m_isExpression(new QCheckBox(this))
    , m_problem(new ElidedLabel(this))
    , m_count(new QLabel(this))
    , m_table(new QTableView(this))
    , m_copy(new QAction(m_table))
{
    auto *bar = new QHBoxLayout;
    bar->addWidget(m_patternLabel);
    bar->addWidget(m_pattern);
    bar->addWidget(m_isExpression);
    bar->addWidget(m_problem, 1);
    bar->addWidget(m_count);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(6, 6, 6, 6);
    layout->addLayout(bar);
    layout->addWidget(m_table, 1);
    m_patternLabel->setBuddy(m_pattern);
    m_pattern->setClearButtonEnabled(true);
    m_pattern->setMinimumWidth(180);
    m_pattern->installEventFilter(this);
    createTable();
    createActions();
    setFocusProxy(m_table);
    connect(m_pattern, &QLineEdit::textChanged, this, &LayerTable::applyFilter);
    connect(m_isExpression, &QCheckBox::toggled, this, &LayerTable::applyFilter);
    connect(&workbench.selection, &LayerSelection::changed, this, &LayerTable::showSelection);
    connect(&workbench.layers, &LayerModel::modelReset, this, &LayerTable::showSelection);
    retranslate();
    showSelection();
}

void LayerTable::createTable()
{
    m_filter->setSourceModel(&m_workbench.layers);
    m_table->setModel(m_filter);
    m_table->setItemDelegateForColumn(LayerModel::Type, new SchemeDelegate(m_table));
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setSelectionMode(QAbstractItemView::ExtendedSelection);
    m_table->setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_table->setWordWrap(false);
    m_table->setTextElideMode(Qt::ElideMiddle); // names of layers differ at both ends
    m_table->setShowGrid(false);
    m_table->setAlternatingRowColors(true);
    m_table->setTabKeyNavigation(false); // Tab leaves the table
    m_table->setCornerButtonEnabled(false);
    m_table->verticalHeader()->hide();
    QHeaderView *header = m_table->horizontalHeader();
    header->setSectionsMovable(true);
    header->setHighlightSections(false);
    header->setContextMenuPolicy(Qt::CustomContextMenu);
    m_table->sortByColumn(LayerModel::Name, Qt::AscendingOrder);
    m_table->setSortingEnabled(true);
    setDefaultWidths();
    connect(header, &QWidget::customContextMenuRequested, this, &LayerTable::showHeaderMenu);
    connect(m_table->selectionModel(), &QItemSelectionModel::selectionChanged, this, &LayerTable::selectionEdited);
    connect(m_table->selectionModel(), &QItemSelectionModel::currentChanged, this, &LayerTable::selectionEdited);
}

void LayerTable::createActions()
{
    m_actions.addTo(m_table);
    m_copy->setShortcut(QKeySequence::Copy);
    m_copy->setShortcutContext(Qt::WidgetWithChildrenShortcut);
    connect(m_copy, &QAction::triggered, this, [this] {
        if (m_table->selectionModel()->hasSelection())
            QGuiApplication::clipboard()->setText(selectedAsTsv());
    });
    m_table->addAction(m_copy);
    m_table->setContextMenuPolicy(Qt::CustomContextMenu);
    connect(m_table, &QWidget::customContextMenuRequested, this, &LayerTable::showMenu);
}

void LayerTable::setDefaultWidths()
{
    const QFontMetrics metrics(m_table->font());
    m_table->verticalHeader()->setDefaultSectionSize(metrics.height() + 4);
    m_table->verticalHeader()->setMinimumSectionSize(metrics.height() + 4);
    for (int column = 0; column < LayerModel::ColumnCount; ++column)
        m_table->setColumnWidth(column, metrics.horizontalAdvance(QString::fromUtf8(kWidestTexts[column])) + 12);
}

void LayerTable::retranslate()
{
    m_patternLabel->setText(tr("F&ilter:"));
    m_pattern->setPlaceholderText(tr("down_proj or *.layers.3.*"));
    m_pattern->setToolTip(tr("Shows the layers whose name matches. * stands for any text, ? for one character, [ab] for one of these; "
                             "text without them may stand anywhere in the name."));
    m_pattern->setAccessibleName(tr("Filter of the layers"));
    m_isExpression->setText(tr("&Regular expression"));
    m_isExpression->setToolTip(tr("Read the filter as a regular expression that matches a part of the name."));
    m_table->setAccessibleName(tr("Layers"));
    m_table->setAccessibleDescription(tr("Every linear layer with its type and measurements."));
    m_copy->setText(tr("Copy the selected rows"));
    applyFilter();
}

void LayerTable::applyFilter()
{
    const QScopedValueRollback<bool> syncing(m_isSyncing, true); // hiding a selected row does not deselect its layer
    const QString problem = m_filter->setPattern(m_pattern->text(), m_isExpression->isChecked() ? LayerFilter::Syntax::RegularExpression
                                                                                               : LayerFilter::Syntax::Glob);
    m_problem->setText(problem);
    QPalette colors = palette();
    colors.setColor(QPalette::WindowText, themeColors(palette()).error);
    m_problem->setPalette(colors);
    m_pattern->setAccessibleDescription(problem);
    showSelection();
}

void LayerTable::selectionEdited()
{
    if (m_isSyncing)
        return;
    std::vector<int> layers;
    for (const QModelIndex &row : m_table->selectionModel()->selectedRows())
        layers.push_back(m_filter->layerOf(row.row()));
    // A click moves the current row first and then selects it; in between it is no selected one.
    const QModelIndex index = m_table->selectionModel()->currentIndex();
    const int current = index.isValid() ? m_filter->layerOf(index.row()) : -1;
    const bool isSelected = std::find(layers.begin(), layers.end(), current) != layers.end();
    const QScopedValueRollback<bool> syncing(m_isSyncing, true);
    m_workbench.selection.select(std::move(layers), isSelected ? current : -1);
    updateCount();
}

void LayerTable::showSelection()
{
    updateCount();
    if (m_isSyncing && sender() == &m_workbench.selection)
        return; // it came from here
    const QScopedValueRollback<bool> syncing(m_isSyncing, true);
    std::vector<int> rows;
    for (const int layer : m_workbench.selection.layers()) {
        if (const int row = m_filter->rowOf(layer); row >= 0)
            rows.push_back(row);
    }
    QItemSelectionModel *model = m_table->selectionModel();
    model->select(toRanges(*m_filter, std::move(rows)), QItemSelectionModel::ClearAndSelect);
    const int current = m_workbench.selection.current() >= 0 ? m_filter->rowOf(m_workbench.selection.current()) : -1;
    if (current >= 0 && model->currentIndex().row() != current) // scrolls only as far as it must, and not sideways
        model->setCurrentIndex(m_filter->index(current, std::max(0, model->currentIndex().column())), QItemSelectionModel::NoUpdate);
}

void LayerTable::updateCount()
{
    const int all = m_workbench.layers.rowCount();
    const int shown = m_filter->rowCount();
    const auto &selected = m_workbench.selection.layers();
    const auto hidden = std::count_if(selected.begin(), selected.end(), [this](int layer) { return m_filter->rowOf(layer) < 0; });
    if (all == 0)
        m_count->setText(tr("No model is open."));
    else if (hidden > 0)
        m_count->setText(tr("%1 of %2 layers, %3 selected, %4 of them hidden by the filter").arg(shown).arg(all).arg(selected.size()).arg(hidden));
    else
        m_count->setText(tr("%1 of %2 layers, %3 selected").arg(shown).arg(all).arg(selected.size()));
}

QString LayerTable::selectedAsTsv() const
{
    return tableText(*m_table);
}

QByteArray LayerTable::saveColumns() const
{
    return m_table->horizontalHeader()->saveState();
}

bool LayerTable::restoreColumns(const QByteArray &state)
{
    return m_table->horizontalHeader()->restoreState(state);
}

int LayerTable::visibleColumns() const
{
    return m_table->horizontalHeader()->count() - m_table->horizontalHeader()->hiddenSectionCount();
}

void LayerTable::addColumnEntries(QMenu &menu)
{
    for (int column = 0; column < LayerModel::ColumnCount; ++column) {
        QAction *action = menu.addAction(m_filter->headerData(column, Qt::Horizontal).toString());
        action->setCheckable(true);
        action->setChecked(!m_table->isColumnHidden(column));
        action->setEnabled(m_table->isColumnHidden(column) || visibleColumns() > 1); // one must stay
        connect(action, &QAction::toggled, this, [this, column](bool shown) { m_table->setColumnHidden(column, !shown); });
    }
    menu.addSeparator();
    menu.addAction(tr("Show all columns"), this, [this] {
        for (int column = 0; column < LayerModel::ColumnCount; ++column)
            m_table->showColumn(column);
        setDefaultWidths();
    });
}

void LayerTable::showHeaderMenu(const QPoint &position)
{
    QMenu menu(this);
    addColumnEntries(menu);
    menu.exec(m_table->horizontalHeader()->mapToGlobal(position));
}

void LayerTable::showMenu(const QPoint &position)
{
    QMenu menu(this);
    addLayerEntries(menu, m_workbench, m_actions);
    menu.addSeparator();
    addColumnEntries(*menu.addMenu(tr("Colu&mns")));
    menu.exec(m_table->viewport()->mapToGlobal(position));
}

bool LayerTable::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_pattern && event->type() == QEvent::KeyPress) {
        const int key = static_cast<QKeyEvent *>(event)->key();
        if (key == Qt::Key_Down || key == Qt::Key_Return || key == Qt::Key_Enter) { // from the filter to what it found
            m_table->setFocus();
            return true;
        }
        if (key == Qt::Key_Escape && !m_pattern->text().isEmpty()) {
            m_pattern->clear();
            return true;
        }
    }
    return QWidget::eventFilter(watched, event);
}

void LayerTable::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::LanguageChange)
        retranslate();
    else if (event->type() == QEvent::PaletteChange)
        applyFilter();
    else if (event->type() == QEvent::FontChange)
        setDefaultWidths();
}

} // namespace vernier
