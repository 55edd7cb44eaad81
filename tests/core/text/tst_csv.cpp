// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/csv.h"

#include "tests/core/text/text_test.h"

#include <QTest>

using namespace vernier;
using namespace vernier::test;

class TestCsv : public QObject
{
    Q_OBJECT

private slots:
    void tablesAreRead_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("expected"); ///< cells in brackets, rows with their line
        const auto row = [](const char *name, const char *text, const char *expected) {
            QTest::newRow(name) << QString::fromUtf8(text) << QString::fromUtf8(expected);
        };
        row("plain", "a,b\nc,d\n", "1[a][b] 2[c][d]");
        row("no line break at the end", "a,b", "1[a][b]");
        row("CR LF", "a,b\r\nc,d\r\n", "1[a][b] 2[c][d]");
        row("empty cells", ",b,\n", "1[][b][]");
        row("comma in quotes", "\"a,b\",c\n", "1[a,b][c]");
        row("doubled quotes", "\"say \"\"no\"\"\",c\n", "1[say \"no\"][c]");
        row("line break in quotes", "\"a\nb\",c\nd,e\n", "1[a\nb][c] 3[d][e]");
        row("text after a quote", "\"a\"b,c\n", "1[ab][c]");
        row("quote inside a cell", "5\" disk,c\n", "1[5\" disk][c]");
        row("blank lines", "\na\n\r\n\nb\n", "2[a] 5[b]");
        row("rows of different lengths", "a\nb,c\n", "1[a] 2[b][c]");
        row("byte order mark", "\xEF\xBB\xBF题目,甲\n", "1[题目][甲]");
        row("nothing", "", "");
    }

    void tablesAreRead()
    {
        QFETCH(QString, text);
        QFETCH(QString, expected);
        const auto rows = parseCsv(text.toStdString(), "t.csv");
        VERNIER_SUCCEEDS(rows);
        QStringList read;
        for (const CsvRow &row : *rows) {
            QString line = QString::number(row.line);
            for (const std::string &cell : row.cells)
                line += '[' + shown(cell) + ']';
            read << line;
        }
        QCOMPARE(read.join(' '), expected);
    }

    void brokenTablesAreRefused()
    {
        VERNIER_REFUSES(parseCsv("a\n\"b,c\nd\n", "t.csv"), ErrorCode::CorruptFile, {"t.csv, line 2", "quote"});
        VERNIER_REFUSES(parseCsv("a\nb,\xff\n", "t.csv"), ErrorCode::CorruptFile, {"t.csv, line 2", "UTF-8"});
        VERNIER_REFUSES(readCsv("/nowhere/t.csv"), ErrorCode::NotFound, {"/nowhere/t.csv"});
    }
};

QTEST_APPLESS_MAIN(TestCsv)
#include "tst_csv.moc"
