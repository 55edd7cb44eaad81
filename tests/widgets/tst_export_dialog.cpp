// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/demo_workbench.h"
#include "widgets/views/code_view.h"
#include "widgets/views/export_dialog.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDir>
#include <QFile>
#include <QLabel>
#include <QPushButton>
#include <QSignalSpy>
#include <QSpinBox>
#include <QTemporaryDir>
#include <QTest>

using namespace vernier;

class TestExportDialog : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        QVERIFY(m_folder.isValid());
        QVERIFY(test::openDemo(m_workbench));
    }

    void init()
    {
        m_workbench.document.editRecipe(QStringLiteral("start"), Recipe{});
        m_dialog = std::make_unique<ExportDialog>(m_workbench);
        m_dialog->setFolder(m_folder.filePath(QStringLiteral("out")));
        m_dialog->show();
    }

    void cleanup()
    {
        m_dialog.reset();
        QVERIFY(test::waitUntilIdle(m_workbench));
        QDir(m_folder.filePath(QStringLiteral("out"))).removeRecursively();
    }

    void theSuggestedFolderNamesModelAndType()
    {
        m_dialog->setParentFolder(QStringLiteral("/somewhere"));
        QCOMPARE(QString::fromStdString(m_dialog->request().folder.string()), QStringLiteral("/somewhere/model-outliers-w8a8"));
    }

    void everythingIsWritten()
    {
        QSignalSpy exported(m_dialog.get(), &ExportDialog::exported);
        child<QComboBox>("format")->setCurrentText(QStringLiteral("ascendV1"));
        QVERIFY(child<QPushButton>("start")->isEnabled());
        child<QPushButton>("start")->click();
        QCOMPARE(m_dialog->page(), ExportDialog::Working);
        QVERIFY(QTest::qWaitFor([&] { return m_dialog->page() == ExportDialog::Done; }, 60000));
        QCOMPARE(exported.count(), 1);
        const QDir folder(m_folder.filePath(QStringLiteral("out")));
        for (const char *name : {"quant_model_weight_w8a8.safetensors", "quant_model_description.json", "config.json", "tokenizer.json",
                                 "quant.py", "quant.yaml", "recipe.json"})
            QVERIFY2(folder.exists(QString::fromLatin1(name)), name);
        const QString command = m_dialog->findChild<CodeView *>()->toPlainText();
        QVERIFY(command.contains(QStringLiteral("vernier-cli quantize")));
        QVERIFY(command.contains(QStringLiteral("--save-type ascendV1")));
        QVERIFY(command.contains(folder.absoluteFilePath(QStringLiteral("recipe.json"))));
        QVERIFY(command.contains(QStringLiteral("vernier-cli export")));
        QVERIFY(child<QLabel>("result")->text().contains(QStringLiteral("MiB")));
        QVERIFY(child<QPushButton>("close")->isVisible());
    }

    void onlyWhatIsChosenIsWritten()
    {
        for (const char *name : {"weights", "yaml", "recipe"})
            child<QCheckBox>(name)->setChecked(false);
        QVERIFY(!child<QComboBox>("format")->isEnabled());
        m_dialog->start();
        QVERIFY(QTest::qWaitFor([&] { return m_dialog->page() == ExportDialog::Done; }, 60000));
        QCOMPARE(QDir(m_folder.filePath(QStringLiteral("out"))).entryList(QDir::Files), QStringList{QStringLiteral("quant.py")});
    }

    void problemsAreSaidBeforeAnythingBegins()
    {
        for (const char *name : {"weights", "script", "yaml", "recipe"})
            child<QCheckBox>(name)->setChecked(false);
        QVERIFY(!child<QPushButton>("start")->isEnabled());
        QVERIFY(child<QLabel>("problems")->text().contains(QStringLiteral("nothing is chosen")));
        child<QCheckBox>("weights")->setChecked(true);
        QVERIFY(child<QPushButton>("start")->isEnabled());
        m_dialog->setFolder(QString());
        QVERIFY(!child<QPushButton>("start")->isEnabled());
        m_dialog->setFolder(QStringLiteral(VERNIER_SOURCE_DIR "/resources/demo/model-outliers"));
        QVERIFY(child<QLabel>("problems")->text().contains(QStringLiteral("own folder")));
        m_dialog->setFolder(m_folder.filePath(QStringLiteral("out")));
        Recipe refused;
        refused.quantConfig.wBit = 4;
        m_workbench.document.editRecipe(QStringLiteral("x"), refused);
        QVERIFY(child<QLabel>("problems")->text().contains(QStringLiteral("W4A8_DYNAMIC")));
        m_dialog->start();
        QCOMPARE(m_dialog->page(), ExportDialog::Choose);
        QVERIFY(!QDir(m_folder.filePath(QStringLiteral("out"))).exists());
    }

    void cancellingLeavesNothing()
    {
        m_dialog->start();
        QVERIFY(QTest::qWaitFor([&] { return !m_workbench.runner.jobs().empty() && m_workbench.runner.jobs()[0].state == JobInfo::State::Running; }));
        m_dialog->reject(); // as Escape does
        QCOMPARE(m_dialog->page(), ExportDialog::Choose);
        QVERIFY(m_dialog->isVisible());
        QVERIFY(QTest::qWaitFor([&] { return m_workbench.runner.jobs()[0].state == JobInfo::State::Cancelled; }, 20000));
        QVERIFY(!QDir(m_folder.filePath(QStringLiteral("out"))).exists());
        QVERIFY(child<QPushButton>("start")->isEnabled());
    }

    void failuresComeBackInWords()
    {
        // Everything looks well until the folder in the way is met when the files are put in place.
        QVERIFY(QDir().mkpath(m_folder.filePath(QStringLiteral("out/quant.py"))));
        m_dialog->start();
        QVERIFY(QTest::qWaitFor([&] { return m_dialog->page() == ExportDialog::Choose; }, 60000));
        QVERIFY2(child<QLabel>("problems")->text().contains(QStringLiteral("quant.py")), qPrintable(child<QLabel>("problems")->text()));
        QVERIFY(!QDir(m_folder.filePath(QStringLiteral("out"))).exists(QStringLiteral("config.json")));
        child<QCheckBox>("pin")->toggle(); // what was said about the last attempt goes with the next change
        QVERIFY(child<QLabel>("problems")->text().isEmpty());
    }

    void pinningNeedsALevel()
    {
        QVERIFY(!child<QCheckBox>("pin")->isEnabled());
        Recipe recipe;
        recipe.disableLevel = "L2";
        m_workbench.document.editRecipe(QStringLiteral("x"), recipe);
        QVERIFY(child<QCheckBox>("pin")->isEnabled());
    }

    void languageChangesReachEveryText()
    {
        child<QCheckBox>("weights")->setText(QString());
        QEvent event(QEvent::LanguageChange);
        QCoreApplication::sendEvent(m_dialog.get(), &event);
        QVERIFY(!child<QCheckBox>("weights")->text().isEmpty());
    }

    void withoutAModelItSaysSo()
    {
        Workbench empty;
        ExportDialog dialog(empty);
        QVERIFY(!dialog.findChild<QPushButton *>(QStringLiteral("start"))->isEnabled());
        QVERIFY(!dialog.findChild<QLabel *>(QStringLiteral("problems"))->text().isEmpty());
    }

private:
    template <typename T>
    [[nodiscard]] T *child(const char *name) const
    {
        return m_dialog->findChild<T *>(QString::fromLatin1(name));
    }

    QTemporaryDir m_folder;
    Workbench m_workbench;
    std::unique_ptr<ExportDialog> m_dialog;
};

QTEST_MAIN(TestExportDialog)
#include "tst_export_dialog.moc"
