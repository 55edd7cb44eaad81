// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/look.h"
#include "widgets/support/theme.h"
#include "widgets/views/welcome_page.h"

#include <QAction>
#include <QApplication>
#include <QDropEvent>
#include <QFile>
#include <QLabel>
#include <QListWidget>
#include <QMimeData>
#include <QPushButton>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QUrl>

using namespace vernier;

class TestWelcomePage : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { applyTheme(ThemeChoice::Light); }

    void buttonsAsk()
    {
        WelcomePage page;
        page.show();
        QSignalSpy demo(&page, &WelcomePage::openDemo);
        QSignalSpy folder(&page, &WelcomePage::openFolder);
        QSignalSpy project(&page, &WelcomePage::openProject);
        for (QPushButton *button : page.findChildren<QPushButton *>())
            QTest::keyClick(button, Qt::Key_Space);
        QCOMPARE(demo.count(), 1);
        QCOMPARE(folder.count(), 1);
        QCOMPARE(project.count(), 1);
    }

    void recentOnesOpenAndMissingOnesDoNot()
    {
        QTemporaryDir folder;
        QFile file(folder.filePath(QStringLiteral("there.vernier")));
        QVERIFY(file.open(QIODevice::WriteOnly));
        const QStringList paths{file.fileName(), folder.filePath(QStringLiteral("gone.vernier")), folder.path()};
        WelcomePage page;
        page.resize(1366, 700);
        page.setRecent(paths);
        page.show();
        test::lookAt(page, "welcome");
        QSignalSpy opened(&page, &WelcomePage::openRecent);
        QSignalSpy forgotten(&page, &WelcomePage::forgetRecent);
        auto *list = page.findChild<QListWidget *>();
        QCOMPARE(list->count(), 3);
        QVERIFY(list->item(0)->text().startsWith(QStringLiteral("there.vernier")));
        QCOMPARE(list->item(1)->foreground().color(), page.palette().color(QPalette::PlaceholderText));
        for (int row = 0; row < list->count(); ++row) {
            list->setCurrentRow(row);
            QTest::keyClick(list, Qt::Key_Return);
        }
        QCOMPARE(opened.count(), 2);
        QCOMPARE(opened[0][0].toString(), paths[0]);
        QCOMPARE(opened[1][0].toString(), paths[2]);
        list->setCurrentRow(1);
        list->actions().front()->trigger();
        QCOMPARE(forgotten.count(), 1);
        QCOMPARE(forgotten[0][0].toString(), paths[1]);
        page.setRecent({});
        QVERIFY(!list->isVisible());
        applyTheme(ThemeChoice::Dark);
        QTest::qWait(20);
        test::lookAt(page, "welcome_dark");
        applyTheme(ThemeChoice::Light);
    }

    void takesWhatCanBeOpened_data()
    {
        QTest::addColumn<QStringList>("names");
        QTest::addColumn<bool>("taken");
        QTest::newRow("folder") << QStringList{QStringLiteral("model")} << true;
        QTest::newRow("project") << QStringList{QStringLiteral("a.vernier")} << true;
        QTest::newRow("picture") << QStringList{QStringLiteral("a.png")} << false;
        QTest::newRow("two at once") << QStringList{QStringLiteral("model"), QStringLiteral("a.vernier")} << false;
        QTest::newRow("nothing there") << QStringList{QStringLiteral("gone.vernier")} << false;
    }

    void takesWhatCanBeOpened()
    {
        QFETCH(QStringList, names);
        QFETCH(bool, taken);
        QTemporaryDir folder;
        QVERIFY(QDir(folder.path()).mkdir(QStringLiteral("model")));
        for (const char *name : {"a.vernier", "a.png"}) {
            QFile file(folder.filePath(QString::fromLatin1(name)));
            QVERIFY(file.open(QIODevice::WriteOnly));
        }
        QMimeData data;
        QList<QUrl> urls;
        for (const QString &name : names)
            urls << QUrl::fromLocalFile(folder.filePath(name));
        data.setUrls(urls);
        WelcomePage page;
        QSignalSpy dropped(&page, &WelcomePage::openDropped);
        QDragEnterEvent enter({10, 10}, Qt::CopyAction, &data, Qt::LeftButton, {});
        enter.ignore();
        QApplication::sendEvent(&page, &enter);
        QCOMPARE(enter.isAccepted(), taken);
        QDropEvent drop({10, 10}, Qt::CopyAction, &data, Qt::LeftButton, {});
        QApplication::sendEvent(&page, &drop);
        QCOMPARE(dropped.count(), taken ? 1 : 0);
        if (taken)
            QCOMPARE(dropped[0][0].toString(), folder.filePath(names.front()));
    }

    void retranslates()
    {
        WelcomePage page;
        page.show();
        test::GuillemetTranslator guillemets;
        qApp->installTranslator(&guillemets);
        QTest::qWait(10);
        for (const QPushButton *button : page.findChildren<QPushButton *>())
            QVERIFY(button->text().startsWith(QStringLiteral("«")));
        for (const QLabel *label : page.findChildren<QLabel *>())
            QVERIFY(label->text().startsWith(QStringLiteral("«")));
        qApp->removeTranslator(&guillemets);
    }
};

QTEST_MAIN(TestWelcomePage)
#include "tst_welcome_page.moc"
