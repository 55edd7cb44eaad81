// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/demo_workbench.h"
#include "widgets/views/layer_actions.h"

#include <QAbstractItemModelTester>
#include <QAction>
#include <QSignalSpy>
#include <QTest>

using namespace vernier;

class TestLayerModel : public QObject
{
    Q_OBJECT

private slots:
    void fillsFromEmptyToMeasured()
    {
        Workbench workbench;
        const QAbstractItemModelTester tester(&workbench.layers, QAbstractItemModelTester::FailureReportingMode::QtTest);
        QCOMPARE(workbench.layers.rowCount(), 0);
        QVERIFY(test::openDemo(workbench));
        QCOMPARE(workbench.layers.rowCount(), 71); // 10 blocks of 7 layers, and the head
        const LayerModel &layers = workbench.layers;
        QCOMPARE(layers.data(layers.index(0, LayerModel::Name), Qt::DisplayRole).toString(), QStringLiteral("model.layers.0.self_attn.q_proj"));
        QCOMPARE(layers.data(layers.index(0, LayerModel::Type), Qt::DisplayRole).toString(), QStringLiteral("W8A8"));
        QVERIFY(*layers.metric(0, LayerMetric::RangeScore) > 1.0);
        QVERIFY(*layers.metric(0, LayerMetric::LocalSqnr) > 0.0);
        QVERIFY(!layers.metric(0, LayerMetric::EndToEndKl)); // not measured is not zero
        QVERIFY(layers.card(0).contains(QStringLiteral("not measured")));
        QCOMPARE(layers.data(layers.index(70, LayerModel::Type), Qt::DisplayRole).toString(), QStringLiteral("FLOAT"));
    }

    void numbersOfAnEarlierRecipeAreMarked()
    {
        Workbench workbench;
        QVERIFY(test::openDemo(workbench));
        const LayerModel &layers = workbench.layers;
        const auto color = [&](int column) { return layers.data(layers.index(0, column), Qt::ForegroundRole); };
        QVERIFY(!color(LayerModel::Sqnr).isValid() && !color(LayerModel::Maximum).isValid());
        QVERIFY(!layers.card(0).contains(QStringLiteral("earlier recipe")));
        Recipe recipe = workbench.document.recipe();
        recipe.quantConfig.mmTensor = false; // the local measurement is of another model now; statistics are not
        workbench.document.editRecipe(QStringLiteral("per channel"), recipe);
        QVERIFY(color(LayerModel::Sqnr).isValid() && color(LayerModel::Cosine).isValid());
        QVERIFY(!color(LayerModel::Maximum).isValid() && !color(LayerModel::Name).isValid());
        QVERIFY(layers.card(0).contains(QStringLiteral("(of an earlier recipe)")));
    }

    void actionsAreUndoableAndRefuseInWords()
    {
        Workbench workbench;
        QVERIFY(test::openDemo(workbench));
        LayerActions actions(workbench);
        QVERIFY(!actions.all().front()->isEnabled());
        workbench.selection.select({0, 6, 13});
        QVERIFY(actions.all().front()->isEnabled());
        QSignalSpy done(&actions, &LayerActions::done);
        actions.fallback();
        QCOMPARE(done.count(), 1);
        QCOMPARE(done.front().front().toString(), QStringLiteral("3 layer(s) left in float. Ctrl+Z undoes it."));
        actions.fallback(); // nothing is changed
        QCOMPARE(done.back().front().toString(), QStringLiteral("3 layer(s) are in float already."));
        workbench.selection.select({0, 6, 7});
        actions.fallback(); // of which one is quantized
        QCOMPARE(done.back().front().toString(), QStringLiteral("1 layer(s) left in float. Ctrl+Z undoes it."));
        workbench.document.undoStack()->undo();
        workbench.selection.select({0, 6, 13});
        QCOMPARE(workbench.document.recipe().quantConfig.disableNames.size(), std::size_t{3});
        QVERIFY(workbench.layers.decision(6)->scheme.isFloat());
        actions.setType(QStringLiteral("w8a16"));
        QVERIFY(workbench.layers.decision(6)->scheme.type == QuantType::W8A16);
        QVERIFY(workbench.document.recipe().quantConfig.disableNames.empty());
        QSignalSpy refused(&actions, &LayerActions::refused);
        actions.setType(QStringLiteral("w4a16"));
        QCOMPARE(refused.count(), 1);
        actions.setDefault();
        QCOMPARE(workbench.document.recipe(), *test::demoProject().recipe);
        QCOMPARE(workbench.document.undoStack()->count(), 3);
        actions.setDefault();
        QVERIFY(done.back().front().toString().contains(QStringLiteral("already")));
        workbench.selection.selectOnly(0);
        actions.fallback();
        QVERIFY(done.back().front().toString().isEmpty()); // seen in the map: what was said before is over
        workbench.document.undoStack()->undo();
        workbench.document.undoStack()->setIndex(1);
        QVERIFY(workbench.layers.decision(13)->scheme.isFloat());
    }
};

QTEST_MAIN(TestLayerModel)
#include "tst_layer_model.moc"
