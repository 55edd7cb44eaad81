// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/io/temporary_file.h"

#include "core/base/job_monitor.h"

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <fcntl.h>
#include <string>
#include <unistd.h>
#include <utility>

namespace vernier {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t kPieceBytes = std::size_t{4} << 20;

/// Open, and already without a name; else not open, with errno.
FileDescriptor openNameless(const fs::path &folder)
{
    FileDescriptor nameless(::open(folder.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC | O_EXCL, 0600));
    if (nameless.isOpen())
        return nameless;
    std::string name = (folder / "vernier-XXXXXX").string(); // where the file system has no such files
    FileDescriptor named(::mkostemp(name.data(), O_CLOEXEC));
    if (named.isOpen())
        ::unlink(name.c_str());
    return named;
}

} // namespace

TemporaryFile::TemporaryFile(fs::path folder, FileDescriptor descriptor)
    : m_folder(std::move(folder))
    , m_descriptor(std::move(descriptor))
{}

Result<std::shared_ptr<TemporaryFile>> TemporaryFile::createIn(const fs::path &folder)
{
    FileDescriptor descriptor = openNameless(folder);
    if (!descriptor.isOpen())
        return systemError(folder, "make a temporary file", errno);
    return std::shared_ptr<TemporaryFile>(new TemporaryFile(folder, std::move(descriptor)));
}

Result<std::shared_ptr<TemporaryFile>> TemporaryFile::create()
{
    if (const char *chosen = std::getenv("TMPDIR"); chosen && *chosen != '\0')
        return createIn(chosen);
    auto file = createIn("/var/tmp");
    return file ? std::move(file) : createIn("/tmp");
}

Result<std::uint64_t> TemporaryFile::append(std::span<const std::span<const std::byte>> parts, Interrupt *interrupt)
{
    const std::lock_guard lock(m_mutex);
    if (m_isFull)
        return systemError(m_folder, "write a temporary file", ENOSPC);
    const auto giveBack = [this] { static_cast<void>(::ftruncate(m_descriptor.number(), static_cast<off_t>(m_end)) == 0); };
    std::uint64_t place = m_end;
    for (std::span<const std::byte> part : parts) {
        while (!part.empty()) {
            if (interrupt && interrupt->poll()) {
                giveBack();
                return cancelledError();
            }
            const ssize_t written = ::pwrite(m_descriptor.number(), part.data(), std::min(part.size(), kPieceBytes), static_cast<off_t>(place));
            if (written < 0 && errno == EINTR)
                continue;
            if (written <= 0) {
                const Error error = systemError(m_folder, "write a temporary file", written < 0 ? errno : ENOSPC);
                m_isFull = true;
                giveBack(); // others need the rest
                return error;
            }
            part = part.subspan(static_cast<std::size_t>(written));
            place += static_cast<std::uint64_t>(written);
        }
    }
    return std::exchange(m_end, place);
}

void TemporaryFile::discard(std::uint64_t place, std::uint64_t bytes) const
{
    if (bytes > 0)
        static_cast<void>(::fallocate(m_descriptor.number(), FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, static_cast<off_t>(place), static_cast<off_t>(bytes)) == 0);
}

Result<void> TemporaryFile::read(std::uint64_t place, std::span<std::byte> bytes) const
{
    while (!bytes.empty()) {
        const ssize_t count = ::pread(m_descriptor.number(), bytes.data(), bytes.size(), static_cast<off_t>(place));
        if (count < 0 && errno == EINTR)
            continue;
        if (count <= 0)
            return systemError(m_folder, "read a temporary file", count < 0 ? errno : EIO);
        bytes = bytes.subspan(static_cast<std::size_t>(count));
        place += static_cast<std::uint64_t>(count);
    }
    return {};
}

} // namespace vernier
