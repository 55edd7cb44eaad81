// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/io/atomic_file.h"
#include "core/io/mapped_file.h"
#include "core/tensor/tensor_view.h"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

// NumPy's .npy: one array in a file. Source: numpy.org/doc/stable/reference/generated/numpy.lib.format.html.

namespace vernier {

/// NumPy's own limit of dimensions.
inline constexpr std::size_t kMaxNpyRank = 32;

/// Element type as the header names it, without the byte order: "f4", "i1". Empty for BF16, which NumPy does not have.
[[nodiscard]] std::string_view npyTypeCode(DType dtype);

/// Magic, version 1.0, length and dictionary, as numpy.save writes them for an array in C order.
/// type  with the byte order: "<f4", "|O".
[[nodiscard]] std::string npyHeader(std::string_view type, const Shape &shape);

/// A float32 matrix, written row by row as numpy.save does (format 1.0, C order).
class NpyWriter
{
public:
    /// Errors: as AtomicFile::create; InvalidArgument (a negative or overflowing shape).
    [[nodiscard]] static Result<NpyWriter> create(const std::filesystem::path &path, std::int64_t rows,
                                                  std::int64_t cols);

    /// One or more whole rows, row-major. Errors: Io; InvalidArgument (not whole rows, or too many).
    [[nodiscard]] Result<void> append(std::span<const float> values);
    /// Errors: Io; InvalidArgument (rows are missing).
    [[nodiscard]] Result<void> commit(std::optional<std::filesystem::perms> permissions = {});

private:
    NpyWriter(AtomicFile file, std::int64_t rows, std::int64_t cols);

    AtomicFile m_file;
    std::int64_t m_cols = 0;
    std::uint64_t m_missing = 0; ///< values still to come
};

/// A mapped .npy file. Little-endian, C order, formats 1.0 to 3.0; element types as in DType.
class NpyFile
{
public:
    /// Errors: NotFound, Io, InvalidArgument (MappedFile::open); CorruptFile; Unsupported (Python objects, records,
    /// Fortran order, big-endian and other element types).
    [[nodiscard]] static Result<NpyFile> open(const std::filesystem::path &path);

    /// Lives as long as this object or a copy of it.
    [[nodiscard]] const TensorView &tensor() const { return m_tensor; }

private:
    NpyFile(std::shared_ptr<const MappedFile> mapping, TensorView tensor);

    std::shared_ptr<const MappedFile> m_mapping;
    TensorView m_tensor;
};

} // namespace vernier
