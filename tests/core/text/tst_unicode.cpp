// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/unicode.h"

#include "tests/core/text/text_test.h"

#include <QTest>

using namespace vernier;
using namespace vernier::test;

class TestUnicode : public QObject
{
    Q_OBJECT

private slots:
    void malformedPartsBecomeOneReplacementEach_data();
    void malformedPartsBecomeOneReplacementEach();
    void everyCharacterSurvivesWritingAndReading();
    void classesAreUnicodes();
    void normalFormsAreUnicodes_data();
    void normalFormsAreUnicodes();
    void lowerCaseLooksAtOneCharacter();
};

void TestUnicode::malformedPartsBecomeOneReplacementEach_data()
{
    QTest::addColumn<std::string>("bytes");
    QTest::addColumn<std::string>("text");
    const auto row = [](const char *name, const std::string &bytes, const std::string &text) {
        QTest::newRow(name) << bytes << text;
    };
    row("ascii", "plain", "plain");
    row("empty", "", "");
    row("well-formed", "\u00e9\u4e2d\U0001F600", "\u00e9\u4e2d\U0001F600");
    row("lone continuation", "a\x80z", "a\uFFFDz");
    row("two lone continuations", "\x80\xBF", "\uFFFD\uFFFD");
    row("cut off at the end", "a\xE4\xB8", "a\uFFFD");
    row("cut off before a letter", "\xF0\x9F\x98z", "\uFFFDz");
    row("overlong slash", "\xC0\xAF", "\uFFFD\uFFFD");
    row("surrogate", "\xED\xA0\x80", "\uFFFD\uFFFD\uFFFD");
    row("beyond U+10FFFF", "\xF4\x90\x80\x80", "\uFFFD\uFFFD\uFFFD\uFFFD");
    // The example of the Unicode standard, table 3-8.
    row("table 3-8", "\x61\xF1\x80\x80\xE1\x80\xC2\x62\x80\x63\x80\xBF\x64",
        "a\uFFFD\uFFFD\uFFFDb\uFFFDc\uFFFD\uFFFDd");
}

void TestUnicode::malformedPartsBecomeOneReplacementEach()
{
    QFETCH(std::string, bytes);
    QFETCH(std::string, text);
    QCOMPARE(shown(toValidUtf8(bytes)), shown(text));
    QCOMPARE(isValidUtf8(bytes), bytes == text);
}

void TestUnicode::everyCharacterSurvivesWritingAndReading()
{
    for (char32_t character = 0; character <= 0x10FFFF; character += character < 0x3000 ? 1 : 97) {
        if (character >= 0xD800 && character <= 0xDFFF)
            continue;
        std::string text = "x";
        appendCharacter(text, character);
        std::size_t at = 1;
        QCOMPARE(nextCharacter(text, at), character);
        QCOMPARE(at, text.size());
        QCOMPARE(previousCharacter(text, at), character);
        QCOMPARE(at, std::size_t{1});
        QVERIFY(isValidUtf8(text));
    }
}

void TestUnicode::classesAreUnicodes()
{
    for (const char32_t blank : {0x20, 0x09, 0x0D, 0x85, 0xA0, 0x2003, 0x2028, 0x3000})
        QVERIFY(isWhitespace(blank));
    for (const char32_t other : {0x00, 0x1F, 0x61, 0x180E, 0x200B, 0xFEFF})
        QVERIFY(!isWhitespace(other));
    for (const char32_t number : {0x30, 0x39, 0xB2, 0xBD, 0x0664, 0x2167})
        QVERIFY(isNumeric(number));
    QVERIFY(!isNumeric('a'));
    for (const char32_t mark : {0x21, 0x24, 0x5E, 0x7E, 0x3002, 0xFF0C, 0x2019})
        QVERIFY(isPunctuation(mark));
    for (const char32_t other : {0x20, 0x61, 0x31, 0xA2, 0x2B7})
        QVERIFY(!isPunctuation(other));
    for (const char32_t word : {0x5F, 0x61, 0x31, 0x4E2D, 0x0301, 0x24B6, 0x200D})
        QVERIFY(isWordCharacter(word));
    for (const char32_t other : {0x2D, 0x20, 0xB2, 0x1F600})
        QVERIFY(!isWordCharacter(other));
    QVERIFY(isNonspacingMark(0x0301));
    QVERIFY(!isNonspacingMark(0x0903)); // spacing
}

void TestUnicode::normalFormsAreUnicodes_data()
{
    QTest::addColumn<std::string>("text");
    QTest::addColumn<std::string>("c");
    QTest::addColumn<std::string>("d");
    QTest::addColumn<std::string>("kc");
    QTest::addColumn<std::string>("kd");
    const auto row = [](const char *name, const char *text, const char *c, const char *d, const char *kc,
                        const char *kd) {
        QTest::newRow(name) << std::string(text) << std::string(c) << std::string(d) << std::string(kc)
                            << std::string(kd);
    };
    row("ascii", "abc", "abc", "abc", "abc", "abc");
    row("composed", "\u00c4", "\u00c4", "A\u0308", "\u00c4", "A\u0308");
    row("decomposed", "A\u0308", "\u00c4", "A\u0308", "\u00c4", "A\u0308");
    row("ligature", "\ufb01", "\ufb01", "\ufb01", "fi", "fi");
    row("Hangul", "\uac01", "\uac01", "\u1100\u1161\u11a8", "\uac01", "\u1100\u1161\u11a8");
    row("order of marks", "a\u0301\u0323", "\u1ea1\u0301", "a\u0323\u0301", "\u1ea1\u0301", "a\u0323\u0301");
    row("wide", "\uff21", "\uff21", "\uff21", "A", "A");
}

void TestUnicode::normalFormsAreUnicodes()
{
    QFETCH(std::string, text);
    QFETCH(std::string, c);
    QFETCH(std::string, d);
    QFETCH(std::string, kc);
    QFETCH(std::string, kd);
    QCOMPARE(shown(normalForm(text, NormalForm::C)), shown(c));
    QCOMPARE(shown(normalForm(text, NormalForm::D)), shown(d));
    QCOMPARE(shown(normalForm(text, NormalForm::KC)), shown(kc));
    QCOMPARE(shown(normalForm(text, NormalForm::KD)), shown(kd));
    const std::string withNul = text + std::string(1, '\0') + "z";
    QCOMPARE(normalForm(withNul, NormalForm::C), c + std::string(1, '\0') + "z");
}

void TestUnicode::lowerCaseLooksAtOneCharacter()
{
    QCOMPARE(shown(lowerCase("AbC \u00c4\u03a3\u03a3")), shown("abc \u00e4\u03c3\u03c3"));
    QCOMPARE(shown(lowerCase("\u0130")), shown("i\u0307"));
}

QTEST_APPLESS_MAIN(TestUnicode)
#include "tst_unicode.moc"
