// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

// Output that is there completely or not at all: written under a temporary name and renamed at the end.

namespace vernier {

/// One file. Without commit() the destructor removes the temporary and an older file stays as it was.
class AtomicFile
{
public:
    /// Opens a temporary beside `target`, whose folder must exist. A symbolic link is followed.
    /// Errors: Io, NotFound (no such folder), InvalidArgument (target is a folder, FIFO or device).
    [[nodiscard]] static Result<AtomicFile> create(const std::filesystem::path &target);

    AtomicFile(AtomicFile &&other) noexcept;
    AtomicFile &operator=(AtomicFile &&) = delete;
    ~AtomicFile();

    /// Appends. Errors: Io, with the path and a remedy (disk full, quota, file size limit). After an error every
    /// further call fails with the same error.
    [[nodiscard]] Result<void> write(std::span<const std::byte> bytes);
    [[nodiscard]] Result<void> write(std::string_view text);

    /// Flushes to the disk, sets the permissions and renames to the target; to be called once. Without permissions
    /// the file gets what the process's umask leaves of 0666.
    [[nodiscard]] Result<void> commit(std::optional<std::filesystem::perms> permissions = {});

    [[nodiscard]] const std::filesystem::path &target() const { return m_target; }

private:
    AtomicFile(std::filesystem::path target, std::filesystem::path temporary, int descriptor);
    [[nodiscard]] Result<void> writeOut(std::span<const std::byte> bytes);
    /// Keeps what waits for the disk small: commit() then flushes the end of a large file only.
    [[nodiscard]] Result<void> flushBehind();
    [[nodiscard]] Error fail(std::string_view doing, int errorNumber);

    std::filesystem::path m_target;
    std::filesystem::path m_temporary; ///< empty once it is renamed or moved from
    int m_descriptor = -1;
    std::vector<std::byte> m_buffer; ///< small writes, collected
    std::int64_t m_written = 0;      ///< bytes given to the system
    std::int64_t m_flushBegun = 0;   ///< up to here the system was told to write them to the disk
    std::int64_t m_flushed = 0;      ///< up to here it was waited for
    std::optional<Error> m_failure;
};

/// A folder of files that appear together. Without commit() the destructor removes everything that was built.
class AtomicFolder
{
public:
    /// Makes an empty folder `<name>.part-XXXXXX` beside `target` (inside it, when the target exists on another file
    /// system or its parent cannot be written). Missing parents are made, and removed again without commit().
    /// `permissions` are those of a target that commit() creates.
    /// Errors: Io, InvalidArgument (target exists and is not a folder).
    [[nodiscard]] static Result<AtomicFolder> create(const std::filesystem::path &target,
                                                     std::filesystem::perms permissions = std::filesystem::perms(0750));

    AtomicFolder(AtomicFolder &&other) noexcept;
    AtomicFolder &operator=(AtomicFolder &&) = delete;
    ~AtomicFolder();

    /// Where the files are built; subfolders are allowed. Their names under target() are the same.
    [[nodiscard]] const std::filesystem::path &buildPath() const { return m_build; }
    [[nodiscard]] const std::filesystem::path &target() const { return m_target; }

    /// Puts the folder in place by one rename. A target that exists keeps its permissions and the files that are not
    /// ours; ours replace or join them by one rename each, after a check that no folder stands in the way. Afterwards
    /// those files directly in it are removed that are not ours and for whose name `isStale` is true.
    [[nodiscard]] Result<void> commit(const std::function<bool(std::string_view name)> &isStale = {});

private:
    AtomicFolder() = default;

    std::filesystem::path m_target;
    std::filesystem::path m_build; ///< empty once it is committed or moved from
    std::filesystem::perms m_permissions{};
    std::vector<std::filesystem::path> m_madeParents; ///< outermost first
};

/// Writes a small file in one go.
[[nodiscard]] Result<void> writeFileAtomically(const std::filesystem::path &target, std::string_view contents,
                                               std::optional<std::filesystem::perms> permissions = {});

} // namespace vernier
