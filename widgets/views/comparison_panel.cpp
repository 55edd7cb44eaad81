// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/views/comparison_panel.h"

#include "core/base/number_text.h"
#include "core/recipe/recipe_difference.h"
#include "widgets/models/history_difference.h"
#include "widgets/models/history_model.h"
#include "widgets/models/workbench.h"
#include "widgets/support/elided_label.h"
#include "widgets/support/export_text.h"
#include "widgets/support/recipe_text.h"
#include "widgets/support/table_copy.h"
#include "widgets/support/text.h"

#include <QAction>
#include <QEvent>
#include <QHeaderView>
#include <QLabel>
#include <QPushButton>
#include <QTableWidget>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>

namespace vernier {

namespace {

const QString kUnknown = QStringLiteral("–");
QTableWidget *makeTable(QWidget *parent)
{
    auto *table = new QTableWidget(parent);
    table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    table->setSelectionBehavior(QAbstractItemView::SelectRows);
    table->setAlternatingRowColors(true);
    table->setShowGrid(false);
    table->setTabKeyNavigation(false);
    table->verticalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
    table->horizontalHeader()->setHighlightSections(false);
    return table;
}

} // namespace

ComparisonPanel::ComparisonPanel(Workbench &workbench, QWidget *parent)
    : QWidget(parent)
    , m_workbench(workbench)
    , m_hint(new QLabel(this))
    , m_content(new QWidget(this))
    , m_title(new ElidedLabel(m_content))
    , m_verdict(new QLabel(m_content))
    , m_again(new QPushButton(m_content))
    , m_metrics(makeTable(m_content))
    , m_recipes(makeTable(m_content))
    , m_copyMetrics(addTableCopy(m_metrics))
    , m_copyRecipes(addTableCopy(m_recipes))
{
    m_hint->setAlignment(Qt::AlignCenter);
    m_hint->setWordWrap(true);
    m_hint->setForegroundRole(QPalette::PlaceholderText);
    m_hint->setMargin(16);
    QFont bold = font();
    bold.setBold(true);
    m_title->setFont(bold);
    m_verdict->setWordWrap(true);
    m_verdict->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_metrics->setColumnCount(ColumnCount + 1);
    m_metrics->verticalHeader()->hide();
    m_metrics->setSizeAdjustPolicy(QAbstractScrollArea::AdjustToContents); // always the same few rows
    m_metrics->setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_metrics->setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    m_recipes->setMinimumHeight(fontMetrics().height() * 4);
    m_recipes->setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Ignored); // takes what is left
    m_metrics->horizontalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
    m_metrics->horizontalHeader()->setStretchLastSection(true);
    m_recipes->setColumnCount(1);
    m_recipes->verticalHeader()->hide();
    m_recipes->setWordWrap(true);
    m_recipes->horizontalHeader()->setStretchLastSection(true);
    for (QTableWidget *table : {m_metrics, m_recipes})
        table->setContextMenuPolicy(Qt::ActionsContextMenu);
    auto *content = new QVBoxLayout(m_content);
    content->setContentsMargins(8, 6, 8, 8);
    content->addWidget(m_title);
    content->addWidget(m_verdict);
    content->addWidget(m_again, 0, Qt::AlignLeft);
    content->addWidget(m_metrics);
    content->addWidget(m_recipes, 1);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_hint);
    layout->addWidget(m_content);
    connect(&workbench.document, &ProjectDocument::historyChanged, this, &ComparisonPanel::refresh);
    connect(&workbench.analysis, &Analysis::evaluationChanged, this, &ComparisonPanel::refresh);
    connect(&workbench.runner, &JobRunner::jobsChanged, this, [this] { m_again->setEnabled(!m_workbench.runner.isBusy(JobKind::Repeat)); });
    connect(m_again, &QPushButton::clicked, this, &ComparisonPanel::evaluateAgain);
    retranslate();
}

void ComparisonPanel::compare(const std::string &first, const std::string &second)
{
    m_first = first;
    m_second = second;
    refresh();
}

void ComparisonPanel::clear()
{
    compare({}, {});
}

QString ComparisonPanel::verdict() const
{
    return m_content->isHidden() ? QString() : m_verdict->text();
}

const HistoryEntry *ComparisonPanel::find(const std::string &id) const
{
    for (const HistoryEntry &entry : m_workbench.document.project().history) {
        if (entry.id == id)
            return &entry;
    }
    return nullptr;
}

void ComparisonPanel::refresh()
{
    const HistoryEntry *first = find(m_first);
    const HistoryEntry *second = find(m_second);
    m_hint->setVisible(!first || !second);
    m_content->setVisible(first && second);
    if (first && second)
        showPair(*first, *second);
}

void ComparisonPanel::evaluateAgain()
{
    std::vector<HistoryEntry> missing;
    for (const HistoryEntry *entry : {find(m_first), find(m_second)}) {
        if (entry && !m_workbench.analysis.evaluationOf(*entry))
            missing.push_back(*entry);
    }
    m_workbench.analysis.evaluateAgain(std::move(missing));
}

void ComparisonPanel::showPair(const HistoryEntry &first, const HistoryEntry &second)
{
    m_title->setText(tr("%1 against %2").arg(historyName(second), historyName(first)));
    m_metrics->setHorizontalHeaderLabels({tr("Metric"), historyName(first), historyName(second), tr("Difference"), tr("95 % interval"), tr("Verdict")});
    for (int column = 1; column <= 1 + Range; ++column)
        m_metrics->horizontalHeaderItem(column)->setTextAlignment(Qt::AlignRight | Qt::AlignVCenter);
    for (const int column : {0, 1 + Verdict})
        m_metrics->horizontalHeaderItem(column)->setTextAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    m_metrics->setRowCount(0);
    addMetricRows(first, second);
    addSizeRows(first.metrics, second.metrics);
    fitColumns();
    m_metrics->updateGeometry();
    showRecipes(first, second);
}

void ComparisonPanel::addMetricRows(const HistoryEntry &first, const HistoryEntry &second)
{
    const HistoryMetrics &a = first.metrics;
    const HistoryMetrics &b = second.metrics;
    const std::optional<HistoryDifference> measured = historyDifference(m_workbench.analysis, first, second);
    const bool comparable = measured.has_value();
    const HistoryDifference difference = measured.value_or(HistoryDifference{});
    const std::optional<PairedDifference> &pair = difference.pair;
    m_again->setVisible(!pair && calibratedAlike(first, second) && m_workbench.analysis.model() && m_workbench.analysis.model()->evaluator);
    m_again->setEnabled(!m_workbench.runner.isBusy(JobKind::Repeat));
    const auto withEstimate = [&](Row row, const std::optional<Estimate> &estimate) {
        if (estimate) {
            row.difference = estimate->mean;
            row.interval = interval95(*estimate, difference.units);
        }
        return row;
    };
    const auto show = [](const std::optional<double> &value, const auto &text) { return value ? toText(text(*value)) : kUnknown; };
    const auto divergence = [](double value) { return fixedPoint(value, divergenceDecimals(value)); };
    const auto perplexity = [](double loss) { return fixedPoint(std::exp(loss), perplexityDecimals(std::exp(loss))); };

    const std::optional<Estimate> &kl = difference.kl;
    Row klRow{tr("KL, nats"), show(a.klMean, divergence), show(b.klMean, divergence), {}, {}, 4, false, -1};
    if (kl)
        klRow.decimals = divergenceDecimals(kl->mean, kl->standardError);
    klRow = withEstimate(klRow, kl);
    addRow(klRow);
    const std::optional<Estimate> &loss = difference.loss;
    Row lossRow{tr("Loss, nats"), show(a.quantizedLoss, divergence), show(b.quantizedLoss, divergence), {}, {}, 4, false, -1};
    if (loss)
        lossRow.decimals = divergenceDecimals(loss->mean, loss->standardError);
    addRow(withEstimate(lossRow, loss));
    Row perplexityRow{tr("Perplexity"), show(a.quantizedLoss, perplexity), show(b.quantizedLoss, perplexity), {}, {}, 2, false, -1};
    if (pair) {
        perplexityRow.decimals = perplexityDecimals(pair->perplexity.mean, pair->perplexity.standardError);
        perplexityRow = withEstimate(perplexityRow, pair->perplexity);
    } else if (comparable && a.quantizedLoss && b.quantizedLoss) {
        perplexityRow.difference = std::exp(*b.quantizedLoss) - std::exp(*a.quantizedLoss);
    }
    addRow(perplexityRow);
    const auto share = [](double value) { return percent(value); };
    addRow(withEstimate({tr("Same top-1"), show(a.sameTop1, share), show(b.sameTop1, share), {}, {}, 1, true, 1}, difference.sameTop1));
    QString verdict = verdictText(klRow, historyName(second), comparable, pair.has_value());
    if (!calibratedAlike(first, second))
        verdict = tr("They were calibrated on different samples. %1").arg(verdict);
    m_verdict->setText(verdict);
}

QString ComparisonPanel::verdictText(const Row &kl, const QString &name, bool comparable, bool isPaired)
{
    if (!comparable)
        return tr("These two were measured on different texts or models, or not completely: their numbers cannot be compared.");
    if (!kl.interval)
        return tr("The KL divergence of one of them was not measured.");
    const QString amount = toText(fixedPoint(std::abs(*kl.difference), kl.decimals));
    const QString verdict = kl.interval->contains(0.0) ? tr("In KL divergence they are not distinguishable on this set.")
        : *kl.difference < 0.0                         ? tr("%1 is better: its KL divergence is %2 nats lower.").arg(name, amount)
                                                       : tr("%1 is worse: its KL divergence is %2 nats higher.").arg(name, amount);
    const QString how = isPaired
        ? tr("Compared token by token.")
        : tr("Not paired: the tokens of one of them are not in memory, so intervals are wider than they need be. Evaluate again to compare token by token.");
    return verdict + QLatin1Char(' ') + how;
}

void ComparisonPanel::addSizeRows(const HistoryMetrics &first, const HistoryMetrics &second)
{
    const auto bytes = [](const std::optional<std::int64_t> &value) { return value ? toText(byteSize(*value)) : kUnknown; };
    const auto bits = [](const std::optional<double> &value) { return value ? toText(fixedPoint(*value, 2)) : kUnknown; };
    addRow({tr("Size"), bytes(first.sizeBytes), bytes(second.sizeBytes), {}, {}, 0, false, 0});
    const int row = m_metrics->rowCount() - 1;
    m_metrics->item(row, 0)->setToolTip(QStringLiteral("<p>%1</p>").arg(modelSizeText()));
    if (first.sizeBytes && second.sizeBytes) {
        const std::int64_t difference = *second.sizeBytes - *first.sizeBytes;
        const QString sign = difference > 0 ? QStringLiteral("+") : (difference < 0 ? QStringLiteral("-") : QString());
        m_metrics->item(row, 1 + Change)->setText(sign + toText(byteSize(std::abs(difference))));
    }
    Row bitsRow{tr("Bits/weight"), bits(first.bitsPerWeight), bits(second.bitsPerWeight), {}, {}, 2, false, 0};
    if (first.bitsPerWeight && second.bitsPerWeight)
        bitsRow.difference = *second.bitsPerWeight - *first.bitsPerWeight;
    addRow(bitsRow);
}

void ComparisonPanel::addRow(const Row &row)
{
    const double factor = row.isShare ? 100.0 : 1.0;
    const QString unit = row.isShare ? tr(" pp", "percentage points") : QString();
    const auto number = [&](double value) { return toText(signedFixed(factor * value, row.decimals)); };
    QString range;
    QString verdict;
    if (row.interval && std::isfinite(row.interval->low)) {
        range = tr("%1 … %2").arg(number(row.interval->low), number(row.interval->high)) + unit;
        if (row.interval->contains(0.0))
            verdict = *row.difference == 0.0 && row.interval->low == row.interval->high ? tr("the same") : tr("not distinguishable on this set");
        else
            verdict = (*row.difference > 0.0) == (row.betterSign > 0) ? tr("better") : tr("worse");
    }
    const QString cells[] = {row.name, row.first, row.second, row.difference ? number(*row.difference) + unit : QString(), range, verdict};
    const int at = m_metrics->rowCount();
    m_metrics->insertRow(at);
    for (int column = 0; column <= ColumnCount; ++column) {
        auto *item = new QTableWidgetItem(cells[column]);
        const bool isNumber = column >= 1 && column <= 1 + Range;
        item->setTextAlignment((isNumber ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
        m_metrics->setItem(at, column, item);
    }
    if (!range.isEmpty())
        m_metrics->item(at, 1 + Change)->setToolTip(tr("95 % interval: %1").arg(range));
}

/// Where all columns have no room, the interval goes into the tip of the difference: the verdict says what it means.
void ComparisonPanel::fitColumns()
{
    QHeaderView *header = m_metrics->horizontalHeader();
    const QAbstractItemView &table = *m_metrics;
    int needed = 2 * m_metrics->frameWidth();
    for (int column = 0; column <= ColumnCount; ++column)
        needed += std::max(table.sizeHintForColumn(column), header->sectionSizeHint(column));
    const QMargins margins = m_content->layout()->contentsMargins();
    m_metrics->setColumnHidden(1 + Range, needed > width() - margins.left() - margins.right());
}

void ComparisonPanel::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    if (m_metrics->rowCount() > 0)
        fitColumns();
}

void ComparisonPanel::showRecipes(const HistoryEntry &first, const HistoryEntry &second)
{
    const std::vector<RecipeChange> changes = recipeDifference(first.recipe, second.recipe);
    m_recipes->setHorizontalHeaderLabels({tr("Recipe, from %1 to %2").arg(historyName(first), historyName(second))});
    m_recipes->horizontalHeaderItem(0)->setTextAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    m_recipes->setRowCount(0);
    const auto add = [this](const QString &text, const QString &tip) {
        const int row = m_recipes->rowCount();
        m_recipes->insertRow(row);
        auto *item = new QTableWidgetItem(text);
        item->setToolTip(tip);
        m_recipes->setItem(row, 0, item);
    };
    if (changes.empty())
        add(tr("No change."), {});
    for (const RecipeChange &change : changes) {
        const QString names = changeNames(change);
        add(names.isEmpty() || change.names.size() == 1 ? changeText(change) : tr("%1: %2").arg(changeText(change), QString(names).replace(QLatin1Char('\n'), tr(", "))), names);
    }
}

void ComparisonPanel::retranslate()
{
    m_hint->setText(tr("Select two evaluations to compare them (Ctrl+click, or Ctrl+arrow and Space), or one to compare it with what it was changed from."));
    m_metrics->setAccessibleName(tr("Metrics of the two evaluations"));
    m_recipes->setAccessibleName(tr("What differs between the two recipes"));
    m_again->setText(tr("Evaluate &again"));
    m_again->setToolTip(tr("Evaluate those of the two whose tokens are not in memory, so that they can be compared token by token. The present recipe stays as it is."));
    m_copyMetrics->setText(tr("Copy (TSV)"));
    m_copyRecipes->setText(tr("Copy (TSV)"));
    refresh();
}

void ComparisonPanel::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::LanguageChange)
        retranslate();
}

} // namespace vernier
