// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/text_pattern.h"

#include "tests/core/text/text_test.h"

#include <QElapsedTimer>
#include <QTest>

using namespace vernier;
using namespace vernier::test;

namespace {

/// The matches as the texts they cover, with bars between.
QString matched(const std::string &text, const std::vector<TextSpan> &spans)
{
    std::string joined;
    for (const TextSpan &span : spans)
        joined += text.substr(span.begin, span.end - span.begin) + "|";
    return QString::fromStdString(joined);
}

} // namespace

class TestTextPattern : public QObject
{
    Q_OBJECT

private slots:
    void expressionsMatchAsInOniguruma_data();
    void expressionsMatchAsInOniguruma();
    void whatIsNotTranslatedIsRefused_data();
    void whatIsNotTranslatedIsRefused();
    void hostileExpressionsAreGivenUp_data();
    void hostileExpressionsAreGivenUp();
    void longRunsAreSearchedInLinearTime();
    void literalsAreNotExpressions();
};

void TestTextPattern::expressionsMatchAsInOniguruma_data()
{
    QTest::addColumn<std::string>("pattern");
    QTest::addColumn<std::string>("text");
    QTest::addColumn<std::string>("matches");
    const auto row = [](const char *pattern, const char *text, const char *matches) {
        QTest::addRow("%s", pattern) << std::string(pattern) << std::string(text) << std::string(matches);
    };
    row("\\p{L}+", "ab1\u00e9\u4e2d", "ab|\u00e9\u4e2d|");
    row("\\s+(?!\\S)|\\s+", "a  b ", " | | |");
    row("(?i:'s|'t)", "it'S don't", "'S|'t|");
    row("\\w+", "a\u0301b-c", "a\u0301b|c|"); // marks are word characters
    row("[\\w-]+", "a\u0301-b c", "a\u0301-b|c|");
    row("\\W+", "a\u0301b-+c", "-+|");
    row("\\h+", "xffz0", "ff|0|");
    row("[\\hx]+", "xffz0", "xff|0|");
    row("[^(a|[bc])]+", "xa|b(yc)z", "x|y|z|"); // a class in a class
    row("[[:alpha:]]+", "ab1c", "ab|c|");
    row("[]a]+", "x]a", "]a|");
    row("^a$", "a\nb\na", "a|a|");                            // ends of lines
    row("\\p{Han}+", "\u4e2d\u3001\u6587", "\u4e2d|\u6587|"); // the script, not its extensions
    row("\\p{^L}+", "a12b", "12|");
    row("x*", "axxb", "|xx||"); // empty matches, but never at the end of the one before
    row("\u00e9", "\u00e9\u00e9", "\u00e9|\u00e9|");
    row("(?<=a)b", "abb", "b|");
    row("a++b", "aaab", "aaab|");
}

void TestTextPattern::expressionsMatchAsInOniguruma()
{
    QFETCH(std::string, pattern);
    QFETCH(std::string, text);
    QFETCH(std::string, matches);
    const Result<Regex> regex = Regex::compile(pattern, "test");
    VERNIER_SUCCEEDS(regex);
    const auto found = regex->findAll(text);
    VERNIER_SUCCEEDS(found);
    QCOMPARE(matched(text, *found), shown(matches));
}

void TestTextPattern::whatIsNotTranslatedIsRefused_data()
{
    QTest::addColumn<std::string>("pattern");
    QTest::addColumn<int>("code");
    const auto row = [](const char *name, const std::string &pattern, ErrorCode code) {
        QTest::newRow(name) << pattern << static_cast<int>(code);
    };
    row("open bracket", "(a", ErrorCode::CorruptFile);
    row("open class", "[a", ErrorCode::CorruptFile);
    row("backslash at the end", "a\\", ErrorCode::CorruptFile);
    row("open property", "\\p{", ErrorCode::CorruptFile);
    row("unknown property", "\\p{Nonsense}", ErrorCode::CorruptFile);
    row("intersection", "[a-z&&[^b]]", ErrorCode::Unsupported);
    row("negated class inside", "[a[^b]]", ErrorCode::Unsupported);
    row("too long", std::string(100'000, 'a'), ErrorCode::Unsupported);
    row("deep nesting", std::string(5000, '(') + std::string(5000, ')'), ErrorCode::CorruptFile);
    row("huge repeats", "((((a{9999}){9999}){9999}){9999})", ErrorCode::CorruptFile);
    row("half a character", "\xE4", ErrorCode::CorruptFile);
}

void TestTextPattern::whatIsNotTranslatedIsRefused()
{
    QFETCH(std::string, pattern);
    QFETCH(int, code);
    const Result<Regex> regex = Regex::compile(pattern, "some/tokenizer.json");
    VERNIER_REFUSES(regex, static_cast<ErrorCode>(code), {"some/tokenizer.json"});
    QVERIFY(regex.error().message.size() < 500);
}

void TestTextPattern::hostileExpressionsAreGivenUp_data()
{
    QTest::addColumn<std::string>("pattern");
    for (const char *pattern : {"(a+)+$", "(a|a)*b", "(?:a*)*b", "(a?){60}a{60}b", "(?:(?:a|aa)+)+$", "(a+)+\\p{N}"})
        QTest::addRow("%s", pattern) << std::string(pattern);
}

void TestTextPattern::hostileExpressionsAreGivenUp()
{
    QFETCH(std::string, pattern);
    const Result<Regex> regex = Regex::compile(pattern, "some/tokenizer.json");
    VERNIER_SUCCEEDS(regex);
    QElapsedTimer timer;
    timer.start();
    const auto found = regex->findAll(std::string(20'000, 'a') + "!");
    QVERIFY2(timer.elapsed() < 60'000, "bounded, however slow the machine");
    if (found)
        return; // a clever engine may see that there is no match
    VERNIER_REFUSES(found, ErrorCode::Unsupported, {"some/tokenizer.json", "given up"});
}

void TestTextPattern::longRunsAreSearchedInLinearTime()
{
    const Result<Regex> regex = Regex::compile(R"(\s*[\r\n]+|\s+(?!\S)|\s+|\S+)", "test");
    VERNIER_SUCCEEDS(regex);
    const std::size_t length = 2'000'000;
    const auto blanks = regex->findAll(std::string(length, ' ') + "x");
    VERNIER_SUCCEEDS(blanks);
    QCOMPARE(*blanks, (std::vector<TextSpan>{{0, length - 1}, {length - 1, length}, {length, length + 1}}));
    const auto letters = regex->findAll(std::string(length, 'x'));
    VERNIER_SUCCEEDS(letters);
    QCOMPARE(letters->size(), std::size_t{1});
}

void TestTextPattern::literalsAreNotExpressions()
{
    const Result<TextPattern> dot = TextPattern::fromJson({{"String", "."}}, "test");
    VERNIER_SUCCEEDS(dot);
    QCOMPARE(dot->replaceAll("a.b..", "$0").value(), std::string("a$0b$0$0"));
    const Result<TextPattern> expression = TextPattern::fromJson({{"Regex", "."}}, "test");
    VERNIER_SUCCEEDS(expression);
    QCOMPARE(expression->replaceAll("ab", "$0").value(), std::string("$0$0"));
    QCOMPARE(TextPattern::literal("").replaceAll("ab", "x").value(), std::string("ab"));
    QVERIFY(!TextPattern::fromJson("text", "test"));
    QVERIFY(!TextPattern::fromJson({{"String", 1}}, "test"));
    QVERIFY(!TextPattern::fromJson({{"Regex", nullptr}}, "test"));
}

QTEST_APPLESS_MAIN(TestTextPattern)
#include "tst_text_pattern.moc"
