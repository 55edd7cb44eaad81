// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/number_text.h"
#include "tests/support/demo_workbench.h"
#include "tests/support/shouting_translator.h"
#include "widgets/plots/bar_plot.h"
#include "widgets/views/layer_actions.h"
#include "widgets/views/metric_bar.h"
#include "widgets/views/sensitivity_view.h"

#include <QCoreApplication>
#include <QFile>
#include <QLabel>
#include <QPushButton>
#include <QScrollBar>
#include <QSpinBox>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <fstream>
#include <memory>

using namespace vernier;

class TestSensitivityView : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void init();

    void saysWhatToDoWhileEmpty();
    void sortsTheWorstFirst();
    void keepsTheTwoTablesApart();
    void selectsTheWorst();
    void fallsBackTheSelectedInOneStep();
    void clicksSelect();
    void keysMoveAndExtend();
    void scrollsToWhatIsSelectedElsewhere();
    void tellsAdditivityInWords();
    void copiesAllNumbers();
    void speaksTheNewLanguage();

private:
    [[nodiscard]] BarPlot &plot() { return m_view->plot(); }
    [[nodiscard]] QPushButton *button(const QString &text)
    {
        for (QPushButton *candidate : m_view->findChildren<QPushButton *>()) {
            if (candidate->text().remove(QLatin1Char('&')) == text)
                return candidate;
        }
        return nullptr;
    }
    [[nodiscard]] bool hasText(const QString &part)
    {
        const auto labels = m_view->findChildren<QLabel *>();
        return std::any_of(labels.begin(), labels.end(), [&](const QLabel *label) { return !label->isHidden() && label->text().contains(part); });
    }
    void click(int bar, Qt::KeyboardModifiers modifiers = {})
    {
        QTest::mouseClick(&plot(), Qt::LeftButton, modifiers, plot().lineRect(bar).center());
    }

    QTemporaryDir m_folder;
    Workbench m_workbench;
    LayerActions m_actions{m_workbench};
    std::unique_ptr<SensitivityView> m_view;
};

/// The demo with little evaluation text, so that every layer is swapped within seconds.
void TestSensitivityView::initTestCase()
{
    m_view = std::make_unique<SensitivityView>(m_workbench, m_actions);
    m_view->resize(700, 420);
    m_view->show();
    QVERIFY(hasText(QStringLiteral("No model is open")));
    constexpr std::streamsize kBytes = 600;
    Project project = test::demoProject();
    std::string text(static_cast<std::size_t>(kBytes), '\0');
    std::ifstream(project.evaluation->path).read(text.data(), kBytes);
    const std::filesystem::path path = toPath(m_folder.filePath(QStringLiteral("short.txt")));
    std::ofstream(path) << text;
    project.evaluation = EvaluationText{path, WindowMode::Stream, 64};
    m_workbench.analysis.setAutoEvaluate(false);
    m_workbench.document.reset(project);
    QVERIFY(test::waitUntilIdle(m_workbench));
    QVERIFY(m_workbench.analysis.model() && m_workbench.analysis.model()->evaluator);
    QVERIFY(QTest::qWaitForWindowActive(m_view.get()));
}

void TestSensitivityView::init()
{
    QTest::failOnWarning(QRegularExpression(QStringLiteral("^(?!This plugin does not support propagateSizeHints)"))); // offscreen
    m_workbench.document.undoStack()->setIndex(0);
    m_workbench.selection.clear();
    m_view->setMetric(LayerMetric::LocalSqnr);
    QCoreApplication::processEvents();
    plot().setFirstBar(0);
    plot().setFocus();
}

void TestSensitivityView::saysWhatToDoWhileEmpty()
{
    m_view->setMetric(LayerMetric::EndToEndKl);
    QCOMPARE(plot().bars().size(), std::size_t{0});
    QVERIFY(hasText(QStringLiteral("Press “Measure”")));
    QVERIFY(!button(QStringLiteral("Select"))->isEnabled());
    button(QStringLiteral("Measure"))->click();
    QTRY_VERIFY(hasText(QStringLiteral("is being measured")));
    QVERIFY(test::waitUntilIdle(m_workbench, 300000));
    QTRY_COMPARE(plot().bars().size(), std::size_t{70});
    QVERIFY(!hasText(QStringLiteral("Press “Measure”")));
}

void TestSensitivityView::sortsTheWorstFirst()
{
    QCOMPARE(plot().bars().size(), std::size_t{70}); // the head is in float: not measured
    for (std::size_t bar = 1; bar < plot().bars().size(); ++bar)
        QVERIFY(plot().bars()[bar - 1].value <= plot().bars()[bar].value); // little SQNR is bad
    QVERIFY(!plot().bars()[0].error);
    QVERIFY(hasText(QStringLiteral("1 layer(s) not measured")));
    const int worst = m_view->order().front();
    QCOMPARE(plot().bars()[0].value, *m_workbench.layers.metric(worst, LayerMetric::LocalSqnr));
    QCOMPARE(toUtf8(plot().bars()[0].name), m_workbench.layers.layer(worst).name);
    QCOMPARE(QStringLiteral("model.layers.") + plot().bars()[0].shortName, plot().bars()[0].name);
    m_view->setMetric(LayerMetric::EndToEndKl);
    for (std::size_t bar = 1; bar < plot().bars().size(); ++bar)
        QVERIFY(plot().bars()[bar - 1].value >= plot().bars()[bar].value);
    QVERIFY(*plot().bars()[0].error > 0.0);
}

void TestSensitivityView::keepsTheTwoTablesApart()
{
    QVERIFY(plot().xAxis->label().contains(QStringLiteral("dB")));
    QVERIFY(plot().bars()[0].text.endsWith(QStringLiteral("dB")));
    m_view->setMetric(LayerMetric::EndToEndKl);
    QVERIFY(plot().xAxis->label().contains(QStringLiteral("nats")));
    for (std::size_t bar = 0; bar < plot().bars().size(); ++bar)
        QCOMPARE(plot().bars()[bar].value, *m_workbench.layers.metric(m_view->order()[bar], LayerMetric::EndToEndKl));
    QVERIFY(plot().xAxis->range().upper > plot().bars()[0].value + *plot().bars()[0].error); // room for the longest
}

void TestSensitivityView::selectsTheWorst()
{
    auto *spin = m_view->findChild<QSpinBox *>();
    QCOMPARE(spin->value(), 10);
    spin->setValue(4);
    button(QStringLiteral("Select"))->click();
    std::vector<int> expected(m_view->order().begin(), m_view->order().begin() + 4);
    std::sort(expected.begin(), expected.end());
    QCOMPARE(m_workbench.selection.layers(), expected);
    QCOMPARE(m_workbench.selection.current(), m_view->order().front());
    QCOMPARE(spin->maximum(), 70);
}

void TestSensitivityView::fallsBackTheSelectedInOneStep()
{
    m_view->selectWorst(3);
    button(QStringLiteral("Fall back 3 layer(s)"))->click();
    QCOMPARE(m_workbench.document.recipe().quantConfig.disableNames.size(), std::size_t{3});
    QCOMPARE(m_workbench.document.undoStack()->index(), 1);
    QTRY_VERIFY(plot().bars()[2].isMarked); // keeps its place and value
    QVERIFY(!plot().bars()[3].isMarked);
    QVERIFY(m_view->findChild<MetricBar *>()->state() == MetricState::Current);
    QVERIFY(!button(QStringLiteral("Fall back"))->isEnabled()); // they are in float
    m_view->selectWorst(5);
    QVERIFY(button(QStringLiteral("Fall back 2 layer(s)")));
    m_workbench.document.undoStack()->undo();
    QTRY_VERIFY(!plot().bars()[2].isMarked);
}

void TestSensitivityView::clicksSelect()
{
    const auto &order = m_view->order();
    click(2);
    QCOMPARE(m_workbench.selection.layers(), std::vector<int>{order[2]});
    click(5, Qt::ControlModifier);
    QCOMPARE(m_workbench.selection.layers().size(), std::size_t{2});
    click(2, Qt::ControlModifier);
    QCOMPARE(m_workbench.selection.layers(), std::vector<int>{order[5]});
    click(1);
    click(3, Qt::ShiftModifier);
    std::vector<int> expected{order[1], order[2], order[3]};
    std::sort(expected.begin(), expected.end());
    QCOMPARE(m_workbench.selection.layers(), expected);
    QTest::mouseClick(&plot(), Qt::LeftButton, {}, QPoint(10, plot().height() - 3)); // on the axis
    QCOMPARE(m_workbench.selection.layers(), expected);
}

void TestSensitivityView::keysMoveAndExtend()
{
    const auto &order = m_view->order();
    QTest::keyClick(&plot(), Qt::Key_Home);
    QCOMPARE(m_workbench.selection.current(), order[0]);
    QTest::keyClick(&plot(), Qt::Key_Down);
    QTest::keyClick(&plot(), Qt::Key_Down, Qt::ShiftModifier);
    QCOMPARE(m_workbench.selection.layers().size(), std::size_t{2});
    QCOMPARE(m_workbench.selection.current(), order[2]);
    QTest::keyClick(&plot(), Qt::Key_End);
    QCOMPARE(m_workbench.selection.layers(), std::vector<int>{order[69]});
    QCOMPARE(plot().firstBar(), 70 - plot().visibleBars());
    QTest::keyClick(&plot(), Qt::Key_F);
    QVERIFY(m_workbench.layers.decision(order[69])->scheme.isFloat());
}

void TestSensitivityView::scrollsToWhatIsSelectedElsewhere()
{
    QVERIFY(plot().visibleBars() < 60);
    m_workbench.selection.selectOnly(m_view->order()[65]);
    QVERIFY(plot().firstBar() <= 65 && 65 < plot().firstBar() + plot().visibleBars());
    QCOMPARE(plot().barAt(plot().lineRect(65).center()), 65);
    auto *scrollBar = m_view->findChild<QScrollBar *>();
    QCOMPARE(scrollBar->value(), plot().firstBar());
    scrollBar->setValue(7);
    QCOMPARE(plot().firstBar(), 7);
}

void TestSensitivityView::tellsAdditivityInWords()
{
    QVERIFY(!hasText(QStringLiteral("add up to")));
    m_view->setMetric(LayerMetric::EndToEndKl);
    const EndToEndResult &result = m_workbench.analysis.endToEnd()->result;
    QVERIFY(hasText(toText("add up to " + significant(result.sumOfKl, 3))));
    QVERIFY(hasText(toText("together cost " + significant(result.jointKl.value(), 3))));
}

void TestSensitivityView::copiesAllNumbers()
{
    const QStringList lines = plot().table().split(QLatin1Char('\n'));
    QCOMPARE(lines.size(), 72); // head line, 70 layers, the end
    QVERIFY(lines[1].startsWith(plot().bars()[0].name));
}

void TestSensitivityView::speaksTheNewLanguage()
{
    test::ShoutingTranslator translator;
    QCoreApplication::installTranslator(&translator);
    QCoreApplication::processEvents();
    QCOMPARE(plot().xAxis->label(), QStringLiteral("<Local SQNR (dB)>"));
    QVERIFY(button(QStringLiteral("<Fall back>")));
    QCoreApplication::removeTranslator(&translator);
    QCoreApplication::processEvents();
    QVERIFY(button(QStringLiteral("Fall back")));
}

QTEST_MAIN(TestSensitivityView)
#include "tst_sensitivity_view.moc"
