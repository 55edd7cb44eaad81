// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/demo_workbench.h"
#include "tests/support/shouting_translator.h"
#include "widgets/views/guide_step_row.h"
#include "widgets/views/guide_view.h"

#include <QComboBox>
#include <QCoreApplication>
#include <QPushButton>
#include <QTemporaryDir>

#include <memory>

using namespace vernier;

class TestGuideView : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void init();

    void listsTheStepsOfTheSymptom();
    void buttonsEditTheRecipeInOneStep();
    void saysThatNothingWasEvaluated();
    void showsWhatTheStepBrought();
    void asksForTexts();
    void speaksTheNewLanguage();

private:
    QTemporaryDir m_folder;
    Workbench m_workbench;
    std::unique_ptr<GuideView> m_view;
};

void TestGuideView::initTestCase()
{
    m_view = std::make_unique<GuideView>(m_workbench);
    m_view->resize(380, 600);
    m_view->show();
    QVERIFY(m_view->status().contains(QStringLiteral("No model is open")));
    QVERIFY(m_view->rows().empty());
    m_workbench.analysis.setAutoEvaluate(false);
    m_workbench.document.reset(test::shortDemoOnAllSamples(m_folder));
    QVERIFY(test::waitUntilIdle(m_workbench));
    QVERIFY(m_workbench.analysis.model() && m_workbench.analysis.model()->evaluator);
}

void TestGuideView::init()
{
    m_workbench.document.undoStack()->setIndex(0);
    m_view->setSymptom(Symptom::PartlyLower);
    QTest::qWait(10);
}

void TestGuideView::listsTheStepsOfTheSymptom()
{
    QCOMPARE(m_view->rows().front()->step().id, GuideStepId::Suppression);
    QVERIFY(!m_view->row(GuideStepId::FloatModel));
    m_view->setSymptom(Symptom::Gibberish);
    QCOMPARE(m_view->rows().front()->step().id, GuideStepId::FloatModel);
    QCOMPARE(m_view->rows().size(), std::size_t{5});
    QCOMPARE(m_view->row(GuideStepId::FloatModel)->button()->text(), QStringLiteral("Evaluate"));
    for (std::size_t i = 0; i < m_view->rows().size(); ++i) // each step has a number of its own
        QVERIFY(m_view->rows()[i]->accessibleName().startsWith(QStringLiteral("%1. ").arg(i + 1)));
}

void TestGuideView::buttonsEditTheRecipeInOneStep()
{
    GuideStepRow *suppression = m_view->row(GuideStepId::Suppression);
    const Recipe expected = *suppression->step().applied;
    QTest::keyClick(suppression->button(), Qt::Key_Space);
    QCOMPARE(m_workbench.document.recipe(), expected);
    QCOMPARE(m_workbench.document.undoStack()->index(), 1);
    QCOMPARE(m_workbench.document.undoStack()->undoText(), QStringLiteral("Set anti_method m1"));
    QTRY_COMPARE(suppression->button()->text(), QStringLiteral("Set anti_method m2"));
    QCOMPARE(suppression->stateText(), QStringLiteral("begun: m1"));
    m_workbench.document.undoStack()->undo();
    QTRY_COMPARE(suppression->button()->text(), QStringLiteral("Set anti_method m1"));
    QVERIFY(m_view->row(GuideStepId::WorstFallback)->step().applied); // by local sensitivity
}

void TestGuideView::saysThatNothingWasEvaluated()
{
    QVERIFY(m_view->status().contains(QStringLiteral("not been evaluated")));
    QCOMPARE(m_view->row(GuideStepId::DownFallback)->gainText(), QString());
}

void TestGuideView::showsWhatTheStepBrought()
{
    m_workbench.analysis.evaluate();
    QVERIFY(test::waitUntilIdle(m_workbench));
    QTRY_VERIFY(m_view->status().contains(QStringLiteral("KL")));
    m_view->row(GuideStepId::DownFallback)->button()->click();
    QTRY_COMPARE(m_view->row(GuideStepId::DownFallback)->step().state, GuideStep::State::Done);
    QVERIFY(m_view->status().contains(QStringLiteral("not been evaluated")));
    m_workbench.analysis.evaluate();
    QVERIFY(test::waitUntilIdle(m_workbench));
    QTRY_VERIFY(m_view->row(GuideStepId::DownFallback)->gainText().contains(QStringLiteral("better")));
    QVERIFY(m_view->row(GuideStepId::DownFallback)->gainText().contains(QStringLiteral("loss")));
    QCOMPARE(m_view->row(GuideStepId::Suppression)->gainText(), QString());
    m_view->setSymptom(Symptom::Gibberish);
    QCOMPARE(m_view->row(GuideStepId::FloatModel)->step().state, GuideStep::State::Done);
}

void TestGuideView::asksForTexts()
{
    QSignalSpy asked(m_view.get(), &GuideView::textsRequested);
    QSignalSpy cases(m_view.get(), &GuideView::casesRequested);
    for (QPushButton *button : m_view->row(GuideStepId::CalibrationData)->findChildren<QPushButton *>()) {
        if (button->isVisible() && button->text().startsWith(QStringLiteral("Texts")))
            button->click();
        else if (button->isVisible() && button->text().startsWith(QStringLiteral("Bad cases")))
            button->click();
    }
    QCOMPARE(asked.count(), 1);
    QCOMPARE(cases.count(), 1);
}

void TestGuideView::speaksTheNewLanguage()
{
    test::ShoutingTranslator translator;
    QCoreApplication::installTranslator(&translator);
    QCoreApplication::processEvents();
    QCOMPARE(m_view->findChild<QComboBox *>()->itemText(0), QStringLiteral("<The answers are gibberish>"));
    QVERIFY(m_view->rows().front()->stateText().contains(QLatin1Char('<')));
    QCoreApplication::removeTranslator(&translator);
    QCoreApplication::processEvents();
    QVERIFY(!m_view->rows().front()->stateText().contains(QLatin1Char('<')));
}

QTEST_MAIN(TestGuideView)
#include "tst_guide_view.moc"
