// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/views/status_strip.h"

#include "core/base/number_text.h"
#include "widgets/models/workbench.h"
#include "widgets/support/duration_text.h"
#include "widgets/support/elided_label.h"
#include "widgets/support/error_text.h"
#include "widgets/support/export_text.h"
#include "widgets/support/products_text.h"
#include "widgets/support/text.h"
#include "widgets/support/theme.h"

#include <QCheckBox>
#include <QEvent>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QProgressBar>
#include <QPushButton>
#include <QTextDocument>
#include <QToolButton>
#include <QVBoxLayout>

#include <cmath>

namespace vernier {

namespace {

constexpr double kNumberScale = 1.9; // of the application's font: readable from two metres
constexpr int kProgressSteps = 1000;
const QString kUnknown = QStringLiteral("–");

} // namespace

/// A caption, a large number, and what qualifies it in small: its error, its share.
class NumberCell final : public QWidget
{
public:
    /// usual: a number as long as most become: room for it is always there, so that the strip stands still.
    NumberCell(QString usual, QWidget *parent)
        : QWidget(parent)
        , m_usual(std::move(usual))
        , m_caption(new QLabel(this))
        , m_number(new QLabel(this))
        , m_small(new ElidedLabel(this))
    {
        auto *line = new QHBoxLayout;
        line->setSpacing(4);
        line->addWidget(m_number, 0, Qt::AlignBottom);
        line->addWidget(m_small, 0, Qt::AlignBottom);
        line->addStretch();
        auto *layout = new QVBoxLayout(this);
        layout->setContentsMargins(0, 0, 0, 0);
        layout->setSpacing(0);
        layout->addWidget(m_caption);
        layout->addLayout(line);
        m_number->setTextInteractionFlags(Qt::TextSelectableByMouse);
        m_number->setObjectName(QStringLiteral("number"));
        m_small->setObjectName(QStringLiteral("small"));
        setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed); // errors are cut before the window grows
        setFonts();
    }

    void setCaption(const QString &caption, const QString &explanation)
    {
        m_caption->setText(caption);
        m_explanation = explanation;
        describe();
    }

    void setNumber(const QString &number, const QString &small, const QString &hint)
    {
        m_number->setText(number);
        keepWholeNumber();
        m_small->setText(small);
        m_small->setVisible(!small.isEmpty());
        m_hint = hint;
        describe();
    }

    [[nodiscard]] QString text() const
    {
        return m_small->text().isEmpty() ? m_number->text() : m_number->text() + QLatin1Char(' ') + m_small->text();
    }

    void setColors(const QColor &caption, const QColor &number)
    {
        const auto paint = [](QLabel *label, const QColor &color) {
            QPalette palette = label->palette();
            palette.setColor(QPalette::WindowText, color);
            label->setPalette(palette);
        };
        paint(m_caption, caption);
        paint(m_number, number);
        paint(m_small, number);
    }

    void setFonts()
    {
        QFont large = font();
        large.setPointSizeF(large.pointSizeF() * kNumberScale);
        m_number->setFont(large);
        keepWholeNumber();
        // Both numbers stand on one line: what the large descent has more is below the small one.
        const int lift = QFontMetrics(large).descent() - QFontMetrics(font()).descent();
        m_small->setContentsMargins(0, 0, 0, std::max(0, lift));
    }

private:
    /// A number that is cut is another number: only what is small beside it may be.
    void keepWholeNumber()
    {
        const QFontMetrics metrics(m_number->font());
        m_number->setMinimumWidth(std::max(metrics.horizontalAdvance(m_usual), metrics.horizontalAdvance(m_number->text()) + 1));
    }

    void describe()
    {
        const QString tip = m_hint.isEmpty() ? m_explanation : m_hint + QStringLiteral("\n\n") + m_explanation;
        setToolTip(Qt::convertFromPlainText(tip, Qt::WhiteSpaceNormal)); // which wraps its lines
        setAccessibleName(m_hint.isEmpty() ? m_caption->text() + QStringLiteral(": ") + text()
                                           : m_caption->text() + QStringLiteral(": ") + text() + QStringLiteral(", ") + m_hint);
        setAccessibleDescription(m_explanation);
    }

    QString m_usual;
    QLabel *m_caption;
    QLabel *m_number;
    QLabel *m_small;
    QString m_explanation;
    QString m_hint;
};

StatusStrip::StatusStrip(Workbench &workbench, QWidget *parent)
    : QWidget(parent)
    , m_workbench(workbench)
    , m_state(new ElidedLabel(this))
    , m_auto(new QCheckBox(this))
    , m_evaluate(new QPushButton(this))
    , m_step(new ElidedLabel(this))
    , m_left(new QLabel(this))
    , m_progress(new QProgressBar(this))
    , m_cancel(new QToolButton(this))
{
    createNumbers();
    createControls();
    setBackgroundRole(QPalette::Window); // a tool bar's is Button, on which texts take no notice of WindowText
    const auto all = [this] {
        updateNumbers();
        updateState();
        updateRun();
    };
    for (const auto signal : {&Analysis::modelChanged, &Analysis::evaluationChanged, &Analysis::planChanged})
        connect(&workbench.analysis, signal, this, all);
    connect(&workbench.document, &ProjectDocument::recipeChanged, this, [this, all] {
        m_evaluationFailed = false;
        all();
    });
    connect(&workbench.document, &ProjectDocument::wasReset, this, [this, all] {
        m_evaluationFailed = false;
        all();
    });
    connect(&workbench.document, &ProjectDocument::historyChanged, this, all);
    connect(&workbench.analysis, &Analysis::evaluationProgressed, this, all);
    connect(&workbench.analysis, &Analysis::autoEvaluateChanged, m_auto, &QCheckBox::setChecked);
    connect(&workbench.runner, &JobRunner::jobsChanged, this, [this] {
        updateRun();
        updateState();
    });
    connect(&workbench.runner, &JobRunner::progressed, this, [this] {
        updateRun();
        updateState();
    });
    connect(&workbench.runner, &JobRunner::failed, this, [this](const JobInfo &job) {
        m_evaluationFailed = m_evaluationFailed || job.kind == JobKind::Evaluate;
        updateState();
    });
    retranslate();
}

void StatusStrip::createNumbers()
{
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(10, 5, 10, 5);
    layout->setSpacing(18);
    const char *const usual[NumberCount] = {"00.00", "≈00.00", "≈+00.00", "≈0.0000", "00.0 %", "00.0 MiB", "00.00"};
    for (int number = 0; number < NumberCount; ++number) {
        m_numbers[number] = new NumberCell(QString::fromUtf8(usual[number]), this);
        layout->addWidget(m_numbers[number]);
    }
}

void StatusStrip::createControls()
{
    m_progress->setTextVisible(false);
    m_progress->setFixedWidth(90);
    m_progress->setFixedHeight(fontMetrics().height() * 2 / 3);
    m_cancel->setAutoRaise(true);
    m_auto->setChecked(m_workbench.analysis.autoEvaluate());
    for (QWidget *widget : runWidgets()) {
        QSizePolicy policy = widget->sizePolicy();
        policy.setRetainSizeWhenHidden(true); // the strip does not jump when a job begins
        widget->setSizePolicy(policy);
    }
    auto *upper = new QHBoxLayout;
    upper->setSpacing(8);
    upper->addWidget(m_state, 1);
    upper->addWidget(m_auto);
    upper->addWidget(m_evaluate);
    auto *lower = new QHBoxLayout;
    lower->setSpacing(8);
    lower->addWidget(m_step, 1);
    lower->addWidget(m_left);
    lower->addWidget(m_progress);
    lower->addWidget(m_cancel);
    auto *controls = new QWidget(this);
    controls->setMinimumWidth(290);
    auto *column = new QVBoxLayout(controls);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(2);
    column->addLayout(upper);
    column->addLayout(lower);
    static_cast<QHBoxLayout *>(layout())->addWidget(controls, 1);

    connect(m_auto, &QCheckBox::clicked, this, [this](bool on) {
        m_workbench.analysis.setAutoEvaluate(on);
        emit autoEvaluateToggled(on);
    });
    connect(m_evaluate, &QPushButton::clicked, this, [this] {
        if (m_lacksTexts)
            emit textsRequested();
        else
            m_workbench.analysis.evaluate();
    });
    connect(m_cancel, &QToolButton::clicked, this, [this] {
        if (const std::optional<JobInfo> job = m_workbench.runner.current())
            m_workbench.runner.cancel(job->id);
        updateRun();
    });
}

QString StatusStrip::numberText(Number number) const
{
    return m_numbers[number]->text();
}

QString StatusStrip::stateText() const
{
    return m_state->text();
}

std::array<QWidget *, 4> StatusStrip::runWidgets() const
{
    return {m_step, m_left, m_progress, m_cancel};
}

void StatusStrip::updateNumbers()
{
    const Analysis &analysis = m_workbench.analysis;
    const auto exact = [this](const EvaluatedRecipe &evaluated, const QString &hint) {
        showNumbers(historyMetrics(evaluated.evaluation, evaluated.size), evaluated.perplexityDifference, hint);
    };
    if (const auto present = analysis.evaluated()) {
        m_shown = Shown::Exact;
        exact(*present, QString());
    } else if (const HistoryMetrics *stored = analysis.stored()) {
        m_shown = Shown::Stored;
        showNumbers(*stored, std::nullopt, tr("stored in the project, not measured again"));
    } else if (const auto &soFar = analysis.evaluatedSoFar(); soFar && analysis.plannedSize()) {
        m_shown = Shown::SoFar;
        showNumbers(historyMetrics(*soFar, *analysis.plannedSize()), perplexityDifference(*soFar),
                    tr("on the first %1 tokens; the evaluation goes on").arg(groupedText(static_cast<std::int64_t>(soFar->predictions()))));
    } else if (const std::optional<Prediction> prediction = analysis.prediction()) {
        m_shown = Shown::Predicted;
        showPrediction(*prediction);
    } else if (const auto &last = analysis.lastEvaluated()) {
        m_shown = Shown::Earlier;
        exact(*last, tr("of an earlier recipe"));
    } else {
        m_shown = Shown::Nothing;
        showNumbers({}, std::nullopt, tr("not evaluated yet"));
    }
    updateColors();
}

void StatusStrip::showPrediction(const Prediction &prediction)
{
    const Analysis &analysis = m_workbench.analysis;
    HistoryMetrics metrics;
    metrics.klMean = prediction.kl.mean;
    metrics.klMeanError = prediction.kl.standardError;
    if (const std::optional<ModelSize> &size = analysis.plannedSize()) {
        metrics.sizeBytes = size->sizeBytes;
        metrics.bitsPerWeight = size->bitsPerWeight;
    }
    std::optional<Estimate> difference;
    if (const auto &last = analysis.lastEvaluated()) {
        metrics.floatLoss = last->evaluation.floatLoss.mean;
        metrics.quantizedLoss = *metrics.floatLoss + prediction.lossDifference.mean;
        metrics.quantizedLossError = prediction.lossDifference.standardError;
        const double perplexity = std::exp(*metrics.quantizedLoss);
        difference = Estimate{perplexity - std::exp(*metrics.floatLoss), perplexity * prediction.lossDifference.standardError};
    }
    showNumbers(metrics, difference, tr("estimated from layers that were measured one by one, with the error of such estimates"));
}

void StatusStrip::showNumbers(const HistoryMetrics &metrics, const std::optional<Estimate> &difference, const QString &hint)
{
    for (NumberCell *cell : m_numbers) // what is not measured is not 0
        cell->setNumber(kUnknown, {}, hint);
    const auto plusMinus = [](double error, int decimals) {
        return error > 0.0 ? QStringLiteral("± ") + toText(fixedPoint(error, decimals)) : QString();
    };
    const bool isPredicted = m_shown == Shown::Predicted;
    const auto show = [&](Number number, const QString &text, const QString &small = {}) {
        const bool isKnown = number == FloatPerplexity || number == Size || number == BitsPerWeight;
        m_numbers[number]->setNumber(isPredicted && !isKnown ? QStringLiteral("≈") + text : text, small, hint);
    };
    if (metrics.floatLoss) {
        const double perplexity = std::exp(*metrics.floatLoss);
        show(FloatPerplexity, toText(fixedPoint(perplexity, perplexityDecimals(perplexity))));
    }
    if (metrics.quantizedLoss) {
        const double perplexity = std::exp(*metrics.quantizedLoss);
        const double error = perplexity * metrics.quantizedLossError.value_or(0.0); // to first order
        const int decimals = perplexityDecimals(perplexity, error);
        show(Perplexity, toText(fixedPoint(perplexity, decimals)), plusMinus(error, decimals));
        if (difference || metrics.floatLoss) {
            const Estimate shown = difference ? *difference : Estimate{perplexity - std::exp(*metrics.floatLoss), 0.0};
            const int places = perplexityDecimals(shown.mean, shown.standardError);
            show(Difference, toText(signedFixed(shown.mean, places)), plusMinus(shown.standardError, places));
        }
    }
    if (metrics.klMean) {
        const double error = metrics.klMeanError.value_or(0.0);
        const int decimals = divergenceDecimals(*metrics.klMean, error);
        show(Divergence, toText(fixedPoint(*metrics.klMean, decimals)), plusMinus(error, decimals));
    }
    if (metrics.sameTop1)
        show(SameTop1, toText(percent(*metrics.sameTop1)), plusMinus(100.0 * metrics.sameTop1Error.value_or(0.0), 1));
    if (metrics.sizeBytes) {
        const auto &model = m_workbench.analysis.model();
        const std::int64_t floatBytes = model ? model->floatSize.sizeBytes : 0;
        const double share = floatBytes > 0 ? static_cast<double>(*metrics.sizeBytes) / static_cast<double>(floatBytes) : 1.0;
        show(Size, toText(byteSize(*metrics.sizeBytes)), tr("%1 of float").arg(toText(percent(share, 0))));
    }
    if (metrics.bitsPerWeight)
        show(BitsPerWeight, toText(fixedPoint(*metrics.bitsPerWeight, 2)));
}

void StatusStrip::updateState()
{
    const Analysis &analysis = m_workbench.analysis;
    const std::shared_ptr<const EvaluatedRecipe> present = analysis.evaluated();
    const std::optional<JobInfo> evaluation = m_workbench.runner.active(JobKind::Evaluate);
    QString state;
    QString detail;
    m_warns = false;
    const bool lacksSamples = analysis.model() && !checkCalibration(m_workbench.document.recipe(), !analysis.model()->calibration.empty());
    m_lacksTexts = lacksSamples || (analysis.model() && !analysis.planError() && !analysis.model()->evaluator);
    if (!analysis.model()) {
        state = m_workbench.document.hasModel() ? tr("The model is not loaded") : tr("No model is open");
    } else if (lacksSamples) {
        state = tr("No calibration texts");
        detail = tr("The present recipe sets ranges by them. Choose some, or a recipe that needs none.") + QLatin1Char('\n')
            + (analysis.planError() ? errorDetail(*analysis.planError()) : QString());
    } else if (analysis.planError()) {
        state = tr("This recipe cannot run");
        detail = errorTitle(analysis.planError()->code) + QLatin1Char('\n') + errorDetail(*analysis.planError());
        m_warns = true;
    } else if (present) {
        const QString tokens = groupedText(static_cast<std::int64_t>(present->evaluation.predictions()));
        const FloatProducts products = analysis.model()->products;
        state = isPreview(products) ? tr("Preview, %1 tokens").arg(tokens) : tr("Exact, %1 tokens").arg(tokens);
        detail = tr("The present recipe was run on the whole evaluation text in %1.").arg(durationText(present->seconds)) + QLatin1Char('\n')
            + productsText(products);
    } else if (!analysis.model()->evaluator) {
        state = tr("No evaluation text");
        detail = tr("Choose one under File > Calibration and evaluation texts; without it nothing can be evaluated.");
    } else if (evaluation) {
        state = evaluation->state == JobInfo::State::Waiting ? tr("The evaluation waits") : tr("Evaluating…");
        if (m_shown == Shown::Earlier)
            detail = tr("Until it is done, the numbers are of an earlier recipe.");
        else if (m_shown == Shown::Predicted)
            detail = tr("Until it is done, the numbers are estimated from layers that were measured one by one.");
        else if (m_shown == Shown::SoFar)
            detail = tr("The numbers are of the first part of the text; their errors shrink as the evaluation goes on.");
    } else if (m_evaluationFailed) {
        state = tr("The evaluation failed");
        detail = tr("Jobs and messages say why.");
        m_warns = true;
    } else if (m_shown == Shown::Predicted) {
        state = tr("Estimated, not evaluated");
        detail = tr("The numbers are estimated from layers that were measured one by one; Evaluate measures the recipe.");
    } else if (m_shown == Shown::Stored) {
        state = tr("Stored in the project");
        detail = tr("The present recipe was evaluated on this model and text before; Evaluate measures it again.");
    } else {
        state = analysis.lastEvaluated() ? tr("Of an earlier recipe") : tr("Not evaluated yet");
    }
    m_state->setText(state);
    m_state->setDetail(detail);
    const bool possible = analysis.model() && analysis.model()->evaluator && !analysis.planError();
    m_evaluate->setText(m_lacksTexts ? tr("Te&xts…") : tr("Eva&luate"));
    m_evaluate->setEnabled(m_lacksTexts || (possible && !present && !evaluation));
    m_evaluate->setToolTip(m_lacksTexts ? tr("Choose the data that ranges are calibrated on and the text that models are compared on.")
                           : present    ? tr("The numbers are of the present recipe already.")
                                   : tr("Quantize by the present recipe and compare with the float model on the evaluation text."));
    updateColors();
}

void StatusStrip::updateRun()
{
    const std::optional<JobInfo> job = m_workbench.runner.current();
    for (QWidget *widget : runWidgets())
        widget->setVisible(job.has_value());
    if (!job)
        return;
    if (job->state == JobInfo::State::Waiting)
        m_step->setText(tr("%1: waiting").arg(job->title()));
    else if (job->state == JobInfo::State::Paused)
        m_step->setText(tr("%1: paused").arg(job->title()));
    else if (!job->step.isEmpty())
        m_step->setText(tr("%1: %2").arg(job->title(), stepText(job->step)));
    else
        m_step->setText(job->title());
    m_left->setText(job->secondsLeft ? tr("%1 left").arg(durationText(*job->secondsLeft)) : QString());
    m_progress->setRange(0, job->share ? kProgressSteps : 0);
    m_progress->setValue(job->share ? static_cast<int>(*job->share * kProgressSteps) : -1);
}

void StatusStrip::updateColors()
{
    const ThemeColors colors = themeColors(palette());
    const QColor number = m_shown != Shown::Exact && m_shown != Shown::SoFar ? palette().color(QPalette::PlaceholderText) : palette().color(QPalette::WindowText);
    for (NumberCell *cell : m_numbers)
        cell->setColors(colors.mutedText, number);
    QPalette statePalette = m_state->palette();
    statePalette.setColor(QPalette::WindowText, m_warns ? colors.error : (isStale() || m_lacksTexts ? colors.warning : colors.mutedText));
    m_state->setPalette(statePalette);
}

void StatusStrip::retranslate()
{
    m_numbers[FloatPerplexity]->setCaption(tr("Float perplexity"), tr("Perplexity of the float model on the evaluation text: the best that quantization can keep."));
    m_numbers[Perplexity]->setCaption(tr("Perplexity"), tr("Perplexity of the quantized model on the same text, with its standard error. Most of that error is the text's and cancels in the difference."));
    m_numbers[Difference]->setCaption(tr("Difference"), tr("Perplexity, quantized minus float, token by token, with its standard error. Can hide damage: errors in both directions cancel."));
    m_numbers[Divergence]->setCaption(tr("KL divergence"), tr("Mean Kullback–Leibler divergence of the next-token distributions, float to quantized, in nats, with its standard error. 0 means the same predictions; nothing cancels here."));
    m_numbers[SameTop1]->setCaption(tr("Same top-1"), tr("Share of tokens for which both models hold the same next token most likely, with its standard error."));
    m_numbers[Size]->setCaption(tr("Size"), modelSizeText() + QLatin1Char(' ') + tr("Beside it: what that is of the float checkpoint."));
    m_numbers[BitsPerWeight]->setCaption(tr("Bits/weight"), tr("Size in bits over the number of parameters, layers left in float included."));
    m_auto->setText(tr("&Auto"));
    m_auto->setToolTip(tr("Evaluate a changed recipe by itself, a moment after the last edit."));
    m_auto->setAccessibleName(tr("Evaluate automatically"));
    m_cancel->setText(tr("Cancel"));
    m_cancel->setToolTip(tr("Stop the running job."));
    m_progress->setAccessibleName(tr("Progress of the running job"));
    updateNumbers();
    updateState();
    updateRun();
}

void StatusStrip::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    switch (event->type()) {
    case QEvent::LanguageChange: retranslate(); break;
    case QEvent::PaletteChange: updateColors(); break;
    case QEvent::FontChange:
        for (NumberCell *cell : m_numbers)
            cell->setFonts();
        break;
    default: break;
    }
}

} // namespace vernier
