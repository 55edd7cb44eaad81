// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/number_text.h"
#include "core/eval/paired_difference.h"
#include "tests/support/demo_workbench.h"
#include "tests/support/look.h"
#include "widgets/support/theme.h"
#include "widgets/views/status_strip.h"

#include <QAbstractButton>
#include <QCheckBox>
#include <QLabel>
#include <QProgressBar>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>
#include <QToolButton>

#include <thread>

using namespace vernier;

namespace {

/// Reports a fifth done until it is told to stop.
Result<int> endless(JobMonitor &monitor)
{
    while (monitor.keepGoing(20, 100, "forward pass"))
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
    return cancelledError();
}

/// As it is drawn in the strip.
int darkest(StatusStrip &strip, const QLabel &label)
{
    return test::darkest(strip, QRect(label.mapTo(&strip, QPoint()), label.size()));
}

} // namespace

class TestStatusStrip : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        applyTheme(ThemeChoice::Light);
        m_strip = std::make_unique<StatusStrip>(m_workbench);
        m_strip->resize(1366, m_strip->sizeHint().height());
        m_strip->show();
        QCOMPARE(m_strip->stateText(), QStringLiteral("No model is open"));
        QVERIFY(test::openDemo(m_workbench));
        QCOMPARE(m_strip->stateText(), QStringLiteral("Not evaluated yet"));
        QCOMPARE(m_strip->numberText(StatusStrip::Divergence), QStringLiteral("–")); // not measured is not 0
    }

    void showsWhatWasMeasured()
    {
        auto *evaluate = m_strip->findChild<QPushButton *>();
        QVERIFY(evaluate->isEnabled());
        QTest::mouseClick(evaluate, Qt::LeftButton);
        QVERIFY(test::waitUntilIdle(m_workbench));
        QVERIFY(!evaluate->isEnabled());
        const EvaluatedRecipe &evaluated = *m_workbench.analysis.evaluated();
        const auto text = [](const std::string &utf8) { return QString::fromStdString(utf8); };
        QCOMPARE(m_strip->numberText(StatusStrip::FloatPerplexity), text(fixedPoint(evaluated.evaluation.floatPerplexity(), 2)));
        QCOMPARE(m_strip->numberText(StatusStrip::Perplexity),
                 text(withError(evaluated.evaluation.quantizedPerplexity(), evaluated.evaluation.quantizedPerplexityError(), 2)));
        QCOMPARE(m_strip->numberText(StatusStrip::Divergence), text(withError(evaluated.evaluation.kl.mean, evaluated.evaluation.kl.standardError, 4)));
        const Estimate difference = perplexityDifference(evaluated.evaluation);
        QCOMPARE(m_strip->numberText(StatusStrip::Difference),
                 text(signedFixed(difference.mean, 2) + " ± " + fixedPoint(difference.standardError, 2)));
        QVERIFY(m_strip->numberText(StatusStrip::Size).startsWith(text(byteSize(evaluated.size.sizeBytes))));
        const double share = static_cast<double>(evaluated.size.sizeBytes) / static_cast<double>(m_workbench.analysis.model()->floatSize.sizeBytes);
        QVERIFY(m_strip->numberText(StatusStrip::Size).contains(text(percent(share, 0))));
        QVERIFY(m_strip->stateText().startsWith(QStringLiteral("Exact")));
        QVERIFY(!m_strip->isStale());
        QTest::qWait(20);
        test::lookAt(*m_strip, "strip_exact");
    }

    void anEditMakesTheNumbersStaleAndUndoBringsThemBack()
    {
        const QString kl = m_strip->numberText(StatusStrip::Divergence);
        const QList<QLabel *> numbers = m_strip->findChildren<QLabel *>(QStringLiteral("number"));
        std::vector<int> fresh;
        for (const QLabel *label : numbers)
            fresh.push_back(darkest(*m_strip, *label));
        Recipe recipe = m_workbench.document.recipe();
        recipe.quantConfig.isDynamic = true;
        m_workbench.document.editRecipe(QStringLiteral("dynamic"), recipe);
        QVERIFY(m_strip->isStale());
        QCOMPARE(m_strip->numberText(StatusStrip::Divergence), kl);
        QCOMPARE(m_strip->stateText(), QStringLiteral("Of an earlier recipe"));
        auto *number = m_strip->findChildren<QLabel *>(QStringLiteral("number")).at(StatusStrip::Divergence);
        QCOMPARE(number->palette().color(QPalette::WindowText), m_strip->palette().color(QPalette::PlaceholderText));
        QVERIFY(number->parentWidget()->accessibleName().contains(QStringLiteral("of an earlier recipe")));
        for (qsizetype i = 0; i < numbers.size(); ++i) // as drawn, which a palette does not prove
            QVERIFY2(darkest(*m_strip, *numbers[i]) > fresh[static_cast<std::size_t>(i)] + 60, qPrintable(numbers[i]->text()));
        test::lookAt(*m_strip, "strip_stale");
        m_workbench.document.undoStack()->undo();
        QVERIFY(!m_strip->isStale());
        QCOMPARE(number->palette().color(QPalette::WindowText), m_strip->palette().color(QPalette::WindowText));
    }

    void layersMeasuredOneByOneGiveAnEstimate()
    {
        const Project project = m_workbench.document.project();
        Project measured = project;
        EndToEndMeasurement table{m_workbench.analysis.model()->measuredOn, m_workbench.document.recipe(), {}};
        for (const LayerDecision &decision : m_workbench.analysis.plan()->layers) {
            if (!decision.scheme.isFloat())
                table.result.layers.push_back({decision.layer, {0.01, 0.001}, {0.02, 0.001}});
        }
        table.result.sumOfKl = 0.01 * static_cast<double>(table.result.layers.size());
        table.result.jointKl = table.result.sumOfKl;
        table.result.jointLossDifference = 2.0 * table.result.sumOfKl;
        measured.endToEnd = {table};
        measured.history.clear();
        m_workbench.document.reset(measured);
        QVERIFY(test::waitUntilIdle(m_workbench));
        QVERIFY(m_strip->isPredicted());
        const double all = table.result.jointKl.value();
        QCOMPARE(m_strip->numberText(StatusStrip::Divergence), QStringLiteral("≈") + QString::fromStdString(fixedPoint(all, 4)));
        QCOMPARE(m_strip->stateText(), QStringLiteral("Estimated, not evaluated"));
        Recipe recipe = m_workbench.document.recipe();
        recipe.quantConfig.disableNames = {table.result.layers.front().layer};
        m_workbench.document.editRecipe(QStringLiteral("fallback"), recipe);
        QVERIFY(m_strip->isPredicted());
        QCOMPARE(m_strip->numberText(StatusStrip::Divergence),
                 QStringLiteral("≈")
                     + QString::fromStdString(withError(all - 0.01, std::hypot(0.01 * EffectModel::kErrorOfChange, (all - 0.01) * EffectModel::kErrorOfWhole), 4)));
        QTest::qWait(20);
        test::lookAt(*m_strip, "strip_estimated");
        recipe.quantConfig.isDynamic = true; // nothing is known of this type
        m_workbench.document.editRecipe(QStringLiteral("dynamic"), recipe);
        QVERIFY(!m_strip->isPredicted());
        QCOMPARE(m_strip->stateText(), QStringLiteral("Not evaluated yet"));
        m_workbench.document.reset(project);
        QVERIFY(test::waitUntilIdle(m_workbench));
        m_workbench.analysis.evaluate();
        QVERIFY(test::waitUntilIdle(m_workbench));
    }

    void aRecipeThatCannotRunSaysSo()
    {
        Recipe recipe = m_workbench.document.recipe();
        recipe.quantConfig.wBit = 5;
        m_workbench.document.editRecipe(QStringLiteral("5 bits"), recipe);
        QCOMPARE(m_strip->stateText(), QStringLiteral("This recipe cannot run"));
        QVERIFY(!m_strip->findChild<QPushButton *>()->isEnabled());
        m_workbench.document.undoStack()->undo();
        QVERIFY(m_strip->stateText().startsWith(QStringLiteral("Exact")));
    }

    void textsThatAreLackingAreAskedFor()
    {
        Workbench bare;
        bare.analysis.setAutoEvaluate(false);
        StatusStrip strip(bare);
        QSignalSpy asked(&strip, &StatusStrip::textsRequested);
        Project project = test::demoProject();
        project.calibration.reset();
        bare.document.reset(project);
        QVERIFY(test::waitUntilIdle(bare));
        QCOMPARE(strip.stateText(), QStringLiteral("No calibration texts"));
        auto *button = strip.findChild<QPushButton *>();
        QVERIFY(button->isEnabled());
        button->click();
        QCOMPARE(asked.count(), 1);
    }

    void runningJobsShowProgressAndCancel()
    {
        auto *progress = m_strip->findChild<QProgressBar *>();
        auto *cancel = m_strip->findChild<QToolButton *>();
        QVERIFY(!progress->isVisible());
        m_workbench.runner.start<int>(JobKind::EndToEnd, [] { return QStringLiteral("Measure end-to-end sensitivity"); }, endless, this, [](int) {});
        QTRY_COMPARE(progress->value(), 200);
        QVERIFY(cancel->isVisible());
        QTest::qWait(2000); // until there is a remaining time
        test::lookAt(*m_strip, "strip_busy");
        applyTheme(ThemeChoice::Dark);
        QTest::qWait(20);
        test::lookAt(*m_strip, "strip_busy_dark");
        applyTheme(ThemeChoice::Light);
        QTest::mouseClick(cancel, Qt::LeftButton);
        QTRY_VERIFY(!progress->isVisible());
        QTRY_VERIFY(m_workbench.runner.jobs().front().state == JobInfo::State::Cancelled);
    }

    void saysThatAnEvaluationWaitsOrRuns()
    {
        Recipe recipe = m_workbench.document.recipe();
        recipe.quantConfig.actMethod = 2;
        m_workbench.document.editRecipe(QStringLiteral("histogram"), recipe);
        const int exporting = m_workbench.runner.start<int>(JobKind::Export, [] { return QStringLiteral("Export"); }, endless, this, [](int) {});
        m_workbench.analysis.evaluate();
        QCOMPARE(m_strip->stateText(), QStringLiteral("The evaluation waits"));
        QVERIFY(m_strip->isStale());
        m_workbench.runner.cancel(exporting);
        QTRY_COMPARE(m_strip->stateText(), QStringLiteral("Evaluating…"));
        m_workbench.document.undoStack()->undo();
        m_workbench.runner.cancelAll();
        QVERIFY(test::waitUntilIdle(m_workbench));
    }

    void automaticEvaluationIsSwitchedBothWays()
    {
        auto *automatic = m_strip->findChild<QCheckBox *>();
        QVERIFY(!automatic->isChecked());
        QSignalSpy toggled(m_strip.get(), &StatusStrip::autoEvaluateToggled);
        automatic->click();
        QVERIFY(m_workbench.analysis.autoEvaluate());
        QCOMPARE(toggled.count(), 1);
        m_workbench.analysis.setAutoEvaluate(false);
        QVERIFY(!automatic->isChecked());
        QCOMPARE(toggled.count(), 1); // it was not the user
    }

    void failedEvaluationsAreSaid()
    {
        m_workbench.document.undoStack()->clear();
        Recipe recipe = m_workbench.document.recipe();
        recipe.quantConfig.actMethod = 2;
        m_workbench.document.editRecipe(QStringLiteral("histogram"), recipe);
        m_workbench.runner.start<int>(JobKind::Evaluate, [] { return QStringLiteral("Evaluate"); }, [](JobMonitor &) -> Result<int> { return Error{ErrorCode::Numeric, "NaN", {}}; },
                                      this, [](int) {});
        QTRY_COMPARE(m_strip->stateText(), QStringLiteral("The evaluation failed"));
        m_workbench.document.undoStack()->undo();
        QVERIFY(m_strip->stateText().startsWith(QStringLiteral("Exact")));
    }

    void fitsTheSmallestScreenWithoutCuttingANumber()
    {
        QVERIFY2(m_strip->minimumSizeHint().width() <= 1366, qPrintable(QString::number(m_strip->minimumSizeHint().width())));
        m_strip->resize(1366, m_strip->height());
        for (const char *name : {"number", "small"}) {
            for (const QLabel *label : m_strip->findChildren<QLabel *>(QString::fromLatin1(name))) {
                if (label->isVisible())
                    QVERIFY2(label->width() >= label->sizeHint().width(), qPrintable(label->text()));
            }
        }
        // On a smaller one still only what stands small beside a number is cut.
        m_strip->resize(m_strip->minimumSizeHint().width(), m_strip->height());
        QCoreApplication::sendPostedEvents();
        bool isElided = false;
        for (const QLabel *label : m_strip->findChildren<QLabel *>(QStringLiteral("number")))
            QVERIFY2(label->width() >= label->sizeHint().width(), qPrintable(label->text()));
        for (const QLabel *label : m_strip->findChildren<QLabel *>(QStringLiteral("small")))
            isElided = isElided || (label->isVisible() && label->width() < label->sizeHint().width());
        QVERIFY(isElided);
        m_strip->resize(1366, m_strip->height());
    }

    void storedNumbersAreShownUntilTheyAreMeasuredAgain()
    {
        const QString kl = m_strip->numberText(StatusStrip::Divergence);
        const QString perplexity = m_strip->numberText(StatusStrip::Perplexity);
        const Project project = m_workbench.document.project();
        m_workbench.document.reset(project);
        QVERIFY(test::waitUntilIdle(m_workbench));
        QVERIFY(!m_workbench.analysis.evaluated());
        QCOMPARE(m_strip->numberText(StatusStrip::Divergence), kl);
        QCOMPARE(m_strip->numberText(StatusStrip::Perplexity), perplexity);
        QCOMPARE(m_strip->stateText(), QStringLiteral("Stored in the project"));
        QVERIFY(!m_strip->isStale());
        QVERIFY(m_strip->findChild<QPushButton *>()->isEnabled());
        const auto *number = m_strip->findChildren<QLabel *>(QStringLiteral("number")).at(StatusStrip::Divergence);
        QVERIFY(number->parentWidget()->accessibleName().contains(QStringLiteral("stored in the project")));
        Project changed = project;
        for (HistoryEntry &entry : changed.history)
            entry.evaluatedOn = "another model and text";
        m_workbench.document.reset(changed);
        QVERIFY(test::waitUntilIdle(m_workbench));
        QCOMPARE(m_strip->stateText(), QStringLiteral("Not evaluated yet"));
        for (HistoryEntry &entry : changed.history)
            entry.evaluatedOn.clear(); // of an earlier version
        changed.checkpoint->fingerprint = "of another model";
        m_workbench.document.reset(changed);
        QVERIFY(test::waitUntilIdle(m_workbench));
        QCOMPARE(m_strip->stateText(), QStringLiteral("Not evaluated yet"));
        QCOMPARE(m_strip->numberText(StatusStrip::Divergence), QStringLiteral("–"));
        m_workbench.document.reset(project);
        QVERIFY(test::waitUntilIdle(m_workbench));
        m_workbench.analysis.evaluate();
        QVERIFY(test::waitUntilIdle(m_workbench));
        QCOMPARE(m_strip->numberText(StatusStrip::Divergence), kl);
    }

    void retranslates()
    {
        test::GuillemetTranslator guillemets;
        qApp->installTranslator(&guillemets);
        QTRY_VERIFY(m_strip->stateText().startsWith(QStringLiteral("«Exact")));
        QCOMPARE(m_strip->findChild<QPushButton *>()->text(), QStringLiteral("«Eva&luate»"));
        for (const QLabel *label : m_strip->findChildren<QLabel *>(QStringLiteral("number")))
            QVERIFY(label->parentWidget()->toolTip().contains(QStringLiteral("«")));
        qApp->removeTranslator(&guillemets);
        QTRY_VERIFY(m_strip->stateText().startsWith(QStringLiteral("Exact")));
    }

private:
    Workbench m_workbench;
    std::unique_ptr<StatusStrip> m_strip;
};

QTEST_MAIN(TestStatusStrip)
#include "tst_status_strip.moc"
