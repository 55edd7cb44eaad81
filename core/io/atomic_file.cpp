// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/io/atomic_file.h"

#include "core/io/posix_file.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <fcntl.h>
#include <random>
#include <set>
#include <sys/stat.h>
#include <unistd.h>

namespace vernier {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t kBufferBytes = std::size_t{256} << 10;
constexpr int kNameAttempts = 100;
/// Written to the disk at a time, and how much of it may be on its way: some hundredths of a second.
constexpr std::int64_t kFlushBytes = std::int64_t{8} << 20;
constexpr std::int64_t kMostUnderWay = std::int64_t{32} << 20;

std::string randomSuffix()
{
    constexpr std::string_view kLetters = "abcdefghijklmnopqrstuvwxyz0123456789";
    std::random_device device;
    std::string suffix;
    for (int i = 0; i < 6; ++i)
        suffix += kLetters[device() % kLetters.size()];
    return suffix;
}

/// Makes a renaming survive a power cut. Best effort: some file systems cannot, and the rename itself has succeeded.
void syncFolder(const fs::path &folder)
{
    const FileDescriptor descriptor(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (descriptor.isOpen())
        fsync(descriptor.number());
}

mode_t modeOf(fs::perms permissions)
{
    return static_cast<mode_t>(permissions) & 07777;
}

fs::path parentOf(const fs::path &path)
{
    return path.has_parent_path() ? path.parent_path() : fs::path(".");
}

} // namespace

Result<AtomicFile> AtomicFile::create(const fs::path &target)
{
    std::error_code ignored;
    fs::path destination = target;
    if (fs::is_symlink(target, ignored)) {
        if (const fs::path real = fs::canonical(target, ignored); !real.empty())
            destination = real;
    }
    const fs::file_status status = fs::status(destination, ignored);
    if (fs::is_directory(status) || destination.filename().empty())
        return Error{ErrorCode::InvalidArgument, "this is a folder: choose a file name in it", target.string()};
    if (fs::exists(status) && !fs::is_regular_file(status))
        return Error{ErrorCode::InvalidArgument, "this is a pipe or device: choose a regular file", target.string()};

    // Not mkstemp: it gives 0600, and what the umask would have left cannot be asked for without a race.
    for (int attempt = 0; attempt < kNameAttempts; ++attempt) {
        fs::path temporary = destination;
        temporary += ".part-" + randomSuffix();
        const int descriptor = ::open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
        if (descriptor >= 0)
            return AtomicFile(std::move(destination), std::move(temporary), descriptor);
        if (errno != EEXIST)
            return systemError(target, "write into this folder", errno);
    }
    return systemError(target, "find a name for the temporary file", EEXIST);
}

AtomicFile::AtomicFile(fs::path target, fs::path temporary, int descriptor)
    : m_target(std::move(target))
    , m_temporary(std::move(temporary))
    , m_descriptor(descriptor)
{}

AtomicFile::AtomicFile(AtomicFile &&other) noexcept
    : m_target(std::move(other.m_target))
    , m_temporary(std::exchange(other.m_temporary, {}))
    , m_descriptor(std::exchange(other.m_descriptor, -1))
    , m_buffer(std::move(other.m_buffer))
    , m_written(other.m_written)
    , m_flushBegun(other.m_flushBegun)
    , m_flushed(other.m_flushed)
    , m_failure(std::move(other.m_failure))
{}

AtomicFile::~AtomicFile()
{
    if (m_descriptor >= 0)
        ::close(m_descriptor);
    if (!m_temporary.empty())
        ::unlink(m_temporary.c_str());
}

Error AtomicFile::fail(std::string_view doing, int errorNumber)
{
    m_failure = systemError(m_target, doing, errorNumber);
    return *m_failure;
}

Result<void> AtomicFile::writeOut(std::span<const std::byte> bytes)
{
    while (!bytes.empty()) {
        const ssize_t written = ::write(m_descriptor, bytes.data(), std::min<std::size_t>(bytes.size(), kFlushBytes));
        if (written < 0 && errno == EINTR)
            continue;
        if (written < 0)
            return fail("write the file", errno);
        bytes = bytes.subspan(static_cast<std::size_t>(written));
        m_written += written;
        if (m_written - m_flushBegun >= kFlushBytes)
            VERNIER_TRY(flushBehind());
    }
    return {};
}

Result<void> AtomicFile::flushBehind()
{
#ifdef __linux__
    // Begins with the newest piece and waits for one that is some time ago. A failed write is reported once, perhaps here and not in
    // fsync. Where the system does not know how to do this, fsync does it all.
    constexpr unsigned kWait = SYNC_FILE_RANGE_WAIT_BEFORE | SYNC_FILE_RANGE_WRITE | SYNC_FILE_RANGE_WAIT_AFTER;
    const std::int64_t older = m_written - kMostUnderWay;
    const bool flushed = sync_file_range(m_descriptor, m_flushBegun, m_written - m_flushBegun, SYNC_FILE_RANGE_WRITE) == 0
        && (older <= m_flushed || sync_file_range(m_descriptor, m_flushed, older - m_flushed, kWait) == 0);
    constexpr std::array kCannot{EINVAL, ESPIPE, ENOSYS, EOPNOTSUPP, EPERM, EINTR}; // nothing was lost
    if (!flushed && std::find(kCannot.begin(), kCannot.end(), errno) == kCannot.end())
        return fail("write the file to the disk", errno);
#endif
    m_flushBegun = m_written;
    m_flushed = std::max(m_flushed, m_written - kMostUnderWay);
    return {};
}

Result<void> AtomicFile::write(std::span<const std::byte> bytes)
{
    if (m_failure)
        return *m_failure;
    VERNIER_CHECK(m_descriptor >= 0);
    if (m_buffer.size() + bytes.size() > kBufferBytes) {
        VERNIER_TRY(writeOut(m_buffer));
        m_buffer.clear();
    }
    if (bytes.size() >= kBufferBytes)
        return writeOut(bytes);
    m_buffer.insert(m_buffer.end(), bytes.begin(), bytes.end());
    return {};
}

Result<void> AtomicFile::write(std::string_view text)
{
    return write(std::as_bytes(std::span(text)));
}

Result<void> AtomicFile::commit(std::optional<fs::perms> permissions)
{
    if (m_failure)
        return *m_failure;
    VERNIER_CHECK(m_descriptor >= 0);
    VERNIER_TRY(writeOut(m_buffer));
    m_buffer.clear();
    if (permissions && fchmod(m_descriptor, modeOf(*permissions)) != 0)
        return fail("set the file's permissions", errno);
    if (fsync(m_descriptor) != 0)
        return fail("write the file to the disk", errno);
    if (::close(std::exchange(m_descriptor, -1)) != 0)
        return fail("write the file to the disk", errno);
    if (::rename(m_temporary.c_str(), m_target.c_str()) != 0)
        return fail("put the finished file in its place", errno);
    m_temporary.clear();
    syncFolder(parentOf(m_target));
    return {};
}

namespace {

/// Removes what was built, without leaving the folder through a link.
void removeTree(const fs::path &folder)
{
    std::error_code ignored;
    fs::remove_all(folder, ignored);
}

/// Paths below `folder`, relative to it; a folder comes before what it holds.
Result<std::vector<fs::path>> listTree(const fs::path &folder)
{
    std::vector<fs::path> paths;
    std::error_code error;
    for (fs::recursive_directory_iterator entry(folder, error), end; !error && entry != end; entry.increment(error))
        paths.push_back(entry->path().lexically_relative(folder));
    if (error)
        return systemError(folder, "list the folder", error.value());
    std::sort(paths.begin(), paths.end());
    return paths;
}

bool isFolder(const fs::path &path)
{
    std::error_code ignored;
    return fs::is_directory(path, ignored);
}

/// Makes the missing folders above and including `folder`; those that were made are appended to `made`.
Result<void> makeFolders(const fs::path &folder, std::vector<fs::path> &made)
{
    if (folder.empty() || isFolder(folder))
        return {};
    if (folder.has_relative_path())
        VERNIER_TRY(makeFolders(folder.parent_path(), made));
    if (::mkdir(folder.c_str(), 0777) == 0)
        made.push_back(folder);
    else if (!isFolder(folder)) // somebody else may have made it meanwhile
        return systemError(folder, "make the folder", errno);
    return {};
}

/// An empty folder of a name of its own; empty, with errno, when it cannot be made.
fs::path makeBuildFolder(const fs::path &start)
{
    std::string name = start.string() + ".part-XXXXXX";
    return mkdtemp(name.data()) ? fs::path(name) : fs::path();
}

bool onSameDevice(const fs::path &one, const fs::path &other)
{
    struct stat a = {};
    struct stat b = {};
    return ::stat(one.c_str(), &a) == 0 && ::stat(other.c_str(), &b) == 0 && a.st_dev == b.st_dev;
}

/// Moves the tree `build` into the existing folder `target`, file by file.
Result<void> mergeInto(const fs::path &build, const fs::path &target)
{
    VERNIER_ASSIGN(const std::vector<fs::path> paths, listTree(build));
    for (const fs::path &path : paths) {
        std::error_code ignored;
        const fs::file_status there = fs::status(target / path, ignored);
        if (fs::exists(there) && fs::is_directory(there) != isFolder(build / path)) {
            return Error{ErrorCode::InvalidArgument,
                         "a file and a folder of this name would replace each other: choose another output folder",
                         (target / path).string()};
        }
    }
    for (const fs::path &path : paths) {
        if (isFolder(build / path)) {
            std::vector<fs::path> made;
            VERNIER_TRY(makeFolders(target / path, made));
        } else if (::rename((build / path).c_str(), (target / path).c_str()) != 0) {
            return systemError(target / path, "put the finished file in its place", errno);
        }
    }
    syncFolder(target);
    return {};
}

/// Removes what an earlier export left beside the names in `kept`.
Result<void> removeStale(const fs::path &folder, const std::set<std::string> &kept, const std::function<bool(std::string_view)> &isStale)
{
    std::vector<fs::path> stale;
    std::error_code error;
    for (fs::directory_iterator entry(folder, error), end; !error && entry != end; entry.increment(error)) {
        const std::string name = entry->path().filename().string();
        std::error_code ignored;
        if (!kept.contains(name) && isStale(name) && !fs::is_directory(entry->symlink_status(ignored)))
            stale.push_back(entry->path());
    }
    if (error)
        return systemError(folder, "list the folder", error.value());
    for (const fs::path &file : stale) {
        if (::unlink(file.c_str()) != 0 && errno != ENOENT)
            return systemError(file, "remove this file of an earlier export; the new one is complete", errno);
    }
    return {};
}

/// Names directly in a folder.
std::set<std::string> namesOf(const fs::path &folder)
{
    std::set<std::string> names;
    std::error_code error;
    for (fs::directory_iterator entry(folder, error), end; !error && entry != end; entry.increment(error))
        names.insert(entry->path().filename().string());
    return names;
}

} // namespace

Result<AtomicFolder> AtomicFolder::create(const fs::path &target, fs::perms permissions)
{
    std::error_code error;
    fs::path destination = fs::weakly_canonical(fs::absolute(target, error), error);
    if (error || target.empty())
        return systemError(target, "find this folder", error ? error.value() : ENOENT);
    if (destination.filename().empty() && destination.has_relative_path()) // "out/"
        destination = destination.parent_path();
    const bool exists = isFolder(destination);
    if (!exists && fs::exists(destination, error))
        return Error{ErrorCode::InvalidArgument, "this is not a folder: choose another name", target.string()};

    AtomicFolder folder;
    folder.m_target = destination;
    folder.m_permissions = permissions;
    const fs::path parent = destination.parent_path();
    VERNIER_TRY(makeFolders(parent, folder.m_madeParents));
    if (!exists || onSameDevice(parent, destination))
        folder.m_build = makeBuildFolder(destination);
    if (exists && folder.m_build.empty())
        folder.m_build = makeBuildFolder(destination / "");
    if (folder.m_build.empty())
        return systemError(target, "make a folder here", errno);
    return folder;
}

AtomicFolder::AtomicFolder(AtomicFolder &&other) noexcept
    : m_target(std::move(other.m_target))
    , m_build(std::exchange(other.m_build, {}))
    , m_permissions(other.m_permissions)
    , m_madeParents(std::exchange(other.m_madeParents, {}))
{}

AtomicFolder::~AtomicFolder()
{
    if (!m_build.empty())
        removeTree(m_build);
    for (auto made = m_madeParents.rbegin(); made != m_madeParents.rend(); ++made)
        ::rmdir(made->c_str()); // stays when somebody else put something there
}

Result<void> AtomicFolder::commit(const std::function<bool(std::string_view)> &isStale)
{
    VERNIER_CHECK(!m_build.empty());
    if (!isFolder(m_target)) {
        if (::chmod(m_build.c_str(), modeOf(m_permissions)) != 0)
            return systemError(m_target, "set the folder's permissions", errno);
        syncFolder(m_build);
        if (::rename(m_build.c_str(), m_target.c_str()) != 0)
            return systemError(m_target, "put the finished folder in its place", errno);
        syncFolder(m_target.parent_path());
    } else {
        const std::set<std::string> ours = namesOf(m_build);
        VERNIER_TRY(mergeInto(m_build, m_target));
        removeTree(m_build);
        if (isStale)
            VERNIER_TRY(removeStale(m_target, ours, isStale));
    }
    m_build.clear();
    m_madeParents.clear();
    return {};
}

Result<void> writeFileAtomically(const fs::path &target, std::string_view contents,
                                 std::optional<fs::perms> permissions)
{
    VERNIER_ASSIGN(AtomicFile file, AtomicFile::create(target));
    VERNIER_TRY(file.write(contents));
    return file.commit(permissions);
}

} // namespace vernier
