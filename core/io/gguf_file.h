// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/io/tensor_file.h"

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

// GGUF, versions 2 and 3: metadata under typed keys, descriptions of the tensors, then their data, aligned. Everything is
// checked against the file; texts and arrays stay in the mapping until they are asked for.
// Source: ggml, docs/gguf.md; the type numbers of the tensors are ggml.h's enum ggml_type.

namespace vernier {

/// Numbers of the types of values, as in the file.
enum class GgufType : std::uint32_t { U8, I8, U16, I16, U32, I32, F32, Bool, Text, Array, U64, I64, F64 };

struct GgufValue
{
    GgufType type = GgufType::U8;        ///< of an array: of its elements
    bool isArray = false;
    std::uint64_t count = 1;             ///< of elements
    std::span<const std::byte> bytes = {}; ///< in the mapping, checked to hold them
};

class GgufFile
{
public:
    /// Errors: CorruptFile, naming key or tensor; Unsupported (version 1, big-endian, arrays of arrays).
    [[nodiscard]] static Result<std::shared_ptr<const GgufFile>> open(const std::shared_ptr<const MappedFile> &mapping);

    [[nodiscard]] const std::filesystem::path &path() const { return m_tensors->path(); }
    /// Shapes have the row first, as everywhere here: the reverse of the file's. Quantized tensors are views of blocks.
    [[nodiscard]] const std::shared_ptr<const TensorFile> &tensors() const { return m_tensors; }
    [[nodiscard]] const std::map<std::string_view, GgufValue> &metadata() const { return m_metadata; }

    // Nothing where the key is missing or holds something else.
    [[nodiscard]] std::optional<std::int64_t> integer(std::string_view key) const;
    [[nodiscard]] std::optional<double> number(std::string_view key) const; ///< integers, too
    [[nodiscard]] std::optional<bool> boolean(std::string_view key) const;
    [[nodiscard]] std::optional<std::string_view> text(std::string_view key) const;
    [[nodiscard]] std::optional<std::vector<std::string_view>> texts(std::string_view key) const;
    [[nodiscard]] std::optional<std::vector<double>> numbers(std::string_view key) const;

private:
    [[nodiscard]] const GgufValue *find(std::string_view key, bool isArray) const;

    std::shared_ptr<const TensorFile> m_tensors;
    std::map<std::string_view, GgufValue> m_metadata;
};

/// By the first bytes.
[[nodiscard]] bool looksLikeGguf(const MappedFile &file);

} // namespace vernier
