// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/demo_workbench.h"
#include "widgets/support/path_field.h"
#include "widgets/views/texts_dialog.h"

#include <QComboBox>
#include <QDialogButtonBox>
#include <QDropEvent>
#include <QLabel>
#include <QLineEdit>
#include <QMimeData>
#include <QPushButton>
#include <QSpinBox>
#include <QTemporaryDir>
#include <QTest>

using namespace vernier;

class TestTextsDialog : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        QVERIFY(m_folder.isValid());
        QVERIFY(test::openDemo(m_workbench));
        write("broken.jsonl", "{\"prompt\": \n");
        write("short.txt", "Once upon a time there was a fox.\n<|endoftext|>\nThe end.\n");
    }

    void init()
    {
        m_dialog = std::make_unique<TextsDialog>(m_workbench);
        m_dialog->show();
        QVERIFY(checked());
    }

    void cleanup()
    {
        m_dialog.reset();
        while (m_workbench.document.undoStack()->canUndo())
            m_workbench.document.undoStack()->undo();
        QVERIFY(test::waitUntilIdle(m_workbench));
    }

    void countsOfThePresentTextsAreShown()
    {
        const auto &model = m_workbench.analysis.model();
        const QString calibration = label("calibration.result")->text();
        QVERIFY2(calibration.contains(QString::number(model->calibration.size()) + QStringLiteral(" samples")), qPrintable(calibration));
        const QString evaluation = label("evaluation.result")->text();
        QVERIFY2(evaluation.startsWith(QString::number(model->windows.sequences()) + QStringLiteral(" windows")), qPrintable(evaluation));
        QVERIFY(ok()->isEnabled());
        QCOMPARE(m_dialog->findChild<QSpinBox *>()->value(), 256);
    }

    void okIsOneUndoStep()
    {
        m_dialog->findChild<QSpinBox *>()->setValue(128);
        QVERIFY(!ok()->isEnabled()); // not read yet
        QVERIFY(checked());
        fields()[0]->setPath(m_folder.filePath(QStringLiteral("short.txt")));
        QVERIFY(checked());
        QVERIFY(label("calibration.result")->text().contains(QStringLiteral("2 samples")));
        ok()->click();
        QCOMPARE(m_workbench.document.undoStack()->count(), 1);
        QCOMPARE(m_workbench.document.project().evaluation->window, std::int64_t{128});
        QCOMPARE(QString::fromStdString(m_workbench.document.project().calibration->string()), m_folder.filePath(QStringLiteral("short.txt")));
        QVERIFY(test::waitUntilIdle(m_workbench));
    }

    void unchangedIsNoStep()
    {
        const int before = m_workbench.document.undoStack()->count();
        ok()->click();
        QCOMPARE(m_workbench.document.undoStack()->count(), before);
    }

    void badFilesAreRefusedInWords_data()
    {
        QTest::addColumn<int>("field");
        QTest::addColumn<QString>("file");
        QTest::addColumn<QString>("part");
        QTest::newRow("broken calibration") << 0 << "broken.jsonl" << "broken.jsonl";
        QTest::newRow("missing calibration") << 0 << "nowhere.txt" << "nowhere.txt";
        QTest::newRow("too short to evaluate") << 1 << "short.txt" << "window";
        QTest::newRow("a folder") << 1 << "." << "";
    }

    void badFilesAreRefusedInWords()
    {
        QFETCH(int, field);
        QFETCH(QString, file);
        QFETCH(QString, part);
        fields()[field]->setPath(m_folder.filePath(file));
        QVERIFY(read());
        QVERIFY(!ok()->isEnabled());
        const QString text = label(field == 0 ? "calibration.result" : "evaluation.result")->text();
        QVERIFY2(text.contains(part), qPrintable(text));
        m_dialog->accept(); // as Enter would
        QVERIFY(m_dialog->isVisible());
        QVERIFY(!m_workbench.document.undoStack()->canUndo());
    }

    void documentsMode()
    {
        fields()[1]->setPath(m_folder.filePath(QStringLiteral("short.txt")));
        auto *mode = m_dialog->findChild<QComboBox *>();
        mode->setCurrentIndex(mode->findData(QStringLiteral("documents")));
        QVERIFY(checked());
        QVERIFY(label("evaluation.result")->text().startsWith(QStringLiteral("2 windows")));
    }

    void nothingIsAllowedAndExplained()
    {
        fields()[0]->setPath(QString());
        fields()[1]->setPath(QString());
        QVERIFY(checked());
        QVERIFY(label("calibration.result")->text().contains(QStringLiteral("No calibration data")));
        ok()->click();
        QVERIFY(!m_workbench.document.project().calibration);
        QVERIFY(!m_workbench.document.project().evaluation);
        QVERIFY(test::waitUntilIdle(m_workbench));
    }

    void filesAreDroppedOnTheFields()
    {
        QMimeData data;
        data.setUrls({QUrl::fromLocalFile(m_folder.filePath(QStringLiteral("short.txt")))});
        QLineEdit *edit = fields()[0]->edit();
        QDragEnterEvent enter(QPoint(5, 5), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
        QCoreApplication::sendEvent(edit, &enter);
        QVERIFY(enter.isAccepted());
        QDropEvent drop(QPointF(5, 5), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
        QCoreApplication::sendEvent(edit, &drop);
        QCOMPARE(fields()[0]->path(), m_folder.filePath(QStringLiteral("short.txt")));
    }

    void anotherDetailDoesNotLoseTheCheck()
    {
        m_dialog->findChild<QSpinBox *>()->setValue(64);
        QVERIFY(QTest::qWaitFor([&] { return m_workbench.runner.isBusy(JobKind::Details); }));
        m_workbench.runner.start<int>(JobKind::Details, [] { return QStringLiteral("other"); }, [](JobMonitor &) { return Result<int>(1); }, nullptr, [](int) {});
        QVERIFY(checked());
    }

    void languageChangesReachEveryText()
    {
        label("calibration.name")->setText(QString());
        QEvent event(QEvent::LanguageChange);
        QCoreApplication::sendEvent(m_dialog.get(), &event);
        QVERIFY(!label("calibration.name")->text().isEmpty());
    }

private:
    void write(const char *name, const char *contents) const
    {
        QFile file(m_folder.filePath(QString::fromLatin1(name)));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(contents);
    }
    [[nodiscard]] QLabel *label(const char *name) const { return m_dialog->findChild<QLabel *>(QString::fromLatin1(name)); }
    [[nodiscard]] QPushButton *ok() const { return m_dialog->findChild<QDialogButtonBox *>()->button(QDialogButtonBox::Ok); }
    [[nodiscard]] QList<PathField *> fields() const { return m_dialog->findChildren<PathField *>(); }
    [[nodiscard]] bool checked() const
    {
        return QTest::qWaitFor([&] { return m_dialog->isAcceptable(); }, 20000);
    }
    /// The files have been read, whatever came of it.
    [[nodiscard]] bool read() const
    {
        return QTest::qWaitFor([&] { return !label("calibration.result")->text().startsWith(QStringLiteral("Reading")); }, 20000);
    }

    QTemporaryDir m_folder;
    Workbench m_workbench;
    std::unique_ptr<TextsDialog> m_dialog;
};

QTEST_MAIN(TestTextsDialog)
#include "tst_texts_dialog.moc"
