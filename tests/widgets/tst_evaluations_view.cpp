// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/recipe/recipe_edit.h"
#include "tests/support/demo_workbench.h"
#include "tests/support/look.h"
#include "widgets/models/history_model.h"
#include "widgets/plots/history_plot.h"
#include "widgets/support/table_copy.h"
#include "widgets/support/theme.h"
#include "widgets/views/comparison_panel.h"
#include "widgets/views/evaluations_view.h"

#include <QAbstractItemModelTester>
#include <QAction>
#include <QClipboard>
#include <QGuiApplication>
#include <QLabel>
#include <QMessageBox>
#include <QPushButton>
#include <QSortFilterProxyModel>
#include <QSignalSpy>
#include <QTableWidget>
#include <QTemporaryDir>
#include <QTest>
#include <QTimer>
#include <QTreeView>

#include <cmath>

using namespace vernier;

namespace {

Recipe withSeed(std::uint32_t seed)
{
    Recipe recipe;
    recipe.calibration.seed = seed;
    return recipe;
}

/// What an evaluation of that recipe might have given.
HistoryEntry entryOf(const Recipe &recipe, std::int64_t sizeBytes, double kl)
{
    HistoryEntry entry;
    entry.recipe = recipe;
    entry.time = "2024-05-01T12:00:00Z";
    HistoryMetrics &metrics = entry.metrics;
    metrics.predictions = 100;
    metrics.units = 1000000; // so many that 1.96 errors make the interval
    metrics.floatLoss = 2.0;
    metrics.quantizedLoss = 2.0 + kl;
    metrics.quantizedLossError = 0.01;
    metrics.lossDifference = kl;
    metrics.lossDifferenceError = 0.001;
    metrics.klMean = kl;
    metrics.klMeanError = 0.001;
    metrics.sameTop1 = 0.9;
    metrics.sameTop1Error = 0.01;
    metrics.sizeBytes = sizeBytes;
    metrics.bitsPerWeight = 8.5;
    metrics.seconds = 2.0;
    return entry;
}

/// e1 ← e2, and e1 ← e3: e3 is larger and worse than e2.
void fillHistory(ProjectDocument &document)
{
    document.addHistory(entryOf(Recipe{}, 1000, 0.5));
    document.editRecipe(QStringLiteral("2"), withSeed(2));
    document.addHistory(entryOf(withSeed(2), 2000, 0.1));
    document.restoreHistory("e1");
    document.editRecipe(QStringLiteral("3"), withSeed(3));
    document.addHistory(entryOf(withSeed(3), 3000, 0.2));
}

QString cell(const HistoryModel &model, const char *id, int column, int role = Qt::DisplayRole)
{
    return model.indexOf(id).siblingAtColumn(column).data(role).toString();
}

QString hintOf(const EvaluationsView &view)
{
    for (const QLabel *label : view.findChildren<QLabel *>()) {
        if (!label->isHidden() && label->parentWidget() == &view)
            return label->text();
    }
    return {};
}

} // namespace

class TestEvaluationsView : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { applyTheme(ThemeChoice::Light); }

    void modelIsATreeOfWhatWasChangedFromWhat()
    {
        ProjectDocument document;
        HistoryModel model(document);
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        fillHistory(document);
        QCOMPARE(model.rowCount(), 1);
        QCOMPARE(model.rowCount(model.indexOf("e1")), 2);
        QCOMPARE(model.indexOf("e3").parent(), model.indexOf("e1"));
        QCOMPARE(model.indexOf("e3").row(), 1);
        model.setTree(false);
        QCOMPARE(model.rowCount(), 3);
        QVERIFY(!model.indexOf("e3").parent().isValid());
        model.setTree(true);
        document.removeHistory("e1");
        QCOMPARE(model.rowCount(), 2);
        document.reset({});
        QCOMPARE(model.rowCount(), 0);
    }

    void modelShowsNumbersAndWhatWasNotMeasured()
    {
        ProjectDocument document;
        HistoryModel model(document);
        fillHistory(document);
        QCOMPARE(cell(model, "e1", HistoryModel::Changes), QStringLiteral("the default recipe"));
        QCOMPARE(cell(model, "e3", HistoryModel::Changes), QStringLiteral("calibration.seed: 1234 → 3")); // against e1, not e2
        QCOMPARE(cell(model, "e2", HistoryModel::Perplexity), QStringLiteral("8.17 ± 0.08"));             // exp(2.1)
        QCOMPARE(cell(model, "e2", HistoryModel::PerplexityDifference), QStringLiteral("+0.78"));         // exp(2.1) - exp(2)
        QCOMPARE(cell(model, "e2", HistoryModel::Divergence), QStringLiteral("0.1000 ± 0.0010"));
        QCOMPARE(cell(model, "e2", HistoryModel::Divergence, kTableTextRole), QStringLiteral("0.1\t0.001"));
        QCOMPARE(cell(model, "e2", HistoryModel::SameTop1), QStringLiteral("90.0 %"));
        QCOMPARE(cell(model, "e2", HistoryModel::Seconds), QStringLiteral("2.0 s"));
        HistoryEntry bare;
        bare.recipe = withSeed(9);
        document.addHistory(bare);
        for (const int column : {HistoryModel::Perplexity, HistoryModel::PerplexityDifference, HistoryModel::Divergence, HistoryModel::SameTop1,
                                 HistoryModel::Size, HistoryModel::BitsPerWeight, HistoryModel::Seconds, HistoryModel::Time}) {
            QCOMPARE(cell(model, "e4", column), QStringLiteral("–"));
            QCOMPARE(cell(model, "e4", column, kTableTextRole).remove(QLatin1Char('\t')), QString());
        }
    }

    void modelMarksThePresentRecipeAlsoAfterUndo()
    {
        ProjectDocument document;
        HistoryModel model(document);
        fillHistory(document);
        const auto isPresent = [&](const char *id) { return model.indexOf(id).data(HistoryModel::CurrentRole).toBool(); };
        QVERIFY(isPresent("e3"));
        QVERIFY(model.indexOf("e3").data(Qt::FontRole).value<QFont>().bold());
        document.undoStack()->undo();
        QVERIFY(!isPresent("e3"));
        QVERIFY(isPresent("e1"));
        document.editRecipe(QStringLiteral("new"), withSeed(77));
        QVERIFY(!isPresent("e1"));
    }

    void renamingKeepsTheModelInPlace()
    {
        ProjectDocument document;
        HistoryModel model(document);
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        fillHistory(document);
        QSignalSpy reset(&model, &QAbstractItemModel::modelReset);
        QVERIFY(model.indexOf("e2").flags().testFlag(Qt::ItemIsEditable));
        QVERIFY(model.setData(model.indexOf("e2"), QStringLiteral(" best so far "), Qt::EditRole));
        QCOMPARE(document.project().history[1].name, std::string("best so far"));
        QCOMPARE(cell(model, "e2", HistoryModel::Name), QStringLiteral("best so far"));
        QVERIFY(model.setData(model.indexOf("e2"), QString(), Qt::EditRole));
        QCOMPARE(cell(model, "e2", HistoryModel::Name), QStringLiteral("e2"));
        QCOMPARE(reset.count(), 0);
    }

    void viewSaysWhatToDoWhileThereIsNothing()
    {
        Workbench workbench;
        EvaluationsView view(workbench);
        QVERIFY(hintOf(view).contains(QStringLiteral("Evaluate")));
        fillHistory(workbench.document);
        QVERIFY(hintOf(view).isEmpty());
    }

    void enterRestoresAndUndoGoesBack()
    {
        Workbench workbench;
        fillHistory(workbench.document);
        EvaluationsView view(workbench);
        view.resize(1366, 500);
        view.show();
        auto *tree = view.findChild<QTreeView *>();
        view.select({"e2"});
        const int steps = workbench.document.undoStack()->count();
        QTest::keyClick(tree, Qt::Key_Return);
        QCOMPARE(workbench.document.recipe(), withSeed(2));
        QCOMPARE(workbench.document.undoStack()->count(), steps + 1);
        QCOMPARE(view.selectedIds(), std::vector<std::string>{"e2"});
        workbench.document.undoStack()->undo();
        QCOMPARE(workbench.document.recipe(), withSeed(3));
    }

    void selectionAndCollapsedRowsSurviveANewEntry()
    {
        Workbench workbench;
        fillHistory(workbench.document);
        EvaluationsView view(workbench);
        auto *tree = view.findChild<QTreeView *>();
        view.select({"e1", "e2"});
        tree->collapse(tree->model()->index(0, 0));
        workbench.document.addHistory(entryOf(withSeed(4), 4000, 0.3));
        QCOMPARE(view.selectedIds(), (std::vector<std::string>{"e1", "e2"}));
        QVERIFY(!tree->isExpanded(tree->model()->index(0, 0)));
    }

    void theOpenedProjectsPresentEntryIsSelected()
    {
        Workbench workbench;
        fillHistory(workbench.document);
        EvaluationsView view(workbench);
        view.show();
        view.select({"e1"});
        const Project project = workbench.document.project(); // its recipe is that of e3
        workbench.document.reset(project);
        auto *tree = view.findChild<QTreeView *>();
        QCOMPARE(tree->selectionModel()->selectedRows().size(), qsizetype{1});
        QCOMPARE(tree->selectionModel()->selectedRows().front().data(HistoryModel::IdRole).toString(), QStringLiteral("e3"));
        QCOMPARE(tree->currentIndex().data(HistoryModel::IdRole).toString(), QStringLiteral("e3"));
    }

    void deletingAsksFirst()
    {
        Workbench workbench;
        fillHistory(workbench.document);
        EvaluationsView view(workbench);
        view.show();
        view.select({"e2", "e3"});
        const auto answer = [](const QString &wanted) {
            QTimer::singleShot(0, [wanted] {
                auto *box = qobject_cast<QMessageBox *>(QApplication::activeModalWidget());
                QVERIFY(box);
                for (QAbstractButton *button : box->buttons()) {
                    if (button->text().contains(wanted))
                        button->click();
                }
            });
        };
        answer(QStringLiteral("Cancel"));
        view.deleteSelected();
        QCOMPARE(workbench.document.project().history.size(), std::size_t{3});
        answer(QStringLiteral("elete"));
        view.deleteSelected();
        QCOMPARE(workbench.document.project().history.size(), std::size_t{1});
    }

    void listSortsByNumbers()
    {
        Workbench workbench;
        fillHistory(workbench.document);
        EvaluationsView view(workbench);
        auto *tree = view.findChild<QTreeView *>();
        for (QAction *action : tree->actions()) {
            if (action->isCheckable())
                action->setChecked(false);
        }
        tree->sortByColumn(HistoryModel::Divergence, Qt::AscendingOrder);
        QStringList order;
        for (int row = 0; row < tree->model()->rowCount(); ++row)
            order << tree->model()->index(row, 0).data(HistoryModel::IdRole).toString();
        QCOMPARE(order, (QStringList{QStringLiteral("e2"), QStringLiteral("e3"), QStringLiteral("e1")}));
    }

    void copiesAsTable()
    {
        Workbench workbench;
        fillHistory(workbench.document);
        EvaluationsView view(workbench);
        auto *tree = view.findChild<QTreeView *>();
        view.select({"e2"});
        for (QAction *action : tree->actions()) {
            if (action->shortcut() == QKeySequence(QKeySequence::Copy))
                action->trigger();
        }
        const QStringList lines = QGuiApplication::clipboard()->text().split(QLatin1Char('\n'), Qt::SkipEmptyParts);
        QCOMPARE(lines.size(), 2);
        QCOMPARE(lines[0].split(QLatin1Char('\t')).size(), lines[1].split(QLatin1Char('\t')).size());
        QVERIFY(lines[1].startsWith(QStringLiteral("e2\t")));
        view.select({});
        QCOMPARE(tableText(*tree).count(QLatin1Char('\n')), 4); // nothing selected: all, and the head
    }

    void plotKnowsTheFrontAndSelects()
    {
        Workbench workbench;
        fillHistory(workbench.document);
        EvaluationsView view(workbench);
        view.resize(1366, 700);
        view.show();
        QVERIFY(QTest::qWaitForWindowExposed(&view));
        auto *plot = view.findChild<HistoryPlot *>();
        QCOMPARE(plot->front(), (std::vector<std::string>{"e1", "e2"})); // e3 is larger and worse
        QCOMPARE(plot->graph(0)->dataCount(), 3);
        plot->replot();
        QTest::mouseClick(plot, Qt::LeftButton, {}, plot->pixelOf("e3").toPoint());
        QCOMPARE(view.selectedIds(), std::vector<std::string>{"e3"});
        QTest::mouseClick(plot, Qt::LeftButton, Qt::ControlModifier, plot->pixelOf("e1").toPoint());
        QCOMPARE(view.selectedIds(), (std::vector<std::string>{"e1", "e3"}));
        QTest::mouseDClick(plot, Qt::LeftButton, {}, plot->pixelOf("e2").toPoint());
        QCOMPARE(workbench.document.recipe(), withSeed(2));
        QVERIFY(plot->table().contains(QStringLiteral("e1\t1000\t0.5\t0.001\t1")));
    }

    void zeroDivergenceIsDrawnAtTheEndOfALogarithmicAxis()
    {
        HistoryPlot plot;
        plot.resize(400, 300);
        plot.setPoints({{"a", {}, 1e6, 1.0, 0.1, {}}, {"b", {}, 2e6, 0.01, 0.02, {}}, {"c", {}, 3e6, 0.0, 0.0, {}}});
        QCOMPARE(plot.yAxis->scaleType(), QCPAxis::stLogarithmic);
        for (const QCPGraphData &point : *plot.graph(0)->data())
            QVERIFY(point.value > 0.0);
        QVERIFY(plot.yAxis->range().lower > 0.0);
        plot.setPoints({{"a", {}, 1e6, 1.0, 0.1, {}}, {"b", {}, 2e6, 0.9, 0.02, {}}});
        QCOMPARE(plot.yAxis->scaleType(), QCPAxis::stLinear);
    }

    void aButtonPairsWhatWasOnlyRead()
    {
        QTemporaryDir folder;
        Workbench workbench;
        workbench.analysis.setAutoEvaluate(false);
        Project project = test::shortDemo(folder);
        Recipe dynamic = *project.recipe;
        dynamic.quantConfig.isDynamic = true;
        project.history = {entryOf(*project.recipe, 1, 0.1), entryOf(dynamic, 1, 0.2)};
        project.history[0].id = "e1";
        project.history[1].id = "e2";
        workbench.document.reset(project);
        QVERIFY(test::waitUntilIdle(workbench));
        ComparisonPanel panel(workbench);
        panel.resize(700, 500);
        panel.show();
        panel.compare("e1", "e2");
        auto *again = panel.findChild<QPushButton *>();
        QVERIFY(again->isVisible());
        test::lookAt(panel, "unpaired");
        again->click();
        QVERIFY(!again->isEnabled());
        QVERIFY(test::waitUntilIdle(workbench));
        QVERIFY2(panel.verdict().contains(QStringLiteral("Compared token by token")), qPrintable(panel.verdict()));
        QVERIFY(!again->isVisible());
    }

    void comparesUnpairedFromTheHistoryAndSaysSo()
    {
        Workbench workbench;
        fillHistory(workbench.document);
        ComparisonPanel panel(workbench);
        QVERIFY(panel.verdict().isEmpty());
        panel.compare("e1", "e2");
        QVERIFY(panel.verdict().startsWith(QStringLiteral("e2 is better: its KL divergence is 0.4000 nats lower.")));
        QVERIFY(panel.verdict().contains(QStringLiteral("Not paired")));
        auto *metrics = panel.findChildren<QTableWidget *>().front();
        // KL: 0.1 - 0.5, error √2 · 0.001, 1.96 of it
        QCOMPARE(metrics->item(0, 3)->text(), QStringLiteral("-0.4000"));
        QCOMPARE(metrics->item(0, 4)->text(), QStringLiteral("-0.4028 … -0.3972"));
        QCOMPARE(metrics->item(0, 5)->text(), QStringLiteral("better"));
        QCOMPARE(metrics->item(3, 5)->text(), QStringLiteral("not distinguishable on this set")); // 90 % and 90 %, ± 1.4 %
        QCOMPARE(metrics->item(2, 4)->text(), QString()); // perplexity: no interval without the tokens
        QCOMPARE(metrics->item(4, 3)->text(), QStringLiteral("+1000 B"));
        QCOMPARE(panel.findChildren<QTableWidget *>().back()->item(0, 0)->text(), QStringLiteral("calibration.seed: 1234 → 2"));
    }

    void otherTextsAreNotCompared()
    {
        Workbench workbench;
        fillHistory(workbench.document);
        HistoryEntry other = entryOf(withSeed(5), 1000, 0.1);
        other.metrics.floatLoss = 3.0;
        workbench.document.addHistory(other);
        ComparisonPanel panel(workbench);
        panel.compare("e1", "e4");
        QVERIFY(panel.verdict().contains(QStringLiteral("cannot be compared")));
        QCOMPARE(panel.findChildren<QTableWidget *>().front()->item(0, 3)->text(), QString());
        panel.compare("e1", "gone");
        QVERIFY(panel.verdict().isEmpty());
    }

    void comparesTokenByTokenOnTheDemo()
    {
        Workbench workbench;
        EvaluationsView view(workbench);
        view.resize(1366, 620);
        view.show();
        QVERIFY(test::openDemo(workbench));
        const auto evaluate = [&](const Recipe &recipe) {
            workbench.document.editRecipe(QStringLiteral("edit"), recipe);
            workbench.analysis.evaluate();
            return test::waitUntilIdle(workbench);
        };
        QVERIFY(evaluate(Recipe{}));
        Recipe smooth;
        smooth.antiOutlier.emplace().antiMethod = AntiMethod::M1;
        QVERIFY(evaluate(smooth));
        Recipe dynamic = smooth;
        dynamic.quantConfig.isDynamic = true;
        QVERIFY(evaluate(dynamic));
        workbench.document.restoreHistory("e2");
        Recipe fallback = withFallback(smooth, std::vector<std::string>{"model.layers.0.mlp.down_proj", "model.layers.1.mlp.down_proj"});
        QVERIFY(evaluate(fallback));
        view.select({"e1", "e2"});
        auto *panel = view.findChild<ComparisonPanel *>();
        QVERIFY2(panel->verdict().startsWith(QStringLiteral("e2 is better")), qPrintable(panel->verdict()));
        QVERIFY(panel->verdict().contains(QStringLiteral("token by token")));
        QVERIFY(!panel->findChild<QPushButton *>()->isVisibleTo(panel));
        const PairedDifference expected = *pairedDifference(workbench.analysis.evaluationOf(Recipe{})->evaluation, workbench.analysis.evaluationOf(smooth)->evaluation);
        auto *metrics = panel->findChildren<QTableWidget *>().front();
        QCOMPARE(metrics->item(0, 3)->text(), QString::number(expected.kl.mean, 'f', 4));
        QVERIFY(!metrics->item(2, 4)->text().isEmpty()); // paired: perplexity has an interval, too
        QTest::qWait(50);
        test::lookAt(view, "evaluations");
        view.select({"e4"}); // against what it was changed from
        QVERIFY(panel->verdict().startsWith(QStringLiteral("e4 ")) || panel->verdict().startsWith(QStringLiteral("In KL")));
        applyTheme(ThemeChoice::Dark);
        QTest::qWait(50);
        test::lookAt(view, "evaluations_dark");
        view.resize(1366, 330);
        QTest::qWait(50);
        test::lookAt(view, "evaluations_low");
        applyTheme(ThemeChoice::Light);
    }

    void retranslates()
    {
        Workbench workbench;
        fillHistory(workbench.document);
        EvaluationsView view(workbench);
        view.select({"e1", "e2"});
        test::GuillemetTranslator guillemets;
        qApp->installTranslator(&guillemets);
        QTest::qWait(10);
        auto *tree = view.findChild<QTreeView *>();
        for (int column = 0; column < HistoryModel::ColumnCount; ++column)
            QVERIFY(tree->model()->headerData(column, Qt::Horizontal).toString().startsWith(QStringLiteral("«")));
        QVERIFY(view.findChild<ComparisonPanel *>()->verdict().startsWith(QStringLiteral("«")));
        QVERIFY(tree->model()->index(0, HistoryModel::Changes).data().toString().startsWith(QStringLiteral("«")));
        qApp->removeTranslator(&guillemets);
    }
};

QTEST_MAIN(TestEvaluationsView)
#include "tst_evaluations_view.moc"
