// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/models/stored_layer_model.h"

#include "core/base/number_text.h"
#include "widgets/support/scheme_text.h"
#include "widgets/support/table_copy.h"
#include "widgets/support/text.h"

#include <QFont>

namespace vernier {

void StoredLayerModel::setFolder(std::shared_ptr<const QuantizedFolder> folder)
{
    beginResetModel();
    m_folder = std::move(folder);
    endResetModel();
}

void StoredLayerModel::setPlan(std::shared_ptr<const Plan> plan)
{
    m_plan = std::move(plan);
    if (rowCount() > 0)
        emit dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1));
}

const StoredLayer &StoredLayerModel::layer(int row) const
{
    return m_folder->layers()[static_cast<std::size_t>(row)];
}

const Scheme *StoredLayerModel::planned(int row) const
{
    // Both are in module order; of another model the plan says nothing.
    return m_plan && m_plan->layers.size() == m_folder->layers().size() ? &m_plan->layers[static_cast<std::size_t>(row)].scheme : nullptr;
}

bool StoredLayerModel::differs(int row) const
{
    const Scheme *scheme = planned(row);
    return scheme && scheme->type != layer(row).label;
}

int StoredLayerModel::differences() const
{
    int count = 0;
    for (int row = 0; row < rowCount(); ++row)
        count += differs(row) ? 1 : 0;
    return count;
}

int StoredLayerModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() || !m_folder ? 0 : static_cast<int>(m_folder->layers().size());
}

int StoredLayerModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant StoredLayerModel::value(int row, int column) const
{
    const StoredLayer &stored = layer(row);
    switch (column) {
    case Name: return row; // in the model's order
    case Shape: return static_cast<double>(stored.info.parameters());
    case InputScale: return stored.activation ? QVariant(static_cast<double>(stored.activation->scale)) : QVariant();
    case InputOffset: return stored.activation ? QVariant(static_cast<double>(stored.activation->offset)) : QVariant();
    default: return text(row, column);
    }
}

QString StoredLayerModel::text(int row, int column) const
{
    const StoredLayer &stored = layer(row);
    switch (column) {
    case Name: return toText(stored.info.name);
    case Type: return toText(toString(stored.label));
    case RecipeType: return planned(row) ? toText(toString(planned(row)->type)) : QStringLiteral("–");
    case Shape: return QStringLiteral("%1 × %2").arg(stored.info.out).arg(stored.info.in);
    case Scales: return stored.scheme.isFloat() ? QStringLiteral("–") : granularityText(stored.scheme);
    case InputScale: return stored.activation ? toText(significant(static_cast<double>(stored.activation->scale))) : QStringLiteral("–");
    case InputOffset: return stored.activation ? toText(fixedPoint(static_cast<double>(stored.activation->offset), 0)) : QStringLiteral("–");
    default: return {};
    }
}

QVariant StoredLayerModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || index.row() >= rowCount())
        return {};
    const int row = index.row();
    switch (role) {
    case Qt::DisplayRole: return text(row, index.column());
    case Qt::TextAlignmentRole:
        return QVariant((index.column() >= Shape ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    case Qt::FontRole:
        if (index.column() == RecipeType && differs(row)) {
            QFont bold;
            bold.setBold(true);
            return bold;
        }
        return {};
    case Qt::ToolTipRole:
        if (index.column() == RecipeType && differs(row))
            return tr("The present recipe makes something else of this layer: %1").arg(schemeDescription(*planned(row)));
        return {};
    case SortRole: return value(row, index.column());
    case LayerIndexRole: return row;
    case kTableTextRole:
        if (index.column() == InputScale && layer(row).activation) // as many digits as tell float32 numbers apart
            return QString::number(static_cast<double>(layer(row).activation->scale), 'g', 9);
        return index.column() == InputScale || index.column() == InputOffset ? value(row, index.column()).toString() : text(row, index.column());
    default: return {};
    }
}

QVariant StoredLayerModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= ColumnCount)
        return {};
    if (role == Qt::TextAlignmentRole)
        return QVariant((section >= Shape ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    const QString heads[] = {tr("Layer"), tr("Saved as"), tr("Present recipe"), tr("Weight scales"), tr("Out × in"), tr("Input scale"), tr("Input offset")};
    const QString tips[] = {tr("Full module name, as disable_names and mix_cfg spell it"),
                            tr("The label in the model's description"),
                            tr("What the present recipe makes of the layer; bold where it is something else"),
                            tr("Output and input channels of the weight"),
                            tr("What shares a weight scale, as the shapes in the files show it"),
                            tr("Step of static activations"),
                            tr("Zero point of static activations")};
    switch (role) {
    case Qt::DisplayRole: return heads[section];
    case Qt::ToolTipRole: return tips[section];
    default: return {};
    }
}

void StoredLayerModel::retranslate()
{
    emit headerDataChanged(Qt::Horizontal, 0, ColumnCount - 1);
    setPlan(m_plan);
}

} // namespace vernier
