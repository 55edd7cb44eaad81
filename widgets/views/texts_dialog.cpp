// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/views/texts_dialog.h"

#include "core/base/number_text.h"
#include "core/project/fingerprint.h"
#include "widgets/models/workbench.h"
#include "widgets/support/core_messages.h"
#include "widgets/support/path_field.h"
#include "widgets/support/text.h"
#include "widgets/support/theme.h"

#include <QComboBox>
#include <QDialogButtonBox>
#include <QEvent>
#include <QGridLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSpinBox>

#include <algorithm>

namespace vernier {

namespace {

constexpr int kDelay = 250; // ms after the last character
constexpr int kLeastDialogWidth = 560;
constexpr int kResultLines = 3;
constexpr int kLargestWindow = 1 << 20; // as the command line takes it

/// Absolute, as paths are in memory.
std::filesystem::path absolutePath(const QString &text)
{
    std::error_code error;
    const std::filesystem::path path = std::filesystem::absolute(toPath(text), error);
    return error ? toPath(text) : path.lexically_normal();
}

} // namespace

TextsDialog::TextsDialog(Workbench &workbench, QWidget *parent)
    : QDialog(parent)
    , m_workbench(workbench)
{
    createFields();
    const Project &project = workbench.document.project();
    if (project.calibration)
        m_calibration->setPath(pathText(*project.calibration));
    if (project.evaluation) {
        m_evaluation->setPath(pathText(project.evaluation->path));
        m_mode->setCurrentIndex(m_mode->findData(toText(toString(project.evaluation->mode))));
        m_window->setValue(static_cast<int>(std::min<std::int64_t>(project.evaluation->window, kLargestWindow)));
    } else if (const auto &model = workbench.analysis.model()) {
        m_window->setValue(static_cast<int>(std::min<std::int64_t>(defaultWindow(*model->checkpoint), kLargestWindow)));
    }
    m_soon.setSingleShot(true);
    m_soon.setInterval(kDelay);
    connect(&m_soon, &QTimer::timeout, this, &TextsDialog::startCheck);
    connect(m_calibration, &PathField::changed, this, &TextsDialog::inputsEdited);
    connect(m_evaluation, &PathField::changed, this, &TextsDialog::inputsEdited);
    connect(m_mode, &QComboBox::currentIndexChanged, this, &TextsDialog::inputsEdited);
    connect(m_window, &QSpinBox::valueChanged, this, &TextsDialog::inputsEdited);
    connect(m_buttons, &QDialogButtonBox::accepted, this, &TextsDialog::accept);
    connect(m_buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(&workbench.runner, &JobRunner::jobsChanged, this, &TextsDialog::jobsChanged);
    retranslate();
    startCheck();
}

void TextsDialog::createFields()
{
    const auto label = [this](const char *name, bool isResult) {
        auto *made = new QLabel(this);
        made->setObjectName(QString::fromLatin1(name));
        if (isResult) {
            made->setWordWrap(true);
            made->setTextInteractionFlags(Qt::TextSelectableByMouse);
            made->setAlignment(Qt::AlignTop | Qt::AlignLeft);
            made->setMinimumHeight(made->fontMetrics().lineSpacing() * kResultLines);
        }
        return made;
    };
    m_calibrationName = label("calibration.name", false);
    m_calibration = new PathField(PathField::File, this);
    m_calibrationResult = label("calibration.result", true);
    m_evaluationName = label("evaluation.name", false);
    m_evaluation = new PathField(PathField::File, this);
    m_modeName = label("mode.name", false);
    m_mode = new QComboBox(this);
    m_windowName = label("window.name", false);
    m_window = new QSpinBox(this);
    m_evaluationResult = label("evaluation.result", true);
    m_buttons = new QDialogButtonBox(QDialogButtonBox::Ok | QDialogButtonBox::Cancel, this);

    for (const WindowMode mode : {WindowMode::Stream, WindowMode::Documents})
        m_mode->addItem(QString(), toText(toString(mode)));
    m_window->setRange(2, kLargestWindow);
    m_window->setValue(512);
    m_window->setAlignment(Qt::AlignRight);
    m_calibrationName->setBuddy(m_calibration->edit());
    m_evaluationName->setBuddy(m_evaluation->edit());
    m_modeName->setBuddy(m_mode);
    m_windowName->setBuddy(m_window);

    auto *grid = new QGridLayout(this);
    grid->setColumnStretch(1, 1);
    grid->setVerticalSpacing(4);
    grid->addWidget(m_calibrationName, 0, 0);
    grid->addWidget(m_calibration, 0, 1, 1, 3);
    grid->addWidget(m_calibrationResult, 1, 1, 1, 3);
    grid->addWidget(m_evaluationName, 2, 0);
    grid->addWidget(m_evaluation, 2, 1, 1, 3);
    grid->addWidget(m_modeName, 3, 0);
    grid->addWidget(m_mode, 3, 1);
    grid->addWidget(m_windowName, 3, 2);
    grid->addWidget(m_window, 3, 3);
    grid->addWidget(m_evaluationResult, 4, 1, 1, 3);
    grid->setRowStretch(5, 1);
    grid->addWidget(m_buttons, 6, 0, 1, 4);
    setMinimumWidth(kLeastDialogWidth);
}

std::optional<std::filesystem::path> TextsDialog::calibration() const
{
    return m_calibration->path().isEmpty() ? std::nullopt : std::optional(absolutePath(m_calibration->path()));
}

std::optional<EvaluationText> TextsDialog::evaluation() const
{
    if (m_evaluation->path().isEmpty())
        return std::nullopt;
    const std::optional<WindowMode> mode = windowModeFromName(toUtf8(m_mode->currentData().toString()));
    return EvaluationText{absolutePath(m_evaluation->path()), mode.value_or(WindowMode::Stream), m_window->value()};
}

void TextsDialog::inputsEdited()
{
    m_checked.reset();
    m_workbench.runner.cancel(m_job);
    m_job = 0;
    m_soon.start();
    showTexts();
}

void TextsDialog::startCheck()
{
    const auto &model = m_workbench.analysis.model();
    const auto &reference = m_workbench.document.project().checkpoint;
    if (!model && !reference) {
        showTexts();
        return;
    }
    const auto read = [checkpoint = model ? model->checkpoint : nullptr, reference, calibration = calibration(),
                       evaluation = evaluation()](JobMonitor &monitor) -> Result<Checked> {
        std::shared_ptr<const Checkpoint> opened = checkpoint;
        if (!opened) {
            VERNIER_ASSIGN(opened, Checkpoint::open(reference->path));
        }
        const auto counted = [](const Result<TokenBatch> &batch) -> Result<TextCounts> {
            if (!batch)
                return batch.error();
            return textCounts(*batch);
        };
        Checked checked;
        Result<std::vector<std::vector<int>>> sequences = std::vector<std::vector<int>>();
        Result<TokenBatch> windows = TokenBatch();
        if (calibration) {
            sequences = readCalibration(*calibration, *opened);
            checked.calibration = sequences ? counted(TokenBatch(*sequences)) : Result<TextCounts>(sequences.error());
        }
        if (!monitor.keepGoing(1, 2, "reading texts"))
            return cancelledError();
        if (evaluation) {
            windows = readWindows(*evaluation, *opened);
            checked.evaluation = counted(windows);
        }
        if (sequences && windows)
            checked.fingerprint = inputsFingerprint({}, *sequences, *windows);
        return checked;
    };
    m_job = m_workbench.runner.start<Checked>(JobKind::Details, [] { return tr("Read calibration data and text"); }, read, this,
                                              [this](Checked checked) { checkDone(std::move(checked)); });
    showTexts();
}

void TextsDialog::jobsChanged()
{
    if (m_job == 0)
        return;
    for (const JobInfo &job : m_workbench.runner.jobs()) {
        if (job.id != m_job)
            continue;
        if (job.state == JobInfo::State::Cancelled) { // another view wanted a detail meanwhile
            m_job = 0;
            m_soon.start();
        } else if (job.state == JobInfo::State::Failed && job.error) { // the checkpoint itself
            checkDone({Result<TextCounts>(*job.error), Result<TextCounts>(*job.error)});
        }
        return;
    }
}

void TextsDialog::checkDone(Checked checked)
{
    m_job = 0;
    m_checked = std::move(checked);
    showTexts();
}

bool TextsDialog::isAcceptable() const
{
    const auto good = [](const std::optional<Result<TextCounts>> &counts) { return !counts || counts->hasValue(); };
    return m_checked && good(m_checked->calibration) && good(m_checked->evaluation);
}

void TextsDialog::showCounts(QLabel *label, const std::optional<Result<TextCounts>> &counts, bool isCalibration)
{
    QPalette colors = palette();
    const bool failed = counts && !counts->hasValue();
    colors.setColor(QPalette::WindowText, failed ? themeColors(palette()).error : themeColors(palette()).mutedText);
    label->setPalette(colors);
    if (!counts) {
        label->setText(isCalibration ? tr("No calibration data: only weight-only and dynamic recipes without suppression can run.")
                                     : tr("No evaluation text: recipes cannot be evaluated."));
        return;
    }
    if (failed) {
        const Error &error = counts->error();
        const QString where = toText(error.where);
        label->setText(where.isEmpty() ? coreText(error.message) : tr("%1: %2").arg(where, coreText(error.message)));
        return;
    }
    const TextCounts &c = counts->value();
    const auto number = [](std::int64_t value) { return groupedText(value); };
    label->setText(isCalibration
                       ? tr("%1 samples, %2 tokens, the longest %3").arg(number(c.sequences), number(c.tokens), number(c.longest))
                       : tr("%1 windows, %2 tokens, %3 predictions").arg(number(c.sequences), number(c.tokens), number(c.predictions)));
}

void TextsDialog::showTexts()
{
    m_buttons->button(QDialogButtonBox::Ok)->setEnabled(isAcceptable());
    if (m_checked) {
        showCounts(m_calibrationResult, m_checked->calibration, true);
        showCounts(m_evaluationResult, m_checked->evaluation, false);
        return;
    }
    QPalette colors = palette();
    colors.setColor(QPalette::WindowText, themeColors(palette()).mutedText);
    const bool hasModel = m_workbench.document.hasModel();
    for (QLabel *label : {m_calibrationResult, m_evaluationResult}) {
        label->setPalette(colors);
        label->setText(hasModel ? tr("Reading…") : tr("Open a model first: its tokenizer reads the texts."));
    }
}

void TextsDialog::accept()
{
    if (!isAcceptable())
        return;
    const Project &project = m_workbench.document.project();
    const auto &model = m_workbench.analysis.model();
    const bool sameFiles = calibration() == project.calibration && evaluation() == project.evaluation;
    if (!sameFiles)
        m_workbench.document.editInputs(tr("Change calibration data and text"), calibration(), evaluation());
    else if (model && m_checked->fingerprint != inputsFingerprint({}, model->calibration, model->windows)) // the files say something else by now
        m_workbench.document.reloadInputs();
    QDialog::accept();
}

void TextsDialog::retranslate()
{
    setWindowTitle(tr("Calibration data and evaluation text"));
    m_calibrationName->setText(tr("&Calibration data"));
    m_evaluationName->setText(tr("&Evaluation text"));
    m_modeName->setText(tr("&Windows"));
    m_windowName->setText(tr("&Tokens"));
    m_mode->setItemText(0, tr("stream: all documents joined and cut"));
    m_mode->setItemText(1, tr("documents: each by itself"));
    m_mode->setToolTip(tr("<qt>How the text becomes windows. stream drops the rest that fills no window; documents cuts each document to "
                          "its first tokens.</qt>"));
    m_window->setToolTip(tr("<qt>Tokens of a window. Recipes are only comparable on the same windows.</qt>"));
    const QString formats = tr("<qt>Text with documents that end at lines &lt;|endoftext|&gt;, JSON lines with prompt, text or "
                               "inputs_pretokenized, or lists of token ids.</qt>");
    const QString filter = tr("Texts (*.txt *.jsonl *.json *.md);;All files (*)");
    m_calibration->edit()->setToolTip(formats);
    m_evaluation->edit()->setToolTip(formats);
    m_calibration->setPlaceholder(tr("None; drop a file here"));
    m_evaluation->setPlaceholder(tr("None; drop a file here"));
    m_calibration->setDialogTexts(tr("Calibration data"), filter);
    m_evaluation->setDialogTexts(tr("Evaluation text"), filter);
    m_calibration->setAccessibleText(tr("Calibration data"));
    m_evaluation->setAccessibleText(tr("Evaluation text"));
    m_mode->setAccessibleName(tr("How the text becomes windows"));
    m_window->setAccessibleName(tr("Tokens of a window"));
    showTexts();
}

void TextsDialog::changeEvent(QEvent *event)
{
    QDialog::changeEvent(event);
    if (event->type() == QEvent::LanguageChange)
        retranslate();
    else if (event->type() == QEvent::PaletteChange)
        showTexts();
}

} // namespace vernier
