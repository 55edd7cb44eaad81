// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/views/accuracy_view.h"

#include "core/base/number_text.h"
#include "core/io/atomic_file.h"
#include "core/project/demo.h"
#include "widgets/models/outcome_model.h"
#include "widgets/models/workbench.h"
#include "widgets/support/core_messages.h"
#include "widgets/support/error_text.h"
#include "widgets/support/path_field.h"
#include "widgets/support/table_copy.h"
#include "widgets/support/text.h"
#include "widgets/support/theme.h"
#include "widgets/views/bad_cases_dialog.h"

#include <QAction>
#include <QComboBox>
#include <QEvent>
#include <QFileDialog>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QMessageBox>
#include <QPushButton>
#include <QSortFilterProxyModel>
#include <QSpinBox>
#include <QStackedWidget>
#include <QTableView>
#include <QToolBar>
#include <QVBoxLayout>

#include <algorithm>

namespace vernier {

namespace {

constexpr QuestionSet kSets[] = {QuestionSet::BoolQ, QuestionSet::CEval, QuestionSet::Mmlu, QuestionSet::Gsm8k};
constexpr int kFirstLimit = 200; // a few minutes with a small model
constexpr int kLargestLimit = 1000000;
constexpr double kSignificant = 0.05;
constexpr int kAll = -1; ///< in the chooser of what is shown

/// What the questions of one kind of change are, or all.
class ChangeFilter final : public QSortFilterProxyModel
{
public:
    using QSortFilterProxyModel::QSortFilterProxyModel;
    void setChange(int change)
    {
        m_change = change;
        invalidateFilter();
    }

protected:
    [[nodiscard]] bool filterAcceptsRow(int row, const QModelIndex &parent) const override
    {
        return m_change == kAll || sourceModel()->index(row, 0, parent).data(OutcomeModel::ChangeRole).toInt() == m_change;
    }

private:
    int m_change = static_cast<int>(OutcomeChange::Lost);
};

QString shareText(const TaskAccuracy &accuracy)
{
    const Interval interval = accuracy.interval();
    return QStringLiteral("%1 (%2 … %3)").arg(toText(percent(accuracy.accuracy())), toText(percent(interval.low)), toText(percent(interval.high)));
}

} // namespace

AccuracyView::AccuracyView(Workbench &workbench, QWidget *parent)
    : QWidget(parent)
    , m_workbench(workbench)
    , m_model(new OutcomeModel(this))
    , m_proxy(new ChangeFilter(this))
{
    createControls();
    createTable();
    createLayout();
    connect(m_ask, &QPushButton::clicked, this, &AccuracyView::ask);
    connect(m_set, &QComboBox::currentIndexChanged, m_paths, &QStackedWidget::setCurrentIndex);
    connect(m_set, &QComboBox::currentIndexChanged, this, &AccuracyView::refresh);
    connect(m_show, &QComboBox::currentIndexChanged, this, &AccuracyView::filterChanged);
    connect(m_export, &QAction::triggered, this, &AccuracyView::exportTable);
    connect(m_add, &QAction::triggered, this, &AccuracyView::addCases);
    connect(m_table->selectionModel(), &QItemSelectionModel::selectionChanged, this, &AccuracyView::refresh);
    connect(&workbench.document, &ProjectDocument::wasReset, this, [this] { // questions to another model
        m_comparison.reset();
        m_error.reset();
        m_model->setComparison(nullptr);
        if (const std::filesystem::path questions = demoQuestions(m_workbench.document.project()); !questions.empty())
            setRequest({QuestionSet::BoolQ, questions, 0});
        refresh();
    });
    connect(&workbench.document, &ProjectDocument::recipeChanged, this, &AccuracyView::refresh);
    connect(&workbench.analysis, &Analysis::modelChanged, this, &AccuracyView::refresh);
    connect(&workbench.analysis, &Analysis::planChanged, this, &AccuracyView::refresh);
    connect(&workbench.runner, &JobRunner::jobsChanged, this, &AccuracyView::refresh);
    connect(&workbench.runner, &JobRunner::failed, this, &AccuracyView::jobFailed);
    setFocusProxy(m_set);
    retranslate();
}

void AccuracyView::createControls()
{
    m_setName = new QLabel(this);
    m_set = new QComboBox(this);
    m_paths = new QStackedWidget(this);
    m_limitName = new QLabel(this);
    m_limit = new QSpinBox(this);
    m_ask = new QPushButton(this);
    m_summary = new QLabel(this);
    m_setName->setBuddy(m_set);
    m_limitName->setBuddy(m_limit);
    for (const QuestionSet set : kSets) {
        const bool isFile = set == QuestionSet::BoolQ || set == QuestionSet::Gsm8k;
        auto *field = new PathField(isFile ? PathField::File : PathField::Folder, m_paths);
        connect(field, &PathField::changed, this, &AccuracyView::refresh);
        connect(field->edit(), &QLineEdit::returnPressed, this, &AccuracyView::ask);
        m_paths->addWidget(field);
        m_set->addItem(QString(), static_cast<int>(set));
    }
    m_paths->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    m_limit->setRange(0, kLargestLimit);
    m_limit->setValue(kFirstLimit);
    m_limit->setSingleStep(100);
    m_limit->setAlignment(Qt::AlignRight);
    m_ask->setObjectName(QStringLiteral("ask"));
    m_summary->setObjectName(QStringLiteral("summary"));
    m_summary->setWordWrap(true);
    m_summary->setTextInteractionFlags(Qt::TextSelectableByMouse);
}

void AccuracyView::createTable()
{
    m_showName = new QLabel(this);
    m_show = new QComboBox(this);
    m_showName->setBuddy(m_show);
    for (QComboBox *chooser : {m_set, m_show})
        chooser->setSizeAdjustPolicy(QComboBox::AdjustToContents); // their texts come later, and in another language again
    for (const OutcomeChange change : {OutcomeChange::Lost, OutcomeChange::Won, OutcomeChange::BothRight, OutcomeChange::BothWrong})
        m_show->addItem(QString(), static_cast<int>(change));
    m_show->addItem(QString(), kAll);
    m_count = new QLabel(this);
    m_tools = new QToolBar(this);
    m_tools->setToolButtonStyle(Qt::ToolButtonTextOnly);
    m_table = new QTableView(this);
    m_proxy->setSourceModel(m_model);
    m_proxy->setSortRole(OutcomeModel::SortRole);
    m_table->setModel(m_proxy);
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setWordWrap(false);
    m_table->setShowGrid(false);
    m_table->setAlternatingRowColors(true);
    m_table->setTabKeyNavigation(false); // Tab leaves the table
    m_table->setCornerButtonEnabled(false);
    m_table->verticalHeader()->hide();
    m_table->verticalHeader()->setDefaultSectionSize(fontMetrics().height() + 4);
    m_table->sortByColumn(OutcomeModel::Origin, Qt::AscendingOrder);
    m_table->setSortingEnabled(true);
    QHeaderView *header = m_table->horizontalHeader();
    header->setHighlightSections(false);
    header->setSectionResizeMode(OutcomeModel::Asked, QHeaderView::Stretch);
    const int digit = fontMetrics().horizontalAdvance(QLatin1Char('0'));
    for (const auto &[column, digits] : {std::pair{OutcomeModel::Expected, 11}, {OutcomeModel::Float, 11}, {OutcomeModel::Quantized, 12},
                                         {OutcomeModel::Change, 15}, {OutcomeModel::Origin, 22}})
        header->resizeSection(column, digit * digits);
    m_copy = addTableCopy(m_table);
    m_export = new QAction(this);
    m_add = new QAction(this);
    m_table->addActions({m_export, m_add});
    m_table->setContextMenuPolicy(Qt::ActionsContextMenu);
    m_tools->addActions({m_add, m_copy, m_export});
}

void AccuracyView::createLayout()
{
    auto *asking = new QHBoxLayout;
    asking->addWidget(m_setName);
    asking->addWidget(m_set);
    asking->addWidget(m_paths, 1);
    asking->addWidget(m_limitName);
    asking->addWidget(m_limit);
    asking->addWidget(m_ask);
    auto *showing = new QHBoxLayout;
    showing->addWidget(m_showName);
    showing->addWidget(m_show);
    showing->addWidget(m_count, 1);
    showing->addWidget(m_tools);
    m_empty = new QLabel(this);
    m_empty->setObjectName(QStringLiteral("empty"));
    m_empty->setAlignment(Qt::AlignCenter);
    m_empty->setWordWrap(true);
    m_empty->setForegroundRole(QPalette::PlaceholderText);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(6, 6, 6, 6);
    layout->setSpacing(4);
    layout->addLayout(asking);
    layout->addWidget(m_summary);
    layout->addLayout(showing);
    layout->addWidget(m_table, 1);
    layout->addWidget(m_empty, 1);
}

PathField &AccuracyView::path(QuestionSet set) const
{
    return *static_cast<PathField *>(m_paths->widget(m_set->findData(static_cast<int>(set))));
}

void AccuracyView::setRequest(const TaskRequest &request)
{
    m_set->setCurrentIndex(m_set->findData(static_cast<int>(request.set)));
    path(request.set).setPath(pathText(request.path));
    m_limit->setValue(static_cast<int>(request.questions));
}

TaskRequest AccuracyView::request() const
{
    const auto set = static_cast<QuestionSet>(m_set->currentData().toInt());
    return {set, toPath(path(set).path()), m_limit->value()};
}

/// What lies at the path of a set, as it is published.
QString AccuracyView::formatText(QuestionSet set)
{
    switch (set) {
    case QuestionSet::BoolQ:
        return tr("BoolQ: a file with one JSON object on each line: title, question, passage (texts) and answer (true or false).");
    case QuestionSet::CEval:
        return tr("C-Eval: a folder with subject_mapping.json, whose keys are the subjects, and for each subject the tables dev/SUBJECT_dev.csv, whose first "
                  "five rows are shown as solved examples, and val/SUBJECT_val.csv, which is asked. The tables have a head line with id, question, A, B, "
                  "C, D and answer (a letter).");
    case QuestionSet::Mmlu:
        return tr("MMLU: a folder with subject_mapping.json, which lists the subjects under mmlu_all_sets, and for each subject the tables "
                  "dev/SUBJECT_dev.csv (five solved examples) and test/SUBJECT_test.csv (asked). The tables have no head line: question, four options, "
                  "and the letter of the right one.");
    case QuestionSet::Gsm8k:
        return tr("GSM8K: a file with one JSON object on each line: question, and answer, whose result follows ####.");
    }
    return {};
}

QString AccuracyView::obstacle() const
{
    const auto &model = m_workbench.analysis.model();
    if (!model)
        return m_workbench.runner.isBusy(JobKind::Load) ? tr("The model is being opened…") : tr("Open a model to ask it questions.");
    if (!model->tokenizer)
        return tr("The checkpoint has no tokenizer that can be read, so no questions can be asked.");
    if (const std::optional<Error> &error = m_workbench.analysis.planError())
        return tr("The present recipe cannot run: %1").arg(coreText(error->message));
    return {};
}

void AccuracyView::ask()
{
    const TaskRequest asked = request();
    if (!obstacle().isEmpty() || asked.path.empty())
        return;
    m_error.reset();
    m_workbench.runner.start<TaskComparison>(
        JobKind::Accuracy, [name = m_set->currentText()] { return tr("Ask the questions of %1").arg(name); },
        [model = m_workbench.analysis.model(), recipe = m_workbench.document.recipe(), asked, before = m_comparison,
         compute = m_workbench.analysis.compute()](JobMonitor &monitor) { return compareOnTask(*model, recipe, asked, before, compute, monitor); },
        this,
        [this, calibration = m_workbench.document.project().calibration](TaskComparison comparison) {
            m_calibration = calibration;
            finished(std::move(comparison));
        });
}

void AccuracyView::finished(TaskComparison comparison)
{
    m_comparison = std::make_shared<const TaskComparison>(std::move(comparison));
    m_model->setComparison(m_comparison);
    refresh();
}

void AccuracyView::jobFailed(const JobInfo &job)
{
    if (job.kind != JobKind::Accuracy)
        return;
    m_error = job.error;
    refresh();
}

void AccuracyView::filterChanged()
{
    static_cast<ChangeFilter *>(m_proxy)->setChange(m_show->currentData().toInt());
    refresh();
}

QString AccuracyView::summary() const
{
    const TaskComparison &c = *m_comparison;
    const PairedOutcomes pair = compareOutcomes(c.floats, c.quantized);
    QStringList lines;
    lines << tr("Right answers of %1 questions, with the 95 % interval: float %2, recipe %3.")
                 .arg(groupedText(c.floats.total()), shareText(c.floats), shareText(c.quantized));
    const QString verdict = pair.p >= kSignificant         ? tr("the two are not distinguishable on these questions")
        : pair.onlyFirst > pair.onlySecond ? tr("the recipe answers worse")
                                           : tr("the recipe answers better");
    lines << tr("Only the float model is right on %1, only the recipe on %2 (McNemar's p = %3): %4.")
                 .arg(groupedText(pair.onlyFirst), groupedText(pair.onlySecond), toText(significant(pair.p, 2)), verdict);
    const auto &model = m_workbench.analysis.model();
    if (model && c.longest > model->checkpoint->config().context)
        lines << tr("The longest question has %1 tokens, more than the model's context of %2.").arg(groupedText(c.longest), groupedText(model->checkpoint->config().context));
    for (const std::string &note : c.notes)
        lines << coreText(note) + QLatin1Char('.');
    if (!sameContent(c.recipe, m_workbench.document.recipe()) || m_calibration != m_workbench.document.project().calibration)
        lines << tr("This was measured before the recipe or the calibration data changed; ask again.");
    return lines.join(QLatin1Char('\n'));
}

void AccuracyView::refresh()
{
    const bool isRunning = m_workbench.runner.isBusy(JobKind::Accuracy);
    const QString reason = obstacle();
    m_ask->setEnabled(reason.isEmpty() && !isRunning && !request().path.empty());
    const bool hasResult = m_comparison != nullptr;
    const bool isStale = hasResult && !(sameContent(m_comparison->recipe, m_workbench.document.recipe()) && m_calibration == m_workbench.document.project().calibration);
    QPalette colors = palette();
    if (m_error)
        colors.setColor(QPalette::WindowText, themeColors(palette()).error);
    else if (isStale)
        colors.setColor(QPalette::WindowText, themeColors(palette()).mutedText);
    m_summary->setPalette(colors);
    m_summary->setText(m_error ? errorDetail(*m_error) : hasResult ? summary() : QString());
    m_summary->setVisible(!m_summary->text().isEmpty());
    for (QWidget *widget : std::initializer_list<QWidget *>{m_showName, m_show, m_count, m_tools, m_table})
        widget->setVisible(hasResult);
    m_empty->setVisible(!hasResult);
    m_empty->setText(!reason.isEmpty() ? reason
                     : isRunning       ? tr("The questions are being asked; the status strip shows how far it is.")
                                       : tr("Perplexity says little about what a model can do. Choose a question set and ask: both the float model and the present recipe "
                                            "answer it, and the questions that the recipe lost are listed here.") + QStringLiteral("\n\n") + formatText(request().set));
    m_count->setText(tr("%n question(s)", nullptr, m_proxy->rowCount()));
    m_export->setEnabled(m_proxy->rowCount() > 0);
    m_add->setEnabled(hasResult && !chosenCases().empty());
}

std::vector<Question> AccuracyView::chosenCases() const
{
    std::vector<Question> cases;
    if (!m_comparison)
        return cases;
    std::vector<std::size_t> chosen;
    for (const QModelIndex &row : m_table->selectionModel()->selectedRows())
        chosen.push_back(static_cast<std::size_t>(row.data(OutcomeModel::QuestionRole).toInt()));
    std::sort(chosen.begin(), chosen.end());
    for (std::size_t i = 0; i < m_comparison->questions.size(); ++i) {
        if (chosen.empty() ? outcomeChange(*m_comparison, i) == OutcomeChange::Lost : std::binary_search(chosen.begin(), chosen.end(), i))
            cases.push_back(m_comparison->questions[i]);
    }
    return cases;
}

void AccuracyView::exportTable()
{
    const QString path = QFileDialog::getSaveFileName(this, tr("Export the questions"), toText(toString(m_comparison->request.set)) + QStringLiteral(".tsv"),
                                                      tr("Tab-separated text (*.tsv)"));
    if (path.isEmpty())
        return;
    std::vector<int> rows;
    for (int row = 0; row < m_proxy->rowCount(); ++row)
        rows.push_back(row);
    if (const Result<void> written = writeFileAtomically(toPath(path), toUtf8(tableText(*m_proxy, rows))); !written)
        QMessageBox::warning(this, errorTitle(written.error().code), errorDetail(written.error()));
}

void AccuracyView::addCases()
{
    BadCasesDialog dialog(m_workbench, chosenCases(), this);
    dialog.exec();
}

void AccuracyView::retranslate()
{
    m_setName->setText(tr("&Questions"));
    const QString names[] = {QStringLiteral("BoolQ"), QStringLiteral("C-Eval"), QStringLiteral("MMLU"), QStringLiteral("GSM8K")};
    const QString places[] = {tr("JSON lines with title, question, passage, answer"), tr("Folder with subject_mapping.json, dev and val"),
                              tr("Folder with subject_mapping.json, dev and test"), tr("JSON lines with question, answer")};
    for (int i = 0; i < m_set->count(); ++i) {
        auto *field = static_cast<PathField *>(m_paths->widget(i));
        m_set->setItemText(i, names[i]);
        m_set->setItemData(i, places[i], Qt::ToolTipRole);
        field->setPlaceholder(places[i]);
        field->edit()->setToolTip(QStringLiteral("<p>%1</p>").arg(formatText(static_cast<QuestionSet>(m_set->itemData(i).toInt())).toHtmlEscaped()));
        field->setAccessibleText(tr("Files of %1").arg(names[i]));
        field->setDialogTexts(tr("Questions of %1").arg(names[i]), tr("JSON lines (*.jsonl *.json);;All files (*)"));
    }
    m_set->setToolTip(tr("A public question set, in the files that it is published in"));
    m_limitName->setText(tr("&At most"));
    m_limit->setSpecialValueText(tr("all", "questions"));
    m_limit->setToolTip(tr("So many questions, always the same ones, drawn at random. The interval shrinks with the root of their number."));
    m_ask->setText(tr("As&k"));
    m_ask->setToolTip(tr("Let the float model and the present recipe answer, as msModelSlim's precision tool does. The float model's answers are kept for the next recipe."));
    m_showName->setText(tr("Sho&w"));
    for (int i = 0; i < m_show->count(); ++i) {
        const int change = m_show->itemData(i).toInt();
        m_show->setItemText(i, change == kAll ? tr("all questions") : outcomeChangeText(static_cast<OutcomeChange>(change)));
    }
    m_show->setToolTip(tr("Which questions are listed, from the float model's answer to the recipe's"));
    m_table->setAccessibleName(tr("Questions and answers"));
    m_copy->setText(tr("&Copy"));
    m_copy->setToolTip(tr("Copy the selected rows, or all, as tab-separated text with the whole prompts (Ctrl+C)"));
    m_export->setText(tr("E&xport…"));
    m_export->setToolTip(tr("Save the listed questions as tab-separated text"));
    m_add->setText(tr("Add to calibration &data…"));
    m_add->setToolTip(tr("Calibrate on the selected questions, too; without a selection on all that the recipe lost"));
    m_model->retranslate();
    refresh();
}

void AccuracyView::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::LanguageChange)
        retranslate();
    else if (event->type() == QEvent::PaletteChange)
        refresh();
}

} // namespace vernier
