// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/views/export_notes.h"

#include "core/base/number_text.h"
#include "widgets/models/workbench.h"
#include "widgets/support/core_messages.h"
#include "widgets/support/error_text.h"
#include "widgets/support/export_text.h"
#include "widgets/support/text.h"
#include "widgets/support/theme.h"
#include "widgets/views/split_groups.h"

#include <QDir>
#include <QEvent>
#include <QLabel>
#include <QVBoxLayout>

namespace vernier {

namespace {

void showLines(QLabel *label, const QStringList &lines)
{
    label->setText(lines.join(QLatin1Char('\n')));
    label->setVisible(!lines.isEmpty());
}

} // namespace

ExportNotes::ExportNotes(Workbench &workbench, QWidget *parent)
    : QWidget(parent)
    , m_workbench(workbench)
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    const auto add = [this, layout](const char *name) {
        auto *label = new QLabel(this);
        label->setObjectName(QString::fromLatin1(name));
        label->setWordWrap(true);
        label->setAlignment(Qt::AlignTop | Qt::AlignLeft);
        label->setTextInteractionFlags(Qt::TextSelectableByMouse);
        layout->addWidget(label);
        return label;
    };
    m_notes = add("note");
    m_warnings = add("warnings");
    m_split = add("split");
    m_groups = new SplitGroups(workbench, this);
    layout->addWidget(m_groups);
    m_problems = add("problems");
    applyColors();
}

bool ExportNotes::showFor(const ExportRequest &wanted, const QString &typedFolder, const std::optional<Error> &failure)
{
    if (!m_workbench.analysis.model()) {
        showLines(m_notes, {});
        showLines(m_warnings, {});
        showLines(m_split, {});
        showLines(m_problems, {m_workbench.document.hasModel() ? tr("The model is still being opened.") : tr("Open a model first.")});
        return false;
    }
    showLines(m_notes, notesOn(wanted, typedFolder));
    showLines(m_warnings, warningsOf(wanted));
    const int split = m_groups->count();
    showLines(m_split, split == 0 ? QStringList()
                             : QStringList(tr("Serving engines that fuse q/k/v or gate/up refuse groups of different types. %n group(s) are split:",
                                              nullptr, split)));
    const QStringList problems = problemsOf(wanted, failure);
    showLines(m_problems, problems);
    return problems.size() == (failure ? 1 : 0);
}

std::optional<ModelslimSize> ExportNotes::weightSize(const ExportRequest &wanted) const
{
    const auto &plan = m_workbench.analysis.plan();
    if (!wanted.weights || !plan)
        return std::nullopt;
    const Result<ModelslimSize> size =
        modelslimSize(*m_workbench.analysis.model()->checkpoint, m_workbench.document.recipe(), *plan, wanted.weightOptions);
    return size ? std::optional(*size) : std::nullopt;
}

QStringList ExportNotes::notesOn(const ExportRequest &wanted, const QString &typedFolder) const
{
    const LoadedModel &model = *m_workbench.analysis.model();
    QStringList notes;
    if (!typedFolder.isEmpty() && !QDir::isAbsolutePath(typedFolder))
        notes << tr("This goes to %1.").arg(pathText(wanted.folder));
    if (const std::optional<ModelslimSize> size = weightSize(wanted)) {
        notes << tr("The weights take about %1 on disk; those of the checkpoint take %2.")
                     .arg(toText(byteSize(size->fileBytes)), toText(byteSize(model.floatSize.sizeBytes)));
        notes << addedText(*size, model.floatSize.sizeBytes);
    }
    std::error_code error;
    if (replacedFiles(wanted, *model.checkpoint).empty() && std::filesystem::is_directory(wanted.folder, error)
        && !std::filesystem::is_empty(wanted.folder, error))
        notes << tr("The folder exists; the files in it stay.");
    notes.removeAll(QString());
    return notes;
}

QStringList ExportNotes::warningsOf(const ExportRequest &wanted) const
{
    const Analysis &analysis = m_workbench.analysis;
    const LoadedModel &model = *analysis.model();
    QStringList warnings;
    if (const std::optional<ModelslimSize> size = weightSize(wanted))
        warnings << largerExportText(*size, model.floatSize.sizeBytes, m_workbench.document.recipe(), *model.checkpoint);
    if (!analysis.evaluated() && !analysis.stored() && !analysis.planError())
        warnings << tr("This recipe was not evaluated here: what it costs in accuracy is not known.");
    warnings << replacedFilesText(replacedFiles(wanted, *model.checkpoint));
    warnings.removeAll(QString());
    return warnings;
}

QStringList ExportNotes::problemsOf(const ExportRequest &wanted, const std::optional<Error> &failure) const
{
    const LoadedModel &model = *m_workbench.analysis.model();
    QStringList lines;
    if (failure)
        lines << tr("%1: %2").arg(errorTitle(failure->code), errorDetail(*failure));
    for (const Error &problem : exportProblems(wanted, m_workbench.document.recipe(), *model.checkpoint, !model.calibration.empty(),
                                               m_workbench.analysis.plan().get())) {
        const QString message = coreText(problem.message);
        if (problem.where == "folder")
            lines << tr("Folder: %1").arg(message);
        else if (problem.where == "content")
            lines << message;
        else
            lines << tr("Recipe: %1").arg(message);
    }
    return lines;
}

void ExportNotes::setNextFocus(QWidget *next)
{
    m_groups->setNextFocus(next);
}

void ExportNotes::applyColors()
{
    const ThemeColors theme = themeColors(palette());
    for (const auto &[label, color] : {std::pair{m_notes, theme.mutedText}, {m_warnings, theme.warning}, {m_split, theme.warning}, {m_problems, theme.error}}) {
        QPalette colors = palette();
        colors.setColor(QPalette::WindowText, color);
        label->setPalette(colors);
    }
}

void ExportNotes::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        applyColors();
}

} // namespace vernier
