// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <QAbstractTableModel>
#include <QDateTime>
#include <QString>

#include <optional>
#include <vector>

// What the user should know: failures, what is wrong with the open model and its texts, notes about the recipe.

namespace vernier {

struct Workbench;

struct Message
{
    enum class Kind {
        JobFailed,     ///< stays until it is cleared
        ModelProblem,  ///< of the open model; goes with it
        ModelChanged,  ///< it is not the checkpoint the project was saved with
        RecipeRefused, ///< the present recipe cannot run; goes when it can
        RecipeNote,    ///< of the present plan
        Said,          ///< by another part of the program
    };
    Kind kind = Kind::Said;
    QString subject;            ///< the job's title, or what was said
    std::optional<Error> error; ///< shown in the user's language
    QString detail;
    QDateTime time;
    bool isRead = false;
};

class MessageModel : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum Columns { Time, Subject, Detail, ColumnCount };
    enum Roles { KindRole = Qt::UserRole };

    explicit MessageModel(Workbench &workbench, QObject *parent = nullptr);

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

    /// For what no job or measurement says: refused edits, autosave.
    void say(const QString &subject, const QString &detail);
    void clear();
    [[nodiscard]] int unread() const;
    void markRead();
    void retranslate();

signals:
    void unreadChanged(int count);

private:
    void add(Message message);
    /// These are all the messages of their kinds now: what was there before keeps its time.
    void replace(std::initializer_list<Message::Kind> kinds, std::vector<Message> now);
    void modelChanged();
    void planChanged();
    [[nodiscard]] QString text(const Message &message, int column) const;

    Workbench &m_workbench;
    std::vector<Message> m_messages; ///< newest first
};

} // namespace vernier
