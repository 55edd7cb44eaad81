// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/jobs/job_runner.h"

#include <QAbstractTableModel>

#include <vector>

namespace vernier {

/// Running, waiting and ended jobs, one row each, as the runner lists them.
class JobModel : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum Columns { Title, State, Step, Progress, Remaining, Action, ColumnCount };
    enum Roles {
        IdRole = Qt::UserRole,
        ShareRole,      ///< 0…1; invalid: unknown or not running
        CancelableRole, ///< bool
    };

    explicit JobModel(JobRunner &runner, QObject *parent = nullptr);

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    void retranslate();

private:
    void refresh();
    [[nodiscard]] QString text(const JobInfo &job, int column) const;

    JobRunner &m_runner;
    std::vector<JobInfo> m_jobs;
};

} // namespace vernier
