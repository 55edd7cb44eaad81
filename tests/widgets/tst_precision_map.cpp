// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/demo_workbench.h"
#include "tests/support/shouting_translator.h"
#include "widgets/plots/heat_scale.h"
#include "widgets/support/theme.h"
#include "widgets/views/command_palette.h"
#include "widgets/views/layer_actions.h"
#include "widgets/views/layer_menu.h"
#include "widgets/views/metric_bar.h"
#include "widgets/views/precision_map.h"
#include "widgets/views/precision_map_view.h"

#include <QApplication>
#include <QImage>
#include <QPainter>
#include <QPushButton>
#include <QScrollBar>
#include <QTemporaryDir>
#include <QTest>
#include <QWheelEvent>

#include <memory>
#include <numeric>
#include <set>

using namespace vernier;

namespace {

constexpr int kHead = 70; // the demo: 10 blocks of 7 layers, and the head

LayerInfo layer(const std::string &name, int block)
{
    LayerInfo info;
    info.name = name;
    info.block = block;
    return info;
}

std::vector<int> iota(int count)
{
    std::vector<int> all(static_cast<std::size_t>(count));
    std::iota(all.begin(), all.end(), 0);
    return all;
}

} // namespace

class TestPrecisionMap : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void init();

    void gridPutsTheHeadOutside();
    void gridTellsEqualKindsApart();
    void scaleGoesFromBestToWorst();
    void scaleHasRoundTicks();
    void geometryFindsWhatItPlaces_data();
    void geometryFindsWhatItPlaces();

    void showsTheMetric();
    void notMeasuredIsNoColourOfTheScale();
    void clicksSelect();
    void rectangleSelects();
    void headsSelect();
    void keysMoveAndExtend();
    void keysAssignInOneUndoStep();
    void zoomsAndPans();
    void saysWhatIsStale();
    void anotherModelClearsTheSelection();
    void menuFindsTheSameKindAndBlock();
    void marksDifferInShape();
    void valuesShowWhereTheWidestFits();
    void savesPictures();
    void speaksTheNewLanguage();
    void paintsManyCells_data();
    void paintsManyCells();

private:
    [[nodiscard]] PrecisionMap &map() { return m_view->map(); }
    [[nodiscard]] QPoint centre(int l) { return map().cellRect(l).center(); }
    void click(int l, Qt::KeyboardModifiers modifiers = {}) { QTest::mouseClick(map().viewport(), Qt::LeftButton, modifiers, centre(l)); }
    void press(int key, Qt::KeyboardModifiers modifiers = {}) { QTest::keyClick(&map(), static_cast<Qt::Key>(key), modifiers); }

    Workbench m_workbench;
    LayerActions m_actions{m_workbench};
    std::unique_ptr<PrecisionMapView> m_view;
};

void TestPrecisionMap::initTestCase()
{
    m_view = std::make_unique<PrecisionMapView>(m_workbench, m_actions);
    m_view->resize(900, 520);
    m_view->show();
    QCOMPARE(map().grid().layers(), 0);
    QVERIFY(test::openDemo(m_workbench));
    QVERIFY(QTest::qWaitForWindowActive(m_view.get()));
}

void TestPrecisionMap::init()
{
    QTest::failOnWarning(QRegularExpression(QStringLiteral("^(?!This plugin does not support propagateSizeHints)"))); // offscreen
    m_workbench.document.undoStack()->setIndex(0);
    m_workbench.selection.clear();
    m_view->setMetric(LayerMetric::LocalSqnr);
    map().zoomToFit();
    map().setFocus();
    QCoreApplication::processEvents();
}

void TestPrecisionMap::gridPutsTheHeadOutside()
{
    const std::vector<LayerInfo> layers{layer("model.layers.0.q", 0), layer("model.layers.0.down", 0), layer("model.layers.1.q", 1),
                                        layer("model.layers.1.down", 1), layer("lm_head", -1)};
    const LayerGrid grid(layers);
    QCOMPARE(grid.columns(), 3);
    QCOMPARE(grid.rows(), 3);
    QCOMPARE(grid.outsideColumn(), 2);
    QCOMPARE(grid.outsideRow(), 2);
    QCOMPARE(grid.layerAt(1, 1), 3);
    QCOMPARE(grid.layerAt(2, 2), 4);
    QCOMPARE(grid.layerAt(2, 0), -1);
    QCOMPARE(grid.layerAt(-1, 0), -1);
    QCOMPARE(grid.inRectangle(1, 1, 0, 0), (std::vector<int>{0, 1, 2, 3}));
    QCOMPARE(grid.neighbour(0, 1, 0), 2);
    QCOMPARE(grid.neighbour(0, -1, 0), 0);
    QCOMPARE(grid.neighbour(1, 0, 1), 4); // nothing straight below
    QCOMPARE(grid.neighbour(4, -1, 0), 3);
}

void TestPrecisionMap::gridTellsEqualKindsApart()
{
    const std::vector<LayerInfo> layers{layer("model.layers.0.experts.0.up", 0), layer("model.layers.0.experts.1.up", 0), layer("model.layers.0.q", 0)};
    const LayerGrid grid(layers);
    QCOMPARE(grid.rows(), 3);
    QCOMPARE(grid.rowLabel(1), QStringLiteral("experts.1.up"));
    QCOMPARE(grid.rowLabel(2), QStringLiteral("q"));
    QCOMPARE(grid.columns(), 1);
    QCOMPARE(grid.outsideColumn(), 1);
}

void TestPrecisionMap::scaleGoesFromBestToWorst()
{
    const std::vector<std::optional<double>> decibels{10.0, 40.0, std::nullopt};
    const HeatScale linear(decibels, false, false);
    QCOMPARE(linear.position(10.0), 1.0);
    QCOMPARE(linear.position(40.0), 0.0);
    QCOMPARE(linear.position(25.0), 0.5);
    QCOMPARE(linear.position(std::numeric_limits<double>::infinity()), 0.0);
    const std::vector<std::optional<double>> kl{1e-4, 0.0, 1.0};
    const HeatScale logarithmic(kl, true, true);
    QCOMPARE(logarithmic.position(1.0), 1.0);
    QCOMPARE(logarithmic.position(1e-2), 0.5);
    QCOMPARE(logarithmic.position(0.0), 0.0);
    QVERIFY(HeatScale().isEmpty());
    QVERIFY(HeatScale(std::vector<std::optional<double>>{std::nullopt}, true, false).isEmpty());
    QCOMPARE(HeatScale(std::vector<std::optional<double>>{3.0}, true, false).position(3.0), 0.5);
}

void TestPrecisionMap::scaleHasRoundTicks()
{
    const HeatScale linear(std::vector<std::optional<double>>{2.5, 43.0}, false, false);
    QCOMPARE(linear.ticks(6), (std::vector<double>{40.0, 30.0, 20.0, 10.0}));
    QCOMPARE(linear.tickText(40.0, linear.ticks(6)), std::string("40"));
    const HeatScale fine(std::vector<std::optional<double>>{0.1, 0.52}, true, false);
    QCOMPARE(fine.tickText(0.2, fine.ticks(6)), std::string("0.2"));
    const HeatScale logarithmic(std::vector<std::optional<double>>{2e-5, 0.3}, true, true);
    const std::vector<double> decades = logarithmic.ticks(7);
    QCOMPARE(decades.size(), std::size_t{4});
    QCOMPARE(logarithmic.tickText(decades.front(), decades), std::string("0.0001"));
    QCOMPARE(logarithmic.ticks(2).size(), std::size_t{2});
    const HeatScale narrow(std::vector<std::optional<double>>{2.0, 7.0}, true, true);
    QCOMPARE(narrow.ticks(5), (std::vector<double>{2.0, 7.0})); // no decade within
}

void TestPrecisionMap::geometryFindsWhatItPlaces_data()
{
    QTest::addColumn<double>("pitch");
    for (const double pitch : {3.0, 5.99, 17.3, 96.0})
        QTest::addRow("%g pixels", pitch) << pitch;
}

void TestPrecisionMap::geometryFindsWhatItPlaces()
{
    QFETCH(double, pitch);
    MapGeometry geometry;
    geometry.columns = 41;
    geometry.rows = 12;
    geometry.outsideColumn = 40;
    geometry.outsideRow = 11;
    geometry.cellWidth = pitch;
    geometry.cellHeight = pitch * 0.7 < MapGeometry::kLeastCell ? MapGeometry::kLeastCell : pitch * 0.7;
    geometry.headWidth = 80;
    geometry.headHeight = 20;
    geometry.scroll = {2, 1};
    for (int column = 1; column < geometry.columns; ++column) {
        for (int row = 1; row < geometry.rows; ++row) {
            const QRect cell = geometry.cell(column, row);
            for (const QPoint corner : {cell.topLeft(), cell.bottomRight()}) {
                QCOMPARE(geometry.columnAt(corner.x()), column);
                QCOMPARE(geometry.rowAt(corner.y()), row);
            }
            QVERIFY(cell.left() > geometry.cell(column - 1, row).right());
        }
    }
    const QRect last = geometry.cell(40, 11);
    QVERIFY(last.right() - geometry.headWidth + geometry.scroll.x() < geometry.cellsSize().width());
    QCOMPARE(geometry.columnAt(last.right() + 10), -1);
    QCOMPARE(geometry.columnAt(10), -1); // the row heads
}

void TestPrecisionMap::showsTheMetric()
{
    QCOMPARE(map().grid().layers(), 71);
    QCOMPARE(map().grid().columnOf(kHead), 10);
    int worst = 0;
    for (int l = 0; l < kHead; ++l) {
        QVERIFY(map().cells()[static_cast<std::size_t>(l)].heat);
        if (*m_workbench.layers.metric(l, LayerMetric::LocalSqnr) < *m_workbench.layers.metric(worst, LayerMetric::LocalSqnr))
            worst = l;
    }
    const MapCell &cell = map().cells()[static_cast<std::size_t>(worst)];
    QCOMPARE(*cell.heat, 1.0);
    QCOMPARE(cell.value, metricText(LayerMetric::LocalSqnr, *m_workbench.layers.metric(worst, LayerMetric::LocalSqnr)));
    QVERIFY(*cell.type == QuantType::W8A8);
    QVERIFY(!map().cells()[kHead].heat);
    QVERIFY(isDecidedByRule(map().cells()[kHead].reason));
    // What is drawn is what the scale says.
    const QImage image = map().viewport()->grab().toImage();
    const QPoint bottomLeft = map().cellRect(worst).bottomLeft() + QPoint(8, -1);
    QCOMPARE(image.pixelColor(bottomLeft * image.devicePixelRatio()), heatColor(1.0));
}

void TestPrecisionMap::notMeasuredIsNoColourOfTheScale()
{
    m_view->setMetric(LayerMetric::EndToEndKl);
    const QImage image = map().viewport()->grab().toImage();
    std::set<QRgb> scale;
    for (int i = 0; i <= 1000; ++i)
        scale.insert(heatColor(i / 1000.0).rgb());
    for (const int l : {0, 33, kHead}) {
        const MapCell &cell = map().cells()[static_cast<std::size_t>(l)];
        QVERIFY(!cell.heat);
        QVERIFY(cell.value.isEmpty());
        const QRect inner = map().cellRect(l).adjusted(6, 1, -2, -1);
        for (int x = inner.left(); x <= inner.right(); ++x)
            QVERIFY(!scale.contains(image.pixel(QPoint(x, inner.bottom()) * image.devicePixelRatio())));
    }
}

void TestPrecisionMap::clicksSelect()
{
    click(15);
    QCOMPARE(m_workbench.selection.layers(), std::vector<int>{15});
    click(23, Qt::ControlModifier);
    QCOMPARE(m_workbench.selection.layers(), (std::vector<int>{15, 23}));
    QCOMPARE(m_workbench.selection.current(), 23);
    click(15, Qt::ControlModifier);
    QCOMPARE(m_workbench.selection.layers(), std::vector<int>{23});
    click(7);
    click(16, Qt::ShiftModifier); // blocks 1 and 2, q to v
    QCOMPARE(m_workbench.selection.layers(), (std::vector<int>{7, 8, 9, 14, 15, 16}));
    QCOMPARE(m_workbench.selection.current(), 16);
    click(8, Qt::ShiftModifier); // from the same anchor
    QCOMPARE(m_workbench.selection.layers(), (std::vector<int>{7, 8}));
    QTest::mouseClick(map().viewport(), Qt::LeftButton, {}, {centre(0).x(), centre(70).y()}); // lm_head has no block
    QVERIFY(m_workbench.selection.layers().empty());
}

void TestPrecisionMap::rectangleSelects()
{
    const auto drag = [this](int from, int to, Qt::KeyboardModifiers modifiers) {
        QTest::mousePress(map().viewport(), Qt::LeftButton, modifiers, centre(from));
        QTest::mouseMove(map().viewport(), centre(to) - QPoint(1, 1));
        QTest::mouseMove(map().viewport(), centre(to));
        QTest::mouseRelease(map().viewport(), Qt::LeftButton, modifiers, centre(to));
    };
    drag(0, 8, {});
    QCOMPARE(m_workbench.selection.layers(), (std::vector<int>{0, 1, 7, 8}));
    QCOMPARE(m_workbench.selection.current(), 8);
    QTest::keyClick(&map(), Qt::Key_Right, Qt::ShiftModifier); // goes on from the corner that was dragged
    QCOMPARE(m_workbench.selection.layers(), (std::vector<int>{0, 1, 7, 8, 14, 15}));
    drag(0, 8, {});
    drag(69, 68, Qt::ControlModifier);
    QCOMPARE(m_workbench.selection.layers(), (std::vector<int>{0, 1, 7, 8, 68, 69}));
}

void TestPrecisionMap::headsSelect()
{
    const auto clickAt = [this](int x, int y, Qt::KeyboardModifiers modifiers = {}) {
        QTest::mouseClick(map().viewport(), Qt::LeftButton, modifiers, QPoint(x, y));
    };
    clickAt(5, centre(6).y()); // down_proj
    QCOMPARE(m_workbench.selection.layers(), (std::vector<int>{6, 13, 20, 27, 34, 41, 48, 55, 62, 69}));
    clickAt(centre(0).x(), 5, Qt::ControlModifier);
    QCOMPARE(m_workbench.selection.layers().size(), std::size_t{16});
    clickAt(centre(7).x(), 5);
    QCOMPARE(m_workbench.selection.layers(), (std::vector<int>{7, 8, 9, 10, 11, 12, 13}));
    clickAt(centre(21).x(), 5, Qt::ShiftModifier);
    QCOMPARE(m_workbench.selection.layers().size(), std::size_t{21});
    clickAt(5, 5);
    QCOMPARE(m_workbench.selection.layers().size(), std::size_t{71});
}

void TestPrecisionMap::keysMoveAndExtend()
{
    press(Qt::Key_Right); // shows where one is
    QCOMPARE(m_workbench.selection.current(), 0);
    press(Qt::Key_Right);
    press(Qt::Key_Down);
    QCOMPARE(m_workbench.selection.layers(), std::vector<int>{8});
    press(Qt::Key_Right, Qt::ShiftModifier);
    press(Qt::Key_Down, Qt::ShiftModifier);
    QCOMPARE(m_workbench.selection.layers(), (std::vector<int>{8, 9, 15, 16}));
    press(Qt::Key_Left, Qt::ShiftModifier);
    QCOMPARE(m_workbench.selection.layers(), (std::vector<int>{8, 9}));
    press(Qt::Key_End);
    QCOMPARE(m_workbench.selection.current(), 65);
    press(Qt::Key_Home);
    QCOMPARE(m_workbench.selection.current(), 2);
    press(Qt::Key_End, Qt::ControlModifier);
    QCOMPARE(m_workbench.selection.current(), kHead);
    press(Qt::Key_Up);
    QCOMPARE(m_workbench.selection.current(), 69);
    press(Qt::Key_A, Qt::ControlModifier);
    QCOMPARE(m_workbench.selection.layers(), iota(71));
    press(Qt::Key_Escape);
    QVERIFY(m_workbench.selection.layers().empty());
}

void TestPrecisionMap::keysAssignInOneUndoStep()
{
    m_workbench.selection.select({6, 13, 20});
    press(Qt::Key_F);
    QCOMPARE(m_workbench.document.undoStack()->index(), 1);
    QTRY_VERIFY(map().cells()[13].type == QuantType::Float);
    QVERIFY(isPinnedByHand(map().cells()[13].reason));
    QVERIFY(!isPinnedByHand(map().cells()[12].reason) && !isDecidedByRule(map().cells()[12].reason));
    QVERIFY(map().cells()[13].heat); // its sensitivity stays known
    press(Qt::Key_D);
    QTRY_VERIFY(map().cells()[13].type == QuantType::W8A8Dynamic);
    m_workbench.document.undoStack()->setIndex(0);
    QTRY_VERIFY(map().cells()[13].type == QuantType::W8A8);
}

void TestPrecisionMap::zoomsAndPans()
{
    const double before = map().geometryOfCells().cellWidth;
    QVERIFY(!map().horizontalScrollBar()->isVisible());
    const QPoint fixed = centre(32);
    for (int step = 0; step < 6; ++step) {
        QWheelEvent wheel(fixed, map().viewport()->mapToGlobal(fixed), {}, QPoint(0, 120), Qt::NoButton, Qt::ControlModifier, Qt::NoScrollPhase, false);
        QApplication::sendEvent(map().viewport(), &wheel);
    }
    QVERIFY(map().geometryOfCells().cellWidth > 2.0 * before);
    QCOMPARE(map().geometryOfCells().columnAt(fixed.x()), 4); // stays below the mouse
    QTRY_VERIFY(map().horizontalScrollBar()->maximum() > 0);
    const int scrolled = map().horizontalScrollBar()->value();
    QTest::mousePress(map().viewport(), Qt::MiddleButton, {}, fixed);
    QTest::mouseMove(map().viewport(), fixed - QPoint(40, 0));
    QTest::mouseRelease(map().viewport(), Qt::MiddleButton, {}, fixed - QPoint(40, 0));
    QCOMPARE(map().horizontalScrollBar()->value(), scrolled + 40);
    // Scrolling moves pixels: the result is as if all were painted anew.
    const QImage moved = map().viewport()->grab().toImage();
    map().viewport()->update();
    QCOMPARE(map().viewport()->grab().toImage(), moved);
    m_workbench.selection.selectOnly(0);
    press(Qt::Key_Right); // brings the current cell into sight
    QVERIFY(map().viewport()->rect().contains(map().cellRect(7)));
    press(Qt::Key_0);
    QCOMPARE(map().geometryOfCells().cellWidth, before);
}

void TestPrecisionMap::saysWhatIsStale()
{
    auto *bar = m_view->findChild<MetricBar *>();
    auto *button = bar->findChild<QPushButton *>();
    QVERIFY(bar->state() == MetricState::Current);
    m_workbench.selection.select({6});
    press(Qt::Key_F); // tables are measured without fallbacks
    QVERIFY(bar->state() == MetricState::Current);
    Recipe rule = m_workbench.document.recipe();
    rule.mixCfg.insert(rule.mixCfg.begin(), {"*.down_proj", "float"}); // one in other words
    m_workbench.document.editRecipe(QStringLiteral("rule"), rule);
    QVERIFY(bar->state() == MetricState::Current);
    m_workbench.document.undoStack()->undo();
    press(Qt::Key_D);
    QVERIFY(bar->state() == MetricState::Stale);
    QTRY_VERIFY(map().cells().front().isStale); // and so drawn faintly
    QVERIFY(button->isEnabled());
    button->click();
    QVERIFY(bar->state() == MetricState::Measuring);
    QVERIFY(!button->isEnabled());
    QVERIFY(map().cells().front().isStale); // until the new values are there
    QVERIFY(test::waitUntilIdle(m_workbench));
    QVERIFY(bar->state() == MetricState::Current);
    QTRY_VERIFY(!map().cells().front().isStale);
    m_view->setMetric(LayerMetric::EndToEndKl);
    QVERIFY(bar->state() == MetricState::NotMeasured);
    m_workbench.document.undoStack()->setIndex(0);
    m_view->setMetric(LayerMetric::LocalSqnr);
    m_workbench.analysis.measureLocal();
    QVERIFY(test::waitUntilIdle(m_workbench));
}

void TestPrecisionMap::anotherModelClearsTheSelection()
{
    m_workbench.selection.select({3, kHead}, kHead);
    m_workbench.document.reset({});
    QVERIFY(m_workbench.selection.layers().empty());
    QCOMPARE(map().grid().layers(), 0);
    press(Qt::Key_Right);
    QVERIFY(m_workbench.selection.layers().empty());
    QVERIFY(!map().viewport()->grab().isNull());
    QVERIFY(test::openDemo(m_workbench));
    QCOMPARE(map().grid().layers(), 71);
}

void TestPrecisionMap::menuFindsTheSameKindAndBlock()
{
    QCOMPARE(layersOfSameKind(m_workbench.layers, {6}).size(), std::size_t{10});
    QCOMPARE(layersOfSameBlock(m_workbench.layers, {6, 8}), iota(14));
    const QStringList lines = layersAsTsv(m_workbench.layers, {0, kHead}).split(QLatin1Char('\n'));
    QCOMPARE(lines.size(), 4); // head line, two layers, the end
    QCOMPARE(lines[1].count(QLatin1Char('\t')), LayerModel::ColumnCount - 1);
    QVERIFY(lines[2].endsWith(QStringLiteral("\t\t"))); // not measured is empty
}

void TestPrecisionMap::valuesShowWhereTheWidestFits()
{
    MapPainter painter;
    painter.setStyle(map().palette(), map().font());
    const QFontMetrics metrics(map().font());
    const QString value = QStringLiteral("40.9 dB");
    const MapCell shown{0.0, value, QuantType::W8A8, Reason::Base, false};
    const auto inkAtRight = [&](int width, const QString &widest) { // whether the right half has other pixels than the fill
        MapCell wide = shown;
        wide.value = widest;
        painter.measureTexts({shown, wide});
        QImage image(width, metrics.height() + 2, QImage::Format_RGB32);
        QPainter onto(&image);
        painter.paintCell(onto, image.rect(), image.size(), shown, true);
        onto.end();
        const QRgb ground = image.pixel(width - 1, 0);
        for (int y = 0; y < image.height(); ++y) {
            for (int x = width / 2; x < width; ++x) {
                if (image.pixel(x, y) != ground)
                    return true;
            }
        }
        return false;
    };
    const int enough = metrics.horizontalAdvance(value) + metrics.horizontalAdvance(QStringLiteral("8")) + 20;
    QVERIFY(inkAtRight(enough, value));
    QVERIFY(!inkAtRight(enough, value + QStringLiteral("000000"))); // another cell's would not fit
    QVERIFY(!inkAtRight(enough - 20, value));
}

void TestPrecisionMap::marksDifferInShape()
{
    MapPainter marks;
    marks.setStyle(map().palette(), map().font());
    const auto cornerOf = [&marks](Reason reason) { // lit pixels of the cell's upper right corner
        QImage image(40, 24, QImage::Format_RGB32);
        QPainter painter(&image);
        marks.paintCell(painter, image.rect(), image.size(), {0.0, {}, std::nullopt, reason}, true);
        painter.end();
        const QRgb ground = image.pixel(20, 20);
        std::set<std::pair<int, int>> lit;
        for (int y = 0; y < 12; ++y) {
            for (int x = 28; x < 40; ++x) {
                if (image.pixel(x, y) != ground)
                    lit.insert({x - 28, y});
            }
        }
        return lit;
    };
    QVERIFY(cornerOf(Reason::Base).empty());
    const auto byHand = cornerOf(Reason::DisableNames);
    const auto byRule = cornerOf(Reason::MixGlob);
    QVERIFY(byHand.contains({11, 0})); // a triangle that fills the corner
    QVERIFY(!byRule.contains({11, 0})); // a ring beside it
    QVERIFY(byRule.size() >= 12);
    const auto [left, top] = *byRule.begin();
    QVERIFY(!byRule.contains({left + 2, top + 2}));
    QCOMPARE(cornerOf(Reason::DisableLevel), byRule);
}

void TestPrecisionMap::savesPictures()
{
    QStringList names;
    for (const NamedAction &named : collectActions(m_view.get()))
        names << named.text;
    QVERIFY2(names.contains(QStringLiteral("Precision map > Save picture")) && names.contains(QStringLiteral("Precision map > Copy picture")), qPrintable(names.join(QLatin1Char('\n'))));
    const QTemporaryDir folder;
    for (const char *ending : {"png", "svg", "pdf"}) {
        const QString path = folder.filePath(QStringLiteral("map.") + QLatin1String(ending));
        QVERIFY(writePicture(m_view->picture(), path).hasValue());
        QVERIFY(QFileInfo(path).size() > 1000);
    }
}

void TestPrecisionMap::speaksTheNewLanguage()
{
    test::ShoutingTranslator translator;
    QCoreApplication::installTranslator(&translator);
    QCoreApplication::processEvents();
    QCOMPARE(map().accessibleName(), QStringLiteral("<Precision map>"));
    QVERIFY(m_view->findChild<QPushButton *>()->text().startsWith(QLatin1Char('<')));
    QCoreApplication::removeTranslator(&translator);
    QCoreApplication::processEvents();
    QCOMPARE(map().accessibleName(), QStringLiteral("Precision map"));
}

void TestPrecisionMap::paintsManyCells_data()
{
    QTest::addColumn<double>("pitch");
    for (const double pitch : {6.0, 12.0, 24.0, 80.0})
        QTest::addRow("%g pixels", pitch) << pitch;
}

/// 200 blocks of 100 kinds. The number to reach is 16 ms for a whole picture; panning paints only strips.
void TestPrecisionMap::paintsManyCells()
{
    QFETCH(double, pitch);
    std::vector<LayerInfo> layers;
    std::vector<MapCell> cells;
    for (int block = 0; block < 200; ++block) {
        for (int kind = 0; kind < 100; ++kind) {
            layers.push_back(layer("model.layers." + std::to_string(block) + ".experts." + std::to_string(kind) + ".up", block));
            MapCell cell;
            if ((block + kind) % 7 != 0)
                cell.heat = (block * 37 + kind * 91) % 101 / 100.0;
            cell.value = QString::number(block + kind / 10.0, 'f', 1);
            cell.type = kind % 5 == 0 ? QuantType::Float : (kind % 3 == 0 ? QuantType::W8A8 : QuantType::W8A8Dynamic);
            cell.reason = kind % 4 == 0 ? Reason::MixExact : Reason::Base;
            cells.push_back(cell);
        }
    }
    LayerSelection selection;
    PrecisionMap many(selection);
    many.resize(1366, 768);
    many.setGrid(LayerGrid(layers));
    many.setCells(cells);
    many.zoomBy(pitch / many.geometryOfCells().cellWidth, {});
    QImage image(many.size(), QImage::Format_RGB32);
    QBENCHMARK {
        many.viewport()->render(&image);
    }
}

QTEST_MAIN(TestPrecisionMap)
#include "tst_precision_map.moc"
