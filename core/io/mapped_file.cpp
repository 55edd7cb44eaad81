// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/io/mapped_file.h"

#include "core/io/posix_file.h"

#include <algorithm>
#include <cerrno>
#include <sys/mman.h>
#include <unistd.h>

namespace vernier {

Result<std::shared_ptr<const MappedFile>> MappedFile::open(const std::filesystem::path &path)
{
    VERNIER_ASSIGN(const OpenedFile file, openForReading(path));
    std::span<const std::byte> bytes;
    if (file.sizeBytes > 0) { // mmap refuses a length of 0
        const auto size = static_cast<std::size_t>(file.sizeBytes);
        void *address = mmap(nullptr, size, PROT_READ, MAP_SHARED, file.descriptor.number(), 0);
        if (address == MAP_FAILED)
            return systemError(path, "map the file into memory", errno);
        bytes = {static_cast<const std::byte *>(address), size};
    }
    return std::shared_ptr<const MappedFile>(new MappedFile(path, bytes));
}

MappedFile::MappedFile(std::filesystem::path path, std::span<const std::byte> bytes)
    : m_path(std::move(path))
    , m_bytes(bytes)
{}

MappedFile::~MappedFile()
{
    if (!m_bytes.empty())
        munmap(const_cast<std::byte *>(m_bytes.data()), m_bytes.size());
}

void MappedFile::prefetch(std::size_t offset, std::size_t length) const
{
    advise(offset, length, MADV_WILLNEED);
}

void MappedFile::release(std::size_t offset, std::size_t length) const
{
    advise(offset, length, MADV_DONTNEED);
}

void MappedFile::prefetch(std::span<const std::byte> part) const
{
    prefetch(offsetOf(part), part.size());
}

void MappedFile::release(std::span<const std::byte> part) const
{
    release(offsetOf(part), part.size());
}

std::size_t MappedFile::offsetOf(std::span<const std::byte> part) const
{
    if (part.empty())
        return 0;
    VERNIER_CHECK(part.data() >= m_bytes.data() && part.data() + part.size() <= m_bytes.data() + m_bytes.size());
    return static_cast<std::size_t>(part.data() - m_bytes.data());
}

// Whole pages, also those only partly inside: a neighbour's page that is released is mapped again when it is read.
void MappedFile::advise(std::size_t offset, std::size_t length, int advice) const
{
    if (length == 0 || offset >= m_bytes.size())
        return;
    const std::size_t end = offset + std::min(length, m_bytes.size() - offset);
    const auto page = static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
    const std::size_t begin = offset / page * page;
    madvise(const_cast<std::byte *>(m_bytes.data()) + begin, end - begin, advice);
}

} // namespace vernier
