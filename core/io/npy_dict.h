// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/io/atomic_file.h"
#include "core/tensor/tensor_view.h"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <unordered_set>
#include <vector>

// What numpy.save makes of a dictionary of arrays: an .npy file of one Python object, a pickle, which
// numpy.load(path, allow_pickle=True).item() reads. Written without holding the arrays.
// Source: numpy.org/doc/stable/reference/generated/numpy.lib.format.html; CPython's Lib/pickletools.py, protocol 4.

namespace vernier {

/// Use: declare() every array, begin(), then write() their bytes in the order of declaration, then commit().
class NpyDictWriter
{
public:
    /// The array under `key`. BF16, which NumPy does not have, becomes float32, exactly.
    /// Errors: InvalidArgument (a key twice or not UTF-8; a shape that is negative, overflows or has more than 32 dimensions).
    [[nodiscard]] Result<void> declare(std::string key, DType dtype, Shape shape);

    /// Of the whole file.
    [[nodiscard]] std::uint64_t fileBytes() const;
    /// Opens the temporary beside `path`. Errors: as AtomicFile::create.
    [[nodiscard]] Result<void> begin(const std::filesystem::path &path);

    /// The next bytes of the array whose turn it is, all or a piece of whole elements of the declared type, little-endian and
    /// row-major. Arrays of zero bytes need no call. Errors: Io; InvalidArgument (more than is missing of it, or half an element).
    [[nodiscard]] Result<void> write(std::span<const std::byte> bytes);

    /// Errors: Io; InvalidArgument (an array is not complete).
    [[nodiscard]] Result<void> commit(std::optional<std::filesystem::perms> permissions = {});

private:
    struct Declared
    {
        std::string key;
        DType dtype = DType::F32;
        Shape shape;
        std::uint64_t bytes = 0; ///< of what write() takes
    };

    [[nodiscard]] static DType storedType(DType dtype);
    [[nodiscard]] static std::uint64_t storedBytes(const Declared &array);
    [[nodiscard]] std::string opening() const;
    [[nodiscard]] std::string beforeData(const Declared &array) const;
    [[nodiscard]] Result<void> startNext();
    [[nodiscard]] Result<void> writeAsFloats(std::span<const std::byte> halves);

    std::vector<Declared> m_arrays;
    std::vector<DType> m_types; ///< as stored, each once
    std::unordered_set<std::string> m_keys;
    std::optional<AtomicFile> m_file;
    std::size_t m_current = 0;   ///< position in m_arrays
    std::uint64_t m_missing = 0; ///< bytes of the current one still to come
};

} // namespace vernier
