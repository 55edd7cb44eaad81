// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/io/atomic_file.h"
#include "tests/support/demo_workbench.h"
#include "tests/support/look.h"
#include "tests/support/open_window.h"
#include "tests/support/shared_data.h"
#include "widgets/views/guide_view.h"
#include "widgets/views/precision_map.h"

#include <QDockWidget>
#include <QLabel>
#include <QTest>

#include <cmath>
#include <random>

// Models that are not Llama's kind, in the real window: every view draws them, every measurement ends.

using namespace vernier;

class TestWindowFamilies : public QObject
{
    Q_OBJECT

private:
    test::OpenWindow m_open;

    /// The toys have no tokenizers: token ids, which all of their vocabularies have.
    std::filesystem::path writeIds(const char *name, int sequences, unsigned seed) const
    {
        std::mt19937 generator(seed);
        std::vector<std::vector<int>> ids(static_cast<std::size_t>(sequences));
        for (std::vector<int> &sequence : ids) {
            for (int i = 0; i < 48; ++i)
                sequence.push_back(static_cast<int>(generator() % 300) + 5);
        }
        const std::filesystem::path file = m_open.scratch.filePath(QString::fromLatin1(name)).toStdString();
        if (!writeFileAtomically(file, nlohmann::json(ids).dump()))
            qFatal("the token ids cannot be written");
        return file;
    }

private slots:
    void initTestCase() { QVERIFY(m_open.open()); }

    void everyViewShowsThem_data()
    {
        QTest::addColumn<int>("layers");
        QTest::addColumn<QString>("fragile"); // what the guide says to leave in float first
        QTest::newRow("gpt2") << 2 * 4 + 1 << QStringLiteral("mlp.c_proj");
        QTest::newRow("bloom") << 2 * 4 + 1 << QStringLiteral("dense_4h_to_h");
        QTest::newRow("chatglm2") << 3 * 4 + 1 << QStringLiteral("dense_4h_to_h");
        QTest::newRow("gemma2") << 3 * 7 + 1 << QStringLiteral("down_proj");
        QTest::newRow("qwen3_moe") << 2 * (4 + 1 + 16 * 3) + 7 + 1 << QStringLiteral("down_proj");
        QTest::newRow("deepseek_v3") << 5 + 3 + 5 + 8 * 3 + 3 + 1 << QStringLiteral("kv_b_proj");
    }

    void everyViewShowsThem()
    {
        QFETCH(const int, layers);
        VERNIER_SHARED_OR_SKIP(arch, "arch");
        const char *family = QTest::currentDataTag();
        Workbench &workbench = m_open.window->workbench();
        Project project;
        project.checkpoint = CheckpointReference{arch / family, {}};
        project.calibration = writeIds("calibration.json", 8, 1);
        project.evaluation = EvaluationText{writeIds("evaluation.json", 4, 2), WindowMode::Documents, 64};
        workbench.document.reset(project);
        QVERIFY(test::waitUntilIdle(workbench));
        QVERIFY(workbench.analysis.model());
        QVERIFY(workbench.analysis.model()->problems.empty());
        QCOMPARE(workbench.layers.rowCount(), layers);
        const auto evaluated = workbench.analysis.evaluated();
        QVERIFY(evaluated && std::isfinite(evaluated->evaluation.kl.mean) && evaluated->evaluation.kl.mean > 0.0);
        workbench.analysis.measureEndToEnd();
        QVERIFY(test::waitUntilIdle(workbench));
        QVERIFY(workbench.analysis.endToEndIsCurrent());
        QCOMPARE(workbench.analysis.endToEnd()->result.missing, 0);
        for (const int row : {0, layers / 2, layers - 1}) {
            workbench.selection.select({row});
            for (QDockWidget *dock : m_open.window->findChildren<QDockWidget *>()) {
                dock->show();
                dock->raise();
                QCoreApplication::processEvents();
                if (row == layers / 2)
                    test::lookAt(*m_open.window, (std::string(family) + '_' + dock->objectName().toStdString()).c_str());
            }
            QVERIFY(test::waitUntilIdle(workbench)); // details of the layer
        }
        const auto *guide = m_open.window->findChild<GuideView *>();
        QVERIFY(guide);
        const QList<QLabel *> labels = guide->findChildren<QLabel *>();
        QFETCH(const QString, fragile);
        QVERIFY(std::any_of(labels.begin(), labels.end(), [&](const QLabel *label) { return label->text().contains(QStringLiteral("All %1 in float").arg(fragile)); }));

        // An edit of one layer is undone, and known at once.
        auto *map = m_open.window->findChild<PrecisionMap *>();
        workbench.selection.select({1});
        map->setFocus();
        QTest::keyClick(map, Qt::Key_F);
        QTRY_VERIFY_WITH_TIMEOUT(workbench.analysis.evaluated(), 60000); // a moment after the edit
        QVERIFY(workbench.analysis.evaluated() && workbench.analysis.evaluated()->evaluation.kl.mean != evaluated->evaluation.kl.mean);
        workbench.document.undoStack()->undo();
        QVERIFY(workbench.analysis.evaluated());
    }
};

QTEST_MAIN(TestWindowFamilies)
#include "tst_window_families.moc"
