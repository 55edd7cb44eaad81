// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/views/command_palette.h"

#include "widgets/models/workbench.h"
#include "widgets/support/fuzzy_match.h"
#include "widgets/support/text.h"

#include <QAction>
#include <QEvent>
#include <QHeaderView>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QMenuBar>
#include <QTreeWidget>
#include <QVBoxLayout>

#include <algorithm>
#include <set>

namespace vernier {

namespace {

constexpr std::size_t kShown = 100; // more is not read; a large model has thousands of layers
constexpr int kEntryRole = Qt::UserRole;
constexpr int kWidth = 640;
constexpr int kHeight = 360;

/// Without mnemonic and the "…" of dialogs.
QString plainText(QString text)
{
    text.remove(QStringLiteral("…"));
    QString plain;
    for (qsizetype i = 0; i < text.size(); ++i) {
        if (text[i] != QLatin1Char('&')) {
            plain += text[i];
        } else if (i + 1 < text.size() && text[i + 1] == QLatin1Char('&')) { // "&&" is an ampersand
            plain += QLatin1Char('&');
            ++i;
        }
    }
    // Chinese mnemonics stand in brackets behind the text: "打开(&O)".
    const qsizetype bracket = plain.lastIndexOf(QLatin1Char('('));
    if (bracket > 0 && bracket == plain.size() - 3 && plain.endsWith(QLatin1Char(')')) && text.contains(QLatin1Char('&')))
        plain.truncate(bracket);
    return plain.trimmed();
}

class Collector
{
public:
    void add(QAction *action, const QString &path)
    {
        if (!action || action->isSeparator() || !action->isVisible())
            return;
        const QString text = plainText(action->text());
        if (text.isEmpty())
            return;
        const QString whole = path.isEmpty() ? text : QStringLiteral("%1 > %2").arg(path, text);
        if (QMenu *menu = action->menu()) {
            for (QAction *inner : menu->actions())
                add(inner, whole);
            return;
        }
        if (m_seen.insert(action).second)
            found.push_back({whole, action});
    }

    std::vector<NamedAction> found;

private:
    std::set<const QAction *> m_seen;
};

} // namespace

std::vector<NamedAction> collectActions(QWidget *window)
{
    Collector collector;
    for (QMenuBar *bar : window->findChildren<QMenuBar *>()) {
        for (QAction *action : bar->actions())
            collector.add(action, {});
    }
    for (QAction *action : window->actions())
        collector.add(action, {});
    for (QWidget *widget : window->findChildren<QWidget *>()) {
        if (qobject_cast<QMenu *>(widget) || qobject_cast<QMenuBar *>(widget) || qobject_cast<QLineEdit *>(widget))
            continue; // reached through the bar; or not ours
        for (QAction *action : widget->actions())
            collector.add(action, widget->accessibleName()); // which of the tables "Copy" copies
    }
    return std::move(collector.found);
}

CommandPalette::CommandPalette(Workbench &workbench, QWidget *parent)
    : QFrame(parent, Qt::Popup)
    , m_workbench(workbench)
    , m_search(new QLineEdit(this))
    , m_list(new QTreeWidget(this))
    , m_none(new QLabel(this))
{
    setFrameShape(QFrame::StyledPanel);
    m_search->setClearButtonEnabled(true);
    m_search->installEventFilter(this);
    m_list->setColumnCount(2);
    m_list->header()->hide();
    m_list->header()->setStretchLastSection(false);
    m_list->header()->setSectionResizeMode(0, QHeaderView::Stretch);
    m_list->header()->setSectionResizeMode(1, QHeaderView::ResizeToContents);
    m_list->setRootIsDecorated(false);
    m_list->setUniformRowHeights(true);
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setFocusPolicy(Qt::NoFocus); // the keys stay in the search field
    m_none->setAlignment(Qt::AlignCenter);
    m_none->setForegroundRole(QPalette::PlaceholderText);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(6, 6, 6, 6);
    layout->addWidget(m_search);
    layout->addWidget(m_list, 1);
    layout->addWidget(m_none, 1);
    setFocusProxy(m_search);
    connect(m_search, &QLineEdit::textChanged, this, &CommandPalette::filter);
    connect(m_list, &QTreeWidget::itemClicked, this, &CommandPalette::choose);
    retranslate();
}

void CommandPalette::open(QWidget *window)
{
    collect(window);
    m_search->clear();
    filter();
    const int width = std::min(kWidth, std::max(240, window->width() - 40));
    const int height = std::min(kHeight, std::max(160, window->height() - 40));
    resize(width, height);
    move(window->mapToGlobal(QPoint((window->width() - width) / 2, std::min(80, (window->height() - height) / 2))));
    show();
    m_search->setFocus(Qt::PopupFocusReason);
}

void CommandPalette::collect(QWidget *window)
{
    m_entries.clear();
    for (const NamedAction &named : collectActions(window))
        m_entries.push_back({named.text, named.action->shortcut().toString(QKeySequence::NativeText), named.action, -1});
    const LayerModel &layers = m_workbench.layers;
    for (int row = 0; row < layers.rowCount(); ++row)
        m_entries.push_back({toText(layers.layer(row).name), {}, nullptr, row});
}

void CommandPalette::filter()
{
    struct Hit
    {
        int score = 0;
        int entry = 0;
    };
    std::vector<Hit> hits;
    const QString pattern = m_search->text();
    for (std::size_t i = 0; i < m_entries.size(); ++i) {
        const Entry &entry = m_entries[i];
        if (entry.layer < 0 && !entry.action)
            continue; // it is gone since
        if (const std::optional<FuzzyMatch> match = fuzzyMatch(pattern, entry.text))
            hits.push_back({match->score, static_cast<int>(i)});
    }
    const auto isUsable = [this](const Hit &hit) {
        const Entry &entry = m_entries[static_cast<std::size_t>(hit.entry)];
        return !entry.action || entry.action->isEnabled();
    };
    const auto length = [this](const Hit &hit) { return m_entries[static_cast<std::size_t>(hit.entry)].text.size(); };
    std::stable_sort(hits.begin(), hits.end(), [&](const Hit &a, const Hit &b) {
        if (a.score != b.score)
            return a.score > b.score;
        if (isUsable(a) != isUsable(b))
            return isUsable(a);
        return !pattern.isEmpty() && length(a) < length(b);
    });
    if (hits.size() > kShown)
        hits.resize(kShown);
    m_list->clear();
    for (const Hit &hit : hits) {
        const Entry &entry = m_entries[static_cast<std::size_t>(hit.entry)];
        auto *item = new QTreeWidgetItem(m_list, {entry.text, entry.layer >= 0 ? tr("layer") : entry.shortcut});
        item->setData(0, kEntryRole, hit.entry);
        item->setTextAlignment(1, Qt::AlignRight | Qt::AlignVCenter);
        item->setForeground(1, palette().color(QPalette::PlaceholderText));
        item->setToolTip(0, entry.action ? entry.action->toolTip() : QString());
        if (!isUsable(hit))
            item->setForeground(0, palette().color(QPalette::PlaceholderText));
    }
    m_list->setVisible(!hits.empty());
    m_none->setVisible(hits.empty());
    if (!hits.empty())
        m_list->setCurrentItem(m_list->topLevelItem(0));
}

QStringList CommandPalette::shownTexts() const
{
    QStringList texts;
    for (int i = 0; i < m_list->topLevelItemCount(); ++i)
        texts << m_list->topLevelItem(i)->text(0);
    return texts;
}

void CommandPalette::choose()
{
    const QTreeWidgetItem *item = m_list->currentItem();
    if (!item)
        return;
    const Entry entry = m_entries[static_cast<std::size_t>(item->data(0, kEntryRole).toInt())];
    if (entry.layer < 0 && (!entry.action || !entry.action->isEnabled()))
        return;
    hide(); // first: an action may open a window
    if (entry.layer < 0) {
        entry.action->trigger();
        return;
    }
    m_workbench.selection.selectOnly(entry.layer);
    emit layerChosen(entry.layer);
}

bool CommandPalette::eventFilter(QObject *watched, QEvent *event)
{
    if (watched != m_search || event->type() != QEvent::KeyPress)
        return QFrame::eventFilter(watched, event);
    const auto *key = static_cast<QKeyEvent *>(event);
    const int count = m_list->topLevelItemCount();
    const int page = std::max(1, m_list->viewport()->height() / std::max(1, m_list->sizeHintForRow(0)) - 1);
    const auto move = [&](int by) {
        if (count > 0)
            m_list->setCurrentItem(m_list->topLevelItem(std::clamp(m_list->indexOfTopLevelItem(m_list->currentItem()) + by, 0, count - 1)));
        return true;
    };
    switch (key->key()) {
    case Qt::Key_Down: return move(1);
    case Qt::Key_Up: return move(-1);
    case Qt::Key_PageDown: return move(page);
    case Qt::Key_PageUp: return move(-page);
    case Qt::Key_Return:
    case Qt::Key_Enter: choose(); return true;
    case Qt::Key_Escape: hide(); return true;
    default: return false;
    }
}

void CommandPalette::retranslate()
{
    setAccessibleName(tr("Command palette"));
    m_search->setPlaceholderText(tr("An action or a layer: a few of its letters"));
    m_search->setAccessibleName(tr("Search for an action or a layer"));
    m_list->setAccessibleName(tr("What was found"));
    m_none->setText(tr("No command or layer matches."));
}

void CommandPalette::changeEvent(QEvent *event)
{
    QFrame::changeEvent(event);
    if (event->type() == QEvent::LanguageChange)
        retranslate();
}

} // namespace vernier
