// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/io/temporary_file.h"

#include "tests/core/io/io_test.h"
#include "tests/support/test_models.h"

#include <QDir>
#include <QTemporaryDir>
#include <QTest>

#include <array>
#include <string>
#include <string_view>

using namespace vernier;
using namespace vernier::test;

class TestTemporaryFile : public QObject
{
    Q_OBJECT

private slots:
    void whatIsWrittenCanBeRead();
    void leavesNothingBehind();
    void refusalsNameTheFolder();
};

namespace {

std::span<const std::byte> bytesOf(std::string_view text)
{
    return std::as_bytes(std::span(text));
}

} // namespace

void TestTemporaryFile::whatIsWrittenCanBeRead()
{
    const auto file = valueOf(TemporaryFile::create());
    const std::string large(3'000'000, 'x');
    const std::array first{bytesOf("one"), bytesOf(""), bytesOf(large)};
    const std::array second{bytesOf("two")};
    QCOMPARE(valueOf(file->append(first)), std::uint64_t{0});
    const std::uint64_t place = valueOf(file->append(second));
    QCOMPARE(place, std::uint64_t{3 + large.size()});
    std::string read(3, ' ');
    VERNIER_SUCCEEDS(file->read(place, std::as_writable_bytes(std::span(read))));
    QCOMPARE(read, std::string("two"));
    std::string all(large.size(), ' ');
    VERNIER_SUCCEEDS(file->read(3, std::as_writable_bytes(std::span(all))));
    QVERIFY(all == large);
    file->discard(0, 3 + large.size());
    VERNIER_SUCCEEDS(file->read(place, std::as_writable_bytes(std::span(read))));
    QCOMPARE(read, std::string("two"));
    VERNIER_REFUSES(file->read(place + 1, std::as_writable_bytes(std::span(read))), ErrorCode::Io, {"read a temporary file"});
}

void TestTemporaryFile::leavesNothingBehind()
{
    const QTemporaryDir folder;
    const auto file = valueOf(TemporaryFile::createIn(folder.path().toStdString()));
    VERNIER_SUCCEEDS(file->append(std::array{bytesOf("something")}));
    QVERIFY(QDir(folder.path()).isEmpty());
}

void TestTemporaryFile::refusalsNameTheFolder()
{
    VERNIER_REFUSES(TemporaryFile::createIn("/nowhere/at/all"), ErrorCode::NotFound, {"/nowhere/at/all", "temporary file"});
}

QTEST_APPLESS_MAIN(TestTemporaryFile)
#include "tst_temporary_file.moc"
