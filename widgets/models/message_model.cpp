// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/models/message_model.h"

#include "widgets/models/workbench.h"
#include "widgets/support/core_messages.h"
#include "widgets/support/error_text.h"
#include "widgets/support/text.h"
#include "widgets/support/theme.h"

#include <QGuiApplication>
#include <QLocale>

#include <algorithm>
#include <set>
#include <utility>

namespace vernier {

namespace {

constexpr std::size_t kKept = 200;

bool sameContent(const Message &a, const Message &b)
{
    const auto key = [](const Message &message) { return message.error ? message.error->message + message.error->where : std::string(); };
    return a.kind == b.kind && a.subject == b.subject && a.detail == b.detail && key(a) == key(b);
}

} // namespace

MessageModel::MessageModel(Workbench &workbench, QObject *parent)
    : QAbstractTableModel(parent)
    , m_workbench(workbench)
{
    connect(&workbench.runner, &JobRunner::failed, this, [this](const JobInfo &job) { add({Message::Kind::JobFailed, job.title(), job.error, {}, {}}); });
    connect(&workbench.analysis, &Analysis::modelChanged, this, &MessageModel::modelChanged);
    connect(&workbench.analysis, &Analysis::planChanged, this, &MessageModel::planChanged);
    modelChanged();
    planChanged();
}

void MessageModel::modelChanged()
{
    std::vector<Message> now;
    if (const auto &model = m_workbench.analysis.model()) {
        for (const Error &problem : model->problems)
            now.push_back({Message::Kind::ModelProblem, {}, problem, {}, {}});
        if (model->changed)
            now.push_back({Message::Kind::ModelChanged, {}, {}, pathText(model->checkpoint->path()), {}});
    }
    replace({Message::Kind::ModelProblem, Message::Kind::ModelChanged}, std::move(now));
}

void MessageModel::planChanged()
{
    std::vector<Message> now;
    if (m_workbench.analysis.planError())
        now.push_back({Message::Kind::RecipeRefused, {}, m_workbench.analysis.planError(), {}, {}});
    if (const auto &plan = m_workbench.analysis.plan()) {
        for (const std::string &note : plan->notes)
            now.push_back({Message::Kind::RecipeNote, {}, {}, toText(note), {}});
    }
    replace({Message::Kind::RecipeRefused, Message::Kind::RecipeNote}, std::move(now));
}

void MessageModel::replace(std::initializer_list<Message::Kind> kinds, std::vector<Message> now)
{
    const std::set<Message::Kind> replaced(kinds);
    std::vector<Message> kept;
    std::vector<Message> fresh;
    for (Message &message : now) {
        const auto old = std::find_if(m_messages.begin(), m_messages.end(), [&](const Message &other) { return sameContent(other, message); });
        if (old == m_messages.end()) {
            message.time = QDateTime::currentDateTime();
            fresh.push_back(std::move(message));
        }
    }
    for (const Message &message : m_messages) {
        const bool stays = std::any_of(now.begin(), now.end(), [&](const Message &other) { return sameContent(other, message); });
        if (!replaced.contains(message.kind) || stays)
            kept.push_back(message);
    }
    if (fresh.empty() && kept.size() == m_messages.size())
        return;
    beginResetModel();
    m_messages = std::move(fresh);
    m_messages.insert(m_messages.end(), kept.begin(), kept.end());
    endResetModel();
    emit unreadChanged(unread());
}

void MessageModel::add(Message message)
{
    message.time = QDateTime::currentDateTime();
    beginInsertRows({}, 0, 0);
    m_messages.insert(m_messages.begin(), std::move(message));
    endInsertRows();
    if (m_messages.size() > kKept) {
        beginRemoveRows({}, rowCount() - 1, rowCount() - 1);
        m_messages.pop_back();
        endRemoveRows();
    }
    emit unreadChanged(unread());
}

void MessageModel::say(const QString &subject, const QString &detail)
{
    add({Message::Kind::Said, subject, {}, detail, {}});
}

void MessageModel::clear()
{
    beginResetModel();
    m_messages.clear();
    endResetModel();
    emit unreadChanged(0);
}

int MessageModel::unread() const
{
    return static_cast<int>(std::count_if(m_messages.begin(), m_messages.end(), [](const Message &message) { return !message.isRead; }));
}

void MessageModel::markRead()
{
    if (unread() == 0)
        return;
    for (Message &message : m_messages)
        message.isRead = true;
    emit unreadChanged(0);
}

int MessageModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_messages.size());
}

int MessageModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QString MessageModel::text(const Message &message, int column) const
{
    if (column == Time)
        return QLocale().toString(message.time.time(), QStringLiteral("HH:mm:ss"));
    const bool isSubject = column == Subject;
    switch (message.kind) {
    case Message::Kind::JobFailed:
        if (isSubject)
            return tr("%1: %2").arg(message.subject, message.error ? errorTitle(message.error->code) : QString());
        break;
    case Message::Kind::ModelProblem:
        if (isSubject)
            return tr("The model is open, but a text is not: %1").arg(message.error ? errorTitle(message.error->code) : QString());
        break;
    case Message::Kind::ModelChanged:
        return isSubject ? tr("The checkpoint was changed since the project was saved")
                         : tr("%1 is not what the history was measured on: its numbers are about another model. Evaluate again before you compare.").arg(message.detail);
    case Message::Kind::RecipeRefused:
        if (isSubject)
            return tr("This recipe cannot run: %1").arg(message.error ? errorTitle(message.error->code) : QString());
        break;
    case Message::Kind::RecipeNote:
        if (isSubject)
            return tr("About the recipe");
        return coreText(toUtf8(message.detail));
    case Message::Kind::Said:
        if (isSubject)
            return message.subject;
        break;
    }
    return message.error ? errorDetail(*message.error) : message.detail;
}

QVariant MessageModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid())
        return {};
    const Message &message = m_messages[static_cast<std::size_t>(index.row())];
    switch (role) {
    case Qt::DisplayRole: return text(message, index.column());
    case Qt::ToolTipRole: return index.column() == Time ? QVariant(QLocale().toString(message.time, QLocale::LongFormat)) : QVariant(text(message, index.column()));
    case Qt::TextAlignmentRole: return QVariant(Qt::AlignLeft | Qt::AlignTop);
    case Qt::ForegroundRole:
        if (index.column() == Subject && (message.kind == Message::Kind::JobFailed || message.kind == Message::Kind::RecipeRefused))
            return themeColors(QGuiApplication::palette()).error;
        if (index.column() == Subject && message.kind != Message::Kind::RecipeNote)
            return themeColors(QGuiApplication::palette()).warning;
        return {};
    case KindRole: return static_cast<int>(message.kind);
    default: return {};
    }
}

QVariant MessageModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= ColumnCount)
        return {};
    if (role == Qt::TextAlignmentRole)
        return QVariant(Qt::AlignLeft | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    const QString heads[] = {tr("Time"), tr("Message"), tr("Details and remedy")};
    return heads[section];
}

void MessageModel::retranslate()
{
    emit headerDataChanged(Qt::Horizontal, 0, ColumnCount - 1);
    if (!m_messages.empty())
        emit dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1));
}

} // namespace vernier
