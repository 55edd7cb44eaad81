// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/demo_workbench.h"
#include "tests/support/look.h"
#include "widgets/support/fuzzy_match.h"
#include "widgets/support/theme.h"
#include "widgets/views/command_palette.h"

#include <QAction>
#include <QLineEdit>
#include <QMainWindow>
#include <QMenu>
#include <QMenuBar>
#include <QTest>
#include <QTreeWidget>

using namespace vernier;

namespace {

int scoreOf(const char *pattern, const char *text)
{
    const auto match = fuzzyMatch(QString::fromUtf8(pattern), QString::fromUtf8(text));
    return match ? match->score : -1;
}

/// A window as the program has one.
class Window : public QMainWindow
{
public:
    Window()
    {
        resize(1000, 640);
        QMenu *file = menuBar()->addMenu(QStringLiteral("&File"));
        open = file->addAction(QStringLiteral("&Open project…"));
        open->setShortcut(QKeySequence(Qt::CTRL | Qt::Key_O));
        file->addSeparator();
        file->addMenu(QStringLiteral("&Recent"))->addAction(QStringLiteral("demo"));
        save = file->addAction(QStringLiteral("&Save"));
        save->setEnabled(false);
        file->addAction(QStringLiteral("hidden"))->setVisible(false);
        auto *central = new QWidget(this);
        setCentralWidget(central);
        evaluate = new QAction(QStringLiteral("Evaluate the recipe"), central);
        central->addAction(evaluate);
        central->addAction(open); // in two places, but one action
        auto *table = new QTreeWidget(central);
        table->setAccessibleName(QStringLiteral("Jobs"));
        table->addAction(new QAction(QStringLiteral("Copy"), table));
        auto *chinese = new QAction(QStringLiteral("打开(&O)"), central);
        central->addAction(chinese);
    }

    QAction *open;
    QAction *save;
    QAction *evaluate;
};

} // namespace

class TestCommandPalette : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        applyTheme(ThemeChoice::Light);
        QVERIFY(test::openDemo(m_workbench));
    }

    void lettersMatchInOrder_data()
    {
        QTest::addColumn<QString>("pattern");
        QTest::addColumn<QString>("text");
        QTest::addColumn<bool>("matches");
        const auto row = [](const char *pattern, const char *text, bool matches) {
            QTest::addRow("%s ~ %s", pattern, text) << QString::fromUtf8(pattern) << QString::fromUtf8(text) << matches;
        };
        row("", "anything", true);
        row("  ", "anything", true);
        row("evr", "Evaluate the recipe", true);
        row("EVR", "Evaluate the recipe", true);
        row("rev", "Evaluate", false);
        row("ee", "e", false);
        row("3 down", "model.layers.3.mlp.down_proj", true);
        row("down 3", "model.layers.3.mlp.down_proj", true); // words in any order
        row("4 down", "model.layers.3.mlp.down_proj", false);
        row("打开", "文件 > 打开", true);
        row("x", "", false);
    }

    void lettersMatchInOrder()
    {
        QFETCH(QString, pattern);
        QFETCH(QString, text);
        QFETCH(bool, matches);
        QCOMPARE(fuzzyMatch(pattern, text).has_value(), matches);
    }

    void betterMatchesScoreMore()
    {
        QVERIFY(scoreOf("er", "Evaluate recipe") > scoreOf("er", "Center"));                 // starts of words
        QVERIFY(scoreOf("eva", "Evaluate") > scoreOf("eva", "Elevate area"));                // adjoining
        QVERIFY(scoreOf("3", "layers.3.mlp") > scoreOf("3", "layers.13.mlp"));               // the whole number
        QVERIFY(scoreOf("open", "File > Open") > scoreOf("open", "Options and penalties"));
    }

    void positionsAreThoseOfTheLetters()
    {
        const auto match = fuzzyMatch(QStringLiteral("er"), QStringLiteral("Evaluate recipe"));
        QVERIFY(match);
        QCOMPARE(match->positions, (std::vector<int>{0, 9}));
    }

    void actionsAreCollectedOnceWithTheirMenus()
    {
        Window window;
        QStringList texts;
        for (const NamedAction &named : collectActions(&window))
            texts << named.text;
        QCOMPARE(texts, (QStringList{QStringLiteral("File > Open project"), QStringLiteral("File > Recent > demo"), QStringLiteral("File > Save"),
                                     QStringLiteral("Evaluate the recipe"), QStringLiteral("打开"), QStringLiteral("Jobs > Copy")}));
    }

    void enterTriggersTheBestMatch()
    {
        Window window;
        window.show();
        CommandPalette palette(m_workbench, &window);
        int triggered = 0;
        connect(window.evaluate, &QAction::triggered, this, [&] { ++triggered; });
        palette.open(&window);
        QVERIFY(palette.isVisible());
        auto *search = palette.findChild<QLineEdit *>();
        QTest::keyClicks(search, QStringLiteral("evr"));
        QCOMPARE(palette.shownTexts().front(), QStringLiteral("Evaluate the recipe"));
        QTest::keyClick(search, Qt::Key_Return);
        QCOMPARE(triggered, 1);
        QVERIFY(!palette.isVisible());
    }

    void layersAreSelected()
    {
        Window window;
        window.show();
        CommandPalette palette(m_workbench, &window);
        palette.open(&window);
        auto *search = palette.findChild<QLineEdit *>();
        QTest::keyClicks(search, QStringLiteral("3 down"));
        QCOMPARE(palette.shownTexts().front(), QStringLiteral("model.layers.3.mlp.down_proj"));
        QTest::qWait(20);
        test::lookAt(palette, "palette");
        QSignalSpy chosen(&palette, &CommandPalette::layerChosen);
        QTest::keyClick(search, Qt::Key_Return);
        QCOMPARE(m_workbench.selection.layers().size(), std::size_t{1});
        QCOMPARE(m_workbench.layers.layer(m_workbench.selection.current()).name, std::string("model.layers.3.mlp.down_proj"));
        QCOMPARE(chosen.size(), 1); // so that the window can take the keyboard there
    }

    void arrowsMoveAndDisabledActionsDoNothing()
    {
        Window window;
        window.show();
        CommandPalette palette(m_workbench, &window);
        palette.open(&window);
        auto *search = palette.findChild<QLineEdit *>();
        auto *list = palette.findChild<QTreeWidget *>();
        QCOMPARE(list->topLevelItem(0)->text(1), QStringLiteral("Ctrl+O"));
        QTest::keyClick(search, Qt::Key_Down);
        QTest::keyClick(search, Qt::Key_Down);
        QTest::keyClick(search, Qt::Key_Up);
        QCOMPARE(list->indexOfTopLevelItem(list->currentItem()), 1);
        QTest::keyClick(search, Qt::Key_Up);
        QTest::keyClick(search, Qt::Key_Up); // stays at the top
        QCOMPARE(list->indexOfTopLevelItem(list->currentItem()), 0);
        QTest::keyClicks(search, QStringLiteral("file save"));
        QCOMPARE(list->currentItem()->text(0), QStringLiteral("File > Save"));
        QTest::keyClick(search, Qt::Key_Return);
        QVERIFY(palette.isVisible());
        QTest::keyClicks(search, QStringLiteral(" qqqq"));
        QVERIFY(palette.shownTexts().isEmpty());
        QTest::keyClick(search, Qt::Key_Return); // nothing to choose
        QTest::keyClick(search, Qt::Key_Escape);
        QVERIFY(!palette.isVisible());
    }

    void actionsThatAreGoneAreNotTriggered()
    {
        Window window;
        window.show();
        CommandPalette palette(m_workbench, &window);
        palette.open(&window);
        auto *search = palette.findChild<QLineEdit *>();
        QTest::keyClicks(search, QStringLiteral("evr"));
        delete window.evaluate;
        QTest::keyClick(search, Qt::Key_Return);
        QVERIFY(palette.isVisible());
    }

private:
    Workbench m_workbench;
};

QTEST_MAIN(TestCommandPalette)
#include "tst_command_palette.moc"
