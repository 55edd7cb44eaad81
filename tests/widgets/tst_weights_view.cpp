// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/quant/weight_stats.h"
#include "core/smooth/suppress.h"
#include "tests/support/demo_workbench.h"
#include "widgets/plots/row_error_plot.h"
#include "widgets/plots/row_range_plot.h"
#include "widgets/plots/weight_histogram_plot.h"
#include "widgets/support/theme.h"
#include "widgets/views/weights_view.h"

#include <QCheckBox>
#include <QTabWidget>
#include <QTest>

#include <functional>
#include <QTranslator>

#include <cmath>

using namespace vernier;

namespace {

constexpr int kQuery = 28;
constexpr int kDown = 6;
constexpr int kHead = 70;

class Brackets final : public QTranslator
{
public:
    QString translate(const char *, const char *text, const char *, int) const override { return QStringLiteral("[%1]").arg(QString::fromUtf8(text)); }
    bool isEmpty() const override { return false; }
};

} // namespace

class TestWeightsView : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        applyTheme(ThemeChoice::Light);
        QVERIFY(test::openDemo(m_workbench));
        m_view = std::make_unique<WeightsView>(m_workbench);
        m_view->resize(900, 560);
        m_view->show();
    }

    void init()
    {
        m_workbench.document.undoStack()->setIndex(0);
        QVERIFY(test::waitUntilIdle(m_workbench));
    }

    void saysWhatIsMissing()
    {
        Workbench empty;
        const WeightsView view(empty);
        QVERIFY(view.emptyText().contains(QStringLiteral("Open a model")));
        m_workbench.selection.clear();
        QVERIFY(m_view->emptyText().contains(QStringLiteral("Select a layer")));
    }

    void plotsShowTheStatistics()
    {
        select(kDown);
        const WeightStats stats = statsOf(kDown, scheme(kDown));
        QCOMPARE(m_view->ranges()->upper()->dataCount(), static_cast<int>(stats.rowMax.size()));
        for (int row = 0; row < m_view->ranges()->upper()->dataCount(); ++row) {
            const auto i = static_cast<std::size_t>(row);
            QCOMPARE(m_view->ranges()->upper()->data()->at(row)->value, static_cast<double>(stats.rowMax[i]));
            QCOMPARE(m_view->ranges()->lower()->data()->at(row)->value, static_cast<double>(stats.rowMin[i]));
            QCOMPARE(m_view->errors()->perChannel()->data()->at(row)->value, 100.0 * stats.perChannel.rowError[i]);
            QCOMPARE(m_view->errors()->perTensor()->data()->at(row)->value, 100.0 * stats.perTensor.rowError[i]);
        }
        QCOMPARE(m_view->histogram()->counts()->dataCount(), static_cast<int>(stats.histogram.counts.size()) + 1);
        QVERIFY(m_view->notes().isEmpty());
    }

    void rowsCanBeSorted()
    {
        select(kDown);
        m_view->sorted()->setChecked(true);
        const auto error = m_view->errors()->perTensor()->data(); // the default recipe has one scale for the tensor
        QVERIFY(scheme(kDown).mmTensor);
        QVERIFY(std::is_sorted(error->constBegin(), error->constEnd(), [](const QCPGraphData &a, const QCPGraphData &b) { return a.value > b.value; }));
        m_view->sorted()->setChecked(false);
    }

    void granularityMovesWithTheRecipe()
    {
        select(kDown);
        QVERIFY(m_view->words().contains(QStringLiteral("<b>One scale per tensor")));
        Recipe recipe = m_workbench.document.recipe();
        recipe.quantConfig.mmTensor = false;
        m_workbench.document.editRecipe(QStringLiteral("per channel"), recipe);
        QVERIFY(m_view->words().contains(QStringLiteral("<b>One scale per channel"))); // known already: no job
        QVERIFY(!m_workbench.runner.isBusy(JobKind::Details));
    }

    void recentLayersAreKept()
    {
        select(kDown);
        select(kQuery);
        m_workbench.selection.selectOnly(kDown);
        QVERIFY(m_view->emptyText().isEmpty());
        QVERIFY(!m_workbench.runner.isBusy(JobKind::Details));
        QCOMPARE(m_view->ranges()->upper()->dataCount(), static_cast<int>(m_workbench.layers.layer(kDown).out));
    }

    void suppressionChangesTheWeight()
    {
        select(kQuery);
        const double before = m_view->ranges()->upper()->data()->at(0)->value;
        Recipe recipe = m_workbench.document.recipe();
        recipe.antiOutlier = AntiOutlierConfig{};
        recipe.antiOutlier->antiMethod = AntiMethod::M1;
        m_workbench.document.editRecipe(QStringLiteral("m1"), recipe);
        QTRY_VERIFY(m_view->emptyText().isEmpty());
        QVERIFY(m_view->notes().contains(QStringLiteral("after outlier suppression m1")));
        QVERIFY(m_view->ranges()->upper()->data()->at(0)->value != before);
        const LoadedModel &model = *m_workbench.analysis.model();
        SilentMonitor monitor;
        Rewrites rewrites = suppress(*recipe.antiOutlier, model.model, m_workbench.analysis.statistics()->samples, {.threads = 2}, monitor).value();
        const FloatModel suppressed(model.checkpoint, std::move(rewrites));
        const WeightStats stats = weightStats(suppressed, m_workbench.layers.layer(kQuery), scheme(kQuery), {.threads = 2}, monitor).value();
        QCOMPARE(m_view->ranges()->upper()->data()->at(0)->value, static_cast<double>(stats.rowMax[0]));
        m_workbench.document.undoStack()->undo();
        QCOMPARE(m_view->ranges()->upper()->data()->at(0)->value, before);
    }

    void floatLayersShowWhatEightBitsWouldDo()
    {
        select(kHead);
        QVERIFY(m_view->notes().contains(QStringLiteral("8 bits")));
        QCOMPARE(m_view->ranges()->upper()->dataCount(), static_cast<int>(m_workbench.layers.layer(kHead).out));
    }

    void whatCannotBeShownSaysWhy()
    {
        const Recipe before = m_workbench.document.recipe();
        const auto notesOf = [this](const std::function<void(QuantConfig &)> &edit) {
            Recipe recipe;
            recipe.quantConfig.wBit = 4;
            recipe.quantConfig.aBit = 16;
            edit(recipe.quantConfig);
            m_workbench.document.editRecipe(QStringLiteral("type"), recipe);
            select(kDown);
            return m_view->notes();
        };
        QVERIFY(notesOf([](QuantConfig &c) { c.isLowbit = true; c.openOutlier = false; }).contains(QStringLiteral("groups of 64")));
        QVERIFY(notesOf([](QuantConfig &c) { c.wMethod = WeightMethod::Nf; }).contains(QStringLiteral("blocks of 64")));
        QVERIFY(notesOf([](QuantConfig &c) { c.wMethod = WeightMethod::Gptq; }).contains(QStringLiteral("GPTQ")));
        QVERIFY(notesOf([](QuantConfig &c) { c.isLowbit = true; c.aBit = 8; }).contains(QStringLiteral("outliers")));
        m_workbench.document.editRecipe(QStringLiteral("back"), before);
    }

    void languageChangesEverywhere()
    {
        select(kDown);
        Brackets brackets;
        QCoreApplication::installTranslator(&brackets);
        QCoreApplication::processEvents();
        QVERIFY(m_view->tabs()->tabText(0).startsWith(QLatin1Char('[')));
        QVERIFY(m_view->words().startsWith(QLatin1Char('[')));
        QVERIFY(m_view->ranges()->xAxis->label().startsWith(QLatin1Char('[')));
        QVERIFY(m_view->errors()->perTensor()->name().startsWith(QLatin1Char('[')));
        QCoreApplication::removeTranslator(&brackets);
        QCoreApplication::processEvents();
        QVERIFY(!m_view->words().startsWith(QLatin1Char('[')));
    }

    void anotherModelForgetsTheOld()
    {
        select(kDown);
        m_workbench.document.reset(Project{});
        QVERIFY(m_view->emptyText().contains(QStringLiteral("Open a model")));
    }

private:
    void select(int layer)
    {
        m_workbench.selection.selectOnly(layer);
        QTRY_VERIFY(m_view->emptyText().isEmpty());
    }

    [[nodiscard]] Scheme scheme(int layer) const { return m_workbench.layers.decision(layer)->scheme; }

    [[nodiscard]] WeightStats statsOf(int layer, const Scheme &scheme) const
    {
        SilentMonitor monitor;
        return weightStats(*m_workbench.analysis.model()->model, m_workbench.layers.layer(layer), scheme, {.threads = 2}, monitor).value();
    }

    Workbench m_workbench;
    std::unique_ptr<WeightsView> m_view;
};

QTEST_MAIN(TestWeightsView)
#include "tst_weights_view.moc"
