// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/views/welcome_page.h"

#include "widgets/support/theme.h"

#include <QAction>
#include <QDir>
#include <QDragEnterEvent>
#include <QEvent>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QLabel>
#include <QListWidget>
#include <QMimeData>
#include <QPainter>
#include <QPushButton>
#include <QUrl>
#include <QVBoxLayout>

namespace vernier {

namespace {

constexpr int kColumnWidth = 680; // of what is read, whatever the window's width
constexpr int kPathRole = Qt::UserRole;
constexpr int kDropInset = 12;

/// "~/models/x" for what lies in the home folder.
QString shortPath(const QString &path)
{
    const QString home = QDir::homePath() + QLatin1Char('/');
    return path.startsWith(home) ? QStringLiteral("~/") + path.mid(home.size()) : path;
}

} // namespace

WelcomePage::WelcomePage(QWidget *parent)
    : QWidget(parent)
    , m_title(new QLabel(this))
    , m_about(new QLabel(this))
    , m_demo(new QPushButton(this))
    , m_folder(new QPushButton(this))
    , m_project(new QPushButton(this))
    , m_drop(new QLabel(this))
    , m_recentTitle(new QLabel(this))
    , m_noRecent(new QLabel(this))
    , m_recent(new QListWidget(this))
    , m_forget(new QAction(this))
{
    setAcceptDrops(true);
    setAutoFillBackground(true);
    setBackgroundRole(QPalette::Base);
    createLayout();
    connect(m_demo, &QPushButton::clicked, this, &WelcomePage::openDemo);
    connect(m_folder, &QPushButton::clicked, this, &WelcomePage::openFolder);
    connect(m_project, &QPushButton::clicked, this, &WelcomePage::openProject);
    m_recent->setStyleSheet(QStringLiteral("QListWidget { activate-on-singleclick: 1 }"));
    connect(m_recent, &QListWidget::itemActivated, this, &WelcomePage::activate);
    m_forget->setShortcut(QKeySequence::Delete);
    m_forget->setShortcutContext(Qt::WidgetShortcut);
    m_recent->addAction(m_forget);
    m_recent->setContextMenuPolicy(Qt::ActionsContextMenu);
    connect(m_forget, &QAction::triggered, this, &WelcomePage::forget);
    setFocusProxy(m_demo);
    retranslate();
    setRecent({});
}

void WelcomePage::createLayout()
{
    QFont large = font();
    large.setPointSizeF(large.pointSizeF() * 2.2);
    m_title->setFont(large);
    m_about->setWordWrap(true);
    m_demo->setDefault(true);
    m_recent->setFrameShape(QFrame::NoFrame);
    m_recent->setMinimumHeight(fontMetrics().height() * 5);
    m_recent->setSpacing(2);
    QFont bold = font();
    bold.setBold(true);
    m_recentTitle->setFont(bold);
    for (QLabel *label : {m_drop, m_noRecent}) {
        label->setWordWrap(true);
        label->setForegroundRole(QPalette::PlaceholderText);
    }
    auto *buttons = new QHBoxLayout;
    buttons->setSpacing(8);
    for (QPushButton *button : {m_demo, m_folder, m_project}) {
        button->setMinimumSize(button->fontMetrics().averageCharWidth() * 26, button->fontMetrics().height() * 2);
        button->setAutoDefault(true);
        buttons->addWidget(button);
    }
    buttons->addStretch();
    auto *column = new QWidget(this);
    column->setMaximumWidth(kColumnWidth);
    auto *inner = new QVBoxLayout(column);
    inner->setContentsMargins(0, 0, 0, 0);
    inner->setSpacing(12);
    inner->addWidget(m_title);
    inner->addWidget(m_about);
    inner->addSpacing(4);
    inner->addLayout(buttons);
    inner->addWidget(m_drop);
    inner->addSpacing(12);
    inner->addWidget(m_recentTitle);
    inner->addWidget(m_noRecent);
    inner->addWidget(m_recent, 1000);
    inner->addStretch(1); // takes the room while the list is hidden
    auto *row = new QHBoxLayout;
    row->addStretch(1);
    row->addWidget(column, 1000);
    row->addStretch(1);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(24, 24, 24, 24);
    layout->addStretch(1);
    layout->addLayout(row, 4);
    layout->addStretch(1);
}

void WelcomePage::setRecent(const QStringList &paths)
{
    m_paths = paths;
    m_recent->clear();
    for (const QString &path : paths) {
        const QFileInfo info(path);
        const bool exists = info.exists();
        auto *item = new QListWidgetItem(exists ? tr("%1 – %2").arg(info.fileName(), shortPath(info.absolutePath()))
                                                : tr("%1 – %2 (no longer exists)").arg(info.fileName(), shortPath(info.absolutePath())),
                                         m_recent);
        item->setData(kPathRole, path);
        item->setToolTip(path);
        if (!exists)
            item->setForeground(palette().color(QPalette::PlaceholderText)); // it can still be selected, to be removed
    }
    m_recent->setVisible(!paths.isEmpty());
    m_noRecent->setVisible(paths.isEmpty());
}

void WelcomePage::activate()
{
    const QListWidgetItem *item = m_recent->currentItem();
    if (!item)
        return;
    const QString path = item->data(kPathRole).toString();
    if (QFileInfo::exists(path))
        emit openRecent(path);
}

void WelcomePage::forget()
{
    if (const QListWidgetItem *item = m_recent->currentItem())
        emit forgetRecent(item->data(kPathRole).toString());
}

QString WelcomePage::droppedPath(const QMimeData *data)
{
    if (!data || data->urls().size() != 1 || !data->urls().front().isLocalFile())
        return {};
    const QFileInfo info(data->urls().front().toLocalFile());
    const QString ending = info.suffix().toLower();
    const bool isOpened = info.isFile() && (ending == QLatin1String("vernier") || ending == QLatin1String("json") || ending == QLatin1String("gguf"));
    return info.isDir() || isOpened ? info.absoluteFilePath() : QString();
}

void WelcomePage::dragEnterEvent(QDragEnterEvent *event)
{
    if (droppedPath(event->mimeData()).isEmpty())
        return;
    event->acceptProposedAction();
    m_dragging = true;
    update();
}

void WelcomePage::dragLeaveEvent(QDragLeaveEvent *event)
{
    QWidget::dragLeaveEvent(event);
    m_dragging = false;
    update();
}

void WelcomePage::dropEvent(QDropEvent *event)
{
    m_dragging = false;
    update();
    const QString path = droppedPath(event->mimeData());
    if (path.isEmpty())
        return;
    event->acceptProposedAction();
    emit openDropped(path);
}

void WelcomePage::paintEvent(QPaintEvent *event)
{
    QWidget::paintEvent(event);
    if (!m_dragging)
        return;
    QPainter painter(this);
    painter.setPen(QPen(themeColors(palette()).accent, 2, Qt::DashLine));
    painter.drawRect(rect().adjusted(kDropInset, kDropInset, -kDropInset, -kDropInset));
}

void WelcomePage::retranslate()
{
    m_title->setText(tr("Vernier"));
    m_about->setText(tr("Tune the precision of a quantized language model: see which layers lose what, change the recipe, measure again. "
                        "Every change is evaluated against the float model on the same text, with error bars, on this computer alone. "
                        "The tuned recipe and the weights are exported in msModelSlim's own formats."));
    m_demo->setText(tr("Open the &demo"));
    m_demo->setToolTip(tr("A small model whose naive quantization breaks, with texts: everything to try it in two minutes."));
    m_folder->setText(tr("Open a &checkpoint folder…"));
    m_folder->setToolTip(tr("A Hugging Face folder with config.json and safetensors or pytorch_model.bin, or with a .gguf file (Llama, Qwen, ChatGLM, Baichuan, InternLM2, GPT-NeoX and others)."));
    m_project->setText(tr("Open a &project…"));
    m_project->setToolTip(tr("A project saved earlier (checkpoint, texts, recipe and history), or a .gguf file."));
    m_drop->setText(tr("Or drop a checkpoint folder, a .gguf file or a project file anywhere on this page."));
    m_recentTitle->setText(tr("Recent"));
    m_noRecent->setText(tr("What you open will be listed here."));
    m_recent->setAccessibleName(tr("Recent projects and checkpoints"));
    m_forget->setText(tr("Remove from the list"));
    setRecent(QStringList(m_paths));
}

void WelcomePage::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::LanguageChange)
        retranslate();
    else if (event->type() == QEvent::PaletteChange)
        setRecent(QStringList(m_paths)); // the grey of what is gone
}

} // namespace vernier
