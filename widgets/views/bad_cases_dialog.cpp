// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/views/bad_cases_dialog.h"

#include "core/text/calibration_mix.h"
#include "core/text/chat_template.h"
#include "widgets/models/workbench.h"
#include "widgets/support/error_text.h"
#include "widgets/support/path_field.h"
#include "widgets/support/text.h"
#include "widgets/support/theme.h"

#include <QCheckBox>
#include <QDialogButtonBox>
#include <QDir>
#include <QEvent>
#include <QFileInfo>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QStandardPaths>

namespace vernier {

namespace {

constexpr int kLeastCasesWidth = 580;
constexpr int kResultLinesOfCases = 4;

/// Puts the prompts into the template. Returns what is wrong with that.
std::optional<Error> frame(std::vector<Question> &questions, const ChatTemplate &chat, const Tokenizer &tokenizer)
{
    for (Question &question : questions) {
        Result<std::string> framed = chatSample(chat, question.prompt, tokenizer);
        if (!framed)
            return framed.error();
        question.prompt = std::move(*framed);
    }
    return std::nullopt;
}

} // namespace

BadCasesDialog::BadCasesDialog(Workbench &workbench, std::vector<Question> cases, QWidget *parent)
    : QDialog(parent)
    , m_workbench(workbench)
    , m_cases(std::move(cases))
    , m_about(new QLabel(this))
    , m_chat(new QCheckBox(this))
    , m_fileName(new QLabel(this))
    , m_file(new PathField(PathField::NewFile, this))
    , m_result(new QLabel(this))
    , m_buttons(new QDialogButtonBox(QDialogButtonBox::Ok | QDialogButtonBox::Cancel, this))
{
    m_about->setWordWrap(true);
    m_chat->setChecked(true);
    m_chat->setVisible(false); // until a template is found
    m_fileName->setBuddy(m_file->edit());
    m_file->setPath(suggestedPath());
    m_result->setWordWrap(true);
    m_result->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_result->setAlignment(Qt::AlignTop | Qt::AlignLeft);
    m_result->setMinimumHeight(fontMetrics().lineSpacing() * kResultLinesOfCases);
    m_result->setObjectName(QStringLiteral("result"));
    auto *form = new QFormLayout(this);
    form->addRow(m_about);
    form->addRow(m_chat);
    form->addRow(m_fileName, m_file);
    form->addRow(m_result);
    form->addRow(m_buttons);
    setMinimumWidth(kLeastCasesWidth);
    connect(m_chat, &QCheckBox::toggled, this, &BadCasesDialog::make);
    connect(m_file, &PathField::changed, this, &BadCasesDialog::refresh);
    connect(m_buttons, &QDialogButtonBox::accepted, this, &BadCasesDialog::accept);
    connect(m_buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(&workbench.runner, &JobRunner::jobsChanged, this, &BadCasesDialog::jobsChanged);
    retranslate();
    make();
}

/// Beside the project, or among the user's documents while it has no file; a name that is free.
QString BadCasesDialog::suggestedPath() const
{
    const QString project = m_workbench.document.filePath();
    QString folder = project.isEmpty() ? QStandardPaths::writableLocation(QStandardPaths::DocumentsLocation) : QFileInfo(project).absolutePath();
    if (!QFileInfo::exists(folder))
        folder = QDir::homePath();
    const auto &present = m_workbench.document.project().calibration;
    const QString base = (present ? pathText(present->stem()) : QStringLiteral("calibration")).remove(QStringLiteral("-with-bad-cases"));
    for (int number = 1;; ++number) {
        const QString path = QDir(folder).filePath(base + QStringLiteral("-with-bad-cases") + (number > 1 ? QStringLiteral("-%1").arg(number) : QString()) + QStringLiteral(".json"));
        if (!QFileInfo::exists(path))
            return path;
    }
}

void BadCasesDialog::make()
{
    m_made.reset();
    const auto &model = m_workbench.analysis.model();
    if (model) {
        m_job = m_workbench.runner.start<Made>(
            JobKind::Details, [] { return tr("Mix calibration data"); },
            [cases = m_cases, asChat = m_chat->isChecked(), present = m_workbench.document.project().calibration, model](JobMonitor &) -> Result<Made> {
                Made made;
                std::vector<Question> framed = cases;
                if (const Result<ChatTemplate> chat = readChatTemplate(model->checkpoint->path()); chat && model->tokenizer) {
                    made.family = chat->family;
                    if (asChat)
                        made.problem = frame(framed, *chat, *model->tokenizer);
                }
                std::vector<Question> set;
                if (present) {
                    VERNIER_ASSIGN(set, readCalibrationSet(*present));
                }
                constexpr BadCaseOptions kWithoutLimit{.largestShare = 0.999999};
                made.offered = withBadCases(set, framed, kWithoutLimit).size() - set.size();
                made.questions = withBadCases(set, framed, {});
                made.added = made.questions.size() - set.size();
                return made;
            },
            this, [this](Made made) { finish(std::move(made)); });
    }
    refresh();
}

void BadCasesDialog::finish(Made made)
{
    m_job = 0;
    m_made = std::move(made);
    m_chat->setVisible(!m_made->family.empty());
    refresh();
}

void BadCasesDialog::jobsChanged()
{
    if (m_job == 0)
        return;
    for (const JobInfo &job : m_workbench.runner.jobs()) {
        if (job.id != m_job || job.isActive() || job.state == JobInfo::State::Done)
            continue;
        Made nothing;
        nothing.problem = job.error ? *job.error : cancelledError();
        finish(std::move(nothing));
        return;
    }
}

void BadCasesDialog::say(const std::optional<Error> &error, const QString &text)
{
    QPalette colors = palette();
    colors.setColor(QPalette::WindowText, error ? themeColors(palette()).error : themeColors(palette()).mutedText);
    m_result->setPalette(colors);
    m_result->setText(error ? errorDetail(*error) : text);
}

void BadCasesDialog::refresh()
{
    m_buttons->button(QDialogButtonBox::Ok)->setEnabled(isReady() && m_made->added > 0 && !m_file->path().isEmpty());
    if (!m_made) {
        say({}, tr("Reading…"));
        return;
    }
    const Made &made = *m_made;
    m_chat->setText(tr("As a &chat, in the model's template (%1)").arg(toText(made.family)));
    if (made.problem) {
        say(made.problem, {});
        return;
    }
    QStringList lines;
    const int before = static_cast<int>(made.questions.size() - made.added);
    if (made.added == 0) {
        lines << tr("The calibration data have all of them already.");
    } else {
        lines << tr("The calibration data have %n sample(s) now.", nullptr, before);
        lines << tr("With the new ones, which lie evenly between them, they have %n.", nullptr, static_cast<int>(made.questions.size()));
        if (made.added < made.offered)
            lines << tr("Of %1 new questions %2 are taken: the samples that the set stands for stay at least half of it.").arg(made.offered).arg(made.added);
    }
    if (const auto samples = m_workbench.document.recipe().calibration.samples; samples && *samples < static_cast<std::int64_t>(made.questions.size()))
        lines << tr("The recipe calibrates on the first %1 of them (calibration.samples).").arg(groupedText(*samples));
    say({}, lines.join(QLatin1Char('\n')));
}

void BadCasesDialog::accept()
{
    if (!isReady())
        return;
    const std::filesystem::path path = toPath(QDir::cleanPath(QFileInfo(m_file->path()).absoluteFilePath()));
    const Project &project = m_workbench.document.project();
    std::vector<std::filesystem::path> inputs{project.calibration.value_or(std::filesystem::path())};
    if (project.evaluation)
        inputs.push_back(project.evaluation->path);
    Result<void> written = checkCalibrationOutput(path, inputs);
    if (written)
        written = writeCalibrationSet(path, m_made->questions);
    if (!written) {
        say(written.error(), {});
        return;
    }
    m_workbench.document.editInputs(tr("Add %n question(s) to the calibration data", nullptr, static_cast<int>(m_made->added)), path, project.evaluation);
    QDialog::accept();
}

void BadCasesDialog::retranslate()
{
    setWindowTitle(tr("Add to the calibration data"));
    m_about->setText(tr("%n question(s) that were chosen become calibration samples. A new file is written and used from then on; the present one stays as it is.", nullptr,
                        static_cast<int>(m_cases.size())));
    m_chat->setToolTip(tr("Frame each question as the model sees it in a conversation, up to where its answer begins"));
    m_fileName->setText(tr("New &file"));
    m_file->setAccessibleText(tr("New calibration file"));
    m_file->setDialogTexts(tr("New calibration file"), tr("Calibration data (*.json)"));
    m_buttons->button(QDialogButtonBox::Ok)->setText(tr("&Write and use"));
    refresh();
}

void BadCasesDialog::changeEvent(QEvent *event)
{
    QDialog::changeEvent(event);
    if (event->type() == QEvent::LanguageChange)
        retranslate();
    else if (event->type() == QEvent::PaletteChange)
        refresh();
}

} // namespace vernier
