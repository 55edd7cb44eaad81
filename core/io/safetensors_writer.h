// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/io/atomic_file.h"
#include "core/tensor/tensor_view.h"

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

// Writes one .safetensors file, byte for byte as the Python library `safetensors` does, without holding the tensors.

namespace vernier {

/// Use: declare() every tensor, begin(), then write() in the order of order(), then commit().
class SafetensorsWriter
{
public:
    struct Declared
    {
        std::string name;
        DType dtype = DType::F32;
        Shape shape;
        std::uint64_t sizeBytes = 0;
    };

    /// Errors: InvalidArgument (a name twice, empty or reserved, or a shape that is negative or overflows).
    [[nodiscard]] Result<void> declare(std::string name, DType dtype, Shape shape);
    /// `__metadata__`; left out of the header when empty.
    void setMetadata(std::map<std::string, std::string> metadata) { m_metadata = std::move(metadata); }

    /// Of the whole file, header included. Sorts the tensors.
    /// Errors: InvalidArgument (a name that is not UTF-8).
    [[nodiscard]] Result<std::uint64_t> fileBytes();
    /// Sorts the tensors, opens the temporary beside `path` and writes the header.
    /// Errors: as AtomicFile::create; InvalidArgument (a name that is not UTF-8).
    [[nodiscard]] Result<void> begin(const std::filesystem::path &path);
    /// The order of the data: larger dtype rank first (I64, F64, F32, I32, BF16, F16, I16, I8, U8, BOOL), then the
    /// name. Valid after begin().
    [[nodiscard]] const std::vector<Declared> &order() const { return m_tensors; }

    /// The next bytes of tensor `name`: all of them or a piece, little-endian and row-major. Tensors of zero bytes
    /// need no call.
    /// Errors: Io; InvalidArgument (not this tensor's turn, or more bytes than declared).
    [[nodiscard]] Result<void> write(std::string_view name, std::span<const std::byte> bytes);

    /// Errors: Io; InvalidArgument (a tensor is not complete).
    [[nodiscard]] Result<void> commit(std::optional<std::filesystem::perms> permissions = {});

private:
    void sort();
    void skipFinished();
    [[nodiscard]] Result<std::string> header() const;

    std::vector<Declared> m_tensors;                       ///< as declared; sorted by begin()
    std::unordered_map<std::string, std::size_t> m_byName; ///< positions in m_tensors
    std::map<std::string, std::string> m_metadata;
    std::optional<AtomicFile> m_file;
    std::size_t m_current = 0;            ///< position in m_tensors of the tensor whose bytes come next
    std::uint64_t m_writtenOfCurrent = 0; ///< bytes
};

struct NamedTensor
{
    std::string name;
    TensorView view;
};

/// All tensors at once, in any order.
[[nodiscard]] Result<void> writeSafetensors(const std::filesystem::path &path, std::span<const NamedTensor> tensors,
                                            const std::map<std::string, std::string> &metadata = {},
                                            std::optional<std::filesystem::perms> permissions = {});

} // namespace vernier
