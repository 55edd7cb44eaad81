// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/io/posix_file.h"

#include "tests/core/io/io_test.h"

#include <QTest>

#include <cerrno>

using namespace vernier;

class TestPosixFile : public QObject
{
    Q_OBJECT

private slots:
    void refusalsOfTheSystemNameARemedy_data();
    void refusalsOfTheSystemNameARemedy();
    void textFromFilesIsMadeFitForAMessage();
};

void TestPosixFile::refusalsOfTheSystemNameARemedy_data()
{
    QTest::addColumn<int>("errorNumber");
    QTest::addColumn<int>("code");
    QTest::addColumn<std::string>("word");
    QTest::newRow("disk full") << ENOSPC << int(ErrorCode::Io) << std::string("free some space");
    QTest::newRow("permission") << EACCES << int(ErrorCode::Io) << std::string("change the permissions");
    QTest::newRow("read-only") << EROFS << int(ErrorCode::Io) << std::string("choose another folder");
    QTest::newRow("missing") << ENOENT << int(ErrorCode::NotFound) << std::string("check the path");
    QTest::newRow("anything else") << EIO << int(ErrorCode::Io) << std::string("nput/output error");
}

void TestPosixFile::refusalsOfTheSystemNameARemedy()
{
    QFETCH(int, errorNumber);
    QFETCH(int, code);
    QFETCH(std::string, word);
    const Result<void> result = systemError("some/file", "write the file", errorNumber);
    VERNIER_REFUSES(result, ErrorCode(code), {"some/file", "write the file", word});
}

void TestPosixFile::textFromFilesIsMadeFitForAMessage()
{
    QCOMPARE(printable("model.norm"), std::string("model.norm"));
    QCOMPARE(printable(std::string_view("a\n\x1b[31m\0b", 8)), std::string("a\\x0a\\x1b[31m\\x00"));
    QVERIFY(printable(std::string(1'000'000, 'x')).size() < 200);
}

QTEST_APPLESS_MAIN(TestPosixFile)
#include "tst_posix_file.moc"
