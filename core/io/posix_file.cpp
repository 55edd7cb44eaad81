// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/io/posix_file.h"

#include "core/base/strings.h"

#include <cerrno>
#include <fcntl.h>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>

namespace vernier {

namespace {

std::string_view remedyFor(int errorNumber)
{
    switch (errorNumber) {
    case ENOSPC: return "the disk is full: free some space or choose another folder";
    case EDQUOT: return "the disk quota is used up: free some space or choose another folder";
    case EFBIG:
        return "the file system or a limit (ulimit -f) allows no larger file: choose another folder or raise it";
    case EACCES:
    case EPERM: return "permission denied: change the permissions or choose another place";
    case EROFS: return "the file system is read-only: choose another folder";
    case ENOENT: return "it does not exist: check the path";
    case ENOTDIR: return "a part of the path is not a folder: check the path";
    case ENAMETOOLONG: return "the name is too long: choose a shorter one";
    case EMFILE:
    case ENFILE: return "too many files are open: raise the limit (ulimit -n)";
    default: return {};
    }
}

} // namespace

bool FileDescriptor::close()
{
    if (m_number < 0)
        return true;
    return ::close(std::exchange(m_number, -1)) == 0;
}

Error systemError(const std::filesystem::path &path, std::string_view doing, int errorNumber)
{
    std::string message = "cannot " + std::string(doing) + ": ";
    if (const std::string_view remedy = remedyFor(errorNumber); !remedy.empty())
        message += remedy;
    else
        message += std::generic_category().message(errorNumber);
    return {errorNumber == ENOENT ? ErrorCode::NotFound : ErrorCode::Io, std::move(message), path.string()};
}

Result<OpenedFile> openForReading(const std::filesystem::path &path)
{
    // O_NONBLOCK: opening a FIFO would wait for a writer.
    FileDescriptor descriptor(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
    if (!descriptor.isOpen())
        return systemError(path, "open the file", errno);
    struct stat status = {};
    if (fstat(descriptor.number(), &status) != 0)
        return systemError(path, "read the file's size", errno);
    if (S_ISDIR(status.st_mode))
        return Error{ErrorCode::InvalidArgument, "this is a folder: choose a file in it", path.string()};
    if (!S_ISREG(status.st_mode))
        return Error{ErrorCode::InvalidArgument, "this is a pipe or device: choose a regular file", path.string()};
    return OpenedFile{std::move(descriptor), static_cast<std::uint64_t>(status.st_size)};
}

std::string printable(std::string_view text)
{
    constexpr std::size_t kLongest = 120;
    return shortenedText(withoutControls(text), kLongest);
}

} // namespace vernier
