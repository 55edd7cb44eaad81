// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/number_text.h"
#include "tests/core/io/io_test.h"
#include "tests/support/demo_workbench.h"
#include "tests/support/look.h"
#include "widgets/models/stored_layer_model.h"
#include "widgets/views/quantized_folder_dialog.h"
#include "widgets/views/recipe_inspector.h"

#include <QAbstractItemModelTester>
#include <QClipboard>
#include <QFileInfo>
#include <QGuiApplication>
#include <QHeaderView>
#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QTableView>
#include <QTemporaryDir>

using namespace vernier;
namespace fs = std::filesystem;

class TestQuantizedFolderDialog : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        QVERIFY(m_scratch.isValid());
        m_workbench.analysis.setAutoEvaluate(false);
        m_workbench.document.reset(test::shortDemoOnAllSamples(m_scratch));
        QVERIFY(test::waitUntilIdle(m_workbench));
        m_saved.quantConfig.disableNames = {"model.layers.0.mlp.down_proj"};
        m_saved.mixCfg = {{"*.layers.1.*", "w8a16"}};
        m_folder = test::saveQuantized(m_workbench, m_scratch, "W8A8 of the demo", m_saved);
    }

    void init() { open(m_folder); }

    void cleanup()
    {
        m_dialog.reset();
        m_workbench.document.undoStack()->setIndex(0);
        QVERIFY(test::waitUntilIdle(m_workbench));
    }

    void everyLayerHasTheTypeThatItsRuleGave()
    {
        QVERIFY(m_dialog->isOpen());
        auto *model = m_dialog->findChild<StoredLayerModel *>();
        const QAbstractItemModelTester tester(model);
        const auto &layers = m_workbench.analysis.model()->layers();
        QCOMPARE(model->rowCount(), static_cast<int>(layers.size()));
        int differences = 0;
        for (int row = 0; row < model->rowCount(); ++row) {
            const std::string &name = layers[static_cast<std::size_t>(row)].name;
            const QString expected = name == "lm_head" || name == m_saved.quantConfig.disableNames.front() ? QStringLiteral("FLOAT")
                : name.starts_with("model.layers.1.")                                                     ? QStringLiteral("W8A16")
                                                                                                          : QStringLiteral("W8A8");
            QCOMPARE(text(*model, row, StoredLayerModel::Name), QString::fromStdString(name));
            QCOMPARE(text(*model, row, StoredLayerModel::Type), expected);
            const QString present = name == "lm_head" ? QStringLiteral("FLOAT") : QStringLiteral("W8A8"); // the default recipe
            QCOMPARE(text(*model, row, StoredLayerModel::RecipeType), present);
            QCOMPARE(model->index(row, StoredLayerModel::RecipeType).data(Qt::FontRole).isValid(), present != expected);
            QCOMPARE(text(*model, row, StoredLayerModel::InputScale) != QStringLiteral("–"), expected == QStringLiteral("W8A8"));
            differences += present != expected ? 1 : 0;
        }
        QCOMPARE(model->differences(), differences);
        const QString facts = m_dialog->findChild<QLabel *>(QStringLiteral("facts"))->text();
        for (const char *part : {"W8A8", "safe_tensor", "FLOAT: 2", "W8A16: 7", "bits/weight", "8 layer(s) of another type"})
            QVERIFY2(facts.contains(QLatin1String(part)), qPrintable(facts));
        const QString notes = m_dialog->findChild<QPlainTextEdit *>()->toPlainText();
        QVERIFY2(notes.contains(QStringLiteral("act_method")), qPrintable(notes));
        test::lookAt(*m_dialog, "quantized_folder");
    }

    void theTableIsSortedAndCopied()
    {
        QTableView &table = *m_dialog->findChild<QTableView *>();
        table.horizontalHeader()->setSortIndicator(StoredLayerModel::Type, Qt::AscendingOrder);
        QCOMPARE(table.model()->index(0, StoredLayerModel::Type).data().toString(), QStringLiteral("FLOAT"));
        table.horizontalHeader()->setSortIndicator(StoredLayerModel::Name, Qt::DescendingOrder); // the model's order
        QCOMPARE(table.model()->index(0, StoredLayerModel::Name).data().toString(), QStringLiteral("lm_head"));
        table.setFocus();
        QTest::keyClick(&table, Qt::Key_C, Qt::ControlModifier);
        const QStringList lines = QGuiApplication::clipboard()->text().split(QLatin1Char('\n'));
        QCOMPARE(lines.size(), table.model()->rowCount() + 2); // head, and the end of the last line
        QVERIFY(lines[1].startsWith(QStringLiteral("lm_head\tFLOAT\tFLOAT\t")));
    }

    void selectedRowsAreSelectedEverywhere()
    {
        QTableView &table = *m_dialog->findChild<QTableView *>();
        table.horizontalHeader()->setSortIndicator(StoredLayerModel::Name, Qt::DescendingOrder);
        table.selectRow(0);
        QCOMPARE(m_workbench.selection.layers(), std::vector<int>{table.model()->rowCount() - 1});
    }

    void evaluatingAddsToTheHistory()
    {
        QSignalSpy evaluating(m_dialog.get(), &QuantizedFolderDialog::evaluating);
        button("evaluate")->click();
        QCOMPARE(evaluating.count(), 1);
        QVERIFY(!button("evaluate")->isEnabled());
        QVERIFY(test::waitUntilIdle(m_workbench));
        QTRY_VERIFY(button("evaluate")->isEnabled());
        const std::vector<HistoryEntry> &history = m_workbench.document.project().history;
        QCOMPARE(history.size(), std::size_t{1});
        QCOMPARE(history.front().name, std::string("W8A8 of the demo"));
        QVERIFY2(state().startsWith(QStringLiteral("Evaluated: KL ")) && state().contains(QStringLiteral("W8A8 of the demo")), qPrintable(state()));
        QVERIFY(m_workbench.document.undoStack()->count() == 0);
        const QString size = QString::fromStdString(byteSize(*history.front().metrics.sizeBytes)); // the same everywhere
        QCOMPARE(size, QString::fromStdString(byteSize(QFileInfo(QString::fromStdString((m_folder / "quant_model_weight_w8a8.safetensors").string())).size())));
        QVERIFY(m_dialog->findChild<QLabel *>(QStringLiteral("facts"))->text().contains(size));
        test::lookAt(*m_dialog, "quantized_folder_evaluated");
    }

    void importingIsOneStep()
    {
        Recipe present;
        present.calibration.samples = 6;
        m_workbench.document.editRecipe(QStringLiteral("samples"), present);
        button("import")->click();
        QCOMPARE(m_workbench.document.undoStack()->count(), 2);
        const Recipe &recipe = m_workbench.document.recipe();
        QCOMPARE(recipe.quantConfig.disableNames, m_saved.quantConfig.disableNames);
        QCOMPARE(recipe.mixCfg.size(), std::size_t{7}); // by name: patterns are not saved
        QCOMPARE(recipe.calibration.samples, std::optional<std::int64_t>(6));
        QVERIFY(test::waitUntilIdle(m_workbench));
        QCOMPARE(m_dialog->findChild<StoredLayerModel *>()->differences(), 0);
        // What the files do not tell stays in sight while the recipe is edited, until it is checked or replaced.
        RecipeInspector inspector(m_workbench);
        QLabel &notes = *inspector.findChild<QLabel *>(QStringLiteral("notes"));
        QVERIFY2(notes.text().contains(QStringLiteral("W8A8 of the demo")) && notes.text().contains(QStringLiteral("act_method")), qPrintable(notes.text()));
        Recipe edited = recipe;
        edited.quantConfig.actMethod = 2;
        m_workbench.document.editRecipe(QStringLiteral("histogram"), edited);
        QVERIFY(notes.text().contains(QStringLiteral("W8A8 of the demo")));
        emit notes.linkActivated(QStringLiteral("read"));
        QVERIFY(!notes.text().contains(QStringLiteral("W8A8 of the demo")));
        m_workbench.document.undoStack()->undo();
        QVERIFY(notes.text().contains(QStringLiteral("W8A8 of the demo")));
        m_workbench.document.undoStack()->setIndex(1);
        QCOMPARE(m_workbench.document.recipe(), present);
        QVERIFY(!notes.text().contains(QStringLiteral("W8A8 of the demo")));
    }

    void whatIsWrongIsSaidWithFileAndRemedy_data()
    {
        QTest::addColumn<QString>("from");
        QTest::addColumn<QString>("to");
        QTest::addColumn<QStringList>("words");
        const QString tensor = QStringLiteral("model.layers.0.mlp.up_proj.weight");
        QTest::newRow("no description") << QString() << QString() << QStringList{QStringLiteral("holds no quantized model"), QStringLiteral("Choose a folder"), QStringLiteral("broken")};
        QTest::newRow("unknown label") << QStringLiteral("\"%1\": \"W8A8\"").arg(tensor) << QStringLiteral("\"%1\": \"W9\"").arg(tensor)
                                       << QStringList{tensor, QStringLiteral("W9"), QStringLiteral("Quantize the model again"), QStringLiteral("quant_model_description")};
        QTest::newRow("no such tensor") << QStringLiteral("\"%1\": \"W8A8\",").arg(tensor) << QString()
                                        << QStringList{tensor, QStringLiteral("Save the model again"), QStringLiteral("quant_model_weight")};
    }

    void whatIsWrongIsSaidWithFileAndRemedy()
    {
        QFETCH(QString, from);
        QFETCH(QString, to);
        QFETCH(QStringList, words);
        const fs::path broken = toPath(m_scratch.filePath(QStringLiteral("broken")));
        fs::remove_all(broken);
        fs::copy(m_folder, broken);
        for (const fs::directory_entry &file : fs::directory_iterator(broken)) {
            if (file.path().filename().string().starts_with("quant_model_description")) {
                QString description = QString::fromStdString(test::readBytes(file.path()));
                fs::remove(file.path());
                if (from.isEmpty())
                    break;
                QVERIFY2(description.contains(from), qPrintable(description.left(300)));
                test::writeBytes(file.path(), description.replace(from, to).toStdString());
                break;
            }
        }
        open(broken);
        QVERIFY(!m_dialog->isOpen());
        for (const QString &word : words)
            QVERIFY2(state().contains(word), qPrintable(state()));
        QVERIFY(!button("evaluate")->isEnabled() && !button("import")->isEnabled());
        test::lookAt(*m_dialog, "quantized_folder_broken");
    }

    void anotherProjectClosesIt()
    {
        QVERIFY(m_dialog->isVisible());
        m_workbench.document.reset(test::shortDemoOnAllSamples(m_scratch));
        QVERIFY(!m_dialog->isVisible());
        QVERIFY(test::waitUntilIdle(m_workbench));
    }

    void textsAreTranslatedAgain()
    {
        test::GuillemetTranslator translator;
        QCoreApplication::installTranslator(&translator);
        QCoreApplication::sendPostedEvents();
        QVERIFY(m_dialog->windowTitle().startsWith(QChar(0xab)));
        QVERIFY(button("evaluate")->text().startsWith(QChar(0xab)));
        QVERIFY(state().startsWith(QChar(0xab)));
        QVERIFY(m_dialog->findChild<QTableView *>()->model()->headerData(0, Qt::Horizontal).toString().startsWith(QChar(0xab)));
        QCoreApplication::removeTranslator(&translator);
    }

private:
    void open(const fs::path &folder)
    {
        m_dialog = std::make_unique<QuantizedFolderDialog>(m_workbench, folder);
        m_dialog->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_dialog.get()));
        QVERIFY(test::waitUntilIdle(m_workbench));
        QTRY_VERIFY(!state().startsWith(QStringLiteral("Reading")));
    }
    static QString text(const QAbstractItemModel &model, int row, int column) { return model.index(row, column).data().toString(); }
    QPushButton *button(const char *name) { return m_dialog->findChild<QPushButton *>(QString::fromLatin1(name)); }
    QString state() { return m_dialog->findChild<QLabel *>(QStringLiteral("state"))->text(); }

    QTemporaryDir m_scratch;
    Workbench m_workbench;
    Recipe m_saved;
    fs::path m_folder;
    std::unique_ptr<QuantizedFolderDialog> m_dialog;
};

QTEST_MAIN(TestQuantizedFolderDialog)
#include "tst_quantized_folder_dialog.moc"
