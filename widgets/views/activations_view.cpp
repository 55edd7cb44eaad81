// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/views/activations_view.h"

#include "core/calib/channel_outliers.h"
#include "core/smooth/outlier_groups.h"
#include "widgets/models/workbench.h"
#include "widgets/support/scheme_text.h"
#include "widgets/support/text.h"
#include "widgets/views/channel_page.h"
#include "widgets/views/histogram_page.h"
#include "widgets/views/layer_heading.h"
#include "widgets/views/sample_page.h"
#include "widgets/views/token_page.h"

#include <QComboBox>
#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QSignalBlocker>
#include <QStackedWidget>
#include <QTabWidget>
#include <QVBoxLayout>

#include <algorithm>

namespace vernier {

namespace {

constexpr std::size_t kPreviewTokens = 12;

/// The first words of a sample.
QString preview(const LoadedModel &model, const Statistics &statistics, int sample)
{
    if (!model.tokenizer)
        return {};
    const std::span<const int> ids = statistics.samples.sequence(sample);
    const QString text = toText(model.tokenizer->decode(ids.first(std::min(ids.size(), kPreviewTokens)))).simplified();
    constexpr int kLongest = 40;
    return text.size() > kLongest ? text.left(kLongest - 1) + QChar(0x2026) : text;
}

} // namespace

ActivationsView::ActivationsView(Workbench &workbench, QWidget *parent)
    : QWidget(parent)
    , m_workbench(workbench)
    , m_heading(makeHeadingLabel(this))
    , m_notes(makeNotesLabel(this))
    , m_sampleLabel(new QLabel(this))
    , m_sampleChooser(new QComboBox(this))
    , m_tabs(new QTabWidget(this))
    , m_tokens(new TokenPage)
    , m_channels(new ChannelPage(workbench))
    , m_histogram(new HistogramPage)
    , m_samplePage(new SamplePage)
    , m_empty(makeEmptyLabel(this))
    , m_stack(new QStackedWidget(this))
{
    m_sampleLabel->setBuddy(m_sampleChooser);
    m_sampleChooser->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_sampleChooser->setMinimumContentsLength(26);
    for (ActivationPage *page : std::initializer_list<ActivationPage *>{m_tokens, m_channels, m_histogram, m_samplePage})
        m_tabs->addTab(page, QString());
    m_tabs->setDocumentMode(true);

    auto *content = new QWidget;
    auto *top = new QHBoxLayout;
    top->addWidget(m_heading, 1);
    top->addWidget(m_sampleLabel, 0, Qt::AlignTop);
    top->addWidget(m_sampleChooser, 0, Qt::AlignTop);
    auto *contentLayout = new QVBoxLayout(content);
    contentLayout->addLayout(top);
    contentLayout->addWidget(m_notes);
    contentLayout->addWidget(m_tabs, 1);
    m_stack->addWidget(m_empty);
    m_stack->addWidget(content);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_stack);

    connect(m_tabs, &QTabWidget::currentChanged, this, &ActivationsView::showPage);
    connect(m_sampleChooser, &QComboBox::currentIndexChanged, this,
            [this](int index) { chooseSample(index <= 0 ? std::nullopt : std::optional(index - 1)); });
    connect(m_samplePage, &SamplePage::sampleChosen, this, [this](int sample) { chooseSample(sample); });
    connect(&workbench.selection, &LayerSelection::changed, this, &ActivationsView::refresh);
    const Analysis &analysis = workbench.analysis;
    for (const auto signal : {&Analysis::modelChanged, &Analysis::planChanged, &Analysis::statisticsChanged, &Analysis::evaluationChanged})
        connect(&analysis, signal, this, &ActivationsView::refresh);
    connect(&workbench.runner, &JobRunner::jobsChanged, this, [this] {
        if (m_stack->currentWidget() == m_empty)
            refresh();
    });
    setFocusProxy(m_tabs);
    retranslate();
}

void ActivationsView::chooseSample(std::optional<int> sample)
{
    m_sample = sample;
    const QSignalBlocker quiet(m_sampleChooser);
    m_sampleChooser->setCurrentIndex(sample ? *sample + 1 : 0);
    showPage();
}

QString ActivationsView::emptyText() const
{
    return m_stack->currentWidget() == m_empty ? m_empty->text() : QString();
}

QString ActivationsView::heading() const
{
    return m_heading->text();
}

QString ActivationsView::notes() const
{
    return m_notes->text();
}

std::optional<LayerActivations> ActivationsView::current() const
{
    const Analysis &analysis = m_workbench.analysis;
    const int layer = m_workbench.selection.current();
    if (!analysis.model() || !analysis.statistics() || layer < 0 || layer >= m_workbench.layers.rowCount())
        return std::nullopt;
    LayerActivations activations{analysis.model(), analysis.statistics(), layer};
    if (activations.input().isEmpty())
        return std::nullopt;
    const LayerDecision *decision = m_workbench.layers.decision(layer);
    activations.isStatic = decision && decision->scheme.hasStaticActivations();
    int method = decision && decision->scheme.actMethod > 0 ? decision->scheme.actMethod : m_workbench.document.recipe().quantConfig.actMethod;
    if (method == 3)
        method = activations.ranges().automatic;
    activations.method = method == 2 ? 2 : 1; // a recipe that is refused may say anything
    const int samples = static_cast<int>(activations.input().samples.size());
    activations.sample = m_sample && *m_sample < samples ? *m_sample : static_cast<int>(widestSample(activations.input()));
    if (activations.chosen().tokens() == 0) // none of the sample's come to this expert
        activations.sample = static_cast<int>(widestSample(activations.input()));
    return activations;
}

QString ActivationsView::reasonForNothing() const
{
    const Analysis &analysis = m_workbench.analysis;
    if (!analysis.model())
        return m_workbench.runner.isBusy(JobKind::Load) ? tr("The model is being opened…") : tr("Open a model to see the activations of its layers.");
    if (analysis.model()->calibration.empty())
        return tr("Activations are measured on calibration data, and there is none.\nChoose a calibration file (File > Calibration and evaluation texts).");
    if (!analysis.statistics())
        return m_workbench.runner.isBusy(JobKind::Statistics)
            ? tr("Activations are being measured…")
            : tr("The activations are not measured.\nStart \"Collect activation statistics\" to see them.");
    if (m_workbench.selection.current() >= 0)
        return tr("No calibration token is sent to this expert, so there is nothing to see.\nMore calibration data may reach it.");
    return tr("Select a layer in the map or in the table to see its activations.");
}

void ActivationsView::refresh()
{
    fillSamples();
    if (!current()) {
        m_empty->setText(reasonForNothing());
        m_stack->setCurrentIndex(0);
        return;
    }
    m_stack->setCurrentIndex(1);
    updateHeading();
    updateNotes();
    showPage();
}

void ActivationsView::showPage()
{
    const std::optional<LayerActivations> activations = current();
    if (!activations)
        return;
    if (m_sampleChooser->count() > 0)
        m_sampleChooser->setItemText(0, tr("Widest: sample %1").arg(widestSample(activations->input()) + 1));
    // Only what is looked at: the other pages follow when they are.
    if (auto *page = qobject_cast<ActivationPage *>(m_tabs->currentWidget()))
        page->showLayer(*activations);
}

void ActivationsView::fillSamples()
{
    const std::shared_ptr<const Statistics> &statistics = m_workbench.analysis.statistics();
    if (statistics == m_listed)
        return;
    m_listed = statistics;
    const QSignalBlocker quiet(m_sampleChooser);
    m_sampleChooser->clear();
    if (!statistics)
        return;
    m_sampleChooser->addItem(tr("Widest"));
    for (int i = 0; i < statistics->samples.sequences(); ++i) {
        const auto tokens = static_cast<int>(statistics->samples.sequence(i).size());
        m_sampleChooser->addItem(tr("%1: %2 (%n token(s))", nullptr, tokens).arg(QString::number(i + 1), preview(*m_workbench.analysis.model(), *statistics, i)));
    }
    if (m_sample && *m_sample >= statistics->samples.sequences())
        m_sample.reset();
    m_sampleChooser->setCurrentIndex(m_sample ? *m_sample + 1 : 0);
}

void ActivationsView::updateHeading()
{
    m_heading->setText(layerHeading(m_workbench, m_workbench.selection.current()));
}

void ActivationsView::updateNotes()
{
    const std::optional<LayerActivations> activations = current();
    const LayerInfo &info = activations->info();
    QStringList notes;
    QStringList siblings;
    for (const LayerInfo &layer : activations->model->layers()) {
        if (layer.input == info.input && layer.name != info.name)
            siblings << toText(layer.kind());
    }
    if (!siblings.isEmpty())
        notes << tr("Shares its input with %1: the activations are the same.").arg(siblings.join(tr(" and ")));
    const Recipe &recipe = m_workbench.document.recipe();
    if (!(activations->statistics->calibration == recipe.calibration))
        notes << tr("Measured with other calibration settings than the recipe has now.");
    if (recipe.antiOutlier && suppressesInput(*recipe.antiOutlier, *activations->model->checkpoint, info))
        notes << tr("These are the activations before outlier suppression (%1), which the recipe does first; Channels shows what it changes.")
                     .arg(toText(toString(recipe.antiOutlier->antiMethod)));
    if (const auto evaluated = m_workbench.analysis.evaluated(); evaluated && activations->isStatic) {
        if (const auto found = evaluated->ranges.find(info.name); found != evaluated->ranges.end()) {
            const Range range{(-128.0f - found->second.offset) * found->second.scale, (127.0f - found->second.offset) * found->second.scale};
            notes << tr("Calibrated jointly with the recipe, the range is %1.").arg(rangeText(range));
        }
    }
    m_notes->setText(notes.join(QLatin1Char(' ')));
    m_notes->setVisible(!notes.isEmpty());
    m_notes->setToolTip(tr("The plots show the float model. In calibration a layer's input comes from layers that are quantized already, so the "
                           "range that is saved differs a little."));
}

void ActivationsView::retranslate()
{
    m_tabs->setTabText(0, tr("&Tokens"));
    m_tabs->setTabText(1, tr("&Channels"));
    m_tabs->setTabText(2, tr("&Histogram"));
    m_tabs->setTabText(3, tr("Sa&mples"));
    m_tabs->setTabToolTip(0, tr("Range of every token of a sample, and the tokens that a static range cuts off"));
    m_tabs->setTabToolTip(1, tr("Largest activation of every channel, and outlier channels"));
    m_tabs->setTabToolTip(2, tr("How often each activation occurs, and what a clip range costs"));
    m_tabs->setTabToolTip(3, tr("Which calibration sample sets the range"));
    m_sampleLabel->setText(tr("Sam&ple:"));
    m_sampleChooser->setAccessibleName(tr("Calibration sample"));
    m_sampleChooser->setToolTip(tr("The calibration sample whose tokens are shown"));
    m_listed.reset(); // its texts are another language's
    refresh();
}

void ActivationsView::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::LanguageChange)
        retranslate();
}

} // namespace vernier
