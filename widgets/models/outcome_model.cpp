// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/models/outcome_model.h"

#include "widgets/support/table_copy.h"
#include "widgets/support/text.h"

#include <QCoreApplication>

namespace vernier {

namespace {

constexpr qsizetype kLongestTip = 1500; // characters: more does not fit on a screen

struct OutcomeTr
{
    Q_DECLARE_TR_FUNCTIONS(vernier::OutcomeModel)
};

} // namespace

QString outcomeChangeText(OutcomeChange change)
{
    switch (change) {
    case OutcomeChange::Lost: return OutcomeTr::tr("right → wrong");
    case OutcomeChange::Won: return OutcomeTr::tr("wrong → right");
    case OutcomeChange::BothRight: return OutcomeTr::tr("both right");
    case OutcomeChange::BothWrong: return OutcomeTr::tr("both wrong");
    }
    return {};
}

QString askedText(QuestionSet set, const std::string &prompt)
{
    QString text = toText(prompt);
    const QString before = set == QuestionSet::BoolQ ? QStringLiteral("\nQuestion: ") : QStringLiteral("\n\n");
    if (const qsizetype at = text.lastIndexOf(before); at >= 0 && set != QuestionSet::Gsm8k)
        text = text.mid(at + before.size());
    if (set == QuestionSet::Gsm8k && text.startsWith(QStringLiteral("Question: ")))
        text = text.mid(10);
    if (text.endsWith(QStringLiteral("\nAnswer:")))
        text.chop(8);
    return text.simplified();
}

/// "file, line 3" in the window's language.
QString OutcomeModel::placeText(const QString &origin)
{
    const QString line = QStringLiteral(", line ");
    const qsizetype at = origin.lastIndexOf(line);
    return at < 0 ? origin : tr("%1, line %2", "of a file").arg(origin.left(at), origin.mid(at + line.size()));
}

void OutcomeModel::setComparison(std::shared_ptr<const TaskComparison> comparison)
{
    beginResetModel();
    m_comparison = std::move(comparison);
    endResetModel();
}

int OutcomeModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() || !m_comparison ? 0 : static_cast<int>(m_comparison->questions.size());
}

int OutcomeModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QString OutcomeModel::text(std::size_t row, int column) const
{
    const auto given = [](const TaskOutcome &outcome) { return outcome.given.empty() ? QStringLiteral("–") : toText(outcome.given); };
    switch (column) {
    case Asked: return askedText(m_comparison->request.set, m_comparison->questions[row].prompt);
    case Expected: return toText(m_comparison->floats.outcomes[row].expected);
    case Float: return given(m_comparison->floats.outcomes[row]);
    case Quantized: return given(m_comparison->quantized.outcomes[row]);
    case Change: return outcomeChangeText(outcomeChange(*m_comparison, row));
    case Origin: return placeText(toText(m_comparison->questions[row].origin).section(QLatin1Char('/'), -1));
    default: return {};
    }
}

QVariant OutcomeModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || index.row() >= rowCount())
        return {};
    const auto row = static_cast<std::size_t>(index.row());
    const Question &question = m_comparison->questions[row];
    switch (role) {
    case Qt::DisplayRole: return text(row, index.column());
    case Qt::TextAlignmentRole: return QVariant(Qt::AlignLeft | Qt::AlignVCenter);
    case Qt::ToolTipRole:
        if (index.column() == Origin)
            return toText(question.origin);
        if (index.column() == Asked)
            return toText(question.prompt).right(kLongestTip); // the question stands at the end
        return {};
    case SortRole: return index.column() == Origin ? QVariant(index.row()) : QVariant(text(row, index.column())); // files are in this order
    case ChangeRole: return static_cast<int>(outcomeChange(*m_comparison, row));
    case QuestionRole: return index.row();
    case kTableTextRole:
        if (index.column() == Asked) // all of what the models saw, in one cell
            return toText(question.prompt).simplified();
        if (index.column() == Origin)
            return toText(question.origin);
        return text(row, index.column()).simplified();
    default: return {};
    }
}

QVariant OutcomeModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= ColumnCount)
        return {};
    const QString heads[] = {tr("Question"), tr("Expected"), tr("Float"), tr("Quantized"), tr("Change"), tr("Place")};
    const QString tips[] = {tr("What is asked; the tip shows the end of the whole prompt, and copying takes all of it"),
                            tr("The answer of the set"),
                            tr("What the float model answers; – is nothing that counts as an answer"),
                            tr("What the quantized model answers; – is nothing that counts as an answer"),
                            tr("From the float model to the quantized one"),
                            tr("File and line of the question")};
    switch (role) {
    case Qt::DisplayRole: return heads[section];
    case Qt::ToolTipRole: return tips[section];
    case Qt::TextAlignmentRole: return QVariant(Qt::AlignLeft | Qt::AlignVCenter);
    default: return {};
    }
}

void OutcomeModel::retranslate()
{
    emit headerDataChanged(Qt::Horizontal, 0, ColumnCount - 1);
    if (rowCount() > 0)
        emit dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1));
}

} // namespace vernier
