// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/models/job_model.h"

#include "core/base/number_text.h"
#include "widgets/support/duration_text.h"
#include "widgets/support/error_text.h"
#include "widgets/support/text.h"

#include <algorithm>

namespace vernier {

JobModel::JobModel(JobRunner &runner, QObject *parent)
    : QAbstractTableModel(parent)
    , m_runner(runner)
    , m_jobs(runner.jobs())
{
    connect(&runner, &JobRunner::jobsChanged, this, &JobModel::refresh);
    connect(&runner, &JobRunner::progressed, this, &JobModel::refresh);
}

void JobModel::refresh()
{
    std::vector<JobInfo> jobs = m_runner.jobs();
    const auto sameId = [](const JobInfo &a, const JobInfo &b) { return a.id == b.id; };
    if (std::equal(jobs.begin(), jobs.end(), m_jobs.begin(), m_jobs.end(), sameId)) {
        m_jobs = std::move(jobs);
        if (!m_jobs.empty())
            emit dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1));
        return;
    }
    beginResetModel();
    m_jobs = std::move(jobs);
    endResetModel();
}

int JobModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_jobs.size());
}

int JobModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QString JobModel::text(const JobInfo &job, int column) const
{
    switch (column) {
    case Title: return job.title();
    case State:
        switch (job.state) {
        case JobInfo::State::Waiting: return tr("Waiting");
        case JobInfo::State::Running: return tr("Running");
        case JobInfo::State::Paused: return tr("Paused");
        case JobInfo::State::Done: return tr("Done");
        case JobInfo::State::Failed: return tr("Failed");
        case JobInfo::State::Cancelled: return tr("Cancelled");
        }
        return {};
    case Step: return job.error ? errorTitle(job.error->code) : (job.isActive() && !job.step.isEmpty() ? stepText(job.step) : QString());
    case Progress: return job.isActive() && job.share ? toText(percent(*job.share, 0)) : QString();
    case Remaining:
        if (job.isActive())
            return job.secondsLeft ? tr("%1 left").arg(durationText(*job.secondsLeft)) : QString();
        return job.seconds > 0.0 ? durationText(job.seconds) : QString();
    default: return {};
    }
}

QVariant JobModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid())
        return {};
    const JobInfo &job = m_jobs[static_cast<std::size_t>(index.row())];
    switch (role) {
    case Qt::DisplayRole: return text(job, index.column());
    case Qt::TextAlignmentRole: return QVariant((index.column() == Remaining ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    case Qt::ToolTipRole: return job.error ? errorDetail(*job.error) : QVariant();
    case IdRole: return job.id;
    case ShareRole: return job.isActive() && job.share ? QVariant(*job.share) : QVariant();
    case CancelableRole: return job.isActive();
    default: return {};
    }
}

QVariant JobModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= ColumnCount)
        return {};
    if (role == Qt::TextAlignmentRole)
        return QVariant((section == Remaining ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    const QString heads[] = {tr("Job"), tr("State"), tr("Step"), tr("Progress"), tr("Time"), {}};
    return heads[section];
}

void JobModel::retranslate()
{
    emit headerDataChanged(Qt::Horizontal, 0, ColumnCount - 1);
    refresh();
}

} // namespace vernier
