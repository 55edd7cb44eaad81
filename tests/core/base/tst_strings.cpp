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
};

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
}

QTEST_APPLESS_MAIN(TestStrings)
#include "tst_strings.moc"
