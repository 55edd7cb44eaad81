// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/views/export_dialog.h"

#include "core/base/number_text.h"
#include "core/export/modelslim_numpy.h"
#include "widgets/models/workbench.h"
#include "widgets/support/core_messages.h"
#include "widgets/support/export_text.h"
#include "widgets/support/path_field.h"
#include "widgets/support/text.h"
#include "widgets/support/theme.h"
#include "widgets/views/code_view.h"
#include "widgets/views/export_notes.h"

#include <QCheckBox>
#include <QClipboard>
#include <QComboBox>
#include <QDesktopServices>
#include <QDir>
#include <QEvent>
#include <QGridLayout>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QLabel>
#include <QMessageBox>
#include <QProgressBar>
#include <QPushButton>
#include <QScreen>
#include <QScrollArea>
#include <QSpinBox>
#include <QStackedWidget>
#include <QUrl>
#include <QVBoxLayout>

namespace vernier {

namespace {

constexpr QSize kMinimumSize{580, 400};
constexpr int kIndent = 22; // below a check box
constexpr int kFrame = 48; // what the title bar and borders may take of the screen
constexpr int kCommandHeight = 120;
constexpr int kLargestPart = 1 << 20; // GiB, as the command line takes it

QLabel *wrapping(QWidget *parent, const char *name)
{
    auto *label = new QLabel(parent);
    label->setObjectName(QString::fromLatin1(name));
    label->setWordWrap(true);
    label->setAlignment(Qt::AlignTop | Qt::AlignLeft);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    return label;
}

/// Its content scrolls where the screen is too low for it.
QScrollArea *scrolled(QWidget *page)
{
    auto *area = new QScrollArea(page->parentWidget());
    area->setWidgetResizable(true);
    area->setFrameShape(QFrame::NoFrame);
    area->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    area->setFocusPolicy(Qt::NoFocus);
    area->setWidget(page);
    return area;
}

/// Of the files of weights in a finished export.
qint64 weightFileBytes(const std::filesystem::path &folder)
{
    qint64 bytes = 0;
    const QDir files(pathText(folder));
    QStringList names{QStringLiteral("quant_model_weight*.safetensors")};
    for (const std::string_view name : numpyFileNames())
        names << toText(name);
    for (const QFileInfo &file : files.entryInfoList(names, QDir::Files))
        bytes += file.size();
    return bytes;
}

} // namespace

ExportDialog::ExportDialog(Workbench &workbench, QWidget *parent)
    : QDialog(parent)
    , m_workbench(workbench)
    , m_stack(new QStackedWidget(this))
{
    m_stack->addWidget(scrolled(createChoice()));
    m_stack->addWidget(createWorking());
    m_stack->addWidget(scrolled(createDone()));
    auto *layout = new QVBoxLayout(this);
    layout->addWidget(m_stack, 1);
    auto *buttons = new QHBoxLayout;
    m_open = new QPushButton(this);
    m_open->setAutoDefault(false);
    m_start = new QPushButton(this);
    m_start->setObjectName(QStringLiteral("start"));
    m_start->setDefault(true);
    m_close = new QPushButton(this);
    m_close->setObjectName(QStringLiteral("close"));
    m_close->setAutoDefault(false);
    m_notes->setNextFocus(m_start);
    buttons->addWidget(m_open);
    buttons->addStretch(1);
    buttons->addWidget(m_start);
    buttons->addWidget(m_close);
    layout->addLayout(buttons);
    setMinimumSize(kMinimumSize);

    connect(m_start, &QPushButton::clicked, this, &ExportDialog::start);
    connect(m_close, &QPushButton::clicked, this, &ExportDialog::reject);
    connect(m_open, &QPushButton::clicked, this, [this] {
        if (m_running)
            QDesktopServices::openUrl(QUrl::fromLocalFile(pathText(m_running->folder)));
    });
    connect(&workbench.runner, &JobRunner::progressed, this, &ExportDialog::showProgress);
    connect(&workbench.runner, &JobRunner::jobsChanged, this, &ExportDialog::jobsChanged);
    connect(&workbench.analysis, &Analysis::planChanged, this, &ExportDialog::check);
    connect(&workbench.analysis, &Analysis::modelChanged, this, &ExportDialog::check);
    connect(&workbench.analysis, &Analysis::evaluationChanged, this, &ExportDialog::check);
    setParentFolder(QDir::homePath());
    retranslate();
    showPage(Choose);
}

QLayout *ExportDialog::createFormat(QWidget *page)
{
    m_formatName = new QLabel(page);
    m_format = new QComboBox(page);
    m_format->setObjectName(QStringLiteral("format"));
    for (const char *type : {"safe_tensor", "numpy", "ascendV1"})
        m_format->addItem(QString::fromLatin1(type), QString::fromLatin1(type));
    m_partName = new QLabel(page);
    m_part = new QSpinBox(page);
    m_part->setObjectName(QStringLiteral("part"));
    m_part->setRange(0, kLargestPart);
    m_part->setAlignment(Qt::AlignRight);
    m_formatName->setBuddy(m_format);
    m_partName->setBuddy(m_part);
    auto *format = new QHBoxLayout;
    format->setContentsMargins(kIndent, 0, 0, 0);
    format->addWidget(m_formatName);
    format->addWidget(m_format);
    format->addSpacing(kIndent);
    format->addWidget(m_partName);
    format->addWidget(m_part);
    format->addStretch(1);
    return format;
}

QWidget *ExportDialog::createChoice()
{
    auto *page = new QWidget(this);
    auto *layout = new QVBoxLayout(page);
    layout->setContentsMargins(0, 0, 0, 0);
    const auto box = [page](const char *name) {
        auto *made = new QCheckBox(page);
        made->setObjectName(QString::fromLatin1(name));
        made->setChecked(true);
        return made;
    };
    const auto heading = [page] {
        auto *made = new QLabel(page);
        QFont bold = made->font();
        bold.setBold(true);
        made->setFont(bold);
        return made;
    };
    m_contentHead = heading();
    m_weights = box("weights");
    QLayout *format = createFormat(page);
    m_script = box("script");
    m_pin = box("pin");
    m_pin->setChecked(false);
    m_yaml = box("yaml");
    m_recipe = box("recipe");
    m_folderHead = heading();
    m_folder = new PathField(PathField::Folder, page);
    m_notes = new ExportNotes(m_workbench, page);

    layout->addWidget(m_contentHead);
    layout->addWidget(m_weights);
    layout->addLayout(format);
    layout->addWidget(m_script);
    auto *pin = new QHBoxLayout;
    pin->setContentsMargins(kIndent, 0, 0, 0);
    pin->addWidget(m_pin);
    layout->addLayout(pin);
    layout->addWidget(m_yaml);
    layout->addWidget(m_recipe);
    layout->addSpacing(kIndent / 2);
    layout->addWidget(m_folderHead);
    layout->addWidget(m_folder);
    layout->addWidget(m_notes);
    layout->addStretch(1);

    const auto edited = [this] {
        m_failure.reset();
        check();
    };
    for (QCheckBox *made : {m_weights, m_script, m_pin, m_yaml, m_recipe})
        connect(made, &QCheckBox::toggled, this, edited);
    connect(m_format, &QComboBox::currentIndexChanged, this, edited);
    connect(m_part, &QSpinBox::valueChanged, this, edited);
    connect(m_folder, &PathField::changed, this, edited);
    return page;
}

QWidget *ExportDialog::createWorking()
{
    auto *page = new QWidget(this);
    auto *layout = new QVBoxLayout(page);
    layout->setContentsMargins(0, 0, 0, 0);
    m_step = wrapping(page, "step");
    m_progress = new QProgressBar(page);
    layout->addStretch(1);
    layout->addWidget(m_step);
    layout->addWidget(m_progress);
    layout->addStretch(2);
    return page;
}

QWidget *ExportDialog::createDone()
{
    auto *page = new QWidget(this);
    auto *layout = new QVBoxLayout(page);
    layout->setContentsMargins(0, 0, 0, 0);
    m_result = wrapping(page, "result");
    m_commandHead = new QLabel(page);
    m_command = new CodeView(page);
    m_command->setMinimumHeight(kCommandHeight);
    m_command->setLineWrapMode(QPlainTextEdit::WidgetWidth);
    m_command->setWordWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
    m_copy = new QPushButton(page);
    m_copy->setAutoDefault(false);
    m_exportNotes = wrapping(page, "notes");
    layout->addWidget(m_result);
    layout->addWidget(m_exportNotes);
    layout->addSpacing(kIndent / 2);
    auto *head = new QHBoxLayout;
    head->addWidget(m_commandHead, 1);
    head->addWidget(m_copy);
    layout->addLayout(head);
    layout->addWidget(m_command, 1);
    connect(m_copy, &QPushButton::clicked, this, [this] { QGuiApplication::clipboard()->setText(m_command->toPlainText()); });
    return page;
}

void ExportDialog::setParentFolder(const QString &folder)
{
    const auto &plan = m_workbench.analysis.plan();
    setFolder(QDir(folder).filePath(plan ? modelName() + QLatin1Char('-') + toText(fileSpelling(plan->modelType)) : modelName()));
}

void ExportDialog::setLastFolder(const QString &folder)
{
    const QFileInfo last(folder);
    if (last.fileName().startsWith(modelName() + QLatin1Char('-'))) // as suggested then; the type may be another now
        setParentFolder(last.absolutePath());
    else
        setFolder(folder);
}

QString ExportDialog::modelName() const
{
    const Project &project = m_workbench.document.project();
    return project.checkpoint ? pathText(project.checkpoint->path.filename()) : QStringLiteral("model");
}

void ExportDialog::setFolder(const QString &folder)
{
    m_folder->setPath(folder);
}

ExportRequest ExportDialog::request() const
{
    ExportRequest request;
    std::error_code error;
    const QString typed = m_folder->path();
    if (!typed.isEmpty()) {
        request.folder = std::filesystem::absolute(toPath(typed), error).lexically_normal();
        if (error)
            request.folder = toPath(typed);
    }
    request.weights = m_weights->isChecked();
    request.quantScript = m_script->isChecked();
    request.yaml = m_yaml->isChecked();
    request.recipe = m_recipe->isChecked();
    request.pinFallback = m_script->isChecked() && m_pin->isChecked();
    request.weightOptions.saveTypes = {toUtf8(m_format->currentData().toString())};
    request.weightOptions.partFileSizeGib = m_part->value();
    request.calibration = m_workbench.document.project().calibration.value_or(std::filesystem::path());
    request.recipeFile = toPath(m_workbench.document.filePath());
    return request;
}

ExportDialog::Pages ExportDialog::page() const
{
    return static_cast<Pages>(m_stack->currentIndex());
}

void ExportDialog::check()
{
    for (QWidget *option : {static_cast<QWidget *>(m_formatName), static_cast<QWidget *>(m_format)})
        option->setEnabled(m_weights->isChecked());
    const bool inParts = m_weights->isChecked() && m_format->currentData().toString() != QLatin1String("numpy");
    for (QWidget *option : {static_cast<QWidget *>(m_partName), static_cast<QWidget *>(m_part)})
        option->setEnabled(inParts);
    m_pin->setEnabled(m_script->isChecked() && m_workbench.document.recipe().disableLevel != "L0");
    const bool possible = m_notes->showFor(request(), m_folder->path(), m_failure);
    m_start->setEnabled(possible && m_job == 0);
    growToFit();
}

/// Notes come and go. What the screen has no room for is scrolled to.
void ExportDialog::growToFit()
{
    const auto *area = qobject_cast<QScrollArea *>(m_stack->currentWidget());
    if (!area || !isVisible())
        return;
    m_notes->layout()->activate();
    area->widget()->layout()->activate();
    const int missing = area->widget()->heightForWidth(area->viewport()->width()) - area->viewport()->height();
    const int most = screen()->availableGeometry().height() - kFrame;
    if (missing > 0 && height() < most)
        resize(width(), std::min(height() + missing, most));
}

void ExportDialog::showEvent(QShowEvent *event)
{
    QDialog::showEvent(event);
    growToFit();
}

bool ExportDialog::mayReplace(const ExportRequest &wanted)
{
    const std::vector<std::string> replaced = replacedFiles(wanted, *m_workbench.analysis.model()->checkpoint);
    if (replaced.empty())
        return true;
    QMessageBox box(QMessageBox::Question, tr("Replace files"), tr("Replace files in %1?").arg(pathText(wanted.folder)), QMessageBox::Yes | QMessageBox::Cancel, this);
    box.setInformativeText(replacedFilesText(replaced));
    box.button(QMessageBox::Yes)->setText(tr("&Replace"));
    box.setDefaultButton(QMessageBox::Cancel);
    return box.exec() == QMessageBox::Yes;
}

void ExportDialog::start()
{
    const auto &model = m_workbench.analysis.model();
    if (!model || m_job != 0)
        return;
    check();
    const ExportRequest confirmed = request();
    if (!m_start->isEnabled() || !mayReplace(confirmed))
        return;
    m_failure.reset();
    m_running = confirmed;
    m_sizeBytes.reset();
    const Recipe recipe = m_workbench.document.recipe();
    m_job = m_workbench.runner.start<Exported>(
        JobKind::Export, [name = pathText(m_running->folder.filename())] { return tr("Export to %1").arg(name); },
        [model, recipe, wanted = *m_running, compute = m_workbench.analysis.compute()](JobMonitor &monitor) {
            return exportRecipe(*model->quantized, recipe, wanted, compute, monitor);
        },
        this, [this](const Exported &exported) { finished(exported); });
    showPage(Working);
    showProgress();
}

void ExportDialog::showProgress()
{
    if (m_job == 0)
        return;
    for (const JobInfo &job : m_workbench.runner.jobs()) {
        if (job.id != m_job)
            continue;
        m_step->setText(job.state == JobInfo::State::Waiting ? tr("Waiting for other jobs…")
                        : job.step.isEmpty()                 ? tr("Starting…")
                                                             : stepText(job.step));
        m_progress->setRange(0, job.share ? 1000 : 0);
        if (job.share)
            m_progress->setValue(static_cast<int>(*job.share * 1000.0));
        return;
    }
}

void ExportDialog::jobsChanged()
{
    if (m_job == 0)
        return;
    showProgress();
    for (const JobInfo &job : m_workbench.runner.jobs()) {
        if (job.id != m_job)
            continue;
        if (job.state == JobInfo::State::Failed)
            m_failure = job.error;
        else if (job.state != JobInfo::State::Cancelled)
            return;
        m_job = 0;
        showPage(Choose);
        return;
    }
}

std::filesystem::path ExportDialog::recipeFile(const ExportRequest &wanted) const
{
    if (wanted.recipe)
        return wanted.folder / kRecipeName;
    const ProjectDocument &document = m_workbench.document;
    return document.filePath().isEmpty() || document.isModified() ? std::filesystem::path(kRecipeName) : toPath(document.filePath());
}

void ExportDialog::finished(const Exported &exported)
{
    m_job = 0;
    if (m_running->weights)
        m_sizeBytes = weightFileBytes(m_running->folder);
    QStringList notes;
    for (const std::string &note : exported.notes)
        notes << coreText(note);
    m_exportNotes->setText(notes.join(QLatin1Char('\n')));
    m_exportNotes->setVisible(!notes.isEmpty());
    const Project &project = m_workbench.document.project();
    const std::filesystem::path modelPath = project.checkpoint ? project.checkpoint->path : std::filesystem::path("model");
    QStringList lines;
    for (const std::string &line : exportCommands(*m_running, modelPath, recipeFile(*m_running), " \\\n    "))
        lines << toText(line);
    m_command->setCode(CodeLanguage::Shell, lines.join(QLatin1Char('\n')));
    showPage(Done);
    emit this->exported(pathText(m_running->folder));
}

void ExportDialog::showPage(Pages page)
{
    m_stack->setCurrentIndex(page);
    m_start->setVisible(page == Choose);
    m_open->setVisible(page == Done);
    m_close->setText(page == Working ? tr("Cancel") : tr("Close"));
    if (page == Choose)
        check();
    if (page == Done && m_running) {
        const QString folder = pathText(m_running->folder);
        m_result->setText(m_sizeBytes ? tr("Written to %1. The weights take %2. As with msModelSlim, only the owner may read the files: "
                                           "weights have mode 0400, description and configuration 0600.")
                                            .arg(folder, toText(byteSize(*m_sizeBytes)))
                                      : tr("Written to %1.").arg(folder));
        m_close->setFocus();
    }
    (page == Choose ? m_start : m_close)->setDefault(true);
    growToFit();
}

void ExportDialog::reject()
{
    if (m_job != 0) {
        m_workbench.runner.cancel(m_job);
        m_job = 0;
        showPage(Choose);
        return;
    }
    QDialog::reject();
}

void ExportDialog::retranslate()
{
    setWindowTitle(tr("Export"));
    m_contentHead->setText(tr("What"));
    m_weights->setText(tr("Quantized &weights, as msModelSlim saves them"));
    m_weights->setToolTip(tr("<qt>Weights, description, configuration and tokenizer: what inference engines load.</qt>"));
    m_formatName->setText(tr("&save_type"));
    m_format->setToolTip(tr("<qt>safe_tensor keeps 4-bit codes one to a byte; ascendV1 packs them and states its version. numpy writes .npy files of scales, "
                           "offsets and codes instead, which inference engines do not load.</qt>"));
    m_partName->setText(tr("&part_file_size"));
    m_part->setSpecialValueText(tr("one file"));
    m_part->setSuffix(tr(" GiB"));
    m_part->setToolTip(tr("Weights are cut into files of this size"));
    m_script->setText(tr("&quant.py, which repeats the recipe with msModelSlim's v0 API"));
    m_pin->setText(tr("&Name the layers that disable_level chose here"));
    m_pin->setToolTip(tr("<qt>Otherwise msModelSlim ranks the layers itself, which can give others on another device.</qt>"));
    m_yaml->setText(tr("quant.&yaml for msModelSlim v1: close to this result, not equal"));
    m_recipe->setText(tr("&recipe.json, which vernier-cli reads"));
    m_folderHead->setText(tr("Where"));
    m_folder->setDialogTexts(tr("Folder to export to"));
    m_folder->setAccessibleText(tr("Folder to export to"));
    m_folder->setPlaceholder(tr("Folder"));
    m_format->setAccessibleName(QStringLiteral("save_type"));
    m_part->setAccessibleName(QStringLiteral("part_file_size"));
    m_progress->setAccessibleName(tr("Progress"));
    m_command->setAccessibleName(tr("Command line"));
    m_commandHead->setText(tr("The same on the command line:"));
    m_copy->setText(tr("&Copy"));
    m_open->setText(tr("&Open folder"));
    m_start->setText(tr("&Export"));
    showPage(page());
    applyColors();
}

void ExportDialog::applyColors()
{
    QPalette colors = palette();
    colors.setColor(QPalette::WindowText, themeColors(palette()).mutedText);
    m_commandHead->setPalette(colors);
}

void ExportDialog::changeEvent(QEvent *event)
{
    QDialog::changeEvent(event);
    if (event->type() == QEvent::LanguageChange)
        retranslate();
    else if (event->type() == QEvent::PaletteChange)
        applyColors();
}

} // namespace vernier
