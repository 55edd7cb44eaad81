// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <cstddef>
#include <filesystem>
#include <memory>
#include <span>

// A file as read-only memory: pages are read when they are touched and belong to the system's cache.

namespace vernier {

class MappedFile
{
public:
    /// Maps the whole file; an empty file has no bytes. The file must not be made shorter while it is mapped: reading
    /// beyond its new end kills the process (AtomicFile replaces files instead of changing them).
    /// Errors: NotFound, Io, InvalidArgument (a folder, FIFO or device).
    [[nodiscard]] static Result<std::shared_ptr<const MappedFile>> open(const std::filesystem::path &path);

    ~MappedFile();
    MappedFile(const MappedFile &) = delete;
    MappedFile &operator=(const MappedFile &) = delete;

    [[nodiscard]] const std::filesystem::path &path() const { return m_path; }
    [[nodiscard]] std::span<const std::byte> bytes() const { return m_bytes; }

    /// Asks the system to read the range ahead, without waiting. Ranges beyond the file are cut; advice never fails.
    void prefetch(std::size_t offset, std::size_t length) const;
    /// Takes the pages of the range out of this process's resident set; touching them again maps them again.
    void release(std::size_t offset, std::size_t length) const;

    /// The same for a part of bytes(), for example TensorView::data.
    void prefetch(std::span<const std::byte> part) const;
    void release(std::span<const std::byte> part) const;

private:
    MappedFile(std::filesystem::path path, std::span<const std::byte> bytes);
    void advise(std::size_t offset, std::size_t length, int advice) const;
    [[nodiscard]] std::size_t offsetOf(std::span<const std::byte> part) const;

    std::filesystem::path m_path;
    std::span<const std::byte> m_bytes;
};

} // namespace vernier
