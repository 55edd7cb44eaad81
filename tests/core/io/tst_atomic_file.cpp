// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/io/atomic_file.h"

#include "tests/core/io/io_test.h"
#include "tests/support/ordinary_user.h"

#include <QTest>

#include <csignal>
#include <sched.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

using namespace vernier;
using namespace vernier::test;
namespace fs = std::filesystem;
using Names = std::vector<std::string>;

class TestAtomicFile : public QObject
{
    Q_OBJECT

private slots:
    void fileAppearsAtCommit();
    void fileWithoutCommitLeavesNothing();
    void permissionsAreThoseAskedFor();
    void readOnlyOlderFileIsReplaced();
    void linkIsFollowed();
    void targetsThatAreNoFilesAreRefused();
    void tooLargeFileIsAnErrorAndLeavesNothing();
    void fullDiskIsAnErrorAndLeavesNothing();
    void unwritableFolderIsAnError();
    void folderAppearsAtCommit();
    void folderWithoutCommitLeavesNothing();
    void folderJoinsAnExistingOne();
    void folderNeverReplacesAFileByAFolder();
    void folderInAFullDiskLeavesNothing();
    void folderThatCannotBeMadeIsAnError();
};

namespace {

constexpr auto kAllPermissions = fs::perms(07777);

fs::perms permissionsOf(const fs::path &path)
{
    return fs::status(path).permissions() & kAllPermissions;
}

/// Limits the size of files while it lives.
class FileSizeLimit
{
public:
    explicit FileSizeLimit(rlim_t bytes)
        : m_handler(std::signal(SIGXFSZ, SIG_IGN))
    {
        getrlimit(RLIMIT_FSIZE, &m_before);
        const rlimit limit{bytes, m_before.rlim_max};
        setrlimit(RLIMIT_FSIZE, &limit);
    }
    ~FileSizeLimit()
    {
        setrlimit(RLIMIT_FSIZE, &m_before);
        std::signal(SIGXFSZ, m_handler);
    }
    FileSizeLimit(const FileSizeLimit &) = delete;

private:
    rlimit m_before{};
    void (*m_handler)(int);
};

/// A file system of 64 KiB, seen by this process only; not everybody may make one.
class TinyDisk
{
public:
    explicit TinyDisk(const fs::path &path)
        : m_path(path)
    {
        fs::create_directories(path);
        m_mounted = unshare(CLONE_NEWNS) == 0 && mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0
            && mount("tiny", path.c_str(), "tmpfs", 0, "size=64k") == 0;
    }
    ~TinyDisk()
    {
        if (m_mounted)
            umount(m_path.c_str());
    }
    TinyDisk(const TinyDisk &) = delete;
    [[nodiscard]] bool mounted() const { return m_mounted; }

private:
    fs::path m_path;
    bool m_mounted = false;
};

Result<void> buildFolder(const fs::path &target, const Names &names, std::string_view contents, bool commit = true)
{
    VERNIER_ASSIGN(AtomicFolder folder, AtomicFolder::create(target));
    for (const std::string &name : names) {
        fs::create_directories((folder.buildPath() / name).parent_path());
        VERNIER_TRY(writeFileAtomically(folder.buildPath() / name, contents));
    }
    return commit ? folder.commit() : Result<void>();
}

} // namespace

void TestAtomicFile::fileAppearsAtCommit()
{
    const QTemporaryDir folder;
    const auto path = pathIn(folder, "out.bin");
    const std::string large(1'000'000, 'L');
    writeBytes(path, "old");
    {
        auto file = AtomicFile::create(path);
        VERNIER_SUCCEEDS(file);
        VERNIER_SUCCEEDS(file->write("small"));
        VERNIER_SUCCEEDS(file->write(large));
        VERNIER_SUCCEEDS(file->write(std::span<const std::byte>{}));
        VERNIER_SUCCEEDS(file->write("end"));
        QCOMPARE(readBytes(path), std::string("old"));
        AtomicFile moved = std::move(*file);
        VERNIER_SUCCEEDS(moved.commit());
    }
    QCOMPARE(readBytes(path), "small" + large + "end");
    QCOMPARE(namesIn(folder.path().toStdString()), Names{"out.bin"});
}

void TestAtomicFile::fileWithoutCommitLeavesNothing()
{
    const QTemporaryDir folder;
    const auto path = pathIn(folder, "out.bin");
    writeBytes(path, "old");
    {
        auto file = AtomicFile::create(path);
        VERNIER_SUCCEEDS(file);
        VERNIER_SUCCEEDS(file->write(std::string(1'000'000, 'x')));
        QCOMPARE(namesIn(folder.path().toStdString()).size(), std::size_t(2));
    }
    QCOMPARE(readBytes(path), std::string("old"));
    QCOMPARE(namesIn(folder.path().toStdString()), Names{"out.bin"});
}

void TestAtomicFile::permissionsAreThoseAskedFor()
{
    const QTemporaryDir folder;
    const mode_t before = umask(027);
    const auto open = pathIn(folder, "open");
    const auto closed = pathIn(folder, "closed");
    VERNIER_SUCCEEDS(writeFileAtomically(open, "x"));
    VERNIER_SUCCEEDS(writeFileAtomically(closed, "x", fs::perms(0400)));
    umask(before);
    QCOMPARE(permissionsOf(open), fs::perms(0640));
    QCOMPARE(permissionsOf(closed), fs::perms(0400));
}

void TestAtomicFile::readOnlyOlderFileIsReplaced()
{
    const QTemporaryDir folder;
    const auto path = pathIn(folder, "weights");
    VERNIER_SUCCEEDS(writeFileAtomically(path, "old", fs::perms(0400)));
    VERNIER_SUCCEEDS(writeFileAtomically(path, "new", fs::perms(0400)));
    QCOMPARE(readBytes(path), std::string("new"));
}

void TestAtomicFile::linkIsFollowed()
{
    const QTemporaryDir folder;
    writeBytes(pathIn(folder, "real"), "old");
    fs::create_symlink("real", pathIn(folder, "link"));
    VERNIER_SUCCEEDS(writeFileAtomically(pathIn(folder, "link"), "new"));
    QVERIFY(fs::is_symlink(pathIn(folder, "link")));
    QCOMPARE(readBytes(pathIn(folder, "real")), std::string("new"));
}

void TestAtomicFile::targetsThatAreNoFilesAreRefused()
{
    const QTemporaryDir folder;
    const auto fifo = pathIn(folder, "fifo");
    QCOMPARE(mkfifo(fifo.c_str(), 0600), 0);
    VERNIER_REFUSES(AtomicFile::create(fifo), ErrorCode::InvalidArgument, {fifo.string(), "pipe"});
    VERNIER_REFUSES(AtomicFile::create(pathIn(folder, "")), ErrorCode::InvalidArgument, {"folder"});
    VERNIER_REFUSES(AtomicFile::create("/dev/full"), ErrorCode::InvalidArgument, {"/dev/full"});
    VERNIER_REFUSES(AtomicFile::create(pathIn(folder, "no/such/file")), ErrorCode::NotFound, {"no/such/file", "check"});
    VERNIER_REFUSES(AtomicFile::create(pathIn(folder, "fifo/file")), ErrorCode::Io, {"fifo/file", "not a folder"});
    QCOMPARE(namesIn(folder.path().toStdString()), Names{"fifo"});
}

void TestAtomicFile::tooLargeFileIsAnErrorAndLeavesNothing()
{
    const QTemporaryDir folder;
    const auto path = pathIn(folder, "out.bin");
    const FileSizeLimit limit(100'000);
    {
        auto file = AtomicFile::create(path);
        VERNIER_SUCCEEDS(file);
        VERNIER_REFUSES(file->write(std::string(1'000'000, 'x')), ErrorCode::Io, {path.string(), "ulimit"});
        VERNIER_REFUSES(file->write("more"), ErrorCode::Io, {path.string()});
        VERNIER_REFUSES(file->commit(), ErrorCode::Io, {path.string()});
    }
    QCOMPARE(namesIn(folder.path().toStdString()), Names{});
    // Small pieces wait in the buffer: their error comes at the latest with commit().
    VERNIER_REFUSES(writeFileAtomically(path, std::string(200'000, 'x')), ErrorCode::Io, {path.string(), "ulimit"});
    QCOMPARE(namesIn(folder.path().toStdString()), Names{});
}

void TestAtomicFile::fullDiskIsAnErrorAndLeavesNothing()
{
    const QTemporaryDir folder;
    const auto disk = pathIn(folder, "disk");
    const TinyDisk tiny(disk);
    if (!tiny.mounted())
        QSKIP("no permission to mount a small file system");
    writeBytes(disk / "out.bin", "old");
    VERNIER_REFUSES(writeFileAtomically(disk / "out.bin", std::string(1'000'000, 'x')), ErrorCode::Io,
                    {(disk / "out.bin").string(), "free some space"});
    QCOMPARE(readBytes(disk / "out.bin"), std::string("old"));
    QCOMPARE(namesIn(disk), Names{"out.bin"});
}

void TestAtomicFile::unwritableFolderIsAnError()
{
    const QTemporaryDir folder;
    const auto locked = pathIn(folder, "locked");
    fs::create_directories(locked);
    fs::permissions(locked, fs::perms(0500));
    {
        const OrdinaryUser user;
        VERNIER_REFUSES(AtomicFile::create(locked / "f"), ErrorCode::Io,
                        {(locked / "f").string(), "permission denied"});
        VERNIER_REFUSES(AtomicFolder::create(locked / "d"), ErrorCode::Io,
                        {(locked / "d").string(), "permission denied"});
    }
    QCOMPARE(namesIn(locked), Names{});
}

void TestAtomicFile::folderAppearsAtCommit()
{
    const QTemporaryDir folder;
    const auto target = pathIn(folder, "a/b/out");
    {
        auto out = AtomicFolder::create(target / "");
        VERNIER_SUCCEEDS(out);
        VERNIER_SUCCEEDS(writeFileAtomically(out->buildPath() / "f", "1"));
        fs::create_directory(out->buildPath() / "sub");
        VERNIER_SUCCEEDS(writeFileAtomically(out->buildPath() / "sub/g", "2"));
        QVERIFY(!fs::exists(target));
        QVERIFY(out->buildPath().filename().string().starts_with("out.part-"));
        AtomicFolder moved = std::move(*out);
        VERNIER_SUCCEEDS(moved.commit());
    }
    QCOMPARE(namesIn(target), (Names{"f", "sub"}));
    QCOMPARE(readBytes(target / "sub/g"), std::string("2"));
    QCOMPARE(permissionsOf(target), fs::perms(0750));
    QCOMPARE(namesIn(target.parent_path()), Names{"out"});
}

void TestAtomicFile::folderWithoutCommitLeavesNothing()
{
    const QTemporaryDir folder;
    VERNIER_SUCCEEDS(buildFolder(pathIn(folder, "a/b/out"), {"f", "sub/g"}, "x", false));
    QCOMPARE(namesIn(folder.path().toStdString()), Names{});
}

void TestAtomicFile::folderJoinsAnExistingOne()
{
    const QTemporaryDir folder;
    const auto target = pathIn(folder, "out");
    fs::create_directories(target / "sub");
    fs::permissions(target, fs::perms(0700));
    writeBytes(target / "theirs", "theirs");
    writeBytes(target / "sub/theirs", "theirs");
    writeBytes(target / "both", "old");
    VERNIER_SUCCEEDS(buildFolder(target, {"both", "ours", "sub/ours", "new/ours"}, "new"));
    QCOMPARE(namesIn(target), (Names{"both", "new", "ours", "sub", "theirs"}));
    QCOMPARE(namesIn(target / "sub"), (Names{"ours", "theirs"}));
    QCOMPARE(readBytes(target / "both"), std::string("new"));
    QCOMPARE(readBytes(target / "new/ours"), std::string("new"));
    QCOMPARE(readBytes(target / "theirs"), std::string("theirs"));
    QCOMPARE(permissionsOf(target), fs::perms(0700));
    QCOMPARE(namesIn(folder.path().toStdString()), Names{"out"});

    VERNIER_SUCCEEDS(buildFolder(target, {"both"}, "newer", false));
    QCOMPARE(readBytes(target / "both"), std::string("new"));
    QCOMPARE(namesIn(folder.path().toStdString()), Names{"out"});
}

void TestAtomicFile::folderNeverReplacesAFileByAFolder()
{
    const QTemporaryDir folder;
    const auto target = pathIn(folder, "out");
    writeBytes(target, "a file");
    VERNIER_REFUSES(AtomicFolder::create(target), ErrorCode::InvalidArgument, {target.string(), "not a folder"});
    fs::remove(target);
    fs::create_directories(target / "z");
    writeBytes(target / "a", "old");
    VERNIER_REFUSES(buildFolder(target, {"a", "z"}, "new"), ErrorCode::InvalidArgument, {(target / "z").string()});
    QCOMPARE(readBytes(target / "a"), std::string("old")); // checked before the first file moves
    VERNIER_REFUSES(AtomicFolder::create(target / "a/b"), ErrorCode::Io, {(target / "a").string()});
    VERNIER_REFUSES(AtomicFolder::create(""), ErrorCode::NotFound, {"folder"});
    QCOMPARE(namesIn(folder.path().toStdString()), Names{"out"});
}

void TestAtomicFile::folderInAFullDiskLeavesNothing()
{
    const QTemporaryDir folder;
    const auto disk = pathIn(folder, "disk");
    const TinyDisk tiny(disk);
    if (!tiny.mounted())
        QSKIP("no permission to mount a small file system");
    const std::string large(50'000, 'x');
    VERNIER_REFUSES(buildFolder(disk / "out", {"a", "b"}, large), ErrorCode::Io, {"free some space"});
    QCOMPARE(namesIn(disk), Names{});
    // The root of a file system has no place for a folder beside it: what is built lies inside.
    VERNIER_REFUSES(buildFolder(disk, {"a", "b"}, large), ErrorCode::Io, {"free some space"});
    QCOMPARE(namesIn(disk), Names{});
    VERNIER_SUCCEEDS(buildFolder(disk, {"a", "b"}, "small"));
    QCOMPARE(namesIn(disk), (Names{"a", "b"}));
}

void TestAtomicFile::folderThatCannotBeMadeIsAnError()
{
    const QTemporaryDir folder;
    const auto longName = pathIn(folder, std::string(250, 'n')); // fits, but not with the temporary's ending
    VERNIER_REFUSES(AtomicFolder::create(longName), ErrorCode::Io, {longName.string(), "too long"});
    VERNIER_REFUSES(AtomicFile::create(longName), ErrorCode::Io, {longName.string(), "too long"});
}

QTEST_APPLESS_MAIN(TestAtomicFile)
#include "tst_atomic_file.moc"
