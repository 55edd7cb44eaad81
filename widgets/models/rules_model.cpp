// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/models/rules_model.h"

#include "widgets/support/text.h"

#include <QFont>

#include <algorithm>
#include <set>

namespace vernier {

namespace {

using State = RuleReport::State;

constexpr quintptr kGroup = 0; // internal id of a group; entries have their group + 1

bool isEntry(const QModelIndex &index)
{
    return index.isValid() && index.internalId() != kGroup;
}

int groupOf(Reason reason)
{
    switch (reason) {
    case Reason::DisableNames: return RulesModel::DisableNames;
    case Reason::LastLinear: return RulesModel::LastLinear;
    case Reason::DisableLevel: return RulesModel::DisableLevel;
    case Reason::MixExact:
    case Reason::MixGlob: return RulesModel::MixCfg;
    case Reason::Base: break;
    }
    return RulesModel::Base;
}

QString upper(const std::string &type)
{
    return toText(type).toUpper();
}

} // namespace

RulesModel::RulesModel(QObject *parent)
    : QAbstractItemModel(parent)
{}

void RulesModel::setRules(std::vector<RuleReport> rules)
{
    beginResetModel();
    m_rules = std::move(rules);
    for (std::vector<int> &group : m_groups)
        group.clear();
    for (std::size_t i = 0; i < m_rules.size(); ++i)
        m_groups[static_cast<std::size_t>(groupOf(m_rules[i].reason))].push_back(static_cast<int>(i));
    endResetModel();
}

const std::vector<int> *RulesModel::entries(int group) const
{
    return group == DisableNames || group == MixCfg ? &m_groups[static_cast<std::size_t>(group)] : nullptr;
}

const RuleReport *RulesModel::rule(const QModelIndex &index) const
{
    if (!index.isValid())
        return nullptr;
    if (isEntry(index))
        return &m_rules[static_cast<std::size_t>(m_groups[index.internalId() - 1][static_cast<std::size_t>(index.row())])];
    const std::vector<int> &own = m_groups[static_cast<std::size_t>(index.row())];
    return entries(index.row()) || own.empty() ? nullptr : &m_rules[static_cast<std::size_t>(own.front())];
}

QModelIndex RulesModel::indexOf(Groups group, std::size_t position) const
{
    if (const std::vector<int> *rows = entries(group)) {
        for (std::size_t row = 0; row < rows->size(); ++row) {
            if (m_rules[static_cast<std::size_t>((*rows)[row])].index == position)
                return index(static_cast<int>(row), Rule, groupIndex(group));
        }
    }
    return {};
}

std::vector<int> RulesModel::matching(const QModelIndex &index) const
{
    if (const RuleReport *report = rule(index))
        return report->matching;
    std::set<int> layers;
    if (index.isValid()) {
        for (const int i : m_groups[static_cast<std::size_t>(index.row())])
            layers.insert(m_rules[static_cast<std::size_t>(i)].matching.begin(), m_rules[static_cast<std::size_t>(i)].matching.end());
    }
    return {layers.begin(), layers.end()};
}

QString RulesModel::explanation(const QModelIndex &index) const
{
    const RuleReport *report = rule(index);
    if (!report) {
        if (index.isValid() && index.row() == DisableNames)
            return tr("Layers that are left in float by their full names. Nothing beats them.");
        if (index.isValid() && index.row() == MixCfg)
            return tr("Types by name or pattern. An exact name beats every pattern; among patterns the upper one wins.");
        return {};
    }
    const int matches = static_cast<int>(report->matching.size());
    const int decides = static_cast<int>(report->deciding.size());
    switch (report->state) {
    case State::Active:
        return report->reason == Reason::Base ? tr("Decides the %n layer(s) that no rule names.", nullptr, decides)
                                              : tr("Decides all %n layer(s) it matches.", nullptr, decides);
    case State::Partial:
        return tr("Decides %1 of the %n layer(s) it matches. Stronger rules have the others, most of them %2.", nullptr, matches)
            .arg(decides)
            .arg(toText(report->strongest));
    case State::Shadowed:
        if (report->reason == Reason::Base)
            return tr("Decides nothing: rules name every layer.");
        return tr("Shadowed: it decides none of the %n layer(s) it matches. Stronger rules have them, most of all %1.", nullptr, matches)
            .arg(toText(report->strongest));
    case State::Unmatched:
        return report->reason == Reason::DisableNames
            ? tr("No layer has this name, and msModelSlim refuses that. Entries are full names, not patterns.")
            : tr("Matches no layer of this model, so it does nothing.");
    case State::Unknown: return tr("Which layers it takes is known once their range scores are measured on the calibration data.");
    case State::Off:
        return report->reason == Reason::LastLinear ? tr("Off: the last linear layer follows the other rules.")
                                                    : tr("Off: no layer is left in float by its range score.");
    }
    return {};
}

void RulesModel::retranslate()
{
    emit headerDataChanged(Qt::Horizontal, 0, ColumnCount - 1);
    for (int group = 0; group < GroupCount; ++group) {
        const QModelIndex head = groupIndex(static_cast<Groups>(group));
        emit dataChanged(head, head.siblingAtColumn(ColumnCount - 1));
        if (const int rows = rowCount(head); rows > 0)
            emit dataChanged(index(0, 0, head), index(rows - 1, ColumnCount - 1, head));
    }
}

QModelIndex RulesModel::index(int row, int column, const QModelIndex &parent) const
{
    if (!hasIndex(row, column, parent))
        return {};
    return createIndex(row, column, parent.isValid() ? static_cast<quintptr>(parent.row()) + 1 : kGroup);
}

QModelIndex RulesModel::parent(const QModelIndex &child) const
{
    return isEntry(child) ? createIndex(static_cast<int>(child.internalId()) - 1, 0, kGroup) : QModelIndex();
}

int RulesModel::rowCount(const QModelIndex &parent) const
{
    if (!parent.isValid())
        return m_rules.empty() ? 0 : GroupCount;
    if (isEntry(parent) || parent.column() != 0)
        return 0;
    const std::vector<int> *rows = entries(parent.row());
    return rows ? static_cast<int>(rows->size()) : 0;
}

int RulesModel::columnCount(const QModelIndex &) const
{
    return ColumnCount;
}

QString RulesModel::groupText(int group, int column) const
{
    const RuleReport *report = rule(index(group, 0));
    const bool off = report && report->state == State::Off;
    if (column == Type && report)
        return off ? tr("off") : upper(report->type);
    if (column == Layers) {
        if (off || (report && report->state == State::Unknown))
            return QStringLiteral("–");
        std::size_t decides = 0;
        for (const int i : m_groups[static_cast<std::size_t>(group)])
            decides += m_rules[static_cast<std::size_t>(i)].deciding.size();
        return QString::number(decides);
    }
    if (column != Rule)
        return {};
    switch (group) {
    case DisableNames: return QStringLiteral("disable_names");
    case LastLinear: return QStringLiteral("disable_last_linear");
    case DisableLevel: return QStringLiteral("disable_level %1").arg(report ? toText(report->subject) : QString());
    case MixCfg: return QStringLiteral("mix_cfg");
    default: return QStringLiteral("quant_config");
    }
}

QString RulesModel::text(const QModelIndex &index) const
{
    if (!isEntry(index))
        return groupText(index.row(), index.column());
    const RuleReport &report = *rule(index);
    switch (index.column()) {
    case Rule: return toText(report.subject);
    case Type: return upper(report.type);
    default: break;
    }
    if (report.deciding.size() == report.matching.size())
        return QString::number(report.matching.size());
    return tr("%1 of %2").arg(report.deciding.size()).arg(report.matching.size());
}

QVariant RulesModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid())
        return {};
    switch (role) {
    case Qt::DisplayRole: return text(index);
    case Qt::TextAlignmentRole: return QVariant::fromValue(index.column() == Layers ? Qt::AlignRight | Qt::AlignVCenter : Qt::AlignLeft | Qt::AlignVCenter);
    case Qt::ToolTipRole: {
        const QString head = text(index.siblingAtColumn(Rule));
        return QStringLiteral("<qt><b>%1</b><br>%2</qt>").arg(head.toHtmlEscaped(), explanation(index).toHtmlEscaped());
    }
    case StateRole: {
        const RuleReport *report = rule(index);
        return report ? QVariant(static_cast<int>(report->state)) : QVariant();
    }
    case Qt::AccessibleDescriptionRole: return explanation(index);
    default: return {};
    }
}

QVariant RulesModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return QVariant::fromValue(section == Layers ? Qt::AlignRight | Qt::AlignVCenter : Qt::AlignLeft | Qt::AlignVCenter);
    if (role == Qt::DisplayRole) {
        switch (section) {
        case Rule: return tr("Rule");
        case Type: return tr("Type");
        case Layers: return tr("Layers");
        default: return {};
        }
    }
    if (role == Qt::ToolTipRole && section == Layers)
        return tr("Layers the rule decides, of those it matches");
    return {};
}

} // namespace vernier
