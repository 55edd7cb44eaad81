// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/views/quantized_folder_dialog.h"

#include "core/base/number_text.h"
#include "core/export/modelslim_size.h"
#include "widgets/models/history_model.h"
#include "widgets/models/stored_layer_model.h"
#include "widgets/models/workbench.h"
#include "widgets/support/core_messages.h"
#include "widgets/support/elided_label.h"
#include "widgets/support/error_text.h"
#include "widgets/support/export_text.h"
#include "widgets/support/table_copy.h"
#include "widgets/support/text.h"
#include "widgets/support/theme.h"
#include "widgets/views/scheme_delegate.h"

#include <QAction>
#include <QEvent>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSortFilterProxyModel>
#include <QTableView>
#include <QVBoxLayout>

#include <algorithm>
#include <map>

namespace vernier {

namespace {

constexpr QSize kFirstSize{1010, 620};
constexpr int kNoteLines = 5;

/// Widest usual text of each column, from which the widths come.
constexpr const char *kWidest[StoredLayerModel::ColumnCount] = {
    "model.layers.00.self_attn.gate_proj", "W8A8_DYNAMIC__", "W8A8_DYNAMIC__", "one weight scale per channel", "00000 × 00000", "0.00000000", "Input offset 0"};

} // namespace

QuantizedFolderDialog::QuantizedFolderDialog(Workbench &workbench, const std::filesystem::path &path, QWidget *parent)
    : QDialog(parent)
    , m_workbench(workbench)
    , m_path(path)
    , m_model(new StoredLayerModel(this))
    , m_proxy(new QSortFilterProxyModel(this))
    , m_place(new ElidedLabel(this))
    , m_facts(new QLabel(this))
    , m_table(new QTableView(this))
    , m_copy(addTableCopy(m_table))
    , m_notesName(new QLabel(this))
    , m_notes(new QPlainTextEdit(this))
    , m_state(new QLabel(this))
    , m_evaluate(new QPushButton(this))
    , m_import(new QPushButton(this))
    , m_close(new QPushButton(this))
{
    createTable();
    createLayout();
    connect(m_evaluate, &QPushButton::clicked, this, &QuantizedFolderDialog::evaluate);
    connect(m_import, &QPushButton::clicked, this, &QuantizedFolderDialog::importRules);
    connect(m_close, &QPushButton::clicked, this, &QDialog::close);
    connect(m_table->selectionModel(), &QItemSelectionModel::selectionChanged, this, &QuantizedFolderDialog::selectLayers);
    connect(&workbench.document, &ProjectDocument::wasReset, this, &QDialog::close); // another model's files mean nothing
    connect(&workbench.document, &ProjectDocument::historyChanged, this, &QuantizedFolderDialog::showState);
    connect(&workbench.document, &ProjectDocument::recipeChanged, this, &QuantizedFolderDialog::showState);
    connect(&workbench.analysis, &Analysis::modelChanged, this, &QuantizedFolderDialog::read);
    connect(&workbench.analysis, &Analysis::planChanged, this, [this] {
        m_model->setPlan(m_workbench.analysis.plan());
        showFacts();
    });
    connect(&workbench.runner, &JobRunner::jobsChanged, this, &QuantizedFolderDialog::jobsChanged);
    connect(&workbench.runner, &JobRunner::failed, this, &QuantizedFolderDialog::jobFailed);
    m_model->setPlan(workbench.analysis.plan());
    retranslate();
    resize(kFirstSize);
    read();
}

QuantizedFolderDialog::~QuantizedFolderDialog() = default;

void QuantizedFolderDialog::createTable()
{
    m_proxy->setSourceModel(m_model);
    m_proxy->setSortRole(StoredLayerModel::SortRole);
    m_table->setModel(m_proxy);
    for (const int column : {StoredLayerModel::Type, StoredLayerModel::RecipeType})
        m_table->setItemDelegateForColumn(column, new SchemeDelegate(m_table));
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setWordWrap(false);
    m_table->setShowGrid(false);
    m_table->setAlternatingRowColors(true);
    m_table->setTabKeyNavigation(false); // Tab leaves the table
    m_table->setCornerButtonEnabled(false);
    m_table->verticalHeader()->hide();
    m_table->horizontalHeader()->setHighlightSections(false);
    m_table->sortByColumn(StoredLayerModel::Name, Qt::AscendingOrder);
    m_table->setSortingEnabled(true);
    m_table->setContextMenuPolicy(Qt::ActionsContextMenu);
    const QFontMetrics metrics(m_table->font());
    m_table->verticalHeader()->setDefaultSectionSize(metrics.height() + 4);
    for (int column = 0; column < StoredLayerModel::ColumnCount; ++column)
        m_table->setColumnWidth(column, metrics.horizontalAdvance(QString::fromUtf8(kWidest[column])) + 12);
}

void QuantizedFolderDialog::createLayout()
{
    QFont bold = font();
    bold.setBold(true);
    m_place->setFont(bold);
    m_facts->setWordWrap(true);
    m_facts->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_notesName->setBuddy(m_notes);
    m_notes->setReadOnly(true);
    m_notes->setTabChangesFocus(true);
    m_notes->setFixedHeight(m_notes->fontMetrics().lineSpacing() * kNoteLines + 12);
    m_state->setWordWrap(true);
    m_state->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_state->setObjectName(QStringLiteral("state"));
    m_facts->setObjectName(QStringLiteral("facts"));
    m_evaluate->setObjectName(QStringLiteral("evaluate"));
    m_import->setObjectName(QStringLiteral("import"));
    for (QPushButton *button : {m_import, m_close})
        button->setAutoDefault(false);
    m_evaluate->setDefault(true);
    auto *buttons = new QHBoxLayout;
    buttons->addWidget(m_evaluate);
    buttons->addWidget(m_import);
    buttons->addStretch();
    buttons->addWidget(m_close);
    auto *layout = new QVBoxLayout(this);
    layout->addWidget(m_place);
    layout->addWidget(m_facts);
    layout->addWidget(m_table, 1);
    layout->addWidget(m_notesName);
    layout->addWidget(m_notes);
    layout->addWidget(m_state);
    layout->addLayout(buttons);
}

QString QuantizedFolderDialog::name() const
{
    return pathText(m_path.filename());
}

void QuantizedFolderDialog::read()
{
    m_workbench.runner.cancel(m_reading);
    m_reading = 0;
    m_opened.reset();
    m_error.reset();
    m_model->setFolder(nullptr);
    if (const auto &model = m_workbench.analysis.model()) { // else it is being opened: modelChanged calls again
        m_reading = m_workbench.runner.start<Opened>(
            JobKind::Details, [shown = name()] { return tr("Open %1").arg(shown); },
            [path = m_path, checkpoint = model->checkpoint](JobMonitor &) -> Result<Opened> {
                VERNIER_ASSIGN(std::shared_ptr<const QuantizedFolder> folder, QuantizedFolder::open(path, checkpoint));
                VERNIER_ASSIGN(ImportedRecipe imported, importRecipe(*folder));
                const ModelSize size = quantizedSize(*folder);
                return Opened{std::move(folder), std::move(imported), size};
            },
            this,
            [this](Opened opened) {
                m_reading = 0;
                m_opened = std::make_shared<const Opened>(std::move(opened));
                m_model->setFolder(m_opened->folder);
                showAll();
            });
    }
    showAll();
}

void QuantizedFolderDialog::jobsChanged()
{
    for (const JobInfo &job : m_workbench.runner.jobs()) {
        if (job.id == m_reading && job.state == JobInfo::State::Cancelled) { // by the user: there is nothing to wait for
            m_reading = 0;
            m_error = cancelledError();
            showAll();
            return;
        }
    }
    showState();
}

void QuantizedFolderDialog::jobFailed(const JobInfo &job)
{
    if (job.id != m_reading && job.id != m_evaluating)
        return;
    m_reading = 0;
    m_error = job.error;
    showAll();
}

void QuantizedFolderDialog::showAll()
{
    showFacts();
    showNotes();
    showState();
}

void QuantizedFolderDialog::showFacts()
{
    if (!m_opened) {
        m_facts->clear();
        return;
    }
    const QuantizedDescription &description = m_opened->folder->description();
    std::map<std::string_view, int> counts;
    for (const StoredLayer &layer : m_opened->folder->layers())
        ++counts[toString(layer.label)];
    QStringList types;
    for (const auto &[type, count] : counts)
        types << tr("%1: %2", "a type and its number of layers").arg(toText(type)).arg(count);
    const QString format = description.version.empty() ? QStringLiteral("safe_tensor") : tr("ascendV1, version %1").arg(toText(description.version));
    QStringList facts{tr("Model type %1, saved as %2").arg(toText(toString(description.modelType)), format),
                      tr("%1, %2 bits/weight").arg(toText(byteSize(m_opened->size.sizeBytes)), toText(fixedPoint(m_opened->size.bitsPerWeight, 2))),
                      tr("layers: %1").arg(types.join(tr(", ")))};
    if (m_workbench.analysis.plan())
        facts << (m_model->differences() == 0 ? tr("types as in the present recipe")
                                              : tr("%n layer(s) of another type than in the present recipe", nullptr, m_model->differences()));
    m_facts->setText(facts.join(tr(" · ")));
}

void QuantizedFolderDialog::showNotes()
{
    QStringList lines;
    if (m_opened) {
        for (const std::string &note : m_opened->folder->notes())
            lines << tr("Files: %1.").arg(coreText(note));
        for (const std::string &note : m_opened->imported.notes)
            lines << tr("As a recipe: %1.").arg(coreText(note));
    }
    m_notes->setPlainText(lines.join(QLatin1Char('\n')));
    m_notes->setVisible(!lines.isEmpty());
    m_notesName->setVisible(!lines.isEmpty());
}

void QuantizedFolderDialog::showState()
{
    const auto &model = m_workbench.analysis.model();
    const bool isEvaluating = m_workbench.runner.isBusy(JobKind::SavedModel);
    m_evaluate->setEnabled(m_opened && model && model->evaluator && !isEvaluating);
    m_import->setEnabled(m_opened != nullptr);
    QPalette colors = palette();
    if (m_error)
        colors.setColor(QPalette::WindowText, themeColors(palette()).error);
    m_state->setPalette(colors);
    const std::vector<HistoryEntry> &history = m_workbench.document.project().history;
    const auto entry = std::find_if(history.begin(), history.end(), [this](const HistoryEntry &one) {
        return one.folder == m_path && m_workbench.analysis.isOfPresentInputs(one);
    });
    if (m_error) {
        m_state->setText(m_error->code == ErrorCode::Cancelled ? errorTitle(m_error->code) : errorDetail(*m_error));
    } else if (!m_opened) {
        m_state->setText(tr("Reading…"));
    } else if (isEvaluating) {
        m_state->setText(tr("Being evaluated; the status strip shows how far it is."));
    } else if (!model || !model->evaluator) {
        m_state->setText(tr("There is no evaluation text to measure on: choose one under File > Texts."));
    } else if (entry != history.end() && entry->metrics.klMean && entry->metrics.quantizedLoss) {
        const double kl = *entry->metrics.klMean;
        const double error = entry->metrics.klMeanError.value_or(0.0);
        const double perplexity = std::exp(*entry->metrics.quantizedLoss);
        m_state->setText(tr("Evaluated: KL %1 nats, perplexity %2. It is “%3” among the evaluations, where it can be compared with any recipe.")
                             .arg(toText(withError(kl, error, divergenceDecimals(kl, error))), toText(fixedPoint(perplexity, perplexityDecimals(perplexity))),
                                  historyName(*entry)));
    } else {
        m_state->setText(tr("Not evaluated yet."));
    }
}

void QuantizedFolderDialog::evaluate()
{
    m_error.reset();
    m_evaluating = m_workbench.analysis.evaluateFolder(m_path);
    emit evaluating();
}

void QuantizedFolderDialog::importRules()
{
    Recipe recipe = m_opened->imported.recipe;
    recipe.calibration = m_workbench.document.recipe().calibration; // the files know nothing of it
    m_workbench.document.replaceRecipe(tr("Import the recipe of %1").arg(name()), recipe, {toUtf8(name()), m_opened->imported.notes});
    emit imported(name());
}

void QuantizedFolderDialog::selectLayers()
{
    std::vector<int> layers;
    for (const QModelIndex &row : m_table->selectionModel()->selectedRows())
        layers.push_back(row.data(StoredLayerModel::LayerIndexRole).toInt());
    if (!layers.empty())
        m_workbench.selection.select(std::move(layers));
}

void QuantizedFolderDialog::retranslate()
{
    setWindowTitle(tr("Quantized model"));
    m_place->setText(pathText(m_path));
    m_facts->setToolTip(QStringLiteral("<p>%1</p>").arg(tr("Size: %1").arg(modelSizeText())));
    m_table->setAccessibleName(tr("Layers of the saved model"));
    m_copy->setText(tr("Copy (TSV)"));
    m_notesName->setText(tr("&Notes"));
    m_evaluate->setText(tr("&Evaluate"));
    m_evaluate->setToolTip(tr("Run the saved model on the project's evaluation text, against the float model. The result joins the evaluations."));
    m_import->setText(tr("&Import as recipe"));
    m_import->setToolTip(tr("Make the rules that the files show the present recipe; calibration stays as it is. It can be undone."));
    m_close->setText(tr("&Close"));
    m_model->retranslate();
    showAll();
}

void QuantizedFolderDialog::changeEvent(QEvent *event)
{
    QDialog::changeEvent(event);
    if (event->type() == QEvent::LanguageChange)
        retranslate();
    else if (event->type() == QEvent::PaletteChange)
        showState();
}

} // namespace vernier
