// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/io/mapped_file.h"

#include "tests/core/io/io_test.h"

#include <QTest>

#include <numeric>
#include <sys/stat.h>
#include <unistd.h>

using namespace vernier;
using namespace vernier::test;

class TestMappedFile : public QObject
{
    Q_OBJECT

private slots:
    void bytesAreThoseOfTheFile();
    void emptyFilesHaveNoBytes();
    void onlyRegularFilesAreMapped();
    void releasedPagesLeaveTheResidentSet();
    void adviceBeyondTheFileIsHarmless();
};

namespace {

/// Bytes of this process that lie in memory.
std::size_t residentBytes()
{
    std::ifstream file("/proc/self/statm");
    std::size_t total = 0;
    std::size_t resident = 0;
    file >> total >> resident;
    return resident * static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
}

unsigned sum(std::span<const std::byte> bytes)
{
    return std::accumulate(bytes.begin(), bytes.end(), 0u,
                           [](unsigned before, std::byte byte) { return before + std::to_integer<unsigned>(byte); });
}

} // namespace

void TestMappedFile::bytesAreThoseOfTheFile()
{
    const QTemporaryDir folder;
    const auto path = pathIn(folder, "f");
    writeBytes(path, "hello");
    const auto file = MappedFile::open(path);
    VERNIER_SUCCEEDS(file);
    QCOMPARE(textOf((*file)->bytes()), std::string("hello"));
    QCOMPARE((*file)->path(), path);
    std::filesystem::remove(path); // a mapping outlives the name
    QCOMPARE(textOf((*file)->bytes()), std::string("hello"));
}

void TestMappedFile::emptyFilesHaveNoBytes()
{
    const QTemporaryDir folder;
    writeBytes(pathIn(folder, "f"), "");
    const auto file = MappedFile::open(pathIn(folder, "f"));
    VERNIER_SUCCEEDS(file);
    QVERIFY((*file)->bytes().empty());
    (*file)->prefetch(0, 100);
}

void TestMappedFile::onlyRegularFilesAreMapped()
{
    const QTemporaryDir folder;
    const auto fifo = pathIn(folder, "fifo");
    QCOMPARE(mkfifo(fifo.c_str(), 0600), 0);
    VERNIER_REFUSES(MappedFile::open(fifo), ErrorCode::InvalidArgument, {fifo.string(), "pipe"});
    VERNIER_REFUSES(MappedFile::open(pathIn(folder, "")), ErrorCode::InvalidArgument, {"folder"});
    VERNIER_REFUSES(MappedFile::open("/dev/null"), ErrorCode::InvalidArgument, {"/dev/null", "device"});
    VERNIER_REFUSES(MappedFile::open(pathIn(folder, "none")), ErrorCode::NotFound, {"none", "check the path"});
    VERNIER_REFUSES(MappedFile::open(pathIn(folder, "fifo/x")), ErrorCode::Io, {"fifo/x"});
}

void TestMappedFile::releasedPagesLeaveTheResidentSet()
{
    constexpr std::size_t kSize = std::size_t{64} << 20;
    constexpr std::size_t kNoise = std::size_t{8} << 20; // what else the process may take or give back meanwhile
    const QTemporaryDir folder;
    writeBytes(pathIn(folder, "big"), std::string(kSize, 'a'));
    const auto file = MappedFile::open(pathIn(folder, "big"));
    VERNIER_SUCCEEDS(file);
    const std::size_t before = residentBytes();
    (*file)->prefetch(0, kSize);
    const unsigned first = sum((*file)->bytes());
    QVERIFY(residentBytes() > before + kSize - kNoise);
    (*file)->release((*file)->bytes());
    QVERIFY(residentBytes() < before + kNoise);
    QCOMPARE(sum((*file)->bytes()), first); // and can be read again
}

void TestMappedFile::adviceBeyondTheFileIsHarmless()
{
    const QTemporaryDir folder;
    writeBytes(pathIn(folder, "f"), std::string(10'000, 'b'));
    const auto file = MappedFile::open(pathIn(folder, "f"));
    VERNIER_SUCCEEDS(file);
    (*file)->release(9'999, std::numeric_limits<std::size_t>::max());
    (*file)->prefetch(std::numeric_limits<std::size_t>::max(), 5);
    (*file)->release(std::span<const std::byte>{});
    (*file)->release((*file)->bytes().subspan(5'000, 10));
    QCOMPARE(sum((*file)->bytes()), 10'000u * 'b');
}

QTEST_APPLESS_MAIN(TestMappedFile)
#include "tst_mapped_file.moc"
