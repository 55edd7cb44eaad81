// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/parallel.h"
#include "core/io/posix_file.h"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <mutex>
#include <span>

// Disk for what memory has no room for: a file without a name, gone with the object or with the process.

namespace vernier {

class TemporaryFile
{
public:
    /// In the folder that TMPDIR names, else in /var/tmp (which, unlike /tmp, is not kept in memory), else in /tmp.
    /// Errors: Io.
    [[nodiscard]] static Result<std::shared_ptr<TemporaryFile>> create();
    [[nodiscard]] static Result<std::shared_ptr<TemporaryFile>> createIn(const std::filesystem::path &folder);

    /// Writes the parts one after the other behind all that was written before, and gives the place of the first. From any thread.
    /// interrupt  null, or polled between pieces of some megabytes.
    /// Errors: Io (the disk is full), then at once for whatever comes after; Cancelled. What lies before stays.
    [[nodiscard]] Result<std::uint64_t> append(std::span<const std::span<const std::byte>> parts, Interrupt *interrupt = nullptr);
    /// Fills `bytes` with what lies at `place`. From any thread. Errors: Io.
    [[nodiscard]] Result<void> read(std::uint64_t place, std::span<std::byte> bytes) const;
    /// Gives the disk back what lies there; it must not be read again. From any thread. Where the file system cannot, the whole file keeps
    /// its place until nobody uses it.
    void discard(std::uint64_t place, std::uint64_t bytes) const;

private:
    TemporaryFile(std::filesystem::path folder, FileDescriptor descriptor);

    std::filesystem::path m_folder;
    FileDescriptor m_descriptor;
    std::mutex m_mutex; ///< of what follows
    std::uint64_t m_end = 0;
    bool m_isFull = false;
};

} // namespace vernier
