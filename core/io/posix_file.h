// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <utility>

// What the readers and writers of this folder share: descriptors, and the system's refusals in words.

namespace vernier {

/// Owns a POSIX file descriptor.
class FileDescriptor
{
public:
    explicit FileDescriptor(int number = -1)
        : m_number(number)
    {}
    FileDescriptor(FileDescriptor &&other) noexcept
        : m_number(std::exchange(other.m_number, -1))
    {}
    FileDescriptor &operator=(FileDescriptor &&other) noexcept
    {
        std::swap(m_number, other.m_number);
        return *this;
    }
    ~FileDescriptor() { close(); }

    [[nodiscard]] int number() const { return m_number; }
    [[nodiscard]] bool isOpen() const { return m_number >= 0; }
    /// False, with errno, when the system reports a late error (network file systems do). Nothing to close is fine.
    bool close();

private:
    int m_number;
};

/// "cannot <doing>: <reason>; <remedy>" for an errno, with the path as `where`. NotFound for ENOENT, else Io.
[[nodiscard]] Error systemError(const std::filesystem::path &path, std::string_view doing, int errorNumber);

struct OpenedFile
{
    FileDescriptor descriptor;
    std::uint64_t sizeBytes = 0;
};

/// Opens for reading without ever waiting. Errors: NotFound, Io, InvalidArgument (a folder, FIFO or device).
[[nodiscard]] Result<OpenedFile> openForReading(const std::filesystem::path &path);

/// Text from a file as it may stand in a message: one line, at most 120 bytes, control characters escaped.
[[nodiscard]] std::string printable(std::string_view text);

} // namespace vernier
