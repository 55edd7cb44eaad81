// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/look.h"
#include "widgets/views/preferences_dialog.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QLabel>
#include <QPushButton>
#include <QSpinBox>
#include <QTest>

using namespace vernier;

class TestPreferencesDialog : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { applyTheme(ThemeChoice::Light); }

    void showsWhatItIsGiven()
    {
        const Preferences given{3, QStringLiteral("zh_CN"), ThemeChoice::Dark, false, 2048, FloatProducts::Bf16Terms2};
        PreferencesDialog dialog(given);
        QCOMPARE(dialog.findChild<QComboBox *>(QStringLiteral("language"))->currentText(), QStringLiteral("简体中文"));
        QCOMPARE(dialog.findChild<QComboBox *>(QStringLiteral("theme"))->currentText(), QStringLiteral("Dark"));
        QCOMPARE(dialog.findChild<QSpinBox *>(QStringLiteral("threads"))->value(), 3);
        QVERIFY(!dialog.findChild<QCheckBox *>()->isChecked());
        QCOMPARE(dialog.findChild<QSpinBox *>(QStringLiteral("states"))->value(), 2048);
        QCOMPARE(dialog.findChild<QComboBox *>(QStringLiteral("products"))->currentText(), QStringLiteral("Preview: bfloat16, two terms"));
        QVERIFY(dialog.preferences() == given);
        PreferencesDialog unknown(Preferences{0, QStringLiteral("xx"), ThemeChoice::System, true});
        QCOMPARE(unknown.findChild<QComboBox *>(QStringLiteral("language"))->currentIndex(), 0);
    }

    void changesApplyAtOnceAndCancelPutsThemBack()
    {
        const Preferences before;
        PreferencesDialog dialog(before);
        dialog.show();
        std::vector<Preferences> applied;
        connect(&dialog, &PreferencesDialog::changed, this, [&](const Preferences &now) { applied.push_back(now); });
        dialog.findChild<QSpinBox *>(QStringLiteral("threads"))->setValue(2);
        dialog.findChild<QComboBox *>(QStringLiteral("theme"))->setCurrentIndex(2);
        dialog.findChild<QComboBox *>(QStringLiteral("language"))->setCurrentIndex(1);
        dialog.findChild<QCheckBox *>()->click();
        QCOMPARE(applied.size(), std::size_t{4});
        QVERIFY((applied.back() == Preferences{2, QStringLiteral("en"), ThemeChoice::Dark, false}));
        QTest::keyClick(&dialog, Qt::Key_Escape);
        QCOMPARE(applied.size(), std::size_t{5});
        QVERIFY(applied.back() == before);
        QVERIFY(!dialog.isVisible());
    }

    void okKeepsAndCancelWithoutChangesIsSilent()
    {
        PreferencesDialog dialog(Preferences{});
        int count = 0;
        connect(&dialog, &PreferencesDialog::changed, this, [&] { ++count; });
        dialog.show();
        dialog.reject();
        QCOMPARE(count, 0);
        dialog.show();
        dialog.findChild<QSpinBox *>(QStringLiteral("threads"))->setValue(5);
        dialog.findChild<QDialogButtonBox *>()->button(QDialogButtonBox::Ok)->click();
        QCOMPARE(count, 1);
        QCOMPARE(dialog.preferences().threads, 5);
    }

    void switchingTheLanguageTranslatesItWithoutAnEdit()
    {
        PreferencesDialog dialog(Preferences{});
        dialog.show();
        QTest::qWait(20);
        test::lookAt(dialog, "preferences");
        int count = 0;
        connect(&dialog, &PreferencesDialog::changed, this, [&] { ++count; });
        test::GuillemetTranslator guillemets;
        qApp->installTranslator(&guillemets);
        QTRY_COMPARE(dialog.windowTitle(), QStringLiteral("«Preferences»"));
        for (const QLabel *label : dialog.findChildren<QLabel *>())
            QVERIFY(label->text().startsWith(QStringLiteral("«")));
        QCOMPARE(dialog.findChild<QComboBox *>(QStringLiteral("language"))->itemText(1), QStringLiteral("English"));
        QCOMPARE(count, 0);
        qApp->removeTranslator(&guillemets);
    }
};

QTEST_MAIN(TestPreferencesDialog)
#include "tst_preferences_dialog.moc"
