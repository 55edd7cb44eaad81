// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/calib/channel_outliers.h"
#include "core/calib/token_ranges.h"
#include "core/smooth/suppress.h"
#include "tests/support/demo_workbench.h"
#include "widgets/plots/channel_plot.h"
#include "widgets/plots/clip_histogram_plot.h"
#include "widgets/plots/sample_range_plot.h"
#include "widgets/plots/token_range_plot.h"
#include "widgets/support/theme.h"
#include "widgets/views/activations_view.h"
#include "widgets/views/channel_page.h"
#include "widgets/views/histogram_page.h"
#include "widgets/views/sample_page.h"
#include "widgets/views/token_page.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QPushButton>
#include <QSignalSpy>
#include <QTabWidget>
#include <QTest>
#include <QTranslator>

#include <algorithm>
#include <cmath>

using namespace vernier;

namespace {

constexpr int kQuery = 28;    ///< model.layers.4.self_attn.q_proj, whose input has planted outlier channels
constexpr int kDown = 6;      ///< model.layers.0.mlp.down_proj
constexpr int kHead = 70;     ///< lm_head, which stays float

/// Puts every text in brackets, so that what was not translated again shows.
class Brackets final : public QTranslator
{
public:
    QString translate(const char *, const char *text, const char *, int) const override { return QStringLiteral("[%1]").arg(QString::fromUtf8(text)); }
    bool isEmpty() const override { return false; }
};

} // namespace

class TestActivationsView : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        applyTheme(ThemeChoice::Light);
        QVERIFY(test::openDemo(m_workbench));
        QVERIFY(m_workbench.analysis.statistics());
        m_view = std::make_unique<ActivationsView>(m_workbench);
        m_view->resize(900, 560);
        m_view->show();
    }

    void init()
    {
        m_workbench.document.undoStack()->setIndex(0);
        m_view->tabs()->setCurrentIndex(0);
        m_view->chooseSample(std::nullopt);
        m_workbench.selection.selectOnly(kQuery);
        QVERIFY(test::waitUntilIdle(m_workbench));
    }

    void saysWhatIsMissing()
    {
        Workbench empty;
        const ActivationsView view(empty);
        QVERIFY(view.emptyText().contains(QStringLiteral("Open a model")));
        m_workbench.selection.clear();
        QVERIFY(m_view->emptyText().contains(QStringLiteral("Select a layer")));
        m_workbench.selection.selectOnly(kDown);
        QVERIFY(m_view->emptyText().isEmpty());
    }

    void modelWithoutCalibrationSaysSo()
    {
        Workbench other;
        other.analysis.setAutoEvaluate(false);
        Project project = test::demoProject();
        project.calibration.reset();
        other.document.reset(project);
        QVERIFY(test::waitUntilIdle(other));
        const ActivationsView view(other);
        QVERIFY(view.emptyText().contains(QStringLiteral("calibration")));
    }

    void tokensAreThoseOfTheWidestSample()
    {
        const InputStats &input = inputOf(kQuery);
        const SampleStats &sample = input.samples[widestSample(input)];
        const TokenRangePlot &plot = *m_view->tokens()->plot();
        QCOMPARE(plot.upper()->dataCount(), static_cast<int>(sample.tokens()));
        for (int t = 0; t < plot.upper()->dataCount(); ++t) {
            QCOMPARE(plot.upper()->data()->at(t)->value, static_cast<double>(sample.tokenMax[static_cast<std::size_t>(t)]));
            QCOMPARE(plot.lower()->data()->at(t)->value, static_cast<double>(sample.tokenMin[static_cast<std::size_t>(t)]));
        }
        QVERIFY(plot.card(0).contains(QStringLiteral("Token 0")));
    }

    void tokensOutsideAreCountedDirectly_data()
    {
        QTest::addColumn<int>("layer");
        QTest::addColumn<int>("method");
        for (const int method : {1, 2, 3}) {
            QTest::addRow("q_proj, act_method %d", method) << kQuery << method;
            QTest::addRow("down_proj, act_method %d", method) << kDown << method;
        }
    }

    void tokensOutsideAreCountedDirectly()
    {
        QFETCH(int, layer);
        QFETCH(int, method);
        Recipe recipe = m_workbench.document.recipe();
        recipe.quantConfig.actMethod = method;
        m_workbench.document.editRecipe(QStringLiteral("method"), recipe);
        QVERIFY(test::waitUntilIdle(m_workbench));
        m_workbench.selection.selectOnly(layer);
        const MethodRanges &ranges = m_workbench.analysis.statistics()->methodRanges[static_cast<std::size_t>(layer)];
        const Range range = method == 1 ? ranges.meanMinMax : method == 2 ? ranges.histogram : ranges.of(3);
        const InputStats &input = inputOf(layer);
        const SampleStats &sample = input.samples[widestSample(input)];
        int expected = 0;
        int marks = 0;
        for (std::size_t t = 0; t < sample.tokenMin.size(); ++t) {
            const int beyond = (sample.tokenMin[t] < range.min ? 1 : 0) + (sample.tokenMax[t] > range.max ? 1 : 0);
            marks += beyond;
            expected += beyond > 0 ? 1 : 0;
        }
        QVERIFY(expected > 0); // or the test says nothing
        QCOMPARE(static_cast<int>(m_view->tokens()->plot()->outside().size()), expected);
        QCOMPARE(m_view->tokens()->plot()->markers()->dataCount(), marks);
        QVERIFY2(m_view->tokens()->words().startsWith(QStringLiteral("%1 of %2 tokens leave").arg(expected).arg(sample.tokens())),
                 qPrintable(m_view->tokens()->words()));
    }

    void anotherSampleIsShown()
    {
        m_view->sampleChooser()->setCurrentIndex(4); // after "widest": sample 4, index 3
        const SampleStats &sample = inputOf(kQuery).samples[3];
        QCOMPARE(m_view->tokens()->plot()->upper()->dataCount(), static_cast<int>(sample.tokens()));
        QCOMPARE(m_view->tokens()->plot()->upper()->data()->at(5)->value, static_cast<double>(sample.tokenMax[5]));
        m_workbench.selection.selectOnly(kDown);
        QCOMPARE(m_view->tokens()->plot()->upper()->data()->at(5)->value, static_cast<double>(inputOf(kDown).samples[3].tokenMax[5]));
    }

    void editingTheRecipeKeepsTheZoom()
    {
        m_view->tokens()->plot()->xAxis->setRange(10, 20);
        Recipe recipe = m_workbench.document.recipe();
        recipe.quantConfig.actMethod = 2;
        m_workbench.document.editRecipe(QStringLiteral("method"), recipe);
        QCOMPARE(m_view->tokens()->plot()->xAxis->range().lower, 10.0);
        m_workbench.selection.selectOnly(kDown);
        QCOMPARE(m_view->tokens()->plot()->xAxis->range().lower, -0.5);
    }

    void zoomedInTokensAreRead()
    {
        TokenRangePlot &plot = *m_view->tokens()->plot();
        plot.xAxis->setRange(-0.5, 9.5);
        plot.replot(QCustomPlot::rpImmediateRefresh);
        const auto &statistics = *m_workbench.analysis.statistics();
        const int first = statistics.samples.sequence(static_cast<int>(widestSample(inputOf(kQuery))))[1];
        const QString text = toText(m_workbench.analysis.model()->tokenizer->tokenText(first));
        QVERIFY(plot.xAxis->tickVectorLabels().contains(tokenLabel(text)));
        plot.resetView();
        plot.replot(QCustomPlot::rpImmediateRefresh);
        QVERIFY(plot.xAxis->tickVectorLabels().contains(QStringLiteral("50")));
        plot.xAxis->setRange(-500, 20);
        QCOMPARE(plot.xAxis->range().lower, -0.5); // the list cannot be left
    }

    void headingAndNotesSayWhatIsShown()
    {
        QVERIFY(m_view->heading().contains(QStringLiteral("model.layers.4.self_attn.q_proj")));
        QVERIFY(m_view->heading().contains(QStringLiteral("W8A8")));
        QVERIFY(m_view->notes().contains(QStringLiteral("k_proj and v_proj")));
        QVERIFY(!m_view->notes().contains(QStringLiteral("m1")));
        Recipe recipe = m_workbench.document.recipe();
        recipe.antiOutlier = AntiOutlierConfig{};
        recipe.antiOutlier->antiMethod = AntiMethod::M1;
        m_workbench.document.editRecipe(QStringLiteral("m1"), recipe);
        QVERIFY(m_view->notes().contains(QStringLiteral("before outlier suppression (m1)")));
        m_workbench.selection.selectOnly(kHead);
        QVERIFY(m_view->tokens()->words().contains(QStringLiteral("no static range")));
        QVERIFY(m_view->notes().isEmpty());
    }

    void channelsAreShownInEitherOrder()
    {
        m_view->tabs()->setCurrentIndex(1);
        ChannelPlot &plot = *m_view->channels()->plot();
        const std::vector<float> absMax = inputOf(kQuery).channelAbsMax();
        QCOMPARE(plot.before()->dataCount(), static_cast<int>(absMax.size()));
        QCOMPARE(plot.before()->data()->at(7)->value, static_cast<double>(absMax[7]));
        const std::vector<OutlierChannel> outliers = outlierChannels(absMax);
        QVERIFY(!outliers.empty());
        QVERIFY(m_view->channels()->words().contains(QStringLiteral("%1 outlier").arg(outliers.size())));
        QVERIFY(m_view->channels()->words().contains(QString::number(outliers.front().channel)));
        m_view->channels()->sorted()->setChecked(true);
        QCOMPARE(plot.order().front(), static_cast<int>(outliers.front().channel));
        QVERIFY(std::is_sorted(plot.before()->data()->constBegin(), plot.before()->data()->constEnd(),
                               [](const QCPGraphData &a, const QCPGraphData &b) { return a.value > b.value; }));
        QVERIFY(plot.yAxis->range().lower > 0.0); // logarithmic
        m_view->channels()->logarithmic()->setChecked(false);
        QCOMPARE(plot.yAxis->range().lower, 0.0);
        m_view->channels()->logarithmic()->setChecked(true);
        m_view->channels()->sorted()->setChecked(false);
    }

    void suppressionIsLaidOver()
    {
        m_view->tabs()->setCurrentIndex(1);
        ChannelPlot &plot = *m_view->channels()->plot();
        const std::vector<float> absMax = inputOf(kQuery).channelAbsMax();
        QTRY_COMPARE(plot.after()->dataCount(), static_cast<int>(absMax.size()));
        SilentMonitor monitor;
        const LoadedModel &model = *m_workbench.analysis.model();
        AntiOutlierConfig m1;
        m1.antiMethod = AntiMethod::M1;
        const Rewrites rewrites = suppress(m1, model.model, m_workbench.analysis.statistics()->samples, {.threads = 2}, monitor).value();
        const std::vector<float> scales = inputScales(rewrites, model.layers()[kQuery]);
        for (int c = 0; c < plot.after()->dataCount(); ++c)
            QCOMPARE(plot.after()->data()->at(c)->value, static_cast<double>(absMax[static_cast<std::size_t>(c)] / scales[static_cast<std::size_t>(c)]));
        m_view->channels()->suppressed()->setChecked(false);
        QCOMPARE(plot.after()->dataCount(), 0);
        m_view->channels()->suppressed()->setChecked(true);
        QCOMPARE(plot.after()->dataCount(), static_cast<int>(absMax.size()));
        m_workbench.selection.selectOnly(kDown);
        QCOMPARE(plot.after()->dataCount(), 0);
        QVERIFY(!m_view->channels()->suppressed()->isEnabled());
    }

    void clipRangeFollowsTheMouse()
    {
        m_view->tabs()->setCurrentIndex(2);
        HistogramPage &page = *m_view->histogram();
        ClipHistogramPlot &plot = *page.plot();
        const Range range = withZero(m_workbench.analysis.statistics()->methodRanges[kQuery].meanMinMax);
        QCOMPARE(plot.clip().max, range.max);
        QCOMPARE(page.effect().parameters, affineParameters(range.min, range.max, 8, false));
        plot.replot(QCustomPlot::rpImmediateRefresh);
        const int y = plot.axisRect()->center().y();
        const QPoint line(qRound(plot.xAxis->coordToPixel(static_cast<double>(range.max))), y);
        const double saturated = page.effect().saturatedShare;
        QTest::mousePress(&plot, Qt::LeftButton, {}, line);
        QTest::mouseMove(&plot, line - QPoint(60, 0));
        QVERIFY(plot.clip().max < range.max);
        QVERIFY(page.effect().saturatedShare > saturated);
        QCOMPARE(page.effect().saturatedShare, clipEffect(distributionOf(inputOf(kQuery)), plot.clip()).saturatedShare);
        QTest::mouseRelease(&plot, Qt::LeftButton, {}, line - QPoint(60, 0));
        QVERIFY(std::abs(page.upper()->value() - static_cast<double>(plot.clip().max)) < page.upper()->singleStep());
        QTest::mouseDClick(&plot, Qt::LeftButton, {}, line);
        QCOMPARE(plot.clip().max, range.max);
        QCOMPARE(page.effect().saturatedShare, saturated);
    }

    void clipRangeFollowsTheKeyboard()
    {
        m_view->tabs()->setCurrentIndex(2);
        HistogramPage &page = *m_view->histogram();
        const double before = page.upper()->value();
        QTest::keyClick(page.upper(), Qt::Key_Up);
        QVERIFY(page.upper()->value() > before);
        QVERIFY(static_cast<double>(page.plot()->clip().max) > before);
        page.lower()->setValue(-0.5);
        QCOMPARE(page.plot()->clip().min, -0.5f);
        QVERIFY(page.words().contains(QStringLiteral("-0.5")));
        m_workbench.selection.selectOnly(kDown); // another layer begins with its own range
        QCOMPARE(page.plot()->clip().min, withZero(m_workbench.analysis.statistics()->methodRanges[kDown].meanMinMax).min);
        page.lower()->setValue(-0.5);
        page.resetButton()->click();
        QCOMPARE(page.plot()->clip().min, withZero(m_workbench.analysis.statistics()->methodRanges[kDown].meanMinMax).min);
    }

    void histogramIsOfAllOrOfOneSample()
    {
        m_view->tabs()->setCurrentIndex(2);
        HistogramPage &page = *m_view->histogram();
        const auto counted = [&] {
            double sum = 0.0;
            for (const QCPGraphData &bin : *page.plot()->counts()->data())
                sum += bin.value;
            return sum;
        };
        const InputStats &input = inputOf(kQuery);
        const auto values = [&](std::int64_t tokens) { return static_cast<double>(tokens) * static_cast<double>(input.samples[0].channelMin.size()); };
        const double all = values(m_workbench.analysis.statistics()->samples.tokens());
        QVERIFY(std::abs(counted() - all) < 1e-3 * all); // empty bins stand a little above zero
        page.onlyChosen()->setChecked(true);
        const double one = values(input.samples[widestSample(input)].tokens());
        QVERIFY(std::abs(counted() - one) < 1e-2 * one);
        page.onlyChosen()->setChecked(false);
    }

    void samplesCanBeLeftOutToTry()
    {
        m_view->tabs()->setCurrentIndex(3);
        SamplePage &page = *m_view->samples();
        const InputStats &input = inputOf(kQuery);
        QCOMPARE(page.plot()->upper()->dataCount(), static_cast<int>(input.samples.size()));
        const auto widest = static_cast<int>(widestSample(input));
        const Range before = page.whatIf();
        QCOMPARE(before.max, withZero(m_workbench.analysis.statistics()->methodRanges[kQuery].meanMinMax).max);
        page.toggleButton()->click();
        QCOMPARE(page.plot()->leftOut()->dataCount(), 1);
        const ActivationStats rest = m_workbench.analysis.statistics()->stats.without(widest);
        QCOMPARE(page.whatIf().max, meanMinMax(sampleRanges(rest.of(m_workbench.layers.layer(kQuery)))).max);
        QVERIFY(page.words().contains(QStringLiteral("Only tried out")));
        QVERIFY(m_workbench.document.recipe() == *test::demoProject().recipe);
        page.useAllButton()->click();
        QCOMPARE(page.whatIf().max, before.max);
        QTest::keyClick(page.plot(), Qt::Key_Home);
        QCOMPARE(m_view->sampleChooser()->currentIndex(), 1);
        QTest::keyClick(page.plot(), Qt::Key_Space);
        QCOMPARE(page.plot()->leftOut()->dataCount(), 1);
        page.useAllButton()->click();
    }

    void languageChangesEverywhere()
    {
        Brackets brackets;
        QCoreApplication::installTranslator(&brackets);
        QCoreApplication::processEvents();
        for (int tab = 0; tab < 4; ++tab) {
            QVERIFY(m_view->tabs()->tabText(tab).startsWith(QLatin1Char('[')));
            m_view->tabs()->setCurrentIndex(tab);
        }
        QVERIFY(m_view->tokens()->plot()->yAxis->label().startsWith(QLatin1Char('[')));
        QVERIFY(m_view->tokens()->words().startsWith(QLatin1Char('[')));
        QVERIFY(m_view->channels()->words().startsWith(QLatin1Char('[')));
        QVERIFY(m_view->channels()->sorted()->text().startsWith(QLatin1Char('[')));
        QVERIFY(m_view->samples()->words().startsWith(QLatin1Char('[')));
        QVERIFY(m_view->histogram()->resetButton()->text().startsWith(QLatin1Char('[')));
        QVERIFY(m_view->sampleChooser()->itemText(3).startsWith(QLatin1Char('[')));
        QVERIFY(m_view->notes().startsWith(QLatin1Char('[')));
        QCoreApplication::removeTranslator(&brackets);
        QCoreApplication::processEvents();
        QVERIFY(!m_view->notes().startsWith(QLatin1Char('[')));
    }

private:
    [[nodiscard]] const InputStats &inputOf(int layer) const
    {
        return m_workbench.analysis.statistics()->stats.of(m_workbench.layers.layer(layer));
    }

    Workbench m_workbench;
    std::unique_ptr<ActivationsView> m_view;
};

QTEST_MAIN(TestActivationsView)
#include "tst_activations_view.moc"
