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
#include <QLineEdit>
#include <QMessageBox>
#include <QPushButton>
#include <QScrollArea>
#include <QSignalSpy>
#include <QSpinBox>
#include <QTemporaryDir>
#include <QTest>
#include <QTimer>

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
        m_asked = 0;
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
        const QString expected = child<QLabel>("note")->text(); // "The weights take about 9.0 MiB on disk; …"
        const QString size = expected.section(QLatin1Char(' '), 4, 5);
        QVERIFY2(size.endsWith(QStringLiteral("iB")), qPrintable(expected));
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
        QVERIFY2(child<QLabel>("result")->text().contains(size), qPrintable(child<QLabel>("result")->text()));
        QVERIFY(child<QLabel>("result")->text().contains(QStringLiteral("0400")));
        QVERIFY(child<QPushButton>("close")->isVisible());
        QVERIFY(child<QPushButton>("close")->isDefault());
        QTest::keyClick(m_dialog.get(), Qt::Key_Return);
        QVERIFY(!m_dialog->isVisible());
    }

    void dictionariesOfNumpyAreWritten()
    {
        QVERIFY(child<QSpinBox>("part")->isEnabled());
        child<QComboBox>("format")->setCurrentText(QStringLiteral("numpy"));
        QVERIFY(!child<QSpinBox>("part")->isEnabled()); // it cuts safetensors
        const QString expected = child<QLabel>("note")->text();
        const QString size = expected.section(QLatin1Char(' '), 4, 5);
        child<QPushButton>("start")->click();
        QVERIFY(QTest::qWaitFor([&] { return m_dialog->page() == ExportDialog::Done; }, 60000));
        const QDir folder(m_folder.filePath(QStringLiteral("out")));
        QVERIFY(folder.exists(QStringLiteral("quant_weight.npy")));
        QVERIFY(folder.entryList({QStringLiteral("*.safetensors")}).isEmpty());
        QVERIFY2(child<QLabel>("result")->text().contains(size), qPrintable(child<QLabel>("result")->text()));
    }

    void theLastFolderComesBackUnlessItsNameWasSuggested()
    {
        m_dialog->setLastFolder(QStringLiteral("/somewhere/for-the-board"));
        QCOMPARE(QString::fromStdString(m_dialog->request().folder.string()), QStringLiteral("/somewhere/for-the-board"));
        m_dialog->setLastFolder(QStringLiteral("/somewhere/model-outliers-w8a16"));
        QCOMPARE(QString::fromStdString(m_dialog->request().folder.string()), QStringLiteral("/somewhere/model-outliers-w8a8"));
    }

    void relativeFoldersAreShownInFull()
    {
        m_dialog->setFolder(QStringLiteral("quantized"));
        QVERIFY2(child<QLabel>("note")->text().contains(QDir::current().absoluteFilePath(QStringLiteral("quantized"))), qPrintable(child<QLabel>("note")->text()));
    }

    void recipesThatWereNotEvaluatedAreNoted()
    {
        QVERIFY2(child<QLabel>("warnings")->text().contains(QStringLiteral("not evaluated")), qPrintable(child<QLabel>("warnings")->text()));
        QVERIFY(child<QPushButton>("start")->isEnabled());
    }

    void filesAreReplacedOnlyWhenConfirmed()
    {
        for (const char *name : {"weights", "yaml", "recipe"})
            child<QCheckBox>(name)->setChecked(false);
        const QString script = m_folder.filePath(QStringLiteral("out/quant.py"));
        QDir().mkpath(m_folder.filePath(QStringLiteral("out")));
        QVERIFY(QFile(script).open(QIODevice::WriteOnly));
        answer(QMessageBox::Cancel);
        QTest::keyClick(m_dialog->findChild<QLineEdit *>(), Qt::Key_Return);
        QCOMPARE(m_asked, 1);
        QCOMPARE(m_dialog->page(), ExportDialog::Choose);
        QCOMPARE(QFileInfo(script).size(), 0);
        answer(QMessageBox::Yes);
        m_dialog->start();
        QCOMPARE(m_asked, 2);
        QVERIFY(QTest::qWaitFor([&] { return m_dialog->page() == ExportDialog::Done; }, 60000));
        QVERIFY(QFileInfo(script).size() > 0);
    }

    void theDialogGrowsForItsNotes()
    {
        Recipe recipe;
        recipe.quantConfig.disableNames = {"model.layers.0.mlp.gate_proj", "model.layers.1.self_attn.q_proj"};
        QDir().mkpath(m_folder.filePath(QStringLiteral("out")));
        for (const char *name : {"config.json", "quant.py", "quant.yaml", "recipe.json", "tokenizer.json"})
            QVERIFY(QFile(m_folder.filePath(QStringLiteral("out/") + QString::fromLatin1(name))).open(QIODevice::WriteOnly));
        m_workbench.document.editRecipe(QStringLiteral("much to say"), recipe);
        const auto *area = m_dialog->findChild<QScrollArea *>();
        QTRY_VERIFY(area->widget()->heightForWidth(area->viewport()->width()) <= area->viewport()->height());
        for (const char *name : {"note", "warnings", "split"}) {
            const auto *label = child<QLabel>(name);
            QVERIFY2(label->height() >= label->heightForWidth(label->width()), name);
        }
    }

    void filesThatAreReplacedAreNamedBefore()
    {
        QDir().mkpath(m_folder.filePath(QStringLiteral("out")));
        m_dialog->setFolder(m_folder.filePath(QStringLiteral("out")));
        QVERIFY(!child<QLabel>("warnings")->text().contains(QStringLiteral("replaced")));
        for (const char *name : {"config.json", "notes.txt", "quant.py", "quant.yaml", "recipe.json", "tokenizer.json", "quant_model_weight_w8a16.safetensors"}) {
            QFile file(m_folder.filePath(QStringLiteral("out/") + QString::fromLatin1(name)));
            QVERIFY(file.open(QIODevice::WriteOnly));
        }
        child<QCheckBox>("yaml")->toggle();
        const QString warning = child<QLabel>("warnings")->text();
        QVERIFY(child<QLabel>("warnings")->isVisible());
        QVERIFY2(warning.contains(QStringLiteral("config.json, quant.py, quant_model_weight_w8a16.safetensors, recipe.json, and 1 more")), qPrintable(warning));
        QVERIFY(child<QPushButton>("start")->isEnabled());
    }

    void filesLargerThanTheCheckpointAreExplained()
    {
        Recipe recipe;
        recipe.quantConfig.aBit = 16;
        for (const LayerInfo &layer : m_workbench.analysis.model()->layers())
            recipe.quantConfig.disableNames.push_back(layer.name);
        m_workbench.document.editRecipe(QStringLiteral("nearly all float"), recipe);
        const QString warning = child<QLabel>("warnings")->text();
        QVERIFY2(warning.contains(QStringLiteral("load_dtype checkpoint keeps BF16")), qPrintable(warning));
        recipe.loadDtype = LoadDtype::Checkpoint;
        m_workbench.document.editRecipe(QStringLiteral("as stored"), recipe);
        QVERIFY(!child<QLabel>("warnings")->text().contains(QStringLiteral("load_dtype")));
    }

    void floatLayersAreSaidToBeF32()
    {
        const QString note = child<QLabel>("note")->text();
        QVERIFY2(note.contains(QStringLiteral("F32 (load_dtype float32)")), qPrintable(note));
        QVERIFY(!child<QLabel>("warnings")->text().contains(QStringLiteral("more than the checkpoint")));
    }

    void splitGroupsAreMendedHere()
    {
        auto *whole = child<QPushButton>("groupInFloat");
        QVERIFY(!whole->isVisible());
        Recipe recipe;
        recipe.quantConfig.disableNames = {"model.layers.0.mlp.gate_proj"};
        m_workbench.document.editRecipe(QStringLiteral("split"), recipe);
        QVERIFY(whole->isVisible());
        QCOMPARE(child<QComboBox>("splitGroup")->currentText(), QStringLiteral("Block 0: gate_proj FLOAT (by hand), up_proj W8A8"));
        QVERIFY(child<QLabel>("split")->isVisible());
        whole->setFocus();
        whole->click();
        QVERIFY(!whole->isVisible());
        QCOMPARE(m_dialog->focusWidget(), child<QPushButton>("start"));
        QVERIFY(!child<QLabel>("split")->isVisible());
        QCOMPARE(m_workbench.document.recipe().quantConfig.disableNames.size(), std::size_t{2});
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
        answer(QMessageBox::Yes);
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

    /// The question that comes next.
    void answer(QMessageBox::StandardButton button)
    {
        QTimer::singleShot(0, this, [this, button] {
            if (auto *box = qobject_cast<QMessageBox *>(QApplication::activeModalWidget())) {
                ++m_asked;
                box->button(button)->click();
            }
        });
    }

    int m_asked = 0;
    QTemporaryDir m_folder;
    Workbench m_workbench;
    std::unique_ptr<ExportDialog> m_dialog;
};

QTEST_MAIN(TestExportDialog)
#include "tst_export_dialog.moc"
