// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/about.h"
#include "app/project_files.h"
#include "core/recipe/recipe_edit.h"
#include "tests/support/demo_workbench.h"
#include "tests/support/input_latency.h"
#include "tests/support/look.h"
#include "tests/support/open_window.h"
#include "widgets/views/export_dialog.h"
#include "widgets/views/precision_map.h"
#include "widgets/views/quantized_folder_dialog.h"
#include "widgets/views/status_strip.h"

#include <QAccessible>
#include <QAction>
#include <QApplication>
#include <QDir>
#include <QDockWidget>
#include <QDropEvent>
#include <QLabel>
#include <QMenu>
#include <QMenuBar>
#include <QMessageBox>
#include <QMimeData>
#include <QPushButton>
#include <QScreen>
#include <QStatusBar>
#include <QTabBar>
#include <QTemporaryDir>
#include <QTest>
#include <QTimer>

// The demo's story in the real window: see the guilty layers, repair them with keys, watch the numbers, undo, save.

using namespace vernier;

class TestMainWindow : public QObject
{
    Q_OBJECT

private:
    test::OpenWindow m_open;

    Workbench &workbench() { return m_open.window->workbench(); }

    /// Waits for all jobs, and measures meanwhile how long the window lets keys and the mouse wait. The design asks for 50 ms in
    /// 99 of 100 cases; the bounds are what a loaded machine keeps, too, unless the window computes.
    bool idleAndResponsive(const char *jobs)
    {
        auto *map = m_open.window->findChild<PrecisionMap *>();
        test::InputLatency input(*map, *map->viewport());
        constexpr double kMedian = 50.0; // ms
        constexpr double kP99 = 500.0;
        return input.measureUntilIdle(workbench(), jobs) && input.latency().median <= kMedian && input.latency().p99 <= kP99;
    }

private slots:
    void initTestCase() { QVERIFY(m_open.open()); }

    void demoBreaksWithTheNaiveRecipe()
    {
        workbench().document.reset(test::shortDemo(m_open.scratch));
        QVERIFY(idleAndResponsive("opening, statistics, local sensitivity and evaluation"));
        QVERIFY(workbench().analysis.evaluated());
        QVERIFY(workbench().analysis.evaluated()->evaluation.kl.mean > 0.3);
        QCOMPARE(workbench().document.project().history.size(), std::size_t{1});
        QVERIFY(m_open.window->windowTitle().contains(QStringLiteral("model-outliers")));
    }

    void worstLayersAreFoundAndRepairedWithAKey()
    {
        m_open.window->actions().measureEndToEnd->trigger();
        QVERIFY(idleAndResponsive("end-to-end sensitivity"));
        QVERIFY(workbench().analysis.endToEndIsCurrent());
        const double broken = workbench().analysis.evaluated()->evaluation.kl.mean;

        std::vector<int> rows;
        for (const std::string &name : mostSensitive(workbench().analysis.endToEnd()->result, 12)) {
            for (int row = 0; row < workbench().layers.rowCount(); ++row) {
                if (workbench().layers.layer(row).name == name)
                    rows.push_back(row);
            }
        }
        QCOMPARE(rows.size(), std::size_t{12});
        workbench().selection.select(rows);
        auto *map = m_open.window->findChild<PrecisionMap *>();
        QVERIFY(map);
        map->setFocus();
        const int height = map->height();
        const auto darkestNumber = [this] {
            const auto *label = m_open.window->findChildren<QLabel *>(QStringLiteral("number")).at(StatusStrip::Perplexity);
            return test::darkest(*m_open.window, QRect(label->mapTo(m_open.window.get(), QPoint()), label->size()));
        };
        const int fresh = darkestNumber();
        QTest::keyClick(map, Qt::Key_F);
        QCOMPARE(workbench().document.recipe().quantConfig.disableNames.size(), std::size_t{12});
        test::lookAt(*m_open.window, "many_layers_edited");
        QVERIFY2(darkestNumber() > fresh + 60, "numbers of an earlier recipe are grey");
        QCOMPARE(m_open.window->statusBar()->currentMessage(), QStringLiteral("12 layers left in float. Ctrl+Z undoes it."));
        QCoreApplication::sendPostedEvents();
        QCOMPARE(map->height(), height); // the message moves nothing
        QTRY_VERIFY(workbench().runner.isBusy(JobKind::Evaluate)); // by itself, after the edit
        QVERIFY(idleAndResponsive("an evaluation after an edit"));
        QVERIFY(workbench().analysis.evaluated());
        workbench().selection.select(rows);
        QVERIFY(workbench().analysis.evaluated()->evaluation.kl.mean < 0.2 * broken);
    }

    void messagesThatAreTooLongAreCut()
    {
        auto *map = m_open.window->findChild<PrecisionMap *>();
        QTest::keyClick(map, Qt::Key_4);
        QVERIFY(m_open.window->statusBar()->currentMessage().startsWith(QStringLiteral("W4A16 is not available")));
        emit m_open.window->files().said(QString(60, QLatin1Char('-')) + QStringLiteral("a long way to go ").repeated(20));
        const QString said = m_open.window->statusBar()->currentMessage();
        const QFontMetrics metrics = m_open.window->statusBar()->fontMetrics();
        QVERIFY(metrics.horizontalAdvance(said) < m_open.window->statusBar()->width());
        QVERIFY(said.endsWith(QChar(0x2026)));
        QVERIFY(m_open.window->statusBar()->toolTip().startsWith(said.chopped(1).trimmed()));
        QTest::keyClick(map, Qt::Key_F); // changes nothing, and the refusal does not stay
        QCOMPARE(m_open.window->statusBar()->currentMessage(), QStringLiteral("12 layers are in float already."));
        QVERIFY(m_open.window->statusBar()->toolTip().isEmpty());
    }

    void droppedQuantizedModelsOpenBesideTheProject()
    {
        const std::filesystem::path saved = test::saveQuantized(workbench(), m_open.scratch, "saved", Recipe{});
        const Project before = workbench().document.project();
        QMimeData data;
        data.setUrls({QUrl::fromLocalFile(pathText(saved))});
        QDragEnterEvent enter(QPoint(200, 300), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
        QCoreApplication::sendEvent(m_open.window.get(), &enter);
        QVERIFY(enter.isAccepted());
        QDropEvent drop(QPointF(200, 300), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
        QCoreApplication::sendEvent(m_open.window.get(), &drop);
        QTRY_VERIFY(m_open.window->findChild<QuantizedFolderDialog *>());
        auto *dialog = m_open.window->findChild<QuantizedFolderDialog *>();
        QTRY_VERIFY_WITH_TIMEOUT(dialog->isOpen(), 20000);
        QVERIFY(!dialog->isModal());
        QCOMPARE(workbench().document.project(), before);
        dialog->findChild<QPushButton *>(QStringLiteral("evaluate"))->click();
        QVERIFY(test::waitUntilIdle(workbench()));
        QVERIFY(!m_open.window->findChild<QDockWidget *>(QStringLiteral("evaluations"))->visibleRegion().isEmpty());
        QCOMPARE(workbench().document.project().history.back().folder, std::optional(saved));
        workbench().document.removeHistory(workbench().document.project().history.back().id);
        QTest::keyClick(dialog, Qt::Key_Escape);
        QTRY_VERIFY(!m_open.window->findChild<QuantizedFolderDialog *>());
        QVERIFY(m_open.window->actions().openQuantized->isEnabled());
    }

    void droppedRecipesAreOneStep()
    {
        const Recipe before = workbench().document.recipe();
        const int steps = workbench().document.undoStack()->count();
        const auto drop = [this](const char *name, const QByteArray &text) {
            const QString path = m_open.scratch.filePath(QString::fromLatin1(name));
            QFile file(path);
            QVERIFY(file.open(QIODevice::WriteOnly));
            file.write(text);
            file.close();
            QMimeData data;
            data.setUrls({QUrl::fromLocalFile(path)});
            QDragEnterEvent enter(QPoint(200, 300), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
            QCoreApplication::sendEvent(m_open.window.get(), &enter);
            QDropEvent event(QPointF(200, 300), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
            QCoreApplication::sendEvent(m_open.window.get(), &event);
        };
        drop("recipe.json", R"({"version":1,"quant_config":{"a_bit":16},"chain":[["kv_quant",{}]]})");
        QTRY_COMPARE(workbench().document.recipe().quantConfig.aBit, 16);
        QCOMPARE(workbench().document.undoStack()->count(), steps + 1);
        QCOMPARE(m_open.window->statusBar()->currentMessage(), QStringLiteral("The recipe is that of recipe.json. Ctrl+Z undoes it."));
        workbench().document.undoStack()->undo();
        QVERIFY(workbench().document.recipe() == before);
        QVERIFY(test::waitUntilIdle(workbench()));
    }

    void keysNameStepsPlainly()
    {
        QVERIFY(m_open.window->actions().undo->text().startsWith(QStringLiteral("&Undo: ")));
        const QString keys = shortcutsText(*m_open.window, {});
        QVERIFY2(keys.contains(QStringLiteral(">Undo<")) && keys.contains(QStringLiteral(">Redo<")), qPrintable(keys));
    }

    void layersAreEditedFromThePanelsThatShowThem_data()
    {
        QTest::addColumn<QString>("panel");
        QTest::newRow("activations") << QStringLiteral("activations");
        QTest::newRow("weights") << QStringLiteral("weights");
    }

    void layersAreEditedFromThePanelsThatShowThem()
    {
        QFETCH(QString, panel);
        workbench().analysis.setAutoEvaluate(false);
        const std::vector<int> selected = workbench().selection.layers();
        workbench().selection.selectOnly(1);
        const Recipe before = workbench().document.recipe();
        auto *dock = m_open.window->findChild<QDockWidget *>(panel);
        dock->raise();
        QTRY_VERIFY(!dock->visibleRegion().isEmpty());
        auto *tabs = dock->findChild<QTabBar *>();
        m_open.window->activateWindow();
        tabs->setFocus();
        QTRY_VERIFY(tabs->hasFocus());
        QTest::keyClick(tabs, Qt::Key_6);
        QVERIFY(workbench().layers.decision(1)->scheme.type == QuantType::W8A16);
        workbench().document.undoStack()->undo();
        QCOMPARE(workbench().document.recipe(), before);
        workbench().selection.select(selected);
        workbench().analysis.setAutoEvaluate(true);
    }

    void panelsThatFloatFitTheScreen()
    {
        const QSize size = m_open.window->size();
        m_open.window->resize(1000, 1400);
        auto *recipe = m_open.window->findChild<QDockWidget *>(QStringLiteral("recipe"));
        const int most = m_open.window->screen()->availableGeometry().height();
        QTRY_VERIFY(recipe->height() > most);
        recipe->setFloating(true);
        QTRY_VERIFY(recipe->frameGeometry().height() <= most);
        QVERIFY(recipe->frameGeometry().bottom() <= m_open.window->screen()->availableGeometry().bottom());
        recipe->setFloating(false);
        m_open.window->resize(size);
    }

    void undoShowsTheOldNumbersAtOnce()
    {
        const auto repaired = workbench().analysis.evaluated();
        m_open.window->actions().undo->trigger();
        QVERIFY(workbench().analysis.evaluated());
        QVERIFY(workbench().analysis.evaluated()->evaluation.kl.mean > repaired->evaluation.kl.mean);
        m_open.window->actions().redo->trigger();
        QCOMPARE(workbench().analysis.evaluated(), repaired);
        QCOMPARE(workbench().document.project().history.size(), std::size_t{2});
    }

    void projectIsSavedAndOpensAgain()
    {
        const QString path = m_open.scratch.filePath(QStringLiteral("story.vernier"));
        QVERIFY(m_open.window->isWindowModified());
        QVERIFY(workbench().document.save(path));
        QVERIFY(!m_open.window->isWindowModified());
        const Recipe recipe = workbench().document.recipe();
        m_open.window->files().openPath(path);
        QVERIFY(test::waitUntilIdle(workbench()));
        QCOMPARE(workbench().document.recipe(), recipe);
        QCOMPARE(workbench().document.project().history.size(), std::size_t{2});
        QCOMPARE(m_open.settings->recent().front(), path);
        QVERIFY(workbench().analysis.evaluated()); // by itself, which is no change
        QVERIFY(!m_open.window->isWindowModified());
        QVERIFY(workbench().analysis.endToEndIsCurrent());
    }

    void exportSuggestsWhereTheModelWentLast()
    {
        const auto suggested = [this] {
            QString folder;
            QTimer::singleShot(0, this, [&folder] {
                auto *dialog = qobject_cast<ExportDialog *>(QApplication::activeModalWidget());
                QVERIFY(dialog);
                folder = pathText(dialog->request().folder);
                dialog->reject();
            });
            m_open.window->actions().exportModel->trigger();
            return folder;
        };
        QCOMPARE(suggested(), QDir::home().filePath(QStringLiteral("model-outliers-w8a8")));
        m_open.settings->setExport(QStringLiteral("/somewhere/for-the-board"), pathText(workbench().document.project().checkpoint->path));
        QCOMPARE(suggested(), QStringLiteral("/somewhere/for-the-board"));
        m_open.settings->setExport(QStringLiteral("/elsewhere/quantized"), QStringLiteral("/another/model"));
        QCOMPARE(suggested(), QStringLiteral("/elsewhere/model-outliers-w8a8"));
    }

    void whatCannotBeOpenedIsExplained_data()
    {
        QTest::addColumn<QString>("path");
        QTest::addColumn<QStringList>("words");
        const auto row = [](const char *name, const QString &path, const QStringList &words) { QTest::newRow(name) << path << words; };
        const QDir folder(m_open.scratch.path());
        const auto write = [&](const QString &name, const QByteArray &bytes) {
            folder.mkpath(QFileInfo(folder.filePath(name)).path());
            QFile file(folder.filePath(name));
            if (file.open(QIODevice::WriteOnly))
                file.write(bytes);
            return folder.filePath(name);
        };
        row("text", write(QStringLiteral("letter.txt"), "Dear diary,"), {QStringLiteral("“letter.txt” cannot be opened"), QStringLiteral("no Vernier project")});
        folder.mkpath(QStringLiteral("empty"));
        row("empty folder", folder.filePath(QStringLiteral("empty")), {QStringLiteral("“empty” cannot be opened"), QStringLiteral("config.json and *.safetensors")});
        QFile config(QStringLiteral(VERNIER_SOURCE_DIR "/resources/demo/model-outliers/config.json"));
        QVERIFY(config.open(QIODevice::ReadOnly));
        const QByteArray json = config.readAll();
        write(QStringLiteral("around/bare/config.json"), json);
        row("folder of folders", folder.filePath(QStringLiteral("around")), {QStringLiteral("choose one of the folders in it (bare)")});
        row("no weights", folder.filePath(QStringLiteral("around/bare")), {QStringLiteral("“bare” cannot be opened"), QStringLiteral("no complete checkpoint")});
        write(QStringLiteral("cut/config.json"), json);
        QFile weights(QStringLiteral(VERNIER_SOURCE_DIR "/resources/demo/model-outliers/model.safetensors"));
        QVERIFY(weights.open(QIODevice::ReadOnly));
        write(QStringLiteral("cut/model.safetensors"), weights.read(100000));
        row("truncated weights", folder.filePath(QStringLiteral("cut")), {QStringLiteral("incomplete, download it again"), QStringLiteral("cut/model.safetensors")});
    }

    void whatCannotBeOpenedIsExplained()
    {
        QFETCH(QString, path);
        QFETCH(QStringList, words);
        QString said;
        const Recipe recipe = workbench().document.recipe();
        QTimer::singleShot(0, this, [&said] {
            auto *box = qobject_cast<QMessageBox *>(QApplication::activeModalWidget());
            QVERIFY(box);
            said = box->text() + QLatin1Char('\n') + box->informativeText();
            box->accept();
        });
        m_open.window->files().openPath(path);
        for (const QString &word : words)
            QVERIFY2(said.contains(word), qPrintable(said));
        QVERIFY(said.contains(path));
        QCOMPARE(workbench().document.recipe(), recipe); // the open project stays
    }

    void languageAndThemeChangeWhileItRuns()
    {
        const QString english = m_open.window->menuBar()->actions().front()->text();
        Language chinese;
        chinese.use(QStringLiteral("zh_CN"));
        QCoreApplication::sendPostedEvents();
        QTRY_VERIFY(m_open.window->menuBar()->actions().front()->text() != english);
        chinese.use(QStringLiteral("en"));
        QTRY_COMPARE(m_open.window->menuBar()->actions().front()->text(), english);
        applyTheme(ThemeChoice::Dark);
        QTRY_VERIFY(isDark(m_open.window->palette()));
        applyTheme(ThemeChoice::Light);
        QTRY_VERIFY(!isDark(m_open.window->palette()));
    }

    void everyPanelHasATitleAndAKey()
    {
        int keys = 0;
        for (QDockWidget *dock : m_open.window->findChildren<QDockWidget *>()) {
            QVERIFY(!dock->windowTitle().isEmpty());
            for (QAction *show : m_open.window->findChildren<QAction *>()) {
                if (show->text() != dock->windowTitle() || show->shortcut().isEmpty())
                    continue;
                ++keys;
                for (int times = 0; times < 2; ++times) { // to the front, with the keyboard in it, also when it is there already
                    show->trigger();
                    QTRY_VERIFY(!dock->visibleRegion().isEmpty());
                    QVERIFY(dock->isAncestorOf(m_open.window->focusWidget()));
                }
                m_open.window->activateWindow();
                QTRY_VERIFY(dock->isAncestorOf(QApplication::focusWidget()));
                m_open.window->actions().closePanel->trigger();
                QVERIFY(dock->isHidden());
                show->trigger();
                QTRY_VERIFY(!dock->visibleRegion().isEmpty());
                QVERIFY(dock->isAncestorOf(m_open.window->focusWidget()));
            }
        }
        QCOMPARE(keys, 9);
    }

    void tabsOfferWhatTitlesDo()
    {
        QTabBar *tabs = nullptr;
        for (QTabBar *candidate : m_open.window->findChildren<QTabBar *>(Qt::FindDirectChildrenOnly)) {
            if (candidate->isVisible() && candidate->count() > 1)
                tabs = candidate;
        }
        QVERIFY(tabs);
        QTRY_COMPARE(tabs->contextMenuPolicy(), Qt::CustomContextMenu);
        const auto choose = [tabs](int entry) {
            const QString title = tabs->tabText(0);
            QTimer::singleShot(0, [entry] {
                auto *menu = qobject_cast<QMenu *>(QApplication::activePopupWidget());
                menu->actions().at(entry)->trigger();
                menu->close();
            });
            emit tabs->customContextMenuRequested(tabs->tabRect(0).center());
            return title;
        };
        const auto dockOf = [this](const QString &title) {
            for (QDockWidget *dock : m_open.window->findChildren<QDockWidget *>()) {
                if (dock->windowTitle() == title)
                    return dock;
            }
            return static_cast<QDockWidget *>(nullptr);
        };
        QDockWidget *floated = dockOf(choose(0));
        QVERIFY(floated && floated->isFloating());
        QTRY_VERIFY(!floated->titleBarWidget()); // outside the tabs it has its title again
        floated->setFloating(false);
        QDockWidget *closed = dockOf(choose(1));
        QVERIFY(closed && closed->isHidden());
        closed->show();
    }

    void controlsHaveNamesAndCanBeReached()
    {
        for (QWidget *widget : m_open.window->findChildren<QWidget *>()) {
            const bool takesInput = widget->inherits("QAbstractButton") || widget->inherits("QComboBox") || widget->inherits("QAbstractSpinBox")
                || widget->inherits("QLineEdit");
            if (!takesInput || widget->objectName().startsWith(QLatin1String("qt_")) || widget->inherits("QTabBar")
                || widget->parent()->inherits("QTabBar") || widget->parent()->inherits("QDockWidget") || widget->parent()->inherits("QAbstractSpinBox")
                || widget->parent()->inherits("QComboBox") || widget->parent()->inherits("QToolBar") || widget->parent()->inherits("QMenuBar")
                || widget->parent()->inherits("QTableView") || widget->parent()->inherits("QLineEdit"))
                continue;
            const QAccessibleInterface *accessible = QAccessible::queryAccessibleInterface(widget);
            QVERIFY(accessible);
            const bool named = !accessible->text(QAccessible::Name).isEmpty() || !widget->accessibleName().isEmpty();
            QVERIFY2(named, qPrintable(QStringLiteral("%1 in %2").arg(QLatin1String(widget->metaObject()->className()),
                                                                       QLatin1String(widget->parent()->metaObject()->className()))));
        }
    }
};

QTEST_MAIN(TestMainWindow)
#include "tst_main_window.moc"
