// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/views/recipe_inspector.h"

#include "core/recipe/presets.h"
#include "core/recipe/recipe_check.h"
#include "core/recipe/recipe_difference.h"
#include "widgets/models/workbench.h"
#include "widgets/support/core_messages.h"
#include "widgets/support/edit_guard.h"
#include "widgets/support/parameter_text.h"
#include "widgets/support/recipe_text.h"
#include "widgets/support/text.h"
#include "widgets/support/theme.h"
#include "widgets/views/chain_list.h"
#include "widgets/views/quant_config_forms.h"
#include "widgets/views/recipe_forms.h"
#include "widgets/views/recipe_preview.h"
#include "widgets/views/rules_list.h"
#include "widgets/views/split_groups.h"

#include <QComboBox>
#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QScrollArea>
#include <QSignalBlocker>
#include <QStackedWidget>
#include <QStyle>
#include <QTabBar>
#include <QTabWidget>
#include <QTreeView>
#include <QVBoxLayout>

#include <algorithm>

namespace vernier {

namespace {

constexpr int kMargin = 8;
constexpr int kHeadingSpace = 10; // above a heading
constexpr int kDifferenceLines = 2;
constexpr QSize kSizeHint{390, 700};

int linesOf(const QString &text, const QLabel &label)
{
    const QFontMetrics metrics = label.fontMetrics();
    const int width = std::max(label.width(), 1);
    return metrics.boundingRect(QRect(0, 0, width, 10000), Qt::TextWordWrap, text).height() / metrics.lineSpacing();
}

/// The first refusal of the present recipe, from what needs no model to what the plan says.
std::optional<RecipeProblem> presentProblem(const Workbench &workbench)
{
    const auto &model = workbench.analysis.model();
    const bool hasData = model ? !model->calibration.empty() : workbench.document.project().calibration.has_value();
    if (std::optional<RecipeProblem> problem = recipeProblem(workbench.document.recipe(), hasData))
        return problem;
    if (const std::optional<Error> &error = workbench.analysis.planError())
        return RecipeProblem{*error, parameterOf(*error)};
    return std::nullopt;
}

} // namespace

RecipeInspector::RecipeInspector(Workbench &workbench, QWidget *parent)
    : QWidget(parent)
    , m_workbench(workbench)
    , m_stack(new QStackedWidget(this))
    , m_empty(new QLabel(this))
    , m_tabs(new QTabWidget(this))
    , m_rules(new RulesList(workbench, this))
    , m_preview(new RecipePreview(workbench, this))
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_stack);
    m_empty->setWordWrap(true);
    m_empty->setAlignment(Qt::AlignCenter);
    m_empty->setMargin(24);
    m_stack->addWidget(m_empty);

    auto *page = new QWidget(this);
    auto *pageLayout = new QVBoxLayout(page);
    pageLayout->setContentsMargins(0, 0, 0, 0);
    pageLayout->setSpacing(0);
    pageLayout->addWidget(createHead());
    m_tabs->setDocumentMode(true);
    m_tabs->addTab(createParameters(), QString());
    m_tabs->addTab(m_rules, QString());
    m_tabs->addTab(createNotes(), QString());
    m_tabs->addTab(m_preview, QString());
    pageLayout->addWidget(m_tabs, 1);
    m_stack->addWidget(page);

    connectWorkbench();
    setFocusProxy(m_preset);
    retranslate();
    modelChanged();
}

QSize RecipeInspector::sizeHint() const
{
    return kSizeHint;
}

QWidget *RecipeInspector::createHead()
{
    auto *head = new QWidget(this);
    auto *layout = new QVBoxLayout(head);
    layout->setContentsMargins(kMargin, kMargin, kMargin, kMargin / 2);
    layout->setSpacing(kMargin / 2);
    auto *row = new QHBoxLayout;
    m_presetName = new QLabel(head);
    m_preset = new QComboBox(head);
    m_preset->setObjectName(QStringLiteral("preset"));
    m_preset->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_presetName->setBuddy(m_preset);
    guardEdits(*m_preset);
    for (const Preset &preset : presets())
        m_preset->addItem(QString(), toText(preset.id));
    row->addWidget(m_presetName);
    row->addWidget(m_preset, 1);
    layout->addLayout(row);
    m_difference = new QLabel(head);
    m_difference->setObjectName(QStringLiteral("difference"));
    m_difference->setWordWrap(true);
    m_difference->setAlignment(Qt::AlignTop | Qt::AlignLeft);
    m_difference->setFixedHeight(m_difference->fontMetrics().lineSpacing() * kDifferenceLines);
    m_difference->setTextInteractionFlags(Qt::TextSelectableByMouse);
    layout->addWidget(m_difference);
    m_problem = new QLabel(head);
    m_problem->setObjectName(QStringLiteral("problem"));
    m_problem->setWordWrap(true);
    m_problem->setTextFormat(Qt::RichText);
    m_problem->setTextInteractionFlags(Qt::TextBrowserInteraction);
    m_problem->hide();
    layout->addWidget(m_problem);
    connect(m_preset, &QComboBox::activated, this, &RecipeInspector::choosePreset);
    connect(m_problem, &QLabel::linkActivated, this, &RecipeInspector::focusParameter);
    return head;
}

QLabel *RecipeInspector::addHeading(QWidget *page)
{
    auto *heading = new QLabel(page);
    QFont bold = heading->font();
    bold.setBold(true);
    heading->setFont(bold);
    heading->setContentsMargins(0, m_headings.empty() ? 0 : kHeadingSpace, 0, 2);
    m_headings.push_back(heading);
    return heading;
}

QWidget *RecipeInspector::createParameters()
{
    m_scroll = new QScrollArea(this);
    m_scroll->setWidgetResizable(true);
    m_scroll->setFrameShape(QFrame::NoFrame);
    m_scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_scroll->setFocusPolicy(Qt::NoFocus);
    auto *page = new QWidget(m_scroll);
    auto *layout = new QVBoxLayout(page);
    layout->setContentsMargins(kMargin, kMargin, kMargin, kMargin);
    layout->setSpacing(2);

    m_fallback = new FallbackForm(page);
    m_calibration = new CalibrationForm(page);
    m_forms = {new WeightsForm(page),  new ActivationsForm(page), new SparseForm(page),       new KvCacheForm(page), new AntiOutlierForm(page),
               new TensorParallelForm(page),               m_fallback,             m_calibration,             new ImprovementsForm(page), new LoadingForm(page)};
    for (RecipeForm *form : m_forms) {
        layout->addWidget(addHeading(page));
        layout->addWidget(form);
        connect(form, &RecipeForm::edited, this, [this](const QString &text, const Recipe &recipe, const QString &mergeKey) {
            m_workbench.document.editRecipe(text, recipe, mergeKey);
        });
    }
    m_chainName = addHeading(page);
    m_chain = new ChainList(page);
    m_chain->setObjectName(QStringLiteral("chain"));
    layout->addWidget(m_chainName);
    layout->addWidget(m_chain);
    connect(m_chain, &ChainList::edited, this, [this](const QString &text, const Recipe &recipe) { m_workbench.document.editRecipe(text, recipe); });
    layout->addStretch(1);
    m_scroll->setWidget(page);
    return m_scroll;
}

QWidget *RecipeInspector::createNotes()
{
    auto *scroll = new QScrollArea(this);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    auto *page = new QWidget(scroll);
    auto *layout = new QVBoxLayout(page);
    layout->setContentsMargins(kMargin, kMargin, kMargin, kMargin);
    m_notes = new QLabel(page);
    m_notes->setObjectName(QStringLiteral("notes"));
    m_notes->setWordWrap(true);
    m_notes->setTextFormat(Qt::RichText);
    m_notes->setAlignment(Qt::AlignTop | Qt::AlignLeft);
    m_notes->setTextInteractionFlags(Qt::TextBrowserInteraction | Qt::TextSelectableByKeyboard);
    connect(m_notes, &QLabel::linkActivated, this, [this] { m_workbench.document.forgetOrigin(tr("Notes on the imported recipe were read")); });
    auto *groups = new SplitGroups(m_workbench, page);
    groups->setNextFocus(m_tabs->tabBar());
    layout->addWidget(m_notes);
    layout->addWidget(groups);
    layout->addStretch(1);
    scroll->setWidget(page);
    return scroll;
}

void RecipeInspector::connectWorkbench()
{
    const ProjectDocument &document = m_workbench.document;
    const Analysis &analysis = m_workbench.analysis;
    connect(&document, &ProjectDocument::recipeChanged, this, &RecipeInspector::recipeChanged);
    connect(&document, &ProjectDocument::wasReset, this, &RecipeInspector::modelChanged);
    connect(&document, &ProjectDocument::inputsChanged, this, &RecipeInspector::showProblem);
    connect(&analysis, &Analysis::modelChanged, this, &RecipeInspector::modelChanged);
    connect(&analysis, &Analysis::planChanged, this, [this] {
        showProblem();
        showNotes();
        showChosen();
    });
    connect(&analysis, &Analysis::evaluationChanged, this, &RecipeInspector::showDifference);
    connect(m_rules, &RulesList::parameterWanted, this, &RecipeInspector::focusParameter);
    connect(m_rules, &RulesList::rulesChanged, this, [this] {
        const int count = m_rules->ruleCount();
        m_tabs->setTabText(Rules, count > 0 ? tr("Rules (%1)").arg(count) : tr("Rules"));
    });
}

void RecipeInspector::modelChanged()
{
    m_stack->setCurrentIndex(m_workbench.document.hasModel() ? 1 : 0);
    const auto &model = m_workbench.analysis.model();
    m_fallback->setLayerCount(model ? static_cast<int>(model->layers().size()) : 0);
    m_calibration->setAvailable(model ? static_cast<int>(model->calibration.size()) : 0);
    recipeChanged();
}

void RecipeInspector::recipeChanged()
{
    for (RecipeForm *form : m_forms)
        form->load(m_workbench.document.recipe());
    m_chain->load(m_workbench.document.recipe());
    const bool chained = !m_workbench.document.recipe().chain.empty();
    m_chainName->setVisible(chained);
    m_chain->setVisible(chained);
    showPreset();
    showProblem();
    showNotes();
    showChosen();
    showDifference();
}

void RecipeInspector::showChosen()
{
    const auto &plan = m_workbench.analysis.plan();
    const std::vector<double> *scores = m_workbench.analysis.scores();
    m_fallback->setChosen(plan && scores ? levelText(*plan, *scores, ranksByInputs(m_workbench.document.recipe())) : QString());
}

void RecipeInspector::showPreset()
{
    const QSignalBlocker blocker(m_preset);
    const Preset *preset = presetOf(m_workbench.document.recipe());
    m_preset->setCurrentIndex(preset ? m_preset->findData(toText(preset->id)) : -1);
}

void RecipeInspector::choosePreset(int index)
{
    const Preset *preset = findPreset(toUtf8(m_preset->itemData(index).toString()));
    if (!preset)
        return;
    m_workbench.document.replaceRecipe(tr("Preset %1").arg(m_preset->itemText(index)), withPreset(m_workbench.document.recipe(), *preset));
    showPreset(); // also when nothing changed
}

void RecipeInspector::showProblem()
{
    const std::optional<RecipeProblem> problem = presentProblem(m_workbench);
    const QString key = problem ? toText(problem->key) : QString();
    const QString sentence = problem ? coreText(problem->error.message) : QString();
    bool beside = false;
    for (RecipeForm *form : m_forms)
        beside = form->showProblem(key, sentence) || beside;
    const bool ofRules = key == QLatin1String("mix_cfg") || key == QLatin1String("disable_names");
    m_rules->showProblem(ofRules ? sentence : QString());
    m_problem->setVisible(problem.has_value());
    if (!problem) {
        m_problem->clear();
    } else if (beside || ofRules) {
        m_problem->setText(tr("Refused because of %1, so it is not evaluated.")
                               .arg(QStringLiteral("<a href=\"%1\">%1</a>").arg(key.toHtmlEscaped())));
    } else {
        m_problem->setText(tr("Refused: %1").arg(sentence.toHtmlEscaped()));
    }
}

void RecipeInspector::showNotes()
{
    QStringList notes;
    if (const auto &plan = m_workbench.analysis.plan()) {
        for (const std::string &note : plan->notes)
            notes << coreText(note);
    } else if (const auto resolved = resolve(m_workbench.document.recipe().quantConfig, m_workbench.document.recipe().chain)) {
        for (const std::string &warning : resolved->warnings)
            notes << coreText(warning);
    }
    const RecipeOrigin origin = m_workbench.document.recipeOrigin();
    showNotesTab(static_cast<int>(notes.size() + static_cast<qsizetype>(origin.notes.size())));
    if (notes.isEmpty() && origin.notes.empty()) {
        m_notes->setText(tr("Nothing to note: every rule does something, and nothing was replaced."));
        return;
    }
    QString html;
    const auto add = [&html](const QString &paragraph) { html += QStringLiteral("<p style=\"margin:0 0 8px 0\">%1</p>").arg(paragraph); };
    for (const QString &note : notes)
        add(note.toHtmlEscaped());
    if (!origin.notes.empty()) {
        add(QStringLiteral("<b>%1</b>").arg(tr("Imported from %1, whose files do not tell everything:").arg(toText(origin.name)).toHtmlEscaped()));
        for (const std::string &note : origin.notes)
            add(tr("• %1.").arg(coreText(note)).toHtmlEscaped());
        add(QStringLiteral("<a href=\"read\">%1</a>").arg(tr("I have checked this: do not show it again")));
    }
    m_notes->setText(html);
}

/// What must not be overlooked stands out before the page is opened.
void RecipeInspector::showNotesTab(int count)
{
    const bool any = count > 0;
    m_tabs->setTabText(Notes, any ? tr("Warnings (%1)").arg(count) : tr("Notes"));
    m_tabs->setTabIcon(Notes, any ? style()->standardIcon(QStyle::SP_MessageBoxWarning) : QIcon());
    m_tabs->tabBar()->setTabTextColor(Notes, any ? themeColors(palette()).warning : QColor());
}

void RecipeInspector::showDifference()
{
    const auto &last = m_workbench.analysis.lastEvaluated();
    m_difference->setToolTip({});
    if (m_workbench.analysis.stored()) {
        m_difference->setText(tr("This recipe was evaluated earlier; its numbers are those stored in the project."));
        return;
    }
    if (!last) {
        m_difference->setText(tr("Not evaluated yet."));
        return;
    }
    const std::vector<RecipeChange> changes = recipeDifference(last->recipe, m_workbench.document.recipe());
    if (changes.empty()) {
        m_difference->setText(tr("This recipe is evaluated."));
        return;
    }
    // As many changes as two lines hold: the form below must not jump while it is edited.
    std::size_t count = changes.size();
    QString text;
    do {
        QStringList texts;
        for (std::size_t i = 0; i < count; ++i)
            texts << changeText(changes[i]);
        if (count < changes.size())
            texts << tr("%n more", nullptr, static_cast<int>(changes.size() - count));
        text = tr("Since the last evaluation: %1").arg(texts.join(tr("; ")));
    } while (linesOf(text, *m_difference) > kDifferenceLines && count-- > 1);
    m_difference->setText(text);
    QStringList details;
    for (const RecipeChange &change : changes)
        details << changeText(change) + (change.names.size() > 1 ? QLatin1String(":\n") + changeNames(change) : QString());
    m_difference->setToolTip(details.join(QLatin1Char('\n')));
}

void RecipeInspector::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    showDifference();
}

void RecipeInspector::showPage(Pages page)
{
    m_tabs->setCurrentIndex(page);
}

void RecipeInspector::focusParameter(const QString &key)
{
    if (key == QLatin1String("mix_cfg") || key == QLatin1String("disable_names")) {
        showPage(Rules);
        m_rules->view()->setFocus(Qt::OtherFocusReason);
        return;
    }
    if (key == QLatin1String("chain")) {
        showPage(Parameters);
        m_scroll->ensureWidgetVisible(m_chain);
        return;
    }
    for (RecipeForm *form : m_forms) {
        if (!form->hasField(key))
            continue;
        showPage(Parameters);
        form->focusField(key);
        if (auto *editor = form->findChild<QWidget *>(key))
            m_scroll->ensureWidgetVisible(editor);
    }
}

void RecipeInspector::retranslate()
{
    m_empty->setText(tr("No model is open. Open a checkpoint folder or the demo; its recipe is edited here."));
    m_presetName->setText(tr("&Preset"));
    m_preset->setAccessibleName(tr("Preset"));
    m_preset->setPlaceholderText(tr("Custom (no preset)"));
    m_preset->setToolTip(tr("<qt>Numbers to start from. Layers left in float, rules that can stand beside the preset, and calibration "
                            "stay as they are.</qt>"));
    for (std::size_t i = 0; i < presets().size(); ++i)
        m_preset->setItemText(static_cast<int>(i), presetName(presets()[i].name.data()));
    const QString headings[] = {tr("Weights"),     tr("Activations"),  tr("Sparse and low-bit"),  tr("KV cache"),     tr("Outlier suppression"),
                                tr("Tensor parallelism"),
                                tr("Fallback to float"), tr("Calibration"), tr("Improvements"), tr("Loading and device"), tr("Chain methods")};
    for (std::size_t i = 0; i < m_headings.size(); ++i)
        m_headings[i]->setText(headings[i]);
    m_chain->retranslate();
    m_tabs->setTabText(Parameters, tr("Parameters"));
    m_tabs->setTabText(Preview, tr("Preview"));
    m_tabs->setTabToolTip(Rules, tr("disable_names, disable_level and mix_cfg in order of precedence"));
    m_tabs->setTabToolTip(Notes, tr("What was replaced or has no effect"));
    m_tabs->setTabToolTip(Preview, tr("quant.py, YAML and recipe.json, as they would be exported"));
    const int count = m_rules->ruleCount();
    m_tabs->setTabText(Rules, count > 0 ? tr("Rules (%1)").arg(count) : tr("Rules"));
    modelChanged();
    applyColors();
}

void RecipeInspector::applyColors()
{
    const ThemeColors theme = themeColors(palette());
    QPalette colors = palette();
    colors.setColor(QPalette::WindowText, theme.mutedText);
    m_difference->setPalette(colors);
    m_empty->setPalette(colors);
    colors.setColor(QPalette::WindowText, theme.error);
    m_problem->setPalette(colors);
    showNotes();
}

void RecipeInspector::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::LanguageChange)
        retranslate();
    else if (event->type() == QEvent::PaletteChange)
        applyColors();
}

} // namespace vernier
