// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/models/history_model.h"

#include "core/base/number_text.h"
#include "core/recipe/recipe_difference.h"
#include "widgets/document/project_document.h"
#include "widgets/support/duration_text.h"
#include "widgets/support/export_text.h"
#include "widgets/support/recipe_text.h"
#include "widgets/support/table_copy.h"
#include "widgets/support/text.h"
#include "widgets/support/theme.h"

#include <QDateTime>
#include <QFont>
#include <QGuiApplication>
#include <QLocale>

#include <algorithm>
#include <cmath>
#include <map>

namespace vernier {

namespace {

const QString kUnknown = QStringLiteral("–");

std::optional<double> perplexityOf(const std::optional<double> &loss)
{
    return loss ? std::optional(std::exp(*loss)) : std::nullopt;
}

/// Standard error of the perplexity, to first order.
double perplexityErrorOf(const HistoryMetrics &metrics)
{
    return metrics.quantizedLoss && metrics.quantizedLossError ? std::exp(*metrics.quantizedLoss) * *metrics.quantizedLossError : 0.0;
}

std::optional<double> perplexityDifferenceOf(const HistoryMetrics &metrics)
{
    if (!metrics.floatLoss || !metrics.quantizedLoss)
        return std::nullopt;
    return std::exp(*metrics.quantizedLoss) - std::exp(*metrics.floatLoss);
}

template <typename T>
QVariant toVariant(const std::optional<T> &value)
{
    return value ? QVariant::fromValue(static_cast<double>(*value)) : QVariant();
}

/// At full precision, as a spreadsheet reads it; empty where there is none.
template <typename T>
QString plainNumber(const std::optional<T> &value)
{
    return value ? QString::number(static_cast<double>(*value), 'g', 12) : QString();
}

QDateTime timeOf(const HistoryEntry &entry)
{
    return QDateTime::fromString(toText(entry.time), Qt::ISODate).toLocalTime();
}

} // namespace

QString HistoryModel::changesSince(const HistoryEntry &before, const HistoryEntry &entry, std::span<const RecipeChange> changes)
{
    if (calibratedAlike(before, entry))
        return changesText(changes);
    const QString data = tr("other calibration data");
    return changes.empty() ? data : tr("%1; %2", "two changes").arg(data, changesText(changes));
}

QString historyName(const HistoryEntry &entry)
{
    return toText(entry.name.empty() ? entry.id : entry.name);
}

HistoryModel::HistoryModel(ProjectDocument &document, QObject *parent)
    : QAbstractItemModel(parent)
    , m_document(document)
{
    connect(&document, &ProjectDocument::historyChanged, this, &HistoryModel::historyChanged);
    connect(&document, &ProjectDocument::wasReset, this, &HistoryModel::historyChanged);
    connect(&document, &ProjectDocument::recipeChanged, this, &HistoryModel::refresh);
    historyChanged();
}

void HistoryModel::setTree(bool tree)
{
    if (tree == m_tree)
        return;
    m_tree = tree;
    historyChanged();
}

std::vector<HistoryModel::Node> HistoryModel::arranged(const std::vector<HistoryEntry> &entries) const
{
    std::map<std::string_view, int> indices;
    for (std::size_t i = 0; i < entries.size(); ++i)
        indices[entries[i].id] = static_cast<int>(i);
    std::vector<Node> nodes(entries.size());
    int roots = 0;
    for (std::size_t i = 0; i < nodes.size(); ++i) {
        const auto parent = indices.find(entries[i].parent);
        if (!m_tree || parent == indices.end()) {
            nodes[i].row = roots++;
            continue;
        }
        Node &above = nodes[static_cast<std::size_t>(parent->second)];
        nodes[i].parent = parent->second;
        nodes[i].row = static_cast<int>(above.children.size());
        above.children.push_back(static_cast<int>(i));
    }
    return nodes;
}

void HistoryModel::historyChanged()
{
    std::vector<HistoryEntry> entries = m_document.project().history;
    const auto sameEntry = [](const HistoryEntry &a, const HistoryEntry &b) { return a.id == b.id && a.parent == b.parent; };
    std::vector<Node> nodes = arranged(entries);
    const auto sameNode = [](const Node &a, const Node &b) { return a.parent == b.parent && a.row == b.row; };
    if (std::equal(entries.begin(), entries.end(), m_entries.begin(), m_entries.end(), sameEntry)
        && std::equal(nodes.begin(), nodes.end(), m_nodes.begin(), m_nodes.end(), sameNode)) {
        m_entries = std::move(entries);
        describeChanges();
        refresh();
        return;
    }
    beginResetModel();
    m_entries = std::move(entries);
    m_nodes = std::move(nodes);
    m_roots.clear();
    for (std::size_t i = 0; i < m_nodes.size(); ++i) {
        if (m_nodes[i].parent < 0)
            m_roots.push_back(static_cast<int>(i));
    }
    describeChanges();
    m_present = presentId();
    endResetModel();
}

void HistoryModel::describeChanges()
{
    std::map<std::string_view, const HistoryEntry *> byId;
    for (const HistoryEntry &entry : m_entries)
        byId[entry.id] = &entry;
    for (std::size_t i = 0; i < m_nodes.size(); ++i) {
        const HistoryEntry &entry = m_entries[i];
        const auto parent = byId.find(entry.parent);
        const bool isRoot = parent == byId.end();
        const std::vector<RecipeChange> changes = recipeDifference(isRoot ? Recipe{} : parent->second->recipe, entry.recipe);
        m_nodes[i].changes = entry.folder ? tr("saved model: %1").arg(pathText(*entry.folder))
            : !isRoot            ? changesSince(*parent->second, entry, changes)
            : changes.empty()        ? tr("the default recipe")
                                     : tr("against the default: %1").arg(changesText(changes));
        QStringList names;
        if (entry.folder)
            names << pathText(*entry.folder);
        for (const RecipeChange &change : changes) {
            names << changeText(change);
            if (const QString about = changeNames(change); !about.isEmpty())
                names << about;
        }
        m_nodes[i].changedNames = names.join(QLatin1Char('\n'));
    }
}

void HistoryModel::refresh()
{
    m_present = presentId();
    const auto announce = [this](const auto &self, const QModelIndex &parent) -> void {
        const int rows = rowCount(parent);
        if (rows == 0)
            return;
        emit dataChanged(index(0, 0, parent), index(rows - 1, ColumnCount - 1, parent));
        for (int row = 0; row < rows; ++row)
            self(self, index(row, 0, parent));
    };
    announce(announce, {});
}

std::string HistoryModel::presentId() const
{
    const HistoryEntry *present = entryOf(m_entries, m_document.recipe());
    return present ? present->id : std::string();
}

void HistoryModel::setOutdated(std::function<bool(const HistoryEntry &)> isOutdated)
{
    m_isOutdated = std::move(isOutdated);
    refresh();
}

int HistoryModel::nodeOf(const QModelIndex &index) const
{
    return static_cast<int>(index.internalId());
}

const std::vector<int> &HistoryModel::childrenOf(const QModelIndex &parent) const
{
    return parent.isValid() ? m_nodes[static_cast<std::size_t>(nodeOf(parent))].children : m_roots;
}

QModelIndex HistoryModel::index(int row, int column, const QModelIndex &parent) const
{
    if (!hasIndex(row, column, parent))
        return {};
    return createIndex(row, column, static_cast<quintptr>(childrenOf(parent)[static_cast<std::size_t>(row)]));
}

QModelIndex HistoryModel::parent(const QModelIndex &child) const
{
    if (!child.isValid())
        return {};
    const int above = m_nodes[static_cast<std::size_t>(nodeOf(child))].parent;
    return above < 0 ? QModelIndex() : createIndex(m_nodes[static_cast<std::size_t>(above)].row, 0, static_cast<quintptr>(above));
}

int HistoryModel::rowCount(const QModelIndex &parent) const
{
    return parent.column() > 0 ? 0 : static_cast<int>(childrenOf(parent).size());
}

int HistoryModel::columnCount(const QModelIndex &) const
{
    return ColumnCount;
}

const HistoryEntry *HistoryModel::entry(const QModelIndex &index) const
{
    const auto at = static_cast<std::size_t>(nodeOf(index));
    return index.isValid() && at < m_entries.size() ? &m_entries[at] : nullptr;
}

QModelIndex HistoryModel::indexOf(const std::string &id) const
{
    for (std::size_t i = 0; i < m_entries.size(); ++i) {
        if (m_entries[i].id == id)
            return createIndex(m_nodes[i].row, 0, static_cast<quintptr>(i));
    }
    return {};
}

QVariant HistoryModel::value(const HistoryEntry &entry, const Node &node, int column) const
{
    const HistoryMetrics &metrics = entry.metrics;
    switch (column) {
    case Name: return historyName(entry);
    case Changes: return node.changes;
    case Perplexity: return toVariant(perplexityOf(metrics.quantizedLoss));
    case PerplexityDifference: return toVariant(perplexityDifferenceOf(metrics));
    case Divergence: return toVariant(metrics.klMean);
    case SameTop1: return toVariant(metrics.sameTop1);
    case Size: return toVariant(metrics.sizeBytes);
    case BitsPerWeight: return toVariant(metrics.bitsPerWeight);
    case Seconds: return toVariant(metrics.seconds);
    case Time: return timeOf(entry);
    default: return {};
    }
}

QString HistoryModel::text(const HistoryEntry &entry, const Node &node, int column) const
{
    const HistoryMetrics &metrics = entry.metrics;
    switch (column) {
    case Name: return historyName(entry);
    case Changes: return node.changes;
    case Perplexity:
        if (const auto perplexity = perplexityOf(metrics.quantizedLoss)) {
            const double error = perplexityErrorOf(metrics);
            return toText(withError(*perplexity, error, perplexityDecimals(*perplexity, error)));
        }
        return kUnknown;
    case PerplexityDifference:
        if (const auto difference = perplexityDifferenceOf(metrics))
            return toText(signedFixed(*difference, perplexityDecimals(*difference)));
        return kUnknown;
    case Divergence:
        if (metrics.klMean) {
            const double error = metrics.klMeanError.value_or(0.0);
            return toText(withError(*metrics.klMean, error, divergenceDecimals(*metrics.klMean, error)));
        }
        return kUnknown;
    case SameTop1: return metrics.sameTop1 ? toText(percent(*metrics.sameTop1)) : kUnknown;
    case Size: return metrics.sizeBytes ? toText(byteSize(*metrics.sizeBytes)) : kUnknown;
    case BitsPerWeight: return metrics.bitsPerWeight ? toText(fixedPoint(*metrics.bitsPerWeight, 2)) : kUnknown;
    case Seconds: return metrics.seconds ? durationText(*metrics.seconds) : kUnknown;
    case Time: return timeOf(entry).isValid() ? QLocale().toString(timeOf(entry), QLocale::ShortFormat) : kUnknown;
    default: return {};
    }
}

QString HistoryModel::tableText(const HistoryEntry &entry, const Node &node, int column) const
{
    const HistoryMetrics &metrics = entry.metrics;
    switch (column) {
    case Name: return historyName(entry).replace(QLatin1Char('\t'), QLatin1Char(' '));
    case Changes: return QString(node.changes).replace(QLatin1Char('\t'), QLatin1Char(' '));
    case Perplexity: return plainNumber(perplexityOf(metrics.quantizedLoss));
    case PerplexityDifference: return plainNumber(perplexityDifferenceOf(metrics));
    case Divergence: return plainNumber(metrics.klMean) + QLatin1Char('\t') + plainNumber(metrics.klMeanError);
    case SameTop1: return plainNumber(metrics.sameTop1);
    case Size: return plainNumber(metrics.sizeBytes);
    case BitsPerWeight: return plainNumber(metrics.bitsPerWeight);
    case Seconds: return plainNumber(metrics.seconds);
    case Time: return toText(entry.time);
    default: return {};
    }
}

QVariant HistoryModel::data(const QModelIndex &index, int role) const
{
    const HistoryEntry *shown = entry(index);
    if (!shown)
        return {};
    const Node &node = m_nodes[static_cast<std::size_t>(nodeOf(index))];
    switch (role) {
    case Qt::DisplayRole: return text(*shown, node, index.column());
    case Qt::EditRole: return index.column() == Name ? toText(shown->name) : text(*shown, node, index.column());
    case SortRole: return value(*shown, node, index.column());
    case IdRole: return toText(shown->id);
    case CurrentRole: return shown->id == m_present;
    case kTableTextRole: return tableText(*shown, node, index.column());
    case Qt::TextAlignmentRole: return QVariant(index.column() <= Changes ? Qt::AlignLeft | Qt::AlignVCenter : Qt::AlignRight | Qt::AlignVCenter);
    case Qt::FontRole:
        if (shown->id == m_present) {
            QFont bold;
            bold.setBold(true);
            return bold;
        }
        return {};
    case Qt::ForegroundRole: return m_isOutdated && m_isOutdated(*shown) ? QVariant(themeColors(QGuiApplication::palette()).mutedText) : QVariant();
    case Qt::ToolTipRole:
        if (index.column() > Changes && m_isOutdated && m_isOutdated(*shown))
            return tr("Evaluated on another text or model: not to be compared with the others.");
        if (index.column() == Changes)
            return node.changedNames.isEmpty() ? QVariant() : QVariant(node.changedNames);
        if (index.column() == Name && shown->id == m_present)
            return tr("This is the present recipe.");
        return {};
    default: return {};
    }
}

bool HistoryModel::setData(const QModelIndex &index, const QVariant &value, int role)
{
    const HistoryEntry *edited = entry(index);
    if (!edited || role != Qt::EditRole || index.column() != Name)
        return false;
    m_document.renameHistory(std::string(edited->id), value.toString().trimmed());
    return true;
}

Qt::ItemFlags HistoryModel::flags(const QModelIndex &index) const
{
    const Qt::ItemFlags flags = QAbstractItemModel::flags(index);
    return index.isValid() && index.column() == Name ? flags | Qt::ItemIsEditable : flags;
}

QVariant HistoryModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= ColumnCount)
        return {};
    if (role == Qt::TextAlignmentRole)
        return QVariant(section <= Changes ? Qt::AlignLeft | Qt::AlignVCenter : Qt::AlignRight | Qt::AlignVCenter);
    if (role == Qt::ToolTipRole) {
        const QString tips[] = {tr("Your own name for it; F2 changes it."),
                                tr("What was changed from the evaluation it hangs on."),
                                tr("Mean KL divergence, float to quantized, in nats, with its standard error."),
                                tr("Perplexity of the quantized model, with its standard error."),
                                tr("Perplexity, quantized minus float."),
                                tr("Share of tokens for which both models hold the same next token most likely."),
                                QStringLiteral("<p>%1</p>").arg(modelSizeText()),
                                tr("Size in bits over the number of parameters."),
                                tr("How long quantizing and evaluating took."),
                                tr("When it was evaluated.")};
        return tips[section];
    }
    if (role != Qt::DisplayRole && role != kTableTextRole)
        return {};
    if (role == kTableTextRole && section == Divergence)
        return tr("KL\tKL standard error");
    if (role == kTableTextRole && section == Size)
        return tr("Size, bytes");
    if (role == kTableTextRole && section == Seconds)
        return tr("Duration, s");
    const QString heads[] = {tr("Name"), tr("Changed"), tr("KL"), tr("Perplexity"), tr("Δ perplexity"), tr("Same top-1"), tr("Size"), tr("Bits/weight"), tr("Duration"), tr("Time")};
    return heads[section];
}

void HistoryModel::retranslate()
{
    describeChanges();
    emit headerDataChanged(Qt::Horizontal, 0, ColumnCount - 1);
    refresh();
}

} // namespace vernier
