// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/strings.h"

#include <QTest>

#include <vector>

using namespace vernier;

class TestStrings : public QObject
{
    Q_OBJECT

private slots:
    void globMatchesAsFnmatch_data();
    void globMatchesAsFnmatch();
    void nearestNameIsTheSmallestEdit();
    void controlsAreEscaped_data();
    void controlsAreEscaped();
    void longTextLosesItsMiddle();
    void blanksAtTheEndsGo();
};

void TestStrings::blanksAtTheEndsGo()
{
    QVERIFY(trimmed(" \n a b\t\r\n") == "a b");
    QVERIFY(trimmed(" \v\f ").empty());
    QVERIFY(trimmed("").empty());
    QVERIFY(trimmed("\va ", " ") == "\va");
}

void TestStrings::globMatchesAsFnmatch_data()
{
    QTest::addColumn<QString>("pattern");
    QTest::addColumn<QString>("name");
    QTest::addColumn<bool>("matches");
    const auto row = [](const char *pattern, const char *name, bool matches) {
        QTest::addRow("%s ~ %s", pattern, name) << QString(pattern) << QString(name) << matches;
    };
    row("*.mlp.*", "model.layers.0.mlp.down_proj", true);
    row("*down*", "model.layers.0.mlp.down_proj", true);
    row("down", "model.layers.0.mlp.down_proj", false); // the whole name must match
    row("*.layers.?.*", "model.layers.12.mlp.up_proj", false);
    row("*.layers.??.*", "model.layers.12.mlp.up_proj", true);
    row("*.layers.[0-3].*", "model.layers.2.mlp.up_proj", true);
    row("*.layers.[!0-3].*", "model.layers.2.mlp.up_proj", false);
    row("*.[]ab].*", "x.].y", true); // a ] in first place is a member
    row("a[b", "a[b", true);         // not closed: an ordinary character
    row("*", "", true);
    row("", "", true);
    row("?", "", false);
    row("*A*", "model.a", false); // case counts
    row("a*b*c", "a-b-b-c", true);
    row("a*b*c", "a-b-b-d", false);
}

void TestStrings::globMatchesAsFnmatch()
{
    QFETCH(QString, pattern);
    QFETCH(QString, name);
    QFETCH(bool, matches);
    QCOMPARE(globMatch(pattern.toStdString(), name.toStdString()), matches);
}

void TestStrings::nearestNameIsTheSmallestEdit()
{
    const std::vector<std::string> known{"w_bit", "a_bit", "act_method"};
    QCOMPARE(nearestName("w_bits", known), std::string("w_bit"));
    QCOMPARE(nearestName("actmethod", known), std::string("act_method"));
    QCOMPARE(nearestName("x", {}), std::string());
    QCOMPARE(nearestName("wbit", known), std::string("w_bit"));
    QCOMPARE(nearestName("actMethod", known), std::string("act_method"));
    QCOMPARE(nearestName("temperature", known), std::string());
    QCOMPARE(nearestName("xy", known), std::string());
}

void TestStrings::controlsAreEscaped_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("shown");
    QTest::newRow("plain") << QByteArray("a b") << QByteArray("a b");
    QTest::newRow("escape") << QByteArray("\x1b[31m") << QByteArray("\\x1b[31m");
    QTest::newRow("line") << QByteArray("a\nb\x7f") << QByteArray("a\\x0ab\\x7f");
    QTest::newRow("C1") << QByteArray("\xc2\x9b") << QByteArray("\\xc2\\x9b");
    QTest::newRow("no C1") << QByteArray("\xc2\xa0") << QByteArray("\xc2\xa0");
    QTest::newRow("Chinese") << QByteArray("\xe4\xb8\xad") << QByteArray("\xe4\xb8\xad");
    QTest::newRow("no UTF-8") << QByteArray("a\xff\xe4\xb8") << QByteArray("a\\xff\\xe4\\xb8");
}

void TestStrings::controlsAreEscaped()
{
    QFETCH(QByteArray, text);
    QFETCH(QByteArray, shown);
    QCOMPARE(QByteArray::fromStdString(withoutControls(text.toStdString())), shown);
    QCOMPARE(withoutControls("a\n\tb", "\n\t"), std::string("a\n\tb"));
}

void TestStrings::longTextLosesItsMiddle()
{
    QCOMPARE(shortenedText("abcdef", 6), std::string("abcdef"));
    QCOMPARE(shortenedText("abcdefghijklmnop", 11), std::string("abcd…mnop"));
    QCOMPARE(shortenedText("a中中中中中中", 12), std::string("a中…中"));
}

QTEST_APPLESS_MAIN(TestStrings)
#include "tst_strings.moc"
