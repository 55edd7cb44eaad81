// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/views/recipe_preview.h"

#include "core/export/modelslim_yaml.h"
#include "core/export/quant_script.h"
#include "core/export/recipe_export.h"
#include "core/io/atomic_file.h"
#include "widgets/models/workbench.h"
#include "widgets/support/core_messages.h"
#include "widgets/support/error_text.h"
#include "widgets/support/text.h"
#include "widgets/support/theme.h"
#include "widgets/views/code_view.h"

#include <QClipboard>
#include <QComboBox>
#include <QEvent>
#include <QFileDialog>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QLabel>
#include <QMessageBox>
#include <QToolButton>
#include <QVBoxLayout>

namespace vernier {

namespace {

constexpr int kDelay = 150; // ms after the last edit

Result<std::string> makeCode(RecipePreview::Kinds kind, const Workbench &workbench)
{
    const Project &project = workbench.document.project();
    const Recipe &recipe = workbench.document.recipe();
    const Plan *plan = workbench.analysis.plan().get();
    const std::string calibration = project.calibration ? project.calibration->string() : std::string();
    switch (kind) {
    case RecipePreview::QuantScript: {
        QuantScriptOptions options;
        if (project.checkpoint)
            options.modelPath = project.checkpoint->path.string();
        options.calibFile = calibration;
        return quantScript(recipe, options, plan);
    }
    case RecipePreview::Yaml: {
        if (!plan) {
            if (workbench.analysis.planError())
                return *workbench.analysis.planError();
            return Error{ErrorCode::NotFound, "no model is open yet, so it is not known which layers there are", {}};
        }
        ModelslimYamlOptions options;
        if (!calibration.empty())
            options.dataset = calibration;
        return modelslimYaml(recipe, *plan, options);
    }
    case RecipePreview::RecipeJson: break;
    }
    return toJson(recipe).dump(2) + "\n";
}

CodeLanguage languageOf(int kind)
{
    return kind == RecipePreview::QuantScript ? CodeLanguage::Python : kind == RecipePreview::Yaml ? CodeLanguage::Yaml : CodeLanguage::Json;
}

} // namespace

RecipePreview::RecipePreview(Workbench &workbench, QWidget *parent)
    : QWidget(parent)
    , m_workbench(workbench)
    , m_kind(new QComboBox(this))
    , m_copy(new QToolButton(this))
    , m_save(new QToolButton(this))
    , m_message(new QLabel(this))
    , m_code(new CodeView(this))
{
    m_kind->addItems({QString::fromLatin1(kQuantScriptName), QString::fromLatin1(kQuantYamlName), QString::fromLatin1(kRecipeName)});
    m_message->setWordWrap(true);
    m_message->setAlignment(Qt::AlignTop | Qt::AlignLeft);
    m_message->hide();
    for (QToolButton *button : {m_copy, m_save})
        button->setFocusPolicy(Qt::StrongFocus);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(8, 8, 8, 8);
    auto *head = new QHBoxLayout;
    head->addWidget(m_kind, 1);
    head->addWidget(m_copy);
    head->addWidget(m_save);
    layout->addLayout(head);
    layout->addWidget(m_message);
    layout->addWidget(m_code, 1);

    m_soon.setSingleShot(true);
    m_soon.setInterval(kDelay);
    connect(&m_soon, &QTimer::timeout, this, &RecipePreview::refresh);
    connect(m_kind, &QComboBox::currentIndexChanged, this, &RecipePreview::refresh);
    connect(m_copy, &QToolButton::clicked, this, &RecipePreview::copy);
    connect(m_save, &QToolButton::clicked, this, &RecipePreview::saveAs);
    connect(&workbench.document, &ProjectDocument::recipeChanged, this, &RecipePreview::later);
    connect(&workbench.document, &ProjectDocument::inputsChanged, this, &RecipePreview::later);
    connect(&workbench.document, &ProjectDocument::wasReset, this, &RecipePreview::later);
    connect(&workbench.analysis, &Analysis::planChanged, this, &RecipePreview::later);
    retranslate();
    refresh();
}

void RecipePreview::setKind(Kinds kind)
{
    m_kind->setCurrentIndex(kind);
}

QString RecipePreview::code() const
{
    return m_code->toPlainText();
}

QString RecipePreview::fileName() const
{
    return m_kind->currentText();
}

void RecipePreview::later()
{
    m_soon.start();
}

void RecipePreview::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    refresh();
}

void RecipePreview::refresh()
{
    m_soon.stop();
    const Result<std::string> made = makeCode(static_cast<Kinds>(m_kind->currentIndex()), m_workbench);
    m_message->setVisible(!made);
    m_message->setText(made ? QString() : coreText(made.error().message));
    QPalette colors = palette();
    colors.setColor(QPalette::WindowText, themeColors(palette()).error);
    m_message->setPalette(colors);
    m_code->setCode(languageOf(m_kind->currentIndex()), made ? toText(*made) : QString());
    m_copy->setEnabled(made.hasValue());
    m_save->setEnabled(made.hasValue());
}

void RecipePreview::copy()
{
    refresh(); // never what an edit of a moment ago has overtaken
    QGuiApplication::clipboard()->setText(code());
}

void RecipePreview::saveAs()
{
    refresh();
    const QString path = QFileDialog::getSaveFileName(this, tr("Save %1").arg(fileName()), fileName());
    if (path.isEmpty())
        return;
    if (const Result<void> written = writeFileAtomically(toPath(path), toUtf8(code())); !written)
        QMessageBox::warning(this, errorTitle(written.error().code), errorDetail(written.error()));
}

void RecipePreview::retranslate()
{
    m_copy->setText(tr("Copy"));
    m_copy->setToolTip(tr("Copy the whole file"));
    m_save->setText(tr("Save…"));
    m_save->setToolTip(tr("Save this file alone; the export dialog writes all of them"));
    m_kind->setAccessibleName(tr("File to preview"));
    m_kind->setItemData(QuantScript, tr("Python program for msModelSlim's v0 API"), Qt::ToolTipRole);
    m_kind->setItemData(Yaml, tr("Configuration for msModelSlim v1: close to the same result, not equal"), Qt::ToolTipRole);
    m_kind->setItemData(RecipeJson, tr("The recipe as vernier-cli reads it"), Qt::ToolTipRole);
    m_code->setAccessibleName(tr("Generated file"));
}

void RecipePreview::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::LanguageChange)
        retranslate();
    else if (event->type() == QEvent::PaletteChange)
        refresh();
}

} // namespace vernier
