// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/demo_workbench.h"
#include "tests/support/shouting_translator.h"
#include "widgets/models/layer_filter.h"
#include "widgets/support/elided_label.h"
#include "widgets/views/layer_actions.h"
#include "widgets/views/layer_table.h"

#include <QAbstractButton>
#include <QAbstractItemModelTester>
#include <QApplication>
#include <QCheckBox>
#include <QClipboard>
#include <QCoreApplication>
#include <QGuiApplication>
#include <QHeaderView>
#include <QLineEdit>
#include <QMessageBox>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTableView>
#include <QTest>
#include <QTimer>

#include <memory>

using namespace vernier;

class TestLayerTable : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void init();

    void filtersByGlobAndExpression_data();
    void filtersByGlobAndExpression();
    void saysWhatIsWrongWithAnExpression();
    void notMeasuredIsLastBothWays();
    void sortsNumbersAsNumbers();
    void selectsBothWays();
    void oneClickIsOneChange();
    void keepsItsPlace();
    void filteringKeepsTheSelection();
    void keysAssign();
    void aStrayKeyDoesNotChangeEveryLayer();
    void copiesWhatIsShown();
    void remembersColumns();
    void fitsASmallScreen();
    void speaksTheNewLanguage();

private:
    [[nodiscard]] QTableView &table() { return m_view->table(); }
    [[nodiscard]] LayerFilter &filter() { return m_view->filter(); }
    void setPattern(const QString &text) { m_view->findChild<QLineEdit *>()->setText(text); }
    void click(int row, Qt::KeyboardModifiers modifiers = {})
    {
        table().scrollTo(filter().index(row, 0));
        QTest::mouseClick(table().viewport(), Qt::LeftButton, modifiers, table().visualRect(filter().index(row, 0)).center());
    }

    Workbench m_workbench;
    LayerActions m_actions{m_workbench};
    std::unique_ptr<LayerTable> m_view;
    std::unique_ptr<QAbstractItemModelTester> m_tester;
};

void TestLayerTable::initTestCase()
{
    m_view = std::make_unique<LayerTable>(m_workbench, m_actions);
    m_tester = std::make_unique<QAbstractItemModelTester>(&filter(), QAbstractItemModelTester::FailureReportingMode::QtTest);
    m_view->resize(1366, 400);
    m_view->show();
    QVERIFY(test::openDemo(m_workbench));
    QVERIFY(QTest::qWaitForWindowActive(m_view.get()));
}

void TestLayerTable::init()
{
    QTest::failOnWarning(QRegularExpression(QStringLiteral("^(?!This plugin does not support propagateSizeHints)"))); // offscreen
    m_view->findChild<QCheckBox *>()->setChecked(false);
    setPattern({});
    table().sortByColumn(LayerModel::Name, Qt::AscendingOrder);
    m_workbench.document.undoStack()->setIndex(0);
    m_workbench.selection.clear();
    table().setFocus();
    table().verticalScrollBar()->setValue(0);
}

void TestLayerTable::filtersByGlobAndExpression_data()
{
    QTest::addColumn<QString>("pattern");
    QTest::addColumn<bool>("isExpression");
    QTest::addColumn<int>("rows");
    QTest::newRow("nothing shows all") << QString() << false << 71;
    QTest::newRow("a part of the name") << QStringLiteral("down_proj") << false << 10;
    QTest::newRow("a glob is about the whole name") << QStringLiteral("*.layers.3.*") << false << 7;
    QTest::newRow("a glob without its star") << QStringLiteral("layers.3.*") << false << 0;
    QTest::newRow("a set") << QStringLiteral("*[qk]_proj") << false << 20;
    QTest::newRow("an expression") << QStringLiteral("[kv]_proj$") << true << 20;
    QTest::newRow("an empty expression") << QString() << true << 71;
    QTest::newRow("a dot of a glob is a dot") << QStringLiteral("lm.head") << false << 0;
    QTest::newRow("a dot of an expression is not") << QStringLiteral("lm.head") << true << 1;
}

void TestLayerTable::filtersByGlobAndExpression()
{
    QFETCH(QString, pattern);
    QFETCH(bool, isExpression);
    QFETCH(int, rows);
    m_view->findChild<QCheckBox *>()->setChecked(isExpression);
    setPattern(pattern);
    QCOMPARE(filter().rowCount(), rows);
}

void TestLayerTable::saysWhatIsWrongWithAnExpression()
{
    auto *problem = m_view->findChild<ElidedLabel *>();
    m_view->findChild<QCheckBox *>()->setChecked(true);
    setPattern(QStringLiteral("down"));
    setPattern(QStringLiteral("down("));
    QVERIFY(problem->text().contains(QStringLiteral("Not a valid regular expression")));
    QVERIFY(problem->text().contains(QStringLiteral("at character 6")));
    QCOMPARE(filter().rowCount(), 10); // as before
    setPattern(QStringLiteral("down()"));
    QCOMPARE(problem->text(), QString());
    m_view->findChild<QCheckBox *>()->setChecked(false); // as a glob it is nothing wrong
    QCOMPARE(problem->text(), QString());
}

void TestLayerTable::notMeasuredIsLastBothWays()
{
    constexpr int kHead = 70; // in float, so its SQNR is not measured
    for (const Qt::SortOrder order : {Qt::AscendingOrder, Qt::DescendingOrder}) {
        table().sortByColumn(LayerModel::Sqnr, order);
        QCOMPARE(filter().layerOf(70), kHead);
        const double first = filter().index(0, LayerModel::Sqnr).data(LayerModel::SortRole).toDouble();
        const double last = filter().index(69, LayerModel::Sqnr).data(LayerModel::SortRole).toDouble();
        QVERIFY(order == Qt::AscendingOrder ? first < last : first > last);
    }
}

void TestLayerTable::sortsNumbersAsNumbers()
{
    table().sortByColumn(LayerModel::RangeScoreColumn, Qt::DescendingOrder);
    for (int row = 1; row < filter().rowCount(); ++row) {
        QVERIFY(*m_workbench.layers.metric(filter().layerOf(row - 1), LayerMetric::RangeScore)
                >= *m_workbench.layers.metric(filter().layerOf(row), LayerMetric::RangeScore));
    }
    table().sortByColumn(LayerModel::Name, Qt::AscendingOrder);
    QCOMPARE(filter().layerOf(5), 5); // module order
}

void TestLayerTable::selectsBothWays()
{
    click(3);
    QCOMPARE(m_workbench.selection.layers(), std::vector<int>{3});
    click(6, Qt::ShiftModifier);
    QCOMPARE(m_workbench.selection.layers(), (std::vector<int>{3, 4, 5, 6}));
    click(4, Qt::ControlModifier);
    QCOMPARE(m_workbench.selection.layers(), (std::vector<int>{3, 5, 6}));
    m_workbench.selection.select({8, 60, 61}, 60);
    QCOMPARE(table().selectionModel()->selectedRows().size(), 3);
    QCOMPARE(table().selectionModel()->currentIndex().row(), 60);
    QVERIFY(table().selectionModel()->isRowSelected(61, {}));
    QVERIFY(table().viewport()->rect().contains(table().visualRect(filter().index(60, 0)))); // in sight
    table().sortByColumn(LayerModel::Sqnr, Qt::AscendingOrder);
    QCOMPARE(m_workbench.selection.layers(), (std::vector<int>{8, 60, 61}));
    QVERIFY(table().selectionModel()->isRowSelected(filter().rowOf(8), {}));
    QTest::keyClick(&table(), Qt::Key_A, Qt::ControlModifier);
    QCOMPARE(m_workbench.selection.layers().size(), std::size_t{71});
}

void TestLayerTable::oneClickIsOneChange()
{
    m_workbench.selection.select({10, 11}, 10);
    QSignalSpy changed(&m_workbench.selection, &LayerSelection::changed);
    click(12);
    QCOMPARE(changed.count(), 1);
    QTest::keyClick(&table(), Qt::Key_Down);
    QCOMPARE(changed.count(), 2);
    QCOMPARE(m_workbench.selection.current(), 13);
}

void TestLayerTable::keepsItsPlace()
{
    click(40);
    const int place = table().verticalScrollBar()->value();
    QVERIFY(place > 0);
    QTest::keyClick(&table(), Qt::Key_F); // the plan changes, all rows are announced as changed
    QCOMPARE(table().verticalScrollBar()->value(), place);
    QCOMPARE(m_workbench.selection.layers(), std::vector<int>{40});
    QCOMPARE(table().selectionModel()->selectedRows().size(), 1);
}

void TestLayerTable::filteringKeepsTheSelection()
{
    m_workbench.selection.select({0, 6, 13}, 6);
    QSignalSpy changed(&m_workbench.selection, &LayerSelection::changed);
    setPattern(QStringLiteral("down_proj"));
    QCOMPARE(table().selectionModel()->selectedRows().size(), 2);
    setPattern(QStringLiteral("nothing of the kind"));
    QCOMPARE(filter().rowCount(), 0);
    setPattern({});
    QCOMPARE(changed.count(), 0);
    QCOMPARE(m_workbench.selection.layers(), (std::vector<int>{0, 6, 13}));
    QCOMPARE(table().selectionModel()->selectedRows().size(), 3);
}

void TestLayerTable::keysAssign()
{
    setPattern(QStringLiteral("down_proj"));
    QTest::keyClick(&table(), Qt::Key_A, Qt::ControlModifier);
    QTest::keyClick(&table(), Qt::Key_F);
    QCOMPARE(m_workbench.document.recipe().quantConfig.disableNames.size(), std::size_t{10});
    QCOMPARE(m_workbench.document.undoStack()->index(), 1);
    QCOMPARE(filter().index(0, LayerModel::Type).data().toString(), QStringLiteral("FLOAT"));
    m_workbench.document.undoStack()->undo();
    QCOMPARE(filter().index(0, LayerModel::Type).data().toString(), QStringLiteral("W8A8"));
    // Digits typed into the filter are text.
    auto *pattern = m_view->findChild<QLineEdit *>();
    pattern->setFocus();
    QTest::keyClicks(pattern, QStringLiteral("8"));
    QCOMPARE(m_workbench.document.undoStack()->index(), 0);
}

void TestLayerTable::aStrayKeyDoesNotChangeEveryLayer()
{
    setPattern({});
    QTest::keyClick(&table(), Qt::Key_A, Qt::ControlModifier);
    QCOMPARE(m_workbench.selection.layers().size(), std::size_t{71});
    const Recipe before = m_workbench.document.recipe();
    int asked = 0;
    const auto answer = [&asked](QMessageBox::StandardButton button) {
        QTimer::singleShot(0, [&asked, button] {
            if (auto *box = qobject_cast<QMessageBox *>(QApplication::activeModalWidget())) {
                ++asked;
                box->button(button)->click();
            }
        });
    };
    answer(QMessageBox::Cancel);
    QTest::keyClick(&table(), Qt::Key_D);
    QCOMPARE(asked, 1);
    QCOMPARE(m_workbench.document.recipe(), before);
    m_view->activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(m_view.get()));
    answer(QMessageBox::Yes);
    QTest::keyClick(&table(), Qt::Key_D);
    QCOMPARE(asked, 2);
    QVERIFY(!(m_workbench.document.recipe() == before));
    m_workbench.document.undoStack()->undo();
    m_actions.all()[2]->trigger(); // chosen from a menu
    QCOMPARE(asked, 2);
    QVERIFY(!(m_workbench.document.recipe() == before));
    m_workbench.document.undoStack()->undo();
    m_view->activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(m_view.get()));
}

void TestLayerTable::copiesWhatIsShown()
{
    table().sortByColumn(LayerModel::Name, Qt::DescendingOrder);
    table().hideColumn(LayerModel::Block);
    m_workbench.selection.select({0, 70});
    QTest::keyClick(&table(), Qt::Key_C, Qt::ControlModifier);
    const QStringList lines = QGuiApplication::clipboard()->text().split(QLatin1Char('\n'));
    table().showColumn(LayerModel::Block);
    QCOMPARE(lines.size(), 4);
    QVERIFY(lines[0].startsWith(QStringLiteral("Layer\tKind\tType")));
    QVERIFY(lines[1].startsWith(QStringLiteral("lm_head\t"))); // as sorted
    const QStringList cells = lines[2].split(QLatin1Char('\t'));
    QCOMPARE(cells.size(), LayerModel::ColumnCount - 1);
    QCOMPARE(cells[LayerModel::Sqnr - 1].toDouble(), *m_workbench.layers.metric(0, LayerMetric::LocalSqnr)); // not rounded
    QCOMPARE(cells[LayerModel::Kl - 1], QString());
}

void TestLayerTable::remembersColumns()
{
    const QByteArray before = m_view->saveColumns();
    table().hideColumn(LayerModel::Cosine);
    table().setColumnWidth(LayerModel::Kind, 123);
    const QByteArray changed = m_view->saveColumns();
    QVERIFY(m_view->restoreColumns(before));
    QVERIFY(!table().isColumnHidden(LayerModel::Cosine));
    QVERIFY(m_view->restoreColumns(changed));
    QVERIFY(table().isColumnHidden(LayerModel::Cosine));
    QCOMPARE(table().columnWidth(LayerModel::Kind), 123);
    QVERIFY(m_view->restoreColumns(before));
}

void TestLayerTable::fitsASmallScreen()
{
    QVERIFY(table().horizontalHeader()->length() <= table().viewport()->width());
    QVERIFY(table().rowHeight(0) <= table().fontMetrics().height() + 6);
}

void TestLayerTable::speaksTheNewLanguage()
{
    test::ShoutingTranslator translator;
    QCoreApplication::installTranslator(&translator);
    m_workbench.layers.retranslate();
    QCoreApplication::processEvents();
    QCOMPARE(table().accessibleName(), QStringLiteral("<Layers>"));
    QCOMPARE(filter().headerData(LayerModel::Name, Qt::Horizontal).toString(), QStringLiteral("<Layer>"));
    QCoreApplication::removeTranslator(&translator);
    m_workbench.layers.retranslate();
    QCoreApplication::processEvents();
    QCOMPARE(table().accessibleName(), QStringLiteral("Layers"));
}

QTEST_MAIN(TestLayerTable)
#include "tst_layer_table.moc"
