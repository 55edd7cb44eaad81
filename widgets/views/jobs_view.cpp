// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/views/jobs_view.h"

#include "widgets/models/job_model.h"
#include "widgets/models/message_model.h"
#include "widgets/models/workbench.h"
#include "widgets/support/table_copy.h"

#include <QAction>
#include <QApplication>
#include <QEvent>
#include <QHeaderView>
#include <QHBoxLayout>
#include <QLabel>
#include <QSplitter>
#include <QStackedLayout>
#include <QStyledItemDelegate>
#include <QTableView>
#include <QToolButton>
#include <QVBoxLayout>

namespace vernier {

namespace {

/// A bar for the share that is done.
class ProgressDelegate final : public QStyledItemDelegate
{
public:
    using QStyledItemDelegate::QStyledItemDelegate;
    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override
    {
        const QVariant share = index.data(JobModel::ShareRole);
        QStyleOptionViewItem background = option;
        initStyleOption(&background, index);
        background.text.clear();
        const QStyle *style = option.widget ? option.widget->style() : QApplication::style();
        style->drawControl(QStyle::CE_ItemViewItem, &background, painter, option.widget);
        if (!share.isValid())
            return;
        QStyleOptionProgressBar bar;
        bar.initFrom(option.widget);
        bar.rect = option.rect.adjusted(4, 4, -4, -4);
        bar.state |= QStyle::State_Horizontal;
        bar.minimum = 0;
        bar.maximum = 1000;
        bar.progress = static_cast<int>(share.toDouble() * 1000.0);
        style->drawControl(QStyle::CE_ProgressBar, &bar, painter, option.widget);
    }
};

QTableView *makeTable(QWidget *parent, QAbstractItemModel *model)
{
    auto *table = new QTableView(parent);
    table->setModel(model);
    table->setSelectionBehavior(QAbstractItemView::SelectRows);
    table->setAlternatingRowColors(true);
    table->setShowGrid(false);
    table->setTabKeyNavigation(false);
    table->verticalHeader()->hide();
    table->horizontalHeader()->setHighlightSections(false);
    table->setContextMenuPolicy(Qt::ActionsContextMenu);
    return table;
}

/// A heading with a button, over a table or the hint that stands for it.
QWidget *makePane(QWidget *parent, QLabel *title, QToolButton *clear, QTableView *table, QLabel *hint)
{
    auto *pane = new QWidget(parent);
    auto *head = new QHBoxLayout;
    head->setContentsMargins(8, 4, 4, 2);
    head->addWidget(title);
    head->addStretch();
    head->addWidget(clear);
    clear->setAutoRaise(true);
    hint->setAlignment(Qt::AlignCenter);
    hint->setWordWrap(true);
    hint->setForegroundRole(QPalette::PlaceholderText);
    hint->setMargin(12);
    auto *layout = new QVBoxLayout(pane);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addLayout(head);
    layout->addWidget(table, 1);
    layout->addWidget(hint, 1);
    return pane;
}

} // namespace

JobsView::JobsView(Workbench &workbench, QWidget *parent)
    : QWidget(parent)
    , m_workbench(workbench)
    , m_jobs(new JobModel(workbench.runner, this))
    , m_messages(new MessageModel(workbench, this))
    , m_jobTable(makeTable(this, m_jobs))
    , m_messageTable(makeTable(this, m_messages))
    , m_jobHint(new QLabel(this))
    , m_messageHint(new QLabel(this))
    , m_jobTitle(new QLabel(this))
    , m_messageTitle(new QLabel(this))
    , m_clearJobs(new QToolButton(this))
    , m_clearMessages(new QToolButton(this))
    , m_splitter(new QSplitter(Qt::Horizontal, this))
{
    m_jobTable->setObjectName(QStringLiteral("jobs"));
    m_messageTable->setObjectName(QStringLiteral("messages"));
    createJobs();
    createMessages();
    m_splitter->addWidget(makePane(m_splitter, m_jobTitle, m_clearJobs, m_jobTable, m_jobHint));
    m_splitter->addWidget(makePane(m_splitter, m_messageTitle, m_clearMessages, m_messageTable, m_messageHint));
    m_splitter->setChildrenCollapsible(false);
    m_splitter->setSizes({145, 100}); // jobs have more columns, messages longer texts
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_splitter);
    setFocusProxy(m_jobTable);
    retranslate();
    updateButtons();
}

void JobsView::createJobs()
{
    const int digit = fontMetrics().horizontalAdvance(QLatin1Char('0'));
    QHeaderView *header = m_jobTable->horizontalHeader();
    header->setStretchLastSection(false);
    const int widths[] = {28, 9, 12, 11, 10, 7};
    for (int column = 0; column < JobModel::ColumnCount; ++column)
        header->resizeSection(column, digit * widths[column]);
    header->setMinimumSectionSize(digit * 7);
    header->setSectionResizeMode(JobModel::Title, QHeaderView::ResizeToContents);
    header->setSectionResizeMode(JobModel::Step, QHeaderView::Stretch);
    m_jobTable->verticalHeader()->setDefaultSectionSize(fontMetrics().height() * 8 / 5); // room for a button
    m_jobTable->setItemDelegateForColumn(JobModel::Progress, new ProgressDelegate(m_jobTable));
    m_jobTable->setSelectionMode(QAbstractItemView::SingleSelection);
    m_cancel = new QAction(this);
    m_cancel->setShortcut(QKeySequence::Delete);
    m_cancel->setShortcutContext(Qt::WidgetShortcut);
    m_jobTable->addAction(m_cancel);
    m_copyJobs = addTableCopy(m_jobTable);
    connect(m_cancel, &QAction::triggered, this, &JobsView::cancelSelected);
    connect(m_clearJobs, &QToolButton::clicked, &m_workbench.runner, &JobRunner::clearEnded);
    connect(m_jobs, &QAbstractItemModel::modelReset, this, &JobsView::updateButtons);
    connect(m_jobs, &QAbstractItemModel::dataChanged, this, &JobsView::updateButtons);
}

void JobsView::createMessages()
{
    const int digit = fontMetrics().horizontalAdvance(QLatin1Char('0'));
    QHeaderView *header = m_messageTable->horizontalHeader();
    header->setStretchLastSection(true);
    header->resizeSection(MessageModel::Time, digit * 9);
    header->resizeSection(MessageModel::Subject, digit * 16);
    m_messageTable->setWordWrap(true);
    m_messageTable->verticalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
    m_copyMessages = addTableCopy(m_messageTable);
    connect(m_clearMessages, &QToolButton::clicked, m_messages, &MessageModel::clear);
    connect(m_messages, &MessageModel::unreadChanged, this, &JobsView::newMessages);
    connect(header, &QHeaderView::sectionResized, m_messageTable, &QTableView::resizeRowsToContents);
}

void JobsView::newMessages(int unread)
{
    updateHints();
    if (isVisible() && unread > 0)
        m_messages->markRead(); // comes back here with 0
    else
        emit unreadChanged(unread);
}

void JobsView::updateButtons()
{
    for (int row = 0; row < m_jobs->rowCount(); ++row) {
        const QModelIndex index = m_jobs->index(row, JobModel::Action);
        const bool wanted = index.data(JobModel::CancelableRole).toBool();
        QWidget *present = m_jobTable->indexWidget(index);
        if (wanted == (present != nullptr))
            continue;
        if (!wanted) {
            m_jobTable->setIndexWidget(index, nullptr);
            continue;
        }
        auto *cancel = new QToolButton(m_jobTable);
        cancel->setAutoRaise(true);
        cancel->setText(tr("Cancel"));
        cancel->setAccessibleName(tr("Cancel: %1").arg(m_jobs->index(row, JobModel::Title).data().toString()));
        cancel->setFocusPolicy(Qt::StrongFocus);
        const int id = index.data(JobModel::IdRole).toInt();
        connect(cancel, &QToolButton::clicked, this, [this, id] { m_workbench.runner.cancel(id); });
        m_jobTable->setIndexWidget(index, cancel);
    }
    updateHints();
}

void JobsView::updateHints()
{
    const bool hasJobs = m_jobs->rowCount() > 0;
    m_jobTable->setVisible(hasJobs);
    m_jobHint->setVisible(!hasJobs);
    m_clearJobs->setEnabled(hasJobs);
    const bool hasMessages = m_messages->rowCount() > 0;
    m_messageTable->setVisible(hasMessages);
    m_messageHint->setVisible(!hasMessages);
    m_clearMessages->setEnabled(hasMessages);
}

void JobsView::cancelSelected()
{
    const QModelIndex index = m_jobTable->currentIndex();
    if (index.isValid() && index.data(JobModel::CancelableRole).toBool())
        m_workbench.runner.cancel(index.data(JobModel::IdRole).toInt());
}

void JobsView::retranslate()
{
    m_jobTitle->setText(tr("Jobs"));
    m_messageTitle->setText(tr("Messages"));
    m_clearJobs->setText(tr("Clear &ended"));
    m_clearJobs->setToolTip(tr("Remove the jobs that have ended from the list."));
    m_clearMessages->setText(tr("&Clear"));
    m_clearMessages->setToolTip(tr("Remove all messages."));
    m_jobHint->setText(tr("Nothing runs. Loading, measuring, evaluating and exporting appear here with their progress."));
    m_messageHint->setText(tr("No messages. Failures, problems with the model or its texts, and notes about the recipe appear here."));
    m_cancel->setText(tr("Cancel the job"));
    m_copyJobs->setText(tr("Copy (TSV)"));
    m_copyMessages->setText(tr("Copy (TSV)"));
    m_jobTable->setAccessibleName(tr("Jobs"));
    m_messageTable->setAccessibleName(tr("Messages"));
    m_jobs->retranslate();
    m_messages->retranslate();
    for (int row = 0; row < m_jobs->rowCount(); ++row)
        m_jobTable->setIndexWidget(m_jobs->index(row, JobModel::Action), nullptr); // with a new text
    updateButtons();
}

void JobsView::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    m_messageTable->resizeRowsToContents();
    m_messages->markRead();
}

void JobsView::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::LanguageChange)
        retranslate();
}

} // namespace vernier
